"""No fault can turn into a yes, and a no stands even when nothing can be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest
from optlog.consent import ConsentState, Layer
from optlog.consent.overlays import OptOut
from optlog.errors import ConsentError
from optlog.store import SCHEMA_VERSION, StoreFault, StoreFaultError

S = ConsentState


def fail_at(step: str, error: Exception):
    def fault_point(at: str) -> None:
        if at == step:
            raise error

    return fault_point


FULL = StoreFaultError(StoreFault.FULL, "the disk is full")


@pytest.fixture
def small_home(make_home, tmp_path):
    """Give a profile on a file system of 256 KiB of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(disk)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    home = make_home(disk / "data")
    yield home
    home.close()
    subprocess.run(["umount", "-l", str(disk)], check=True)


def remount(home, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(home.folder.parent)], check=True)


def fill(folder: Path) -> None:
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 4096)
        except OSError:
            return


@pytest.mark.parametrize("step", ["built", "begun", "appended", "bound", "commit"])
def test_a_yes_that_cannot_be_persisted_is_not_a_yes(home, step: str) -> None:
    """Whatever step of the first yes fails, the error has a hint and every process still says no."""
    home.fault_points.append(fail_at(step, FULL))
    consent = home.open()
    with pytest.raises(ConsentError, match="could not be recorded") as caught:
        consent.give(["errors"], surface="cli")
    assert caught.value.hint == "free some space on the disk"
    assert consent.allows("errors") is None
    home.fault_points.clear()
    assert home.open().state("errors") is S.UNKNOWN
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") is not None


def test_a_renewal_that_fails_leaves_the_standing_yes(home) -> None:
    """When a second yes cannot be recorded, the first one stands as it was."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    epoch = consent.allows("errors")
    home.fault_points.append(fail_at("commit", FULL))
    with pytest.raises(ConsentError):
        consent.give(["errors", "usage"], surface="cli")
    assert (consent.allows("errors"), consent.allows("usage")) == (epoch, None)


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
@pytest.mark.parametrize("step", ["begun", "purged", "appended", "commit"])
def test_a_no_that_cannot_be_recorded_stands_by_its_tombstone(home, act: str, step: str) -> None:
    """Whatever step fails, the no holds here and in every process; the error says what stands; keys are gone."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    home.keys.create("spool:errors")
    home.keys.create("pseudonym")
    home.fault_points.append(fail_at(step, FULL))
    with pytest.raises(
        ConsentError, match=r"nothing will be sent; the file .*OPT_OUT stands for it"
    ):
        getattr(consent, act)(["errors"], surface="cli")
    assert home.tombstone.exists()
    assert home.keys.get("spool:errors") is None
    assert home.keys.get("pseudonym") is None
    home.fault_points.clear()
    for asked in (consent, home.open()):
        assert asked.allows("errors") is None
        assert asked.allows("usage") is None
    home.tombstone.unlink()
    for asked in (consent, home.open()):
        assert asked.decide("errors").state is S.INVALIDATED


def test_a_later_yes_to_one_purpose_does_not_revive_a_lost_no(home) -> None:
    """After a failed withdrawal, another process's yes to the other purpose writes the withdrawal down as well."""
    consent, asked = home.open(), home.open()
    consent.give(["errors", "usage"], surface="cli")
    home.fault_points.append(fail_at("commit", FULL))
    with pytest.raises(ConsentError):
        consent.withdraw(["errors"], surface="cli")
    home.fault_points.clear()
    asked.give(["usage"], surface="cli")
    assert not home.tombstone.exists()
    for process in (consent, asked):
        assert (process.state("errors"), process.state("usage")) == (S.WITHDRAWN, S.GIVEN)
        assert process.allows("errors") is None


def test_a_later_yes_to_the_same_purpose_is_a_new_epoch(home) -> None:
    """A yes after a lost no does not go on with the epoch that the no ended."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    old = consent.allows("errors")
    home.fault_points.append(fail_at("commit", FULL))
    with pytest.raises(ConsentError):
        consent.withdraw(["errors"], surface="cli")
    home.fault_points.clear()
    events = consent.give(["errors"], surface="cli")
    assert [event.state for event in consent.history()] == [S.GIVEN, S.WITHDRAWN, S.GIVEN]
    assert events[0].epoch == consent.allows("errors") == old + 2


def test_without_ledger_and_tombstone_every_yes_is_made_invalid(home, monkeypatch) -> None:
    """When not even an empty file can be made, removing the profile's binding turns the recorded yes off."""
    consent = home.open()
    consent.give(["errors"], surface="cli")

    def no_file(self) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(OptOut, "write", no_file)
    home.fault_points.append(fail_at("commit", FULL))
    with pytest.raises(ConsentError, match="made invalid"):
        consent.withdraw(["errors"], surface="cli")
    home.fault_points.clear()
    assert consent.allows("errors") is None
    assert home.open().state("errors") is S.INVALIDATED


