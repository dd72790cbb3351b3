"""The profile's one database: consent events, spool, sent-log and counters in a single SQLite file.

One file, so that a withdrawal is one transaction. Nothing is opened, made or imported (`sqlite3`) before it is needed;
asking never makes a file. A database at the path is always complete: it is built beside it and linked into place.

Facts: https://www.sqlite.org/wal.html (readers never wait for the writer; a read-only folder),
https://www.sqlite.org/pragma.html#pragma_secure_delete, https://www.sqlite.org/howtocorrupt.html (fork).
"""

from __future__ import annotations

import os
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from optlog.owneronly import open_owner_only, owner_only_folder, sync_folder
from optlog.store_faults import StoreFault, StoreFaultError, of_os_error, of_sqlite_error
from optlog.store_schema import SCHEMA_VERSION, check_schema, make_schema, meta, migrate
from optlog.types import SystemClock

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from optlog.types import Clock

__all__ = ["SCHEMA_VERSION", "Store", "StoreFault", "StoreFaultError"]

_CACHE_KIB = 256
"""Of each connection, and there are two for each thread: SQLite would take 2 MiB each."""

_WRITE_WAIT_S = 2.0
_READ_WAIT_S = 0.25  # a log call may stand behind a read; a writer never blocks one in WAL mode
_STALE_BUILD_S = 3600.0


class _Link:
    """An open connection, and which file it was opened on."""

    def __init__(self, connection: sqlite3.Connection, identity: tuple[int, int] | None) -> None:
        self.connection = connection
        self.identity = identity


