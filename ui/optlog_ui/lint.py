"""Looks for dark patterns and barriers in a window that asks about, or shows, what may be sent.

A host runs it in its tests on its own window, in each of its languages, themes and font sizes:

    assert lint.check(dialog, before_choice=True) == []

What counts as a dark pattern follows EDPB Guidelines 03/2022 (deceptive design patterns); contrast follows WCAG 2.1,
1.4.3 (AA).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QCheckBox,
    QLabel,
    QPushButton,
    QScrollBar,
    QTabBar,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from PySide6.QtGui import QColor

__all__ = ["PERSUADING", "Finding", "check", "contrast"]

PERSUADING: dict[str, tuple[str, ...]] = {
    "en": (
        "please", "help us", "improve", "better", "best", "recommended", "recommend", "we need", "important",
        "are you sure", "really", "sorry", "sad", "unfortunately", "miss out", "enjoy", "love", "great", "thank",
        "support us", "experience", "!",
    ),
    "de": (
        "bitte", "helfen sie", "hilf uns", "verbessern", "besser", "beste", "empfohlen", "empfehlen", "wir brauchen",
        "wichtig", "sind sie sicher", "wirklich", "leider", "schade", "verpassen", "genießen", "toll", "danke",
        "unterstützen sie", "erlebnis", "!",
    ),
    "fr": (
        "s’il vous plaît", "veuillez", "aidez-nous", "améliorer", "meilleur", "meilleure", "mieux", "recommandé",
        "recommandons", "nous avons besoin", "important", "êtes-vous sûr", "vraiment", "malheureusement", "désolé",
        "dommage", "profitez", "merci", "soutenez", "expérience", "!",
    ),
    "es": (
        "por favor", "ayúdenos", "ayúdanos", "mejorar", "mejor", "recomendado", "recomendamos", "necesitamos",
        "importante", "está seguro", "realmente", "lamentablemente", "lástima", "disfrute", "gracias", "apóyenos",
        "experiencia", "!", "¡",
    ),
    "ar": (
        "من فضلك", "يرجى", "ساعدنا", "تحسين", "أفضل", "موصى به", "نوصي", "نحتاج", "مهم", "هل أنت متأكد", "حقًا",
        "للأسف", "استمتع", "شكرًا", "ادعمنا", "تجربتك", "!",
    ),
}  # fmt: skip
"""Words, by language, that push towards an answer. A question about sharing states facts."""

Kind = TypeVar("Kind", bound=QWidget)

_LEAST_CONTRAST = 4.5
_PAIRS = (
    (QPalette.ColorRole.WindowText, QPalette.ColorRole.Window),
    (QPalette.ColorRole.Text, QPalette.ColorRole.Base),
    (QPalette.ColorRole.Text, QPalette.ColorRole.AlternateBase),
    (QPalette.ColorRole.ButtonText, QPalette.ColorRole.Button),
    (QPalette.ColorRole.HighlightedText, QPalette.ColorRole.Highlight),
    (QPalette.ColorRole.Link, QPalette.ColorRole.Base),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the rule, the control, and what was found."""

    rule: str
    where: str
    found: str = ""


def check(window: QWidget, *, before_choice: bool = False, language: str = "en") -> list[Finding]:
    """Look at everything visible in a shown window; an empty list is a pass.

    Args:
        window: the window or widget; it must be visible.
        before_choice: nobody has chosen yet, so that no box may be ticked.
        language: which list of persuading words to use.
    """
    widgets = [window, *(one for one in window.findChildren(QWidget) if _ours(one))]
    findings = [
        *_defaults(widgets),
        *_focus(window),
        *_unequal(widgets),
        *_own_style(widgets),
        *_unnamed(widgets),
        *_clipped(widgets),
        *_persuading(widgets, language),
        *_contrast(window),
        *_order(window),
    ]
    return [*_ticked(widgets), *findings] if before_choice else findings


def contrast(one: QColor, other: QColor) -> float:
    """Give the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  sRGB

    red, green, blue = (linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ours(widget: QWidget) -> bool:
    """Tell whether a widget is in sight and not one of Qt's own little helpers."""
    return widget.isVisible() and not isinstance(widget.parent(), QTabBar | QScrollBar)


