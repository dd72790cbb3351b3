"""The logger that applications hold: structlog's, with a promise added. A log call never raises."""

from __future__ import annotations

from typing import Any

import structlog

from optlog.processors import level_name
from optlog.route import ROUTE

__all__ = ["LogTarget", "OptlogLogger", "get_logger", "interpolate", "use_for_structlog"]


class LogTarget:
    """The innermost logger that structlog wraps: a name, and methods that have nothing left to do."""

    __slots__ = ("name",)

    def __init__(self, name: str = "root") -> None:
        self.name = name

    def _done(self, *_: Any) -> None:
        """Do nothing: the pipeline has written the record already."""

    debug = info = warning = error = critical = _done


class OptlogLogger(structlog.BoundLoggerBase):
    """A structlog bound logger whose methods never raise, whatever they are given.

    `bind`, `unbind`, `try_unbind` and `new` are structlog's. The `a...` methods exist for code written against
    structlog's asyncio methods; they do the same at once, because a call takes microseconds and never blocks on the
    network.
    """

    def debug(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level debug. `event % args` when there are args."""
        self._send("debug", event, args, fields)

    def info(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level info. `event % args` when there are args."""
        self._send("info", event, args, fields)

    def warning(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level warning. `event % args` when there are args."""
        self._send("warning", event, args, fields)

    def error(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level error. `event % args` when there are args."""
        self._send("error", event, args, fields)

    def critical(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level critical. `event % args` when there are args."""
        self._send("critical", event, args, fields)

    def exception(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level error with the exception being handled."""
        fields.setdefault("exc_info", True)
        self._send("error", event, args, fields)

    def log(self, level: int, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at a level of the standard `logging`, such as 30."""
        self._send(level_name(level), event, args, fields)

    warn, fatal, msg = warning, critical, info

    async def adebug(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level debug."""
        self._send("debug", event, args, fields)

    async def ainfo(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level info."""
        self._send("info", event, args, fields)

    async def awarning(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level warning."""
        self._send("warning", event, args, fields)

    async def aerror(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level error."""
        self._send("error", event, args, fields)

    async def acritical(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level critical."""
        self._send("critical", event, args, fields)

    async def aexception(self, event: Any = None, /, *args: Any, **fields: Any) -> None:
        """Log at level error with the exception being handled."""
        self.exception(event, *args, **fields)

    def _send(self, level: str, event: Any, args: tuple[Any, ...], fields: dict[str, Any]) -> None:
        if level in ROUTE.muted:
            return
        try:
            if args:
                event = interpolate(event, args)
                if len(args) == 1 and isinstance(args[0], dict):
                    fields.setdefault("event_args", args[0])  # their names tell what is secret
            if "event" in fields:
                fields["event_"] = fields.pop("event")
            self._process_event(level, event, fields)
        except structlog.DropEvent:
            return
        except Exception as error:  # noqa: BLE001  the promise of this class
            ROUTE.fault(error)


def interpolate(event: Any, args: tuple[Any, ...]) -> str:
    """Give `event % args`; where that fails, the event with its arguments behind it, so that nothing is lost."""
    try:
        values: Any = args[0] if len(args) == 1 and isinstance(args[0], dict) and args[0] else args
        return str(event % values)
    except Exception:  # noqa: BLE001  a wrong format string is no reason to lose the record
        return f"{_shown(event)} {_shown(args)}"


def _shown(value: Any) -> str:
    try:
        return str(value)
    except Exception:  # noqa: BLE001  nor is an object that cannot be shown
        return f"[unreadable: {type(value).__name__}]"


def get_logger(name: str | None = None, **initial_fields: Any) -> OptlogLogger:
    """Give a logger.

    Args:
        name: goes into the field `logger`; usually `__name__`.
        initial_fields: bound to every record of this logger.

    A logger may be taken before `configure`. What it logs until then goes, redacted, to standard error from level
    warning on.
    """
    logger: OptlogLogger = structlog.wrap_logger(
        LogTarget(name or "root"),
        processors=[ROUTE],
        wrapper_class=OptlogLogger,
        context_class=dict,
        cache_logger_on_first_use=True,
        **initial_fields,
    )
    return logger


def use_for_structlog() -> None:
    """Make `structlog.get_logger` give loggers of this layer too."""
    structlog.configure(
        processors=[ROUTE],
        wrapper_class=OptlogLogger,
        context_class=dict,
        logger_factory=lambda *args: LogTarget(*(str(arg) for arg in args[:1])),
        cache_logger_on_first_use=True,
    )
