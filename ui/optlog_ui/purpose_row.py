"""One choice: a box to tick, what it means, and every field that may leave for it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Expander, Label, describe, indent_of, join
from optlog_ui.tables import Table
from optlog_ui.texts import N, Phrase, T
from optlog_ui.tick import Tick
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtCore import QEvent

    from optlog_ui.models.purposes import FieldRow, PurposeRow
    from optlog_ui.texts import Words

__all__ = ["PurposeRowWidget"]


class PurposeRowWidget(QWidget):
    """Shows one purpose and passes on what the user wants.

    Args:
        row: the purpose.
        label: its title with the letter for Alt marked.
        want: called with the id, True or False, and the words shown, when the user ticks or unticks the box.
        examples: gives values of the fields from this computer; runs on the thread of `Background`.
    """

    def __init__(
        self,
        row: PurposeRow,
        label: str,
        want: Callable[[str, bool, str], None],
        examples: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        super().__init__()
        self._row = row
        self._examples = examples
        self._background = Background(self)
        self.box = Tick(label)
        font = self.box.font()
        font.setBold(True)
        self.box.setFont(font)
        self.box.clicked.connect(lambda ticked: self._clicked(want, ticked))
        self._sentence = Label(row.sentence)
        self._facts = Label(join(row.facts))
        self._state = Label()
        help_text = Phrase(T.FIELDS_HELP, {"title": row.title})
        fields = Phrase(N.FIELDS, n=len(row.fields))
        self.fields = Expander(fields, help_text, T.FIELDS_HIDE_HELP, self._make_table)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(self.fontMetrics().lineSpacing() // 4)
        self._grid.addWidget(self.box, 0, 0, 1, 2)
        for index, widget in enumerate((self._sentence, self._facts, self._state, self.fields), 1):
            self._grid.addWidget(widget, index, 1)
        self._grid.setColumnStretch(1, 1)
        self._indent()
        self.show_row(row)

    def _clicked(self, want: Callable[[str, bool, str], None], ticked: bool) -> None:
        """Pass the wish on, and show what is recorded: a box is never ticked ahead of its record."""
        want(self._row.id, ticked, self.words())
        self.box.setChecked(self._row.ticked)

    def words(self) -> str:
        """Give the words shown beside the box, as they are recorded with the choice."""
        return "\n".join((self._row.title, self._sentence.text(), self._facts.text()))

    def show_row(self, row: PurposeRow) -> None:
        """Show the true state: the recorded choice, and what becomes of it."""
        self._row = row
        self.box.setChecked(row.ticked)
        self.box.setEnabled(row.usable)
        self._state.setText(say(row.state))
        description = f"{row.sentence} {join((*row.facts, row.state))}"
        describe(self.box, row.title)
        self.box.setAccessibleDescription(description)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the lines below the title when the style changes."""
        super().changeEvent(event)
        if event.type() == event.Type.StyleChange:
            self._indent()

    def _indent(self) -> None:
        self._grid.setHorizontalSpacing(0)
        self._grid.setColumnMinimumWidth(0, indent_of(self.box))

    def _make_table(self) -> Table:
        columns = ((T.FIELD_NAME, 20), (T.FIELD_WHAT, 32), (T.FIELD_WHY, 20), (T.FIELD_EXAMPLE, 28))
        table = Table(Phrase(T.FIELDS_TABLE, {"title": self._row.title}), columns)
        show = partial(_show_fields, table, self._row)
        show({})
        self._background.do(self._examples, show)
        return table


def _show_fields(table: Table, row: PurposeRow, examples: Mapping[str, str]) -> None:
    table.show_rows([(one.name, one.what, one.why, _example(one, examples)) for one in row.fields])


def _example(field: FieldRow, examples: Mapping[str, str]) -> Words:
    return examples.get(field.name, field.example)
