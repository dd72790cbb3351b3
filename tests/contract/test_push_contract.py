"""The same pushes to the strict receiver and, when OPTLOG_TEST_LOKI_URL names one, to a live Loki: the same answers.

A live server should run this repository's loki-config.yml. Every test uses labels of its own, so that it can run against
a server with other data.
"""

from __future__ import annotations

import gzip
import json
import os
import secrets
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.receiver import LokiReceiver
from optlog.types import SpoolEntry

LIVE = os.environ.get("OPTLOG_TEST_LOKI_URL", "").rstrip("/")
HOUR_NS = 3600 * 10**9
MIB = 1024 * 1024
_QUERY_WITHIN_S = 20.0


class Server:
    """One server, asked without any code of the shipping layer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.run = f"contract-{secrets.token_hex(6)}"

    def labels(self, **more: Any) -> dict[str, Any]:
        return {"app": self.run, **more}

    def push(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        given = {"Content-Type": "application/json"} if headers is None else headers
        return self._ask("/loki/api/v1/push", body, given)[0]

    def push_streams(self, *streams: dict[str, Any]) -> int:
        return self.push(json.dumps({"streams": streams}).encode())

    def push_value(self, *value: Any, **labels: Any) -> int:
        return self.push_streams({"stream": self.labels(**labels), "values": [list(value)]})

    def query(self, more: str = "", expect: int = 1) -> list[tuple[dict[str, str], int, str]]:
        """Give the rows of this run, asking until at least so many are there or the time is over."""
        given = urllib.parse.urlencode(
            {
                "query": f'{{app="{self.run}"}}{more}',
                "start": time.time_ns() - 200 * HOUR_NS,
                "end": time.time_ns() + HOUR_NS,
                "limit": 5000,
                "direction": "forward",
            }
        )
        deadline = time.monotonic() + (_QUERY_WITHIN_S if self.url == LIVE else 0)
        while True:
            status, text = self._ask(f"/loki/api/v1/query_range?{given}", None, {})
            assert status == 200, text
            rows = [
                (stream["stream"], int(at), line)
                for stream in json.loads(text)["data"]["result"]
                for at, line in stream["values"]
            ]
            if len(rows) >= expect or time.monotonic() >= deadline:
                return sorted(rows, key=lambda row: row[1])
            threading.Event().wait(0.25)  # a live server shows lines a moment later

    def asked(self, path: str, **parameters: Any) -> tuple[int, Any]:
        """Ask for something below /loki/api/v1; give the status, and the data of a good answer."""
        given = urllib.parse.urlencode(parameters)
        status, text = self._ask(f"/loki/api/v1/{path}?{given}", None, {})
        return status, json.loads(text)["data"] if status == 200 else None

    def numbers(self, query: str) -> dict[str, float]:
        """Give a metric of this moment by the values of its labels; `APP` in the query is this run's."""
        status, data = self.asked(
            "query", query=query.replace("APP", self.run), time=time.time_ns()
        )
        assert status == 200, query
        return {
            ",".join(value for _, value in sorted(row["metric"].items())): float(row["value"][1])
            for row in data["result"]
        }

    def delete(self, **parameters: Any) -> int:
        """Ask for a deletion; give the status."""
        path = f"/loki/api/v1/delete?{urllib.parse.urlencode(parameters)}"
        return self._ask(path, b"", {"Content-Type": "application/x-www-form-urlencoded"})[0]

    def deletions(self) -> list[dict[str, Any]]:
        """Give the deletions that concern this run."""
        status, text = self._ask("/loki/api/v1/delete", None, {})
        assert status == 200, text
        return [entry for entry in json.loads(text) or () if self.run in entry["query"]]

    def _ask(self, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        request = urllib.request.Request(self.url + path, body, headers)
        if body is not None and "Content-Type" not in headers:
            request.add_unredirected_header("Content-Type", "")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()


@pytest.fixture(params=["receiver", "live"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    if request.param == "live":
        if not LIVE:
            pytest.skip("OPTLOG_TEST_LOKI_URL names no server")
        yield Server(LIVE)
        return
    with LokiReceiver(bytes_per_s=4 * MIB, burst_bytes=8 * MIB) as running:  # as loki-config.yml
        yield Server(running.url)


def now() -> str:
    return str(time.time_ns())


def packed(server: Server) -> bytes:
    values = [[now(), "a"], [now(), "b"]]
    return json.dumps({"streams": [{"stream": server.labels(), "values": values}]}).encode()


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("encoding", ["gzip", "deflate", ""])
def test_plain_gzip_and_deflate_are_taken(server: Server, encoding: str) -> None:
    """A body as it is, with gzip and with raw deflate is stored."""
    packs: dict[str, Callable[[bytes], bytes]] = {
        "gzip": gzip.compress,
        "deflate": raw_deflate,
        "": bytes,
    }
    headers = {**JSON, **({"Content-Encoding": encoding} if encoding else {})}
    assert server.push(packs[encoding](packed(server)), headers) == 204
    assert [line for _, _, line in server.query(expect=2)] == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"{", JSON, 400),
        (b"", JSON, 400),
        (b"[]", JSON, 400),
        (b"{}", JSON, 422),
        (b'{"streams":[]}', JSON, 422),
        (b'{"streams":[]}', {}, 400),
        (b'{"streams":[]}', {"Content-Type": "text/plain"}, 400),
        (b"\x28\xb5\x2f\xfd", {**JSON, "Content-Encoding": "zstd"}, 400),
        (b'{"streams":[]}', {**JSON, "Content-Encoding": "gzip"}, 400),
    ],
)
def test_a_request_of_the_wrong_form(
    server: Server, body: bytes, headers: dict[str, str], status: int
) -> None:
    """What is not a push is refused whole, with the status that Loki gives."""
    assert server.push(body, headers) == status


