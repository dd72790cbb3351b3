"""The network half of shipping, one request at a step: consent, request, and what the answer means. Knows no thread."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from optlog.errors import OptlogError
from optlog.sentlog import utc_text
from optlog.shipping.limits import DayBudget
from optlog.shipping.transport import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog.sentlog import SentLog
    from optlog.shipping.backoff import Backoff
    from optlog.shipping.spool import Spool
    from optlog.shipping.transport import Transport
    from optlog.store import Store
    from optlog.types import Clock, SpoolEntry

    Batch = list[tuple[int, SpoolEntry]]

__all__ = [
    "OVER_BUDGET",
    "Delivery",
    "Gatekeeper",
    "Limits",
    "Lock",
    "Step",
    "allowed_purposes",
]


OVER_BUDGET = "today's budget is used up; what waits goes on tomorrow (UTC)"
"""The reason of a pause that the daily budget makes."""


class Gatekeeper(Protocol):
    """The part of `optlog.consent.Consent` that shipping asks."""

    def allows(self, purpose: str) -> int | None:
        """Give the open epoch of a purpose, or None."""
        ...

    def refresh(self) -> bool:
        """Look now for what other processes changed; give whether something did."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Any:
        """Have `callback` called after each change."""
        ...


class Lock(Protocol):
    """Lets one process of the profile ship; `filelock.FileLock` is one."""

    def acquire(self, timeout: float | None = None) -> Any:
        """Take it, or raise TimeoutError."""
        ...

    def release(self, force: bool = False) -> None:
        """Let go of it."""
        ...


class Step(Enum):
    """What one step came to."""

    SENT = "sent"
    """A request was answered; there may be more to send."""
    EMPTY = "empty"
    """Nothing waits that may be sent."""
    WAIT = "wait"
    """A request may not be made yet; `remaining_s` says for how long."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the network half. Times in seconds."""

    batch_lines: int = 1000
    batch_bytes: int = 1024 * 1024
    pause_s: float = 900.0
    """Wait after an answer that no retry can help."""
    locked_s: float = 5.0
    """Wait while another process ships."""
    day_bytes: int | None = None
    """Bytes that may be sent in one day; None for no bound."""
    hopeless_after: int = 32
    """Single lines refused in a row, none accepted between, after which isolating them waits like a failure."""


@dataclass
class Health:
    """What is known of the server, for `ShipperState`."""

    paused_reason: str | None = None
    last_success_utc: str | None = None
    last_error: str | None = None
    in_flight: dict[str, int] = field(default_factory=dict)
    since: float = 0.0


