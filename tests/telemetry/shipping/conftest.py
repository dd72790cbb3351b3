"""A profile with consent, spool and sent-log on a temporary folder, and the strict receiver on loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from optlog.consent import Consent
from optlog.keys import KeyFile
from optlog.sentlog import SentLog
from optlog.shipping.backoff import Backoff
from optlog.shipping.delivery import Delivery, Limits
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.shipper import Shipper
from optlog.shipping.spool import Spool
from optlog.shipping.transport import Kind, Outcome
from optlog.store import Store
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import LokiReceiver
from optlog.types import SpoolEntry


@dataclass(frozen=True)
class TinyPurpose:
    validity_days: int = 365


@dataclass(frozen=True)
class TinyPolicy:
    version: int = 1
    digest: str = "d1"
    purpose_ids: tuple[str, ...] = ("errors", "usage")

    def purpose(self, purpose_id: str) -> TinyPurpose:
        assert purpose_id in self.purpose_ids
        return TinyPurpose()


class Scripted:
    """A transport that answers as told, then accepts; `refuse` names lines it never takes."""

    host = "scripted.example"

    def __init__(self) -> None:
        self.script: list[Outcome] = []
        self.refuse: set[bytes] = set()
        self.batches: list[list[bytes]] = []
        self.accepted: list[bytes] = []
        self.aborts = 0
        self.closed = False
        self.on_send: Callable[[], None] = lambda: None

    def prepare(self) -> None:
        pass

    def send(self, batch: Sequence[SpoolEntry]) -> Outcome:
        self.on_send()
        lines = [entry.line for entry in batch]
        self.batches.append(lines)
        if self.script:
            return self.script.pop(0)
        if self.refuse.intersection(lines):
            return Outcome(Kind.REJECT, 400, detail="refused")
        self.accepted += lines
        return Outcome(Kind.ACCEPTED, 204, body=b"\n".join(lines))

    def abort(self) -> None:
        self.aborts += 1

    def close(self) -> None:
        self.closed = True


class World:
    """One profile. `another()` stands for one more process of it."""

    def __init__(self, folder: Path, clock: FixedClock | None = None) -> None:
        self.folder = folder
        self.clock = clock or FixedClock()
        self.store = Store(folder / "optlog.sqlite3", self.clock)
        self.keys = KeyFile(folder / "optlog.keys")
        self.consent = Consent(
            self.store,
            TinyPolicy(),
            clock=self.clock,
            keys=self.keys,
            environ={},
            tombstone=folder / "OPT_OUT",
            app_version="1.0",
        )
        self.spool = self.make_spool()
        self.sent = SentLog(self.store, 1 << 20)
        self.shippers: list[Shipper] = []
        self.others: list[World] = []
        self._made = 0

    def another(self) -> World:
        other = World(self.folder, self.clock)
        self.others.append(other)
        return other

    def make_spool(self, max_bytes: int = 1 << 24, max_age_s: float = 6 * 86_400.0) -> Spool:
        return Spool(
            self.store, self.keys, max_bytes=max_bytes, max_age_s=max_age_s, clock=self.clock
        )

    def give(self, *purposes: str) -> None:
        self.consent.give(purposes or ("errors",), surface="settings")

    def withdraw(self, *purposes: str) -> None:
        self.consent.withdraw(purposes or ("errors",), surface="settings")

    def entry(self, text: str = "", purpose: str = "errors", **values: Any) -> SpoolEntry:
        """Make an entry of the open epoch; each has a time of its own."""
        self._made += 1
        values.setdefault("epoch", self.consent.allows(purpose) or 0)
        values.setdefault("timestamp_ns", self.clock.now_ns() + self._made)
        values.setdefault("level", "info")
        values.setdefault("metadata", {"user": "psn_abc", "consent": "c0ffee"})
        line = values.pop("line", f'{{"event":"{text or self._made}"}}'.encode())
        return SpoolEntry(purpose, line=line, **values)

    def entries(self, number: int, **values: Any) -> list[SpoolEntry]:
        return [self.entry(**values) for _ in range(number)]

    def delivery(self, transport: Any, **limits: Any) -> Delivery:
        from filelock import FileLock

        return Delivery(
            consent=self.consent,
            spool=self.spool,
            sent=self.sent,
            store=self.store,
            transport_factory=lambda: transport,
            lock=FileLock(self.folder / "shipper.lock"),
            backoff=self.backoff(),
            clock=self.clock,
            limits=Limits(**limits),
        )

    def backoff(self) -> Backoff:
        """Wait always the longest that jitter allows."""
        return Backoff(self.clock, uniform=lambda low, high: high)

    def shipper(self, target: Any, **options: Any) -> Shipper:
        """Make a shipper to a receiver, or over a transport; it sends when asked, not by itself."""

        def transport() -> Any:
            if isinstance(target, LokiReceiver):
                # Far more patient than the tests: what they see end was ended, and did not run out.
                patience_s = (300.0, 300.0)
                return LokiTransport(
                    LokiOptions(target.url, {"app": "test"}, timeouts_s=patience_s)
                )
            return target

        options.setdefault("flush_interval_s", 3600.0)
        options.setdefault("backoff", self.backoff())
        shipper = Shipper(
            self.consent,
            self.spool,
            transport,
            self.sent,
            self.store,
            clock=self.clock,
            lock_path=self.folder / "shipper.lock",
            **options,
        )
        self.shippers.append(shipper)
        return shipper

    def close(self) -> None:
        for shipper in self.shippers:
            shipper.close(0.0)
        for other in self.others:
            other.close()
        self.store.close()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def world(tmp_path: Path, clock: FixedClock) -> Iterator[World]:
    world = World(tmp_path / "data", clock)
    yield world
    world.close()


@pytest.fixture
def given(world: World) -> World:
    """Give a world in which errors may be sent."""
    world.give("errors")
    return world


@pytest.fixture
def receiver(clock: FixedClock) -> Iterator[LokiReceiver]:
    with LokiReceiver(clock=clock) as running:
        yield running


@pytest.fixture
def scripted() -> Scripted:
    return Scripted()