def test_a_no_interrupted_by_the_keyboard_holds_in_this_process(home) -> None:
    """Ctrl-C in the middle of a withdrawal does not bring the yes back."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    home.fault_points.append(fail_at("commit", KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        consent.withdraw(["errors"], surface="cli")
    home.fault_points.clear()
    home.clock.advance(1)
    assert consent.allows("errors") is None


def test_a_no_whose_cleaning_fails_is_recorded_all_the_same(home) -> None:
    """When deleted bytes or keys may still be on the disk, the error says so and no OPT_OUT file is needed."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    home.keys.create("spool:errors")
    home.fault_points.append(fail_at("forgotten", FULL))
    with pytest.raises(ConsentError, match="the no is recorded and nothing will be sent"):
        consent.withdraw(["errors"], surface="cli")
    assert not home.tombstone.exists()
    assert consent.state("errors") is S.WITHDRAWN
    assert consent.allows("usage") is not None


def test_a_tombstone_that_cannot_be_removed_goes_on_standing(home) -> None:
    """A yes whose OPT_OUT file stays is reported, and is not a yes."""
    consent = home.open()
    home.tombstone.mkdir(parents=True)
    with pytest.raises(ConsentError):
        consent.give(["errors"], surface="cli")
    assert consent.allows("errors") is None
    assert consent.decide("errors").layer is Layer.TOMBSTONE


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database " * 999)


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 4096 * 2)


def _half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(b"\0" * 4096 + data[4096:])


@pytest.mark.parametrize("breaks", [_garbage, _truncated, _half])
def test_a_broken_database_is_off_is_never_touched_by_asking_and_set_aside_by_choosing(
    home, breaks
) -> None:
    """Asking says why and changes nothing; the next choice keeps the broken file under another name."""
    home.open().give(["errors"], surface="cli")
    home.keys.create("spool:errors")
    home.close()
    breaks(home.path)
    before = home.path.read_bytes()
    consent = home.open()
    decision = consent.decide("errors")
    assert (decision.allowed, decision.layer) == (False, Layer.STORE_FAULT)
    assert "cannot be read" in decision.reason
    assert home.path.read_bytes() == before
    consent.give(["usage"], surface="cli")
    assert consent.allows("usage") is not None
    assert consent.state("errors") is S.UNKNOWN
    assert home.keys.get("spool:errors") is None
    (kept,) = home.folder.glob("optlog.sqlite3.broken-*[0-9]")
    assert kept.read_bytes() == before


@pytest.mark.parametrize(("act", "stands"), [("refuse", True), ("give", False)])
def test_a_salvageable_no_is_honoured(home, act: str, stands: bool) -> None:
    """A no that can still be read in the broken file becomes the OPT_OUT file; a yes there becomes nothing."""
    getattr(home.open(), act)(["errors"], surface="cli")
    home.close()
    _half(home.path)
    consent = home.open()
    moved = consent.recover()
    assert moved is not None
    assert moved.exists()
    assert home.tombstone.exists() is stands
    assert consent.decide("errors").layer is (Layer.TOMBSTONE if stands else Layer.DEFAULT)
    assert consent.recover() is None


def test_a_recovery_that_breaks_off_revives_no_yes(home) -> None:
    """When setting the file aside fails half-way, even an intact database in its place is no yes."""
    home.open().give(["errors"], surface="cli")
    home.close()
    intact = home.path.read_bytes()
    _half(home.path)
    home.fault_points.append(fail_at("aside", OSError(5, "input/output error")))
    consent = home.open()
    with pytest.raises(ConsentError, match="set the damaged database aside"):
        consent.recover()
    home.fault_points.clear()
    home.path.write_bytes(intact)
    assert home.open().state("errors") is S.INVALIDATED


