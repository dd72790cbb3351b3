"""What the shipper needs of a transport, and what an answer means. Knows no network library."""

# ruff: noqa: PLR2004  HTTP statuses are the words of this module

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from optlog.types import SpoolEntry

__all__ = ["Kind", "Outcome", "Transport", "classify", "parse_retry_after"]

MAX_RETRY_AFTER_S = 3600.0
"""A server may ask for an hour at most; a larger wish is a mistake."""

_RETRY = frozenset([408, 425, 429])
_PAUSE = frozenset([401, 402, 403, 404, 405, 407, 410, 411, 415, 417, 421, 426, 428, 451])


class Kind(str, Enum):
    """What to do after a request."""

    ACCEPTED = "accepted"
    """Every line is stored."""
    RETRY = "retry"
    """Nothing is wrong with the lines; try later."""
    REJECT = "reject"
    """At least one line is not acceptable; the good ones beside it may be stored already."""
    PAUSE = "pause"
    """Address or credentials are wrong; trying again soon cannot help."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one request.

    `status` is the HTTP status, None without an answer. `body` holds the exact bytes of the request before
    compression. `detail` is for people and never quotes the answer, which may quote the request.
    """

    kind: Kind
    status: int | None = None
    retry_after_s: float | None = None
    body: bytes = b""
    detail: str = ""


class Transport(Protocol):
    """Brings batches to a server. All methods but `abort` are called by one thread at a time."""

    host: str
    """Host name of the server, for the sent-log."""

    def prepare(self) -> None:
        """Forget an earlier `abort`. From here on an `abort` stops the next `send`."""
        ...

    def send(self, batch: Sequence[SpoolEntry]) -> Outcome:
        """Send one batch in one request. Never raises for what the network or the server does."""
        ...

    def abort(self) -> None:
        """Break off the request in flight, from any thread, and return at once."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def classify(
    status: int, headers: Mapping[str, str], now_s: float
) -> tuple[Kind, float | None, str]:
    """Say what an HTTP answer to a push means.

    Statuses that speak of the address or of the credentials pause, for dropping lines would lose everything for a
    wrong setting. What else is between 400 and 499 speaks of a line. See LOKI.md for Loki's own answers.

    Args:
        status: the HTTP status.
        headers: the headers of the answer, looked up without case.
        now_s: UTC seconds, for a `Retry-After` that is a date.

    Returns:
        What to do, the seconds that the server asks to wait, and words for people.
    """
    after = parse_retry_after(headers.get("Retry-After"), now_s)
    if 200 <= status < 300 and "html" not in headers.get("Content-Type", "").lower():
        return Kind.ACCEPTED, None, f"accepted with {status}"
    if status in _RETRY or status >= 500 or status < 200:
        return Kind.RETRY, after, f"the server is busy or out of order ({status})"
    if status < 400 or status in _PAUSE:
        return Kind.PAUSE, after, _why_paused(status)
    return Kind.REJECT, after, f"the server does not accept a line ({status})"


def _why_paused(status: int) -> str:
    if status < 300:
        return "a web page answers at the Loki address, not Loki"
    if status < 400:
        return f"the server redirects ({status}); set the final address"
    if status in (401, 403):
        return f"the server refuses the credentials ({status})"
    return f"the server does not take logs at this address ({status})"


def parse_retry_after(value: str | None, now_s: float) -> float | None:
    """Give the seconds of a `Retry-After` header (RFC 9110, 10.2.3: seconds or a date); None when it makes no sense."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), MAX_RETRY_AFTER_S)
    from email.utils import parsedate_to_datetime  # brings in the socket module

    try:
        seconds = parsedate_to_datetime(text).timestamp() - now_s
    except (TypeError, ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)
