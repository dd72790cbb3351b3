"""Notices changes that were made elsewhere: by the host, the command line or another process."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING

from optlog_policy.errors import OptlogError

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog_ui.models.profile import ConsentLike

__all__ = ["Watch"]


class Watch:
    """Tells whether the choices may have changed since it was last asked.

    The subscription only sets a flag, so that it may come from any thread, and holds the watch weakly: a closed
    window is forgotten.
    """

    def __init__(self, consent: ConsentLike) -> None:
        self._consent = consent
        self._stale = False
        end = consent.subscribe(_marker(weakref.ref(self)))
        weakref.finalize(self, end).atexit = False

    def changed(self) -> bool:
        """Tell whether there was a change; also True while the store cannot be read. Cheap and never raises."""
        stale, self._stale = self._stale, False
        try:
            return self._consent.refresh() or stale
        except OptlogError:
            return True  # what is wrong is read, and shown, with the state

    def mark(self) -> None:
        """Have the next `changed` say True."""
        self._stale = True


def _marker(reference: weakref.ref[Watch]) -> Callable[[], None]:
    def mark() -> None:
        watch = reference()
        if watch is not None:
            watch.mark()

    return mark
