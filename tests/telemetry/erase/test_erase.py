"""`optlog operator erase` deletes what was asked for and nothing else, once, and believes only what it queries."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from optlog import Settings, configure, get_logger
from optlog.cli import main
from optlog.erase import LokiAdmin, erase
from optlog.erase.erase import DAY_S, Options
from optlog.erase.requests import query_for_records, query_for_requests
from optlog.errors import ShippingError
from optlog.profile import Profile
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.clock import FixedClock
from optlog.testing.loki_delete import Deletions
from optlog.testing.receiver import LokiReceiver
from optlog.types import SpoolEntry

PSN = "psn_" + "b" * 32
OTHER = "psn_" + "c" * 32
TOKEN = "operator-token"


class Server:
    """A receiver whose queries and deletions need the operator's token, and users who share and ask."""

    def __init__(self, receiver: LokiReceiver, folder: Path, clock: FixedClock) -> None:
        self.receiver = receiver
        self.folder = folder
        self.clock = clock

    def user(self, name: str, *, app: str = "kept", asks: bool = False) -> str:
        """Share three records as one user, and ask for deletion; gives the pseudonym."""
        settings = Settings(
            config_file=None,
            app=app,
            console=False,
            data_dir=self.folder / name / "data",
            log_dir=self.folder / name / "logs",
            loki_url=self.receiver.url,
            loki_api_token="app-token",
        )
        with configure(settings, environ={}, clock=self.clock) as telemetry:
            telemetry.consent.give(["errors"], surface="api")
            for number in range(3):
                get_logger("app").error("failed", attempt=number)
            assert telemetry.flush(10)
            pseudonym = telemetry.profile.pseudonym()
        assert pseudonym is not None
        self.clock.advance(1)
        if asks:
            profile = Profile(
                settings, clock=self.clock, environ={}, managed_path=self.folder / "no"
            )
            profile.deletion.ask()
            profile.deletion.send_now()
            profile.close()
        return pseudonym

    def push(self, line: str, labels: dict[str, str], at_ns: int | None = None) -> None:
        """Push one row past all our own code for requests."""
        at = str(self.clock.now_ns() if at_ns is None else at_ns)
        body = json.dumps({"streams": [{"stream": labels, "values": [[at, line]]}]}).encode()
        transport = LokiTransport(LokiOptions(self.receiver.url, token="app-token"))
        assert transport.send_body(body).kind is Kind.ACCEPTED
        transport.close()

    def ask(self, **changed: Any) -> None:
        """Push a deletion request with some words changed."""
        said = {
            "kind": "deletion-request",
            "app": "kept",
            "user": PSN,
            "request": "0" * 16,
            **changed,
        }
        self.push(json.dumps(said), {"app": "kept", "kind": "deletion-request"})

    def records(self) -> dict[str, int]:
        """Give how many records each pseudonym has."""
        users = sorted(row[3]["user"] for row in self.receiver.lines() if "user" in row[3])
        return {user: len(list(rows)) for user, rows in itertools.groupby(users)}

    def admin(self, token: str = TOKEN) -> LokiAdmin:
        return LokiAdmin(self.receiver.url, token=token)

    def erase(self, **options: Any) -> dict[str, Any]:
        report = erase(self.admin(), Options(**options), clock=self.clock, pause=self.clock.advance)
        return report.as_data()

    @property
    def posts(self) -> int:
        """How often a deletion was requested."""
        return sum(
            request.path.startswith("/loki/api/v1/delete") for request in self.receiver.requests
        )


@pytest.fixture
def deletions() -> Deletions:
    return Deletions()


@pytest.fixture
def server(tmp_path: Path, deletions: Deletions) -> Iterator[Server]:
    clock = FixedClock()
    with LokiReceiver(
        bearer="app-token", operator_bearer=TOKEN, deletions=deletions, clock=clock
    ) as receiver:
        yield Server(receiver, tmp_path, clock)
    structlog.reset_defaults()


