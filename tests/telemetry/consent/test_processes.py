"""Real processes: killed at every step of a write, and withdrawing under each other's feet."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from optlog.types import SystemClock

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")

HEAD = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from conftest import Home
home = Home(Path(sys.argv[1]))
"""
KILLED = """
consent = home.open()
home.fault_points.append(lambda step: step == sys.argv[3] and os.kill(os.getpid(), signal.SIGKILL))
getattr(consent, sys.argv[2])(["errors"], surface="cli")
"""
WATCHING = """
from optlog.types import SystemClock
home.clock = SystemClock()
consent = home.open()
print(consent.allows("errors") is not None, flush=True)
while consent.allows("errors") is not None:
    pass
print("stopped", flush=True)
"""
CHOOSING = """
consent = home.open()
for _ in range(10):
    consent.give(["errors"], surface="cli")
    consent.withdraw(["errors"], surface="cli")
"""


def start(home, script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", HEAD + script, str(home.folder), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


GIVE_STEPS = ["built", "begun", "purged", "appended", "bound", "commit", "committed", "opened"]
NO_STEPS = ["begun", "purged", "appended", "commit", "committed", "forgotten"]


@pytest.mark.parametrize("step", GIVE_STEPS)
def test_a_yes_killed_at_any_step_is_whole_or_nothing(home, step: str) -> None:
    """After kill -9 the yes is there in full (once committed) or not at all, and the ledger verifies."""
    killed = start(home, KILLED, "give", step)
    assert killed.wait(30) == -signal.SIGKILL
    killed.communicate()
    consent = home.open()
    given = step in ("committed", "opened")
    assert consent.verify().ok
    assert consent.state("errors").value == ("given" if given else "unknown")
    assert (consent.allows("errors") is not None) is given
    consent.give(["errors", "usage"], surface="cli")
    assert consent.allows("usage") is not None


@pytest.mark.parametrize("step", NO_STEPS)
def test_a_no_killed_at_any_step_is_whole_or_nothing(home, step: str) -> None:
    """After kill -9 the spool is gone if and only if the withdrawal is recorded, never one without the other."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    epoch = consent.allows("errors")
    home.sql(f"INSERT INTO spool VALUES (1, 'errors', {epoch}, 1, 1, x'00', x'00')")
    home.keys.create("spool:errors")
    killed = start(home, KILLED, "withdraw", step)
    assert killed.wait(30) == -signal.SIGKILL
    killed.communicate()
    done = step in ("committed", "forgotten")
    rows = home.sql("SELECT count(*) FROM spool")[0][0]
    assert consent.verify().ok
    assert consent.state("errors").value == ("withdrawn" if done else "given")
    assert rows == (0 if done else 1)
    consent.withdraw(["errors"], surface="cli")
    assert home.sql("SELECT count(*) FROM spool")[0][0] == 0
    assert home.keys.get("spool:errors") is None


def test_a_withdrawal_reaches_another_process(home) -> None:
    """A process that only ever asks the fast path stops by itself."""
    home.clock = SystemClock()
    consent = home.open()
    consent.give(["errors"], surface="cli")
    watching = start(home, WATCHING)
    assert watching.stdout is not None
    assert watching.stdout.readline() == "True\n"
    consent.withdraw(["errors"], surface="cli")
    assert watching.communicate(timeout=60)[0] == "stopped\n"
    assert watching.returncode == 0


def test_processes_that_choose_together_keep_one_unbroken_chain(home) -> None:
    """Every choice of every process is in the ledger, in one order, and the chain holds."""
    running = [start(home, CHOOSING) for _ in range(3)]
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    consent = home.open()
    assert consent.verify().ok
    assert len(consent.history()) == 60
    assert consent.history()[-1].state.value == "withdrawn"
    assert consent.allows("errors") is None
