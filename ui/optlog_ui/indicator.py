"""Whether anything is shared, for a status bar and for a tray menu; one click opens the settings."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QToolButton, QWidget

from optlog_ui.background import Background
from optlog_ui.controls import describe, join
from optlog_ui.models.indicator import Indication, Sharing, read_indication
from optlog_ui.texts import Phrase, T
from optlog_ui.translate import mirror, say, use_reader_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QHideEvent, QShowEvent
    from PySide6.QtWidgets import QMenu

    from optlog_ui.models.profile import ProfileLike

__all__ = ["TelemetryIndicator", "add_tray_action"]

_POLL_MS = 1000


class TelemetryIndicator(QToolButton):
    """A word with a sign: "Sharing is off", "on" or "held up". The signs differ in shape, not only in colour.

    Args:
        profile: the application's profile.
        parent: such as the status bar.
        open_settings: what a click does; by default it opens `TelemetrySettingsDialog` beside the window.
    """

    def __init__(
        self,
        profile: ProfileLike,
        parent: QWidget | None = None,
        *,
        open_settings: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        use_reader_language()
        mirror(self)
        self._profile = profile
        self._shown: Indication | None = None
        self._background = Background(self)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        act = open_settings or partial(open_settings_beside, profile, self)
        self.clicked.connect(lambda _checked: act())
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self.poll)

    def poll(self) -> None:
        """Read the state again; called once a second while the indicator is visible."""
        if not self._background.busy:
            self._background.do(partial(read_indication, self._profile), self._show)

    def sharing(self) -> Sharing | None:
        """Give the state shown; None before the first reading."""
        return self._shown.sharing if self._shown else None

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802  Qt's name
        """Begin to look."""
        super().showEvent(event)
        self.poll()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802  Qt's name
        """Stop looking: a hidden indicator costs nothing."""
        self._timer.stop()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802  Qt's name
        """Draw the sign anew for another font or palette."""
        super().changeEvent(event)
        if event.type() in (event.Type.FontChange, event.Type.PaletteChange):
            self._draw()

    def _show(self, indication: Indication) -> None:
        if indication == self._shown:
            return
        self._shown = indication
        word = say(indication.word)
        self.setText(word)
        describe(self, word, join((*indication.sentences, T.INDICATOR_HELP)))
        self._draw()

    def _draw(self) -> None:
        if self._shown is not None:
            side = self.fontMetrics().height()
            self.setIconSize(QSize(side, side))
            self.setIcon(_sign(self._shown.sharing, self.palette(), side))


def add_tray_action(
    menu: QMenu, profile: ProfileLike, open_settings: Callable[[], object]
) -> QAction:
    """Add an entry to a tray icon's menu: what is shared now, and a click opens the settings.

    It is read afresh each time the menu opens.

    Args:
        menu: the tray icon's menu.
        profile: the application's profile.
        open_settings: opens the settings.

    Returns:
        The entry, at the end of the menu.
    """
    use_reader_language()
    action = QAction(say(T.TRAY_SETTINGS), menu)
    action.triggered.connect(lambda _checked: open_settings())
    background = Background(menu)

    def show(indication: Indication) -> None:
        words = Phrase(T.TRAY_STATE, {"state": say(indication.word)})
        action.setText(say(words))

    menu.aboutToShow.connect(lambda: background.do(partial(read_indication, profile), show))
    menu.addAction(action)
    return action


def open_settings_beside(profile: ProfileLike, widget: QWidget) -> None:
    """Open the settings beside a widget's window, without blocking it; a second call brings the same window up."""
    from optlog_ui.settings_dialog import TelemetrySettingsDialog

    window = widget.window()
    dialog = window.findChild(TelemetrySettingsDialog)
    if dialog is None:
        dialog = TelemetrySettingsDialog(profile, window)
    dialog.show()
    dialog.activateWindow()


def _sign(sharing: Sharing, palette: QPalette, side: int) -> QIcon:
    """Draw a ring: struck through for off, with an arrow that leaves for on, with a bar for held up."""
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    thick = max(1.5, side / 11)
    pen = QPen(palette.color(QPalette.ColorRole.ButtonText), thick)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    edge = thick
    painter.drawEllipse(QRectF(edge, edge, side - 2 * edge, side - 2 * edge))
    for start, end in _STROKES[sharing]:
        painter.drawLine(QPointF(*start) * side, QPointF(*end) * side)
    painter.end()
    return QIcon(pixmap)


_Point = tuple[float, float]
_STROKES: dict[Sharing, tuple[tuple[_Point, _Point], ...]] = {
    Sharing.OFF: (((0.24, 0.76), (0.76, 0.24)),),
    Sharing.ON: (
        ((0.5, 0.72), (0.5, 0.3)),
        ((0.5, 0.3), (0.34, 0.46)),
        ((0.5, 0.3), (0.66, 0.46)),
    ),
    Sharing.HELD_UP: (((0.4, 0.35), (0.4, 0.65)), ((0.6, 0.35), (0.6, 0.65))),
}
"""Lines within the ring, as parts of its size."""
