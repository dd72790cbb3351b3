"""The bridge from the standard `logging` (uvicorn, requests, any library), warnings and uncaught exceptions."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING, Any

from structlog.stdlib import ExtraAdder, ProcessorFormatter

from optlog.logger import get_logger, interpolate
from optlog.processors import StdlibFields
from optlog.route import ROUTE
from optlog.shipping import in_shipper_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["BridgeHandler", "ExceptionHooks", "StdlibBridge"]


def _message(record: logging.LogRecord) -> str:
    """Format `msg % args` so that a wrong format string costs neither the record nor a traceback on stderr."""
    try:
        message = str(record.msg)
    except (Exception, SystemExit):  # noqa: BLE001  an object that cannot be shown is no reason to lose the record
        return f"[unreadable: {type(record.msg).__name__}]"
    args = record.args
    return interpolate(message, args if isinstance(args, tuple) else (args,)) if args else message


class BridgeHandler(logging.Handler):
    """Hands records of the standard `logging` to the same pipeline. Never raises, never prints."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(
            ProcessorFormatter(
                foreign_pre_chain=[ExtraAdder(), StdlibFields()],
                processors=[ProcessorFormatter.remove_processors_meta, ROUTE],
                keep_exc_info=False,
                keep_stack_info=False,
            )
        )

    def emit(self, record: logging.LogRecord) -> None:
        """Process one record, except those that this layer itself causes: shipping, and the locks of its files."""
        if in_shipper_thread() or (record.name == "filelock" and record.levelno < logging.INFO):
            return
        try:
            copy = logging.makeLogRecord(record.__dict__)
            copy.msg, copy.args = _message(record), ()
            if isinstance(record.args, dict):
                copy.event_args = record.args  # their names tell what is secret
            self.format(copy)
        except Exception as error:  # noqa: BLE001  a log call never raises
            ROUTE.fault(error)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Count the fault; the standard handler would print the record, secrets and all."""
        ROUTE.fault(sys.exc_info()[1] or RuntimeError())


class StdlibBridge:
    """Puts the handler on the root logger, and takes over loggers that do not propagate.

    Args:
        level: number from which records are taken.
        adopt: names of loggers whose own handlers are replaced.
        warnings: whether `warnings.warn` is taken too (logger `py.warnings`).
    """

    def __init__(self, level: int, *, adopt: Iterable[str], warnings: bool) -> None:
        self._handler = BridgeHandler()
        self._handler.setLevel(level)
        self._level = level
        self._adopt = tuple(adopt)
        self._warnings = warnings
        self._saved: list[tuple[logging.Logger, int, bool, list[logging.Handler]]] = []

    def install(self) -> None:
        """Begin to take records."""
        root = logging.getLogger()
        self._save(root)
        root.addHandler(self._handler)
        if root.level == logging.NOTSET or root.level > self._level:
            root.setLevel(self._level)
        for name in self._adopt:
            logger = logging.getLogger(name)
            self._save(logger)
            logger.handlers = []
            logger.propagate = True
        if self._warnings:
            logging.captureWarnings(True)

    def remove(self) -> None:
        """Put everything back as it was."""
        if self._warnings:
            logging.captureWarnings(False)
        for logger, level, propagate, handlers in reversed(self._saved):
            if logger.name == "root":
                logger.removeHandler(self._handler)
            else:
                logger.handlers, logger.propagate = handlers, propagate
            logger.setLevel(level)
        self._saved.clear()

    def _save(self, logger: logging.Logger) -> None:
        self._saved.append((logger, logger.level, logger.propagate, list(logger.handlers)))


class ExceptionHooks:
    """Logs exceptions that nobody caught, in the main thread and others, then calls the hooks that stood before."""

    def __init__(self) -> None:
        self._log = get_logger("optlog.uncaught")
        self._main: Callable[..., Any] | None = None
        self._thread: Callable[..., Any] | None = None

    def install(self) -> None:
        """Set `sys.excepthook` and `threading.excepthook`."""
        self._main, sys.excepthook = sys.excepthook, self._on_main
        self._thread, threading.excepthook = threading.excepthook, self._on_thread

    def remove(self) -> None:
        """Put the earlier hooks back, unless somebody else has set theirs since."""
        if sys.excepthook == self._on_main and self._main is not None:
            sys.excepthook = self._main
        if threading.excepthook == self._on_thread and self._thread is not None:
            threading.excepthook = self._thread

    def _on_main(self, kind: type[BaseException], error: BaseException, traceback: Any) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            self._log.critical("uncaught exception", exc_info=(kind, error, traceback))
        if self._main is not None:
            self._main(kind, error, traceback)

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            name = args.thread.name if args.thread else "unknown"
            info = (args.exc_type, args.exc_value, args.exc_traceback)
            self._log.critical("uncaught exception in thread", thread=name, exc_info=info)
        if self._thread is not None:
            self._thread(args)
