"""Whether a person may be asked now, about what and why: never twice within the interval, and never who said no.

What was asked is in the ledger, so that it holds for every process and after every restart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from optlog.consent.model import ConsentState, Layer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from optlog.consent.ledger import Ledger
    from optlog.consent.model import Decision

__all__ = ["Question", "Reason", "question"]


class Reason(str, Enum):
    """Why a purpose is asked about."""

    NEW = "new"
    """It was never asked about, or the question was never answered."""
    DEFERRED = "deferred"
    EXPIRED = "expired"
    CHANGED = "changed"
    """What was agreed to no longer describes what is collected, or the profile came from elsewhere."""
    WIDER = "wider"
    """There is more than was agreed to; what was agreed to goes on meanwhile."""

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Question:
    """What a prompt may ask now: the purposes in the order declared, and why each is asked about."""

    reasons: Mapping[str, Reason]

    @property
    def purposes(self) -> tuple[str, ...]:
        """The purposes to ask about."""
        return tuple(self.reasons)


_REASONS = {
    ConsentState.UNKNOWN: Reason.NEW,
    ConsentState.REQUESTED: Reason.NEW,
    ConsentState.DEFERRED: Reason.DEFERRED,
    ConsentState.EXPIRED: Reason.EXPIRED,
    ConsentState.INVALIDATED: Reason.CHANGED,
}


def question(
    decisions: Iterable[Decision], ledger: Ledger, *, version: int, now_ns: int, interval_ns: int
) -> Question | None:
    """Give what may be asked now, or None.

    Args:
        decisions: one for each declared purpose, in the order declared.
        ledger: what is recorded.
        version: the declaration's version today.
        now_ns: the time, in nanoseconds since 1970-01-01 UTC.
        interval_ns: the least time between two prompts. One recorded in the future counts until its day is over.
    """
    last_ns = ledger.prompted_ns
    if last_ns is not None and now_ns - last_ns < interval_ns:
        return None
    reasons = {
        found.purpose: reason
        for found in decisions
        if (reason := _reason(found, ledger.kept.get(found.purpose, 0), version)) is not None
    }
    return Question(reasons) if reasons else None


def _reason(found: Decision, kept: int, version: int) -> Reason | None:
    """Say why to ask. A purpose that a higher layer turns off is not asked about: the answer would change nothing."""
    if found.layer not in (Layer.LEDGER, Layer.DEFAULT):
        return None
    if found.allowed:
        return Reason.WIDER if found.scope is not None and kept < version else None
    return _REASONS.get(found.state)
