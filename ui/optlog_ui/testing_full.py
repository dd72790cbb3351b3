"""A profile in memory that offers everything: sent records, a deletion request, and an older declaration agreed to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optlog.deletion import State
from optlog.deletion.request import new_request

from optlog_ui.testing import FakeConsent, FakePseudonymProfile, example_policy, example_records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optlog.deletion import DeletionRequest
    from optlog_policy.collection import CollectionPolicy

__all__ = ["FakeDeletion", "FakeFullProfile", "FakeSent", "FakeSpool"]

_NOW_NS = 1_795_426_320_000_000_000
_PSEUDONYM = "psn_" + "abcdefghijklmnop" * 2


@dataclass(frozen=True)
class FakeSentEntry:
    """One accepted request."""

    seq: int = 1
    at_utc: str = "2026-11-23T09:12:00Z"
    host: str = "logs.example.org"


class FakeSent:
    """A sent-log with one request of one record."""

    def entries(self, limit: int) -> list[FakeSentEntry]:
        """Give the request."""
        return [FakeSentEntry()][:limit]

    def body(self, seq: int) -> bytes:
        """Give its bytes."""
        line = example_records()[1].line.decode()
        return json.dumps({"streams": [{"stream": {}, "values": [["1", line]]}]}).encode()


class FakeSpool:
    """A spool that counts what it was told to discard."""

    discarded = 0

    def discard(self) -> int:
        """Say that one record was deleted."""
        self.discarded += 1
        return 1


class FakeDeletion:
    """A deletion request that arrives at the first try, or waits while `fails_with` is set."""

    def __init__(self) -> None:
        self.fails_with = ""
        self._request: DeletionRequest | None = None

    def request(self) -> DeletionRequest | None:
        """Give the request."""
        return self._request

    def draft(self) -> DeletionRequest:
        """Give a new request."""
        return new_request("example-notes", _PSEUDONYM, _NOW_NS)

    def ask(self, draft: DeletionRequest) -> DeletionRequest:
        """Record it."""
        self._request = draft
        return draft

    def cancel(self) -> DeletionRequest | None:
        """Forget it."""
        before, self._request = self._request, None
        return before

    def send_now(self) -> DeletionRequest:
        """Make a try."""
        begun = (self._request or self.draft()).begun(_NOW_NS)
        failed = begun.failed(self.fails_with, _NOW_NS)
        self._request = failed if self.fails_with else begun.arrived(_NOW_NS)
        return self._request

    @property
    def has_arrived(self) -> bool:
        """Whether it arrived."""
        return self._request is not None and self._request.state is State.SENT


class FakeExportingConsent(FakeConsent):
    """Choices that were made under an older declaration."""

    agreed_to: CollectionPolicy | None = None

    def export(self, app: str) -> Mapping[str, Any]:
        """Give the choices, and what they were given to."""
        old = self.agreed_to
        if old is None:
            return {"events": [], "declarations": {}}
        events = [
            {"purpose": one, "state": state, "policy_digest": old.digest}
            for one, state in self.states.items()
        ]
        return {"events": events, "declarations": {old.digest: old.canonical}}


class FakeFullProfile(FakePseudonymProfile):
    """A yes to errors given under version 1, while version 2 sends a field more."""

    def __init__(self, states: dict[str, str] | None = None) -> None:
        old = example_policy()
        more = old.fields[-1].model_copy(update={"name": "colour_theme", "since": 2})
        new = example_policy(version=2, fields=(*old.fields, more))
        super().__init__(
            states or {"errors": "given"}, policy=new, totals=(1, 482, "2026-11-23T09:12:00Z")
        )
        self.consent: FakeExportingConsent = FakeExportingConsent(self.consent.states)
        self.consent.agreed_to = old
        self.sent = FakeSent()
        self.spool = FakeSpool()
        self.deletion = FakeDeletion()
