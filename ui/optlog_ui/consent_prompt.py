"""The question, as a bar inside the host's window: it waits, and stands in nobody's way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from optlog_ui.background import Background
from optlog_ui.controls import Button, ButtonRow, Label, describe, join
from optlog_ui.models.notice import NoticeModel
from optlog_ui.models.prompt import PromptModel
from optlog_ui.models.records import RecordsModel
from optlog_ui.models.watch import Watch
from optlog_ui.notice_view import NoticeView
from optlog_ui.prompt_row import FittingArea, PromptRowWidget
from optlog_ui.record_viewer import RecordViewer
from optlog_ui.side_window import FeedbackLine, SideWindow
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import mirror, say, use_reader_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent

    from optlog_ui.models.feedback import Feedback
    from optlog_ui.models.profile import AskingProfileLike
    from optlog_ui.models.prompt import PromptView

__all__ = ["ConsentPrompt"]

_POLL_MS = 1000


class ConsentPrompt(QFrame):
    """A bar that asks, when it may, and is gone after any answer. Put it into a layout of the main window.

    It is hidden until `offer` finds that there is something to ask, takes no focus, and blocks nothing. Nothing is
    ticked, no button is the default. Escape (while the focus is inside) and "Not now" put the question off, and so
    does the end of the application. `answered` is emitted after each of these.

    Args:
        profile: the application's profile.
        parent: the widget that this one stands in.
        open_url: opens a link of the notice; gives False when it could not.
    """

    answered = Signal()

    def __init__(
        self,
        profile: AskingProfileLike,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
    ) -> None:
        super().__init__(parent)
        use_reader_language()
        mirror(self)
        self._profile = profile
        self._open_url = open_url
        self._model = PromptModel(profile)
        self._watch = Watch(profile.consent)
        self._background = Background(self)
        self.rows: dict[str, PromptRowWidget] = {}
        self._headline = Label(bold=True)
        self._intro = Label()
        self._place = QVBoxLayout()
        self._area: FittingArea | None = None
        self._feedback = FeedbackLine()
        self._feedback.hide()
        self.later = _later(self.not_now)
        self.see = Button(T.SEE_EXACTLY, T.SEE_EXACTLY_HELP, self.show_records)
        self.notice = Button(T.NOTICE, T.NOTICE_HELP, self.show_notice)
        self.refuse = Button(T.DONT_SHARE, T.DONT_SHARE_HELP, self._refuse)
        self.share = Button(T.SHARE, T.SHARE_HELP, self._share)
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self._at_end)
        self.hide()

    def offer(self) -> None:
        """Ask, if it may be asked now. Call it after the application has first been of use, never at its start."""
        if self.isHidden() and not self._background.busy:
            self._background.do(self._model.view, self._show)

    def not_now(self) -> None:
        """Put the question off; a yes of earlier goes on as it was."""
        self._background.do(partial(self._model.not_now, self.words()), self._after)

    def words(self) -> str:
        """Give the words shown, as they are recorded with the answer."""
        rows = [row.words() for row in self.rows.values()]
        return "\n".join([self._headline.text(), self._intro.text(), *rows])

    def feedback(self) -> str:
        """Give the words shown about the last answer; empty when it was recorded."""
        return self._feedback.text()

    def poll(self) -> None:
        """Go away when the question was answered elsewhere; called once a second while the bar is visible."""
        if not self._background.busy:
            self._background.do(partial(_still_open, self._watch, self._model), self._close_unless)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Take Escape for "not now"; it comes here only while the focus is inside."""
        if event.key() == Qt.Key.Key_Escape:
            self.not_now()
        else:
            super().keyPressEvent(event)

    def show_records(self) -> None:
        """Open the records, byte for byte, in a window of their own."""
        self._beside(RecordViewer)

    def show_notice(self) -> None:
        """Open the privacy notice in a window of its own."""
        self._beside(NoticeView)

    def _close_unless(self, still_open: bool) -> None:
        if not still_open:
            self._leave()

    def _lay_out(self) -> None:
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setObjectName("optlogConsentPrompt")
        describe(self, T.PROMPT_LABEL)
        top = QHBoxLayout()
        top.addWidget(self._headline, 1)
        top.addWidget(self.later, 0, Qt.AlignmentFlag.AlignTop)
        links, answers = ButtonRow(), ButtonRow()
        for row, buttons in (
            (links, (self.see, self.notice)),
            (answers, (self.refuse, self.share)),
        ):
            for button in buttons:
                row.add(button)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self._intro)
        column.addLayout(self._place, 1)
        column.addWidget(self._feedback)
        column.addSpacing(self.fontMetrics().lineSpacing() // 3)
        column.addWidget(links)
        column.addWidget(answers)
        first: QWidget = self.later
        for button in (self.see, self.notice, self.refuse, self.share):
            QWidget.setTabOrder(first, button)
            first = button

    def _show(self, view: PromptView | None) -> None:
        if view is None:
            return
        self._headline.setText(say(view.headline))
        self._intro.setText(join((T.PROMPT_INTRO, *view.facts)))
        self._fill(view)
        self._feedback.hide()
        self._feedback.clear()
        self.show()
        self._timer.start()

    def _fill(self, view: PromptView) -> None:
        if self._area is not None:
            self._place.removeWidget(self._area)
            self._area.deleteLater()
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        self.rows = {row.id: PromptRowWidget(row) for row in view.rows}
        before: QWidget = self.later
        for row in self.rows.values():
            column.addWidget(row)
        self._area = FittingArea(content)
        self._place.addWidget(self._area)
        for row in self.rows.values():
            QWidget.setTabOrder(before, row.box)
            before = row.box
        QWidget.setTabOrder(before, self.see)

    def _share(self) -> None:
        ticked = [purpose for purpose, row in self.rows.items() if row.box.isChecked()]
        self._background.do(partial(self._model.share, ticked, self.words()), self._after)

    def _refuse(self) -> None:
        self._background.do(partial(self._model.refuse, self.words()), self._after)

    def _after(self, feedback: Feedback) -> None:
        if feedback.ok:
            self._leave()
        else:
            self._feedback.tell(feedback)

    def _leave(self) -> None:
        self._timer.stop()
        self.hide()
        for side in self.findChildren(SideWindow):
            side.close()
        self.answered.emit()

    def _at_end(self) -> None:
        """Record at the end of the application that it was asked, so that it does not ask again next time."""
        if not self.isHidden():
            self._model.not_now(self.words())
            self._leave()

    def _beside(self, kind: type[RecordViewer | NoticeView]) -> None:
        side = self.findChild(SideWindow, kind.__name__) or self._make_side(kind)
        side.show()
        side.activateWindow()

    def _make_side(self, kind: type[RecordViewer | NoticeView]) -> SideWindow:
        app = NoticeModel(self._profile).app
        view: RecordViewer | NoticeView
        if kind is NoticeView:
            side = SideWindow(Phrase(T.NOTICE_TITLE, {"app": app}), self)
            view = NoticeView(
                NoticeModel(self._profile), side.feedback.tell, open_url=self._open_url
            )
        else:
            side = SideWindow(Phrase(T.PREVIEW_TITLE, {"app": app}), self)
            view = RecordViewer(RecordsModel(self._profile), side.feedback.tell)
        side.setObjectName(kind.__name__)
        side.hold(view)
        view.load()
        return side


def _still_open(watch: Watch, model: PromptModel) -> bool:
    return not watch.changed() or model.is_open()


def _later(act: Callable[[], object]) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setText(f"{say(T.NOT_NOW)}  ✕")
    button.clicked.connect(lambda _checked: act())
    describe(button, T.NOT_NOW, T.NOT_NOW_HELP)
    return button
