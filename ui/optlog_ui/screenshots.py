"""`python -m optlog_ui.screenshots OUTDIR`: pictures of every window in every language and theme, without a display."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.consent.asking import Reason
from optlog.errors import ConsentError
from optlog.store_faults import StoreFault, StoreFaultError
from optlog_policy.errors import OptlogError

from optlog_ui import qt_check
from optlog_ui.language import LANGUAGES
from optlog_ui.testing import FakeProfile, FakePseudonymProfile, asking_profile, example_policy
from optlog_ui.testing_full import FakeFullProfile

if TYPE_CHECKING:
    from PySide6.QtGui import QPalette
    from PySide6.QtWidgets import QWidget

    from optlog_ui.settings_dialog import TelemetrySettingsDialog

__all__ = ["SCENES", "THEMES", "Scene", "main", "open_scene", "prepare", "take", "use_theme"]

_POINT_SIZE = 10
_GAP = 16
_README = ("choices-sent", "records")  # side by side in docs/settings.png
_ROUNDS = 4  # of events, until text that was set late is laid out
_DARK = {
    "Window": "#2b2b2b",
    "WindowText": "#f0f0f0",
    "Base": "#404040",
    "AlternateBase": "#484848",
    "Text": "#f0f0f0",
    "PlaceholderText": "#b4b4b4",
    "Button": "#3a3a3a",
    "ButtonText": "#f0f0f0",
    "ToolTipBase": "#3a3a3a",
    "ToolTipText": "#f0f0f0",
    "Highlight": "#2f65ca",
    "HighlightedText": "#ffffff",
    "Link": "#8ab4f8",
}
_LIGHT = {
    "Window": "#f5f5f5",
    "WindowText": "#1a1a1a",
    "Base": "#ffffff",
    "AlternateBase": "#f2f2f2",
    "Text": "#1a1a1a",
    "PlaceholderText": "#666666",
    "Button": "#e9e9e9",
    "ButtonText": "#1a1a1a",
    "ToolTipBase": "#ffffff",
    "ToolTipText": "#1a1a1a",
    "Highlight": "#2f65ca",
    "HighlightedText": "#ffffff",
}


_CONTRAST = {
    **dict.fromkeys(("Window", "Base", "AlternateBase", "Button", "ToolTipBase"), "#ffffff"),
    **dict.fromkeys(("WindowText", "Text", "ButtonText", "ToolTipText"), "#000000"),
    "PlaceholderText": "#303030",
    "Highlight": "#000060",
    "HighlightedText": "#ffffff",
    "Link": "#00008b",
}
THEMES = {"light": _LIGHT, "dark": _DARK, "contrast": _CONTRAST}
"""The palettes in which everything is looked at."""

_hosts: list[QWidget] = []


@dataclass(frozen=True)
class Scene:
    """One picture: a profile, what shows it, what is done before, and how it looks."""

    name: str
    profile: Callable[[], FakeProfile]
    tab: int = 0
    act: Callable[[Any], object] = lambda _: None
    show: Callable[[Scene], QWidget] | None = None
    """Opens the window; the settings when None."""
    language: str = "en"
    theme: str = "light"
    scale: int = 1


def main(argv: list[str] | None = None) -> int:
    """Write one PNG for each scene. Exit code 0."""
    parser = argparse.ArgumentParser(prog="python -m optlog_ui.screenshots", description=__doc__)
    parser.add_argument(
        "outdir", type=Path, help="folder for the pictures; made if it does not exist"
    )
    parser.add_argument("--only", default="", help="only the scenes whose name holds this text")
    arguments = parser.parse_args(argv)
    arguments.outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("QT_QPA_PLATFORM", _offscreen(Path(folder)))
        return _write(parser, arguments)


def _write(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    try:
        qt_check.require_qt()
        qt_check.require_display()
    except OptlogError as error:
        parser.exit(1, f"{error}\n")
    for path in take(arguments.outdir, arguments.only):
        sys.stdout.write(f"{path}\n")
    return 0


def _offscreen(folder: Path) -> str:
    """Give Qt's platform without a display, with a screen of a usual size (its own is 800 by 800)."""
    screen = {
        "name": "screen",
        "x": 0,
        "y": 0,
        "width": 1600,
        "height": 1000,
        "logicalDpi": 96,
        "dpr": 1,
    }
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return f"offscreen:configfile={path}"


def _pass_on(_kind: object, _context: object, message: str) -> None:
    """Pass Qt's messages on, but for the offscreen platform's one about itself."""
    if "propagateSizeHints" not in message:
        sys.stderr.write(f"{message}\n")


