"""Looks at what is seen: clipped words, controls out of sight, contrast, and the way of the Tab key."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QLabel,
    QTableView,
    QWidget,
)

from optlog_ui.lint_parts import Finding, name_of, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtGui import QColor

__all__ = ["clipped", "clipped_cells", "contrast", "faint", "out_of_order", "out_of_sight"]

_LEAST_CONTRAST = 4.5
_PAIRS = (
    (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
    (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
    (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
    (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
)


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def clipped(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find labels and buttons that are smaller than their words."""
    for widget in widgets:
        if isinstance(widget, QLabel) and widget.text():
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            wide = widget.minimumSizeHint().width() > widget.width()
            if needed > widget.height() or wide:
                yield Finding(
                    "clipped",
                    name_of(widget),
                    f"{widget.width()} x {widget.height()}, needs {needed}",
                )
        elif isinstance(widget, QAbstractButton) and widget.text():
            hint, size = widget.sizeHint(), widget.size()
            if hint.width() > size.width() or hint.height() > size.height():
                yield Finding(
                    "clipped", name_of(widget), f"{size.toTuple()}, needs {hint.toTuple()}"
                )


def clipped_cells(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find headings that do not fit, and words that are too long for the cell of a table whose words wrap."""
    for table in of_kind(widgets, QTableView):
        header, model = table.horizontalHeader(), table.model()
        columns = range(model.columnCount())
        for column in columns if header.isVisible() else ():
            heading = str(model.headerData(column, Qt.Orientation.Horizontal) or "")
            room = header.sectionSize(column)
            if _longest(heading, header) > room or (
                header.sectionSizeHint(column) > room
                and not (header.defaultAlignment() & Qt.TextFlag.TextWordWrap)
            ):
                yield Finding("clipped", name_of(table), heading)
        if not table.wordWrap():
            continue
        for row in range(model.rowCount()):
            for column in columns:
                text = str(model.index(row, column).data() or "")
                if _longest(text, table) > table.columnWidth(column):
                    yield Finding("clipped", name_of(table), text)


def _longest(text: str, widget: QWidget) -> int:
    """Give the width of the longest piece of a text that no line break can part."""
    metrics = widget.fontMetrics()
    return max(
        (metrics.horizontalAdvance(piece) for piece in re.split("[\\s\u200b]", text)), default=0
    )


def out_of_sight(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find buttons that lie outside what can be seen, or below something else; what scrolls into sight is in sight."""
    for button in of_kind(widgets, QAbstractButton):
        if not _scrolls(button) and button.visibleRegion().boundingRect() != button.rect():
            yield Finding("out-of-sight", name_of(button))


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea):
            return True
        parent = parent.parentWidget()
    return False


def faint(window: QWidget, widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find colours of the window, and of each control with words, that are too near to each other; greyed ones may be."""
    for front, back in _PAIRS:
        palette = window.palette()
        ratio = contrast(palette.color(front), palette.color(back))
        if ratio < _LEAST_CONTRAST:
            yield Finding("low-contrast", f"{front.name} on {back.name}", f"{ratio:.1f}")
    for widget in widgets:
        if isinstance(widget, QLabel | QAbstractButton) and widget.text() and widget.isEnabled():
            palette = widget.palette()
            front, back = widget.foregroundRole(), widget.backgroundRole()
            ratio = contrast(palette.color(front), palette.color(back))
            if ratio < _LEAST_CONTRAST:
                yield Finding("low-contrast", name_of(widget), f"{ratio:.1f}")


def out_of_order(window: QWidget) -> Iterator[Finding]:
    """Find a step of the Tab key that leads back up, against the order in which the window is read."""
    chain = list(_tab_chain(window))
    for first, second in pairwise(chain):
        if _seen(second, window).bottom() < _seen(first, window).top():
            yield Finding("tab-order", f"{name_of(first)} -> {name_of(second)}")


def _tab_chain(window: QWidget) -> Iterator[QWidget]:
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        stops = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
        if (
            stops
            and widget.isVisibleTo(window)
            and widget.isEnabled()
            and window.isAncestorOf(widget)
        ):
            yield widget
        widget = widget.nextInFocusChain()


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Give where a widget is seen; what is scrolled out of sight counts as at the edge of its area."""
    place = QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
    parent = widget.parentWidget()
    while parent is not None and parent is not window:
        if isinstance(parent, QAbstractScrollArea):
            area = QRect(parent.mapTo(window, QPoint(0, 0)), parent.size())
            place.setTop(max(area.top(), min(area.bottom(), place.top())))
            place.setBottom(max(area.top(), min(area.bottom(), place.bottom())))
        parent = parent.parentWidget()
    return place
