"""Whether anything is shared now, in a word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from optlog_ui.language import said
from optlog_ui.models.purposes import COLLECTING
from optlog_ui.models.status import read_overview
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_ui.models.profile import ProfileLike
    from optlog_ui.texts import Words

__all__ = ["Indication", "Sharing", "read_indication"]


class Sharing(Enum):
    """The three states that an indicator tells apart."""

    OFF = "off"
    """Nobody said yes: nothing is kept for sending, and nothing is sent."""
    ON = "on"
    HELD_UP = "held up"
    """There is a yes, but something stronger, a missing server or a fault keeps everything here."""


@dataclass(frozen=True, slots=True)
class Indication:
    """A state, its word, and a sentence or two."""

    sharing: Sharing
    word: Words
    sentences: tuple[Words, ...]


_WORDS: Mapping[Sharing, T] = {
    Sharing.OFF: T.SHARING_OFF,
    Sharing.ON: T.SHARING_ON,
    Sharing.HELD_UP: T.SHARING_HELD_UP,
}


def read_indication(profile: ProfileLike) -> Indication:
    """Read the state. Never raises: a state that cannot be read is "held up", with the reason."""
    overview = read_overview(profile)
    policy = profile.policy
    given = [one for one in overview.purposes.values() if one.state in COLLECTING]
    allowed = [policy.purpose(one.id) for one in given if one.allowed]
    if not overview.purposes or (given and not (allowed and overview.endpoint)):
        banner = overview.banner
        why = (banner.headline,) if banner else ()
        return Indication(Sharing.HELD_UP, _WORDS[Sharing.HELD_UP], why)
    if not given:
        return Indication(Sharing.OFF, _WORDS[Sharing.OFF], overview.sentence)
    titles = ", ".join(said(policy, one, "title") for one in allowed)
    shared = Phrase(T.SHARING_WHAT, {"titles": titles})
    return Indication(Sharing.ON, _WORDS[Sharing.ON], (shared, *overview.sentence))
