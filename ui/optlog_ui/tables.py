"""Tables to read: rows as high as their words, and room between the columns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from optlog_ui.controls import describe
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
    from PySide6.QtGui import QFontMetrics, QPainter, QResizeEvent

    from optlog_ui.texts import Words

__all__ = ["Airy", "Table"]

_BREAK = "\u200b"
"""Zero-width space: a place where a long name may go on in the next line."""
_BREAK_AFTER = re.compile(r"[._/-]")
_PIECE = re.compile(r"[^\s\u200b]+")


class Airy(QStyledItemDelegate):
    """Leaves room above and below the words of a cell, and behind them, so that no two columns touch."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the background over the whole cell, and the words within the room."""
        chosen = bool(option.state & option.state.State_Selected)
        group = (
            QPalette.ColorGroup.Active
            if option.state & option.state.State_Active
            else QPalette.ColorGroup.Inactive
        )
        if chosen:
            painter.fillRect(option.rect, option.palette.brush(group, QPalette.ColorRole.Highlight))
        inner = QStyleOptionViewItem(option)
        inner.rect = self._within(option)
        super().paint(painter, inner, index)

    def sizeHint(  # noqa: N802  Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give the words' size and the room around them."""
        inner = QStyleOptionViewItem(option)
        inner.rect = self._within(option)
        behind, above = _room(option)
        return super().sizeHint(inner, index) + QSize(behind, 2 * above)

    def _within(self, option: QStyleOptionViewItem) -> QRect:
        behind, above = _room(option)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            return option.rect.adjusted(behind, above, 0, -above)
        return option.rect.adjusted(0, above, -behind, -above)


def _room(option: QStyleOptionViewItem) -> tuple[int, int]:
    """Give the room behind the words, and above and below them, by the font."""
    return option.fontMetrics.averageCharWidth(), option.fontMetrics.lineSpacing() // 6


class Table(QTableWidget):
    """Rows to read, as high as they need to be: the page scrolls, not the table.

    Args:
        name: what the table holds, for a screen reader.
        columns: the heading of each column and its share of the width.
    """

    def __init__(self, name: Words, columns: Sequence[tuple[Words, int]]) -> None:
        super().__init__(0, len(columns))
        self._shares = [share for _, share in columns]
        describe(self, name)
        self._texts: list[list[str]] = []
        self._headings = [say(heading) for heading, _ in columns]
        self.setHorizontalHeaderLabels(self._headings)
        role = Qt.ItemDataRole.AccessibleTextRole
        for column, heading in enumerate(self._headings):
            self.model().setHeaderData(column, Qt.Orientation.Horizontal, heading, role)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignLeading
            | Qt.AlignmentFlag.AlignVCenter
            | Qt.AlignmentFlag(Qt.TextFlag.TextWordWrap)
        )
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setItemDelegate(Airy(self))
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Sequence[Words]]) -> None:
        """Show these rows in place of the others."""
        self._texts = [[say(words) for words in row] for row in rows]
        self.setRowCount(len(rows))
        for index, row in enumerate(self._texts):
            for column, text in enumerate(row):
                self.setItem(index, column, _item(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802  Qt's name
        """Share the new width out, and be as high as the wrapped rows."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the height right when the font changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        width, whole = self.viewport().width(), sum(self._shares)
        widths = [width * share // whole for share in self._shares]
        widths[-1] += width - sum(widths)
        for column, share in enumerate(widths):
            self.setColumnWidth(column, share)
        self._break(widths)
        self.resizeRowsToContents()
        header = self._header_height(widths)
        self.horizontalHeader().setFixedHeight(header)
        self.setFixedHeight(header + self.verticalHeader().length() + 2 * self.frameWidth())

    def _break(self, widths: Sequence[int]) -> None:
        """Let words that are longer than their column is wide go on in the next line; Qt would cut them off."""
        style = self.style()
        edge = 2 * (style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, None, self) + 1)
        metrics, header, model = self.fontMetrics(), self.horizontalHeader(), self.model()
        for column, width in enumerate(widths):
            room = width - edge - metrics.averageCharWidth()
            for row, texts in enumerate(self._texts):
                model.setData(model.index(row, column), _breakable(texts[column], metrics, room))
            heading = _breakable(self._headings[column], header.fontMetrics(), room)
            model.setHeaderData(column, Qt.Orientation.Horizontal, heading)

    def _header_height(self, widths: Sequence[int]) -> int:
        """Give the height that the headings need when they wrap."""
        header = self.horizontalHeader()
        margin = header.style().pixelMetric(QStyle.PixelMetric.PM_HeaderMargin, None, header)
        headings = [
            str(self.model().headerData(column, Qt.Orientation.Horizontal))
            for column in range(len(widths))
        ]
        wrap = Qt.TextFlag.TextWordWrap
        heights = [
            header.fontMetrics().boundingRect(0, 0, width - 2 * margin, 1, wrap, heading).height()
            for width, heading in zip(widths, headings, strict=True)
        ]
        return max(heights) + 2 * margin


def _item(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop)
    return item


def _breakable(text: str, metrics: QFontMetrics, room: int) -> str:
    """Give the text with breaks after the marks in names, and within a piece that is wider than the room."""

    def cut(piece: re.Match[str]) -> str:
        if metrics.horizontalAdvance(piece[0]) <= room:
            return piece[0]
        lines = [""]
        for letter in piece[0]:
            if lines[-1] and metrics.horizontalAdvance(lines[-1] + letter) > room:
                lines.append("")
            lines[-1] += letter
        return _BREAK.join(lines)

    return _PIECE.sub(cut, _BREAK_AFTER.sub(rf"\g<0>{_BREAK}", text))
