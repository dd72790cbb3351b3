"""The explorer finds every order of a few steps, and a fault that only one order shows."""

from __future__ import annotations

from math import comb

import pytest
from optlog.testing.interleave import Interleaver, Run, explore


def stepping(steps: dict[str, int]):
    """Give a run of actors that do nothing but step."""

    def run(choices) -> Run:
        def actor(number: int):
            return lambda: [lanes.step() for _ in range(number)]

        lanes = Interleaver({name: actor(number) for name, number in steps.items()}, choices)
        return lanes.run()

    return run


@pytest.mark.parametrize(("one", "other"), [(0, 0), (1, 1), (2, 3), (3, 3)])
def test_every_order_is_run_once(one: int, other: int) -> None:
    """Two actors of m and n turns have (m + n over m) orders; each comes exactly once."""
    found = [run.chosen for run in explore(stepping({"a": one, "b": other}))]
    assert len(found) == len(set(found)) == comb(one + other + 2, one + 1)


@pytest.mark.parametrize("bound", [0, 1, 2])
def test_the_bound_leaves_out_what_interrupts_too_often(bound: int) -> None:
    """With a bound, exactly the orders with so few preemptions are run."""
    every = {
        run.chosen
        for run in explore(stepping({"a": 2, "b": 2, "c": 1}))
        if run.preemptions <= bound
    }
    assert {
        run.chosen for run in explore(stepping({"a": 2, "b": 2, "c": 1}), max_preemptions=bound)
    } == every


def test_a_lost_update_is_found() -> None:
    """Two actors that read, step and write: some order loses one, and it is found and can be repeated."""

    def run(choices) -> Run:
        total = [0]

        def add() -> None:
            seen = total[0]
            lanes.step()
            total[0] = seen + 1

        lanes = Interleaver({"a": add, "b": add}, choices)
        done = lanes.run()
        totals[done.chosen] = total[0]
        return done

    totals: dict[tuple[str, ...], int] = {}
    orders = list(explore(run))
    assert len(orders) == 6
    assert sorted(totals.values()) == [1, 1, 1, 1, 2, 2]
    lost = next(order for order, total in totals.items() if total == 1)
    assert run(lost).chosen == lost


def test_an_actor_that_waits_is_not_chosen_until_another_has_moved() -> None:
    """A lock held by a sleeping actor is no deadlock; two that wait for each other are one."""

    def run(choices) -> Run:
        held = [False]

        def take() -> None:
            while held[0]:
                lanes.wait()
            held[0] = True
            lanes.step()
            held[0] = False

        lanes = Interleaver({"a": take, "b": take}, choices)
        return lanes.run()

    assert len(list(explore(run))) >= 4
    three = Interleaver({"a": lambda: None})
    held = [False]

    def take_of_three() -> None:
        while held[0]:
            three.wait()
        held[0] = True
        three.step()
        held[0] = False

    three = Interleaver(dict.fromkeys("abc", take_of_three), ["c", "a", "b"])
    assert set(three.run().chosen) == set("abc")
    lanes = Interleaver({"a": lambda: lanes.wait()})  # noqa: PLW0108  it does not exist yet
    with pytest.raises(AssertionError, match="every actor waits"):
        lanes.run()


def test_a_failing_actor_fails_the_run_and_names_the_order() -> None:
    """What an actor raises is the cause of the error, which says how to get there again."""
    lanes = Interleaver({"a": lambda: 1 / 0})
    with pytest.raises(AssertionError, match=r"a failed after \['a'\]") as caught:
        lanes.run()
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
