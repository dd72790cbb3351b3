"""The purposes in the question, and the area that they stand in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from optlog_ui.controls import Label, describe, indent_of, join
from optlog_ui.texts import T
from optlog_ui.tick import Tick
from optlog_ui.translate import say

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from optlog_ui.models.prompt import PromptRow

__all__ = ["FittingArea", "PromptRowWidget"]

_LEAST_LINES = 5


class PromptRowWidget(QWidget):
    """One purpose: a box that is never ticked beforehand, and what it means."""

    def __init__(self, row: PromptRow) -> None:
        super().__init__()
        self._title = row.title
        self.box = Tick(row.title.replace("&", "&&"))
        font = self.box.font()
        font.setBold(True)
        self.box.setFont(font)
        self._text = Label(join(words for words in (row.sentence, *row.facts, row.note) if words))
        describe(self.box, row.title)
        self.box.setAccessibleDescription(f"{self._text.text()} {say(T.PROMPT_BOX_HELP)}")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(0)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, indent_of(self.box))
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.box, 0, 0, 1, 2)
        grid.addWidget(self._text, 1, 1)

    def words(self) -> str:
        """Give the words shown."""
        return f"{self._title}\n{self._text.text()}"


class FittingArea(QScrollArea):
    """As high as its content where there is room; it scrolls where there is not."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        describe(self, T.PROMPT_LABEL)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        policy.setVerticalPolicy(policy.Policy.Preferred)
        self.setSizePolicy(policy)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Have no bar where all fits: Qt alone would keep one, because what it leaves is too narrow for the words."""
        fits = self.height() >= self._content.heightForWidth(self.width())
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )
        super().resizeEvent(event)

    def hasHeightForWidth(self) -> bool:  # noqa: N802  Qt's name
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  Qt's name
        """Give the content's height."""
        return self._content.heightForWidth(width)

    def minimumSizeHint(self) -> QSize:  # noqa: N802  Qt's name
        """Ask for some lines at least."""
        return QSize(
            self._content.minimumSizeHint().width(), _LEAST_LINES * self.fontMetrics().lineSpacing()
        )
