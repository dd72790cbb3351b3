"""What the README shows can be done as it is shown."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """Give the first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environ = {
        **os.environ,
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_STATE_HOME": str(folder),
    }
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=environ
    )


def test_the_embedding_example_runs(tmp_path: Path) -> None:
    """The ten lines run as they stand, and the user id in them is not in the local file."""
    done = run(tmp_path, sys.executable, "-c", block("python"))
    assert done.returncode == 0, done.stderr
    [log] = list(tmp_path.rglob("*.ndjson"))
    text = log.read_text()
    assert text.count("\n") == 2
    assert "marta" not in text


def test_the_rule_example_works(tmp_path: Path) -> None:
    """The rule passes its check and redacts the text beside it, with the commands shown."""
    (tmp_path / "rules.toml").write_text(block("toml"), encoding="utf-8")
    optlog = (sys.executable, "-m", "optlog")
    assert run(tmp_path, *optlog, "rules", "check", "rules.toml").returncode == 0
    text = "ticket acmt_0123456789abcdef01234567 accepted"
    tried = run(tmp_path, *optlog, "rules", "try", "--rules", "rules.toml", text)
    assert "ticket [redacted:acme-ticket] accepted" in tried.stdout


def test_every_command_named_exists() -> None:
    """The list of commands in the README and the parser say the same."""
    listed = set(
        re.findall(
            r"`([a-z]+)(?: [a-z|]+)?`", README.split("## The command line")[1].split("Most take")[0]
        )
    )
    done = subprocess.run(
        [sys.executable, "-m", "optlog", "--help"], capture_output=True, text=True, check=True
    )
    offered = set(re.findall(r"^    ([a-z]+) ", done.stdout, re.MULTILINE))
    assert listed == offered


@pytest.mark.parametrize("path", re.findall(r"\]\(([^)#]+)\)|`(tests/[\w/.]+)`", README))
def test_every_file_named_exists(path: tuple[str, str]) -> None:
    """Links and test files that the README names are there."""
    assert (ROOT / (path[0] or path[1])).exists()
