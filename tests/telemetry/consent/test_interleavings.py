"""Every order of logging, withdrawing, shipping and dying: nothing of an old epoch is sent after the no.

The real ledger, spool, gate and delivery run on real files; only who goes on when is decided here. The bounded share runs
with the other tests; `python3 dev.py fuzz consent` runs every order (`OPTLOG_INTERLEAVINGS=all`).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import optlog.store
import pytest
from optlog.consent import PSEUDONYM_KEY
from optlog.sentlog import SentLog
from optlog.shipping.backoff import Backoff
from optlog.shipping.delivery import Delivery, Step
from optlog.shipping.spool import Spool
from optlog.shipping.transport import Kind, Outcome
from optlog.testing.interleave import Interleaver, Run, explore
from optlog.types import SpoolEntry

WHOLE = os.environ.get("OPTLOG_INTERLEAVINGS") == "all"
BOUND = None if WHOLE else 3
BOUND_OF_FOUR = 1 if WHOLE else 0


STEPS = ("commit", "committed", "forgotten")
"""What a transaction does before its commit nobody else sees: others only wait for it, whichever step it is at."""


class KilledError(BaseException):
    """The process is gone."""


class Free:
    """A lock that nobody else wants."""

    def acquire(self, timeout: float | None = None) -> None:
        pass

    def release(self, force: bool = False) -> None:
        pass


@dataclass
class World:
    """One profile with a yes and a waiting line, the actors' step points, and what reached the wire."""

    home: Any
    step: Callable[[], None]
    old: int = 0
    gate_closed: bool = False
    committed: bool = False
    checked_after_commit: bool = False
    returned: bool = False
    sent: list[int] = field(default_factory=list)
    kill_at: str = ""

    def store(self, *, of_the_withdrawer: bool = False):
        return self.home.store(
            busy_timeout_s=0, fault_point=self.withdrawing if of_the_withdrawer else self.stepping
        )

    def stepping(self, at: str) -> None:
        if at in STEPS:
            self.step()

    def withdrawing(self, at: str) -> None:
        if at == "committed":
            self.committed = True
        if at == self.kill_at:
            raise KilledError
        self.stepping(at)

    def spool(self, *, in_one_step: bool = False) -> Spool:
        store = self.store()
        if in_one_step:
            store.fault_point = lambda _at: None
        return Spool(store, self.home.keys, max_bytes=1 << 20, max_age_s=9e9, clock=self.home.clock)

    def entry(self, epoch: int) -> SpoolEntry:
        return SpoolEntry("errors", epoch, self.home.clock.now_ns(), "error", b'{"event":"x"}')


class Gate:
    """What the shipper asks, with a step before each look at the files."""

    def __init__(self, world: World, consent: Any) -> None:
        self._world, self._consent = world, consent
        self.allows = consent.allows
        self.subscribe = consent.subscribe

    def refresh(self) -> bool:
        self._world.step()
        self._world.checked_after_commit = self._world.committed
        return self._consent.refresh()


class Wire:
    """Stands for the network: after `abort` nothing goes out until `prepare`, as with `LokiTransport`."""

    host = "wire.example"

    def __init__(self, world: World, same_process: bool) -> None:
        self._world, self._same_process = world, same_process
        self._aborted = False

    def prepare(self) -> None:
        self._world.step()
        self._aborted = False

    def send(self, batch: list[SpoolEntry]) -> Outcome:
        world = self._world
        world.step()
        if self._aborted:
            return Outcome(Kind.RETRY, detail="aborted")
        for entry in batch:
            if entry.epoch == world.old:
                assert not (self._same_process and world.gate_closed), "sent after the gate closed"
                assert not world.checked_after_commit, (
                    "sent on a check made after the no was recorded"
                )
            world.sent.append(entry.epoch)
        return Outcome(Kind.ACCEPTED, 204, body=b"{}")

    def abort(self) -> None:
        self._aborted = True

    def close(self) -> None:
        pass


def delivery_of(world: World, consent: Any, *, same_process: bool) -> Delivery:
    store = world.store()
    keys, clock = world.home.keys, world.home.clock
    delivery = Delivery(
        consent=Gate(world, consent),
        spool=Spool(store, keys, max_bytes=1 << 20, max_age_s=9e9, clock=clock),
        sent=SentLog(store, max_bytes=1 << 20),
        store=store,
        transport_factory=lambda: Wire(world, same_process),
        lock=Free(),
        backoff=Backoff(clock),
        clock=clock,
    )
    consent.subscribe(delivery.on_consent)
    return delivery


@pytest.fixture
def explored(home, make_home, monkeypatch, tmp_path):
    """Give a function that runs every order of actors on a profile with a yes and one waiting line."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    home.keys.create(PSEUDONYM_KEY)
    old = consent.allows("errors")
    world = World(home, lambda: None)
    assert world.spool().append([world.entry(old)]) == 1
    home.close()
    template = tmp_path / "template"
    home.folder.rename(template)
    lanes: list[Interleaver] = []

    @contextmanager
    def transaction(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
        """Wait for another actor's write as SQLite would, but by taking turns."""
        while True:
            try:
                connection.execute(begin)
                break
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or not lanes:
                    raise
                lanes[0].wait()
        try:
            yield
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")

    monkeypatch.setattr(optlog.store, "_transaction", transaction)

    def run_all(actors, check, bound, **facts: Any) -> int:
        def run(choices) -> Run:
            shutil.copytree(template, home.folder)
            home.bind()
            try:
                world = World(home, lambda: lanes[0].step(), old=old, **facts)  # noqa: PLW0108  made below
                functions = actors(world)
                lanes[:] = [Interleaver(functions, choices)]
                done = lanes[0].run()
                lanes.clear()
                world.step = lambda: None
                check(world)
                home.close()
            finally:
                lanes.clear()
                shutil.rmtree(home.folder)
            return done

        orders = sum(1 for _ in explore(run, max_preemptions=bound))
        print(f"{orders} orders")  # noqa: T201  shown by `pytest -rP`
        return orders

    return run_all