def test_an_empty_line_and_no_values_are_taken(server: Server) -> None:
    """A stream without values and a line without text are no errors."""
    assert server.push_streams({"stream": server.labels(), "values": []}) == 204
    assert server.push_value(now(), "") == 204


@pytest.mark.parametrize("name", ["a-b", "a.b", "1a", "é", ""])
def test_a_bad_label_name_loses_the_whole_request(server: Server, name: str) -> None:
    """One wrong label name anywhere, and nothing of the request is stored."""
    good = {"stream": server.labels(), "values": [[now(), "good"]]}
    bad = {"stream": server.labels(**{name: "x"}), "values": [[now(), "bad"]]}
    assert server.push_streams(good, bad) == 400
    assert server.query(expect=0) == []


def test_label_values_that_are_no_strings_become_text(server: Server) -> None:
    """A number as a label value is stored as its text."""
    assert server.push_value(now(), "x", build=7) == 204
    assert server.query()[0][0]["build"] == "7"


@pytest.mark.parametrize("value", [7, True, {"a": "b"}, ["a"]])
def test_metadata_that_is_no_string_loses_the_whole_request(server: Server, value: Any) -> None:
    """Structured metadata takes strings alone."""
    values = [[now(), "good"], [now(), "bad", {"user": value}]]
    assert server.push_streams({"stream": server.labels(), "values": values}) == 400
    assert server.query(expect=0) == []


def test_metadata_names_are_made_fit(server: Server) -> None:
    """A metadata name with dots and dashes is stored with underscores."""
    assert server.push_value(now(), "x", {"http.status-code": "200"}) == 204
    assert server.query(' | http_status_code="200"')[0][2] == "x"


@pytest.mark.parametrize(("size", "status"), [(2048, 204), (2049, 400)])
def test_the_length_of_a_label_value(server: Server, size: int, status: int) -> None:
    """A label value may have 2048 bytes."""
    assert server.push_value(now(), "x", long="x" * size) == status


def test_too_many_labels(server: Server) -> None:
    """More labels than any limit in use are refused."""
    assert server.push_value(now(), "x", **{f"l{number}": "x" for number in range(20)}) == 400


@pytest.mark.parametrize(("size", "status"), [(256 * 1024, 204), (256 * 1024 + 1, 400)])
def test_the_length_of_a_line(server: Server, size: int, status: int) -> None:
    """A line may have exactly 256 KiB."""
    assert server.push_value(now(), "x" * size) == status


@pytest.mark.parametrize(
    "metadata", [{"k": "x" * 70_000}, {f"k{number}": "x" for number in range(200)}]
)
def test_too_much_metadata(server: Server, metadata: dict[str, str]) -> None:
    """Metadata beyond its limits is refused."""
    assert server.push_value(now(), "x", metadata) == 400


