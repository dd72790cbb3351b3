"""What an answer means, and when to try again."""

from __future__ import annotations

import random
from email.utils import formatdate

import pytest
from optlog.shipping.backoff import Backoff
from optlog.shipping.transport import Kind, classify, parse_retry_after
from optlog.testing.clock import FixedClock

NOW_S = 1_767_225_600.0
ANSWERS = {
    Kind.ACCEPTED: [200, 202, 204],
    Kind.RETRY: [408, 425, 429, 500, 502, 503, 504, 599],
    Kind.REJECT: [400, 413, 422, 418],
    Kind.PAUSE: [301, 302, 307, 401, 403, 404, 405, 407, 415],
}


@pytest.mark.parametrize(
    ("status", "kind"), [(status, kind) for kind, all_ in ANSWERS.items() for status in all_]
)
def test_a_status_says_what_to_do(status: int, kind: Kind) -> None:
    """Each status leads to exactly one way to go on, and to words for people."""
    found, _, words = classify(status, {}, NOW_S)
    assert found is kind
    assert str(status) in words


def test_a_web_page_is_no_acceptance() -> None:
    """A page of a captive portal or a web site is not taken for Loki, so nothing is forgotten."""
    kind, _, _ = classify(200, {"Content-Type": "text/html; charset=utf-8"}, NOW_S)
    assert kind is Kind.PAUSE


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        (" 0 ", 0.0),
        ("99999999999999999999", 3600.0),
        (formatdate(NOW_S + 30, usegmt=True), 30.0),
        (formatdate(NOW_S - 30, usegmt=True), 0.0),
        ("soon", None),
        ("-3", None),
        ("", None),
        ("٣", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None) -> None:
    """Both forms of Retry-After are understood, bounded to an hour; nonsense is ignored."""
    assert parse_retry_after(value, NOW_S) == seconds


def test_backoff_doubles_up_to_its_cap_with_full_jitter() -> None:
    """The n-th wait is anywhere between nothing and base * 2^n, never above five minutes."""
    clock = FixedClock()
    highest = Backoff(clock, uniform=lambda low, high: high)
    assert [highest.failed() for _ in range(12)] == [
        0.5, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300,
    ]  # fmt: skip
    drawn = Backoff(clock, uniform=random.Random(1).uniform)
    waits = [drawn.failed() for _ in range(200)]
    assert max(waits) <= 300
    assert min(waits[20:]) < 30
    assert max(waits) > 270


def test_backoff_keeps_what_the_server_asked_for_and_the_monotonic_clock() -> None:
    """A wish of the server is a lower bound, and setting the wall clock does not shorten the wait."""
    clock = FixedClock()
    backoff = Backoff(clock, uniform=lambda low, high: low)
    assert backoff.remaining_s == 0
    backoff.failed(at_least_s=20.0)
    clock.set_ns(clock.now_ns() + 10**12)
    assert backoff.remaining_s == 20.0
    clock.advance(19.5)
    assert backoff.remaining_s == pytest.approx(0.5)
    clock.advance(1)
    assert backoff.remaining_s == 0
    backoff.succeeded()
    assert backoff.failures == 0
