"""One row for each purpose, and what ticking, unticking and "Send nothing" do."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.consent.model import Surface
from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.models.feedback import Feedback, failed
from optlog_ui.models.status import OVERRIDING, Overview, objection, read_overview
from optlog_ui.texts import N, Phrase, T

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from optlog_policy.collection import CollectionPolicy, DeclaredField, Purpose

    from optlog_ui.models.profile import ProfileLike, PurposeStatusLike
    from optlog_ui.texts import Words

__all__ = ["COLLECTING", "FieldRow", "PurposeRow", "PurposesModel", "facts", "plain"]

COLLECTING = frozenset({"given", "renewed"})
"""The recorded choices that are a yes."""

_HERE = Surface.SETTINGS
_NO = frozenset({"refused", "withdrawn"})

_STATES: Mapping[str, T] = {
    "unknown": T.STATE_NONE,
    "requested": T.STATE_NONE,
    "deferred": T.STATE_NONE,
    "refused": T.STATE_REFUSED,
    "withdrawn": T.STATE_WITHDRAWN,
}
_LAPSED = frozenset({"expired", "invalidated"})
_COPIED = "copied or moved"
"""What `optlog.consent.decision` says of a profile that came from elsewhere."""


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field that may leave."""

    name: str
    what: str
    why: Words
    example: Words


@dataclass(frozen=True, slots=True)
class PurposeRow:
    """Everything about one purpose, as shown.

    `ticked` is the recorded choice, and nothing else. `usable` is False when ticking could have no effect now:
    such a yes would begin to work on some later day, when the variable or the organisation's rule is gone and
    nobody thinks of it. Taking a yes back is always possible.
    """

    id: str
    title: str
    sentence: str
    facts: tuple[Words, ...]
    state: Words
    ticked: bool
    usable: bool
    fields: tuple[FieldRow, ...]


class PurposesModel:
    """The choices of one profile.

    A tick is recorded at once and can be taken back at once by unticking. There is no "Apply": a box that is ticked
    but not yet recorded would say something that is not true, a window closed by mistake would lose a withdrawal,
    and taking back has to be as easy as giving (GDPR Art. 7(3)).
    """

    def __init__(self, profile: ProfileLike) -> None:
        self._profile = profile

    def rows(self, overview: Overview) -> tuple[PurposeRow, ...]:
        """Give one row for each purpose of the policy, in its order."""
        policy = self._profile.policy
        return tuple(_row(policy, purpose, overview) for purpose in policy.purposes)

    def set_wanted(
        self, purpose_id: str, wanted: bool, *, locale: str = "en", words: str = ""
    ) -> Feedback:
        """Record a yes, or take it back.

        Args:
            purpose_id: the purpose.
            wanted: True for yes.
            locale: language in which the purpose was shown.
            words: the words that were shown.
        """
        consent = self._profile.consent
        act = consent.give if wanted else consent.withdraw
        try:
            act([purpose_id], surface=_HERE, locale=locale, words=words)
        except OptlogError as error:
            return failed(error)
        return self._recorded(purpose_id, wanted)

    def send_nothing(
        self, known: Overview | None = None, *, locale: str = "en", words: str = ""
    ) -> Feedback:
        """Take every yes back, and record a no where no choice stands.

        Records nothing for a purpose where a no stands already.

        Args:
            known: the state read last. What is open in it is taken back before anything is read; a yes that was given
                elsewhere meanwhile is taken back afterwards.
            locale: language in which the button was shown.
            words: the button's words.
        """
        wording = {"locale": locale, "words": words}
        taken: set[str] = set()
        try:
            for overview in (known, None):
                now = overview or read_overview(self._profile)
                open_ids = [] if now.pending else self._open_in(now, taken)
                if open_ids:
                    self._profile.consent.withdraw(open_ids, surface=_HERE, **wording)
                    taken.update(open_ids)
        except OptlogError as error:
            return failed(error)
        text = T.FEEDBACK_NOTHING if taken else T.FEEDBACK_NOTHING_ALREADY
        return Feedback(True, (Phrase(text),))

    def _open_in(self, overview: Overview, taken: Collection[str]) -> list[str]:
        """Give the purposes that may be open; of those just taken back, only what is seen to be a yes again."""
        found = overview.purposes
        return [
            one
            for one in self._profile.policy.purpose_ids
            if (_is_yes if one in taken else _may_be_open)(found.get(one))
        ]

    def _recorded(self, purpose_id: str, wanted: bool) -> Feedback:
        policy = self._profile.policy
        title = said(policy, policy.purpose(purpose_id), "title")
        if not wanted:
            return Feedback(True, (Phrase(T.FEEDBACK_WITHDRAWN, {"title": title}),))
        status = read_overview(self._profile).purposes.get(purpose_id)
        if status is not None and not status.allowed:
            blocked = {"title": title, "reason": objection(status.layer)}
            return Feedback(True, (Phrase(T.FEEDBACK_GIVEN_BLOCKED, blocked),))
        return Feedback(True, (Phrase(T.FEEDBACK_GIVEN, {"title": title}),))


