"""The records that wait or would be sent, and the bytes of the one that is selected."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    Qt,
    QTimer,
)
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QSyntaxHighlighter, QTextCharFormat
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QComboBox,
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

from optlog_ui.background import Background
from optlog_ui.controls import Button, ButtonRow, Label, describe, join
from optlog_ui.files import ask_for_file
from optlog_ui.models.feedback import Feedback
from optlog_ui.models.records import MARKER, Wanted
from optlog_ui.record_table import COLUMNS, RecordTableModel
from optlog_ui.tables import Airy
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent

    from optlog_ui.models.records import Found, RecordRow, RecordsModel

__all__ = ["RecordTableModel", "RecordViewer"]

_LOOKED_AT = 50  # rows that decide on the width of a column: never all of them
_TABLE_LINES = 5
_BYTES_LINES = 7


class RecordViewer(QWidget):
    """The list of records above, the selected one below: readable, or the exact bytes.

    Records are read and searched on a thread of their own, however many there are.

    Args:
        model: reads the records.
        tell: shows what came of an action.
        ask: asks for a file to save to; see `optlog_ui.files.ask_for_file`.
    """

    def __init__(
        self,
        model: RecordsModel,
        tell: Callable[[Feedback], None],
        *,
        ask: Callable[[QWidget, str, str, str], str] = ask_for_file,
    ) -> None:
        super().__init__()
        self._model = model
        self._tell = tell
        self._ask = ask
        self._background = Background(self)
        self._again: Callable[[Wanted], Found] | None = None
        self._table_model = RecordTableModel(self)
        self._empty = Label(T.READING)
        self.find_field = QLineEdit()
        self.kind = QComboBox()
        self.table = QTableView()
        self._explanation = Label()
        self.bytes_view = QPlainTextEdit()
        self._highlighter = _Disguised(self.bytes_view)
        self._disguised = Label()
        self.readable = QRadioButton(say(T.VIEW_READABLE))
        self.exact = QRadioButton(say(T.VIEW_EXACT))
        self.copy = Button(T.COPY, T.COPY_HELP, self._copy)
        self.export = Button(T.EXPORT, T.EXPORT_HELP, self._export)
        self.discard = Button(T.DISCARD, T.DISCARD_HELP, self._discard)
        self._set_up_find()
        self._set_up_table()
        self._set_up_bytes()
        self._lay_out()
        self._fit()
        self._show_selected()

    def load(self) -> None:
        """Read the records; the selected one stays selected if it is still there."""
        self._work(self._model.read)

    def selected(self) -> RecordRow | None:
        """Give the record shown below the list."""
        place = self.table.currentIndex().row()
        return self._table_model.rows[place] if place >= 0 else None

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the least heights right when the font changes."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._fit()

    def _set_up_find(self) -> None:
        self.find_field.setClearButtonEnabled(True)
        describe(self.find_field, T.FIND, T.FIND_HELP)
        self.find_field.textChanged.connect(lambda _: self._work(self._model.find))
        describe(self.kind, T.SHOW, T.SHOW_HELP)
        for kind, words in self._model.kinds():
            self.kind.addItem(say(words), kind)
        self.kind.currentIndexChanged.connect(lambda _: self._work(self._model.find))

    def _set_up_table(self) -> None:
        table = self.table
        describe(table, T.RECORDS_TABLE, T.RECORDS_TABLE_HELP)
        table.setModel(self._table_model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        table.setItemDelegate(Airy(table))
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(_LOOKED_AT)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(COLUMNS) - 1, QHeaderView.ResizeMode.Stretch)
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
        show = QLabel(say(T.SHOW))
        show.setBuddy(self.kind)
        top.addWidget(show)
        top.addWidget(self.kind)
        top.addWidget(Button(T.REFRESH, T.REFRESH_HELP, self.load))
        bottom = QHBoxLayout()
        bottom.addWidget(self.readable)
        bottom.addWidget(self.exact)
        bottom.addStretch(1)
        bottom.addWidget(self.copy)
        files = ButtonRow()
        files.add(self.export)
        files.add(self.discard)
        self.discard.setVisible(self._model.offers_sent)
        column = QVBoxLayout(self)
        column.addWidget(Label(T.RECORDS_INTRO))
        column.addLayout(top)
        column.addWidget(self._empty, 1)
        column.addWidget(self.table, 2)
        column.addWidget(self._explanation)
        column.addWidget(self.bytes_view, 3)
        column.addWidget(self._disguised)
        column.addLayout(bottom)
        column.addWidget(files)

    def _fit(self) -> None:
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPointSizeF(self.font().pointSizeF())
        self.bytes_view.setFont(fixed)
        height = self.fontMetrics().lineSpacing()
        self.table.verticalHeader().setDefaultSectionSize(height * 3 // 2)
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(-1)
        # What the heading of the last, stretched column needs; a list wider than its place scrolls.
        least = header.sectionSizeHint(len(COLUMNS) - 1)
        header.setMinimumSectionSize(least)
        header.setDefaultSectionSize(least)
        self.table.setMinimumHeight(_TABLE_LINES * height * 3 // 2)
        self.bytes_view.setMinimumHeight(_BYTES_LINES * height)

    def _work(self, find: Callable[[Wanted], Found]) -> None:
        """Find on the worker; while it is busy, the last wish waits, and a reading outranks a search."""
        if self._background.busy:
            if self._again != self._model.read:
                self._again = find
            return
        row = self.selected()
        kind = self.kind.currentData() or ""
        wanted = Wanted(self.find_field.text(), kind, row.line if row else b"")
        if not self._table_model.rows:
            self._empty.setText(say(T.READING))
        self._background.do(partial(find, wanted), self._show)

    def _show(self, found: Found) -> None:
        self._table_model.show_rows(found.rows)
        if found.fault:
            self._empty.setText(join(found.fault.phrases))
        else:
            self._empty.setText(say(T.RECORDS_NO_MATCH if found.any else T.RECORDS_EMPTY))
        if found.rows:
            self.table.setCurrentIndex(self._table_model.index(found.place, 0))
        self._show_selected()
        again, self._again = self._again, None
        if again is not None:
            QTimer.singleShot(0, self, partial(self._work, again))

    def _show_selected(self) -> None:
        row = self.selected()
        self._empty.setVisible(row is None)
        for widget in (self.table, self._explanation, self.bytes_view, self._disguised):
            widget.setVisible(row is not None)
        for button in (self.copy, self.readable, self.exact, self.export):
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

    def _export(self) -> None:
        title = say(T.EXPORT).replace("&", "").rstrip("…")
        path = self._ask(self, title, "records.ndjson", say(T.EXPORT_FILE))
        if path:
            rows = self._table_model.rows
            self._background.do(partial(self._model.export, rows, path), self._tell)

    def _discard(self) -> None:
        self._background.do(self._model.discard_waiting, self._after_discard)

    def _after_discard(self, feedback: Feedback) -> None:
        self._tell(feedback)
        self.load()


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
