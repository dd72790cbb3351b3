"""The switch for one run can only turn off."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path
from typing import Any

import optlog
import pytest


@pytest.mark.parametrize(("words", "expected"), [([], None), (["--no-telemetry"], False)])
def test_the_switch_is_off_or_says_nothing(words: list[str], expected: bool | None) -> None:
    """False with the switch, None without; there is no word for yes."""
    parser = argparse.ArgumentParser()
    optlog.add_no_telemetry(parser)
    assert parser.parse_args(words).telemetry is expected
    for yes in ("--telemetry", "--no-telemetry=false"):
        with pytest.raises(SystemExit):
            parser.parse_args([yes])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["app"], (None, ["app"])),
        (["app", "--no-telemetry", "file"], (False, ["app", "file"])),
        (["app", "--no-telemetry", "--no-telemetry"], (False, ["app"])),
        (["app", "--", "--no-telemetry"], (None, ["app", "--", "--no-telemetry"])),
    ],
)
def test_the_switch_is_taken_out_of_a_command_line(words: list[str], expected: Any) -> None:
    """For hosts whose toolkit reads the command line; file names after `--` are not switches."""
    assert optlog.take_no_telemetry(words) == expected


HOST = """
import sys, optlog
telemetry, words = optlog.take_no_telemetry(sys.argv)
settings = optlog.Settings(
    config_file=None, app="host", data_dir=words[1], log_dir=words[1], console=False,
    use_keyring=False, loki_url="http://127.0.0.1:9",
)
with optlog.configure(settings, telemetry=telemetry) as running:
    if len(words) > 2:
        running.consent.give(["errors"], surface="settings")
    optlog.get_logger("a").error("failed")
    running.hold()
    print(running.consent.decide("errors").layer, running.profile.spool.stats().lines)
    running.close(timeout_s=0)
"""


def test_a_host_started_with_the_switch_collects_nothing(tmp_path: Path) -> None:
    """A real program: collects with a yes, nothing in a run with the switch, and again in the next run without."""

    def run(*words: str) -> str:
        command = [sys.executable, "-c", HOST, str(tmp_path / "data"), *words]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    assert run("yes") == "ledger 1"
    assert run("--no-telemetry") == "run 1"
    assert run() == "ledger 2"
