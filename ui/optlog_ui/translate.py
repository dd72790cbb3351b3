"""Turns the texts into the reader's language through Qt."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from optlog_ui.texts import CONTEXT, N, Phrase, T, Words, english, fill

__all__ = ["say"]


def say(words: Words, n: int | None = None, **args: str) -> str:
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
    if translated == source.replace("%n", str(number)):
        return english(phrase)
    return fill(phrase, translated)
