"""The proxy that breaks connections, and what shipping makes of it."""

from __future__ import annotations

import socket

import pytest
from optlog.shipping.delivery import Step
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.testing.proxy import FAULTS, FaultyProxy
from optlog.testing.receiver import LokiReceiver

from tests.telemetry.shipping.conftest import World, clock, given, receiver, world  # noqa: F401  fixtures


def port_of(receiver: LokiReceiver) -> int:  # noqa: F811
    return int(receiver.url.rpartition(":")[2])


def test_an_unknown_fault_is_refused() -> None:
    """A typing error must not make a test that tests nothing."""
    with pytest.raises(ValueError, match="no such fault: resets"):
        FaultyProxy(1, {"resets": 1.0})


def test_without_faults_bytes_pass_both_ways() -> None:
    """What is sent arrives, and the answer comes back."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        FaultyProxy(server.getsockname()[1]) as proxy,
        socket.create_connection(("127.0.0.1", proxy.port)) as client,
    ):
        client.sendall(b"ping")
        peer, _ = server.accept()
        with peer:
            assert peer.recv(10) == b"ping"
            peer.sendall(b"pong")
            assert client.recv(10) == b"pong"
    assert proxy.struck == {"pass": 1}


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "pass"])
def test_nothing_is_lost_or_doubled_through_any_fault(
    fault: str,
    given: World,  # noqa: F811
    receiver: LokiReceiver,  # noqa: F811
) -> None:
    """While connections break, everything waits; when they are whole again, each record is there once."""
    entries = given.entries(40)
    given.spool.append(entries)
    with FaultyProxy(port_of(receiver), {fault: 1.0}, most_bytes=200) as proxy:
        options = LokiOptions(f"http://127.0.0.1:{proxy.port}", {"app": "test"})
        delivery = given.delivery(LokiTransport(options), batch_lines=20)
        for _ in range(4):
            while delivery.step() is Step.SENT:
                pass
            given.clock.advance(600.0)
        assert proxy.struck[fault] > 0
        waited = given.spool.stats().lines
        assert waited == (0 if fault in {"slow", "cut_answer"} else 40)  # the status came through
        proxy.heal()
        while delivery.step() is Step.SENT:
            pass
        delivery.close()
    assert given.spool.stats().lines == 0
    assert sorted(row[2].encode() for row in receiver.lines()) == sorted(
        entry.line for entry in entries
    )
