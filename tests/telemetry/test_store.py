"""The profile's database: made only when needed, complete or absent, and every fault has a name."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from optlog.store import SCHEMA_VERSION, Store, StoreFault, StoreFaultError
from optlog.testing.clock import FixedClock

posix_only = pytest.mark.skipif(os.name != "posix", reason="POSIX permissions, signals or mounts")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "data" / "optlog.sqlite3", FixedClock(), busy_timeout_s=0.1)
    yield store
    store.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a folder on a file system of 256 KiB of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    command = [mount or "mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path) -> None:
    """Leave not a single free block on the file system of `folder`."""
    with (folder / "filler").open("wb", buffering=0) as filler:
        try:
            while True:
                filler.write(b"x" * 4096)
        except OSError:
            return


def count_and_fail(store: Store, name: str) -> None:
    """Count, then raise what no part of the store raises."""
    store.count(name)
    raise KeyError


def test_asking_makes_no_file_and_imports_no_sqlite(tmp_path: Path) -> None:
    """Nothing is made or imported by a question about a profile that has no database."""
    script = (
        "import sys; from pathlib import Path; from optlog.store import Store\n"
        "store = Store(Path(sys.argv[1]) / 'data' / 'optlog.sqlite3')\n"
        "assert (store.exists(), store.counters(), store.generation()) == (False, {}, 0)\n"
        "store.close()\n"
        "print('sqlite3' in sys.modules, list(Path(sys.argv[1]).iterdir()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, tmp_path], capture_output=True, text=True, check=True
    )
    assert done.stdout.split(maxsplit=1) == ["False", "[]\n"]


def test_a_missing_database_is_no_fault_but_cannot_be_read(store: Store) -> None:
    """Missing is not a fault; reading without asking first says that there is none."""
    assert store.fault() is None
    with pytest.raises(StoreFaultError) as caught, store.read():
        pass
    assert caught.value.fault is StoreFault.MISSING
    assert not store.path.parent.exists()


def test_the_first_write_makes_the_whole_schema(store: Store) -> None:
    """All tables are there from the first write on, with the schema's number and a nonce of the install."""
    with store.write() as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        meta = dict(connection.execute("SELECT key, value FROM meta"))
    assert {row[0] for row in rows} >= {"meta", "event", "epoch", "spool", "sent", "counter"}
    assert meta["schema"] == SCHEMA_VERSION
    assert len(meta["install_nonce"]) == 32
    assert store.generation() == 0


@posix_only
def test_files_are_their_owners_alone_whatever_the_umask(store: Store) -> None:
    """Folder 0700, database and side files 0600, under the most open and the most closed umask."""
    for umask in (0, 0o777):
        before = os.umask(umask)
        try:
            store.count("x")
        finally:
            os.umask(before)
        assert store.path.parent.stat().st_mode & 0o777 == 0o700
        modes = {path.name: path.stat().st_mode & 0o777 for path in store.path.parent.iterdir()}
        assert set(modes.values()) == {0o600}, modes
        store.close()
        shutil.rmtree(store.path.parent)


def test_a_write_that_fails_leaves_nothing(store: Store) -> None:
    """An error in the body rolls everything back and comes out as it was."""
    store.count("kept")
    with pytest.raises(KeyError), store.write():
        count_and_fail(store, "lost")
    assert store.counters() == {"kept": 1}


def test_a_write_within_a_write_is_part_of_it(store: Store) -> None:
    """An inner write is committed and rolled back with the outer one."""
    with store.write():
        store.count("both")
    with pytest.raises(KeyError), store.write():
        count_and_fail(store, "neither")
    assert store.counters() == {"both": 1}


def test_the_event_table_is_append_only(store: Store) -> None:
    """The database itself refuses to change or delete an event."""
    event = "INSERT INTO event VALUES (1, 1, 'p', 'given', '', '', '', '', '', '', '', '', '', '')"
    with store.write() as connection:
        connection.execute(event)
    for statement in ("DELETE FROM event", "UPDATE event SET state = 'refused'"):
        with pytest.raises(StoreFaultError, match="append-only"), store.write() as connection:
            connection.execute(statement)


