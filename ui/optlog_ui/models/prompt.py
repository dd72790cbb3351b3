"""What the prompt asks, and what its three answers record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.consent.asking import Reason
from optlog.consent.model import Surface
from optlog_policy.errors import OptlogError

from optlog_ui.language import current, said
from optlog_ui.models.feedback import Feedback, failed
from optlog_ui.models.purposes import facts
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from optlog_ui.models.profile import AskingProfileLike
    from optlog_ui.texts import Words

__all__ = ["PromptModel", "PromptRow", "PromptView"]

_NOTES: Mapping[Reason, T] = {
    Reason.EXPIRED: T.PROMPT_EXPIRED,
    Reason.CHANGED: T.PROMPT_CHANGED,
    Reason.WIDER: T.PROMPT_WIDER,
}


@dataclass(frozen=True, slots=True)
class PromptRow:
    """One purpose that is asked about; `note` says what became of an earlier yes."""

    id: str
    title: str
    sentence: str
    facts: tuple[Words, ...]
    note: Words


@dataclass(frozen=True, slots=True)
class PromptView:
    """The question as shown."""

    headline: Words
    facts: tuple[Words, ...]
    """What holds for all purposes alike; what does not stands with each."""
    rows: tuple[PromptRow, ...]


class PromptModel:
    """Asks when `Consent.question` says so, and records the answer with the surface `prompt`."""

    def __init__(self, profile: AskingProfileLike) -> None:
        self._profile = profile
        self._reasons: Mapping[str, Reason] = {}

    def view(self) -> PromptView | None:
        """Give what may be asked now, or None. Never raises: who cannot be answered is not asked."""
        try:
            question = self._profile.consent.question()
        except OptlogError:
            return None
        self._reasons = question.reasons if question else {}
        if question is None:
            return None
        policy = self._profile.policy
        told = [facts(policy, policy.purpose(one)) for one in question.purposes]
        alike = all(one == told[0] for one in told)
        rows = tuple(self._row(one, alike=alike) for one in question.purposes)
        return PromptView(self._headline(), told[0] if alike else (), rows)

    def is_open(self) -> bool:
        """Tell whether the question shown is still to be asked: another process may have answered it."""
        before = self._reasons
        self.view()
        still = bool(self._reasons)
        self._reasons = before
        return still

    def share(self, ticked: Collection[str], words: str) -> Feedback:
        """Record a yes for what is ticked. The rest is a no; where a yes stands already, "not more than agreed".

        Args:
            ticked: ids of purposes.
            words: the words that were shown.
        """
        if not ticked:
            return Feedback(False, (Phrase(T.FEEDBACK_NOTHING_TICKED),))
        rest = [one for one in self._reasons if one not in ticked]
        return self._tried(
            (self._profile.consent.refuse, self._asked_anew(rest)),
            (self._profile.consent.keep, self._wider(rest)),
            (self._profile.consent.give, [one for one in self._reasons if one in ticked]),
            words=words,
        )

    def refuse(self, words: str) -> Feedback:
        """Record a no for everything asked, a yes of earlier included: "Don't share" says no less."""
        return self._tried((self._profile.consent.refuse, list(self._reasons)), words=words)

    def not_now(self, words: str) -> Feedback:
        """Record that the question was put off; a yes of earlier goes on as it was."""
        asked = list(self._reasons)
        return self._tried(
            (self._profile.consent.defer, self._asked_anew(asked)),
            (self._profile.consent.keep, self._wider(asked)),
            words=words,
        )

    def _headline(self) -> Words:
        policy = self._profile.policy
        app = said(policy, policy, "title")
        if not policy.controller.name:
            return Phrase(T.PROMPT_HEADLINE_UNSTATED, {"app": app})
        return Phrase(T.PROMPT_HEADLINE, {"app": app, "name": policy.controller.name})

    def _row(self, purpose_id: str, *, alike: bool) -> PromptRow:
        policy = self._profile.policy
        purpose = policy.purpose(purpose_id)
        return PromptRow(
            purpose_id,
            said(policy, purpose, "title"),
            said(policy, purpose, "sentence"),
            () if alike else facts(policy, purpose),
            _NOTES.get(self._reasons[purpose_id], ""),
        )

    def _wider(self, purposes: Sequence[str]) -> list[str]:
        return [one for one in purposes if self._reasons[one] is Reason.WIDER]

    def _asked_anew(self, purposes: Sequence[str]) -> list[str]:
        return [one for one in purposes if self._reasons[one] is not Reason.WIDER]

    def _tried(self, *acts: tuple[Callable[..., object], Sequence[str]], words: str) -> Feedback:
        try:
            for act, purposes in acts:
                if purposes:
                    act(purposes, surface=Surface.PROMPT, locale=current(), words=words)
        except OptlogError as error:
            return failed(error)
        return Feedback(True, ())
