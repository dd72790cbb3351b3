"""docs/policy.md: its declaration loads, is complete for every format, and its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

from optlog.cli import main
from optlog_policy.collection import CollectionPolicy
from optlog_policy.completeness import findings
from optlog_policy.records.formats import FORMATS, Material
from optlog_policy.rule import RuleSet

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")


def example() -> str:
    [text] = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
    return str(text)


def test_the_example_is_complete() -> None:
    """The declaration of the guide has no finding, and lacks nothing for any format that is published."""
    policy = CollectionPolicy.from_toml(example())
    assert findings(policy, rules=RuleSet.load_builtin()) == ()
    for fmt in FORMATS.values():
        assert fmt.personal or fmt.blanks(Material(policy)) == (), fmt.name


def test_every_format_stands_in_the_guide() -> None:
    """The table of the guide names each format, and none that does not exist."""
    table = GUIDE[GUIDE.index("| format |") : GUIDE.index("A blank that a format needs")]
    rows = [row for row in table.splitlines()[2:] if row.startswith("|")]
    named = {name for row in rows for name in re.findall(r"`([a-z0-9-]+)`", row.split("|")[1])}
    assert named == set(FORMATS)


def test_the_commands_work(tmp_path: Path) -> None:
    """The commands that the guide shows for checking and exporting do what it says on its own example."""
    path = tmp_path / "policy.toml"
    path.write_text(example(), encoding="utf-8")
    policy = ("--policy", str(path))
    assert main(("policy", "check", *policy)) == 0
    assert main(("policy", "check", *policy, "--against", str(path))) == 0
    assert main(("policy", "export", *policy, "--all", str(tmp_path / "out"))) == 0
    assert (tmp_path / "out" / "notice.de.pdf").exists()
    arabic = tmp_path / "privacy.pdf"
    pdf = ("--format", "pdf", "--locale", "ar", "-o", str(arabic))
    assert main(("policy", "export", *policy, *pdf)) == 0
    assert arabic.read_bytes().startswith(b"%PDF-")