def test_every_choice_is_written_durably(home, monkeypatch) -> None:
    """A yes as well as a no waits until the disk has it."""
    store = home.store()
    write, durable = store.write, []
    monkeypatch.setattr(store, "write", lambda **how: durable.append(how) or write(**how))
    consent = home.open(store=store)
    consent.give(["errors"], surface="cli")
    consent.withdraw(["errors"], surface="cli")
    assert durable == [{"durable": True}] * 2


def test_a_forged_yes_is_set_aside_like_any_corruption(home) -> None:
    """A ledger whose chain was broken by hand is corrupt: off, and the next choice begins a new one."""
    home.open().refuse(["errors"], surface="cli")
    home.close()
    home.sql("UPDATE event SET state = 'given'", "UPDATE epoch SET open = 1")
    consent = home.open()
    assert consent.allows("errors") is None
    consent.defer(["usage"], surface="cli")
    assert consent.verify().ok
    assert consent.state("errors") is S.UNKNOWN


def test_a_newer_database_is_off_and_never_rewritten(home) -> None:
    """An older version of the application leaves a newer ledger alone; its no stands by the OPT_OUT file."""
    home.open().give(["errors"], surface="cli")
    newer = f"UPDATE meta SET value = {SCHEMA_VERSION + 1} WHERE key = 'schema'"
    home.sql(newer, "PRAGMA wal_checkpoint(TRUNCATE)")
    home.close()
    before = home.path.read_bytes()
    consent = home.open()
    assert "newer" in consent.decide("errors").reason
    with pytest.raises(ConsentError, match="newer"):
        consent.give(["errors"], surface="cli")
    with pytest.raises(ConsentError, match="OPT_OUT"):
        consent.withdraw(["errors"], surface="cli")
    home.close()
    assert home.path.read_bytes() == before
    assert not list(home.folder.glob("*.broken-*"))


def test_a_locked_database_is_blocked_not_overwritten(home) -> None:
    """While another program holds the file exclusively it is off; afterwards the yes is back."""
    home.open().give(["errors"], surface="cli")
    home.close()
    other = sqlite3.connect(home.path, isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    consent = home.open(store=home.store(busy_timeout_s=0.05))
    decision = consent.decide("errors")
    assert (decision.allowed, decision.layer) == (False, Layer.STORE_FAULT)
    assert "locked" in decision.reason
    with pytest.raises(ConsentError, match="locked"):
        consent.give(["usage"], surface="cli")
    other.execute("ROLLBACK")
    other.close()
    assert consent.decide("errors").allowed


def test_a_full_disk_cannot_stop_a_no(small_home) -> None:
    """On a disk without a free block a yes fails, a withdrawal stands by an empty file, and keys are overwritten."""
    consent = small_home.open()
    consent.give(["errors"], surface="cli")
    key = small_home.keys.create("spool:errors")
    fill(small_home.folder.parent)
    long = "words " * 50_000
    with pytest.raises(ConsentError, match="could not be recorded"):
        consent.give(["usage"], surface="cli", words=long)
    assert consent.allows("usage") is None
    with pytest.raises(ConsentError, match="nothing will be sent"):
        consent.withdraw(["errors"], surface="cli", words=long)
    assert small_home.tombstone.exists()
    assert small_home.open().allows("errors") is None
    assert key.hex().encode() not in small_home.keys.path.read_bytes()
    (small_home.folder.parent / "filler").unlink()
    consent.withdraw(["errors"], surface="cli")
    assert consent.state("errors") is S.WITHDRAWN


@pytest.mark.parametrize("act", ["give", "refuse"])
def test_a_read_only_disk_can_be_read(small_home, act: str) -> None:
    """The recorded choice is read on a read-only disk; a yes fails; a no holds in this process and says so."""
    getattr(small_home.open(), act)(["errors"], surface="cli")
    small_home.close()
    remount(small_home, "ro")
    try:
        consent = small_home.open()
        assert (consent.allows("errors") is not None) is (act == "give")
        assert len(consent.history()) == 1
        with pytest.raises(ConsentError, match="could not be recorded"):
            consent.give(["usage"], surface="cli")
        with pytest.raises(ConsentError, match="until this program ends"):
            consent.withdraw(["errors"], surface="cli")
        small_home.clock.advance(1)
        assert consent.allows("errors") is None
    finally:
        remount(small_home, "rw")
