"""Records as the rows of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from optlog_ui.controls import upright
from optlog_ui.texts import T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from optlog_ui.models.records import RecordRow

__all__ = ["COLUMNS", "RecordTableModel"]

COLUMNS = (T.COLUMN_STATE, T.COLUMN_PURPOSE, T.COLUMN_TIME, T.COLUMN_MESSAGE)
_IN_SIGHT = 500
_Index = QModelIndex | QPersistentModelIndex


class RecordTableModel(QAbstractTableModel):
    """Records as rows; each is read only when it comes into sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[RecordRow] = ()
        self._seen: dict[int, RecordRow] = {}

    def show_rows(self, rows: Sequence[RecordRow]) -> None:
        """Show these records in place of the others."""
        self.beginResetModel()
        self.rows = rows
        self._seen.clear()
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802  Qt's name
        """Give the number of records."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802  Qt's name
        """Give the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        row = self._row(index.row())
        return (say(row.state), row.purpose, upright(row.time), row.message)[index.column()]

    def _row(self, place: int) -> RecordRow:
        """Give a record, and keep it while it is about in sight: its cells are asked for one by one."""
        if place not in self._seen:
            if len(self._seen) >= _IN_SIGHT:
                self._seen.clear()
            self._seen[place] = self.rows[place]
        return self._seen[place]
