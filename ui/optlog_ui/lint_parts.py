"""What the parts of the linter share: a finding, and the words of a control."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QAbstractButton, QGroupBox, QLabel, QLineEdit, QTabBar, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Finding", "name_of", "of_kind", "text_of"]

Kind = TypeVar("Kind", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: the rule, the control, and what was found."""

    rule: str
    where: str
    found: str = ""


def of_kind(widgets: Iterable[QWidget], kind: type[Kind]) -> list[Kind]:
    """Give the widgets of a kind."""
    return [one for one in widgets if isinstance(one, kind)]


def text_of(widget: QWidget) -> str:
    """Give the words that a widget shows."""
    if isinstance(widget, QLabel | QAbstractButton):
        return widget.text()
    if isinstance(widget, QTabBar):
        return " ".join(widget.tabText(index) for index in range(widget.count()))
    if isinstance(widget, QLineEdit):
        return widget.placeholderText()
    if isinstance(widget, QGroupBox):
        return widget.title()
    return widget.windowTitle() if widget.isWindow() else ""


def name_of(widget: QWidget) -> str:
    """Give a widget's kind and words, for a finding."""
    words = widget.accessibleName() or text_of(widget) or widget.objectName()
    return f"{type(widget).__name__} {words[:60]!r}"
