"""The queue between the application's threads and the spool: bounded, and never waited for."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog.types import SpoolEntry

__all__ = ["Intake", "Waiting"]


class Intake:
    """Entries in memory, bounded in number and bytes; what does not fit is dropped and counted.

    The lock is re-entrant, because a signal handler or a finaliser may log while this thread holds it. `wake_every`: each
    time so many entries more are queued, the reader is to be woken.
    """

    def __init__(self, max_entries: int, max_bytes: int, wake_every: int = 1000) -> None:
        self._max_entries = max_entries
        self._max_bytes = max_bytes
        self._wake_every = wake_every
        self._lock = threading.RLock()
        self._entries: deque[SpoolEntry] = deque()
        self._bytes = 0
        self._dropped = 0

    def __len__(self) -> int:
        return len(self._entries)

    def put(self, entry: SpoolEntry) -> bool:
        """Take an entry; give whether its reader may be asleep and has something to do: the first is there, or enough are."""
        size = len(entry.line)
        with self._lock:
            if len(self._entries) >= self._max_entries or self._bytes + size > self._max_bytes:
                self._dropped += 1
                return False
            self._entries.append(entry)
            self._bytes += size
            number = len(self._entries)
            return number == 1 or number % self._wake_every == 0

    def take(self, most: int) -> list[SpoolEntry]:
        """Give and forget the oldest entries, at most `most`."""
        with self._lock:
            entries = [self._entries.popleft() for _ in range(min(most, len(self._entries)))]
            self._bytes -= sum(len(entry.line) for entry in entries)
            return entries

    def put_back(self, entries: list[SpoolEntry]) -> None:
        """Put entries that could not be kept elsewhere before all others, as far as they fit; count the rest."""
        with self._lock:
            room = max(0, self._max_entries - len(self._entries))
            self._dropped += max(0, len(entries) - room)
            kept = entries[:room]
            self._entries.extendleft(reversed(kept))
            self._bytes += sum(len(entry.line) for entry in kept)

    def discard(self, wanted: Callable[[SpoolEntry], bool]) -> None:
        """Keep only wanted entries."""
        with self._lock:
            kept = [entry for entry in self._entries if wanted(entry)]
            self._entries = deque(kept)
            self._bytes = sum(len(entry.line) for entry in kept)

    @property
    def dropped(self) -> int:
        """How many did not fit since they were last forgotten."""
        return self._dropped

    def forget_dropped(self, number: int) -> None:
        """Take so many off the count, because they are counted elsewhere now."""
        with self._lock:
            self._dropped -= number


class Waiting:
    """What this process has put into the spool since it was last empty."""

    def __init__(self) -> None:
        self.since: float | None = None
        self.lines = 0
        self.bytes = 0
        self.writes = 0
        self.draining = False

    def add(self, entries: list[SpoolEntry], now: float) -> None:
        """Note entries written at the monotonic second `now`."""
        self.since = now if self.since is None else self.since
        self.lines += len(entries)
        self.bytes += sum(len(entry.line) for entry in entries)
        self.writes += 1

    def sent_all(self, writes_seen: int) -> None:
        """Forget what was written before the spool was found empty; something newer may wait already."""
        self.draining = False
        if self.writes == writes_seen:
            self.since, self.lines, self.bytes = None, 0, 0