@pytest.mark.parametrize(
    ("offset_s", "status"), [(-166 * 3600, 204), (-170 * 3600, 400), (300, 204), (1200, 400)]
)
def test_times_too_old_and_too_new(server: Server, offset_s: int, status: int) -> None:
    """Lines of the last 168 hours and of the next 10 minutes are taken, others are not."""
    assert server.push_value(str(time.time_ns() + offset_s * 10**9), "x") == status


@pytest.mark.parametrize("at", [1700000000000000000, "2026-01-01T00:00:00Z", "", 1.5, None])
def test_a_time_must_be_a_string_of_nanoseconds(server: Server, at: Any) -> None:
    """Any other form of a time is refused."""
    assert server.push_value(at, "x") == 400


def test_a_400_can_be_a_partial_success(server: Server) -> None:
    """The good lines beside one that is too old are stored all the same."""
    old = str(time.time_ns() - 200 * HOUR_NS)
    values = [[now(), "good"], [old, "old"], [now(), "also good"]]
    assert server.push_streams({"stream": server.labels(), "values": values}) == 400
    assert [line for _, _, line in server.query(expect=2)] == ["good", "also good"]


def test_the_same_line_is_stored_once_and_other_metadata_makes_it_another(server: Server) -> None:
    """Stream, time, line and metadata together tell lines apart; sending again is safe."""
    at = now()
    for _ in range(3):
        assert server.push_value(at, "x", {"user": "a"}) == 204
    assert len(server.query(' | user="a"')) == 1
    assert server.push_value(at, "x", {"user": "b"}) == 204
    assert len(server.query(expect=2)) == 2


def test_what_the_shipper_sends_comes_back_byte_for_byte(server: Server) -> None:
    """A batch of the real transport is stored, found by its pseudonym, and every line is as it was."""
    transport = LokiTransport(
        LokiOptions(
            server.url, {"app": server.run, "environment": "test", "version": "1", "os": "x"}
        )
    )
    start = time.time_ns()
    texts = ["plain", 'quo"te', "naïve 漢字 😀", "tab\\t and \\u0000", "x" * 10_000]
    batch = [
        SpoolEntry(
            "errors",
            1,
            start + place,
            "error",
            json.dumps({"event": text}, ensure_ascii=False).encode(),
            {"user": "psn_me"},
        )
        for place, text in enumerate(texts)
    ]
    assert transport.send(batch).kind is Kind.ACCEPTED
    assert transport.send(batch).kind is Kind.ACCEPTED
    transport.close()
    rows = server.query(' | user="psn_me"', expect=len(batch))
    assert [row[2].encode() for row in rows] == [entry.line for entry in batch]
    assert [row[1] for row in rows] == [entry.timestamp_ns for entry in batch]
    assert rows[0][0]["purpose"] == "errors"
    assert server.query(' | user="psn_you"', expect=0) == []


def test_another_path_is_not_found(server: Server) -> None:
    """A wrong path is a 404, which the shipper takes for a wrong address."""
    assert server._ask("/loki/api/v1/pull", b"{}", dict(JSON))[0] == 404


def test_a_deletion_is_taken_and_listed(server: Server) -> None:
    """A deletion of one pseudonym's records is taken, and listed with the query as it was asked."""
    at = time.time_ns() - 60 * 10**9
    assert server.push_value(str(at), "mine", {"user": "psn_me"}) == 204
    query = f'{{app="{server.run}"}} | user="psn_me"'
    seconds = at // 10**9
    assert server.delete(query=query, start=seconds - 60, end=seconds + 30) == 204
    [listed] = server.deletions()
    assert listed["query"] == query
    assert listed["status"] in {"received", "processed"}
    assert {"request_id", "start_time", "end_time"} <= listed.keys()


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ("", -120, -60),
        ("{app=", -120, -60),
        ('{app="x"}', -60, -120),
        ('{app="x"}', -60, 7200),
    ],
    ids=["no query", "no LogQL", "end before start", "in the future"],
)
def test_a_deletion_that_makes_no_sense_is_refused(
    server: Server, query: str, start: int, end: int
) -> None:
    """No query, one that cannot be read, and times the wrong way round or ahead are refused, and nothing is listed."""
    now_s = int(time.time())
    assert server.delete(query=query, start=now_s + start, end=now_s + end) == 400
    assert server.deletions() == []


