"""Looks for dark patterns and barriers in a window that asks about, or shows, what may be sent.

A host runs it in its tests on its own window, in each of its languages, themes and font sizes:

    assert lint.check(dialog, before_choice=True) == []

What counts as a dark pattern follows EDPB Guidelines 03/2022 (deceptive design patterns); contrast follows WCAG 2.1,
1.4.3 (AA).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QWidget,
)

from optlog_ui.lint_parts import Finding, name_of, of_kind, text_of
from optlog_ui.lint_sight import (
    clipped,
    clipped_cells,
    contrast,
    faint,
    out_of_order,
    out_of_sight,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def check(window: QWidget, *, before_choice: bool = False, language: str = "en") -> list[Finding]:
    """Look at everything visible in a shown window; an empty list is a pass.

    Args:
        window: the window or widget; it must be visible.
        before_choice: nobody has chosen yet, so that no box may be ticked.
        language: which list of persuading words to use.
    """
    QCoreApplication.processEvents()  # what was just shown is laid out first
    widgets = [window, *(one for one in window.findChildren(QWidget) if _ours(one))]
    findings = [
        *_defaults(widgets),
        *_focus(window),
        *_unequal(widgets),
        *_own_style(widgets),
        *_unnamed(widgets),
        *clipped(widgets),
        *clipped_cells(widgets),
        *out_of_sight(widgets),
        *_persuading(widgets, language),
        *faint(window, widgets),
        *out_of_order(window),
    ]
    return [*_ticked(widgets), *findings] if before_choice else findings


def _ours(widget: QWidget) -> bool:
    """Tell whether a widget is in sight and not one of Qt's own little helpers."""
    return widget.isVisible() and not isinstance(widget.parent(), QTabBar | QScrollBar)


def _ticked(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find what is on by itself. A round button alone is none: one of its kind is always on."""
    for box in of_kind(widgets, QAbstractButton):
        if box.isChecked() and not isinstance(box, QRadioButton):
            yield Finding("ticked-before-choice", name_of(box))


def _defaults(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for button in of_kind(widgets, QPushButton):
        if button.isDefault() or button.autoDefault():
            yield Finding("default-button", name_of(button))


def _focus(window: QWidget) -> Iterator[Finding]:
    focused = window.focusWidget()
    if isinstance(focused, QAbstractButton):
        yield Finding("focused-answer", name_of(focused))


def _unequal(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    """Find buttons that stand in one row, but differ in size, font or frame."""
    for first, second in pairwise(of_kind(widgets, QPushButton)):
        one, other = first.geometry(), second.geometry()
        in_a_row = one.top() <= other.bottom() and other.top() <= one.bottom()
        if first.parent() is second.parent() and in_a_row and _look(first) != _look(second):
            yield Finding("unequal-buttons", f"{name_of(first)} / {name_of(second)}")


def _look(button: QPushButton) -> tuple[object, ...]:
    marked = not button.icon().isNull(), button.graphicsEffect() is not None
    return button.size(), button.font(), button.isFlat(), button.palette(), *marked


def _own_style(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for widget in widgets:
        if widget.styleSheet():
            yield Finding("own-colours", name_of(widget), widget.styleSheet())


def _unnamed(widgets: Iterable[QWidget]) -> Iterator[Finding]:
    for widget in widgets:
        if not widget.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(widget, QScrollBar):
            continue
        if not _spoken(widget, QAccessible.Text.Name):
            yield Finding("no-accessible-name", name_of(widget))
        if isinstance(widget, QAbstractButton) and not _spoken(
            widget, QAccessible.Text.Description
        ):
            yield Finding("no-accessible-description", name_of(widget))


def _spoken(widget: QWidget, text: QAccessible.Text) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(text).strip() if interface is not None else ""


def _persuading(widgets: Iterable[QWidget], language: str) -> Iterator[Finding]:
    for widget in widgets:
        spoken = " ".join(
            (
                text_of(widget),
                widget.accessibleName(),
                widget.accessibleDescription(),
                widget.toolTip(),
            )
        )
        for word in PERSUADING.get(language, ()):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", spoken, re.IGNORECASE):
                yield Finding("persuades", name_of(widget), word)
