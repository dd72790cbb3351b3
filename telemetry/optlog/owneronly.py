"""Files and folders that their owner alone can read.

On Windows nothing is set: a folder below the user's profile inherits an access list for that user alone, and Python has
no call to change it.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = [
    "open_owner_only",
    "open_regular",
    "owner_only_folder",
    "sync_folder",
    "write_owner_only",
]


def owner_only_folder(path: Path) -> None:
    """Make the folder, for its owner alone (0700). One that exists is left as it is. Raises OSError."""
    if path.is_dir():
        return
    path.mkdir(parents=True, exist_ok=True)
    if os.name == "posix":
        path.chmod(0o700)  # whatever the umask


def write_owner_only(path: Path, data: bytes | Callable[[int], bytes]) -> None:
    """Put `data` into a file that its owner alone can read, whole or not at all. Raises OSError.

    Where it depends on the new file itself, `data` is called with that file's descriptor.
    """
    temporary = path.with_name(f"{path.name}.new-{os.getpid()}-{os.urandom(4).hex()}")
    descriptor = open_owner_only(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            os.write(descriptor, data if isinstance(data, bytes) else data(descriptor))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    sync_folder(path.parent)


def open_owner_only(path: Path, flags: int) -> int:
    """Open a file with `os.open`, as its owner's alone (0600), and give the descriptor. Raises OSError."""
    descriptor = os.open(path, flags | getattr(os, "O_BINARY", 0), 0o600)
    if os.name == "posix":
        os.fchmod(descriptor, 0o600)  # whatever the umask, and whatever it was before
    return descriptor


def open_regular(path: Path) -> int:
    """Open a file for reading and give the descriptor; OSError at once for a pipe, which would be waited for without end."""
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    )
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a file")
    return descriptor


def sync_folder(folder: Path) -> None:
    """Make new names in a folder last through a power cut; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
