"""The privacy settings as one widget, to stand in the host's own preferences."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStyle, QTabWidget, QVBoxLayout, QWidget

from optlog_ui.about_view import AboutView
from optlog_ui.background import Background
from optlog_ui.changes_view import ChangesView
from optlog_ui.controls import Button, ButtonRow, Label, Line, describe, join, scrolling
from optlog_ui.history_view import HistoryView
from optlog_ui.language import current
from optlog_ui.mnemonics import letters, with_mnemonics
from optlog_ui.models.about import AboutModel
from optlog_ui.models.examples import examples
from optlog_ui.models.history import HistoryModel
from optlog_ui.models.notice import NoticeModel
from optlog_ui.models.purposes import PurposesModel
from optlog_ui.models.records import RecordsModel
from optlog_ui.models.status import PENDING, Banner, Overview, read_overview
from optlog_ui.models.watch import Watch
from optlog_ui.notice_view import NoticeView
from optlog_ui.purpose_row import PurposeRowWidget
from optlog_ui.record_viewer import RecordViewer
from optlog_ui.side_window import FeedbackLine, FeedbackRow
from optlog_ui.texts import T
from optlog_ui.translate import mirror, say, use_reader_language

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHideEvent, QShowEvent

    from optlog_ui.models.feedback import Feedback
    from optlog_ui.models.profile import ProfileLike
    from optlog_ui.models.purposes import PurposeRow

__all__ = ["TelemetrySettingsWidget"]

_POLL_MS = 1000
_STATUS_EVERY = 5  # polls after which the counts are read again although no choice has changed


class TelemetrySettingsWidget(QWidget):
    """Everything about what may be sent: the choices, the records, who receives them, the history.

    Every change acts and is recorded at once (why: see `PurposesModel`); there is nothing to apply or to save.
    Changes made by the command line or another process show within a second while the widget is visible.

    Args:
        profile: the application's profile.
        parent: the widget that this one stands in.
        open_url: opens a folder in the file manager; gives False when it could not.
        server_problem: says why the server takes no records at present; give `Telemetry.server_problem`.
    """

    def __init__(
        self,
        profile: ProfileLike,
        parent: QWidget | None = None,
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        server_problem: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(parent)
        use_reader_language()
        mirror(self)
        self._read = partial(read_overview, profile, server_problem)
        self._profile = profile
        self._purposes = PurposesModel(profile)
        self._watch = Watch(profile.consent)
        self._overview = PENDING
        self._polls = 0
        self._reading = Background(self)
        self._acting = Background(self)  # a no never waits behind a reading
        self._sentence = Label(bold=True)
        self._banner = _BannerFrame()
        self.tabs = QTabWidget()
        self._feedback = FeedbackLine(2)
        self.send_nothing = Button(T.SEND_NOTHING, T.SEND_NOTHING_HELP, self._send_nothing)
        self.buttons = ButtonRow()
        self.buttons.add(self.send_nothing)
        self.rows = self._make_rows(self._purposes.rows(self._overview))
        self.records = RecordViewer(RecordsModel(profile), self.tell)
        self.about = AboutView(AboutModel(profile), self.tell, open_url)
        self.notice = NoticeView(NoticeModel(profile), self.tell, open_url=open_url)
        self.changes = ChangesView(profile)
        self.history = HistoryView(HistoryModel(profile))
        self._lay_out()
        self._show_state()
        self._read_state()
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)

    def poll(self) -> None:
        """Look for changes made elsewhere; called once a second while the widget is visible."""
        if self._reading.busy or self._acting.busy:
            return
        self._polls += 1
        again = self._polls % _STATUS_EVERY == 0
        self._reading.do(partial(_look, self._watch, self._read, again=again), self._looked)

    def refresh(self) -> None:
        """Read everything again and show it as it is."""
        self._read_state()
        self._load_page()

    def tell(self, feedback: Feedback) -> None:
        """Show what came of an action, and have screen readers speak it."""
        self._feedback.tell(feedback)

    def feedback(self) -> str:
        """Give the words that are shown about the last action."""
        return self._feedback.text()

    def sentence(self) -> str:
        """Give the state as shown at the top."""
        return self._sentence.text()

    def banner(self) -> str:
        """Give the words about what is stronger than the choices; empty when nothing is."""
        return self._banner.text()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin to look for changes."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Stop looking for changes: a hidden widget costs nothing."""
        self._timer.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Keep the room for the feedback right when the font changes."""
        super().changeEvent(event)
        if event.type() == event.Type.FontChange:
            self._feedback.fit()

    def _make_rows(self, rows: Sequence[PurposeRow]) -> dict[str, PurposeRowWidget]:
        taken = letters(
            say(text)
            for text in (
                T.TAB_CHOICES,
                T.TAB_RECORDS,
                T.TAB_ABOUT,
                T.TAB_NOTICE,
                T.TAB_HISTORY,
                T.SEND_NOTHING,
                T.CLOSE,
            )
        )
        labels = with_mnemonics([row.title for row in rows], taken)
        return {
            row.id: PurposeRowWidget(
                row, label, self._want, partial(examples, self._profile, row.id)
            )
            for row, label in zip(rows, labels, strict=True)
        }

    def _lay_out(self) -> None:
        describe(self.tabs, T.TABS_LABEL)
        describe(self.tabs.tabBar(), T.TABS_LABEL)
        self._sentence.setAccessibleDescription(say(T.STATUS_LABEL))
        for page, title in (
            (self._choices_page(), T.TAB_CHOICES),
            (self.records, T.TAB_RECORDS),
            (self.about, T.TAB_ABOUT),
            (self.notice, T.TAB_NOTICE),
            (self.history, T.TAB_HISTORY),
        ):
            self.tabs.addTab(scrolling(page, title), say(title))
        self.tabs.currentChanged.connect(lambda _: self._load_page())
        column = QVBoxLayout(self)
        column.addWidget(self._sentence)
        column.addWidget(self._banner)
        column.addWidget(self.tabs, 1)
        column.addWidget(FeedbackRow(self._feedback, self.buttons))

    def _choices_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addWidget(Label(T.CHOICES_INTRO))
        column.addWidget(self.changes)
        for row in self.rows.values():
            column.addWidget(Line())
            column.addWidget(row)
        column.addStretch(1)
        return page

    def _read_state(self) -> None:
        self._reading.do(self._read, self._show_overview)

    def _looked(self, seen: tuple[bool, Overview] | None) -> None:
        if seen is None:
            return
        changed, overview = seen
        self._show_overview(overview)
        if changed:
            self._load_page()

    def _show_overview(self, overview: Overview) -> None:
        if overview != self._overview:
            self._overview = overview
            self._show_state()

    def _show_state(self) -> None:
        self._sentence.setText(join(self._overview.sentence))
        self._banner.show_banner(self._overview.banner)
        for row in self._purposes.rows(self._overview):
            self.rows[row.id].show_row(row)

    def _load_page(self) -> None:
        """Read what the page in sight shows; the others are read when they come into sight."""
        page = self.tabs.currentIndex()
        views = (self.changes, self.records, self.about, self.notice, self.history)
        views[page].load()

    def _want(self, purpose_id: str, wanted: bool, words: str) -> None:
        act = partial(self._purposes.set_wanted, purpose_id, wanted, locale=current(), words=words)
        self._do(act)

    def _send_nothing(self) -> None:
        words = say(T.SEND_NOTHING).replace("&", "")
        act = partial(self._purposes.send_nothing, self._overview, locale=current(), words=words)
        self._do(act)

    def _do(self, act: Callable[[], Feedback]) -> None:
        self._acting.do(partial(_act, act, self._read), self._after)

    def _after(self, result: tuple[Feedback, Overview]) -> None:
        """Show the true state in any case: a box whose change was not recorded goes back."""
        feedback, self._overview = result
        self._show_state()
        self._load_page()
        self.tell(feedback)


def _look(
    watch: Watch, read: Callable[[], Overview], *, again: bool
) -> tuple[bool, Overview] | None:
    """Give whether the choices changed and the state now; None when there is nothing new to read."""
    changed = watch.changed()
    return (changed, read()) if changed or again else None


def _act(act: Callable[[], Feedback], read: Callable[[], Overview]) -> tuple[Feedback, Overview]:
    return act(), read()


class _BannerFrame(QFrame):
    """A frame with a sign and words, in the palette's own colours."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._sign = QLabel()
        self._headline = Label(bold=True)
        self._details = Label()
        words = QVBoxLayout()
        words.addWidget(self._headline)
        words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)

    def text(self) -> str:
        """Give the words; empty while hidden."""
        return "" if self.isHidden() else f"{self._headline.text()} {self._details.text()}".strip()

    def show_banner(self, banner: Banner | None) -> None:
        """Show a banner, or nothing."""
        self.setVisible(banner is not None)
        if banner is None:
            return
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_LargeIconSize)
        icon = self.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxInformation)
        self._sign.setPixmap(icon.pixmap(size, size))
        self._headline.setText(say(banner.headline))
        self._details.setText(join(banner.details))
        self._details.setVisible(bool(banner.details))
