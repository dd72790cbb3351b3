"""Consent against a plain model: real SQLite, restarts, a second process, the clock, tombstones and faults."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from optlog.errors import ConsentError
from optlog.store import StoreFault, StoreFaultError

VALIDITY_DAYS = 30
DAY_S = 86_400.0
PURPOSES = ("errors", "usage")
EXAMPLES = int(os.environ.get("OPTLOG_STATEFUL_RUNS", "120"))

some_purposes = st.sets(st.sampled_from(PURPOSES), min_size=1).map(sorted)
handles = st.sampled_from(["a", "b"])


class Model:
    """What must hold, in the plainest words: who said yes when, and which epochs are over for good."""

    def __init__(self) -> None:
        self.yes: dict[str, float] = {}  # purpose -> when, in seconds
        self.tombstone = False
        self.void = (
            False  # a no was lost: what was recorded before counts no more, tombstone or not
        )
        self.over: dict[str, set[int]] = {purpose: set() for purpose in PURPOSES}
        self.current: dict[str, int] = {}
        self.now = 0.0

    def valid(self, purpose: str) -> bool:
        return purpose in self.yes and self.now - self.yes[purpose] <= VALIDITY_DAYS * DAY_S

    def allows(self, purpose: str) -> bool:
        return not self.tombstone and not self.void and self.valid(purpose)

    def end(self, purpose: str) -> None:
        self.yes.pop(purpose, None)
        if purpose in self.current:
            self.over[purpose].add(self.current.pop(purpose))


class ConsentMachine(RuleBasedStateMachine):
    """Two handles on one profile stand for two processes."""

    home_class: type
    policy_class: type

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.home = self.home_class(self.folder / "data")
        self.policy = self.policy_class(validity_days=VALIDITY_DAYS)
        self.model = Model()
        self.rows = dict.fromkeys(PURPOSES, 0)
        self.handles = {name: self.home.open(self.policy) for name in "ab"}

    def teardown(self) -> None:
        self.home.close()
        shutil.rmtree(self.folder)

    @rule(handle=handles, purposes=some_purposes, failing=st.booleans())
    def give(self, handle: str, purposes: list[str], failing: bool) -> None:
        if not self._choose("give", handle, purposes, failing):
            return
        model = self.model
        for purpose in PURPOSES if model.tombstone or model.void else ():
            if purpose in model.yes:
                self._ended(purpose)
        model.tombstone = model.void = False
        for purpose in purposes:
            if not model.valid(purpose):
                self._ended(purpose)
            model.yes[purpose] = model.now

    @rule(
        handle=handles,
        purposes=some_purposes,
        act=st.sampled_from(["refuse", "withdraw"]),
        failing=st.booleans(),
    )
    def say_no(self, handle: str, purposes: list[str], act: str, failing: bool) -> None:
        if self._choose(act, handle, purposes, failing):
            for purpose in purposes:
                self._ended(purpose)
        else:
            self.model.tombstone = self.model.void = True

    @rule(handle=handles, purposes=some_purposes)
    def defer(self, handle: str, purposes: list[str]) -> None:
        """Not now: possible without a valid yes and without a no; never changes what is allowed."""
        try:
            self.handles[handle].defer(purposes, surface="prompt")
        except ConsentError:
            return
        for purpose in purposes:
            assert self.model.void or not self.model.valid(purpose)
            self._ended(purpose)

    @rule(purpose=st.sampled_from(PURPOSES))
    def spool_a_record(self, purpose: str) -> None:
        epoch = self.handles["a"].allows(purpose)
        if epoch is not None:
            self.home.sql(
                f"INSERT INTO spool VALUES (NULL, '{purpose}', {epoch}, 1, 1, x'00', x'00')"
            )
            self.rows[purpose] += 1

    @rule(days=st.sampled_from([0.0, 1.0, 20.0, 31.0]))
    def let_time_pass(self, days: float) -> None:
        self.home.clock.advance(days * DAY_S + 1)
        self.model.now += days * DAY_S + 1

    @rule(handle=handles)
    def restart(self, handle: str) -> None:
        self.handles[handle] = self.home.open(self.policy)

    @rule()
    def opt_out_by_hand(self) -> None:
        self.home.folder.mkdir(exist_ok=True)
        self.home.tombstone.write_bytes(b"")
        self.model.tombstone = True

    @rule()
    def remove_the_tombstone_by_hand(self) -> None:
        self.home.tombstone.unlink(missing_ok=True)
        self.model.tombstone = False

    @invariant()
    def nothing_is_allowed_without_a_standing_yes(self) -> None:
        self.home.clock.advance(0.6)
        self.model.now += 0.6
        for consent in self.handles.values():
            for purpose in PURPOSES:
                epoch = consent.allows(purpose)
                assert (epoch is not None) == self.model.allows(purpose)
                if epoch is not None:
                    assert epoch not in self.model.over[purpose]
                    assert self.model.current.setdefault(purpose, epoch) == epoch

    @invariant()
    def the_ledger_holds_and_the_spool_is_of_the_epoch(self) -> None:
        consent = self.handles["b"]
        assert consent.verify().ok
        if not self.home.path.exists():
            return
        rows = self.home.sql("SELECT purpose, epoch FROM spool")
        for purpose in PURPOSES:
            found = [epoch for name, epoch in rows if name == purpose]
            assert len(found) == self.rows[purpose]
            assert not set(found) & self.model.over[purpose]

    def _choose(self, act: str, handle: str, purposes: list[str], failing: bool) -> bool:
        full = StoreFaultError(StoreFault.FULL, "the disk is full")

        def fault_point(step: str) -> None:
            if step == "commit":
                raise full

        if failing:
            self.home.fault_points.append(fault_point)
        try:
            getattr(self.handles[handle], act)(purposes, surface="cli")
        except ConsentError:
            assert failing
            return False
        finally:
            self.home.fault_points.clear()
        assert not failing
        return True

    def _ended(self, purpose: str) -> None:
        self.model.end(purpose)
        self.rows[purpose] = 0


def test_consent_does_what_a_plain_model_says(make_home, make_policy) -> None:
    """Over any sequence of choices, faults, restarts and time: allowed exactly while a recorded yes stands.

    Closed epochs never come back, and nothing of one stays in the spool.
    """
    ConsentMachine.home_class, ConsentMachine.policy_class = make_home, make_policy
    run_state_machine_as_test(
        ConsentMachine,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
