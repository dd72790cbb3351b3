"""The records that wait or would be sent, and the bytes of the one that is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from optlog_ui.controls import Button, Label, describe, join, upright
from optlog_ui.models.feedback import Feedback
from optlog_ui.models.records import MARKER
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent

    from optlog_ui.models.records import RecordRow, RecordsModel
    from optlog_ui.texts import Words

__all__ = ["RecordTableModel", "RecordViewer"]

_COLUMNS = (T.COLUMN_STATE, T.COLUMN_PURPOSE, T.COLUMN_TIME, T.COLUMN_MESSAGE)
_SEARCHED = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_LOOKED_AT = 50  # rows that decide on the width of a column: never all of them
_TABLE_LINES = 5
_BYTES_LINES = 7


class RecordTableModel(QAbstractTableModel):
    """Records as rows; each is read only when it comes into sight."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[RecordRow, ...] = ()

    def show_rows(self, rows: tuple[RecordRow, ...]) -> None:
        """Show these records in place of the others."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802  Qt's name
        """Give the number of records."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index | None = None) -> int:  # noqa: N802  Qt's name
        """Give the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(_COLUMNS)

    def headerData(  # noqa: N802  Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Give a column's heading."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return say(_COLUMNS[section])
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give what a cell shows, or for the search the whole record."""
        row = self.rows[index.row()]
        if role == _SEARCHED:
            return f"{say(row.state)} {row.purpose} {row.exact}"
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (say(row.state), row.purpose, upright(row.time), row.message)[index.column()]


