"""The long search for a way past consent: ten thousand random runs against the models, and every interleaving.

python3 dev.py fuzz consent
python3 dev.py fuzz consent --runs 1000 --no-interleavings

Takes the same tests that run in CI with a small share; ends with pytest's exit code. The order of interleavings is exhaustive for two
actors; where one of them dies or chooses twice up to three preemptions, with four actors up to one.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

_TESTS = "tests/telemetry/consent"
_IN_MEMORY = "/dev/shm"


def main(argv: list[str]) -> int:
    """Run the search; give the exit code."""
    parser = argparse.ArgumentParser(
        prog="python3 dev.py fuzz consent", description="search for a way past consent"
    )
    parser.add_argument(
        "--runs", type=int, default=10_000, help="random runs of each state machine"
    )
    parser.add_argument("--no-interleavings", action="store_true", help="the random runs alone")
    arguments = parser.parse_args(argv)
    tests = [f"{_TESTS}/test_stateful.py", f"{_TESTS}/test_stateful_wire.py"]
    if not arguments.no_interleavings:
        tests.append(f"{_TESTS}/test_interleavings.py")
    environ = {
        **os.environ,
        "OPTLOG_STATEFUL_RUNS": str(arguments.runs),
        "OPTLOG_INTERLEAVINGS": "all",
    }
    if os.access(_IN_MEMORY, os.W_OK):  # every run waits for the disk a dozen times
        environ["TMPDIR"] = _IN_MEMORY
    return subprocess.call([sys.executable, "-m", "pytest", "-q", "-rP", *tests], env=environ)
