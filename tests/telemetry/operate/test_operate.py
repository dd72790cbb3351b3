"""The operator's commands: every query in one file, run against a server; sizes and costs."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from optlog.cli import main
from optlog.operate.cost import Measured, _sample, load_prices, measure, rows
from optlog.operate.queries import load_queries
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import LokiReceiver

ROOT = Path(__file__).resolve().parents[3]


def in_use() -> set[tuple[str, str, str, str]]:
    """Give (where, title, kind, LogQL) of everything that dashboard and alert rules ask."""
    board = json.loads((ROOT / "grafana/dashboards/optlog.json").read_text())
    found = {
        ("dashboard", panel["title"], target["queryType"], target["expr"])
        for panel in board["panels"]
        for target in panel["targets"]
    }
    alerts = yaml.safe_load((ROOT / "grafana/provisioning/alerting/optlog.yaml").read_text())
    rules = [rule for group in alerts["groups"] for rule in group["rules"]]
    return found | {
        ("alerts", rule["title"], step["model"]["queryType"], step["model"]["expr"])
        for rule in rules
        for step in rule["data"]
        if "expr" in step["model"]
    }


def test_the_file_holds_every_query_that_is_in_use_and_no_other() -> None:
    """What dashboard and alerts ask is in the file, word for word, and the file holds nothing that nobody asks."""
    queries = load_queries()
    assert len({query.id for query in queries}) == len(queries)
    assert all(query.shows for query in queries)
    told = {(q.where, q.title, q.kind, q.expr) for q in queries if not q.where.startswith("docs/")}
    assert told == in_use()


def written_in(path: Path) -> set[str]:
    """Give the queries of a document: in backquotes from a brace on, and the lines of its blocks of LogQL."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```logql\n(.*?)```", text, re.DOTALL)
    lines = {line.strip() for block in blocks for line in block.splitlines() if line.strip()}
    return lines | set(re.findall(r'`(\{\w+ *=~?"[^`]*)`', text))


def test_the_documents_hold_the_file_s_queries_and_no_other() -> None:
    """A query in a document stands in the file under that document's name, and the other way round."""
    documents = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    written = {
        (path.relative_to(ROOT).as_posix(), query)
        for path in documents
        for query in written_in(path)
    }
    told = {(q.where, q.expr) for q in load_queries() if q.where.endswith(".md")}
    assert told == written


def test_filled_in_queries_hold_no_variable() -> None:
    """Loki itself knows no `$`."""
    for query in load_queries():
        assert "$" not in query.filled_in


