"""Who receives the records, where they go, and where everything lies on this computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.models.deletion import DeletionModel
from optlog_ui.models.feedback import Feedback, failed, unreadable
from optlog_ui.models.profile import OffersDeletion, OffersPseudonym
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from optlog_policy.collection import CollectionPolicy, Recipient

    from optlog_ui.models.profile import ProfileLike
    from optlog_ui.texts import Words

__all__ = ["About", "AboutModel"]


@dataclass(frozen=True, slots=True)
class About:
    """What "Who and where" shows; each entry of a tuple is one line."""

    controller: tuple[Words, ...]
    recipients: tuple[Words, ...]
    server: Words
    log_dir: str
    data_dir: str
    pseudonym: Words
    fault: Feedback | None = None


class AboutModel:
    """Reads the facts of one profile, and resets the pseudonym where the profile offers that."""

    def __init__(self, profile: ProfileLike) -> None:
        self._profile = profile

    def load(self) -> About:
        """Read the facts. Never raises: what cannot be read is said in words."""
        policy = self._profile.policy
        controller = policy.controller
        lines = tuple(
            line for line in (controller.name, controller.address, controller.contact) if line
        )
        recipients = tuple(line for one in policy.recipients for line in _recipient(policy, one))
        server: Words = T.BANNER_NO_SERVER
        log_dir = data_dir = ""
        fault = None
        try:
            status = self._profile.status()
        except OptlogError as error:
            fault = unreadable(error)
        else:
            server = status.endpoint or T.BANNER_NO_SERVER
            log_dir, data_dir = status.log_dir, status.data_dir
        unstated = (T.NOT_STATED,)
        who = (lines or unstated, recipients or unstated)
        return About(*who, server, log_dir, data_dir, self.pseudonym(), fault)

    @property
    def deletion(self) -> DeletionModel | None:
        """The request to delete, where the profile offers it."""
        profile: object = self._profile
        return DeletionModel(profile.deletion) if isinstance(profile, OffersDeletion) else None

    @property
    def offers_pseudonym(self) -> bool:
        """Whether the profile lets the user see and replace the pseudonym."""
        return isinstance(self._profile, OffersPseudonym)

    def pseudonym(self) -> Words:
        """Give the pseudonym, or why there is none."""
        if not isinstance(self._profile, OffersPseudonym):
            return T.ABOUT_PSEUDONYM_NONE
        try:
            return self._profile.pseudonym() or T.ABOUT_PSEUDONYM_NONE
        except OptlogError as error:
            return unreadable(error).phrases[0]

    def reset_pseudonym(self) -> Feedback:
        """Replace the pseudonym at once. Nothing asks back: it is to the user's good, and asking would slow it."""
        if not isinstance(self._profile, OffersPseudonym):
            return Feedback(False, (Phrase(T.ABOUT_PSEUDONYM_NONE),))
        try:
            self._profile.reset_pseudonym()
        except OptlogError as error:
            return failed(error)
        return Feedback(True, (Phrase(T.FEEDBACK_PSEUDONYM),))


def _recipient(policy: CollectionPolicy, recipient: Recipient) -> list[Words]:
    if not recipient.name:
        return []
    name: Words = recipient.name
    country = said(policy, recipient, "country")
    if country:
        name = Phrase(T.RECIPIENT, {"name": recipient.name, "country": country})
    told = (said(policy, recipient, "role"), said(policy, recipient, "safeguard"), recipient.url)
    return [name, *(text for text in told if text)]
