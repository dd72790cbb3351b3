"""The local log: readable lines on the console, and NDJSON files that always work.

The files are numbered segments (`APP.000001.ndjson`). A segment is written by one process at a time, which holds its
lock; a second process begins a segment of its own. So lines of several processes never mix, on every system, and no
file is renamed under a reader.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from filelock import FileLock, Timeout

from optlog.processors import Stamp

if TYPE_CHECKING:
    from optlog.types import Clock, Record

__all__ = ["Console", "LocalLog", "read_lines", "segments"]

_MIB = 1024 * 1024
_DAY_NS = 86_400 * 10**9
_RETRY_S = 1.0
_OPEN = os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)


class LocalLog:
    """Appends lines to the newest segment of a folder; keeps the folder within its size and age.

    Every line is one `write` call, so that a killed process loses at most the line it was writing. What cannot be
    written (full disk, read-only folder) is counted and reported by a line of its own as soon as writing works again.

    Args:
        folder: where the segments lie; made with owner-only permissions.
        app: first part of the file names.
        max_file_mib: size at which a new segment is begun.
        max_total_mib: size of all segments together.
        retention_days: age at which a segment is deleted.
        clock: where time comes from.
        on_fault: called with the name of a fault and a count.
    """

    def __init__(
        self,
        folder: Path,
        app: str,
        *,
        max_file_mib: float,
        max_total_mib: float,
        retention_days: float,
        clock: Clock,
        on_fault: Callable[[str, int], None],
    ) -> None:
        self._folder = folder
        self._app = app
        self._max_file = max(1, int(max_file_mib * _MIB))
        self._max_total = max(1, int(max_total_mib * _MIB))
        self._retention_ns = int(retention_days * _DAY_NS)
        self._clock = clock
        self._on_fault = on_fault
        self._mutex = (
            threading.RLock()
        )  # re-entrant: a signal handler may log in the middle of a write
        self._fd: int | None = None
        self._lock: FileLock | None = None
        self._pid = 0
        self._size = 0
        self._day = 0
        self._lost = 0
        self._retry_at = float("-inf")

    def write(self, line: bytes, at_ns: int) -> bool:
        """Append one line (no newline); give whether it stands in the file. Never raises OSError."""
        with self._mutex:
            try:
                fd = self._ready(at_ns)
                if fd is None:
                    self._lose()
                    return False
                if self._lost:
                    self._report_gap(fd)
                self._append(fd, line + b"\n")
            except (OSError, Timeout):
                self._give_up()
                return False
            return True

    def close(self) -> None:
        """Close the segment and free its lock."""
        with self._mutex:
            fd, self._fd = self._fd, None
            lock, self._lock = self._lock, None
            if fd is not None:
                os.close(fd)
            if lock is not None and self._pid == os.getpid():
                lock.release()

    def after_fork(self) -> None:
        """Forget the parent's segment; the child begins its own at its next line."""
        self._mutex = threading.RLock()
        if self._fd is not None:
            os.close(self._fd)
        self._fd = self._lock = None
        self._lost = 0
        self._retry_at = float("-inf")

    def _ready(self, at_ns: int) -> int | None:
        if self._fd is not None and self._size < self._max_file and at_ns // _DAY_NS <= self._day:
            return self._fd
        if self._fd is None and self._clock.monotonic() < self._retry_at:
            return None
        self.close()
        self._open(at_ns)
        return self._fd

    def _open(self, at_ns: int) -> None:
        _make_folder(self._folder)
        for path in self._candidates(at_ns):
            lock = FileLock(_lock_path(path))
            try:
                lock.acquire(timeout=0)
            except Timeout:
                continue
            try:
                self._adopt(path, lock, at_ns)
            except OSError:
                lock.release()
                raise
            break
        self._prune(at_ns)

    def _candidates(self, at_ns: int) -> Iterator[Path]:
        """Give the newest segment if it may be continued, then new ones."""
        existing = segments(self._folder, self._app)
        number = _number(existing[-1]) if existing else 0
        if existing:
            state = existing[-1].stat()
            today = state.st_mtime_ns // _DAY_NS == at_ns // _DAY_NS
            if state.st_size < self._max_file and today:
                yield existing[-1]
        while True:
            number += 1
            yield self._folder / f"{self._app}.{number:06d}.ndjson"

    def _adopt(self, path: Path, lock: FileLock, at_ns: int) -> None:
        fd = os.open(path, _OPEN, 0o600)
        try:
            self._size = _end_of_last_line(fd)
        except OSError:
            os.close(fd)
            raise
        self._fd, self._lock, self._pid, self._day = fd, lock, os.getpid(), at_ns // _DAY_NS

    def _append(self, fd: int, data: bytes) -> None:
        written = os.write(fd, data)
        if written != len(data):
            os.ftruncate(fd, self._size)  # no half line stays behind on a full disk
            raise OSError("the disk took a part of the line only")
        self._size += written

    def _report_gap(self, fd: int) -> None:
        stamp = Stamp(self._clock.now_ns).next()[1]
        text = (
            f'{{"timestamp":"{stamp}","level":"warning","logger":"optlog",'
            f'"event":"local log gap","lost_lines":{self._lost}}}\n'
        )
        self._append(fd, text.encode())
        self._lost = 0

    def _lose(self) -> None:
        self._lost += 1
        self._on_fault("local_write", 1)

    def _give_up(self) -> None:
        self._lose()
        self._retry_at = self._clock.monotonic() + _RETRY_S
        with contextlib.suppress(OSError):
            self.close()
        self._fd = None

    def _prune(self, at_ns: int) -> None:
        """Delete segments beyond the age, then the oldest until the rest fits. Segments in use stay."""
        sized = [(path, path.stat()) for path in segments(self._folder, self._app)]
        total = sum(state.st_size for _, state in sized)
        for path, state in sized:
            too_old = at_ns - state.st_mtime_ns > self._retention_ns
            if (too_old or total > self._max_total) and _delete_unused(path):
                total -= state.st_size