def take(outdir: Path, only: str = "") -> Iterator[Path]:
    """Write the pictures and give their paths."""
    from PySide6.QtCore import QEvent, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    qInstallMessageHandler(_pass_on)
    app = QApplication.instance() or QApplication(["optlog"])
    for scene in SCENES:
        if only not in scene.name:
            continue
        prepare(scene)
        path = outdir / f"{scene.name}.png"
        window = open_scene(scene)
        _settle(window)
        if not window.grab().save(str(path)):
            raise OptlogError(f"cannot write {path}", hint="is the folder writable?")
        window.close()
        window.deleteLater()
        del window
        _hosts.clear()
        # Without this the windows would pile up, and each change of the font would reach them all.
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        yield path
    parts = [outdir / f"{name}.png" for name in _README]
    if not only:
        yield _join(parts, outdir / "settings.png")


def _settle(window: QWidget) -> None:
    """Wait until everything is read, however slow the machine, and laid out."""
    from PySide6.QtCore import QCoreApplication, QEventLoop

    from optlog_ui.background import Background

    while any(one.busy for one in window.findChildren(Background)):
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    for _ in range(_ROUNDS):
        QCoreApplication.processEvents()


def _join(paths: Sequence[Path], target: Path) -> Path:
    """Put pictures side by side into one."""
    from PySide6.QtGui import QImage, QPainter

    images = [QImage(str(path)) for path in paths]
    width = sum(image.width() for image in images) + _GAP * (len(images) - 1)
    joined = QImage(width, max(image.height() for image in images), QImage.Format.Format_ARGB32)
    joined.fill(0)
    painter = QPainter(joined)
    left = 0
    for image in images:
        painter.drawImage(left, 0, image)
        left += image.width() + _GAP
    painter.end()
    if not joined.save(str(target)):
        raise OptlogError(f"cannot write {target}", hint="is the folder writable?")
    return target


def prepare(scene: Scene) -> None:
    """Set style, palette, font, language and direction of the application for a scene."""
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QApplication

    from optlog_ui.translate import direction, use_language

    QApplication.setStyle("Fusion")
    use_theme(scene.theme)
    QApplication.setFont(QFont("Noto Sans", _POINT_SIZE * scene.scale))
    use_language(scene.language)
    QApplication.setLayoutDirection(direction())


def use_theme(name: str) -> None:
    """Set the application's palette: `light`, `dark` or `contrast`."""
    from PySide6.QtWidgets import QApplication

    QApplication.setPalette(_palette(THEMES[name]))


def _palette(colours: dict[str, str]) -> QPalette:
    from PySide6.QtGui import QColor, QPalette

    palette = QPalette(QColor(colours["Button"]), QColor(colours["Window"]))
    for name, colour in colours.items():
        palette.setColor(QPalette.ColorRole[name], QColor(colour))
    grey = QColor(colours["PlaceholderText"])
    for name in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[name], grey)
    return palette


def open_scene(scene: Scene) -> QWidget:
    """Open a scene's window, in the look that `prepare` set."""
    return (scene.show or _dialog)(scene)


def _dialog(scene: Scene) -> QWidget:
    from optlog_ui.settings_dialog import TelemetrySettingsDialog

    dialog = TelemetrySettingsDialog(scene.profile())
    dialog.show()
    dialog.settings.tabs.setCurrentIndex(scene.tab)
    scene.act(dialog)
    return dialog


def _in_host(scene: Scene) -> QWidget:
    """Show the question in a window like a host's."""
    from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

    from optlog_ui.consent_prompt import ConsentPrompt

    window = QWidget()
    window.setWindowTitle("Example Notes")
    text = QPlainTextEdit()
    text.setAccessibleName("Note")
    column = QVBoxLayout(window)
    column.addWidget(text, 1)
    prompt = ConsentPrompt(scene.profile(), window)
    column.addWidget(prompt)
    text.setFocus()
    metrics = window.fontMetrics()
    window.resize(metrics.averageCharWidth() * 100, metrics.lineSpacing() * 40)
    window.show()
    prompt.offer()
    scene.act(prompt)
    return window


def _beside_host(scene: Scene) -> QWidget:
    """Show the window that a button of the question opens."""
    from optlog_ui.side_window import SideWindow

    host = _in_host(scene)
    (side,) = host.findChildren(SideWindow)
    _hosts[:] = [host]  # without it, its side window would go
    return side


def _status_bar(scene: Scene) -> QWidget:
    """Show the indicator in a host's status bar."""
    from PySide6.QtWidgets import QMainWindow

    from optlog_ui.indicator import TelemetryIndicator

    window = QMainWindow()
    window.statusBar().addPermanentWidget(TelemetryIndicator(scene.profile()))
    metrics = window.fontMetrics()
    window.resize(metrics.averageCharWidth() * 50, metrics.lineSpacing() * 5)
    window.show()
    return window


def _fresh() -> FakeProfile:
    return FakePseudonymProfile()


