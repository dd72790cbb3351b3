"""Which threads belong to shipping, so that what they log never comes back into the pipeline."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["in_shipper_thread", "shipper_thread"]

_own = threading.local()


def in_shipper_thread() -> bool:
    """Give whether the running thread is one of the shipper's own (urllib3 and requests log there)."""
    return getattr(_own, "marked", False)


def shipper_thread(name: str, run: Callable[[], None]) -> threading.Thread:
    """Make a marked daemon thread that runs `run`; the caller starts it."""

    def marked() -> None:
        _own.marked = True
        run()

    return threading.Thread(target=marked, name=f"optlog-{name}", daemon=True)
