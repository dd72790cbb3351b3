"""What the receiver answers to metrics, and that the project's own queries find what they say they show."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from optlog.operate.queries import load_queries
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import LokiReceiver
from optlog.types import SpoolEntry

S = 10**9


def ask(receiver: LokiReceiver, query: str, path: str = "query", **more: Any) -> Any:
    """Give the result of a query, or the status when it is refused."""
    with requests.Session() as session:
        session.trust_env = False
        answer = session.get(
            f"{receiver.url}/loki/api/v1/{path}", params={"query": query, **more}, timeout=10
        )
    return answer.json()["data"]["result"] if answer.status_code == 200 else answer.status_code


def values(receiver: LokiReceiver, query: str) -> dict[tuple[str, ...], float]:
    """Give the numbers of an instant query by the values of their labels, in the order of their names."""
    return {
        tuple(value for _, value in sorted(row["metric"].items())): float(row["value"][1])
        for row in ask(receiver, query)
    }


@pytest.fixture
def receiver() -> Any:
    clock = FixedClock()
    with LokiReceiver(clock=clock) as running:
        for version, user, level, ms in (
            ("1", "a", "error", 10),
            ("1", "a", "error", 20),
            ("1", "b", "error", 30),
            ("2", "b", "info", 2000),
            ("2", "c", "info", None),
        ):
            clock.advance(1)
            fields = {"event": f"of {user}", **({} if ms is None else {"duration_ms": ms})}
            entry = SpoolEntry(
                "errors",
                1,
                clock.now_ns(),
                level,
                json.dumps(fields).encode(),
                {"user": f"psn_{user}", "consent": user, "version": version},
            )
            transport = LokiTransport(
                LokiOptions(running.url, {"app": "x", "environment": "test", "os": "linux"})
            )
            assert transport.send([entry]).kind is Kind.ACCEPTED
            transport.close()
        clock.advance(1)
        yield running


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ('sum(count_over_time({app="x"}[1h]))', {(): 5}),
        ('sum(count_over_time({app="x"}[3s]))', {(): 2}),
        ('sum(rate({app="x"}[10s]))', {(): 0.5}),
        ('sum by (version) (count_over_time({app="x", level="error"}[1h]))', {("1",): 3}),
        ('count(sum by (user) (count_over_time({app="x"}[1h])))', {(): 3}),
        ('topk(1, sum by (user) (count_over_time({app="x", level="error"}[1h])))', {("psn_a",): 2}),
        ('bottomk(1, sum by (user) (count_over_time({app="x", level="error"}[1h])))', {("psn_b",): 1}),
        ('sum by (app) (bytes_over_time({app="x"} |= "of c" [1h]))', {("x",): len('{"event": "of c"}')}),
        ('100 * sum(count_over_time({app="x"}[1h])) / (2 * 5)', {(): 50}),
        ('sum(count_over_time({app="x"}[1h])) > 5', {}),
        ('sum(count_over_time({app="x"}[1h])) / sum(count_over_time({app="x", version="2"}[1h]))', {(): 2.5}),
        (
            'quantile_over_time(0.5, {app="x"} | json duration_ms="duration_ms" | unwrap duration_ms | __error__="" [1h]) by (app)',
            {("x",): 25},
        ),
        ('max_over_time({app="x"} | json n="duration_ms" | n > 10 | unwrap n | __error__="" [1h]) by (version)', {("1",): 30, ("2",): 2000}),
        ('sum(count_over_time({app="x"} | json | event!="of c" [1h]))', {(): 4}),
        ('sum(count_over_time({app="x"} !~ "of [ab]" [1h]))', {(): 1}),
        ('sum without (app, environment, level, os, version, service_name, purpose, consent) (count_over_time({app="x"}[1h]))',
            {("psn_a",): 2, ("psn_b",): 2, ("psn_c",): 1}),
    ],
)  # fmt: skip
def test_numbers(receiver: LokiReceiver, query: str, wanted: dict[tuple[str, ...], float]) -> None:
    """Counted by hand, each metric gives the numbers that Loki's documentation promises."""
    assert values(receiver, query) == pytest.approx(wanted)


def test_a_curve_has_a_point_for_every_step(receiver: LokiReceiver) -> None:
    """Over a time, the same metric is asked at each step."""
    end = FixedClock().now_ns() + 6 * S
    [curve] = ask(
        receiver,
        'sum(count_over_time({app="x"}[1s]))',
        "query_range",
        start=end - 5 * S,
        end=end,
        step=1,
    )
    assert [value for _, value in curve["values"]] == ["1", "1", "1", "1", "1"]


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ('{app="x"}', "query"),
        ('count_over_time({app="x"}[$__auto])', "query"),
        ('count_over_time({app=~".*"}[5m])', "query"),
        ('sum_over_time({app="x"} | json e="event" | unwrap e [1h])', "query"),
        ('count_over_time({app="x"}[5m]', "query_range"),
    ],
)
def test_what_loki_would_refuse_is_a_400(receiver: LokiReceiver, query: str, path: str) -> None:
    """A log query at one moment, a variable of Grafana's, an empty selector, a text where a number is needed."""
    assert ask(receiver, query, path) == 400


FOUND = {
    "records-24-h": [5],
    "errors-24-h": [3],
    "installations-with-errors-24-h": [2],
    "most-frequent-errors": [2, 1],
    "errors-by-pseudonym": [2, 1],
    "alert-many-errors": [3],
    "alert-errors-on-many-installations": [2],
    # 36 + 36 + 36 + 38 + 17 bytes
    "share-of-the-daily-budget": pytest.approx([100 * 163 / 1e9]),
    "volume-24-h": [163],
    "alert-daily-volume-above-its-budget": [163],
    "alert-slow-operations": pytest.approx([0.05 * 30 + 0.95 * 2000, 19.5]),
    "alert-deletion-asked-for": [],
    "deletion-requests-7-days": [],
}


@pytest.mark.parametrize(
    "query",
    [q for q in load_queries() if q.kind == "instant" and q.where != "docs/operator.md"],
    ids=lambda q: q.id,
)
def test_a_panel_or_alert_shows_the_right_numbers(receiver: LokiReceiver, query: Any) -> None:
    """Asked of five known records, every instant query of dashboard and alerts gives what was counted by hand."""
    got = sorted(values(receiver, query.filled_in).values(), reverse=True)
    assert got == FOUND[query.id]


@pytest.mark.parametrize(
    ("name", "wanted"), [("slow-records", 1), ("records", 5), ("deletion-requests", 0)]
)
def test_a_log_panel_shows_the_right_records(
    receiver: LokiReceiver, name: str, wanted: int
) -> None:
    """The log queries choose exactly the records that they name."""
    [query] = [q for q in load_queries() if q.id == name]
    now = FixedClock().now_ns()
    found = ask(receiver, query.filled_in, "query_range", start=now, end=now + 60 * S)
    assert sum(len(stream["values"]) for stream in found) == wanted
