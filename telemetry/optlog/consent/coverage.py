"""What a recorded yes covers of what is declared today: the comparison of two declarations, applied to consent.

Narrower: the yes stands. Wider, and marked so by `since`: what was agreed to goes on, the rest waits for an answer. A new
recipient, purpose, controller or country, or something wider that nothing tells from the old: the yes covers nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.errors import PolicyError

if TYPE_CHECKING:
    from optlog_policy.collection import CollectionPolicy

    from optlog.consent.model import ConsentEvent, DeclaredPurposes

__all__ = [
    "ALL",
    "NOTHING",
    "AcceptedScope",
    "Coverage",
    "Covers",
    "PolicyCover",
    "same_declaration",
]


@dataclass(frozen=True, slots=True)
class Coverage:
    """Whether a yes still holds, and for how much."""

    holds: bool
    scope: int | None = None
    """The version of the policy that was agreed to, where only what it declared may go on; None for everything."""
    validity_days: int | None = None
    """How long the yes holds by what was agreed to; None where only today's declaration says it."""


ALL = Coverage(True)
NOTHING = Coverage(False)

Covers = Callable[["ConsentEvent", "DeclaredPurposes", "str | None"], Coverage]
"""Says what a recorded yes covers of what a policy declares today, given the declaration agreed to, where it was kept."""


def same_declaration(
    event: ConsentEvent, policy: DeclaredPurposes, _declaration: str | None
) -> Coverage:
    """Cover everything by a yes that was given to exactly what is declared today, else nothing."""
    return ALL if event.policy_digest == policy.digest else NOTHING


class PolicyCover:
    """Compares the declaration agreed to with today's, once for each that is found."""

    def __init__(self, policy: CollectionPolicy) -> None:
        self._policy = policy
        self._known: dict[tuple[str, str], Coverage] = {}

    def __call__(
        self, event: ConsentEvent, policy: DeclaredPurposes, declaration: str | None
    ) -> Coverage:
        """Give what the yes covers; nothing where the declaration agreed to was not kept or cannot be read."""
        same = same_declaration(event, policy, declaration)
        if same.holds or declaration is None:
            return same
        key = (event.policy_digest, event.purpose)
        if key not in self._known:
            self._known[key] = self._compared(declaration, event.purpose)
        return self._known[key]

    def _compared(self, declaration: str, purpose: str) -> Coverage:
        from optlog_policy.collection import CollectionPolicy
        from optlog_policy.diff import Effect, diff

        try:
            old = CollectionPolicy.from_canonical(declaration)
            validity_days = old.purpose(purpose).validity_days
        except PolicyError:
            return NOTHING
        decision = diff(old, self._policy).decision
        if decision is Effect.STOP:
            return NOTHING
        scope = old.version if decision is Effect.ASK else None
        return Coverage(True, scope, validity_days)


class AcceptedScope:
    """The policy as far as each purpose's yes covers it.

    Args:
        policy: all that is declared.
        scope_of: gives the version that the yes to a purpose covers, None for everything; see `Consent.scope`.
    """

    def __init__(
        self,
        policy: CollectionPolicy,
        scope_of: Callable[[str], int | None] = lambda _purpose: None,
    ) -> None:
        self._policy = policy
        self._scope_of = scope_of
        self._accepted: dict[int, CollectionPolicy] = {}

    def of(self, purpose: str) -> CollectionPolicy:
        """Give the declarations that a record of `purpose` may be sent under now."""
        return self.within(self._scope_of(purpose))

    def within(self, version: int | None) -> CollectionPolicy:
        """Give the declarations as a yes to this version of the policy covers them; None is all that is declared."""
        if version is None:
            return self._policy
        if version not in self._accepted:
            self._accepted[version] = self._policy.as_accepted(version)
        return self._accepted[version]
