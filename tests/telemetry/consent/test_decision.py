"""The most restrictive layer wins, whatever the others say, and says why in a sentence."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from optlog.consent.coverage import Coverage
from optlog.consent.decision import LAYERS, Situation, Standing, decide, standing
from optlog.consent.model import ConsentEvent, ConsentState, Layer, Surface
from optlog.consent.overlays import Managed
from optlog.store_faults import StoreFault, StoreFaultError

DAY_NS = 86_400 * 10**9
GIVEN = Standing(ConsentState.GIVEN, 7, "agreed to on 2026-01-01")
YES = Situation(declared=frozenset({"errors"}), standings={"errors": GIVEN})

# In order of precedence: how each layer says no, and a word of its sentence.
NO: list[tuple[Layer, dict[str, Any], str]] = [
    (Layer.MANAGED, {"managed": Managed("rule 7", frozenset({"errors"}))}, "rule 7"),
    (Layer.DO_NOT_TRACK, {"do_not_track": True}, "DO_NOT_TRACK"),
    (Layer.ENVIRONMENT, {"environment_off": True}, "OPTLOG_TELEMETRY"),
    (Layer.RUN, {"run_off": True}, "this run"),
    (Layer.TOMBSTONE, {"opted_out": True}, "OPT_OUT"),
    (Layer.STORE_FAULT, {"fault": StoreFaultError(StoreFault.LOCKED, "busy")}, "locked"),
    (Layer.DEFAULT, {"declared": frozenset()}, "declared"),
    (Layer.LEDGER, {"unsaved": frozenset({"errors"})}, "just now"),
]


def situation(*values: dict[str, Any]) -> Situation:
    merged: dict[str, Any] = {"declared": YES.declared, "standings": YES.standings}
    for value in values:
        merged.update(value)
    return Situation(**merged)


def test_the_order_is_the_one_of_the_design() -> None:
    """The table of layers holds each layer once, in the order tested here."""
    assert [layer for layer, _ in LAYERS] == [layer for layer, _, _ in NO]
    assert {layer for layer, _ in LAYERS} == set(Layer)


@pytest.mark.parametrize("said", list(itertools.product((False, True), repeat=len(NO))))
def test_the_first_layer_that_says_no_wins(said: tuple[bool, ...]) -> None:
    """For every combination of layers saying no, the highest decides and names itself; without any it is a yes."""
    noes = [no for no, on in zip(NO, said, strict=True) if on]
    found = decide(situation(*(values for _, values, _ in noes)), "errors")
    if not noes:
        assert (found.allowed, found.layer, found.epoch) == (True, Layer.LEDGER, 7)
        return
    assert not found.allowed
    assert found.layer is noes[0][0]
    assert noes[0][2] in found.reason
    assert found.epoch == 7


def test_a_blocked_yes_is_still_shown_as_recorded() -> None:
    """A layer above blocks, and leaves the recorded choice alone."""
    found = decide(situation({"do_not_track": True}), "errors")
    assert (found.allowed, found.state) == (False, ConsentState.GIVEN)


@pytest.mark.parametrize("state", [state for state in ConsentState if not state.collects])
def test_no_recorded_state_but_a_yes_allows(state: ConsentState) -> None:
    """Every state except given and renewed is a no by the ledger, or by default while nobody was asked."""
    found = decide(situation({"standings": {"errors": Standing(state, 1, "why")}}), "errors")
    layer = Layer.DEFAULT if state is ConsentState.UNKNOWN else Layer.LEDGER
    assert (found.allowed, found.layer, found.reason) == (False, layer, "why")


def test_an_administrator_may_turn_off_single_purposes() -> None:
    """A managed list touches the purposes in it alone; without a list everything."""
    both = {
        "declared": frozenset({"errors", "usage"}),
        "standings": {"errors": GIVEN, "usage": GIVEN},
    }
    some = situation(both, {"managed": Managed("", frozenset({"usage"}))})
    assert decide(some, "errors").allowed
    assert not decide(some, "usage").allowed
    assert not decide(situation(both, {"managed": Managed("")}), "errors").allowed


def event(state: ConsentState) -> ConsentEvent:
    return ConsentEvent(
        1, 3, "errors", state, "1970-01-11T00:00:00.000000Z", "d", "1", "", "en", "", Surface.CLI, "1"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "here", "covered", "validity", "expected"),
    [
        (10, True, True, 30, ConsentState.GIVEN),
        (40, True, True, 30, ConsentState.GIVEN),
        (41, True, True, 30, ConsentState.EXPIRED),
        (1, True, True, 9, ConsentState.GIVEN),  # the clock was set back a little
        (0, True, True, 9, ConsentState.EXPIRED),  # a yes from the far future
        (10, False, True, 30, ConsentState.INVALIDATED),
        (10, True, False, 30, ConsentState.INVALIDATED),
        (10, True, True, None, ConsentState.INVALIDATED),
        (99, False, True, 30, ConsentState.INVALIDATED),
    ],
)
def test_a_yes_lapses_with_time_place_and_scope(
    day: int, here: bool, covered: bool, validity: int | None, expected: ConsentState
) -> None:
    """A yes of day 10 holds for its validity both ways, on its computer, for what was declared."""
    found = standing(
        event(ConsentState.GIVEN),
        now_ns=day * DAY_NS,
        validity_days=validity,
        here=here,
        covered=Coverage(covered),
    )
    assert found.state is expected
    assert found.epoch == 3
    assert found.reason


@pytest.mark.parametrize("state", [state for state in ConsentState if not state.collects])
def test_a_no_never_lapses(state: ConsentState) -> None:
    """Time, place and scope change nothing about any other state."""
    found = standing(
        event(state), now_ns=10**20, validity_days=None, here=False, covered=Coverage(False)
    )
    assert found.state is state
