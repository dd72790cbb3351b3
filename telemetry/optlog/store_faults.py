"""What can be wrong with the profile's database, and what to do about it."""

from __future__ import annotations

import errno
from enum import Enum
from typing import TYPE_CHECKING

from optlog.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["StoreFault", "StoreFaultError", "of_os_error", "of_sqlite_error"]


class StoreFault(str, Enum):
    """What is wrong with the database. `MISSING` is raised where one is needed, but is no fault of a profile."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    LOCKED = "locked"
    CORRUPT = "corrupt"
    NEWER = "newer"
    FULL = "full"
    READ_ONLY = "read-only"

    def __str__(self) -> str:
        return self.value


_HINTS = {
    StoreFault.MISSING: "nothing has been recorded in this profile yet",
    StoreFault.UNREADABLE: "check who owns the file and its folder, and whether the disk is full or failing",
    StoreFault.LOCKED: "another program holds it; try again, or close that program",
    StoreFault.CORRUPT: "choose again in the settings: the damaged file is set aside, never deleted",
    StoreFault.NEWER: "a newer version of the application wrote it; use that version",
    StoreFault.FULL: "free some space on the disk",
    StoreFault.READ_ONLY: "make the data folder writable",
}

# SQLite's own words (sqlite3_errstr, errmsg): error codes reach Python only from 3.11 on.
_BY_MESSAGE = (
    ("locked", StoreFault.LOCKED),
    ("disk is full", StoreFault.FULL),
    ("readonly", StoreFault.READ_ONLY),
    ("not a database", StoreFault.CORRUPT),
    ("malformed", StoreFault.CORRUPT),
    ("unsupported file format", StoreFault.CORRUPT),
    ("could not decode", StoreFault.CORRUPT),
    ("no such table", StoreFault.CORRUPT),
    ("no such column", StoreFault.CORRUPT),
)


class StoreFaultError(StoreError):
    """A `StoreError` that says which fault it is, in `fault`."""

    def __init__(self, fault: StoreFault, detail: str) -> None:
        super().__init__(f"the profile's database cannot be used: {detail}", hint=_HINTS[fault])
        self.fault = fault


def of_sqlite_error(error: sqlite3.Error) -> StoreFaultError:
    """Give the fault that an error of SQLite means."""
    text = str(error)
    for words, fault in _BY_MESSAGE:
        if words in text.lower():
            return StoreFaultError(fault, text)
    return StoreFaultError(StoreFault.UNREADABLE, text)


def of_os_error(error: OSError) -> StoreFaultError:
    """Give the fault that an error of the operating system means."""
    full = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
    denied = {errno.EROFS, errno.EACCES, errno.EPERM}
    number = error.errno
    if number in full:
        return StoreFaultError(StoreFault.FULL, "the disk is full")
    fault = StoreFault.READ_ONLY if number in denied else StoreFault.UNREADABLE
    return StoreFaultError(fault, (error.strerror or str(error)).lower())
