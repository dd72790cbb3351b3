"""Watched from outside, a process without consent asks the network for nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")

APPLICATION = """
import sys
from optlog import Settings, configure, get_logger
folder = sys.argv[1]
telemetry = configure(Settings(config_file=None, app="x", console=False, data_dir=folder + "/data",
    log_dir=folder + "/logs", loki_url="https://logs.example.org", capture_excepthooks=True))
log = get_logger("app")
for n in range(200):
    log.error("failed", n=n, user="someone@example.org")
telemetry.flush(1)
telemetry.consent.refuse(["errors"], surface="api")
log.error("failed again")
telemetry.flush(1)
telemetry.close()
"""


def network_calls(folder: Path, *command: str) -> list[str]:
    """Run a command under strace; give every network system call of it and its children."""
    out = folder / "trace"
    traced = ["strace", "-f", "-qq", "-e", "trace=network", "-o", str(out), *command]
    done = subprocess.run(traced, capture_output=True, text=True, check=False, cwd=folder)
    if "ptrace" in done.stderr.lower() and not out.exists():
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stdout + done.stderr
    return out.read_text().splitlines()


def test_an_application_without_consent_makes_no_socket(tmp_path: Path) -> None:
    """No socket at all: no connect, no look-up, before and after a refusal, with an endpoint configured."""
    calls = network_calls(tmp_path, sys.executable, "-c", APPLICATION, str(tmp_path))
    assert [call for call in calls if not re.search(r"\+\+\+|---", call)] == []


def test_the_demo_before_consent_connects_nowhere(tmp_path: Path) -> None:
    """The demo's first phase opens the receiver's own listening socket and never connects or sends."""
    calls = network_calls(tmp_path, sys.executable, "-m", "optlog", "demo", "--before-consent-only")
    assert [
        call
        for call in calls
        if re.search(r"\b(connect|sendto|sendmsg|sendmmsg|accept4?)\(.* = [^-]", call)
    ] == []