def withdrawal(world: World, consent: Any) -> Callable[[], None]:
    def closed() -> None:
        if consent.allows("errors") != world.old:
            world.gate_closed = True

    consent.subscribe(closed)

    def withdraw() -> None:
        try:
            consent.withdraw(["errors"], surface="cli")
        except KilledError:
            return
        world.returned = True

    return withdraw


def logging_of(world: World, consent: Any, *, in_one_step: bool = False) -> Callable[[], None]:
    spool = world.spool(in_one_step=in_one_step)

    def log() -> None:
        epoch = consent.allows("errors")
        world.step()
        if epoch is not None:
            spool.append([world.entry(epoch)])

    return log


def nothing_is_left(world: World) -> None:
    """After a no that returned: no line, no key, and another shipper of another process finds nothing to send."""
    assert world.returned
    before = len(world.sent)
    world.home.bind()  # the record alone must say no
    consent = world.home.open()
    assert consent.verify().ok
    assert consent.allows("errors") is None
    assert world.spool().stats().lines == 0
    assert not world.home.keys.holds("spool:errors")
    assert not world.home.keys.holds(PSEUDONYM_KEY)
    assert delivery_of(world, consent, same_process=False).step() is Step.EMPTY
    assert len(world.sent) == before


def of_one_process(world: World) -> dict[str, Callable[[], object]]:
    consent = world.home.open(store=world.store(of_the_withdrawer=True))
    assert consent.allows("errors") == world.old
    delivery = delivery_of(world, consent, same_process=True)
    return {"ship": delivery.step, "withdraw": withdrawal(world, consent)}


def of_two_processes(world: World) -> dict[str, Callable[[], object]]:
    here = world.home.open(store=world.store())
    there = world.home.open(store=world.store(of_the_withdrawer=True))
    assert here.allows("errors") == there.allows("errors") == world.old
    delivery = delivery_of(world, here, same_process=False)
    return {"ship": delivery.step, "withdraw": withdrawal(world, there)}


def test_shipping_and_withdrawing_in_one_process(explored) -> None:
    """From the moment the gate is closed in memory nothing leaves, not even a request that was already checked."""
    assert explored(of_one_process, nothing_is_left, BOUND) > 20


def test_shipping_and_withdrawing_in_two_processes(explored) -> None:
    """A request goes out only on a look at the files made before the no was recorded."""
    assert explored(of_two_processes, nothing_is_left, BOUND) > 20


def test_logging_and_withdrawing(explored) -> None:
    """A record taken just before the no is not kept after it, in this process or another."""

    def actors(world: World):
        here = world.home.open(store=world.store())
        there = world.home.open(store=world.store(of_the_withdrawer=True))
        assert here.allows("errors") == world.old
        return {"log": logging_of(world, here), "withdraw": withdrawal(world, there)}

    assert explored(actors, nothing_is_left, BOUND) > 20


def test_two_writers_shipping_and_withdrawing(explored) -> None:
    """All four at once: two processes log, one ships, one withdraws."""

    def actors(world: World):
        processes = of_two_processes(world)
        for name in ("log", "log too"):
            consent = world.home.open(store=world.store())
            assert consent.allows("errors") == world.old
            processes[name] = logging_of(world, consent, in_one_step=True)
        return processes

    assert explored(actors, nothing_is_left, BOUND_OF_FOUR) > 20


def test_a_yes_after_the_no_does_not_bring_the_old_epoch_back(explored) -> None:
    """Withdrawn and given again while a shipper is on its way: the old line never leaves after the no."""

    def actors(world: World):
        here = world.home.open(store=world.store())
        there = world.home.open(store=world.store(of_the_withdrawer=True))
        assert here.allows("errors") == world.old
        no = withdrawal(world, there)

        def change_twice() -> None:
            no()
            there.give(["errors"], surface="cli")

        delivery = delivery_of(world, here, same_process=False)
        return {"ship": delivery.step, "change": change_twice}

    def check(world: World) -> None:
        before = len(world.sent)
        consent = world.home.open()
        new = consent.allows("errors")
        assert new not in (None, world.old)
        assert world.spool().stats().lines == 0
        delivery = delivery_of(world, consent, same_process=False)
        assert world.spool().append([world.entry(new)]) == 1
        assert delivery.step() is Step.SENT
        assert world.sent[before:] == [new]

    assert explored(actors, check, BOUND) > 5


@pytest.mark.parametrize(
    "kill_at", ["begun", "purged", "appended", "commit", "committed", "forgotten"]
)
def test_a_withdrawing_process_that_dies_while_another_ships(explored, kill_at: str) -> None:
    """Recorded before the kill: nothing leaves, and the next start finishes. Not recorded: the yes stands, whole."""

    def check(world: World) -> None:
        consent = world.home.open()
        consent.finish()
        if world.committed:
            world.returned = True
            nothing_is_left(world)
        else:
            assert consent.allows("errors") == world.old
            delivery_of(world, consent, same_process=False).step()
            assert world.sent == [world.old]

    assert explored(of_two_processes, check, BOUND, kill_at=kill_at) > 3
