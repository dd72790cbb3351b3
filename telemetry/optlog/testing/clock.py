"""A clock that stands still until a test moves it."""

from __future__ import annotations

import threading

__all__ = ["FixedClock"]

_START_NS = 1_767_225_600_000_000_000  # 2026-01-01T00:00:00Z


class FixedClock:
    """Both times of `optlog.types.Clock`, moved by hand. Thread-safe."""

    def __init__(self, now_ns: int = _START_NS) -> None:
        """Start at `now_ns`: nanoseconds since 1970-01-01 UTC. `monotonic` starts at 0."""
        self._now_ns = now_ns
        self._elapsed_ns = 0
        self._lock = threading.Lock()

    def now_ns(self) -> int:
        """Give the time in nanoseconds since 1970-01-01 UTC."""
        return self._now_ns

    def monotonic(self) -> float:
        """Give the seconds advanced so far; `set_ns` does not touch them."""
        return self._elapsed_ns / 1e9

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks.

        Raises:
            ValueError: `seconds` is negative; a wall clock that jumps back is `set_ns`.
        """
        if seconds < 0:
            raise ValueError("time passes forwards; use set_ns to set the wall clock back")
        step = round(seconds * 1e9)
        with self._lock:
            self._now_ns += step
            self._elapsed_ns += step

    def set_ns(self, now_ns: int) -> None:
        """Set the wall clock, as a user or a time server does; `monotonic` goes on undisturbed."""
        with self._lock:
            self._now_ns = now_ns
