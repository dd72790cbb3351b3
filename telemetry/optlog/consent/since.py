"""How today's declaration differs from the one that the user said yes to: for `optlog consent changes` and the dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_policy.collection import CollectionPolicy
from optlog_policy.diff import PolicyDiff, diff

from optlog.consent.model import ConsentState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

__all__ = ["Since", "since_agreed"]


@dataclass(frozen=True, slots=True)
class Since:
    """The declaration agreed to, and how today's differs from it."""

    agreed: CollectionPolicy
    difference: PolicyDiff


def since_agreed(exported: Mapping[str, Any], policy: CollectionPolicy) -> Since | None:
    """Compare with the oldest declaration that a yes still rests on; None without a yes or a difference.

    Args:
        exported: what `Consent.export` gives.
        policy: today's declaration.
    """
    agreed = _agreed_to(exported)
    if agreed is None or agreed.digest == policy.digest:
        return None
    # Both in the canonical form: it puts lists in order, which is no difference.
    return Since(agreed, diff(agreed, CollectionPolicy.from_canonical(policy.canonical)))


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
