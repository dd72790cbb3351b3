"""Who receives the records, where they go, and where everything lies on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Button, Label, PathField, join
from optlog_ui.deletion_view import DeletionSection
from optlog_ui.models.feedback import Feedback
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog_ui.models.about import About, AboutModel

__all__ = ["AboutView"]


class AboutView(QWidget):
    """Plain facts under headings, each place with a button that opens it.

    Args:
        model: reads the facts.
        tell: shows what came of an action.
        open_url: opens a folder; gives False when it could not.
    """

    def __init__(
        self,
        model: AboutModel,
        tell: Callable[[Feedback], None],
        open_url: Callable[[QUrl], bool],
    ) -> None:
        super().__init__()
        self._model = model
        self._tell = tell
        self._open_url = open_url
        self._controller, self._recipients, self._server = Label(), Label(), Label()
        self.log_dir = PathField(T.ABOUT_LOGS)
        self.data_dir = PathField(T.ABOUT_DATA)
        self.open_logs = Button(T.OPEN_LOGS, "", lambda: self._open(self.log_dir.text()))
        self.open_data = Button(T.OPEN_DATA, "", lambda: self._open(self.data_dir.text()))
        self.pseudonym = PathField(T.ABOUT_PSEUDONYM)
        self.reset = Button(T.RESET, T.RESET_HELP, self._reset)
        deletion = model.deletion
        self.deletion = DeletionSection(deletion, tell) if deletion else None
        self._background = Background(self)
        self._column = QVBoxLayout(self)
        self._lay_out()

    def load(self) -> None:
        """Read the facts again."""
        self._background.do(self._model.load, self._show)
        if self.deletion is not None:
            self.deletion.load()

    def _show(self, about: About) -> None:
        self._controller.setText("\n".join(say(line) for line in about.controller))
        self._recipients.setText("\n".join(say(line) for line in about.recipients))
        self._server.setText(join(about.fault.phrases) if about.fault else say(about.server))
        self._show_folder(self.log_dir, self.open_logs, about.log_dir)
        self._show_folder(self.data_dir, self.open_data, about.data_dir)
        self.pseudonym.show_text(say(about.pseudonym))

    def _lay_out(self) -> None:
        self._section(T.ABOUT_CONTROLLER, self._controller)
        self._section(T.ABOUT_RECIPIENTS, self._recipients)
        self._section(T.ABOUT_SERVER, self._server)
        self._section(T.ABOUT_LOGS, _side_by_side(self.log_dir, self.open_logs))
        self._section(T.ABOUT_DATA, _side_by_side(self.data_dir, self.open_data))
        if self._model.offers_pseudonym:
            self._section(T.ABOUT_PSEUDONYM, Label(T.ABOUT_PSEUDONYM_HELP))
            self._column.addWidget(_side_by_side(self.pseudonym, self.reset))
        if self.deletion is not None:
            self._section(T.DELETION, self.deletion)
        self._column.addStretch(1)

    def _section(self, heading: T, content: QWidget) -> None:
        if self._column.count():
            self._column.addSpacing(self.fontMetrics().lineSpacing() // 2)
        self._column.addWidget(Label(heading, bold=True))
        self._column.addWidget(content)

    def _show_folder(self, field: PathField, button: Button, path: str) -> None:
        field.show_text(path)
        button.setEnabled(bool(path))
        help_text = say(T.OPEN_HELP, path=path)
        button.setAccessibleDescription(help_text)
        button.setToolTip(help_text)

    def _open(self, path: str) -> None:
        if not self._open_url(QUrl.fromLocalFile(path)):
            self._tell(Feedback(False, (Phrase(T.FEEDBACK_FOLDER, {"path": path}),)))

    def _reset(self) -> None:
        self._background.do(self._model.reset_pseudonym, self._after_reset)

    def _after_reset(self, feedback: Feedback) -> None:
        self.load()
        self._tell(feedback)


def _side_by_side(field: PathField, button: Button) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(field, 1)
    row.addWidget(button)
    return widget
