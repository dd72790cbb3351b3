"""The recording transport keeps what Loki would get and answers as told."""

from __future__ import annotations

import orjson
import pytest
from optlog.testing import RecordingTransport
from optlog.testing.transport import Kind
from optlog.types import SpoolEntry


def entry(number: int, level: str = "info") -> SpoolEntry:
    """Give an entry whose line tells its number."""
    return SpoolEntry("errors", 1, 10**18 + number, level, b'{"n":%d}' % number, {"user": "psn_a"})


def test_the_body_is_the_one_that_the_real_transport_sends() -> None:
    """The body recorded is byte for byte what `LokiEmitter.build_batch` makes of the same entries."""
    from optlog.shipping.loki import LokiHandler, LokiOptions

    transport = RecordingTransport({"app": "demo"})
    batch = [entry(1), entry(2, "error")]
    outcome = transport.send(batch)
    real = LokiHandler(LokiOptions("http://127.0.0.1:1", {"app": "demo"})).emitter.build_batch(
        batch
    )
    assert transport.bodies == [real]
    assert outcome.body == real
    assert [s["stream"]["level"] for s in orjson.loads(real)["streams"]] == ["info", "error"]


@pytest.mark.parametrize("kind", ["retry", "reject", "pause"])
def test_it_answers_as_told_and_accepts_then(kind: str) -> None:
    """The next requests get the answer asked for, as often as asked, and count as not accepted."""
    transport = RecordingTransport()
    transport.answer(kind, times=2, retry_after_s=7.0)
    kinds = [transport.send([entry(number)]).kind for number in range(3)]
    assert kinds == [Kind(kind), Kind(kind), Kind.ACCEPTED]
    assert transport.requests[0].kind is Kind(kind)
    assert transport.lines == [b'{"n":2}']


def test_an_unknown_answer_is_refused() -> None:
    """A typing error in a test must not make it pass."""
    with pytest.raises(ValueError, match="maybe"):
        RecordingTransport().answer("maybe")


def test_calls_are_counted() -> None:
    """Aborts and the close are visible to a test."""
    transport = RecordingTransport()
    transport.prepare()
    transport.abort()
    transport.close()
    assert (transport.aborts, transport.closed) == (1, True)