def _is_yes(status: PurposeStatusLike | None) -> bool:
    return status is not None and status.allowed


def _may_be_open(status: PurposeStatusLike | None) -> bool:
    """Tell whether anything but a no stands; what cannot be read may be a yes."""
    return status is None or status.layer == "store-fault" or status.state not in _NO


def _row(policy: CollectionPolicy, purpose: Purpose, overview: Overview) -> PurposeRow:
    status = overview.purposes.get(purpose.id)
    ticked = status is not None and status.state in COLLECTING
    return PurposeRow(
        id=purpose.id,
        title=said(policy, purpose, "title"),
        sentence=said(policy, purpose, "sentence"),
        facts=facts(policy, purpose),
        state=T.READING if overview.pending else _state(status, overview.endpoint),
        ticked=ticked,
        usable=not overview.pending
        and (ticked or status is None or status.layer not in OVERRIDING),
        fields=tuple(_field(policy, purpose.id, one) for one in policy.fields_for(purpose.id)),
    )


def facts(policy: CollectionPolicy, purpose: Purpose) -> tuple[Words, ...]:
    """Give who receives the records of a purpose, how long they are kept, and how long a yes holds."""
    return (
        _received(policy),
        Phrase(N.RETENTION, n=purpose.retention_days),
        Phrase(N.VALIDITY, n=purpose.validity_days),
    )


def _received(policy: CollectionPolicy) -> Words:
    names = [one.name for one in policy.recipients] or [policy.controller.name]
    stated = [name for name in names if name]
    return Phrase(T.RECEIVED_BY, {"names": ", ".join(stated)}) if stated else T.RECEIVED_UNSTATED


def _state(status: PurposeStatusLike | None, endpoint: str | None) -> Words:
    if status is None or status.layer == "store-fault":
        return T.STATE_UNREADABLE
    if status.state in _LAPSED:
        return _lapsed(status)
    if status.state not in COLLECTING:
        return _STATES.get(status.state, T.STATE_NONE)
    return _agreed(status, endpoint)


def _lapsed(status: PurposeStatusLike) -> Words:
    if status.layer != "ledger":  # the reason is another's then
        return T.STATE_LAPSED
    if status.state == "expired":
        return T.STATE_EXPIRED
    return T.STATE_COPIED if _COPIED in status.reason else T.STATE_CHANGED


def _agreed(status: PurposeStatusLike, endpoint: str | None) -> Words:
    if not status.allowed:
        return Phrase(T.STATE_GIVEN_BLOCKED, {"reason": objection(status.layer)})
    if not endpoint:
        return T.STATE_GIVEN_NO_SERVER
    return T.STATE_GIVEN if status.scope is None else T.STATE_WIDER


def _field(policy: CollectionPolicy, purpose_id: str, declared: DeclaredField) -> FieldRow:
    stated = said(policy, declared, "why")
    reason: Words = stated or _what_for(policy, purpose_id, declared)
    if stated and declared.expires:
        reason = Phrase(T.FIELD_UNTIL, {"why": stated, "date": declared.expires.isoformat()})
    what = said(policy, declared, "description")
    example = Phrase(T.FIELD_EXAMPLE_MADE_UP, {"value": plain(declared.example)})
    return FieldRow(declared.name, what, reason, example)


def _what_for(policy: CollectionPolicy, purpose_id: str, declared: DeclaredField) -> Words:
    others = [one for one in policy.purpose_ids if one in declared.purposes and one != purpose_id]
    if not others:
        return T.FIELD_FOR_THIS
    if len(others) == len(policy.purpose_ids) - 1:
        return T.FIELD_FOR_ALL
    titles = ", ".join(said(policy, policy.purpose(one), "title") for one in others)
    return Phrase(T.FIELD_ALSO_FOR, {"titles": titles})


def plain(example: object) -> str:
    """Give a field's value as it is read."""
    if isinstance(example, str):
        return example
    if isinstance(example, tuple | list):
        return ", ".join(map(plain, example))
    return json.dumps(example, ensure_ascii=False)
