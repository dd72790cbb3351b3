"""The receiver's delete API refuses what Loki refuses, deletes exactly what was named, and is not too kind."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest
from optlog.testing.loki_delete import Deletions
from optlog.testing.receiver import LokiReceiver

NOW_S = int(time.time()) - 1


def ask(
    receiver: LokiReceiver,
    method: str,
    path: str = "/loki/api/v1/delete",
    body: bytes | None = None,
    **given: object,
) -> tuple[int, str]:
    """Ask the server, past all our own clients."""
    url = f"{receiver.url}{path}?{urllib.parse.urlencode(given)}"
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def push(receiver: LokiReceiver, user: str, at_s: int = NOW_S) -> None:
    values = [[str(at_s * 10**9), f"line of {user}", {"user": user}]]
    body = json.dumps({"streams": [{"stream": {"app": "x"}, "values": values}]}).encode()
    assert ask(receiver, "POST", "/loki/api/v1/push", body)[0] == 204


@pytest.fixture
def receiver() -> Iterator[LokiReceiver]:
    with LokiReceiver() as receiver:
        push(receiver, "anna")
        push(receiver, "berta")
        yield receiver


def users(receiver: LokiReceiver) -> list[str]:
    _, text = ask(receiver, "GET", "/loki/api/v1/query_range", query='{app="x"}')
    streams = json.loads(text)["data"]["result"]
    return sorted(stream["stream"]["user"] for stream in streams)


@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_exactly_the_right_rows_go(receiver: LokiReceiver, method: str) -> None:
    """A selector with structured metadata removes its rows and no others, and the list says what was asked."""
    query = '{app="x"} | user="anna"'
    assert ask(receiver, method, query=query, start=NOW_S - 10, end=NOW_S) == (204, "")
    assert users(receiver) == ["berta"]
    [entry] = json.loads(ask(receiver, "GET")[1])
    assert entry["query"] == query
    assert (entry["start_time"], entry["end_time"]) == (NOW_S - 10, NOW_S)
    assert entry["status"] == "processed"
    assert set(entry) == {"request_id", "start_time", "end_time", "query", "status", "created_at"}


def test_rows_outside_the_times_stay(receiver: LokiReceiver) -> None:
    """Start and end are both included; what is earlier or later stays."""
    push(receiver, "carla", NOW_S - 100)
    ask(receiver, "POST", query='{app="x"}', start=NOW_S - 50, end=NOW_S)
    assert users(receiver) == ["carla"]


@pytest.mark.parametrize(
    "given",
    [
        {"start": NOW_S},
        {"query": '{app="x"}'},
        {"query": "app", "start": NOW_S},
        {"query": '{app="x"', "start": NOW_S},
        {"query": '{app="x"}', "start": NOW_S * 10**9},
        {"query": '{app="x"}', "start": "yesterday"},
        {"query": '{app="x"}', "start": "2026-01-01T00:00:00"},
        {"query": '{app="x"}', "start": NOW_S, "end": NOW_S + 1000},
        {"query": '{app="x"}', "start": NOW_S, "end": NOW_S - 1},
        {"query": '{app="x"} | user="anna"', "start": NOW_S, "end": NOW_S},
    ],
)
def test_what_loki_refuses(receiver: LokiReceiver, given: dict[str, object]) -> None:
    """No query, no start, nanoseconds, times in the future or the wrong way round: 400, and nothing is deleted."""
    assert ask(receiver, "POST", **given)[0] == 400
    assert users(receiver) == ["anna", "berta"]
    assert json.loads(ask(receiver, "GET")[1]) == []


def test_an_empty_selector_is_taken_and_breaks_queries(receiver: LokiReceiver) -> None:
    """As Loki does: the mistake is not refused, and is felt afterwards."""
    assert ask(receiver, "POST", query="{}", start=NOW_S)[0] == 204
    assert ask(receiver, "GET", "/loki/api/v1/query_range", query='{app="x"}')[0] == 500


def test_a_request_can_be_cancelled_until_it_is_processed() -> None:
    """The cancel period: 204 while it waits, 400 once it is processed, 404 for one that never was."""
    with LokiReceiver(deletions=Deletions(take=2)) as receiver:
        push(receiver, "anna")
        for _ in range(2):
            ask(receiver, "POST", query='{app="x"}', start=NOW_S - 10)
        assert ask(receiver, "DELETE", request_id="00000001")[0] == 204
        assert ask(receiver, "DELETE", request_id="00000001")[0] == 404
        while "processed" not in ask(receiver, "GET")[1]:
            pass
        assert ask(receiver, "DELETE", request_id="00000002")[0] == 400


def test_processed_is_no_proof() -> None:
    """Rows of a processed request are returned a while longer."""
    with LokiReceiver(deletions=Deletions(take=0, linger=2)) as receiver:
        push(receiver, "anna")
        ask(receiver, "POST", query='{app="x"}', start=NOW_S - 10)
        assert "processed" in ask(receiver, "GET")[1]
        assert users(receiver) == ["anna"]
        assert users(receiver) == []


@pytest.mark.parametrize("given", [{"start": 0, "end": 722 * 3600 * 10**9}, {"limit": 5001}])
def test_queries_have_bounds(receiver: LokiReceiver, given: dict[str, object]) -> None:
    """A range beyond 721 hours and more than 5000 lines are refused."""
    assert ask(receiver, "GET", "/loki/api/v1/query_range", query='{app="x"}', **given)[0] == 400


def test_the_writing_token_cannot_read_or_delete() -> None:
    """With an operator's token set, the token that pushes is refused by queries and deletions, and the other way round."""
    with LokiReceiver(bearer="w", operator_bearer="r") as receiver:
        allowed = {
            (method, path, token): status_with(receiver, method, path, token) != 401
            for method, path in (
                ("POST", "/loki/api/v1/push"),
                ("GET", "/loki/api/v1/query_range"),
                ("GET", "/loki/api/v1/delete"),
                ("POST", "/loki/api/v1/delete"),
            )
            for token in ("w", "r")
        }
    assert all(may == ("push" in path) for (_, path, token), may in allowed.items() if token == "w")
    assert all(may != ("push" in path) for (_, path, token), may in allowed.items() if token == "r")


def status_with(receiver: LokiReceiver, method: str, path: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = b"{}" if method == "POST" else None
    request = urllib.request.Request(receiver.url + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status: int = answer.status
    except urllib.error.HTTPError as error:
        with error:
            status = error.code
    return status
