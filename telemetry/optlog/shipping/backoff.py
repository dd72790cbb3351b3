"""When to try again: exponential backoff with full jitter.

Source: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter"); the bounds are those of
Promtail and Alloy (500 ms to 5 min).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog.types import Clock

__all__ = ["Backoff"]

_MOST_DOUBLINGS = 30


class Backoff:
    """The next moment at which a request may be made.

    Args:
        clock: its monotonic time counts, so that setting the wall clock changes nothing.
        base_s: upper bound of the first wait, in seconds.
        cap_s: upper bound of every wait, in seconds.
        uniform: gives a random number between its two arguments.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        base_s: float = 0.5,
        cap_s: float = 300.0,
        uniform: Callable[[float, float], float] = random.uniform,
    ) -> None:
        self._clock = clock
        self._base_s = base_s
        self._cap_s = cap_s
        self._uniform = uniform
        self._due = float("-inf")
        self.failures = 0

    def failed(self, at_least_s: float | None = None) -> float:
        """Note a failure; give the seconds to wait, never less than the server asked for."""
        bound = min(self._cap_s, self._base_s * 2 ** min(self.failures, _MOST_DOUBLINGS))
        self.failures += 1
        wait = max(self._uniform(0.0, bound), at_least_s or 0.0)
        self.hold(wait)
        return wait

    def hold(self, seconds: float) -> None:
        """Wait this long, whatever came before."""
        self._due = self._clock.monotonic() + seconds

    def succeeded(self) -> None:
        """Note a success: the next failure starts from the beginning."""
        self.failures = 0
        self._due = float("-inf")

    @property
    def remaining_s(self) -> float:
        """The seconds until a request may be made; 0.0 when it may."""
        return max(0.0, self._due - self._clock.monotonic())
