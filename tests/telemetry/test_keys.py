"""The key file: owner-only, the same key for everybody, and gone when destroyed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from optlog.errors import StoreError
from optlog.keys import KEY_BYTES, KeyFile


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "data" / "optlog.keys")


def test_asking_for_a_key_makes_no_file(keys: KeyFile) -> None:
    """Neither asking nor destroying makes anything."""
    assert keys.get("spool:errors") is None
    keys.destroy("spool:errors")
    assert not keys.path.parent.exists()


def test_a_key_is_made_once_and_kept(keys: KeyFile) -> None:
    """The same name gives the same 32 bytes, also to the next process; other names give others."""
    first = keys.create("spool:errors")
    assert len(first) == KEY_BYTES
    assert keys.create("spool:errors") == first == KeyFile(keys.path).get("spool:errors")
    assert keys.create("pseudonym") != first


def test_a_destroyed_key_is_not_on_the_disk_any_more(keys: KeyFile) -> None:
    """The bytes are overwritten, the other keys stay, and a new key takes the free place."""
    old, other = keys.create("spool:errors"), keys.create("pseudonym")
    size = keys.path.stat().st_size
    keys.destroy("spool:errors")
    assert old.hex().encode() not in keys.path.read_bytes()
    assert keys.get("spool:errors") is None
    assert keys.get("pseudonym") == other
    assert keys.create("spool:errors") != old
    assert keys.path.stat().st_size == size
    assert keys.get("pseudonym") == other


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
def test_the_file_is_its_owners_alone(keys: KeyFile) -> None:
    """0600 in a folder of 0700, also when somebody had opened the file to others."""
    before = os.umask(0)
    try:
        keys.create("a")
        keys.path.chmod(0o644)
        keys.create("b")
    finally:
        os.umask(before)
    assert keys.path.stat().st_mode & 0o777 == 0o600
    assert keys.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_line_cut_short_is_no_key_and_harms_no_other(keys: KeyFile) -> None:
    """What a crash left half written is ignored, and the next key stands on a line of its own."""
    kept = keys.create("a")
    with keys.path.open("ab") as file:
        file.write(b"b 0123456789abcdef")
    assert keys.get("b") is None
    new = keys.create("b")
    assert (keys.get("a"), keys.get("b")) == (kept, new)


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "Ä", "x" * 101])
def test_a_name_that_would_break_the_file_is_refused(keys: KeyFile, name: str) -> None:
    """Only plain names; refused before anything is made."""
    for use in (keys.get, keys.create, keys.destroy):
        with pytest.raises(ValueError, match="made of"):
            use(name)
    assert not keys.path.exists()


def test_processes_that_begin_together_agree_on_the_key(keys: KeyFile) -> None:
    """Racing processes all get the one key that is in the file."""
    script = (
        "import sys; from pathlib import Path; from optlog.keys import KeyFile\n"
        "print(KeyFile(Path(sys.argv[1])).create('k').hex())"
    )
    command = [sys.executable, "-c", script, str(keys.path)]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    found = {process.communicate(timeout=30)[0].strip() for process in running}
    key = keys.get("k")
    assert key is not None
    assert found == {key.hex()}


def test_writers_take_turns(keys: KeyFile) -> None:
    """While another process holds the lock, a new key is refused rather than written beside it."""
    keys.create("a")
    impatient = KeyFile(keys.path, lock_wait_s=0.01)
    with FileLock(f"{keys.path}.lock"):
        for use in (lambda: impatient.create("b"), lambda: impatient.destroy("a")):
            with pytest.raises(StoreError, match="lock"):
                use()
    assert keys.get("a") is not None
    assert keys.get("b") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_in_its_place_is_an_error_and_is_not_waited_for(keys: KeyFile) -> None:
    """A log call may ask for a key: opening a pipe that nobody writes to would hang it for ever."""
    keys.path.parent.mkdir()
    os.mkfifo(keys.path)
    with pytest.raises(StoreError, match="cannot read the key file"):
        keys.get("pseudonym")


def test_a_file_that_cannot_be_used_is_an_error_with_a_hint(keys: KeyFile) -> None:
    """Unreadable is not the same as missing: every use says so."""
    keys.path.mkdir(parents=True)
    for use in (keys.get, keys.create, keys.destroy):
        with pytest.raises(StoreError) as caught:
            use("a")
        assert caught.value.hint
