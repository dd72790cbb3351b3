"""A no that was killed on its way leaves nothing readable after the next start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from optlog.consent import PSEUDONYM_KEY
from optlog.shipping.spool import Spool
from optlog.store import StoreFault, StoreFaultError
from optlog.types import SpoolEntry

BODY = b"a line that was withdrawn"
KILLED = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from conftest import Home
home = Home(Path(sys.argv[1]))
left = int(sys.argv[2])

def step(*_):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

consent = home.open()
home.fault_points.append(step)
import optlog.keys
write_at = optlog.keys._write_at
optlog.keys._write_at = lambda *arguments: (step(), write_at(*arguments), step())
truncate = optlog.store.Store.truncate_wal
optlog.store.Store.truncate_wal = lambda store: (step(), truncate(store), step())
consent.withdraw(["errors", "usage"], surface="cli")
"""


def spool_of(home) -> Spool:
    return Spool(home.store(), home.keys, max_bytes=1 << 20, max_age_s=9e9, clock=home.clock)


def filled(home):
    """Give yes to both purposes, with a waiting line and a pseudonym."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    home.keys.create(PSEUDONYM_KEY)
    now = home.clock.now_ns()
    entries = [
        SpoolEntry(purpose, consent.allows(purpose), now, "error", BODY)
        for purpose in ("errors", "usage")
    ]
    assert spool_of(home).append(entries) == 2
    return consent


def keys_left(home) -> set[str]:
    names = ("spool:errors", "spool:usage", PSEUDONYM_KEY)
    return {name for name in names if home.keys.holds(name)}


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_withdrawal_killed_at_any_write_is_finished_at_the_next_start(home, make_home) -> None:
    """Killed before and after every write, of ledger, log and keys: after the next start it is whole or not begun."""
    seen = {"unfinished": 0, "whole": 0, "not begun": 0}
    for left in range(1, 60):
        other = make_home(home.folder.parent / str(left))
        filled(other)
        other.close()
        command = [sys.executable, "-c", KILLED, str(other.folder), str(left)]
        code = subprocess.run(command, capture_output=True, check=False).returncode
        assert code in (0, -signal.SIGKILL)
        consent = other.open()
        recorded = {str(event.state) for event in consent.history()} == {"given", "withdrawn"}
        unfinished = recorded and (bool(keys_left(other)) or wal_bytes(other) > 0)
        consent.finish()
        assert consent.verify().ok
        if recorded:
            assert keys_left(other) == set()
            assert spool_of(other).stats().lines == 0
            assert wal_bytes(other) == 0 or not unfinished
        else:
            assert keys_left(other) == {"spool:errors", "spool:usage", PSEUDONYM_KEY}
            assert [entry.line for entry in spool_of(other).waiting(9)] == [BODY, BODY]
        seen["unfinished" if unfinished else "whole" if recorded else "not begun"] += 1
        other.close()
        if code == 0:
            break
    assert min(seen.values()) >= 1
    assert seen["unfinished"] >= 5


def wal_bytes(home) -> int:
    wal = home.path.with_name(home.path.name + "-wal")
    return wal.stat().st_size if wal.exists() else 0


def test_a_profile_at_rest_is_not_written(home) -> None:
    """With a standing yes, and on a fresh profile, the start changes nothing."""
    assert not home.open().finish()
    assert not home.folder.exists()
    consent = filled(home)
    before = keys_left(home)
    assert not consent.finish()
    assert keys_left(home) == before
    assert spool_of(home).stats().lines == 2


def test_what_one_purpose_left_goes_and_the_other_stays(home) -> None:
    """A key that outlived its purpose's no is destroyed; the purpose that is still given keeps all."""
    consent = filled(home)
    consent.withdraw(["errors"], surface="cli")
    home.keys.create("spool:errors")
    assert consent.finish()
    assert keys_left(home) == {"spool:usage", PSEUDONYM_KEY}
    assert [entry.purpose for entry in spool_of(home).waiting(9)] == ["usage"]


def test_keys_of_a_database_that_is_gone_go_too(home) -> None:
    """Somebody deleted the database alone: without it nothing is given, so that no key is kept."""
    filled(home)
    home.close()
    for file in home.folder.glob("optlog.sqlite3*"):
        file.unlink()
    assert home.open().finish()
    assert keys_left(home) == set()


def test_a_no_that_unbound_the_profile_is_finished(home) -> None:
    """Where only the binding could be removed before the kill, what waited and its keys go at the next start."""
    filled(home)
    (home.folder / "install").unlink()
    assert home.open().finish()
    assert keys_left(home) == set()
    assert spool_of(home).stats().lines == 0


def test_what_waits_under_a_yes_that_has_run_out_goes(home) -> None:
    """A yes that nobody renewed leaves neither rows nor keys behind."""
    filled(home)
    home.clock.advance(400 * 86_400)
    assert home.open().finish()
    assert keys_left(home) == set()
    assert spool_of(home).stats().lines == 0


def test_rows_of_a_closed_epoch_go(home) -> None:
    """Whatever put them there: rows that no yes covers are deleted, those that one covers stay."""
    consent = filled(home)
    epoch = consent.allows("errors")
    home.sql(f"INSERT INTO spool VALUES (NULL, 'errors', {epoch - 1}, 1, 1, x'00', x'00')")
    assert consent.finish()
    assert spool_of(home).stats().lines == 2


@pytest.mark.parametrize("fault", [StoreFault.LOCKED, StoreFault.CORRUPT, StoreFault.UNREADABLE])
def test_a_database_that_cannot_be_read_now_costs_nothing(home, monkeypatch, fault) -> None:
    """A fault that may pass does not destroy what a standing yes needs."""
    consent = filled(home)

    def read(*_: object):
        raise StoreFaultError(fault, "for a test")

    monkeypatch.setattr("optlog.consent.leftovers.read_ledger", read)
    assert not consent.finish()
    assert len(keys_left(home)) == 3


def test_a_finish_that_fails_is_counted_and_not_raised(home) -> None:
    """A start never fails because of what an earlier run left."""
    counted: list[str] = []
    filled(home)
    home.close()
    for file in home.folder.glob("optlog.sqlite3*"):
        file.unlink()
    home.fault_points.append(lambda step: _full() if step == "forgotten" else None)
    consent = home.open(on_fault=counted.append)
    assert not consent.finish()
    assert counted == ["consent_finish"]


def _full() -> None:
    raise StoreFaultError(StoreFault.FULL, "the disk is full")
