"""Named random keys in a file that its owner alone can read, each sealed by the system's keyring where one works.

A key is destroyed by overwriting its place, which needs neither free disk space nor the keyring. On media that never
write in place (SSDs, copy-on-write file systems) and in backups old bytes may outlive that; a sealed key is worthless
there, because the sealing key is changed as well.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from optlog.errors import StoreError
from optlog.keychain import NoKeyringError
from optlog.owneronly import open_owner_only, open_regular, owner_only_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optlog.keychain import Keychain

__all__ = ["KEY_BYTES", "KeyFile"]

KEY_BYTES = 32
_NAME = re.compile(r"[a-z0-9:_-]{1,100}")
_LINE = re.compile(
    rb"^([a-z0-9:_-]{1,100}) ([0-9a-f]{64}|w1\.[0-9a-f]{8}\.[0-9a-f]{120})$", re.MULTILINE
)
_DUE = b"rotation due"
_DUE_LINE = re.compile(rb"^rotation due$", re.MULTILINE)


class KeyFile:
    """The keys of one profile in the file at `path`; nothing is opened, asked or made before it is needed.

    One line a key: name, space, 64 hexadecimal digits or (`w1.`) the same sealed; a line of `#` is the place of a
    destroyed key. Several threads and processes may share the file: writers take turns under a lock file beside it.

    Args:
        path: the file.
        lock_wait_s: longest wait for another process, in seconds.
        keychain: the keyring's key for this profile; None keeps the keys in the file alone.
    """

    def __init__(
        self, path: Path, *, lock_wait_s: float = 2.0, keychain: Keychain | None = None
    ) -> None:
        self.path = path
        self._lock_wait_s = lock_wait_s
        self._keychain = keychain

    def get(self, name: str) -> bytes | None:
        """Give the 32 bytes of a key, or None.

        Raises:
            StoreError: the file cannot be read, or the keyring that seals this key does not answer.
        """
        value = _find(self._data(), _checked(name))
        while value is not None:
            key = self._opened(name, value)
            again = value if key else _find(self._data(), name.encode())
            if again == value:
                return key
            value = again  # another process changed the sealing key meanwhile
        return None

    def get_soon(self, name: str, wait_s: float) -> bytes | None:
        """Give a key as `get` does, but None when the keyring takes longer than `wait_s`, is locked or fails."""
        value = _find(self._data(), _checked(name))
        if value is None or (_is_sealed(value) and not self._answers_within(wait_s)):
            return None
        try:
            return self._opened(name, value)
        except NoKeyringError:
            return None

    def create(self, name: str) -> bytes:
        """Give the key `name`, made from the system's random source when there is none yet.

        Raises:
            StoreError: it could not be written (then there is no such key), or see `get`.
            ValueError: the name holds other characters than a-z 0-9 : _ -
        """
        found = self.get(name)
        if found is not None:
            return found
        try:
            owner_only_folder(self.path.parent)
            with self._locked(), self._open(os.O_RDWR | os.O_CREAT) as descriptor:
                return self._add(descriptor, name)
        except OSError as error:
            raise self._error("write", error) from error

    def holds(self, name: str) -> bool:
        """Give whether there is such a key, without asking the keyring. StoreError when the file cannot be read."""
        return _find(self._data(), _checked(name)) is not None

    def destroy(self, name: str) -> None:
        """Overwrite a key where it stands; nothing happens when there is none. Never asks the keyring.

        Raises:
            StoreError: it could not be overwritten, and may still be read.
        """
        if not self.holds(name):
            return
        try:
            with self._locked(), self._open(os.O_RDWR) as descriptor:
                sealed = [_is_sealed(value) for value in _blank(descriptor, name.encode())]
                if any(sealed) and not _DUE_LINE.search(_read(descriptor)):
                    with suppress(OSError):  # a full disk; here the key is gone all the same
                        _append(descriptor, _DUE)
        except OSError as error:
            raise self._error("overwrite", error) from error

    def rotate(self) -> bool:
        """After sealed keys were destroyed, change the key that sealed them, so that no backup can be opened.

        Gives False when the keyring did not answer; then it is done before the next key is made.

        Raises:
            StoreError: the file cannot be used.
        """
        if not _DUE_LINE.search(self._data()):
            return True
        if self._keychain is None:
            return False
        try:
            with self._locked(), self._open(os.O_RDWR) as descriptor:
                self._rotate(descriptor)
        except OSError as error:
            raise self._error("write", error) from error
        except NoKeyringError:
            return False
        return True

    def where(self) -> str:
        """Say in words where the keys are. StoreError when the file cannot be read. Never asks the keyring."""
        values = [match[2] for match in _LINE.finditer(self._data())]
        if not values:
            return "there are none yet"
        if all(map(_is_sealed, values)):
            return "in an owner-only file, sealed by the system's keyring"
        refused = self._keychain.refused if self._keychain else "turned off in the settings"
        why = f" (keyring not used: {refused})" if refused else ""
        return f"in an owner-only file, {'some of them' if any(map(_is_sealed, values)) else 'not'} sealed{why}"

    def _answers_within(self, wait_s: float) -> bool:
        return self._keychain is not None and self._keychain.ready_within(wait_s)

    def _opened(self, name: str, value: bytes) -> bytes | None:
        if not _is_sealed(value):
            return bytes.fromhex(value.decode())
        if self._keychain is None:
            raise NoKeyringError("the keys are sealed by a keyring that is turned off")
        return self._keychain.open(name, value.decode())

    def _add(self, descriptor: int, name: str) -> bytes:
        """Write a new key, sealed if the keyring answers; then those written before it did are sealed too."""
        value = _find(_read(descriptor), name.encode())
        found = None if value is None else self._opened(name, value)
        if found is not None:  # another process was quicker
            return found
        _blank(descriptor, name.encode())
        key = os.urandom(KEY_BYTES)
        if not self._add_sealed(descriptor, name, key):
            _append(descriptor, _line(name, key.hex()))
        return key

    def _add_sealed(self, descriptor: int, name: str, key: bytes) -> bool:
        if self._keychain is None:
            return False
        try:
            if _DUE_LINE.search(_read(descriptor)):
                self._rotate(descriptor)
            sealed = self._keychain.seal(name, key)
            _append(descriptor, _line(name, sealed))
            self._seal_plain(descriptor)
        except NoKeyringError:
            return _find(_read(descriptor), name.encode()) is not None
        return True

    def _seal_plain(self, descriptor: int) -> None:
        assert self._keychain is not None
        for match in _LINE.finditer(_read(descriptor)):
            if not _is_sealed(match[2]):
                self._reseal(descriptor, match[1].decode(), bytes.fromhex(match[2].decode()))

    def _rotate(self, descriptor: int) -> None:
        assert self._keychain is not None
        self._keychain.begin_rotation()
        for match in _LINE.finditer(_read(descriptor)):
            key = self._opened(match[1].decode(), match[2])
            if key is not None:
                self._reseal(descriptor, match[1].decode(), key)
        self._keychain.end_rotation()
        for match in _DUE_LINE.finditer(_read(descriptor)):
            _write_at(descriptor, match.start(), b"#" * len(match[0]))

    def _reseal(self, descriptor: int, name: str, key: bytes) -> None:
        """Write the new form of a key before the old one goes: killed between the two, both are good."""
        assert self._keychain is not None
        old = [
            match.start()
            for match in _LINE.finditer(_read(descriptor))
            if match[1] == name.encode()
        ]
        _append(descriptor, _line(name, self._keychain.seal(name, key)))
        _blank(descriptor, name.encode(), only=set(old))

    def _data(self) -> bytes:
        try:
            with os.fdopen(open_regular(self.path), "rb") as file:
                return file.read()
        except FileNotFoundError:
            return b""
        except OSError as error:
            raise self._error("read", error) from error

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


def _is_sealed(value: bytes) -> bool:
    return value.startswith(b"w1.")


def _line(name: str, value: str) -> bytes:
    return f"{name} {value}".encode()


def _find(data: bytes, name: bytes) -> bytes | None:
    """Give the newest value under a name: after a kill an older form of the same key may stand before it."""
    found = None
    for match in _LINE.finditer(data):
        if match[1] == name:
            found = match[2]
    return found


def _blank(descriptor: int, name: bytes, only: set[int] | None = None) -> list[bytes]:
    """Overwrite the lines of a key (those that begin at `only`); give their values."""
    values = []
    for match in _LINE.finditer(_read(descriptor)):
        if match[1] == name and (only is None or match.start() in only):
            _write_at(descriptor, match.start(), b"#" * len(match[0]))
            values.append(match[2])
    return values


def _append(descriptor: int, line: bytes) -> None:
    """Write a line into the place of a destroyed one of the same length, else at the end."""
    data = _read(descriptor)
    free = re.search(rb"^#{%d}$" % len(line), data, re.MULTILINE)
    if free:
        _write_at(descriptor, free.start(), line)
    else:
        torn = b"" if not data or data.endswith(b"\n") else b"\n"
        _write_at(descriptor, len(data), torn + line + b"\n")


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
