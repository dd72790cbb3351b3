"""A process that is killed (kill -9) at any moment of a deletion request loses nothing and deletes nobody twice."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optlog.deletion import State
from optlog.testing.receiver import Fault

if TYPE_CHECKING:
    from tests.telemetry.deletion.conftest import Home

CHILD = Path(__file__).with_name("kill_child.py")


@pytest.mark.parametrize(("stop", "tries"), [("asked", 0), ("hanging", 1), ("answered", 1)])
def test_killed_and_started_again(home: Home, stop: str, tries: int) -> None:
    """Killed after asking, during the request, or after the answer: it waits, the next run sends it, stored once."""
    home.clock.set_ns(time.time_ns())
    if stop == "hanging":
        home.receiver.inject(Fault(hang=True))
    command = [sys.executable, str(CHILD), str(home.folder), home.receiver.url, stop]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        if stop == "hanging":
            assert home.receiver.wait_for(lambda receiver: len(receiver.requests) == 1, 30)
        else:
            assert child.stdout is not None
            assert child.stdout.readline().decode().strip() == stop
        child.kill()
    deletion = home.open().deletion
    found = deletion.request()
    assert found is not None
    assert (found.state, found.tries) == (State.WAITING, tries)
    home.receiver.clear_faults()
    assert deletion.send_now().state is State.SENT
    assert len(home.requests()) == 1
    assert home.receiver.duplicates == (1 if stop == "answered" else 0)
