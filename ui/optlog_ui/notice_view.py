"""The privacy notice, read without a browser and without a network."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QPalette, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import Button, ButtonRow, describe, join
from optlog_ui.files import ask_for_file
from optlog_ui.models.feedback import Feedback
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent, QUrl
    from PySide6.QtGui import QTextBlock, QTextFragment

    from optlog_ui.models.notice import NoticeModel

__all__ = ["NoticeView"]

_CHOSEN = ("https", "http", "mailto")


class NoticeView(QWidget):
    """Shows the notice and saves it.

    Args:
        model: renders it.
        tell: shows what came of an action.
        open_url: opens a link that the user clicked; gives False when it could not.
        ask: asks for a file; see `optlog_ui.files.ask_for_file`.
    """

    def __init__(
        self,
        model: NoticeModel,
        tell: Callable[[Feedback], None],
        *,
        open_url: Callable[[QUrl], bool] = QDesktopServices.openUrl,
        ask: Callable[[QWidget, str, str, str], str] = ask_for_file,
    ) -> None:
        super().__init__()
        self._model = model
        self._tell = tell
        self._open_url = open_url
        self._ask = ask
        self._shown = ""
        self._background = Background(self)
        self.text = _OfflineBrowser()
        self.text.anchorClicked.connect(self._follow)
        describe(self.text, T.NOTICE_LABEL)
        self.save = Button(T.NOTICE_SAVE, T.NOTICE_SAVE_HELP, self._save)
        self.buttons = ButtonRow()
        self.buttons.add(self.save)
        column = QVBoxLayout(self)
        column.addWidget(self.text, 1)
        column.addWidget(self.buttons)

    def load(self) -> None:
        """Render the notice, and keep the reader's place while it has not changed."""
        self._background.do(self._model.markdown, self._show)
        if not self._shown:  # it takes a moment
            self.text.setPlainText(say(T.READING))

    def _show(self, notice: str | Feedback) -> None:
        text = notice if isinstance(notice, str) else join(notice.phrases)
        if text != self._shown:
            self._shown = text
            self.text.show_markdown(text)
            self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _save(self) -> None:
        filters = ";;".join(map(say, (T.NOTICE_HTML, T.NOTICE_MARKDOWN, T.NOTICE_PDF)))
        title = say(T.NOTICE_TITLE, app=self._model.app)
        path = self._ask(self, title, "privacy.html", filters)
        if path:
            self._background.do(partial(self._model.save, path), self._tell)

    def _follow(self, url: QUrl) -> None:
        if url.scheme() in _CHOSEN and not self._open_url(url):
            self._tell(Feedback(False, (Phrase(T.FEEDBACK_LINK, {"url": url.toString()}),)))


class _OfflineBrowser(QTextBrowser):
    """A text view that loads nothing: no picture, no style, no page."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        # All wraps; Qt rounds the width of a table up, and would offer a bar for that one pixel.
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_markdown(self, text: str) -> None:
        """Show a text."""
        self.setMarkdown(text)
        self._colour_links()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Give the links the colour of another palette."""
        super().changeEvent(event)
        if event.type() == event.Type.PaletteChange:
            self._colour_links()

    def _colour_links(self) -> None:
        """Have links take the text's own colour: they are known by their line, and Qt's blue is lost in the dark."""
        colour = QTextCharFormat()
        colour.setFontUnderline(True)
        colour.setForeground(self.palette().brush(QPalette.ColorRole.Text))
        cursor = QTextCursor(self.document())
        block = self.document().begin()
        while block.isValid():
            for piece in _links(block):
                cursor.setPosition(piece.position())
                cursor.setPosition(
                    piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor
                )
                cursor.mergeCharFormat(colour)
            block = block.next()

    def loadResource(self, _kind: int, _url: QUrl | str) -> Any:  # noqa: N802  Qt's name
        """Give nothing, whatever is asked for."""
        return None


def _links(block: QTextBlock) -> list[QTextFragment]:
    """Give the pieces of a block that are links."""
    found = []
    place = block.begin()
    while not place.atEnd():
        if place.fragment().charFormat().isAnchor():
            found.append(place.fragment())
        place += 1
    return found
