"""Every choice ever made, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Label, join, upright
from optlog_ui.tables import Table
from optlog_ui.texts import T

if TYPE_CHECKING:
    from optlog_ui.models.history import History, HistoryModel

__all__ = ["HistoryView"]

_COLUMNS = (
    (T.COLUMN_TIME, 24),
    (T.COLUMN_PURPOSE, 26),
    (T.COLUMN_CHOICE, 22),
    (T.COLUMN_WHERE, 16),
    (T.COLUMN_VERSION, 12),
)


class HistoryView(QWidget):
    """The verdict on the record of the choices, and the choices.

    Args:
        model: reads them.
    """

    def __init__(self, model: HistoryModel) -> None:
        super().__init__()
        self._model = model
        self._background = Background(self)
        self._verdict = Label(T.READING)
        self.table = Table(T.HISTORY_TABLE, _COLUMNS)
        column = QVBoxLayout(self)
        column.addWidget(self._verdict)
        column.addWidget(self.table)
        column.addStretch(1)

    def load(self) -> None:
        """Read the choices again."""
        self._background.do(self._model.load, self._show)

    def _show(self, history: History) -> None:
        self._verdict.setText(join(history.verdict))
        self.table.show_rows(
            [
                (upright(one.time), one.purpose, one.choice, one.surface, one.app_version)
                for one in history.rows
            ]
        )
        self.table.setVisible(bool(history.rows))