def _ticked(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for box in _of(widgets, QCheckBox):
        if box.isChecked():
            yield Finding("ticked-before-choice", _name(box))


def _defaults(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for button in _of(widgets, QPushButton):
        if button.isDefault() or button.autoDefault():
            yield Finding("default-button", _name(button))


def _focus(window: QWidget) -> Iterator[Finding]:
    focused = window.focusWidget()
    if isinstance(focused, QAbstractButton):
        yield Finding("focused-answer", _name(focused))


def _unequal(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find buttons that stand in one row, but differ in size, font or frame."""
    for first, second in pairwise(_of(widgets, QPushButton)):
        in_a_row = first.parent() is second.parent() and first.y() == second.y()
        if in_a_row and _look(first) != _look(second):
            yield Finding("unequal-buttons", f"{_name(first)} / {_name(second)}")


def _look(button: QPushButton) -> tuple[object, ...]:
    return button.size(), button.font(), button.isFlat(), button.palette()


def _own_style(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for widget in widgets:
        if widget.styleSheet():
            yield Finding("own-colours", _name(widget), widget.styleSheet())


def _unnamed(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for widget in widgets:
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QScrollBar):
            continue
        if not _spoken(widget, QAccessible.Text.Name):
            yield Finding("no-accessible-name", _name(widget))
        if isinstance(widget, QAbstractButton) and not _spoken(
            widget, QAccessible.Text.Description
        ):
            yield Finding("no-accessible-description", _name(widget))


def _spoken(widget: QWidget, text: QAccessible.Text) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(text).strip() if interface is not None else ""


def _clipped(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for widget in widgets:
        if isinstance(widget, QLabel) and widget.text():
            needed = widget.heightForWidth(widget.width()) if widget.wordWrap() else 0
            wide = widget.minimumSizeHint().width() > widget.width()
            if needed > widget.height() or wide:
                yield Finding(
                    "clipped",
                    _name(widget),
                    f"{widget.width()} x {widget.height()}, needs {needed}",
                )
        elif isinstance(widget, QAbstractButton) and widget.text():
            hint, size = widget.sizeHint(), widget.size()
            if hint.width() > size.width() or hint.height() > size.height():
                yield Finding("clipped", _name(widget), f"{size.toTuple()}, needs {hint.toTuple()}")


def _persuading(widgets: Iterable[QWidget], language: str) -> Iterator[Finding]:
    for widget in widgets:
        spoken = " ".join(
            (
                _text(widget),
                widget.accessibleName(),
                widget.accessibleDescription(),
                widget.toolTip(),
            )
        )
        for word in PERSUADING.get(language, ()):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", spoken, re.IGNORECASE):
                yield Finding("persuades", _name(widget), word)


def _contrast(window: QWidget) -> Iterator[Finding]:
    for front, back in _PAIRS:
        palette = window.palette()
        ratio = contrast(palette.color(front), palette.color(back))
        if ratio < _LEAST_CONTRAST:
            yield Finding("low-contrast", f"{front.name} on {back.name}", f"{ratio:.1f}")


def _order(window: QWidget) -> Iterator[Finding]:
    """Find a step of the Tab key that leads back up, against the order in which the window is read."""
    chain = list(_tab_chain(window))
    for first, second in pairwise(chain):
        if _seen(second, window).bottom() < _seen(first, window).top():
            yield Finding("tab-order", f"{_name(first)} -> {_name(second)}")


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


def _of(widgets: Iterable[QWidget], kind: type[Kind]) -> list[Kind]:
    return [one for one in widgets if isinstance(one, kind)]


def _text(widget: QWidget) -> str:
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QTabBar):
        return " ".join(widget.tabText(index) for index in range(widget.count()))
    return ""


def _name(widget: QWidget) -> str:
    words = widget.accessibleName() or _text(widget) or widget.objectName()
    return f"{type(widget).__name__} {words[:60]!r}"
