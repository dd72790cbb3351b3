"""One record a day about shipping itself: how much went, how much was held back and why."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import orjson

from optlog.store_schema import meta, set_meta

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["FIELDS", "DailySummary"]

_STATE = "summary"

FIELDS: Mapping[str, tuple[str, ...]] = {
    "sent": ("sent_lines",),
    "carried_over": ("carried_over",),
    "held_back": ("rate_limited",),
    "lost": (
        "dropped_full",
        "dropped_spool_full",
        "dropped_age",
        "dropped_large",
        "dropped_rejected",
        "dropped_corrupt",
        "dropped_invalid",
    ),
}
"""The fields of the record, and the counters that each adds up."""


class DailySummary:
    """Tells once a day what the counters grew by since the day before; a day without anything is left out.

    It is a record like any other: redacted, kept locally, and sent only where the policy declares it and consent stands.

    Args:
        store: holds the counters, and what was told last.
        clock: its wall time (UTC) decides which day it is.
        emit: logs the record; called with its fields.
    """

    def __init__(
        self, store: Store, clock: Clock, emit: Callable[[Mapping[str, int]], None]
    ) -> None:
        self._store = store
        self._clock = clock
        self._emit = emit
        self._told = ""

    def tell(self) -> None:
        """Log the summary when a new day has begun. StoreError when the database cannot be used."""
        seconds = self._clock.now_ns() // 1_000_000_000
        today = f"{datetime.fromtimestamp(seconds, timezone.utc):%Y-%m-%d}"
        if today == self._told or not self._store.exists():
            return
        with self._store.write() as connection:
            told = orjson.loads(meta(connection, _STATE) or "{}")
            if told.get("day") == today:
                self._told = today
                return
            counters = dict(connection.execute("SELECT name, value FROM counter"))
            set_meta(connection, _STATE, orjson.dumps({"day": today, **_sums(counters)}).decode())
        self._told = today
        grown = {name: now - told.get(name, now) for name, now in _sums(counters).items()}
        if any(grown.values()):
            self._emit(grown)


def _sums(counters: Mapping[str, int]) -> dict[str, int]:
    return {name: sum(counters.get(part, 0) for part in parts) for name, parts in FIELDS.items()}
