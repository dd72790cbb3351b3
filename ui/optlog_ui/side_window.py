"""A window beside the host's own: it never stands in the way of the one that opened it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QDialog, QVBoxLayout, QWidget

from optlog_ui.controls import Button, ButtonRow, Label, join
from optlog_ui.texts import T
from optlog_ui.translate import mirror, say

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from optlog_ui.models.feedback import Feedback
    from optlog_ui.texts import Words

__all__ = ["FeedbackLine", "FeedbackRow", "SideWindow", "size_to_font"]

_OF_SCREEN = 0.9
_WIDTH_CHARS = 84
_HEIGHT_LINES = 36


class FeedbackLine(Label):
    """What came of the last action; screen readers speak it when it changes.

    Args:
        lines: lines of room that are kept, so that nothing moves when there is something to say.
    """

    vertical = Qt.AlignmentFlag.AlignVCenter

    def __init__(self, lines: int = 0) -> None:
        super().__init__()
        self._lines = lines
        self.setAccessibleDescription(say(T.FEEDBACK_LABEL))
        self.fit()

    def fit(self) -> None:
        """Keep the room right for the font."""
        self.setMinimumHeight(self._lines * self.fontMetrics().lineSpacing())

    def tell(self, feedback: Feedback) -> None:
        """Show what came of an action."""
        self.setText(join(feedback.phrases))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class FeedbackRow(QWidget):
    """What came of the last action, and the buttons: side by side, or one below the other where that is too narrow.

    Args:
        feedback: stands where reading begins.
        buttons: stand at the other end.
    """

    def __init__(self, feedback: FeedbackLine, buttons: ButtonRow) -> None:
        super().__init__()
        self._buttons = buttons
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(feedback, 1)
        self._row.addWidget(buttons)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Choose by the new width: the words get at least as much of it as the buttons."""
        super().resizeEvent(event)
        narrow = self.width() < 2 * self._buttons.sizeHint().width()
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if narrow else way.LeftToRight)


class SideWindow(QDialog):
    """One view and a button that closes it; Escape closes it, too.

    Args:
        title: the window's title.
        parent: the window that it belongs to.
    """

    def __init__(self, title: Words, parent: QWidget) -> None:
        super().__init__(parent)
        mirror(self)
        self.setWindowTitle(say(title))
        self.setModal(False)
        self.feedback = FeedbackLine()
        self.feedback.hide()
        self.close_button = Button(T.CLOSE, T.CLOSE_SIDE_HELP, self.accept)
        size_to_font(self, _WIDTH_CHARS, _HEIGHT_LINES)

    def hold(self, view: QWidget) -> None:
        """Put the view into the window; it comes before the button, for the eye and for the Tab key."""
        buttons = ButtonRow()
        buttons.add(self.close_button)
        column = QVBoxLayout(self)
        inner = view.layout()
        if inner is not None:  # one margin around everything
            inner.setContentsMargins(0, 0, 0, 0)
        column.addWidget(view, 1)
        column.addWidget(self.feedback)
        column.addWidget(buttons)
        view.setFocus()


def size_to_font(window: QWidget, chars: int, lines: int) -> None:
    """Size a window to its font, as far as the screen has room."""
    metrics = window.fontMetrics()
    width, height = metrics.averageCharWidth() * chars, metrics.lineSpacing() * lines
    screen = QGuiApplication.primaryScreen()
    if screen is not None:
        room = screen.availableSize()
        width = min(width, int(room.width() * _OF_SCREEN))
        height = min(height, int(room.height() * _OF_SCREEN))
    window.resize(width, height)
