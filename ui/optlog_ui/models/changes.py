"""How today's declaration differs from the one that the user said yes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.consent.model import ConsentState
from optlog_policy.collection import CollectionPolicy
from optlog_policy.diff import Effect, diff
from optlog_policy.errors import OptlogError

from optlog_ui.language import said
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

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
        old = _agreed_to(export(""))
    except OptlogError:
        return Changes()
    if old is None or old.digest == profile.policy.digest:
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
        if change.version > old.version
    )
    # Both in the canonical form: it puts lists in order, which is no difference.
    new = CollectionPolicy.from_canonical(policy.canonical)
    ordered = sorted(diff(old, new).changes, key=lambda one: -one.effect.weight)
    rows = tuple((one.where, one.text, _FOLLOWS.get(one.effect, "")) for one in ordered)
    return Changes(versions, rows)


def _agreed_to(exported: Mapping[str, Any]) -> CollectionPolicy | None:
    """Give the oldest declaration, by version, that the last choice on a purpose is a yes to."""
    last: dict[str, Mapping[str, Any]] = {}
    for event in exported["events"]:
        last[str(event["purpose"])] = event
    digests = {
        str(event["policy_digest"])
        for event in last.values()
        if ConsentState(str(event["state"])).collects
    }
    kept: Sequence[CollectionPolicy] = [
        CollectionPolicy.from_canonical(text)
        for digest, text in exported["declarations"].items()
        if digest in digests
    ]
    return min(kept, key=lambda policy: policy.version, default=None)