def _given() -> FakeProfile:
    totals = (14, 2130, "2026-11-23T09:12:00Z")
    return FakePseudonymProfile({"errors": "given", "usage": "refused"}, totals=totals)


def _overridden() -> FakeProfile:
    profile = FakePseudonymProfile({"errors": "given"})
    profile.consent.override = ("do-not-track", "turned off by DO_NOT_TRACK in the environment")
    return profile


def _faulty() -> FakeProfile:
    profile = FakePseudonymProfile(store_fault="locked")
    reason = "off, because the recorded choice cannot be read (locked)"
    profile.consent.override = ("store-fault", reason)
    profile.consent.fails = _locked()
    return profile


def _locked() -> ConsentError:
    error = ConsentError("the choice could not be recorded")
    error.__cause__ = StoreFaultError(StoreFault.LOCKED, "database is locked")
    return error


def _no_server() -> FakeProfile:
    return FakeProfile({"errors": "given"}, endpoint=None, policy=example_policy(recipients=()))


def _widened() -> FakeProfile:
    return asking_profile(errors=Reason.WIDER, usage=Reason.EXPIRED)


def _unanswerable() -> FakeProfile:
    profile = asking_profile()
    profile.consent.fails = _locked()
    return profile


def _tick_errors(dialog: TelemetrySettingsDialog) -> None:
    dialog.settings.rows["errors"].box.click()


def _send_nothing(dialog: TelemetrySettingsDialog) -> None:
    dialog.settings.send_nothing.click()


def _expand(dialog: TelemetrySettingsDialog) -> None:
    dialog.settings.rows["errors"].fields.button.click()


def _open_changes(dialog: TelemetrySettingsDialog) -> None:
    dialog.settings.changes.expander.button.click()


def _only_sent(dialog: TelemetrySettingsDialog) -> None:
    kind = dialog.settings.records.kind
    kind.setCurrentIndex(kind.findData("sent"))


def _show_request(dialog: TelemetrySettingsDialog) -> None:
    deletion = dialog.settings.about.deletion
    if deletion is not None:
        deletion.show_request.click()


def _exact(dialog: TelemetrySettingsDialog) -> None:
    dialog.settings.records.exact.click()


def _some_history(dialog: TelemetrySettingsDialog) -> None:
    for choice in ("errors", "usage", "errors"):
        dialog.settings.rows[choice].box.click()
    dialog.settings.send_nothing.click()


def _variants(scene: Scene) -> Iterator[Scene]:
    """Give a scene in every language, each light, dark, in high contrast, and at 200 % font."""
    for language in LANGUAGES:
        name = scene.name if language == "en" else f"{scene.name}-{language}"
        spoken = replace(scene, name=name, language=language)
        yield spoken
        for theme in ("dark", "contrast"):
            yield replace(spoken, name=f"{name}-{theme}", theme=theme)
        yield replace(spoken, name=f"{name}-200", scale=2)


_BASE = (
    Scene("choices-before", _fresh),
    Scene("choices-given", _fresh, act=_tick_errors),
    Scene("choices-sent", _given),
    Scene("choices-fields", _given, act=_expand),
    Scene("choices-nothing", _given, act=_send_nothing),
    Scene("choices-overridden", _overridden),
    Scene("choices-store-fault", _faulty, act=_tick_errors),
    Scene("choices-no-server", _no_server),
    Scene("records", _given, tab=1),
    Scene("records-exact", _given, tab=1, act=_exact),
    Scene("records-empty", lambda: FakeProfile(records=[]), tab=1),
    Scene("about", _given, tab=2),
    Scene("about-unstated", _no_server, tab=2),
    Scene("prompt-before", asking_profile, show=_in_host),
    Scene("prompt-widened", _widened, show=_in_host),
    Scene("prompt-fault", _unanswerable, show=_in_host, act=lambda prompt: prompt.refuse.click()),
    Scene("preview", asking_profile, show=_beside_host, act=lambda prompt: prompt.show_records()),
    Scene("notice", asking_profile, show=_beside_host, act=lambda prompt: prompt.show_notice()),
    Scene("indicator-off", _fresh, show=_status_bar),
    Scene("indicator-on", _given, show=_status_bar),
    Scene("indicator-held-up", _overridden, show=_status_bar),
    Scene("settings-notice", _given, tab=3),
    Scene("choices-changed", FakeFullProfile, act=_open_changes),
    Scene("records-sent", FakeFullProfile, tab=1, act=_only_sent),
    Scene("about-deletion", FakeFullProfile, tab=2, act=_show_request),
    Scene("history", _fresh, tab=4, act=_some_history),
)

SCENES: tuple[Scene, ...] = tuple(variant for scene in _BASE for variant in _variants(scene))
"""Every picture that is taken."""

if __name__ == "__main__":
    sys.exit(main())