class Delivery:
    """Brings what waits in the spool to the server. `step` is for one thread; `on_consent` and `abort` for any.

    Counters in the store: `sent_lines` and `sent_bytes` (by the sent-log), `sent_requests`, `dropped_rejected`,
    `days_over_budget`, and `carried_over`: what then waited for the next day.
    """

    def __init__(
        self,
        *,
        consent: Gatekeeper,
        spool: Spool,
        sent: SentLog,
        store: Store,
        transport_factory: Callable[[], Transport],
        lock: Lock,
        backoff: Backoff,
        clock: Clock,
        limits: Limits | None = None,
    ) -> None:
        self._consent = consent
        self._spool = spool
        self._sent = sent
        self._store = store
        self._make_transport = transport_factory
        self._lock = lock
        self._backoff = backoff
        self._clock = clock
        self._limits = limits or Limits()
        self._budget = DayBudget(store, self._limits.day_bytes, clock)
        self._transport: Transport | None = None
        self._halves: list[Batch] = []
        self._refused_in_row = 0
        self._locked = False
        self.health = Health()

    @property
    def remaining_s(self) -> float:
        """The seconds until the next request may be made."""
        return self._backoff.remaining_s

    @property
    def backing_off(self) -> bool:
        """Whether the last request failed."""
        return self._backoff.failures > 0 or self.health.paused_reason is not None

    def step(self) -> Step:
        """Make one request at most.

        Raises:
            StoreError: the database or the keys cannot be used. Nothing is lost; call `failed` and try later.
        """
        if self._backoff.remaining_s > 0 or not self._lock_taken():
            return Step.WAIT
        batch = self._next_batch()
        if not batch:
            self.rest()
            return Step.EMPTY
        if self._over_budget():
            return Step.WAIT
        outcome = self._request(batch)
        if outcome is not None:
            self._settle(batch, outcome)
        return Step.SENT

    def failed(self, why: str) -> None:
        """Note that a step failed for a reason of our own, such as a full disk."""
        self.health.last_error = why
        self._halves.clear()
        self._backoff.failed()

    def rest(self) -> None:
        """Let another process ship."""
        self._halves.clear()
        if self._locked:
            self._locked = False
            self._lock.release()

    def on_consent(self) -> None:
        """Break off the request in flight if it holds a record whose consent is gone."""
        for purpose, epoch in list(self.health.in_flight.items()):
            if self._consent.allows(purpose) != epoch:
                self.abort()

    def abort(self) -> None:
        """Break off the request in flight, from any thread."""
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Let go of connections and of the lock."""
        self.rest()
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def _over_budget(self) -> bool:
        wait_s = self._budget.wait_s()
        if wait_s:
            self.health.paused_reason = OVER_BUDGET
            self.rest()
            self._backoff.hold(wait_s)
        elif self.health.paused_reason == OVER_BUDGET:
            self.health.paused_reason = None
        return wait_s > 0

    def _lock_taken(self) -> bool:
        if not self._locked:
            try:
                self._lock.acquire(timeout=0)
            except TimeoutError:
                self._backoff.hold(self._limits.locked_s)
                return False
            self._locked = True
            self._spool.expire()
        return True

    def _next_batch(self) -> Batch:
        if self._halves:
            return self._halves.pop()
        self._consent.refresh()
        purposes = allowed_purposes(self._spool, self._consent)
        if not purposes:
            return []
        return self._spool.take(self._limits.batch_lines, self._limits.batch_bytes, purposes.keys())

    def _request(self, batch: Batch) -> Outcome | None:
        """Ask for consent again and send; None when some of it is gone."""
        transport = self._ready_transport()
        if transport is None:
            return None
        transport.prepare()
        health = self.health
        health.in_flight = {entry.purpose: entry.epoch for _, entry in batch}
        health.since = self._clock.monotonic()
        try:
            self._consent.refresh()
            if any(self._consent.allows(entry.purpose) != entry.epoch for _, entry in batch):
                self._halves.clear()
                return None
            return transport.send([entry for _, entry in batch])
        finally:
            health.in_flight = {}

    def _ready_transport(self) -> Transport | None:
        if self._transport is None:
            try:
                self._transport = self._make_transport()
            except OptlogError as error:
                self._pause(error.message, None)
        return self._transport

    def _settle(self, batch: Batch, outcome: Outcome) -> None:
        if outcome.kind is Kind.ACCEPTED:
            self._accepted(batch, outcome)
        elif outcome.kind is Kind.REJECT:
            self._isolate(batch, outcome)
        elif outcome.kind is Kind.PAUSE:
            self._pause(outcome.detail, outcome.retry_after_s)
        else:
            self.health.paused_reason = None
            self.health.last_error = outcome.detail
            self._halves.clear()
            self._backoff.failed(outcome.retry_after_s)

    def _accepted(self, batch: Batch, outcome: Outcome) -> None:
        """Forget the entries and remember the request, in one transaction."""
        now_ns = self._clock.now_ns()
        host = self._transport.host if self._transport else ""
        with self._store.write() as connection:
            self._spool.ack([seq for seq, _ in batch])
            self._sent.add(outcome.body, len(batch), host, now_ns)
            self._store.count("sent_requests")
            if self._budget.add(connection, len(outcome.body)):
                self._store.count("days_over_budget")
                self._store.count("carried_over", self._spool.waiting_lines(connection))
        self._refused_in_row = 0
        self._backoff.succeeded()
        self.health.paused_reason = None
        self.health.last_success_utc = utc_text(now_ns)

    def _isolate(self, batch: Batch, outcome: Outcome) -> None:
        """Halve until the line that is refused stands alone, and drop that one.

        Good lines that Loki stored beside a bad one are sent again, which Loki stores once.
        """
        self.health.last_error = outcome.detail
        if len(batch) > 1:
            middle = len(batch) // 2
            self._halves += [batch[middle:], batch[:middle]]
            return
        with self._store.write():
            self._spool.ack([batch[0][0]])
            self._store.count("dropped_rejected")
        self._refused_in_row += 1
        if self._refused_in_row % self._limits.hopeless_after == 0:
            self._halves.clear()
            self._backoff.failed(outcome.retry_after_s)

    def _pause(self, why: str, at_least_s: float | None) -> None:
        self.health.paused_reason = self.health.last_error = why
        self.rest()
        self._backoff.failures += 1
        self._backoff.hold(max(self._limits.pause_s, at_least_s or 0.0))


def allowed_purposes(spool: Spool, consent: Gatekeeper) -> dict[str, int]:
    """Give the purposes, with their epochs, on which database and gate agree."""
    return {
        name: epoch for name, epoch in spool.open_epochs().items() if consent.allows(name) == epoch
    }
