"""How today's declaration differs from the one that the user said yes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.consent.since import since_agreed as since_yes
from optlog_policy.diff import Effect
from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog_ui.models.profile import ProfileLike
    from optlog_ui.texts import Words

__all__ = ["Changes", "since_agreed"]

_FOLLOWS: Mapping[Effect, T] = {
    Effect.NOTE: T.FOLLOWS_NOTE,
    Effect.ASK: T.FOLLOWS_ASK,
    Effect.STOP: T.FOLLOWS_STOP,
}


@dataclass(frozen=True, slots=True)
class Changes:
    """What is different: the makers' own words for each newer version, and the exact differences.

    A row is the part, what differs, and what follows from it; what matters most comes first.
    """

    versions: tuple[Words, ...] = ()
    rows: tuple[tuple[Words, Words, Words], ...] = ()


def since_agreed(profile: ProfileLike) -> Changes:
    """Compare with the oldest declaration that a yes still rests on. Nothing without one. Never raises."""
    export = getattr(profile.consent, "export", None)
    if export is None:
        return Changes()
    try:
        since = since_yes(export(""), profile.policy)
    except OptlogError:
        return Changes()
    if since is None:
        return Changes()
    policy = profile.policy
    versions = tuple(
        Phrase(
            T.CHANGES_VERSION,
            {
                "version": str(change.version),
                "date": change.date.isoformat(),
                "words": said(policy, change, "text"),
            },
        )
        for change in policy.changes
        if change.version > since.agreed.version
    )
    ordered = sorted(since.difference.changes, key=lambda one: -one.effect.weight)
    rows = tuple((one.where, one.text, _FOLLOWS.get(one.effect, "")) for one in ordered)
    return Changes(versions, rows)
