"""What reaches the wire, against a plain model: real ledger, spool and delivery, processes, kills, clocks and updates.

Every request is checked as it is made: each line in it was recorded under a yes, and that same yes, never interrupted,
still stands. `python3 dev.py fuzz consent` makes ten thousand runs (`OPTLOG_STATEFUL_RUNS`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from optlog.errors import ConsentError, StoreError
from optlog.sentlog import SentLog
from optlog.shipping.backoff import Backoff
from optlog.shipping.delivery import Delivery
from optlog.shipping.spool import Spool
from optlog.store import StoreFault, StoreFaultError
from optlog.testing.transport import RecordingTransport
from optlog.types import SpoolEntry

DAY_S = 86_400.0
VALIDITY_DAYS = 30
PURPOSES = ("errors", "usage")
EXAMPLES = int(os.environ.get("OPTLOG_STATEFUL_RUNS", "120"))
SENT = {"lines": 0}

some_purposes = st.sets(st.sampled_from(PURPOSES), min_size=1).map(sorted)
names = st.sampled_from(["a", "b"])
seldom = st.sampled_from([False, False, False, True])
no_acts = st.sampled_from(["refuse", "withdraw"])


class KilledError(BaseException):
    """The process is gone in the middle of a write."""


@dataclass
class Yes:
    """One yes, from its first day to its end."""

    at: float
    digest: str


@dataclass
class Model:
    """Who said yes when and to what, in the plainest words. A line belongs to the yes under which it was made."""

    now: float = 0.0
    yes: dict[str, Yes] = field(default_factory=dict)
    tombstone: bool = False
    void: bool = False
    managed: bool = False

    def holds(self, purpose: str, digest: str) -> bool:
        found = self.yes.get(purpose)
        return (
            found is not None
            and found.digest == digest
            and abs(self.now - found.at) <= VALIDITY_DAYS * DAY_S
        )

    def allows(self, purpose: str, process: Process) -> bool:
        blocked = self.tombstone or self.void or self.managed or "DO_NOT_TRACK" in process.environ
        return not blocked and self.holds(purpose, process.policy.digest)

    def end(self, purpose: str) -> None:
        self.yes.pop(purpose, None)

    def give(self, purposes: list[str], digest: str) -> None:
        if self.tombstone or self.void:
            self.yes.clear()
        self.tombstone = self.void = False
        for purpose in purposes:
            if self.holds(purpose, digest):
                self.yes[purpose].at = self.now  # the same yes, renewed
            else:
                self.yes[purpose] = Yes(self.now, digest)


class Process:
    """One running program: what it has in memory, and its own view of the files."""

    def __init__(self, machine: WireMachine, policy: Any, environ: dict[str, str]) -> None:
        self.policy, self.environ = policy, environ
        home = machine.home
        self.consent = home.open(policy, environ=environ, managed_path=machine.managed_path)
        self.consent.finish()
        self.queue: list[SpoolEntry] = []
        store = home.store()
        keys, clock = home.keys, home.clock
        self.spool = Spool(store, keys, max_bytes=1 << 20, max_age_s=9e9, clock=clock)
        self.transport = Wire(machine, self)
        self.delivery = Delivery(
            consent=self.consent,
            spool=self.spool,
            sent=SentLog(store, max_bytes=1 << 20),
            store=store,
            transport_factory=lambda: self.transport,
            lock=FileLock(home.folder / "shipper.lock"),
            backoff=Backoff(clock),
            clock=clock,
        )
        self.consent.subscribe(self.delivery.on_consent)


class Wire(RecordingTransport):
    """Checks every line of every request against the model before it goes."""

    def __init__(self, machine: WireMachine, process: Process) -> None:
        super().__init__()
        self._machine, self._process = machine, process

    def send(self, batch):
        for entry in batch:
            made_under = self._machine.made[entry.line]
            model = self._machine.model
            assert made_under is not None, "made without a yes"
            assert model.yes.get(entry.purpose) is made_under, "made under a yes that is over"
            assert model.allows(entry.purpose, self._process), "not allowed now"
            SENT["lines"] += 1
        return super().send(batch)


class WireMachine(RuleBasedStateMachine):
    """Two processes on one profile, each in one of two versions of the application."""

    home_class: type
    policy_class: type

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.managed_path = self.folder / "managed.toml"
        self.home = self.home_class(self.folder / "data")
        self.home.folder.mkdir()
        self.policies = [
            self.policy_class(version, f"d{version}", validity_days=VALIDITY_DAYS)
            for version in (1, 2)
        ]
        self.model = Model()
        self.made: dict[bytes, Yes | None] = {}
        self.processes = {name: Process(self, self.policies[0], {}) for name in "ab"}

    def teardown(self) -> None:
        for process in self.processes.values():
            process.delivery.close()
        self.home.close()
        shutil.rmtree(self.folder)

    @initialize(name=names)
    def begin_with_a_yes(self, name: str) -> None:
        self.give(name, list(PURPOSES), False)

    @rule(name=names, purpose=st.sampled_from(PURPOSES), ship=st.booleans())
    def log(self, name: str, purpose: str, ship: bool) -> None:
        """Make a record, as the gate of this process sees it now: perhaps half a second late."""
        process = self.processes[name]
        line = b'{"n":%d}' % len(self.made)
        allowed = self.model.allows(purpose, process)
        self.made[line] = self.model.yes.get(purpose) if allowed else None
        epoch = process.consent.allows(purpose)
        if epoch is not None:
            now = self.home.clock.now_ns()
            process.queue.append(SpoolEntry(purpose, epoch, now, "error", line))
        if ship:
            self.write(name)
            self.ship(name)

    @rule(name=names)
    def write(self, name: str) -> None:
        process = self.processes[name]
        process.spool.append(process.queue)
        process.queue = []

    @rule(name=names, answer=st.sampled_from(["accepted", "accepted", "retry", "reject"]))
    def ship(self, name: str, answer: str = "accepted") -> None:
        process = self.processes[name]
        if answer != "accepted":
            process.transport.answer(answer)
        process.delivery.step()
        process.delivery.rest()

    @rule(name=names, purposes=some_purposes, failing=seldom)
    def give(self, name: str, purposes: list[str], failing: bool) -> None:
        if self._choose(name, "give", purposes, failing):
            self.model.give(purposes, self.processes[name].policy.digest)

    @rule(name=names, purposes=some_purposes, act=no_acts, failing=seldom)
    def say_no(self, name: str, purposes: list[str], act: str, failing: bool) -> None:
        if self._choose(name, act, purposes, failing):
            for purpose in purposes:
                self.model.end(purpose)
        else:
            self.model.tombstone = self.model.void = True

    @rule(name=names, purposes=some_purposes, act=no_acts,
          step=st.sampled_from(["begun", "purged", "appended", "commit", "committed", "forgotten"]))  # fmt: skip
    def killed_while_saying_no(self, name: str, purposes: list[str], act: str, step: str) -> None:
        """Die at one step of a no, and start again: it is recorded, or not begun."""

        def die(at: str) -> None:
            if at == step:
                raise KilledError

        self.home.fault_points.append(die)
        try:
            getattr(self.processes[name].consent, act)(purposes, surface="cli")
        except KilledError:
            pass
        finally:
            self.home.fault_points.clear()
        if step in ("committed", "forgotten"):
            for purpose in purposes:
                self.model.end(purpose)
        self.restart(name, update=False, do_not_track=False)

    @rule(name=names, update=st.booleans(), do_not_track=seldom)
    def restart(self, name: str, update: bool, do_not_track: bool) -> None:
        """Start again, perhaps in the other version, perhaps with DO_NOT_TRACK. What was queued in memory is lost."""
        old = self.processes[name]
        old.delivery.close()
        policy = self.policies[2 - old.policy.version] if update else old.policy
        self.processes[name] = Process(self, policy, {"DO_NOT_TRACK": "1"} if do_not_track else {})

    @rule(days=st.sampled_from([0.0, 1.0, 20.0, 31.0, -1.0, -40.0]))
    def move_the_clock(self, days: float) -> None:
        """Days pass, or the clock is set back; processes look at the files at least once in between."""
        clock = self.home.clock
        clock.advance(0.6)
        clock.set_ns(clock.now_ns() + int(days * DAY_S) * 10**9)
        self.model.now += 0.6 + int(days * DAY_S)

    @rule(name=names, purposes=some_purposes)
    def lift_everything_and_give(self, name: str, purposes: list[str]) -> None:
        """Bring the profile back to where something may be sent: faults alone teach little."""
        self.an_administrator_decides(False)
        self.restart(name, False, False)
        self.give(name, purposes, False)
        self.home.clock.advance(600)  # no backoff stands in the way
        self.model.now += 600
        for purpose in purposes:
            self.log(name, purpose, True)

    @rule()
    def opt_out_by_hand(self) -> None:
        self.home.tombstone.write_bytes(b"")
        self.model.tombstone = True

    @rule()
    def remove_the_tombstone_by_hand(self) -> None:
        self.home.tombstone.unlink(missing_ok=True)
        self.model.tombstone = False

    @rule(denied=seldom)
    def an_administrator_decides(self, denied: bool) -> None:
        if denied:
            self.managed_path.write_text("collect = false\n")
        else:
            self.managed_path.unlink(missing_ok=True)
        self.model.managed = denied

    @rule()
    def a_flood_of_writes_fails(self) -> None:
        """Fail every write for a while: queued records stay, and nothing else changes."""
        self.home.fault_points.append(_full)
        try:
            for process in self.processes.values():
                try:
                    process.spool.append(process.queue)
                except StoreError:
                    continue
                process.queue = []
        finally:
            self.home.fault_points.clear()

    @invariant()
    def the_gate_agrees_with_the_model(self) -> None:
        for process in self.processes.values():
            for purpose in PURPOSES:
                found = process.consent.decide(purpose)
                assert found.allowed == self.model.allows(purpose, process), found

    @invariant()
    def the_record_holds(self) -> None:
        assert self.processes["a"].consent.verify().ok

    def _choose(self, name: str, act: str, purposes: list[str], failing: bool) -> bool:
        if failing:
            self.home.fault_points.append(_full)
        try:
            getattr(self.processes[name].consent, act)(purposes, surface="cli")
        except ConsentError:
            assert failing
            return False
        finally:
            self.home.fault_points.clear()
        assert not failing
        return True


def _full(step: str) -> None:
    if step == "commit":
        raise StoreFaultError(StoreFault.FULL, "the disk is full")


def test_only_what_a_standing_yes_covers_reaches_the_wire(make_home, make_policy) -> None:
    """Over any sequence of logging, shipping, choices, kills, restarts, updates, clocks and faults."""
    WireMachine.home_class, WireMachine.policy_class = make_home, make_policy
    SENT["lines"] = 0
    run_state_machine_as_test(
        WireMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    assert (
        SENT["lines"] > EXAMPLES / 4
    )  # or the machine never sends, and the check is worth nothing
    print(f"{EXAMPLES} runs, {SENT['lines']} lines sent")  # noqa: T201  shown by `pytest -rP`
