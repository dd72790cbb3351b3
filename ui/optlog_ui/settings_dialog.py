"""The privacy settings as a window of their own, and `optlog settings`."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Any

from optlog_ui import qt_check

qt_check.require_qt()  # before the imports below: it says in words what is missing

from optlog_policy.errors import OptlogError  # noqa: E402
from PySide6.QtGui import QDesktopServices  # noqa: E402
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget  # noqa: E402

from optlog_ui.controls import Button  # noqa: E402
from optlog_ui.language import said  # noqa: E402
from optlog_ui.settings_widget import TelemetrySettingsWidget  # noqa: E402
from optlog_ui.side_window import size_to_font  # noqa: E402
from optlog_ui.texts import T  # noqa: E402
from optlog_ui.translate import direction, mirror, say, use_reader_language  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QUrl

    from optlog_ui.models.profile import ProfileLike

__all__ = ["TelemetrySettingsDialog", "run"]

_WIDTH_CHARS = 92
_HEIGHT_LINES = 46


class TelemetrySettingsDialog(QDialog):
    """A window with the privacy settings and a button that closes it. Escape closes it, too.

    It has no default button, and opens with the focus on the tabs, so that no key pressed by chance chooses anything.

    Args:
        profile: the application's profile.
        parent: the window that this one belongs to.
        open_url: opens a folder in the file manager; gives False when it could not.
        server_problem: as for `TelemetrySettingsWidget`.
    """

    def __init__(
        self,
        profile: ProfileLike,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        server_problem: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        use_reader_language()
        mirror(self)
        title = said(profile.policy, profile.policy, "title")
        self.setWindowTitle(say(T.WINDOW_TITLE, app=title))
        self.settings = TelemetrySettingsWidget(
            profile, open_url=open_url, server_problem=server_problem
        )
        self.close_button = Button(T.CLOSE, T.CLOSE_HELP, self.accept)
        self.settings.buttons.add(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.settings)
        size_to_font(self, _WIDTH_CHARS, _HEIGHT_LINES)
        self.settings.tabs.tabBar().setFocus()


def run(profile: ProfileLike, argv: Sequence[str] = ()) -> int:
    """Open the window and wait until it is closed: what `optlog settings` does.

    Args:
        profile: the application's profile.
        argv: arguments for Qt, such as `-style fusion`.

    Returns:
        The exit code, 0.

    Raises:
        OptlogError: no window can be opened here, or an argument is none of Qt's; the hint says what to do.
    """
    app = QApplication.instance()
    if app is None:
        qt_check.require_display()
        app = QApplication(["optlog", *argv])
        _refuse_unknown(app.arguments()[1:])
        use_reader_language()
        app.setLayoutDirection(direction())
    dialog = TelemetrySettingsDialog(profile)
    before = signal.signal(signal.SIGINT, lambda *_: dialog.reject())
    try:
        dialog.exec()
    finally:
        signal.signal(signal.SIGINT, before)
    return 0


def _refuse_unknown(arguments: Sequence[Any]) -> None:
    if arguments:
        raise OptlogError(
            f"optlog settings does not know {' '.join(map(str, arguments))}",
            hint="it takes no arguments but Qt's own, such as -style or -platform",
        )
