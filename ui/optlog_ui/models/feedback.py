"""What is said after an action: done, or what went wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.store_faults import StoreFault, StoreFaultError

from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_policy.errors import OptlogError

__all__ = ["FAULTS", "Feedback", "failed", "fault_words", "unreadable"]

FAULTS: Mapping[str, T] = {
    StoreFault.LOCKED: T.FAULT_LOCKED,
    StoreFault.READ_ONLY: T.FAULT_READ_ONLY,
    StoreFault.FULL: T.FAULT_FULL,
    StoreFault.CORRUPT: T.FAULT_CORRUPT,
    StoreFault.NEWER: T.FAULT_NEWER,
    StoreFault.UNREADABLE: T.FAULT_UNREADABLE,
}
"""What is wrong with the profile's database, in words with what to do."""

_NO_STANDS = "nothing will be sent"
"""How `optlog.consent.recorder.not_recorded` begins the message about a no."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """The words after an action; `ok` is False when nothing was changed by it."""

    ok: bool
    phrases: tuple[Phrase, ...]


def failed(error: OptlogError) -> Feedback:
    """Give the words for a choice that could not be recorded, and what to do."""
    fault = fault_words(error)
    if fault is None:
        return _from_error(T.FEEDBACK_FAILED, error)
    stands = error.message.startswith(_NO_STANDS)
    return Feedback(False, (Phrase(T.NO_NOT_RECORDED if stands else T.NOT_RECORDED), Phrase(fault)))


def unreadable(error: OptlogError) -> Feedback:
    """Give the words for something that could not be read, and what to do."""
    fault = fault_words(error)
    return (
        _from_error(T.FEEDBACK_UNREADABLE, error)
        if fault is None
        else Feedback(False, (Phrase(fault),))
    )


def fault_words(error: BaseException) -> T | None:
    """Give the words for what is wrong with the profile's database; None when the error is about something else."""
    found: BaseException | None = error
    while found is not None and not isinstance(found, StoreFaultError):
        found = found.__cause__
    return None if found is None else FAULTS.get(found.fault)


def _from_error(text: T, error: OptlogError) -> Feedback:
    phrases = [Phrase(text, {"message": _sentence(error.message)})]
    if error.hint:
        phrases.append(Phrase(T.FEEDBACK_HINT, {"hint": _sentence(error.hint)}))
    return Feedback(False, tuple(phrases))


def _sentence(text: str) -> str:
    """Leave out the final stop, which the sentence around it brings."""
    return text.strip().rstrip(".")
