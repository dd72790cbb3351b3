"""Every choice ever made, and whether the record of them is intact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.models.feedback import unreadable
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_ui.models.profile import ConsentEventLike, ProfileLike
    from optlog_ui.texts import Words

__all__ = ["History", "HistoryModel", "HistoryRow"]

_CHOICES: Mapping[str, T] = {
    "requested": T.CHOICE_REQUESTED,
    "deferred": T.CHOICE_DEFERRED,
    "refused": T.CHOICE_REFUSED,
    "given": T.CHOICE_GIVEN,
    "renewed": T.CHOICE_RENEWED,
    "withdrawn": T.CHOICE_WITHDRAWN,
    "expired": T.CHOICE_EXPIRED,
    "invalidated": T.CHOICE_INVALIDATED,
}
_SURFACES: Mapping[str, T] = {
    "prompt": T.SURFACE_PROMPT,
    "settings": T.SURFACE_SETTINGS,
    "cli": T.SURFACE_CLI,
    "api": T.SURFACE_API,
}


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One choice, as shown."""

    time: str
    purpose: str
    choice: Words
    surface: Words
    app_version: str


@dataclass(frozen=True, slots=True)
class History:
    """All choices, newest first, and one or more sentences about the record of them."""

    rows: tuple[HistoryRow, ...]
    verdict: tuple[Words, ...]


class HistoryModel:
    """Reads the ledger of one profile."""

    def __init__(self, profile: ProfileLike) -> None:
        self._profile = profile

    def load(self) -> History:
        """Read all choices. Never raises: a ledger that cannot be read is said in words."""
        try:
            events = self._profile.consent.history()
            verification = self._profile.consent.verify()
        except OptlogError as error:
            return History((), unreadable(error).phrases)
        rows = tuple(self._row(event) for event in reversed(events))
        if not verification.ok:
            found = "; ".join(str(fault) for fault in verification.faults)
            return History(rows, (Phrase(T.HISTORY_FAULTY, {"faults": found}),))
        return History(rows, (T.HISTORY_INTACT if rows else T.HISTORY_EMPTY,))

    def _row(self, event: ConsentEventLike) -> HistoryRow:
        policy = self._profile.policy
        titles = {purpose.id: said(policy, purpose, "title") for purpose in policy.purposes}
        return HistoryRow(
            event.at_utc[:19].replace("T", " "),
            titles.get(event.purpose, event.purpose),
            _CHOICES.get(event.state, event.state),
            _SURFACES.get(event.surface, event.surface),
            event.app_version,
        )
