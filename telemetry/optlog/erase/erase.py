"""Applies deletion requests, once each, and verifies them by query: Loki's word alone proves nothing."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from optlog.erase.requests import query_for_records, query_for_requests, read_requests
from optlog.sentlog import utc_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optlog.erase.admin import Deletion, LokiAdmin
    from optlog.erase.requests import Asked, Refused
    from optlog.types import Clock

__all__ = ["DAY_S", "Erasure", "Options", "Report", "erase"]

DAY_S = 86_400
_AHEAD_NS = 600 * 10**9
"""Loki takes records up to 10 minutes ahead of its clock."""
_LOOK_EVERY_S = 2.0


@dataclass(frozen=True, slots=True)
class Options:
    """What to do.

    `since_s` says how far back to look, for requests from now and for records from each request; it should be at least
    as long as records are kept. `again` asks Loki once more where it says "processed" and records are still returned.
    `wait_s` is how long to look whether they are gone.
    """

    app: str | None = None
    since_s: int = 31 * DAY_S
    dry_run: bool = False
    again: bool = False
    wait_s: float = 60.0


@dataclass(slots=True)
class Erasure:
    """One pseudonym: what was asked, whether Loki was asked, and what is left.

    `requested` is `now`, `before` (an earlier run did) or `no` (a dry run); `loki` is Loki's own word.
    """

    app: str
    pseudonym: str
    request_ids: tuple[str, ...]
    asked_utc: str
    found: int = 0
    requested: str = "no"
    loki: str = ""
    left: int = 0
    verified: bool = False
    why: str = ""

    @property
    def state(self) -> str:
        """`verified`, `pending`, or `would be requested`."""
        if self.requested == "no":
            return "would be requested"
        return "verified" if self.verified else "pending"


@dataclass(slots=True)
class Report:
    """What one run did."""

    dry_run: bool
    since_utc: str
    erasures: list[Erasure] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def done(self) -> bool:
        """Whether every request is understood, and (but for a dry run) verified."""
        return not self.refused and (self.dry_run or all(entry.verified for entry in self.erasures))

    def as_data(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "done": self.done,
            "dry_run": self.dry_run,
            "since": self.since_utc,
            "requests": [{**asdict(entry), "state": entry.state} for entry in self.erasures],
            "refused": [{"at": utc_text(row.at_ns), "why": row.why} for row in self.refused],
        }


def erase(
    admin: LokiAdmin,
    options: Options,
    *,
    clock: Clock,
    pause: Callable[[float], object] = time.sleep,
) -> Report:
    """Read the requests, have Loki delete what is not deleted yet, and look until it is gone or the time is over.

    Args:
        admin: the Loki.
        options: what to do.
        clock: where time comes from.
        pause: waits so many seconds between two looks.

    Raises:
        ShippingError: Loki cannot be reached, or refuses. What was requested by then stays requested.
        ValueError: `options.app` is no application's name.
    """
    now_ns = clock.now_ns()
    since_ns = now_ns - options.since_s * 10**9
    rows = admin.rows(query_for_requests(options.app), since_ns, now_ns + _AHEAD_NS)
    asked, refused = read_requests(rows)
    report = Report(options.dry_run, utc_text(since_ns), refused=refused)
    known = admin.deletions() if asked else []
    works = [_Work(admin, entry, options, now_ns) for entry in asked]
    for work in works:
        work.request(known)
        report.erasures.append(work.erasure)
    if not options.dry_run:
        _verify(admin, works, options.wait_s, clock, pause)
    return report


def _verify(
    admin: LokiAdmin,
    works: Sequence[_Work],
    wait_s: float,
    clock: Clock,
    pause: Callable[[float], object],
) -> None:
    """Look at what is not verified yet, again and again, until all is or the time is over."""
    until = clock.monotonic() + wait_s
    while open_works := [work for work in works if not work.erasure.verified]:
        known = admin.deletions()
        for work in open_works:
            work.look(known)
        if all(work.erasure.verified for work in works) or clock.monotonic() >= until:
            return
        pause(_LOOK_EVERY_S)


class _Work:
    """One pseudonym on its way."""

    def __init__(self, admin: LokiAdmin, asked: Asked, options: Options, now_ns: int) -> None:
        self._admin = admin
        self._options = options
        self._query = query_for_records(asked.app, asked.pseudonym)
        asked_s = math.ceil(asked.asked_ns / 1e9)
        self._start_s = asked_s - options.since_s
        self._end_s = min(asked_s, now_ns // 10**9)  # Loki deletes nothing in the future
        self._ahead = self._end_s < asked_s
        self.erasure = Erasure(
            asked.app, asked.pseudonym, asked.request_ids, utc_text(asked.asked_ns)
        )

    def request(self, known: Sequence[Deletion]) -> None:
        """Ask Loki, unless an earlier run did."""
        entry = self.erasure
        entry.found = entry.left = self._count()
        before = self._mine(known)
        if before is not None:
            entry.requested, entry.loki = "before", before.status
        stale = self._options.again and before is not None and before.processed and entry.found
        if self._options.dry_run or (before is not None and not stale):
            return
        self._admin.delete(self._query, self._start_s, self._end_s)
        entry.requested = "now"

    def look(self, known: Sequence[Deletion]) -> None:
        """See what Loki says, and what it still returns."""
        entry = self.erasure
        mine = self._mine(known)
        entry.loki = mine.status if mine else "not listed"
        entry.left = self._count()
        entry.verified = mine is not None and mine.processed and entry.left == 0 and not self._ahead
        entry.why = "" if entry.verified else self._why(mine)

    def _why(self, mine: Deletion | None) -> str:
        if self._ahead:
            return "it was asked this moment, or by a clock ahead of this one: run again in a few minutes"
        if mine is None:
            return "Loki does not list the deletion"
        if not mine.processed:
            seen = "no longer returned" if self.erasure.left == 0 else "still returned"
            return f"Loki has not done it yet (it waits 24 h by default); records are {seen}"
        return (
            "Loki says it is done, and still returns records: look again later, or run with --again"
        )

    def _mine(self, known: Sequence[Deletion]) -> Deletion | None:
        """Give the newest deletion that covers all that was asked."""
        fits = [
            entry
            for entry in known
            if entry.query == self._query
            and entry.start_s <= self._start_s
            and entry.end_s >= self._end_s
        ]
        return fits[-1] if fits else None

    def _count(self) -> int:
        end_ns = (self._end_s + 1) * 10**9 if self._ahead else self._end_s * 10**9 + 1
        return self._admin.count(self._query, self._start_s * 10**9, end_ns)
