"""Counts of what went wrong in the layer itself, kept where `optlog status` finds them.

A log call must never raise, so faults are counted here instead of thrown. The counts go to a small file beside the
local log whenever they change (at most every few seconds); when the disk is full they stay in memory until it is not.
"""

from __future__ import annotations

import json
import os
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from optlog.types import SystemClock

if TYPE_CHECKING:
    from optlog.types import Clock

__all__ = ["Faults", "read_faults"]

_SAVE_EVERY_S = 5.0


class Faults:
    """Counts by name, such as `local_write` or `pipeline`. Thread-safe; never raises."""

    def __init__(self, path: Path | None = None, *, clock: Clock | None = None) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._lock = threading.RLock()
        self._counts: Counter[str] = Counter(read_faults(path) if path else {})
        self._saved_at = float("-inf")
        self._dirty = False

    def count(self, name: str, by: int = 1) -> None:
        """Add to a count."""
        with self._lock:
            self._counts[name] += by
            self._dirty = True
            if self._clock.monotonic() - self._saved_at >= _SAVE_EVERY_S:
                self.save()

    def save(self) -> bool:
        """Write the counts if they changed; give whether nothing is left to write."""
        with self._lock:
            if not self._dirty or self._path is None:
                return True
            self._saved_at = self._clock.monotonic()
            self._dirty = not _write(self._path, self._counts)
            return not self._dirty

    def counts(self) -> dict[str, int]:
        """Give the counts so far."""
        with self._lock:
            return dict(self._counts)


def read_faults(path: Path) -> dict[str, int]:
    """Give the counts in the file; nothing when it is missing or damaged."""
    try:
        data = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {str(name): value for name, value in data.items() if isinstance(value, int)}


def _write(path: Path, counts: Counter[str]) -> bool:
    """Write in place: a file that has its block already can be rewritten on a full disk."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            text = json.dumps(counts, sort_keys=True).encode()
            os.write(descriptor, text)
            os.ftruncate(descriptor, len(text))
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return True
