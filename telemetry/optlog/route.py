"""The one fixed point between loggers, which live as long as the process, and the pipeline, which may be replaced."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optlog.pipeline import Pipeline

__all__ = ["LEVELS", "ROUTE", "Route"]

LEVELS = ("debug", "info", "warning", "error", "critical")


class Route:
    """A structlog processor that hands every record to the pipeline of the moment.

    Without one (before `configure`, after `close`) records of level warning and above go, redacted, to standard error:
    nothing is shipped and no file is written.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pipeline: Pipeline | None = None
        self._fallback: Pipeline | None = None
        self.muted: frozenset[str] = muted_below("warning")
        self.faults: Counter[str] = Counter()

    def use(self, pipeline: Pipeline | None, level: str = "warning") -> None:
        """Route records to this pipeline from this level on; None goes back to standard error."""
        with self._lock:
            self._pipeline = pipeline
            self.muted = muted_below(level)

    def __call__(self, logger: Any, name: str, event_dict: Any) -> str:
        """Pass one record on. Never raises."""
        try:
            pipeline = self._pipeline or self._standard_error()
            return pipeline(logger, name, event_dict)
        except Exception as error:  # noqa: BLE001  a log call never raises
            self.fault(error)
            return ""

    def fault(self, error: BaseException) -> None:
        """Count an error that kept a record from being made; its text is not kept, for it may quote the record."""
        self.faults[type(error).__name__] += 1
        if self._pipeline is not None:
            self._pipeline.count_fault("pipeline")

    def _standard_error(self) -> Pipeline:
        if self._fallback is None:
            from optlog.pipeline import console_only

            self._fallback = console_only()
        return self._fallback


def muted_below(level: str) -> frozenset[str]:
    """Give the levels that are not logged when logging begins at `level`."""
    return frozenset(LEVELS[: LEVELS.index(level)])


ROUTE = Route()
