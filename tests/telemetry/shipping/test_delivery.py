"""The network half of shipping, step by step and without threads."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from optlog.errors import ShippingError
from optlog.shipping.delivery import Delivery, Step
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind, Outcome
from optlog.testing.receiver import Fault, LokiReceiver

if TYPE_CHECKING:
    from optlog.testing.clock import FixedClock

    from tests.telemetry.shipping.conftest import Scripted, World


def drain(delivery: Delivery, most: int = 5000) -> Step:
    """Step until there is nothing to do at this moment."""
    for _ in range(most):
        step = delivery.step()
        if step is not Step.SENT:
            return step
    raise AssertionError("it goes on and on")


def over_http(world: World, receiver: LokiReceiver, **limits: int) -> Delivery:
    return world.delivery(LokiTransport(LokiOptions(receiver.url, {"app": "test"})), **limits)


def test_what_waits_arrives_once_and_is_forgotten(given: World, receiver: LokiReceiver) -> None:
    """Everything in the spool arrives to the byte, the spool is empty, and the sent-log holds those bodies."""
    entries = given.entries(25)
    given.spool.append(entries)
    assert drain(over_http(given, receiver, batch_lines=10)) is Step.EMPTY
    assert [row[2].encode() for row in receiver.lines()] == [entry.line for entry in entries]
    assert given.spool.stats().lines == 0
    kept = [given.sent.body(entry.seq) for entry in reversed(given.sent.entries(10))]
    assert kept == [gzip.decompress(request.raw) for request in receiver.requests]
    assert given.store.counters() == {
        "sent_bytes": sum(map(len, kept)),
        "sent_lines": 25,
        "sent_requests": 3,
    }


def test_a_failure_keeps_everything_and_backs_off(given: World, receiver: LokiReceiver) -> None:
    """After a 500 nothing is lost, no request is made before its time, and then everything arrives."""
    given.spool.append(given.entries(3))
    delivery = over_http(given, receiver)
    receiver.inject(Fault(status=500), times=3)
    waits = []
    for _ in range(3):
        assert drain(delivery) is Step.WAIT
        waits.append(delivery.remaining_s)
        given.clock.advance(waits[-1] - 0.01)
        assert drain(delivery) is Step.WAIT
        given.clock.advance(0.02)
    assert waits == [0.5, 1.0, 2.0]
    assert len(receiver.requests) == 3
    assert drain(delivery) is Step.EMPTY
    assert len(receiver.lines()) == 3
    assert delivery.remaining_s == 0


def test_a_429_storm_is_ridden_out_as_the_server_asks(given: World, receiver: LokiReceiver) -> None:
    """Through twenty 429s with Retry-After no request comes early, and afterwards every line is stored once."""
    given.spool.append(given.entries(50))
    delivery = over_http(given, receiver, batch_lines=20)
    receiver.inject(Fault(status=429, headers={"Retry-After": "30"}), times=20)
    for round_ in range(1, 21):
        assert drain(delivery) is Step.WAIT
        assert len(receiver.requests) == round_
        assert delivery.remaining_s >= 30
        given.clock.advance(delivery.remaining_s + 0.001)
    assert drain(delivery) is Step.EMPTY
    assert (len(receiver.lines()), receiver.duplicates) == (50, 0)


@pytest.mark.parametrize(
    "fault", [Fault(reset=True), Fault(reset_after=True), Fault(half_close=True), Fault(status=503)]
)
def test_resets_lose_and_double_nothing(given: World, receiver: LokiReceiver, fault: Fault) -> None:
    """A connection that breaks before or after the server stored the lines leaves each line stored once."""
    entries = given.entries(30)
    given.spool.append(entries)
    delivery = over_http(given, receiver, batch_lines=10)
    for _ in range(3):
        receiver.inject(fault, times=2)
        drain(delivery)
        given.clock.advance(300)
        drain(delivery)
        given.clock.advance(300)
        drain(delivery)
    assert sorted(row[2].encode() for row in receiver.lines()) == sorted(e.line for e in entries)
    assert given.store.counters()["sent_lines"] == 30


def test_a_bad_line_is_isolated_and_the_others_arrive(given: World, scripted: Scripted) -> None:
    """Lines that the server never takes are dropped one by one and counted; all others are accepted once."""
    entries = given.entries(100)
    scripted.refuse = {entries[3].line, entries[64].line, entries[65].line}
    given.spool.append(entries)
    assert drain(given.delivery(scripted)) is Step.EMPTY
    assert sorted(scripted.accepted) == sorted(
        entry.line for entry in entries if entry.line not in scripted.refuse
    )
    assert given.store.counters()["dropped_rejected"] == 3
    assert len(scripted.batches) < 50


def test_a_line_too_old_for_loki_is_isolated(given: World, receiver: LokiReceiver) -> None:
    """Against Loki's partial success the good lines are stored once, and the refused one is dropped with a count."""
    old_ns = given.clock.now_ns() - 169 * 3600 * 10**9
    given.spool = given.make_spool(max_age_s=1e9)
    entries = [*given.entries(6), given.entry(timestamp_ns=old_ns), *given.entries(6)]
    given.spool.append(entries)
    assert drain(over_http(given, receiver)) is Step.EMPTY
    assert len(receiver.lines()) == 12
    assert given.store.counters()["dropped_rejected"] == 1


