"""The one file that holds the profile's deletion request, for its owner alone, whole or not at all."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from optlog.deletion.request import parse_request
from optlog.errors import StoreError
from optlog.owneronly import owner_only_folder, sync_folder, write_owner_only

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from optlog.deletion.request import DeletionRequest

__all__ = ["Book"]

_LOCK_WAIT_S = 2.0
_FORGET = "'optlog delete --cancel' forgets it; then ask again"
_WRITABLE = "check who owns it, and that its disk is neither full nor read-only"


class Book:
    """Reads and changes the request at `path`. Several processes may; changes take turns under `changing`.

    Every method raises StoreError when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> DeletionRequest | None:
        """Give the request, or None when there is none."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise self._error("cannot be read", error) from error
        try:
            return parse_request(text)
        except ValueError as error:
            raise self._error("is damaged", error) from error

    def write(self, request: DeletionRequest) -> None:
        """Put a request in the place of the one before."""
        try:
            owner_only_folder(self.path.parent)
            write_owner_only(self.path, request.as_text().encode())
        except OSError as error:
            raise self._error("cannot be written", error, hint=_WRITABLE) from error

    def remove(self) -> None:
        """Forget the request; a damaged one too."""
        try:
            with suppress(FileNotFoundError):
                self.path.unlink()
                sync_folder(self.path.parent)
        except OSError as error:
            raise self._error("cannot be removed", error, hint=_WRITABLE) from error

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Keep others from changing it; never held while a request is under way."""
        from filelock import FileLock, Timeout

        try:
            owner_only_folder(self.path.parent)
            lock = FileLock(f"{self.path}.lock", timeout=_LOCK_WAIT_S, mode=0o600)
            lock.acquire()
        except Timeout as error:
            raise self._error("is in use by another process", error) from error
        except OSError as error:
            raise self._error("cannot be changed", error, hint=_WRITABLE) from error
        try:
            yield
        finally:
            lock.release()

    def _error(self, what: str, error: Exception, *, hint: str = _FORGET) -> StoreError:
        why = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
        return StoreError(
            f"the deletion request {self.path} {what}{why}",
            hint=hint,
        )
