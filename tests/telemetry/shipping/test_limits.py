"""Bounds on what leaves: events of one name a second, bytes a day, and the daily word about both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from optlog.local import read_lines
from optlog.logger import get_logger
from optlog.settings import Settings
from optlog.shipping.delivery import OVER_BUDGET, Step
from optlog.shipping.limits import DayBudget, EventRate
from optlog.summary import FIELDS, DailySummary
from optlog.telemetry import configure
from optlog.testing.clock import FixedClock
from optlog_policy.collection import CollectionPolicy

from tests.telemetry.shipping.test_delivery import drain

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import Scripted, World

DAY_S = 86_400.0


def test_a_burst_passes_and_a_flood_is_held_back() -> None:
    """As many as the burst go at once; afterwards the rate, whatever other names do."""
    clock = FixedClock()
    rate = EventRate(2.0, 5, clock)
    assert [rate.passes("a") for _ in range(7)] == [True] * 5 + [False] * 2
    assert rate.passes("b")
    clock.advance(1.0)
    assert [rate.passes("a") for _ in range(3)] == [True, True, False]
    clock.advance(3600.0)
    assert sum(rate.passes("a") for _ in range(50)) == 5


def test_endless_names_share_one_bucket() -> None:
    """A program that writes values into its messages neither fills the memory nor escapes the bound."""
    rate = EventRate(1.0, 3, FixedClock())
    passed = sum(rate.passes(f"row {number}") for number in range(5000))
    assert passed == 1024 + 3


def test_the_budget_ends_with_the_day(given: World) -> None:
    """Used up, it asks to wait, an hour at most; the next day (UTC) begins with nothing used."""
    budget = DayBudget(given.store, 100, given.clock)
    with given.store.write() as connection:
        assert not budget.add(connection, 60)
        assert budget.add(connection, 60)
        assert not budget.add(connection, 1)  # said once
    assert budget.used() == 121
    assert budget.wait_s() == 3600.0
    given.clock.advance(DAY_S - 60.0)
    assert budget.wait_s() == 60.0
    given.clock.advance(60.0)
    assert (budget.used(), budget.wait_s()) == (0, 0.0)


def test_beyond_the_budget_nothing_is_sent_and_nothing_lost(
    given: World, scripted: Scripted
) -> None:
    """Delivery stops when the day's bytes are sent, says so, counts what waits, and goes on the next day."""
    entries = given.entries(30)
    given.spool.append(entries)
    size = sum(len(entry.line) for entry in entries[:10])
    delivery = given.delivery(scripted, batch_lines=10, day_bytes=size + 10)
    assert drain(delivery) is Step.WAIT
    assert len(scripted.accepted) == 20
    assert delivery.health.paused_reason == OVER_BUDGET
    assert given.store.counters()["days_over_budget"] == 1
    assert given.store.counters()["carried_over"] == 10
    given.clock.advance(DAY_S)
    assert drain(delivery) is Step.EMPTY
    assert scripted.accepted == [entry.line for entry in entries]
    assert delivery.health.paused_reason is None


def test_another_process_counts_against_the_same_budget(given: World, scripted: Scripted) -> None:
    """The day's bytes are the profile's, not the process's."""
    given.spool.append(given.entries(20))
    first = given.delivery(scripted, batch_lines=10, day_bytes=1)
    assert drain(first) is Step.WAIT
    other = given.another().delivery(scripted, batch_lines=10, day_bytes=1)
    assert drain(other) is Step.WAIT
    assert len(scripted.accepted) == 10


def test_the_summary_is_told_once_a_day_and_only_of_what_grew(given: World) -> None:
    """The first day only takes stock; then each day with something to tell, once, over restarts and processes."""
    told: list[dict[str, int]] = []
    summary = DailySummary(given.store, given.clock, lambda grown: told.append(dict(grown)))
    given.store.count("sent_lines", 7)
    summary.tell()
    assert told == []
    given.store.count("sent_lines", 5)
    given.store.count("dropped_age", 2)
    given.store.count("dropped_corrupt", 1)
    summary.tell()
    assert told == []
    given.clock.advance(DAY_S)
    for again in (summary, DailySummary(given.store, given.clock, told.append)):  # type: ignore[arg-type]  # the same
        again.tell()
    assert told == [{"sent": 5, "carried_over": 0, "held_back": 0, "lost": 3}]
    given.clock.advance(DAY_S)
    summary.tell()
    assert len(told) == 1


def test_the_built_in_policy_declares_the_summary() -> None:
    """What the summary holds may leave with the diagnostics, and nothing of it under another purpose."""
    policy = CollectionPolicy.builtin()
    record = {
        "timestamp": "2026-01-01T00:00:00.000000Z",
        "level": "info",
        "logger": "optlog",
        "event": "daily summary of what was shared",
        "shipping": dict.fromkeys(FIELDS, 1),
    }
    assert policy.classify(record) == "diagnostics"
    assert policy.project(record, "diagnostics") == record


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        config_file=None,
        app="limits",
        data_dir=tmp_path / "data",
        log_dir=tmp_path / "log",
        console=False,
        use_keyring=False,
        max_events_per_s=1,
        loki_url="http://127.0.0.1:9",
    )


def test_a_flood_stays_on_this_computer_and_is_counted(
    settings: Settings, scripted: Scripted, tmp_path: Path
) -> None:
    """The local log has every record; what leaves is bounded; status and the next summary say how many were held back."""
    clock = FixedClock()
    with configure(settings, clock=clock, environ={}, transport=lambda: scripted) as telemetry:
        telemetry.consent.give(("errors", "diagnostics"), surface="settings")
        for number in range(25):
            get_logger("app").error("cannot read", attempt=number)
        telemetry.hold()
        assert telemetry.status().waiting_lines == 10
        assert telemetry.status().counters["rate_limited"] == 15
    with configure(settings, clock=clock, environ={}, transport=lambda: scripted) as telemetry:
        assert telemetry.status().counters["rate_limited"] == 15
        telemetry.hold()
        clock.advance(DAY_S)
        get_logger("app").error("cannot read", attempt=25)
        get_logger("app").error("cannot read", attempt=26)
        telemetry.hold()
    lines = [json.loads(line) for line in read_lines(tmp_path / "log", "limits")]
    assert sum(line["event"] == "cannot read" for line in lines) == 27
    assert [line["shipping"]["held_back"] for line in lines if "shipping" in line] == [15]
