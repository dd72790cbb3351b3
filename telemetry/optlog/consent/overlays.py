"""What can say no from outside the ledger: administrator, environment, the OPT_OUT file, a copied profile.

None of them can say yes, and none touches the recorded choice.
"""

from __future__ import annotations

import hmac
import os
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from optlog.owneronly import (
    open_owner_only,
    open_regular,
    owner_only_folder,
    sync_folder,
    write_owner_only,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "Install",
    "Managed",
    "ManagedFile",
    "OptOut",
    "do_not_track",
    "environment_off",
    "managed_path_for",
]

_GETVERSION = 0x80007601
"""`_IOR('v', 1, long)` of linux/fs.h, without the size of a long."""

_NOT_SET = ("", "0", "false")
_STAYS_ON = ("", "on", "1", "true", "yes")


def do_not_track(environ: Mapping[str, str]) -> bool:
    """Give whether `DO_NOT_TRACK` says no: anything but empty, 0 or false (https://consoledonottrack.com)."""
    return environ.get("DO_NOT_TRACK", "").strip().lower() not in _NOT_SET


def environment_off(environ: Mapping[str, str]) -> bool:
    """Give whether `OPTLOG_TELEMETRY` says no: `off`, and any word that is not plainly a yes."""
    return environ.get("OPTLOG_TELEMETRY", "").strip().lower() not in _STAYS_ON


@dataclass(frozen=True, slots=True)
class Managed:
    """What an administrator has turned off: these purposes, or all of them when `purposes` is None."""

    reason: str
    purposes: frozenset[str] | None = None

    def denies(self, purpose: str) -> bool:
        """Give whether the purpose is turned off."""
        return self.purposes is None or purpose in self.purposes