class RecordViewer(QWidget):
    """The list of records above, the selected one below: readable, or the exact bytes.

    Args:
        model: reads the records.
        tell: shows what came of an action.
    """

    def __init__(self, model: RecordsModel, tell: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._model = model
        self._tell = tell
        self._table_model = RecordTableModel(self)
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self._table_model)
        self._proxy.setFilterRole(_SEARCHED)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._empty = Label(T.RECORDS_EMPTY)
        self.find_field = QLineEdit()
        self.table = QTableView()
        self._explanation = Label()
        self.bytes_view = QPlainTextEdit()
        self._highlighter = _Disguised(self.bytes_view)
        self._disguised = Label()
        self.readable = QRadioButton(say(T.VIEW_READABLE))
        self.exact = QRadioButton(say(T.VIEW_EXACT))
        self.copy = Button(T.COPY, T.COPY_HELP, self._copy)
        self._set_up_find()
        self._set_up_table()
        self._set_up_bytes()
        self._lay_out()
        self._fit()

    def load(self) -> None:
        """Read the newest records; the selected one stays selected if it is still there."""
        selected = self.selected()
        loaded = self._model.load()
        self._table_model.show_rows(loaded.rows)
        self._empty.setText(join(loaded.fault.phrases) if loaded.fault else say(self._emptiness()))
        self._select(selected)
        self._show_selected()

    def selected(self) -> RecordRow | None:
        """Give the record shown below the list."""
        index = self._proxy.mapToSource(self.table.currentIndex())
        return self._table_model.rows[index.row()] if index.isValid() else None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the least heights right when the font changes."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._fit()

    def _set_up_find(self) -> None:
        self.find_field.setClearButtonEnabled(True)
        describe(self.find_field, T.FIND, T.FIND_HELP)
        self.find_field.textChanged.connect(self._filter)

    def _set_up_table(self) -> None:
        table = self.table
        describe(table, T.RECORDS_TABLE, T.RECORDS_TABLE_HELP)
        table.setModel(self._proxy)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_LOOKED_AT)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(_COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._show_selected())

    def _set_up_bytes(self) -> None:
        view = self.bytes_view
        view.setReadOnly(True)
        view.setTabChangesFocus(True)
        view.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        # JSON reads from left to right in every language.
        view.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        describe(view, T.BYTES_LABEL)
        describe(self.readable, T.VIEW_READABLE, T.VIEW_READABLE_HELP)
        describe(self.exact, T.VIEW_EXACT, T.VIEW_EXACT_HELP)
        self._views = QButtonGroup(self)
        for button in (self.readable, self.exact):
            self._views.addButton(button)
        self.readable.setChecked(True)
        self._views.buttonToggled.connect(lambda *_: self._show_selected())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        label = QLabel(say(T.FIND))
        label.setBuddy(self.find_field)
        top.addWidget(label)
        top.addWidget(self.find_field, 1)
        top.addWidget(Button(T.REFRESH, T.REFRESH_HELP, self.load))
        bottom = QHBoxLayout()
        bottom.addWidget(self.readable)
        bottom.addWidget(self.exact)
        bottom.addStretch(1)
        bottom.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.addWidget(Label(T.RECORDS_INTRO))
        column.addLayout(top)
        column.addWidget(self._empty, 1)
        column.addWidget(self.table, 2)
        column.addWidget(self._explanation)
        column.addWidget(self.bytes_view, 3)
        column.addWidget(self._disguised)
        column.addLayout(bottom)

    def _fit(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF())
        self.bytes_view.setFont(fixed)
        height = self.fontMetrics().lineSpacing()
        self.table.verticalHeader().setDefaultSectionSize(height * 3 // 2)
        self.table.setMinimumHeight(_TABLE_LINES * height * 3 // 2)
        self.bytes_view.setMinimumHeight(_BYTES_LINES * height)

    def _emptiness(self) -> Words:
        return T.RECORDS_NO_MATCH if self._table_model.rows else T.RECORDS_EMPTY

    def _filter(self, text: str) -> None:
        self._proxy.setFilterFixedString(text)
        self._empty.setText(say(self._emptiness()))
        if not self.table.currentIndex().isValid():
            self._select(None)
        self._show_selected()

    def _select(self, wanted: RecordRow | None) -> None:
        same = (
            place
            for place, row in enumerate(self._table_model.rows)
            if wanted and row.line == wanted.line
        )
        source = self._table_model.index(next(same, -1), 0)
        index = self._proxy.mapFromSource(source)
        self.table.setCurrentIndex(index if index.isValid() else self._proxy.index(0, 0))

    def _show_selected(self) -> None:
        row = self.selected()
        self._empty.setVisible(row is None)
        for widget in (self.table, self._explanation, self.bytes_view, self._disguised):
            widget.setVisible(row is not None)
        for button in (self.copy, self.readable, self.exact):
            button.setEnabled(row is not None)
        if row is None:
            self.bytes_view.setPlainText("")
            return
        self._explanation.setText(f"{say(row.explanation)} ({say(row.size)})")
        self.bytes_view.setPlainText(self._shown(row))
        self._disguised.setText(_disguised(row))

    def _shown(self, row: RecordRow) -> str:
        return row.exact if self.exact.isChecked() else row.readable

    def _copy(self) -> None:
        row = self.selected()
        if row is not None:
            # Taken from the record, not from the view: the view would turn some separators into line ends.
            QGuiApplication.clipboard().setText(self._shown(row))
            self._tell(Feedback(True, (Phrase(T.FEEDBACK_COPIED),)))


class _Disguised(QSyntaxHighlighter):
    """Makes bold and underlined what stands in the place of something, so that it does not hang on a colour."""

    def __init__(self, view: QPlainTextEdit) -> None:
        super().__init__(view.document())
        self._format = QTextCharFormat()
        self._format.setFontWeight(QFont.Weight.Bold)
        self._format.setFontUnderline(True)

    def highlightBlock(self, text: str) -> None:  # noqa: N802  Qt's name
        """Mark the markers of one line."""
        for match in MARKER.finditer(text):
            before = len(text[: match.start()].encode("utf-16-le")) // 2
            self.setFormat(before, match.end() - match.start(), self._format)


def _disguised(row: RecordRow) -> str:
    if not row.disguised:
        return say(T.DISGUISED_NOTHING)
    return say(T.DISGUISED, rules=", ".join(say(one) for one in row.disguised))
