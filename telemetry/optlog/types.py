"""The vocabulary that several modules share."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any, Protocol

__all__ = ["Clock", "EventDict", "Record", "SpoolEntry", "SystemClock"]

EventDict = MutableMapping[str, Any]
"""What structlog hands from processor to processor: text keys, any values."""

Record = dict[str, Any]
"""A redacted record: JSON-ready plain data with `timestamp`, `level`, `logger` and `event`."""


class Clock(Protocol):
    """Where time comes from; tests hand in `optlog.testing.FixedClock`."""

    def now_ns(self) -> int:
        """Give the time in nanoseconds since 1970-01-01 UTC."""
        ...

    def monotonic(self) -> float:
        """Give seconds that never run backwards, from an arbitrary start."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now_ns(self) -> int:
        """Give the time in nanoseconds since 1970-01-01 UTC."""
        return time.time_ns()

    def monotonic(self) -> float:
        """Give seconds that never run backwards, from an arbitrary start."""
        return time.monotonic()


@dataclass(frozen=True, slots=True)
class SpoolEntry:
    """One record on its way out.

    `line` is the exact text that is shown, kept and sent (UTF-8 JSON, no newline). `epoch` is the consent epoch of
    `purpose` in which the record was made. `metadata` becomes Loki's structured metadata; `level` its stream label,
    or none where it is blank.
    """

    purpose: str
    epoch: int
    timestamp_ns: int
    level: str
    line: bytes
    metadata: Mapping[str, str] = field(default_factory=dict)
