"""What a person agreed to and when, read from the ledger: for receipts, and for checking what was sent against it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog_policy.collection import CollectionPolicy
from optlog_policy.conformity import Breach, breaches
from optlog_policy.records.receipt import GIVEN, ReceiptEvent, Subject

from optlog.errors import StoreError

if TYPE_CHECKING:
    from optlog.profile import Profile

__all__ = ["Agreements", "SentCheck", "check_sent"]

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.timezone.utc)
_ALL = 1_000_000


class Agreements:
    """The choices of one profile, and the declarations that they were made under.

    Raises:
        StoreError: the ledger cannot be read.
    """

    def __init__(self, profile: Profile) -> None:
        exported = profile.consent.export(profile.settings.app)
        policy = profile.policy
        kept = {
            digest: CollectionPolicy.from_canonical(text)
            for digest, text in exported["declarations"].items()
        }
        self.declarations = {**kept, policy.digest: policy}
        names = ReceiptEvent.__dataclass_fields__
        self.events = [
            ReceiptEvent(**{name: str(event[name]) for name in names})
            for event in exported["events"]
        ]
        self._pseudonym = profile.pseudonym() or ""

    def subject(self) -> Subject:
        """Give what a receipt is made of."""
        return Subject(self.events, self._pseudonym, self.declarations)

    def declared_at(self, purpose: str, at_ns: int) -> CollectionPolicy | str:
        """Give the declaration that the yes to `purpose` at that time (UTC nanoseconds) was given to, or why there is none."""
        last = None
        for event in self.events:
            if event.purpose == purpose and _at_ns(event.at_utc) <= at_ns:
                last = event
        if last is None or last.state not in GIVEN:
            return f"no yes stood at its time (the last choice before it: {last.state if last else 'none'})"
        found = self.declarations.get(last.policy_digest)
        return "the declaration agreed to was not kept" if found is None else found


def _at_ns(at_utc: str) -> int:
    moment = dt.datetime.fromisoformat(at_utc.replace("Z", "+00:00"))
    return (moment - _EPOCH) // dt.timedelta(microseconds=1) * 1000


@dataclass(frozen=True, slots=True)
class SentCheck:
    """What the check of the sent-log found: requests and records looked at, and the breaches by request."""

    requests: int
    records: int
    breaches: tuple[tuple[int, Breach], ...]
    damaged: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether every record conforms and every request could be read."""
        return not self.breaches and not self.damaged


def check_sent(profile: Profile) -> SentCheck:
    """Check every record of the sent-log against the declaration that was agreed to at its time.

    Raises:
        StoreError: the ledger or the sent-log cannot be read.
    """
    agreements = Agreements(profile)
    found: list[tuple[int, Breach]] = []
    damaged: list[str] = []
    records = 0
    entries = profile.sent.entries(_ALL)
    for entry in entries:
        try:
            body = profile.sent.body(entry.seq)
        except StoreError as error:
            damaged.append(error.message)
            continue
        records += entry.lines
        found += [(entry.seq, breach) for breach in breaches(body, agreements.declared_at)]
    return SentCheck(len(entries), records, tuple(found), tuple(damaged))
