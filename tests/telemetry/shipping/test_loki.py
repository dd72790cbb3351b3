"""python-logging-loki's handler and emitter, as they are subclassed: what goes over the wire, and what never does."""

from __future__ import annotations

import dataclasses
import gzip
import json
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import logging_loki
import logging_loki.emitter
import pytest
from optlog.errors import ShippingError
from optlog.shipping.loki import (
    ENTRY,
    LokiEmitter,
    LokiHandler,
    LokiOptions,
    LokiTransport,
    label_value,
)
from optlog.shipping.transport import Kind
from optlog.testing.receiver import Fault, LokiReceiver
from optlog.types import SpoolEntry

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import World

LABELS = {"app": "demo", "environment": "test", "version": "1.2", "os": "linux"}
Make = Callable[..., LokiTransport]


@pytest.fixture
def make(receiver: LokiReceiver) -> Iterator[Make]:
    made: list[LokiTransport] = []

    def transport(url: str = "", **options: Any) -> LokiTransport:
        options.setdefault("labels", LABELS)
        made.append(LokiTransport(LokiOptions(url or receiver.url, **options)))
        return made[-1]

    yield transport
    for one in made:
        one.close()


def test_it_is_python_logging_loki_underneath() -> None:
    """Handler and emitter are subclasses of python-logging-loki's, and the handler makes our emitter."""
    handler = LokiHandler(LokiOptions("https://logs.example.org"))
    assert isinstance(handler, logging_loki.LokiHandler)
    assert type(handler.emitter) is LokiEmitter
    assert isinstance(handler.emitter, logging_loki.emitter.LokiEmitterV1)
    handler.close()


