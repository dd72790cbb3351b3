"""A check box that can be seen in every theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

__all__ = ["Tick"]

_FAINT = "fusion"
"""Qt's own style draws the box in a shade of the background: unseen on black, 1.6 to 1 on white."""


class Tick(QCheckBox):
    """A check box whose box is outlined in the colour of its words (WCAG 2.1, 1.4.11: 3 to 1 for what is no text)."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  Qt's name
        """Draw it, and the outline where the style draws it too faintly."""
        super().paintEvent(event)
        if self.style().name() != _FAINT:
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setPen(option.palette.color(QPalette.ColorRole.WindowText))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.end()