@contextmanager
def loki(refuse: str = "") -> Iterator[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    """Run a server that answers queries with one series, and refuses those that hold `refuse`."""
    asked: list[tuple[str, dict[str, list[str]]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            parameters = parse_qs(url.query)
            asked.append((url.path, parameters))
            status, body = 200, json.dumps({"data": {"result": [{}]}})
            if url.path.endswith("/buildinfo"):
                body = json.dumps({"version": "3.7.6"})
            elif refuse and refuse in parameters["query"][0]:
                status, body = 400, "parse error at line 1, col 3"
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run(*words: str) -> int:
    return main(["operator", *words])


def test_check_asks_every_query_as_its_kind_wants(capsys: pytest.CaptureFixture[str]) -> None:
    """Each query is asked once: instant ones at a time, the others over the last day."""
    with loki() as (url, asked):
        assert run("check", "--loki", url, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"]
    assert answer["version"] == "3.7.6"
    queries = load_queries()
    assert [entry["id"] for entry in answer["queries"]] == [query.id for query in queries]
    for (path, parameters), query in zip(asked[1:], queries, strict=True):
        assert parameters["query"] == [query.filled_in]
        assert path.endswith("/query" if query.kind == "instant" else "/query_range")
        assert ("time" in parameters) == (query.kind == "instant")


def test_check_names_what_loki_refuses_and_why(capsys: pytest.CaptureFixture[str]) -> None:
    """One refused query makes exit code 1; Loki's own words are passed on, the others are still asked."""
    with loki(refuse='json event="event" [') as (url, asked):
        assert run("check", "--loki", url) == 1
    out = capsys.readouterr().out
    assert "most-frequent-errors             FAILED" in out
    assert "parse error at line 1, col 3" in out
    assert "1 refused" in out
    assert len(asked) == 1 + len(load_queries())


def test_check_works_with_the_strict_receiver(capsys: pytest.CaptureFixture[str]) -> None:
    """The embedded receiver answers every query, metrics included, and holds nothing yet."""
    with LokiReceiver() as receiver:
        assert run("check", "--loki", receiver.url, "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [entry["id"] for entry in answer["queries"]] == [query.id for query in load_queries()]
    assert {entry["found"] for entry in answer["queries"]} == {0}


def test_check_tells_a_mistake_without_asking(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that Loki would take and that can find nothing is a failure, said in words; it is not asked."""
    right = load_queries()[0]
    wrong = right.model_copy(update={"id": "wrong", "expr": '{user="psn_x"}'})
    monkeypatch.setattr("optlog.operate.check.load_queries", lambda: [right, wrong])
    with loki() as (url, asked):
        assert run("check", "--loki", url) == 1
    assert "user is no stream label" in capsys.readouterr().out
    assert len(asked) == 2


def test_check_says_what_to_do_when_nobody_answers(capsys: pytest.CaptureFixture[str]) -> None:
    """A dead server is exit code 3 with a hint, not a traceback."""
    assert run("check", "--loki", "http://127.0.0.1:9") == 3
    assert "hint" in capsys.readouterr().err


def test_check_tells_a_failed_handshake_from_a_dead_server(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where TLS fails, the advice is about the certificate, not about a server that is down."""
    with LokiReceiver() as receiver:
        assert run("check", "--loki", receiver.url.replace("http:", "https:")) == 3
    told = capsys.readouterr().err
    assert "certificate" in told
    assert "--ca-bundle" in told
    assert "is Loki up" not in told


def test_check_says_once_that_the_credentials_are_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A token that may not read is one error with advice, exit code 3, and is not printed."""
    monkeypatch.setenv("OPTLOG_OPERATOR_TOKEN", "wrong-token-0123")
    with LokiReceiver(operator_bearer="right-token-0123") as receiver:
        assert run("check", "--loki", receiver.url) == 3
    told = capsys.readouterr()
    assert told.err.count("OPTLOG_OPERATOR_TOKEN") == 1
    assert "wrong-token" not in told.err + told.out


def test_records_are_measured_not_assumed() -> None:
    """The sample gives plausible bytes: lines with metadata, a request around them, and less of it gzipped."""
    measured = measure()
    assert measured.records >= 20
    assert 100 < measured.written < measured.pushed < 2000
    assert measured.wire < measured.pushed / 2


def test_the_nine_scenarios() -> None:
    """10, 100 and 1,000 users at 1, 10 and 100 MB a day, with hand-computed volumes and prices."""
    prices = load_prices()
    measured = Measured(10, written=200.0, pushed=300.0, wire=50.0)
    found = {(row.users, row.mb_a_day): row for row in rows(measured, prices)}
    assert len(found) == 9
    largest = found[1000, 100.0]
    assert largest.written_gb_a_day == pytest.approx(100.0)
    assert largest.wire_gb_a_day == pytest.approx(25.0)
    assert largest.kept_gb == pytest.approx(750.0)
    assert largest.lines_per_s == pytest.approx(100e9 / 200 / 86_400)
    assert largest.hosted == pytest.approx(3000 * 0.05 + 2950 * 0.40)
    assert largest.object_storage == pytest.approx(5.0)
    assert found[10, 1.0].hosted == pytest.approx(0.3 * 0.05)


def test_longer_retention_is_paid_for() -> None:
    """Each begun 30 days beyond the first cost, and storage grows with the days."""
    prices = load_prices()
    measured = Measured(1, 200.0, 300.0, 100.0)
    [month] = rows(measured, prices, users=[1000], mb_a_day=[100.0])
    [longer] = rows(measured, prices, users=[1000], mb_a_day=[100.0], retention_days=61)
    assert longer.hosted - month.hosted == pytest.approx(2 * 3000 * 0.10)
    assert longer.kept_gb == pytest.approx(month.kept_gb * 61 / 30)
    assert longer.object_storage == pytest.approx(5.0 + (50 * 61 - 1000) * 0.00498)


def test_every_price_names_its_source() -> None:
    """A price without a page and a day is no fact."""
    prices = load_prices()
    for price in (prices.hosted, prices.object_storage):
        assert price.source.startswith("https://")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[hosted]\ntitle = 1", "hosted"),
        ("not toml", "not valid TOML"),
        ('[hosted]\nper_gb_written = -1\n[object_storage]\ntitle = "x"', "hosted"),
    ],
)
def test_a_wrong_price_list_is_explained(
    text: str, told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and the entry are named, with a hint where there is one."""
    path = tmp_path / "prices.toml"
    path.write_text(text)
    assert run("cost", "--prices", str(path)) == 2
    err = capsys.readouterr().err
    assert str(path) in err
    assert told in err


@pytest.mark.parametrize(
    "words", [["--users", "0"], ["--users", "ten"], ["--mb-a-day", "-1"], ["--mb-a-day", "nan"]]
)
def test_odd_numbers_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Wrong usage is exit code 2 with what would be right."""
    with pytest.raises(SystemExit) as ended:
        run("cost", *words)
    assert ended.value.code == 2
    assert "say" in capsys.readouterr().err


def test_cost_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has a line for every scenario, and says what was measured and where prices are from."""
    assert run("cost") == 0
    out = capsys.readouterr().out
    assert len(re.findall(r"^ +10+ +1?0?0?1? ?", out, re.MULTILINE)) == 9
    assert "measured on" in out
    assert "https://grafana.com/" in out


def test_the_wire_is_what_the_shipper_puts_on_it() -> None:
    """The bytes on the wire are those of a real request for the same records, as a receiver counts its body."""
    entries = list(_sample())
    with LokiReceiver(clock=FixedClock(max(entry.timestamp_ns for entry in entries))) as receiver:
        transport = LokiTransport(
            LokiOptions(receiver.url, {"app": "sample", "environment": "production"})
        )
        assert transport.send(entries).kind is Kind.ACCEPTED
        transport.close()
        [request] = receiver.requests
    measured = measure()
    assert measured.pushed == pytest.approx(len(request.body) / len(entries))
    assert measured.wire == pytest.approx(len(request.raw) / len(entries))


def test_a_machine_is_reckoned_when_the_list_has_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No price of a machine is made up; one's own is printed with its source."""
    assert run("cost") == 0
    assert "machine: not reckoned" in capsys.readouterr().out
    path = tmp_path / "prices.toml"
    path.write_text(
        (ROOT / "telemetry/optlog/operate/prices.toml").read_text()
        + '[machine]\ntitle = "mine"\ncurrency = "EUR"\nper_month = 7.5\nsource = "an invoice"\nseen = 2026-01-02\n'
    )
    assert run("cost", "--prices", str(path)) == 0
    assert "machine: EUR 7.50 beside what is stored, mine, seen 2026-01-02, an invoice" in capsys.readouterr().out  # fmt: skip


GROWTH = ROOT / "docs/growth.md"


def test_the_plan_holds_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    """Each table of the plan is the command's own; a change of prices or records shows here."""
    tables = re.findall(
        r"<!-- costs(.*?) -->\n```\n(.*?)```\n<!-- /costs -->", GROWTH.read_text("utf-8"), re.DOTALL
    )
    assert len(tables) == 2
    for words, told in tables:
        assert run("cost", *words.split()) == 0
        assert told.strip() == capsys.readouterr().out.strip()