def test_threads_count_without_loss(store: Store) -> None:
    """Several threads may write through one store."""

    def count() -> None:
        for _ in range(25):
            store.count("n")

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.counters() == {"n": 100}


COUNT = (
    "import sys; from pathlib import Path; from optlog.store import Store\n"
    "store = Store(Path(sys.argv[1])); store.count('n'); store.close()"
)


def test_processes_that_begin_together_share_one_database(store: Store) -> None:
    """Processes racing to make the database end up with one, and nothing of the building is left."""
    running = [subprocess.Popen([sys.executable, "-c", COUNT, store.path]) for _ in range(4)]
    assert [process.wait(30) for process in running] == [0] * 4
    assert store.counters() == {"n": 4}
    assert not list(store.path.parent.glob("*.new-*"))


@posix_only
def test_a_forked_child_opens_the_database_anew(store: Store) -> None:
    """A child writes through its own connection, even when the fork came in the middle of a write."""
    with store.write() as connection:
        connection.execute("INSERT INTO counter VALUES ('parent', 1)")
        child = os.fork()
        if child == 0:
            os._exit(0 if store.counters() == {} and is_locked(store) else 1)
        assert os.waitpid(child, 0)[1] == 0
    child = os.fork()
    if child == 0:
        store.count("child")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert store.counters() == {"child": 1, "parent": 1}


def is_locked(store: Store) -> bool:
    """Give whether a write is refused because another process is writing."""
    try:
        store.count("x")
    except StoreFaultError as error:
        return error.fault is StoreFault.LOCKED
    return False


