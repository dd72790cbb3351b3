"""Turns the texts into the reader's language through Qt."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt, QTranslator

from optlog_ui import language
from optlog_ui.texts import CONTEXT, N, Phrase, T, Words, english, fill

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

__all__ = ["direction", "mirror", "say", "use_language", "use_reader_language"]

_FOLDER = Path(__file__).with_name("translations")
_installed: list[QTranslator] = []
_chosen: list[str] = []


def use_language(tag: str) -> None:
    """Have every window made from now on speak a language. Needs a QCoreApplication.

    Qt's own layout direction is left to the application; see `language.is_right_to_left`.

    Args:
        tag: one of `language.LANGUAGES`.

    Raises:
        ValueError: there are no texts in it.
    """
    language.use(tag)
    _chosen[:] = [tag]
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    if tag == "en":
        return
    translator = QTranslator()
    if not translator.load(str(_FOLDER / f"optlog_{tag}.qm")):
        raise ValueError(f"the texts in {tag!r} cannot be read")
    QCoreApplication.installTranslator(translator)
    _installed.append(translator)


def use_reader_language() -> None:
    """Take the language of the application's QLocale into use, unless `use_language` chose one. Widgets call this."""
    if not _chosen:
        use_language(language.best(QLocale().uiLanguages()))
        _chosen.clear()


def direction() -> Qt.LayoutDirection:
    """Give the direction in which the language in use is written."""
    turned = language.is_right_to_left(language.current())
    return Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight


def mirror(widget: QWidget) -> None:
    """Mirror a widget whose language runs from right to left, whatever the application around it does."""
    if language.is_right_to_left(language.current()):
        widget.setLayoutDirection(Qt.LayoutDirection.RightToLeft)


def say(words: Words, n: int | None = None, **args: Words) -> str:
    """Give the words in the language of the installed QTranslator; English without one.

    Args:
        words: a text, a phrase, or plain words, which are given as they are.
        n: the number of a text of `N`.
        args: fill the names in braces.
    """
    if isinstance(words, str):
        return words
    phrase = words if isinstance(words, Phrase) else Phrase(words, args, n or 0)
    source = phrase.text.value if isinstance(phrase.text, T) else phrase.text.value[0]
    number = phrase.n if isinstance(phrase.text, N) else -1
    # Qt fills %n in itself, also in the untranslated mark; that is the case in which English takes over.
    translated = QCoreApplication.translate(CONTEXT, source, None, number)
    if translated == source.replace("%n", str(number)) and not _same_in_both(source):
        return english(phrase)
    return fill(phrase, translated, _put_in)


def _same_in_both(source: str) -> bool:
    """Whether the translation reads as the English does: then it is one, and what is put in is to be translated."""
    return bool(_installed) and "%n" not in source


def _put_in(words: Words) -> str:
    """Give what stands in a gap; where the text runs from right to left, a name or a time keeps its own order."""
    said = say(words)
    if isinstance(words, str) and language.is_right_to_left(language.current()):
        return f"\u2068{said}\u2069"
    return said
