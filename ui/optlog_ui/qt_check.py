"""Says in words, before Qt ends the process, what is missing for a window. Imports no Qt at import time."""

from __future__ import annotations

import importlib
import importlib.util
import os
import subprocess
import sys

from optlog.errors import DisplayError

__all__ = ["NoDisplayError", "QtMissingError", "require_display", "require_qt"]

_PROBE = "from PySide6.QtGui import QGuiApplication; QGuiApplication([])"
_PROBE_TIMEOUT_S = 20
_CALLS = 200
_NEEDS_NO_DISPLAY = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")
_COMMAND_LINE = "`optlog status` and `optlog consent` do the same on the command line"


class QtMissingError(DisplayError, ImportError):
    """PySide6, or a system library that it needs, is not installed."""


class NoDisplayError(DisplayError):
    """There is no display on which a window could be opened."""


def require_qt() -> None:
    """Load Qt's widgets.

    Raises:
        QtMissingError: PySide6 or one of the libraries it needs is missing; the hint says how to get it.
    """
    if importlib.util.find_spec("PySide6") is None:
        raise QtMissingError(
            "the settings window needs PySide6, which is not installed",
            hint=f'pip install "optlog[ui]"; {_COMMAND_LINE}',
        )
    try:
        importlib.import_module("PySide6.QtWidgets")
    except ImportError as error:
        raise QtMissingError(
            f"Qt cannot be loaded: {error}",
            hint="on Debian and Ubuntu: apt install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1; "
            + _COMMAND_LINE,
        ) from error
    _refuse_broken_binding()


def require_display() -> None:
    """Make sure that a window can be opened here. Only X11 and Wayland can lack a display; elsewhere this is free.

    Qt ends the whole process when it cannot reach the display, so that a process of its own tries it first
    (about 0.2 s; not in a frozen application, which has no Python to start).

    Raises:
        NoDisplayError: there is no display, or Qt cannot use it.
    """
    if not sys.platform.startswith(("linux", "freebsd")):
        return
    if os.environ.get("QT_QPA_PLATFORM", "").startswith(_NEEDS_NO_DISPLAY):
        return
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        raise _no_display("neither DISPLAY nor WAYLAND_DISPLAY is set")
    if not getattr(sys, "frozen", False):
        _probe()


def _refuse_broken_binding() -> None:
    """Refuse a PySide6 that would end the process after a few thousand calls.

    Measured with PySide6 6.12.0 on Python 3.11: every call that returns nothing drops a reference to None, until
    Python aborts ("deallocating None"). From Python 3.12 on None is immortal (PEP 683) and it does no harm.
    """
    if sys.version_info >= (3, 12):
        return
    core = importlib.import_module("PySide6.QtCore")
    probe = core.QObject()
    before = sys.getrefcount(None)
    for _ in range(_CALLS):
        probe.setObjectName("probe")
    if before - sys.getrefcount(None) > _CALLS // 2:
        raise QtMissingError(
            f"PySide6 {core.__version__} does not work with Python {sys.version_info[0]}.{sys.version_info[1]}: "
            "it would end the application after a while",
            hint=f'pip install "PySide6-Essentials<6.12", or use Python 3.12 or newer; {_COMMAND_LINE}',
        )


def _probe() -> None:
    try:
        result = subprocess.run(  # noqa: S603  our own interpreter and a constant program
            [sys.executable, "-c", _PROBE],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PROBE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _no_display(f"the display did not answer within {_PROBE_TIMEOUT_S} s") from None
    if result.returncode:
        said = [line.strip() for line in result.stderr.splitlines() if line.strip()]
        raise _no_display(said[0] if said else f"Qt ended with code {result.returncode}")


def _no_display(why: str) -> NoDisplayError:
    return NoDisplayError(
        f"no window can be opened here: {why}",
        hint=f"{_COMMAND_LINE}; QT_QPA_PLATFORM=offscreen runs the window without a display, for tests",
    )
