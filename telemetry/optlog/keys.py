"""Named random keys in a file that its owner alone can read.

A key is destroyed by overwriting its place, which needs no free disk space. On media that never write in place (SSDs,
copy-on-write file systems) old bytes may outlive that; what they would decrypt is deleted as well.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from optlog.errors import StoreError
from optlog.owneronly import open_owner_only, owner_only_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["KEY_BYTES", "KeyFile"]

KEY_BYTES = 32
_NAME = re.compile(r"[a-z0-9:_-]{1,100}")
_LINE = re.compile(rb"^([a-z0-9:_-]{1,100}) ([0-9a-f]{64})$", re.MULTILINE)


class KeyFile:
    """The keys of one profile in the file at `path`; nothing is opened or made before it is needed.

    One line a key: name, space, 64 hexadecimal digits; a line of `#` is the place of a destroyed key. Several threads
    and processes may share the file: writers take turns under a lock file beside it.
    """

    def __init__(self, path: Path, *, lock_wait_s: float = 2.0) -> None:
        self.path = path
        self._lock_wait_s = lock_wait_s

    def get(self, name: str) -> bytes | None:
        """Give the 32 bytes of a key, or None. StoreError when the file is there but cannot be read."""
        wanted = _checked(name)
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._error("read", error) from error
        return _find(data, wanted)

    def create(self, name: str) -> bytes:
        """Give the key `name`, made from the system's random source when there is none yet.

        Raises:
            StoreError: it could not be written; then there is no such key.
            ValueError: the name holds other characters than a-z 0-9 : _ -
        """
        found = self.get(name)
        if found is not None:
            return found
        try:
            owner_only_folder(self.path.parent)
            with self._locked(), self._open(os.O_RDWR | os.O_CREAT) as descriptor:
                return _add(descriptor, name)
        except OSError as error:
            raise self._error("write", error) from error

    def destroy(self, name: str) -> None:
        """Overwrite a key where it stands; nothing happens when there is none.

        Raises:
            StoreError: it could not be overwritten, and may still be read.
        """
        if self.get(name) is None:
            return
        try:
            with self._locked(), self._open(os.O_RDWR) as descriptor:
                for match in _LINE.finditer(_read(descriptor)):
                    if match[1] == name.encode():
                        _write_at(descriptor, match.start(), b"#" * len(match[0]))
        except OSError as error:
            raise self._error("overwrite", error) from error

    @contextmanager
    def _open(self, flags: int) -> Iterator[int]:
        descriptor = open_owner_only(self.path, flags)
        try:
            yield descriptor
        finally:
            os.close(descriptor)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(f"{self.path}.lock", timeout=self._lock_wait_s, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise TimeoutError("another process holds its lock") from error
        try:
            yield
        finally:
            lock.release()

    def _error(self, verb: str, error: OSError) -> StoreError:
        return StoreError(
            f"cannot {verb} the key file {self.path}: {error.strerror or error}",
            hint="check who owns it, and that its disk is neither full nor read-only",
        )


def _checked(name: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise ValueError("a key's name is made of a-z 0-9 : _ - and at most 100 long")
    return name.encode()


def _find(data: bytes, name: bytes) -> bytes | None:
    for match in _LINE.finditer(data):
        if match[1] == name:
            return bytes.fromhex(match[2].decode())
    return None


def _add(descriptor: int, name: str) -> bytes:
    """Write a new key into the place of a destroyed one of the same length, else at the end."""
    data = _read(descriptor)
    found = _find(data, name.encode())  # another process may have been quicker
    if found is not None:
        return found
    key = os.urandom(KEY_BYTES)
    line = f"{name} {key.hex()}".encode()
    free = re.search(rb"^#{%d}$" % len(line), data, re.MULTILINE)
    if free:
        _write_at(descriptor, free.start(), line)
    else:
        torn = b"" if not data or data.endswith(b"\n") else b"\n"
        _write_at(descriptor, len(data), torn + line + b"\n")
    return key


def _read(descriptor: int) -> bytes:
    os.lseek(descriptor, 0, os.SEEK_SET)
    parts = []
    while part := os.read(descriptor, 65_536):
        parts.append(part)
    return b"".join(parts)


def _write_at(descriptor: int, place: int, data: bytes) -> None:
    os.lseek(descriptor, place, os.SEEK_SET)
    if os.write(descriptor, data) != len(data):
        raise OSError("the disk took only a part")
    os.fsync(descriptor)
