"""The few controls that the window is made of. None has a colour, a size in pixels or an emphasis of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStyle,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from optlog_ui.language import current, is_right_to_left
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtGui import QKeyEvent, QPaintEvent

    from optlog_ui.texts import Words

__all__ = [
    "Button",
    "ButtonRow",
    "Expander",
    "Label",
    "Line",
    "PathField",
    "describe",
    "indent_of",
    "join",
    "scrolling",
    "upright",
]

_FAINT = 0.25


def describe(widget: QWidget, name: Words, description: Words = "") -> None:
    """Give a control the name and the description that a screen reader speaks; the latter also as its tool tip."""
    widget.setAccessibleName(say(name).replace("&", ""))
    widget.setAccessibleDescription(say(description))
    if description:
        widget.setToolTip(say(description))


def indent_of(box: QAbstractButton) -> int:
    """Give how far the words of a box or a round button stand from its edge, in pixels."""
    style = box.style()
    width = style.pixelMetric(QStyle.PixelMetric.PM_IndicatorWidth, None, box)
    return width + style.pixelMetric(QStyle.PixelMetric.PM_CheckBoxLabelSpacing, None, box)


def join(words: Iterable[Words]) -> str:
    """Give several sentences as one text."""
    return " ".join(say(one) for one in words)


def upright(text: str) -> str:
    """Keep a time in its order among words that run from right to left."""
    turned = QGuiApplication.isRightToLeft() or is_right_to_left(current())
    return f"\u2066{text}\u2069" if turned else text


class Line(QWidget):
    """A faint line between two parts, with room above and below."""

    def __init__(self) -> None:
        super().__init__()
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the room right when the font changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw it in a shade between the words and what is behind them, so that it is seen in every theme."""
        colour = self.palette().color(QPalette.ColorRole.WindowText)
        colour.setAlphaF(_FAINT)
        painter = QPainter(self)
        painter.fillRect(0, self.height() // 2, self.width(), 1, colour)
        painter.end()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, self.fontMetrics().lineSpacing() // 2))


def scrolling(content: QWidget, name: Words) -> QScrollArea:
    """Put a page into an area that scrolls where the window is too small for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(content)
    # Seen through: a host's page, and the page of a tab, need not have the colour of a window.
    content.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    describe(area, name)
    # Not a stop for the Tab key of its own: what is inside scrolls into sight when it gets the focus.
    area.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    return area


class Label(QLabel):
    """Words that wrap. Always plain text: a policy's words can bring no markup, image or link."""

    vertical = Qt.AlignmentFlag.AlignTop

    def __init__(self, words: Words = "", *, bold: bool = False) -> None:
        super().__init__(say(words))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self._align()
        if bold:
            font = self.font()
            font.setBold(True)
            self.setFont(font)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Stand at the side where reading begins, when that changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def _align(self) -> None:
        """Align by the window: Qt's leading edge follows the text, so that a Latin name in Arabic would stand apart."""
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | self.vertical)


class Button(QPushButton):
    """A push button that is never the default of a window: Enter works only where the focus is."""

    def __init__(self, words: Words, description: Words, act: Callable[[], object]) -> None:
        super().__init__(say(words))
        self.setAutoDefault(False)
        self.setDefault(False)
        describe(self, words, description)
        self.clicked.connect(lambda _checked: act())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Click on Enter as well as on Space."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class ButtonRow(QWidget):
    """Buttons side by side, all of the size of the largest."""

    def __init__(self) -> None:
        super().__init__()
        self._buttons: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)

    def add(self, button: Button) -> None:
        """Add a button after the others."""
        self._buttons.append(button)
        self._row.addWidget(button)
        self._equalise()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the sizes equal when the font or the style changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._equalise()

    def _equalise(self) -> None:
        for button in self._buttons:
            button.ensurePolished()
        width = max((button.sizeHint().width() for button in self._buttons), default=0)
        height = max((button.sizeHint().height() for button in self._buttons), default=0)
        for button in self._buttons:
            button.setMinimumSize(width, height)


class PathField(QLineEdit):
    """A path, an address or a pseudonym to read, select and copy; it never changes direction with the language."""

    def __init__(self, name: Words) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        describe(self, name)

    def show_text(self, text: str) -> None:
        """Show a text from its beginning."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)


class Expander(QWidget):
    """A line that opens and closes what belongs below it; that is made only when it is first opened.

    The button is not checkable: a screen reader would call it a check box, here of all places.

    Args:
        words: the line.
        show_help: what the button does while closed.
        hide_help: what it does while open.
        make: makes what belongs below.
    """

    def __init__(
        self, words: Words, show_help: Words, hide_help: Words, make: Callable[[], QWidget]
    ) -> None:
        super().__init__()
        self._words, self._show_help, self._hide_help = words, show_help, hide_help
        self._make = make
        self._content: QWidget | None = None
        self.button = QToolButton()
        self.button.setAutoRaise(True)
        self.button.clicked.connect(lambda _checked: self._turn())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        self._point(opened=False)

    def renew(self, words: Words) -> None:
        """Close, and forget what was below: it is made anew when next opened."""
        self._words = words
        if self._content is not None:
            self._content.deleteLater()
            self._content = None
        self._point(opened=False)

    def _turn(self) -> None:
        opened = self._content is None or self._content.isHidden()
        if self._content is None:
            self._content = self._make()
            self._column.addWidget(self._content)
            QWidget.setTabOrder(self.button, self._content)
        self._content.setVisible(opened)
        self._point(opened=opened)

    def _point(self, *, opened: bool) -> None:
        """Put the arrow into the text: a tool button's own arrow neither grows with the font nor mirrors."""
        closed = "◂" if self.isRightToLeft() else "▸"
        self.button.setText(f"{'▾' if opened else closed} {say(self._words)}")
        describe(self.button, self._words, self._hide_help if opened else self._show_help)
