"""A no holds against older copies of the profile: a backup that is put back is no yes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from optlog.consent import ConsentState


@pytest.fixture
def backup(home, tmp_path: Path) -> Path:
    """Give a copy of a profile with a yes, which was withdrawn in the profile since."""
    home.open().give(["errors", "usage"], surface="settings")
    home.close()
    shutil.copytree(home.folder, tmp_path / "backup")
    home.open().withdraw(["errors", "usage"], surface="settings")
    home.close()
    return tmp_path / "backup"


def assert_it_is_no_yes(home) -> None:
    """Off, with the reason; a new yes to one purpose revives no other."""
    consent = home.open()
    assert consent.allows("errors") is consent.allows("usage") is None
    assert consent.state("errors") is ConsentState.INVALIDATED
    assert "copy" in consent.decide("errors").reason
    consent.give(["errors"], surface="settings")
    assert home.open().allows("errors") is not None
    assert home.open().allows("usage") is None


def test_the_whole_folder_put_back(home, backup: Path) -> None:
    """The folder as it was on the day of the yes, key file and all."""
    shutil.rmtree(home.folder)
    shutil.copytree(backup, home.folder)  # the file system may well give the old numbers again
    assert_it_is_no_yes(home)


def test_every_file_written_over(home, backup: Path) -> None:
    """Every file as it was, written over today's, which keep their numbers; the binding, gone since the no, is another."""
    (home.folder / "in the place of the binding").touch()
    home.path.with_name("optlog.sqlite3-wal").unlink(missing_ok=True)
    shutil.copytree(backup, home.folder, dirs_exist_ok=True)
    assert_it_is_no_yes(home)


def test_the_database_alone_put_back_under_a_later_yes(home, backup: Path) -> None:
    """The database of an earlier yes does not pass for that of a later one: each first yes is bound anew."""
    home.open().give(["usage"], surface="settings")
    home.close()
    home.path.with_name("optlog.sqlite3-wal").unlink(missing_ok=True)
    home.path.write_bytes((backup / "optlog.sqlite3").read_bytes())
    assert_it_is_no_yes(home)


def test_a_no_killed_before_the_binding_went(home, make_home) -> None:
    """Killed between the no and the end of the binding: the next start ends it."""

    class KilledError(BaseException):
        pass

    def die(step: str) -> None:
        if step == "committed":
            raise KilledError

    consent = home.open()
    consent.give(["errors"], surface="settings")
    home.fault_points.append(die)
    with pytest.raises(KilledError):
        consent.withdraw(["errors"], surface="settings")
    home.fault_points.clear()
    assert (home.folder / "install").exists()
    assert home.open().finish()
    assert not (home.folder / "install").exists()
    assert not home.open().finish()
