"""The steps that a record goes through before redaction: structlog processors, one small class per job."""

from __future__ import annotations

import datetime as dt
import sys
import time
from collections.abc import Iterator, Mapping
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from structlog.tracebacks import Stack, Trace
    from structlog.typing import EventDict, WrappedLogger

__all__ = ["MADE", "ExceptionToData", "Stamp", "StdlibFields"]

MADE: Any = object()
"""Key of the time at which a record of the standard `logging` was made, in seconds of `time.monotonic`.

An object, so that no field can be called the same.
"""

_SET_BACK_NS = 1_000_000_000
_MAX_FRAMES = 40
_MAX_EXCEPTIONS = 20
_LEVELS = ((50, "critical"), (40, "error"), (30, "warning"), (20, "info"))

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


class Stamp:
    """Gives each record its time: nanoseconds that strictly rise within the process, and their ISO form.

    Strictly rising, because Loki takes two equal lines at the same nanosecond for one. A clock that was set back by more
    than a second is followed: it was wrong before, and Loki refuses lines from the future.
    """

    def __init__(self, now_ns: Any) -> None:
        self._now_ns = now_ns
        self._last = 0
        self._second = -1
        self._prefix = ""

    def next(self) -> tuple[int, str]:
        """Give (nanoseconds since 1970 UTC, ISO 8601 text with microseconds and `Z`)."""
        now: int = self._now_ns()
        if self._last - _SET_BACK_NS < now <= self._last:
            now = self._last + 1
        self._last = now
        second, rest = divmod(now, 1_000_000_000)
        if second != self._second:
            self._prefix = _iso_second(second)
            self._second = second
        return now, f"{self._prefix}.{rest // 1000:06d}Z"


class ExceptionToData:
    """Turns `exc_info` (and an exception bound as `exception`) into plain data under `exception`.

    The data is a list, the outermost exception first, then its causes, then the members of groups, as
    `structlog.tracebacks` extracts them: `{"type", "message", "notes", "relation", "frames": [{"file", "line",
    "function"}]}`, where `relation` is `cause`, `context` or `member`. Local variables are never read.
    """

    def __call__(self, logger: WrappedLogger, name: str, event_dict: EventDict) -> EventDict:
        """Replace the exception of one record."""
        if "exc_info" in event_dict:
            exc_info = _exc_info(event_dict.pop("exc_info"))
            if exc_info is not None:
                event_dict["exception"] = render_exception(exc_info)
        elif isinstance(event_dict.get("exception"), BaseException):
            error = event_dict["exception"]
            event_dict["exception"] = render_exception((type(error), error, error.__traceback__))
        return event_dict


class StdlibFields:
    """Adds to a foreign record what structlog's own bring along: logger, `extra=` fields, caller-made level names.

    And when it was made: a `QueueHandler`, a `MemoryHandler` or another process may have kept it since before a yes.
    """

    def __call__(self, logger: WrappedLogger, name: str, event_dict: EventDict) -> EventDict:
        """Read the `logging.LogRecord` that `ProcessorFormatter` put under `_record`."""
        record = event_dict["_record"]
        event_dict["logger"] = record.name
        event_dict["level"] = level_name(record.levelno)
        age_s = max(0.0, time.time() - record.created)
        event_dict[MADE] = time.monotonic() - age_s
        return event_dict


def level_name(number: int) -> str:
    """Give the level that a standard level number belongs to, such as 35 -> `warning`."""
    return next((name for least, name in _LEVELS if number >= least), "debug")


def render_exception(exc_info: ExcInfo) -> list[dict[str, Any]]:
    """Give an exception and its causes as plain data; never raises."""
    from structlog.tracebacks import extract

    kind, error, traceback = exc_info
    try:
        trace = extract(kind, error, traceback, show_locals=False)
        return list(islice(_flat(trace, ""), _MAX_EXCEPTIONS))
    except (Exception, SystemExit) as failure:  # noqa: BLE001  a broken exception must not cost the record
        return [{"type": kind.__name__, "message": f"[unreadable: {type(failure).__name__}]"}]


def _flat(trace: Trace, relation: str) -> Iterator[dict[str, Any]]:
    for index, stack in enumerate(trace.stacks):
        yield _stack(stack, relation if index == 0 else "cause" if stack.is_cause else "context")
    for stack in trace.stacks:
        for member in stack.exceptions:
            yield from _flat(member, "member")


def _stack(stack: Stack, relation: str) -> dict[str, Any]:
    data: dict[str, Any] = {"type": stack.exc_type, "message": stack.exc_value}
    if stack.exc_notes:
        data["notes"] = list(stack.exc_notes)
    if relation:
        data["relation"] = relation
    data["frames"] = [
        {"file": frame.filename, "line": frame.lineno, "function": frame.name}
        for frame in _middle_cut(stack.frames)
    ]
    return data


def _middle_cut(frames: list[Any]) -> list[Any]:
    """Keep the outermost and the innermost frames; the middle of a deep recursion says nothing."""
    half = _MAX_FRAMES // 2
    return frames if len(frames) <= _MAX_FRAMES else [*frames[:half], *frames[-half:]]


def _exc_info(value: Any) -> ExcInfo | None:
    if isinstance(value, BaseException):
        return type(value), value, value.__traceback__
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[1], BaseException):  # noqa: PLR2004
        return value
    if not value or isinstance(value, (tuple, Mapping)):
        return None
    kind, error, traceback = sys.exc_info()
    return None if kind is None or error is None else (kind, error, traceback)


def _iso_second(second: int) -> str:
    return dt.datetime.fromtimestamp(second, tz=dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