def test_a_file_system_without_hard_links_will_do(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is put in place by renaming where it cannot be linked."""

    def no_links(_source: Path, _target: Path) -> None:
        raise PermissionError(1, "operation not permitted")

    monkeypatch.setattr(os, "link", no_links, raising=False)
    store.count("n")
    assert store.counters() == {"n": 1}
    assert not list(store.path.parent.glob("*.new-*"))


def test_a_durable_write_waits_for_the_disk_and_others_do_not(store: Store) -> None:
    """`synchronous` is FULL (2) for a durable transaction and NORMAL (1) for the next plain one."""
    for durable, level in ((True, 2), (False, 1)):
        with store.write(durable=durable) as connection:
            assert connection.execute("PRAGMA synchronous").fetchone() == (level,)


KILLED = (
    "import os, signal, sys; from pathlib import Path; from optlog.store import Store\n"
    "die = lambda step: step == sys.argv[2] and os.kill(os.getpid(), signal.SIGKILL)\n"
    "Store(Path(sys.argv[1]), fault_point=die).count('n')"
)


@posix_only
@pytest.mark.parametrize(
    ("step", "left"), [("built", {}), ("begun", {}), ("commit", {}), ("committed", {"n": 1})]
)
def test_kill_9_leaves_the_old_or_the_new_state(
    store: Store, step: str, left: dict[str, int]
) -> None:
    """A process killed at any step of its first write leaves a whole database or none."""
    done = subprocess.run([sys.executable, "-c", KILLED, store.path, step], check=False)
    assert done.returncode == -signal.SIGKILL
    assert store.fault() is None
    assert store.counters() == left
    store.count("after")
    assert store.counters() == {**left, "after": 1}


def test_a_database_put_in_its_place_is_noticed(store: Store) -> None:
    """An open connection does not go on with a file that is no longer at the path."""
    store.count("old")
    assert store.counters() == {"old": 1}
    shutil.rmtree(store.path.parent)
    assert store.counters() == {}
    store.count("new")
    assert store.counters() == {"new": 1}


def _truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def _flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    for place in range(100, 4096, 64):
        data[place] ^= 0x55
    path.write_bytes(data)


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE cookies (name)")
    connection.close()


def _set_schema(path: Path, number: object) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (number,))
    connection.close()


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


FAULTS: dict[str, tuple[Callable[[Path], object], StoreFault]] = {
    "truncated": (_truncated, StoreFault.CORRUPT),
    "bits flipped": (_flipped, StoreFault.CORRUPT),
    "emptied": (lambda path: os.truncate(path, 0), StoreFault.CORRUPT),
    "not a database": (lambda path: path.write_bytes(b"hello " * 1000), StoreFault.CORRUPT),
    "of another program": (_foreign, StoreFault.CORRUPT),
    "without a schema number": (lambda path: _set_schema(path, "x"), StoreFault.CORRUPT),
    "newer": (lambda path: _set_schema(path, SCHEMA_VERSION + 1), StoreFault.NEWER),
    "a folder": (_folder, StoreFault.UNREADABLE),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_each_fault_has_its_name_and_a_hint(store: Store, kind: str) -> None:
    """What is wrong is named, reading and writing raise it with a hint, and the file stays as it was."""
    breaks, fault = FAULTS[kind]
    store.count("n")
    store.close()
    breaks(store.path)
    before = store.path.read_bytes() if store.path.is_file() else b""
    assert store.fault() is fault
    for use in (store.read, store.write):
        with pytest.raises(StoreFaultError) as caught, use() as connection:
            connection.execute("SELECT * FROM counter").fetchall()
        assert caught.value.fault is fault
        assert caught.value.hint
    store.close()
    assert (store.path.read_bytes() if store.path.is_file() else b"") == before


def test_a_database_that_another_program_holds_is_locked(store: Store) -> None:
    """A writer waits no longer than its timeout, then says who is in the way; readers go on."""
    store.count("n")
    other = sqlite3.connect(store.path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFaultError) as caught:
            store.count("n")
        assert caught.value.fault is StoreFault.LOCKED
        assert store.counters() == {"n": 1}
    finally:
        other.close()


def test_quarantine_keeps_every_byte_and_makes_room(store: Store) -> None:
    """The broken file is renamed with its log, never deleted, and the next write begins anew."""
    store.count("n")
    store.close()
    _truncated(store.path)
    before = store.path.read_bytes()
    Path(f"{store.path}-wal").write_bytes(b"log")
    moved = store.quarantine()
    assert moved.read_bytes() == before
    assert Path(f"{moved}-wal").read_bytes() == b"log"
    store.count("fresh")
    assert store.counters() == {"fresh": 1}


@posix_only
def test_a_read_only_disk_can_be_read_and_says_so_when_written(
    small_disk: Path,
) -> None:
    """Counters can be read on a read-only file system, again and again; a write names the fault."""
    path = small_disk / "optlog.sqlite3"
    first = Store(path)
    first.count("n")
    first.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    store = Store(path)
    assert store.fault() is None
    assert [store.counters(), store.counters()] == [{"n": 1}] * 2
    with store.read(), store.read() as inner:
        assert inner.execute("SELECT count(*) FROM counter").fetchone() == (1,)
    with pytest.raises(StoreFaultError) as caught:
        store.count("n")
    assert caught.value.fault is StoreFault.READ_ONLY
    store.close()
    subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)


@posix_only
def test_a_full_disk_is_named_and_breaks_nothing(small_disk: Path) -> None:
    """A write on a full disk is rolled back and says so; what was there stays; building leaves no rubbish."""
    store = Store(small_disk / "optlog.sqlite3")
    store.count("n")
    fill(small_disk)
    with pytest.raises(StoreFaultError) as caught, store.write() as connection:
        connection.execute("INSERT INTO counter SELECT hex(randomblob(90000)), 1")
    assert caught.value.fault is StoreFault.FULL
    assert store.counters() == {"n": 1}
    store.close()
    second = Store(small_disk / "other.sqlite3")
    with pytest.raises(StoreFaultError) as caught:
        second.count("n")
    assert caught.value.fault is StoreFault.FULL
    assert not list(small_disk.glob("other*"))


@posix_only
@pytest.mark.parametrize("kind", ["pipe", "link to nowhere"])
def test_what_is_no_file_is_a_fault_at_once(store: Store, kind: str) -> None:
    """Neither a pipe, which would be waited for, nor a link whose target is away is taken for a profile without a database."""
    store.path.parent.mkdir()
    if kind == "pipe":
        os.mkfifo(store.path)
    else:
        store.path.symlink_to("nowhere")
    assert store.exists()
    assert store.fault() is StoreFault.UNREADABLE
    with pytest.raises(StoreFaultError), store.write():
        pass