class Console:
    """Readable, coloured lines on a text stream (structlog's renderer). Never raises.

    Args:
        stream: where to write; standard error by default.
        colors: True, False, or None for "when it is a terminal and NO_COLOR is not set".
    """

    def __init__(self, stream: TextIO | None = None, *, colors: bool | None = None) -> None:
        from structlog.dev import ConsoleRenderer

        self._stream = stream or sys.stderr
        if colors is None:
            colors = not os.environ.get("NO_COLOR") and _is_terminal(self._stream)
        self._render = ConsoleRenderer(colors=colors, pad_event_to=36)

    def write(self, record: Record) -> bool:
        """Write one redacted record; give whether it worked."""
        shown = dict(record)
        exceptions = shown.pop("exception", None)
        try:
            text = str(self._render(None, str(shown.get("level", "")), shown))
            if exceptions:
                text += "\n" + "\n".join(_traceback_lines(exceptions))
            self._stream.write(text + "\n")
            self._stream.flush()
        except (OSError, ValueError):  # closed stream, or one that cannot encode the text
            return False
        return True


def segments(folder: Path, app: str) -> list[Path]:
    """Give the application's local log files, oldest first."""
    if not folder.is_dir():
        return []
    found = [path for path in folder.glob(f"{app}.??????.ndjson") if path.suffixes]
    return sorted((path for path in found if _number(path) > 0), key=_number)


def read_lines(folder: Path, app: str) -> Iterator[bytes]:
    """Give every whole line of the local log, segment by segment. A line cut off by a kill is left out."""
    for path in segments(folder, app):
        with path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield line[:-1]


def _traceback_lines(exceptions: Any) -> Iterator[str]:
    for entry in exceptions if isinstance(exceptions, list) else [exceptions]:
        if not isinstance(entry, dict):
            yield f"    {entry}"
            continue
        for frame in entry.get("frames") or ():
            if isinstance(frame, dict):
                yield f"    {frame.get('file')}:{frame.get('line')} in {frame.get('function')}"
        yield f"  {entry.get('type')}: {entry.get('message')}"


def _is_terminal(stream: TextIO) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())


def _number(path: Path) -> int:
    digits = path.name.rsplit(".", 2)[-2]
    return int(digits) if digits.isdigit() else 0


def _lock_path(path: Path) -> Path:
    return path.with_name(f".{path.stem}.lock")


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _end_of_last_line(fd: int) -> int:
    """Cut off what a killed process left without a newline; give the size that remains."""
    size = os.fstat(fd).st_size
    end = size
    while end > 0:
        start = max(0, end - 65536)
        os.lseek(fd, start, os.SEEK_SET)
        newline = os.read(fd, end - start).rfind(b"\n")
        if newline >= 0:
            end = start + newline + 1
            break
        end = start
    if end != size:
        os.ftruncate(fd, end)
    return end


def _delete_unused(path: Path) -> bool:
    lock = FileLock(_lock_path(path))
    try:
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    finally:
        lock.release()
    with contextlib.suppress(OSError):
        _lock_path(path).unlink(missing_ok=True)
    return True
