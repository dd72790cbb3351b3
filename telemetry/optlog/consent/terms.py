"""Under which yeses a record is made. Taken when a record is made, and compared when it is about to be kept for sending.

Between the two lies time: redaction, a slow processor, a queue of the standard `logging` in another thread or process.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Terms"]

_EVER = float("-inf")


@dataclass(frozen=True, slots=True)
class Terms:
    """The yeses that stand at one moment, whole: replaced, never changed."""

    epochs: Mapping[str, int] = field(default_factory=dict)
    """The purposes that may be collected, with their epochs."""
    scopes: Mapping[str, int | None] = field(default_factory=dict)
    """The version of the policy that each of these yeses covers; None for everything."""
    since_s: Mapping[str, float] = field(default_factory=dict)
    """When this process saw each of them begin, in seconds of `time.monotonic`; absent for as long as it has run."""

    def following(
        self, epochs: Mapping[str, int], scopes: Mapping[str, int | None], *, first: bool
    ) -> Terms:
        """Give the terms that come after these; a yes of the same epoch and scope goes on.

        Args:
            epochs: the purposes that may be collected from now on.
            scopes: how much of them.
            first: whether nobody has looked before: what is found then has stood for as long as this process has run.
        """
        now_s = _EVER if first else time.monotonic()
        goes_on = {
            name
            for name, epoch in epochs.items()
            if self.epochs.get(name) == epoch and self.scopes.get(name, 0) == scopes[name]
        }
        since_s = {
            name: self.since_s.get(name, _EVER) if name in goes_on else now_s for name in epochs
        }
        return Terms(epochs, scopes, since_s)

    def stood(self, purpose: str, at_s: float) -> bool:
        """Give whether the yes to `purpose` stood already at that second of `time.monotonic`; False without one."""
        begun_s = self.since_s.get(purpose)
        return begun_s is not None and begun_s <= at_s

    def both(self, later: Terms, purpose: str) -> tuple[int, int | None] | None:
        """Give epoch and scope under which a record made now may be kept at a later moment; None when it may not.

        It must be the same yes, never interrupted, and no more of it than stood at both moments.
        """
        epoch = self.epochs.get(purpose)
        if epoch is None or later.epochs.get(purpose) != epoch:
            return None
        scopes = [scope for terms in (self, later) if (scope := terms.scopes[purpose]) is not None]
        return epoch, min(scopes) if scopes else None
