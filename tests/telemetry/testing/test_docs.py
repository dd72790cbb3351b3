"""The guide's examples run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "testing.md"
BLOCKS = re.findall(
    r"^```python\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)

RULES = r"""
[[rule]]
name = "acme-ticket"
category = "secret"
family = "auth"
reason = "A ticket opens a session."
reference = "https://acme.example/docs/tickets"
keywords = ["acmt_"]
pattern = '\bacmt_[0-9a-f]{24}\b'
[rule.examples]
match = ["ticket acmt_0123456789abcdef01234567 accepted"]
ignore = ["ticket acmt_0123 refused"]
"""


def test_the_tests_of_the_guide_pass(tmp_path: Path) -> None:
    """Every block of the guide that holds tests passes as a module of a host's test suite."""
    (tmp_path / "rules.toml").write_text(RULES)
    written = [block for block in BLOCKS if "def test_" in block or "test_my_rules" in block]
    for number, block in enumerate(written):
        (tmp_path / f"test_guide_{number}.py").write_text(block)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, str(tmp_path)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "8 passed" in done.stdout
    assert len(written) == 6


@pytest.mark.parametrize("block", [block for block in BLOCKS if "test_" not in block])
def test_the_plain_examples_of_the_guide_run(block: str) -> None:
    """Every block of the guide without tests runs as a program."""
    done = subprocess.run(
        [sys.executable, "-c", block], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
