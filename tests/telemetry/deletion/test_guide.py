"""What docs/deletion.md shows runs, and says the same as the code."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from optlog.deletion.request import MOST_TRIES, WAITS_S

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "deletion.md").read_text(encoding="utf-8")


def test_the_example_runs(tmp_path: Path) -> None:
    """The example runs as it stands, on a profile that never shared anything."""
    found = re.search(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert found is not None
    done = subprocess.run(
        [sys.executable, "-c", found[1]], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "nothing is shared under a pseudonym of this profile",
        "None",
    ]


def test_the_bounds_are_those_of_the_code() -> None:
    """Number of tries and days in the guide are the code's."""
    assert f"at most {MOST_TRIES} times within {sum(WAITS_S) / 86_400:.1f} days" in GUIDE