def test_one_of_three_users_is_erased(server: Server) -> None:
    """Three users share, one asks: her records are gone, the others' are all there, and it is verified by query."""
    anna, berta, clara = (
        server.user(name, asks=name == "berta") for name in ("anna", "berta", "clara")
    )
    assert server.records() == dict.fromkeys(sorted([anna, berta, clara]), 3)
    found = server.erase()
    [entry] = found["requests"]
    assert (entry["pseudonym"], entry["found"], entry["left"]) == (berta, 3, 0)
    assert (entry["requested"], entry["loki"], entry["state"]) == ("now", "processed", "verified")
    assert found["done"]
    assert server.records() == dict.fromkeys(sorted([anna, clara]), 3)


def test_the_same_pseudonym_in_another_application_stays(server: Server) -> None:
    """The deletion names application and pseudonym together."""
    asked = server.user("anna", asks=True)
    server.push("{}", {"app": "other"})
    transport = LokiTransport(LokiOptions(server.receiver.url, {"app": "other"}, token="app-token"))
    entry = SpoolEntry("errors", 1, server.clock.now_ns(), "error", b"{}", {"user": asked})
    assert transport.send([entry]).kind is Kind.ACCEPTED
    transport.close()
    assert server.erase()["done"]
    assert server.records() == {asked: 1}


def test_a_second_run_requests_nothing(server: Server) -> None:
    """What was applied is not applied again; the second run verifies what the first left."""
    server.user("anna", asks=True)
    assert server.erase()["requests"][0]["requested"] == "now"
    again = server.erase()
    assert again["requests"][0]["requested"] == "before"
    assert again["done"]
    assert server.posts == 1


def test_a_later_request_of_the_same_pseudonym_is_applied(server: Server) -> None:
    """Who goes on sharing and asks again is erased again, up to the later time."""
    server.user("anna", asks=True)
    server.erase()
    server.clock.advance(3600)
    server.user("anna", asks=True)
    found = server.erase()
    assert found["requests"][0]["requested"] == "now"
    assert len(found["requests"][0]["request_ids"]) == 2
    assert server.records() == {}


def test_what_is_shared_after_asking_stays(server: Server) -> None:
    """The request covers what was shared until it was asked, and no record of a later yes."""
    pseudonym = server.user("anna", asks=True)
    server.clock.advance(60)
    server.user("anna")
    assert server.erase()["done"]
    assert server.records() == {pseudonym: 3}


def test_a_dry_run_changes_nothing(server: Server) -> None:
    """It says what would be requested and how many records that are, and asks Loki for no deletion."""
    pseudonym = server.user("anna", asks=True)
    found = server.erase(dry_run=True)
    assert found["requests"][0]["state"] == "would be requested"
    assert found["requests"][0]["found"] == 3
    assert server.posts == 0
    assert server.records() == {pseudonym: 3}


@pytest.mark.parametrize("deletions", [Deletions(take=3, linger=4)])
def test_it_looks_until_the_records_are_gone(server: Server, deletions: Deletions) -> None:
    """The word "processed" alone is not believed: as long as records come back it is not verified, and it looks again."""
    server.user("anna", asks=True)
    found = server.erase()
    assert found["requests"][0]["state"] == "verified"
    assert deletions.requests[0].looks > 7
    assert server.records() == {}


@pytest.mark.parametrize(
    ("deletions", "why"),
    [
        (Deletions(take=None), "Loki has not done it yet"),
        (Deletions(take=0, linger=10**6), "still returns records"),
        (Deletions(take=None, hide=True), "records are no longer returned"),
    ],
)
def test_after_the_time_it_is_pending(server: Server, deletions: Deletions, why: str) -> None:
    """When the time is over the report says pending and why, and the time was kept."""
    server.user("anna", asks=True)
    before = server.clock.monotonic()
    found = server.erase(wait_s=10)
    assert found["requests"][0]["state"] == "pending"
    assert why in found["requests"][0]["why"]
    assert not found["done"]
    assert 10 <= server.clock.monotonic() - before <= 14