class _Handles:
    """The connections and locks of one process."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.locks = {"ro": threading.RLock(), "rw": threading.RLock()}
        self.links: dict[str, _Link] = {}

    def __del__(self) -> None:
        """Close what a forgotten store left open, in the process that opened it."""
        if self.pid == os.getpid():
            for link in self.links.values():
                link.connection.close()


# SQLite forbids a child even to close what it inherited; kept here, nothing collects it.
_inherited: list[_Handles] = []


class Store:
    """The SQLite file at `path`. Thread-safe, several processes may share it, and a forked child opens it anew.

    `fault_point` is called with the name of each step of a write; tests raise or kill the process there.
    Every method raises `StoreFaultError` (a `StoreError` with `fault`) when the file cannot be used.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock | None = None,
        *,
        busy_timeout_s: float = _WRITE_WAIT_S,
        fault_point: Callable[[str], object] | None = None,
    ) -> None:
        self.path = path
        self.clock = clock or SystemClock()
        self.fault_point = fault_point or (lambda _step: None)
        self._waits_s = {"ro": min(_READ_WAIT_S, busy_timeout_s), "rw": busy_timeout_s}
        self._handles = _Handles()

    def exists(self) -> bool:
        """Give whether anything lies at the path, be it a link to nowhere; True as well when that cannot be found out."""
        try:
            self.path.lstat()
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return True

    def fault(self) -> StoreFault | None:
        """Give what is wrong with the database, or None; a missing one is no fault."""
        try:
            with self.read():
                return None
        except StoreFaultError as error:
            return None if error.fault is StoreFault.MISSING else error.fault

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in one read transaction: a consistent picture, never waiting for a writer.

        Works on a read-only disk. A `read` within a `read` of the same thread joins it.
        """
        with self._connection("ro") as connection:
            if connection.in_transaction:
                yield connection
                return
            with _transaction(connection, "BEGIN"):
                check_schema(connection)
                yield connection

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection in one write transaction; makes the folder and the database when missing.

        Commits at the end, rolls back on any error. `durable` waits until the disk has it (consent writes do).
        A `write` within a `write` of the same thread joins the outer one.
        """
        with self._connection("rw") as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            connection.execute(f"PRAGMA fullfsync={int(durable)}")
            with _transaction(connection, "BEGIN IMMEDIATE"):
                self.fault_point("begun")
                if check_schema(connection) < SCHEMA_VERSION:
                    migrate(connection)
                    self.fault_point("migrated")
                yield connection
                self.fault_point("commit")
            self.fault_point("committed")

    def truncate_wal(self) -> bool:
        """Move everything into the main file and empty the write-ahead log, so that no deleted bytes stay in it.

        Gives False when a reader of another process was in the way for the whole busy timeout.
        """
        with self._connection("rw") as connection:
            busy: int = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            return not busy

    def count(self, name: str, by: int = 1) -> None:
        """Add `by` to the counter `name`."""
        with self.write() as connection:
            connection.execute(
                "INSERT INTO counter VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
                (name, by),
            )

    def counters(self) -> dict[str, int]:
        """Give all counters; none without a database."""
        if not self.exists():
            return {}
        with self.read() as connection:
            return dict(connection.execute("SELECT name, value FROM counter ORDER BY name"))

    def generation(self) -> int:
        """Give the number of consent events so far; it rises with each. 0 without a database."""
        if not self.exists():
            return 0
        with self.read() as connection:
            return int(meta(connection, "generation") or 0)

    def quarantine(self) -> Path:
        """Set the database aside under another name and give that name. Nothing is deleted.

        The write-ahead log goes first: left behind, it would be replayed into the next database.
        """
        self.close()
        target = self.path.with_name(f"{self.path.name}.broken-{self.clock.now_ns()}")
        try:
            for suffix in ("-wal", "-shm", ""):
                with suppress(FileNotFoundError):
                    self._beside(suffix).rename(f"{target}{suffix}")
                self.fault_point("aside")
            sync_folder(self.path.parent)
        except OSError as error:
            raise of_os_error(error) from error
        return target

    def set_aside(self) -> list[Path]:
        """Give the databases that `quarantine` put aside, oldest first."""
        found = self.path.parent.glob(f"{self.path.name}.broken-*")
        return sorted(path for path in found if path.suffix.removeprefix(".broken-").isdecimal())

    def close(self) -> None:
        """Close the connections; the next use opens them again."""
        handles = self._here()
        for mode, lock in handles.locks.items():
            with lock:
                _drop(handles, mode)

    def _here(self) -> _Handles:
        if self._handles.pid != os.getpid():
            _inherited.append(self._handles)
            self._handles = _Handles()
        return self._handles

    @contextmanager
    def _connection(self, mode: str) -> Iterator[sqlite3.Connection]:
        """Lend the connection of `mode` under its lock; a database error closes it and becomes a StoreFaultError."""
        import sqlite3

        handles = self._here()
        with handles.locks[mode]:
            try:
                yield self._link(handles, mode).connection
            except sqlite3.Error as error:
                _drop(handles, mode)
                raise self._fault_of(error, mode) from error
            except StoreFaultError:
                _drop(handles, mode)
                raise
            link = handles.links.get(mode)
            if link and link.identity is None and not link.connection.in_transaction:
                _drop(handles, mode)

    def _fault_of(self, error: sqlite3.Error, mode: str) -> StoreFaultError:
        if mode == "rw" and "unable to open" in str(error) and self._folder_is_read_only():
            return StoreFaultError(StoreFault.READ_ONLY, str(error))
        return of_sqlite_error(error)

    def _link(self, handles: _Handles, mode: str) -> _Link:
        link = handles.links.get(mode)
        if link is not None and (
            link.connection.in_transaction or link.identity == self._identity()
        ):
            return link
        _drop(handles, mode)
        if not self.exists():
            if mode == "ro":
                raise StoreFaultError(StoreFault.MISSING, "there is none")
            self._create()
        handles.links[mode] = link = (
            self._open_reader() if mode == "ro" else self._open("mode=rw", "rw")
        )
        return link

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self.path.stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _beside(self, suffix: str) -> Path:
        return self.path.with_name(self.path.name + suffix)

    def _open(self, query: str, mode: str) -> _Link:
        identity = (
            self._identity()
        )  # before opening: a file put there meanwhile is noticed at the next use
        if self.path.is_fifo():
            raise StoreFaultError(
                StoreFault.UNREADABLE, "a pipe lies at its place"
            )  # would be waited for
        connection = _connect(f"{self.path.absolute().as_uri()}?{query}", self._waits_s[mode])
        try:
            connection.execute("PRAGMA secure_delete=ON")
            connection.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return _Link(connection, identity)

    def _open_reader(self) -> _Link:
        import sqlite3

        try:
            return self._open("mode=ro", "ro")
        except sqlite3.OperationalError:
            if not self._can_be_read_alone():
                raise
        # On a read-only disk SQLite cannot make the files that WAL needs. With an empty log nothing is missed, but
        # "immutable" does not notice later changes: no identity, so that the link is used once.
        link = self._open("immutable=1", "ro")
        link.identity = None
        return link

    def _can_be_read_alone(self) -> bool:
        try:
            log_size = self._beside("-wal").stat().st_size
        except FileNotFoundError:
            log_size = 0
        except OSError:
            return False
        return log_size == 0 and self._folder_is_read_only()

    def _folder_is_read_only(self) -> bool:
        return not os.access(self.path.parent, os.W_OK)

    def _create(self) -> None:
        """Build a whole database beside the path and link it there; another process may win, which is as good."""
        build = self.path.with_name(f"{self.path.name}.new-{os.getpid()}-{os.urandom(4).hex()}")
        try:
            owner_only_folder(self.path.parent)
            os.close(open_owner_only(build, os.O_RDWR | os.O_CREAT | os.O_EXCL))
            _build(build)
            self.fault_point("built")
            _link_into_place(build, self.path)
            sync_folder(self.path.parent)
        except OSError as error:
            raise of_os_error(error) from error
        finally:
            _remove_builds(self.path, build)


def _connect(uri: str, wait_s: float) -> sqlite3.Connection:
    import sqlite3

    return sqlite3.connect(
        uri, uri=True, timeout=wait_s, isolation_level=None, check_same_thread=False
    )


def _drop(handles: _Handles, mode: str) -> None:
    link = handles.links.pop(mode, None)
    if link is not None:
        link.connection.close()


@contextmanager
def _transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _build(path: Path) -> None:
    connection = _connect(f"{path.absolute().as_uri()}?mode=rw", _WRITE_WAIT_S)
    try:
        connection.execute("PRAGMA synchronous=FULL")
        make_schema(connection)
        connection.execute("PRAGMA journal_mode=WAL")
    finally:
        connection.close()


def _link_into_place(build: Path, path: Path) -> None:
    try:
        if os.name == "posix":
            os.link(build, path)
        else:
            build.rename(path)
    except FileExistsError:
        return
    except OSError:
        if path.exists():
            return
        build.rename(path)  # a file system without hard links


def _remove_builds(path: Path, own: Path) -> None:
    """Remove what is left of building: our own file, and those of processes that died long ago."""
    old = time.time() - _STALE_BUILD_S
    for build in path.parent.glob(f"{path.name}.new-*"):
        with suppress(OSError):
            if build.name.startswith(own.name) or build.stat().st_mtime < old:
                build.unlink()
