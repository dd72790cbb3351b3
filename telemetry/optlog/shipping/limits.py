"""How much may leave: events of one name a second, and bytes a day. What is held back is counted, never lost unsaid."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from optlog.store_schema import meta, set_meta

if TYPE_CHECKING:
    import sqlite3

    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["DayBudget", "EventRate"]

_NAMES = 1024
"""Names with a bucket of their own; a program that puts values into its messages has more, which share one."""
_DAY = "sent_on_day"
_LOOK_AGAIN_S = 3600.0
"""Longest wait for the next day: the wall clock may be set meanwhile."""


class EventRate:
    """Lets through so many events of one name a second, and a burst of so many after a pause (a token bucket).

    Thread-safe. Takes about a microsecond.

    Args:
        per_s: events of one name a second, in the long run.
        burst: events of one name at once.
        clock: its monotonic time counts.
    """

    def __init__(self, per_s: float, burst: int, clock: Clock) -> None:
        self._per_s = per_s
        self._burst = float(burst)
        self._now = clock.monotonic
        self._lock = threading.RLock()
        self._buckets: dict[str, list[float]] = {}

    def passes(self, name: str) -> bool:
        """Say whether one more event called `name` may leave now."""
        now = self._now()
        with self._lock:
            if name not in self._buckets and len(self._buckets) >= _NAMES:
                name = ""
            bucket = self._buckets.setdefault(name, [self._burst, now])
            left = min(self._burst, bucket[0] + (now - bucket[1]) * self._per_s)
            bucket[1] = now
            bucket[0] = left - 1.0 if left >= 1.0 else left
            return left >= 1.0


class DayBudget:
    """Bytes that may be sent in one day (UTC), over all processes of a profile: kept in its database.

    Bytes are those of request bodies before compression, as `sent_bytes` counts them. The last request of a day may go
    beyond the budget; nothing is dropped for it, what waits goes on the next day.

    Args:
        store: the profile's database.
        max_bytes: the budget; None for no bound.
        clock: its wall time decides which day it is.
    """

    def __init__(self, store: Store, max_bytes: int | None, clock: Clock) -> None:
        self._store = store
        self.max_bytes = max_bytes
        self._clock = clock

    def used(self) -> int:
        """Give the bytes sent today."""
        if not self._store.exists():
            return 0
        with self._store.read() as connection:
            return self._used(connection)

    def wait_s(self) -> float:
        """Give the seconds until more may be sent: 0.0 within the budget, an hour at most."""
        if self.max_bytes is None or self.used() < self.max_bytes:
            return 0.0
        now = self._today()
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return min(_LOOK_AGAIN_S, (midnight - now).total_seconds())

    def add(self, connection: sqlite3.Connection, size: int) -> bool:
        """Note `size` bytes sent, within a write; give whether they used up today's budget."""
        before = self._used(connection)
        set_meta(connection, _DAY, f"{self._today():%Y-%m-%d} {before + size}")
        return self.max_bytes is not None and before < self.max_bytes <= before + size

    def _used(self, connection: sqlite3.Connection) -> int:
        day, _, size = str(meta(connection, _DAY) or "").partition(" ")
        return int(size) if day == f"{self._today():%Y-%m-%d}" else 0

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self._clock.now_ns() // 1_000_000_000, timezone.utc)