@pytest.mark.parametrize("deletions", [Deletions(take=0, linger=10**6)])
def test_again_requests_what_was_done_and_is_not(server: Server, deletions: Deletions) -> None:
    """Loki deletes nothing that was not yet flushed: --again requests once more, a plain run does not."""
    server.user("anna", asks=True)
    server.erase(wait_s=0)
    server.erase(wait_s=0)
    assert server.posts == 1
    server.erase(wait_s=0, again=True)
    assert server.posts == 2
    deletions.linger = 0
    assert server.erase()["done"]


def test_records_of_many_weeks_are_found(server: Server) -> None:
    """Queries are cut into windows that Loki takes, and pages; nothing between them is lost or counted twice."""
    old_ns = server.clock.now_ns()
    transport = LokiTransport(LokiOptions(server.receiver.url, {"app": "kept"}, token="app-token"))
    entries = [
        SpoolEntry("errors", 1, old_ns + number // 3, "error", b'{"n":%d}' % number, {"user": PSN})
        for number in range(5200)
    ]
    assert transport.send(entries).kind is Kind.ACCEPTED
    transport.close()
    server.clock.advance(45 * DAY_S)
    server.ask()
    query = query_for_records("kept", PSN)
    assert server.admin().count(query, old_ns - DAY_S * 10**9, server.clock.now_ns()) == 5200
    found = server.erase(since_s=60 * DAY_S)
    assert found["requests"][0]["found"] == 5200
    assert found["done"]
    assert server.records() == {}


INJECTIONS = [
    'psn_"} or {app=~".+"} | user="x',
    '" or user!="',
    ".*",
    "psn_" + "b" * 31,
    "psn_" + "q" * 32,
    PSN + "\n",
    "",
    None,
    7,
    ["psn_" + "b" * 32],
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_is_no_pseudonym_is_refused(server: Server, text: Any) -> None:
    """A request comes from outside: what does not look exactly like ours reaches no query, and is reported."""
    mine = server.user("anna")
    server.ask(user=text)
    found = server.erase()
    assert found["requests"] == []
    assert found["refused"][0]["why"] == "its pseudonym is not one of ours"
    assert not found["done"]
    assert server.posts == 0
    assert server.records() == {mine: 3}
    assert not text or str(text).strip() not in json.dumps(found)


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("not json", {}),
        ("[" * 100_000, {}),
        ('{"kind":"deletion-request"}', {}),
        ('["deletion-request"]', {}),
        (json.dumps({"kind": "deletion-request", "app": "other", "user": PSN, "request": "0" * 16}), {}),
        (json.dumps({"kind": "deletion-request", "app": 'x"}', "user": PSN, "request": "0" * 16}), {"app": 'x"}'}),
        (json.dumps({"kind": "deletion-request", "app": "kept", "user": PSN, "request": "<b>"}), {}),
        (json.dumps({"kind": "other", "app": "kept", "user": PSN, "request": "0" * 16}), {}),
    ],
)  # fmt: skip
def test_rows_that_only_look_like_requests_are_refused(
    server: Server, line: str, labels: dict[str, str]
) -> None:
    """Broken lines, another application's, and strange names are refused, and the good one beside them is applied."""
    server.push(line, {"app": "kept", "kind": "deletion-request", **labels})
    server.clock.advance(1)
    pseudonym = server.user("anna", asks=True)
    found = server.erase()
    assert len(found["refused"]) == 1
    assert [entry["pseudonym"] for entry in found["requests"]] == [pseudonym]
    assert found["requests"][0]["state"] == "verified"


@pytest.mark.parametrize("app", ["", 'x"}', "a b", "x" * 65, "-x", "{}", "x\n"])
def test_queries_are_made_of_checked_words_alone(app: str) -> None:
    """No query can be made with an application's name that is none, nor with a pseudonym that is none."""
    with pytest.raises(ValueError, match="not one"):
        query_for_requests(app)
    with pytest.raises(ValueError, match="not one"):
        query_for_records(app, PSN)
    for text in INJECTIONS:
        with pytest.raises(ValueError, match="not a pseudonym"):
            query_for_records("kept", text)
    assert query_for_records("kept", PSN) == f'{{app="kept"}} | user="{PSN}"'