def test_isolating_hopeless_lines_does_not_hammer(given: World, scripted: Scripted) -> None:
    """A server that refuses every line gets few requests before each wait, and most lines still wait."""
    entries = given.entries(200)
    scripted.refuse = {entry.line for entry in entries}
    given.spool.append(entries)
    delivery = given.delivery(scripted, hopeless_after=10)
    assert drain(delivery) is Step.WAIT
    assert len(scripted.batches) < 40
    assert given.spool.stats().lines == 190
    assert delivery.remaining_s > 0


@pytest.mark.parametrize("status", [401, 403, 404, 307])
def test_a_wrong_setting_pauses_and_loses_nothing(
    given: World, receiver: LokiReceiver, status: int
) -> None:
    """Wrong credentials or a wrong address pause shipping with a reason, keep every line, and let others try."""
    given.spool.append(given.entries(5))
    delivery = over_http(given, receiver)
    receiver.inject(Fault(status=status, text="token glc_abc is wrong"))
    assert drain(delivery) is Step.WAIT
    assert delivery.health.paused_reason is not None
    assert "glc_abc" not in delivery.health.paused_reason
    assert delivery.remaining_s == 900
    assert given.spool.stats().lines == 5
    with FileLock(given.folder / "shipper.lock").acquire(timeout=0):
        pass
    given.clock.advance(901)
    assert drain(delivery) is Step.EMPTY
    assert delivery.health.paused_reason is None
    assert len(receiver.lines()) == 5


def test_wrong_credentials_pause(given: World, clock: FixedClock) -> None:
    """A token that the server does not know pauses; one request is made, not one for each line."""
    given.spool.append(given.entries(50))
    with LokiReceiver(bearer="right", clock=clock) as server:
        delivery = given.delivery(
            LokiTransport(LokiOptions(server.url, {"app": "x"}, token="wrong"))
        )
        assert drain(delivery) is Step.WAIT
        assert len(server.requests) == 1
    assert delivery.health.paused_reason == "the server refuses the credentials (401)"


def test_a_transport_that_cannot_be_made_pauses(given: World) -> None:
    """A setting that makes the transport impossible pauses with its message."""
    given.spool.append(given.entries(1))
    delivery = given.delivery(None)

    def impossible() -> None:
        raise ShippingError("there is no certificate file x.pem", hint="...")

    delivery._make_transport = impossible  # type: ignore[assignment]
    assert drain(delivery) is Step.WAIT
    assert delivery.health.paused_reason == "there is no certificate file x.pem"


