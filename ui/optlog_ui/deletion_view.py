"""Asking the makers to delete: shown first, sent as a visible act, cancelled at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Button, ButtonRow, Label, describe, join
from optlog_ui.models.feedback import Feedback
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog_ui.models.deletion import DeletionModel, DeletionView

__all__ = ["DeletionSection"]

_LINES = 4


class DeletionSection(QWidget):
    """What a request is, how one stands, and the three acts.

    Args:
        model: the request.
        tell: shows what came of an action.
    """

    def __init__(self, model: DeletionModel, tell: Callable[[Feedback], None]) -> None:
        super().__init__()
        self._model = model
        self._tell = tell
        self._reading = Background(self)
        self._sending = Background(self)
        self._state = Label(T.DELETION_NONE)
        self.draft = QPlainTextEdit()
        self.draft.setReadOnly(True)
        self.draft.setTabChangesFocus(True)
        self.draft.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        describe(self.draft, T.DELETION_DRAFT)
        self.draft.hide()
        self.show_request = Button(T.DELETION_SHOW, T.DELETION_SHOW_HELP, self._show_draft)
        self.send = Button(T.DELETION_SEND, T.DELETION_SEND_HELP, self._send)
        self.cancel = Button(T.DELETION_CANCEL, T.DELETION_CANCEL_HELP, self._cancel)
        buttons = ButtonRow()
        for button in (self.show_request, self.send, self.cancel):
            buttons.add(button)
        self.send.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (Label(T.DELETION_HELP), self._state, self.draft, buttons):
            column.addWidget(widget)

    def load(self) -> None:
        """Read how the request stands."""
        if not self._sending.busy:
            self._reading.do(self._model.load, self._show)

    def state(self) -> str:
        """Give the words shown about the request."""
        return self._state.text()

    def _show(self, view: DeletionView) -> None:
        self._state.setText(join(view.sentences))
        self.show_request.setEnabled(view.can_ask)
        self.cancel.setEnabled(view.can_cancel)

    def _show_draft(self) -> None:
        self._reading.do(self._model.draft, self._drafted)

    def _drafted(self, draft: str | Feedback) -> None:
        if isinstance(draft, Feedback):
            self._tell(draft)
            return
        self.draft.setPlainText(draft)
        self.draft.setFixedHeight(_LINES * self.draft.fontMetrics().lineSpacing())
        self.draft.show()
        self.send.setEnabled(True)

    def _send(self) -> None:
        self._put_away()
        self._state.setText(say(T.DELETION_SENDING))
        self.show_request.setEnabled(False)
        self.cancel.setEnabled(True)
        self._tell(Feedback(True, (Phrase(T.DELETION_SENDING),)))
        self._sending.do(self._model.send, self._after)

    def _cancel(self) -> None:
        self._put_away()
        self._reading.do(self._model.cancel, self._after)

    def _after(self, feedback: Feedback) -> None:
        self._tell(feedback)
        self.load()

    def _put_away(self) -> None:
        self.draft.hide()
        self.send.setEnabled(False)