def managed_path_for(platform: str = sys.platform) -> PurePath:
    r"""Give where an administrator's file lies: `/etc`, `%ProgramData%` or `/Library/Managed Preferences`."""
    if platform == "win32":
        return (
            PurePath(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "optlog" / "managed.toml"
        )
    if platform == "darwin":
        return PurePath("/Library/Managed Preferences/optlog.plist")
    return PurePath("/etc/optlog/managed.toml")


class ManagedFile:
    """The administrator's file, TOML or (named `.plist`) a property list; it can only turn off.

    ```toml
    collect = false            # turns everything off; true changes nothing
    deny = ["usage"]           # or some purposes
    reason = "company rule 7"  # shown to the user
    ```
    A file that is there but empty, or that cannot be read or understood, turns everything off; a link to a file that is
    gone as well.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._read_at: tuple[int, ...] | None = None
        self._denied: Managed | None = None

    def denied(self) -> Managed | None:
        """Give what is turned off, or None; reads the file only when it has changed."""
        if self._path is None:
            return None
        try:
            self._path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            self._read_at = None
            return None
        except OSError:
            return Managed("its file cannot be read")
        try:
            found = self._path.stat()
        except OSError:
            self._read_at = None
            return Managed("its file cannot be read")
        read_at = (found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
        if read_at != self._read_at:
            self._denied = _read_managed(self._path)
            self._read_at = read_at
        return self._denied


def _read_managed(path: Path) -> Managed | None:
    try:
        with os.fdopen(open_regular(path), "rb") as file:
            data = file.read()
    except OSError:
        return Managed("its file cannot be read")
    if not data.strip():
        return Managed("its file is empty")  # as a crash leaves it that came while it was written
    try:
        return _managed(_parsed(data, path.suffix))
    except Exception:  # noqa: BLE001  plistlib raises many kinds; whatever it is, the file says no
        return Managed("its file cannot be understood")


def _parsed(data: bytes, suffix: str) -> Any:
    if suffix == ".plist":
        import plistlib

        return plistlib.loads(data)
    from optlog_policy._toml import loads

    return loads(data.decode())


def _managed(table: Any) -> Managed | None:
    if not isinstance(table, dict) or set(table) - {"collect", "deny", "reason"}:
        return Managed("its file holds settings that are not known")
    collect, deny = table.get("collect", True), table.get("deny", [])
    reason = str(table.get("reason", ""))
    known = isinstance(deny, list) and all(isinstance(name, str) for name in deny)
    if collect is not True or not known:
        return Managed(reason)
    return Managed(reason, frozenset(deny)) if deny else None


class OptOut:
    """The tombstone: a file whose existence means no to everything, until a recorded yes removes it.

    People and packagers may make it by hand; optlog makes it when a no cannot be written into the ledger, because an
    empty file still fits on a full disk.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def stands(self) -> bool:
        """Give whether the file is there; True as well when that cannot be found out."""
        try:
            self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
        return True

    def write(self) -> None:
        """Make the file. Raises OSError."""
        owner_only_folder(self.path.parent)
        descriptor = open_owner_only(self.path, os.O_WRONLY | os.O_CREAT)
        try:
            with suppress(OSError):  # on a full disk the empty file says the same
                os.write(descriptor, b"Nothing is sent while this file exists.\n")
        finally:
            os.close(descriptor)
        sync_folder(self.path.parent)

    def remove(self) -> None:
        """Remove the file if it is there. Raises OSError."""
        with suppress(FileNotFoundError):
            self.path.unlink()
            sync_folder(self.path.parent)


class Install:
    """The file that binds a profile to this computer, folder and files, so that a copy of it is not a yes.

    It holds an HMAC of the machine's id, the folder's path and what tells the database file and this one from every other
    (`st_ino`), under the profile's own random nonce, which says nothing to anyone else; it never leaves the computer. A
    moved home folder, a reinstalled system and a profile put back from a backup ask again; so does, at every mount, a file
    system that numbers its files anew (FAT). The nonce is another one for every first yes.

    Args:
        path: the file.
        database: the file it is bound to; never opened here, for closing it would drop SQLite's locks.
    """

    def __init__(self, path: Path, database: Path) -> None:
        self.path = path
        self._database = database

    def matches(self, nonce: str) -> bool:
        """Give whether the profile with this nonce was bound here."""
        try:
            with os.fdopen(open_regular(self.path), "rb") as file:
                return hmac.compare_digest(file.read(), self._proof(nonce, file.fileno()))
        except OSError:
            return False

    def exists(self) -> bool:
        """Give whether the profile was bound anywhere; True when that cannot be found out."""
        try:
            self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True
        return True

    def bind(self, nonce: str) -> None:
        """Bind the profile with this nonce to here. Raises OSError."""
        write_owner_only(self.path, lambda descriptor: self._proof(nonce, descriptor))

    def unbind(self) -> None:
        """Make every recorded yes of the profile invalid, even on a full disk. Raises OSError."""
        with suppress(FileNotFoundError):
            self.path.unlink()
            sync_folder(self.path.parent)

    def release(self, nonce: str) -> None:
        """After the last yes is taken back: bind no more, unless another process has bound anew meanwhile. Raises OSError."""
        if self.matches(nonce):
            self.unbind()

    def _proof(self, nonce: str, descriptor: int) -> bytes:
        database = self._database.stat().st_ino
        here = f"{_machine_id()}\0{self.path.parent.absolute()}\0{database}\0{_number(descriptor)}"
        facts = here.encode("utf-8", "surrogateescape")
        return hmac.digest(nonce.encode(), facts, "sha256").hex().encode() + b"\n"


def _number(descriptor: int) -> str:
    """Give what tells an open file from all others: its number, and on Linux which of those that had it in turn.

    ext4, XFS and Btrfs keep the second (ioctl_iflags(2), FS_IOC_GETVERSION); where a file system does not, it is 0.
    """
    which = 0
    if sys.platform == "linux":
        import fcntl

        size = struct.calcsize("l")
        answer = bytearray(size)
        with suppress(OSError):
            fcntl.ioctl(descriptor, _GETVERSION | size << 16, answer)
            which = int.from_bytes(answer[:4], sys.byteorder)
    return f"{os.fstat(descriptor).st_ino}.{which}"


@cache
def _machine_id() -> str:
    """Give what the system knows this machine by; the host's name where it knows nothing. No network, no subprocess."""
    if sys.platform == "win32":
        return _windows_id() or os.environ.get("COMPUTERNAME", "")
    if sys.platform == "darwin":
        return _darwin_id() or os.uname().nodename
    for path in ("/etc/machine-id", "/var/lib/dbus/machine-id", "/etc/hostid"):
        with suppress(OSError, UnicodeDecodeError):
            if found := Path(path).read_text(encoding="ascii").strip():
                return found
    return os.uname().nodename


def _windows_id() -> str:
    """Give `MachineGuid` of the registry; empty when it cannot be read."""
    import winreg

    access = winreg.KEY_READ | winreg.KEY_WOW64_64KEY  # type: ignore[attr-defined,unused-ignore]
    place = r"SOFTWARE\Microsoft\Cryptography"
    root = winreg.HKEY_LOCAL_MACHINE  # type: ignore[attr-defined,unused-ignore]
    try:
        with winreg.OpenKey(root, place, 0, access) as key:  # type: ignore[attr-defined,unused-ignore]
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return ""


def _darwin_id() -> str:
    """Give the hardware UUID by gethostuuid(3); empty when it fails."""
    import ctypes

    class _Wait(ctypes.Structure):
        _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))

    found = (ctypes.c_ubyte * 16)()
    with suppress(OSError, AttributeError):
        if ctypes.CDLL(None).gethostuuid(found, ctypes.byref(_Wait(1, 0))) == 0:
            return bytes(found).hex()
    return ""