def test_a_batch_arrives_with_its_own_time_line_and_metadata(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """Each line arrives to the byte with the time of its record, one stream for each level, and gzip on the wire."""
    batch = [
        world.entry(line='{"event":"naïve \\" 漢 \\u0000"}'.encode(), level="error"),
        world.entry(level="info"),
        world.entry(level="error"),
    ]
    outcome = make().send(batch)
    assert (outcome.kind, outcome.status) == (Kind.ACCEPTED, 204)
    stored = sorted(receiver.lines(), key=lambda row: row[1])
    assert [row[2].encode() for row in stored] == [entry.line for entry in batch]
    assert [row[1] for row in stored] == [entry.timestamp_ns for entry in batch]
    assert [row[0] for row in stored] == [{**LABELS, "level": entry.level} for entry in batch]
    assert stored[0][3] == {"purpose": "errors", "user": "psn_abc", "consent": "c0ffee"}
    [request] = receiver.requests
    assert gzip.decompress(request.raw) == request.body == outcome.body
    assert len(json.loads(outcome.body)["streams"]) == 2


def test_entries_keep_their_own_metadata_and_purpose_in_a_batch(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """Entries of one stream that differ in purpose or pseudonym arrive each with its own."""
    batch = [
        world.entry("a", "errors", metadata={"user": "psn_a"}),
        world.entry("b", "usage", metadata={"user": "psn_a"}),
        world.entry("c", "errors", metadata={"user": "psn_b"}),
        world.entry("d", "errors", metadata={"user": "psn_a"}),
    ]
    make().send(batch)
    found = [tuple(row[3].values()) for row in sorted(receiver.lines(), key=lambda row: row[1])]
    assert found == [
        ("errors", "psn_a"), ("usage", "psn_a"), ("errors", "psn_b"), ("errors", "psn_a"),
    ]  # fmt: skip


def test_the_same_batch_is_the_same_bytes(world: World, make: Make, receiver: LokiReceiver) -> None:
    """Sending again sends identical bytes, so that Loki stores each line once."""
    batch = world.entries(5)
    transport = make()
    bodies = {transport.send(batch).body for _ in range(3)}
    assert len(bodies) == 1
    assert len({request.raw for request in receiver.requests}) == 1
    assert receiver.requests[0].raw[4:8] == bytes(4)  # no time in the gzip header (RFC 1952)
    assert (len(receiver.lines()), receiver.duplicates) == (5, 10)


def test_one_connection_serves_many_batches(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """The connection is kept alive, also after an answer with a body."""
    transport = make()
    receiver.inject(Fault(status=500, text="x" * 5000))
    for _ in range(5):
        transport.send(world.entries(2))
    assert receiver.connections == 1


def test_names_and_values_that_loki_refuses_cannot_lose_the_request(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """Whatever the settings and the metadata hold, labels and metadata are of a form that Loki takes."""
    labels = {"app": "é\n" + "x" * 5000, "environment": "", "version": "\ud800", "os": "a\x00b"}
    metadata: dict[str, Any] = {
        "http.status-code": 200,
        "1a": "\udfff",
        "lang\n": "y" * 100_000,
        "": "z",
    }
    metadata.update({f"k{number}": "v" for number in range(200)})
    outcome = make(labels=labels).send([world.entry(level="odd", metadata=metadata)])
    assert outcome.kind is Kind.ACCEPTED
    [(stored, _, _, found)] = receiver.lines()
    assert stored["level"] == stored["environment"] == "unknown"
    assert len(stored["app"]) == 128
    assert found["http_status_code"] == "200"
    assert len(found) == 16
    assert max(map(len, found.values())) == 1024


def test_a_record_keeps_the_version_that_made_it(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """Metadata named like a label becomes the label, so that an update in between changes neither stream nor version."""
    old = world.entry(metadata={"version": "1.1", "user": "psn_abc"})
    make().send([old, world.entry(metadata={})])
    rows = {row[0]["version"]: row[3] for row in receiver.lines()}
    assert rows == {"1.1": {"purpose": "errors", "user": "psn_abc"}, "1.2": {"purpose": "errors"}}
    make(labels={**LABELS, "version": "1.3"}).send([old])
    assert (len(receiver.lines()), receiver.duplicates) == (2, 1)


@pytest.mark.parametrize(
    ("value", "label"), [("a b", "a b"), ("", "unknown"), ("\t", "_"), ("ü", "ü")]
)
def test_label_values(value: str, label: str) -> None:
    """A label value is printable, bounded and never empty."""
    assert label_value(value) == label


def test_basic_and_bearer_authentication_and_tenant(world: World, clock: Any) -> None:
    """A user name with a token is basic authentication, a token alone a bearer token; the tenant goes along."""
    entries = world.entries(1)
    with LokiReceiver(basic=("4711", "tok"), tenant="acme", clock=clock) as server:
        right = LokiTransport(
            LokiOptions(server.url, LABELS, username="4711", token="tok", tenant="acme")
        )
        wrong = LokiTransport(
            LokiOptions(server.url, LABELS, username="4711", token="kot", tenant="acme")
        )
        nobody = LokiTransport(LokiOptions(server.url, LABELS, username="4711", token="tok"))
        assert right.send(entries).kind is Kind.ACCEPTED
        assert wrong.send(entries).kind is Kind.PAUSE
        assert nobody.send(entries).kind is Kind.PAUSE
    with LokiReceiver(bearer="tok", clock=clock) as server:
        assert (
            LokiTransport(LokiOptions(server.url, LABELS, token="tok")).send(entries).status == 204
        )


@pytest.mark.parametrize("field", ["token", "username", "tenant"])
@pytest.mark.parametrize("value", ["tok\n", "to k", "tök", "tok\r\nX: y"])
def test_a_credential_that_cannot_be_sent_is_an_error_that_does_not_quote_it(
    field: str, value: str
) -> None:
    """A token with a line break or such is refused with a hint before anything is sent."""
    changed: dict[str, Any] = {field: value}
    with pytest.raises(ShippingError) as caught:
        LokiTransport(dataclasses.replace(LokiOptions("https://logs.example.org"), **changed))
    assert value not in str(caught.value)
    assert caught.value.hint


def test_no_credentials_are_taken_from_netrc(
    world: World,
    make: Make,
    receiver: LokiReceiver,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without a token no Authorization header is sent, whatever ~/.netrc says."""
    netrc = tmp_path / "netrc"
    netrc.write_text(
        "machine 127.0.0.1 login ann password hidden\ndefault login ann password hidden\n"
    )
    monkeypatch.setenv("NETRC", str(netrc))
    make().send(world.entries(1))
    from optlog.shipping.session import Line, make_session

    elsewhere = make_session(
        Line(), host="logs.example.org", headers={}, username=None, token=None, client_cert=None
    )
    import requests

    request = elsewhere.prepare_request(requests.Request("POST", "https://127.0.0.1/x"))
    assert "authorization" not in receiver.requests[0].headers
    assert "Authorization" not in request.headers


def test_the_proxy_of_the_environment_is_used_but_never_for_this_computer(
    world: World, make: Make, receiver: LokiReceiver, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond this computer a proxy named in the environment is asked; plain HTTP to loopback stays here."""
    with LokiReceiver(clock=clock) as proxy:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        assert make().send(world.entries(1)).kind is Kind.ACCEPTED
        assert proxy.connections == 0
        outcome = make("https://logs.example.invalid").send(world.entries(1))
        assert proxy.connections == 1
    assert (outcome.kind, outcome.detail) == (Kind.RETRY, "the proxy does not answer as it should")
    assert len(receiver.requests) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    world: World, make: Make, receiver: LokiReceiver, clock: Any, status: int
) -> None:
    """Records and credentials go nowhere but to the address that was set."""
    with LokiReceiver(clock=clock) as elsewhere:
        receiver.inject(
            Fault(status=status, headers={"Location": elsewhere.url + "/loki/api/v1/push"})
        )
        outcome = make(token="tok").send(world.entries(1))
        assert elsewhere.connections == 0
    assert outcome.kind is Kind.PAUSE


@pytest.mark.parametrize(
    "fault", [Fault(reset=True), Fault(reset_after=True), Fault(half_close=True)]
)
def test_a_broken_connection_is_retried(
    world: World, make: Make, receiver: LokiReceiver, fault: Fault
) -> None:
    """A connection that breaks means try again, and the next request works on a new one."""
    transport = make()
    receiver.inject(fault)
    broken = transport.send(world.entries(1))
    assert (broken.kind, broken.status) == (Kind.RETRY, None)
    assert transport.send(world.entries(1)).kind is Kind.ACCEPTED


def test_a_server_that_never_answers_is_given_up(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """A request ends after its time limit with a retry, in words that name the cause."""
    receiver.inject(Fault(hang=True))
    outcome = make(timeouts_s=(1.0, 0.05)).send(world.entries(1))
    assert (outcome.kind, outcome.detail) == (Kind.RETRY, "the server does not answer in time")


def test_nobody_listens(world: World, make: Make) -> None:
    """A closed port means try again."""
    with LokiReceiver() as gone:
        url = gone.url
    outcome = make(url, token="tok").send(world.entries(1))
    assert (outcome.kind, outcome.detail) == (Kind.RETRY, "the server cannot be reached")


def test_abort_ends_a_waiting_request_at_once_from_another_thread(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """`abort` breaks a request off that waits for its answer, forbids the next, and `prepare` allows again."""
    transport = make(timeouts_s=(30.0, 30.0))
    receiver.inject(Fault(hang=True))
    outcomes: list[Any] = []
    thread = threading.Thread(target=lambda: outcomes.append(transport.send(world.entries(1))))
    thread.start()
    assert receiver.wait_for(lambda server: len(server.requests) == 1)
    transport.abort()
    thread.join(5)
    assert not thread.is_alive()
    assert (outcomes[0].kind, outcomes[0].detail) == (Kind.RETRY, "the request was broken off")
    received = receiver.bytes_received
    assert transport.send(world.entries(1)).kind is Kind.RETRY
    assert receiver.bytes_received == received
    transport.prepare()
    assert transport.send(world.entries(1)).kind is Kind.ACCEPTED


def test_abort_before_the_first_connection_forbids_it(
    world: World, make: Make, receiver: LokiReceiver
) -> None:
    """An abort that comes before the request was made stops it without a byte."""
    transport = make()
    transport.prepare()
    transport.abort()
    assert transport.send(world.entries(1)).kind is Kind.RETRY
    assert receiver.bytes_received == 0


def test_missing_certificate_files_are_said_at_once(tmp_path: Path) -> None:
    """A CA bundle or a client certificate that is not there is an error with its path."""
    missing = tmp_path / "none.pem"
    for options in (
        {"ca_bundle": missing},
        {"client_cert": missing},
        {"client_cert": (missing, missing)},
    ):
        with pytest.raises(ShippingError, match=r"none\.pem"):
            LokiTransport(LokiOptions("https://logs.example.org", **options))


def test_a_record_without_an_entry_is_left_alone() -> None:
    """The handler takes finished entries alone: what was not redacted and not agreed to cannot pass by it."""
    got: list[SpoolEntry] = []
    handler = LokiHandler(LokiOptions("https://logs.example.org"), got.append)
    record = logging.makeLogRecord({"msg": "raw", "levelno": 40})
    handler.handle(record)
    assert got == []
    entry = SpoolEntry("errors", 1, 5, "info", b"{}")
    setattr(record, ENTRY, entry)
    handler.handle(record)
    assert got == [entry]
    assert handler.emitter.build_payload(record, "{}")["streams"][0]["values"] == [
        ["5", "{}", {"purpose": "errors"}]
    ]
    with pytest.raises(ShippingError):
        handler.emitter(record, "{}")
    handler.flush()
    handler.close()


def test_a_fault_in_the_handler_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """What fails in `emit` is counted; neither the message nor a traceback reaches standard error."""

    def broken(entry: SpoolEntry) -> None:
        raise RuntimeError("secret")

    handler = LokiHandler(LokiOptions("https://logs.example.org"), broken)
    handler.handle(
        logging.makeLogRecord({"msg": "secret", ENTRY: SpoolEntry("e", 1, 5, "info", b"")})
    )
    assert handler.faults == 1
    assert capsys.readouterr() == ("", "")
    handler.close()


def test_a_token_is_in_no_repr() -> None:
    """The options can be shown without the token."""
    assert "tok" not in repr(LokiOptions("https://a.example", token="tok"))