def test_a_request_from_a_clock_ahead_stays_pending(server: Server) -> None:
    """Loki deletes nothing in the future: such a request is applied up to now, and again when its time has come."""
    server.clock.advance(300)
    pseudonym = server.user("anna", asks=True)
    server.clock.set_ns(server.clock.now_ns() - 300 * 10**9)
    found = server.erase(wait_s=0)
    assert "clock ahead" in found["requests"][0]["why"]
    assert server.records() == {pseudonym: 3}
    server.clock.advance(301)
    assert server.erase()["done"]
    assert server.records() == {}


def test_the_applications_token_can_do_nothing_here(server: Server) -> None:
    """With the credential that ships with the application neither a query nor a deletion works, and the hint says what to set."""
    server.user("anna", asks=True)
    admin = server.admin("app-token")
    with pytest.raises(ShippingError, match="refuses queries") as raised:
        erase(admin, Options(), clock=server.clock)
    assert "OPTLOG_OPERATOR_TOKEN" in str(raised.value)
    with pytest.raises(ShippingError, match="refuses deletions"):
        admin.delete(query_for_records("kept", PSN), 0, 10)
    assert "app-token" not in str(raised.value)


def test_a_server_that_is_not_there() -> None:
    """Nobody listening, plain HTTP far away, and a page that is not Loki are errors that say so."""
    with LokiReceiver() as gone:
        url = gone.url
    with pytest.raises(ShippingError, match="does not answer"):
        LokiAdmin(url).deletions()
    with pytest.raises(ShippingError, match="plain HTTP"):
        LokiAdmin("http://loki.example.org")


def test_only_one_application(server: Server) -> None:
    """With --app requests of other applications are left alone."""
    one = server.user("anna", asks=True)
    two = server.user("berta", app="second", asks=True)
    found = server.erase(app="second")
    assert [entry["pseudonym"] for entry in found["requests"]] == [two]
    assert server.records() == {one: 3}


def test_the_command(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Credentials come from the environment, the report is for people or machines, and exit codes tell how it went."""
    server.clock.set_ns(time.time_ns() - 30 * 10**9)
    berta = server.user("berta", asks=True)
    server.clock.advance(2)
    words = ["operator", "erase", "--loki", server.receiver.url]
    assert main(words) == 3
    assert "OPTLOG_OPERATOR_TOKEN" in capsys.readouterr().err
    monkeypatch.setenv("OPTLOG_OPERATOR_TOKEN", TOKEN)
    assert main([*words, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["requests"][0]["state"] == "would be requested"
    assert main([*words, "--app", "a b"]) == 2
    assert "no application's name" in capsys.readouterr().err
    assert main([*words, "--since", "31d"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("verified")
    assert berta in out
    monkeypatch.setenv("LOKI_API_TOKEN", TOKEN)
    assert main(words) == 2
    err = capsys.readouterr().err
    assert "the application's own token" in err
    assert TOKEN not in err


def test_nothing_asked(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without requests there is nothing to do, and that is no error."""
    monkeypatch.setenv("OPTLOG_OPERATOR_TOKEN", TOKEN)
    assert main(["operator", "erase", "--loki", server.receiver.url]) == 0
    assert "no deletion request since" in capsys.readouterr().out


def test_the_command_pending(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not verified in time is exit code 1."""
    clock = FixedClock(time.time_ns() - 30 * 10**9)
    slow = Deletions(take=None)
    with LokiReceiver(
        bearer="app-token", operator_bearer=TOKEN, deletions=slow, clock=None
    ) as receiver:
        Server(receiver, tmp_path, clock).user("anna", asks=True)
        monkeypatch.setenv("OPTLOG_OPERATOR_TOKEN", TOKEN)
        assert main(["operator", "erase", "--loki", receiver.url, "--wait", "0"]) == 1
    assert "pending" in capsys.readouterr().out
