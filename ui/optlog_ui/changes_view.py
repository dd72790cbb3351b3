"""What changed since the user agreed; not there while nothing has."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Expander, Label
from optlog_ui.models.changes import Changes, since_agreed
from optlog_ui.tables import Table
from optlog_ui.texts import N, Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from optlog_ui.models.profile import ProfileLike

__all__ = ["ChangesView"]

_COLUMNS = ((T.COLUMN_PART, 24), (T.COLUMN_DIFFERENCE, 46), (T.COLUMN_FOLLOWS, 30))


class ChangesView(QWidget):
    """The makers' words for each newer version, and a line that opens the exact differences.

    Args:
        profile: the profile.
    """

    def __init__(self, profile: ProfileLike) -> None:
        super().__init__()
        self._profile = profile
        self._background = Background(self)
        self._shown = Changes()
        self._versions = Label()
        # Made now, though hidden, so that the Tab key comes to it where it stands.
        self.expander = Expander(T.CHANGES_TABLE, T.CHANGES_HELP, T.CHANGES_HIDE_HELP, self._make)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._versions)
        column.addWidget(self.expander)
        self.hide()

    def load(self) -> None:
        """Compare again."""
        self._background.do(partial(since_agreed, self._profile), self._show)

    def _show(self, changes: Changes) -> None:
        if changes == self._shown:
            return
        self._shown = changes
        self._versions.setText("\n".join(map(say, changes.versions)))
        self._versions.setVisible(bool(changes.versions))
        self.expander.renew(Phrase(N.CHANGES, n=len(changes.rows)))
        self.setVisible(bool(changes.rows))

    def _make(self) -> Table:
        table = Table(T.CHANGES_TABLE, _COLUMNS)
        table.show_rows([tuple(map(say, row)) for row in self._shown.rows])
        return table
