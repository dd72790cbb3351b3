"""Whoever rewrites the whole ledger, hashes and all, is noticed unless they hold the profile's key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from optlog.consent.ledger import append, read_events
from optlog.consent.seals import CHAIN_KEY
from optlog.errors import ConsentError, StoreError
from optlog.keychain import NoKeyringError
from optlog.keys import KeyFile
from optlog.store import SCHEMA_VERSION

DOWNGRADE = (
    "DROP TABLE seal",
    "DROP TABLE accepted",
    "UPDATE meta SET value = 1 WHERE key = 'schema'",
)


@pytest.fixture
def told(home):
    """Give a profile: usage given, errors given, withdrawn, given again."""
    consent = home.open()
    consent.give(["usage"], surface="prompt", words="yes")
    consent.give(["errors"], surface="cli")
    consent.withdraw(["errors"], surface="settings")
    consent.give(["errors"], surface="cli")
    home.close()
    return home


def rewrite(home, change, *, seals: str = "DELETE FROM seal") -> None:
    """Write the whole history anew with valid hashes, as somebody who knows this code but not the key would."""
    store = home.store()
    with store.read() as connection:
        events = read_events(connection)
    home.close()
    home.sql(
        "DROP TRIGGER IF EXISTS seal_kept", "DROP TRIGGER IF EXISTS seal_fixed",
        "DELETE FROM event", "DELETE FROM epoch",
        "UPDATE meta SET value = '' WHERE key = 'head'",
        "UPDATE meta SET value = 0 WHERE key = 'generation'", seals,
    )  # fmt: skip
    with home.store().write() as connection:
        for event in change(events):
            append(connection, event)
    home.close()


def words_changed(events):
    from dataclasses import replace

    return [replace(events[0], words="yes to everything, for ever"), *events[1:]]


def no_removed(events):
    from dataclasses import replace

    return [events[0], events[1], replace(events[3], epoch=events[1].epoch)]


@pytest.mark.parametrize("change", [words_changed, no_removed])
@pytest.mark.parametrize("seals", ["DELETE FROM seal", "SELECT 1", "UPDATE seal SET first = 3"])
def test_a_rewritten_history_does_not_verify(told, change, seals: str) -> None:
    """With valid hashes but without the key, with the old seals, moved seals or none: it is reported."""
    assert told.open().verify().ok
    rewrite(told, change, seals=seals)
    result = told.open().verify()
    assert not result.ok
    assert {fault.kind for fault in result.faults} == {"altered"}


def test_a_ledger_made_to_look_old_does_not_verify(told) -> None:
    """Taking the seals out by going back to the version without them does not help."""
    rewrite(told, words_changed)
    told.sql(*DOWNGRADE)
    assert not told.open().verify().ok


def test_the_altered_event_is_named(told) -> None:
    """One seal exchanged for another names its event alone."""
    told.sql(
        "DROP TRIGGER seal_fixed",
        "UPDATE seal SET mac = (SELECT mac FROM seal WHERE seq = 1) WHERE seq = 2",
    )
    assert [fault.seq for fault in told.open().verify().faults] == [2]


def test_a_forged_yes_at_the_end_is_named(told) -> None:
    """An event appended with a valid hash and no seal is reported when it is a yes."""
    store = told.store()
    with store.write() as connection:
        append(connection, read_events(connection)[0])
    assert [fault.seq for fault in told.open().verify().faults] == [5]


def test_without_the_key_the_seals_are_not_taken_on_trust(told) -> None:
    """Deleting the key does not make a sealed ledger verify; the next yes begins a new run and says from where."""
    told.keys.destroy(CHAIN_KEY)
    consent = told.open()
    assert "key of its seal is gone" in str(consent.verify().faults[0])
    consent.give(["usage"], surface="cli")
    result = consent.verify()
    assert result.ok
    assert result.seals.first == 5
    assert "before 5 are not vouched for" in result.seals.sentence


def test_the_key_outlives_a_withdrawal_and_the_others_do_not(told) -> None:
    """The proof that somebody said no is not destroyed by the no; it is sealed like a yes."""
    consent = told.open()
    key = told.keys.get(CHAIN_KEY)
    consent.withdraw(["errors", "usage"], surface="cli")
    assert told.keys.get(CHAIN_KEY) == key
    assert consent.verify().seals.sealed == 6


def test_a_refuser_has_no_key(home) -> None:
    """Nobody who never said yes gets a key; the ledger verifies by its chain alone and says so."""
    consent = home.open()
    consent.refuse(["errors"], surface="prompt")
    consent.defer(["usage"], surface="prompt")
    assert not home.keys.path.exists()
    assert consent.verify().ok
    assert "no event is sealed" in consent.verify().seals.sentence
    consent.give(["usage"], surface="settings")
    assert consent.verify().seals.sealed == 3


class Silent(KeyFile):
    """Keys behind a keyring that does not answer."""

    def get(self, name: str) -> bytes | None:
        raise NoKeyringError("the keyring is not used: it is locked")

    def get_soon(self, name: str, wait_s: float) -> bytes | None:
        return None


def test_a_no_does_not_wait_for_a_keyring_and_a_yes_needs_it(home, monkeypatch) -> None:
    """With a locked keyring a withdrawal is recorded without a seal, and verifies later; a yes is no yes."""
    home.open().give(["errors", "usage"], surface="cli")
    monkeypatch.setattr(
        type(home), "keys", property(lambda self: Silent(self.folder / "optlog.keys"))
    )
    locked = home.open()
    locked.withdraw(["errors"], surface="cli")
    with pytest.raises(ConsentError, match="locked"):
        locked.give(["errors"], surface="cli")
    assert locked.verify().ok
    assert "could not be checked" in locked.verify().seals.sentence
    monkeypatch.undo()
    consent = home.open()
    assert consent.verify().ok
    consent.give(["errors"], surface="cli")
    result = consent.verify()
    assert (result.ok, result.seals.sealed, result.seals.first) == (True, 3, 1)


def test_a_first_yes_that_fails_leaves_no_key(home) -> None:
    """A key made for a yes that could not be written goes with it."""
    home.fault_points.append(lambda step: _raise() if step == "commit" else None)
    with pytest.raises(ConsentError):
        home.open().give(["errors"], surface="cli")
    assert not home.keys.holds(CHAIN_KEY)


def _raise() -> None:
    raise StoreError("no")


def test_a_ledger_without_seals_is_read_and_then_sealed_whole(told) -> None:
    """A database of the version before is read unchanged; the next yes migrates it and seals all that is there."""
    told.keys.destroy(CHAIN_KEY)
    told.sql(*DOWNGRADE, "PRAGMA wal_checkpoint(TRUNCATE)")
    before = told.path.read_bytes()
    consent = told.open()
    epoch = consent.allows("errors")
    assert epoch is not None
    assert consent.verify().ok
    assert len(consent.export("test")["events"]) == 4
    told.close()
    assert told.path.read_bytes() == before
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") == epoch
    result = consent.verify()
    assert (result.ok, result.seals.sealed, result.seals.first) == (True, 5, 1)


def test_a_no_migrates_without_a_key(told) -> None:
    """A withdrawal in a database of the version before is recorded, and needs no key to verify."""
    told.keys.destroy(CHAIN_KEY)
    told.sql(*DOWNGRADE)
    consent = told.open()
    consent.withdraw(["errors"], surface="cli")
    assert consent.verify().ok
    assert told.sql("SELECT value FROM meta WHERE key = 'schema'") == [(SCHEMA_VERSION,)]


KILLED = f"""
import os, signal, sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
from conftest import Home
home = Home(Path(sys.argv[1]))
home.fault_points.append(lambda step: step == "migrated" and os.kill(os.getpid(), signal.SIGKILL))
home.open().withdraw(["errors"], surface="cli")
"""


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_a_migration_that_is_killed_has_not_happened(told) -> None:
    """After kill -9 in the middle the database is of the old version, whole, with its yes; the next write migrates."""
    told.keys.destroy(CHAIN_KEY)
    told.sql(*DOWNGRADE)
    command = [sys.executable, "-c", KILLED, str(told.folder)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert told.sql("SELECT value FROM meta WHERE key = 'schema'") == [(1,)]
    consent = told.open()
    assert consent.allows("errors") is not None
    consent.withdraw(["errors"], surface="cli")
    assert consent.verify().ok
