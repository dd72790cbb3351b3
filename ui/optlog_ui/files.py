"""Asks where to save a file."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

__all__ = ["ask_for_file"]


def ask_for_file(parent: QWidget, title: str, name: str, filters: str) -> str:
    """Ask where to save; empty when the user thinks better of it.

    Args:
        parent: the widget that asks.
        title: the window's title.
        name: a name to begin with.
        filters: kinds of files as Qt writes them, such as `Text (*.txt)`, with `;;` between.
    """
    return QFileDialog.getSaveFileName(parent, title, name, filters)[0]