def test_a_deletion_takes_what_it_chooses_and_nothing_else(server: Server) -> None:
    """On the receiver the chosen rows are gone and the others are there; a live Loki deletes hours later, on its own time."""
    if server.url == LIVE:
        pytest.skip(
            "a live Loki waits for its cancel period; `optlog operator erase` verifies then"
        )
    at = time.time_ns() - 60 * 10**9
    for user in ("psn_me", "psn_you"):
        assert server.push_value(str(at), f"of {user}", {"user": user}) == 204
    query = f'{{app="{server.run}"}} | user="psn_me"'
    assert server.delete(query=query, start=at // 10**9 - 60, end=at // 10**9 + 30) == 204
    assert [line for _, _, line in server.query(expect=1)] == ["of psn_you"]


def test_a_push_beyond_the_burst_is_refused_whole(server: Server) -> None:
    """More than `ingestion_burst_size_mb` in one request is a 429, and nothing of it is stored."""
    values = [[str(time.time_ns() + number), "x" * 250_000] for number in range(40)]
    assert server.push_streams({"stream": server.labels(), "values": values}) == 429
    assert server.query(expect=0) == []


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ('{app=~".*"}', {}),
        ("{}", {}),
        ('{app="x"} | timestamp > "2024-01-01T00:00:00Z" |', {}),
        ('{app="x"}', {"limit": 5001}),
        ('{app="x"}', {"start": 1, "end": 1 + 722 * HOUR_NS}),
        ('count_over_time({app="x"}[$__auto])', {}),
    ],
    ids=["empty selector", "no selector", "no LogQL", "too many lines", "too long a time", "Grafana's variable"],
)  # fmt: skip
def test_a_query_that_is_refused(server: Server, query: str, more: dict[str, int]) -> None:
    """What is no LogQL, chooses everything, or asks for more than the limits, is a 400."""
    now_ns = time.time_ns()
    given = {"start": now_ns - HOUR_NS, "end": now_ns, **more}
    assert server.asked("query_range", query=query, **given)[0] == 400


def test_a_log_query_has_no_single_moment(server: Server) -> None:
    """Lines are asked for over a time; the instant query takes metrics alone."""
    assert server.asked("query", query='{app="x"}')[0] == 400


def test_labels_can_be_listed(server: Server) -> None:
    """The names of labels hold ours and the one that Loki adds; what is metadata is not among them."""
    assert server.push_value(now(), "x", {"user": "psn_me"}) == 204
    assert len(server.query()) == 1
    status, names = server.asked("labels")
    assert status == 200
    assert {"app", "service_name"} <= set(names)
    assert "user" not in names


METRICS = {
    'sum(count_over_time({app="APP"}[5m]))': {"": 4},
    'sum by (user) (count_over_time({app="APP"}[5m]))': {"psn_a": 3, "psn_b": 1},
    'topk(1, sum by (user) (count_over_time({app="APP"}[5m])))': {"psn_a": 3},
    'count(sum by (user) (count_over_time({app="APP"}[5m])))': {"": 2},
    'sum(bytes_over_time({app="APP"}[5m]))': {"": 36 + 36 + 37 + 17},
    'sum(count_over_time({app="APP"} | json ms="duration_ms" | ms > 15 [5m]))': {"": 2},
    'quantile_over_time(0.5, {app="APP"} | json ms="duration_ms" | unwrap ms | __error__="" [5m]) by (user)': {
        "psn_a": 20
    },
    '100 * sum(count_over_time({app="APP"}[5m])) / (8 * 10)': {"": 5},
    'sum(count_over_time({app="APP"} |= "of b" [5m])) > 1': {},
}  # fmt: skip


def test_metrics_give_the_same_numbers(server: Server) -> None:
    """What dashboard and alerts reckon with gives the numbers that were counted by hand."""
    lines = [
        ("a", {"event": "of a", "duration_ms": 10}),
        ("a", {"event": "of a", "duration_ms": 20}),
        ("a", {"event": "of a", "duration_ms": 300}),
        ("b", {"event": "of b"}),
    ]
    start = time.time_ns() - 10**9
    for place, (user, line) in enumerate(lines):
        metadata = {"user": f"psn_{user}"}
        assert server.push_value(str(start + place), json.dumps(line), metadata) == 204
    assert len(server.query(expect=4)) == 4
    for query, wanted in METRICS.items():
        assert server.numbers(query) == pytest.approx(wanted), query
