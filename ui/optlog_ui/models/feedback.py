"""What is said after an action: done, or what went wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from optlog_policy.errors import OptlogError

__all__ = ["Feedback", "failed", "unreadable", "why"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The words after an action; `ok` is False when nothing was changed by it."""

    ok: bool
    phrases: tuple[Phrase, ...]


def failed(error: OptlogError) -> Feedback:
    """Give the words for a choice that could not be recorded."""
    return _from_error(T.FEEDBACK_FAILED, error)


def unreadable(error: OptlogError) -> Feedback:
    """Give the words for something that could not be read."""
    return _from_error(T.FEEDBACK_UNREADABLE, error)


def why(reason: str) -> str:
    """Give a decision's reason without what the words around it say already: that it is off."""
    return _sentence(reason).removeprefix("off, because ")


def _from_error(text: T, error: OptlogError) -> Feedback:
    phrases = [Phrase(text, {"message": _sentence(error.message)})]
    if error.hint:
        phrases.append(Phrase(T.FEEDBACK_HINT, {"hint": _sentence(error.hint)}))
    return Feedback(False, tuple(phrases))


def _sentence(text: str) -> str:
    """Leave out the final stop, which the sentence around it brings."""
    return text.strip().rstrip(".")