def test_consent_is_asked_again_right_before_the_request(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A withdrawal by another process after the batch was taken means that no request is made."""
    given.spool.append(given.entries(3))
    other = given.another()
    delivery = given.delivery(scripted)
    take = given.spool.take

    def take_then_withdraw(*args: object) -> object:
        batch = take(*args)  # type: ignore[arg-type]
        other.withdraw()
        return batch

    monkeypatch.setattr(given.spool, "take", take_then_withdraw)
    delivery.step()
    monkeypatch.undo()
    assert drain(delivery) is Step.EMPTY
    assert scripted.batches == []


def test_withdrawal_while_lines_are_isolated_stops_the_rest(
    given: World, scripted: Scripted
) -> None:
    """Halves that are still to be sent are forgotten with the consent."""
    given.spool.append(given.entries(8))
    delivery = given.delivery(scripted)
    scripted.script = [Outcome(Kind.REJECT, 400)]
    scripted.on_send = given.withdraw
    assert drain(delivery) is Step.EMPTY
    assert len(scripted.batches) == 1
    assert given.spool.stats().lines == 0


def test_only_allowed_purposes_leave(given: World, scripted: Scripted) -> None:
    """When one of two purposes is withdrawn, the other's entries are still sent, and only those."""
    given.give("usage")
    keep, gone = given.entry("keep", "usage"), given.entry("gone")
    given.spool.append([keep, gone])
    given.withdraw("errors")
    assert drain(given.delivery(scripted)) is Step.EMPTY
    assert scripted.accepted == [keep.line]


def test_while_another_process_ships_nothing_is_sent(given: World, scripted: Scripted) -> None:
    """One process of a profile ships; another waits, and goes on when the first has ended."""
    given.spool.append(given.entries(1))
    delivery = given.delivery(scripted)
    with FileLock(given.folder / "shipper.lock"):
        assert drain(delivery) is Step.WAIT
        assert scripted.batches == []
    assert drain(delivery) is Step.WAIT
    given.clock.advance(delivery.remaining_s + 0.1)
    assert drain(delivery) is Step.EMPTY
    assert len(scripted.accepted) == 1


def test_a_full_disk_after_the_answer_does_not_lose_count(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the acceptance cannot be recorded the entries stay, and go again later; the log counts them once."""
    given.spool.append(given.entries(2))
    delivery = given.delivery(scripted)

    def full(*args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(given.sent, "add", full)
    with pytest.raises(OSError, match="disk full"):
        delivery.step()
    delivery.failed("the disk is full")
    assert given.spool.stats().lines == 2
    monkeypatch.undo()
    given.clock.advance(1)
    assert drain(delivery) is Step.EMPTY
    assert given.store.counters()["sent_lines"] == 2
    assert scripted.batches[0] == scripted.batches[1]


def test_offline_for_days_and_back(given: World, clock: FixedClock) -> None:
    """Lines made while the server was away for five days arrive with the times at which they were made."""
    with LokiReceiver(clock=clock) as gone:
        address = gone
    delivery = over_http(given, address)
    made = []
    for _ in range(20):
        made.append(given.entry())
        given.spool.append(made[-1:])
        clock.advance(6 * 3600)
        drain(delivery)
    with address as back:
        clock.advance(301)
        assert drain(delivery) is Step.EMPTY
        assert [row[1] for row in back.lines()] == [entry.timestamp_ns for entry in made]


def test_a_rate_limit_only_delays(given: World, clock: FixedClock) -> None:
    """A server with a small budget gets smaller pieces in time; nothing is lost and nothing is doubled."""
    given.spool.append([given.entry(line=b'{"x":"%d"}' % n + b"x" * 900) for n in range(20)])
    with LokiReceiver(clock=clock, bytes_per_s=1e9, burst_bytes=8000) as server:
        delivery = over_http(given, server, batch_bytes=5000)
        for _ in range(20):
            if drain(delivery) is Step.EMPTY:
                break
            clock.advance(delivery.remaining_s + 0.01)
        assert (len(server.lines()), server.duplicates) == (20, 0)


def test_a_body_is_what_the_preview_showed(given: World, receiver: LokiReceiver) -> None:
    """The lines of the request are the lines that `waiting` showed before, to the byte."""
    given.spool.append(given.entries(5, level="error"))
    shown = [entry.line.decode() for entry in given.spool.waiting(10)]
    drain(over_http(given, receiver))
    [entry] = given.sent.entries(1)
    streams = json.loads(given.sent.body(entry.seq))["streams"]
    assert [value[1] for value in streams[0]["values"]] == shown
