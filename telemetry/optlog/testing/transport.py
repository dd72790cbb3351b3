"""A transport that sends nothing, keeps the exact bytes that would have gone out, and answers as told."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optlog.shipping.transport import Kind, Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optlog.types import SpoolEntry

__all__ = ["Kind", "RecordedRequest", "RecordingTransport"]

_NOWHERE = "http://127.0.0.1:1"
_STATUS = {Kind.ACCEPTED: 204, Kind.RETRY: 503, Kind.REJECT: 400, Kind.PAUSE: 401}


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request: its entries, its exact body before compression, and what it was answered."""

    entries: tuple[SpoolEntry, ...]
    body: bytes
    kind: Kind


class RecordingTransport:
    """Stands for `optlog.shipping.loki.LokiTransport`; see `optlog.shipping.transport.Transport`.

    `requests` holds every request in order, refused ones included. Bodies are built by the real emitter, so they are what
    Loki would get. `labels` are the stream labels besides `level`.
    """

    host = "recording.example"

    def __init__(self, labels: dict[str, str] | None = None) -> None:
        self.requests: list[RecordedRequest] = []
        self.aborts = 0
        self.closed = False
        self._labels = labels or {"app": "recording"}
        self._answers: deque[Outcome] = deque()
        self._emitter: Any = None

    def answer(
        self, kind: Kind | str, *, times: int = 1, retry_after_s: float | None = None
    ) -> None:
        """Answer the next `times` requests with `accepted`, `retry`, `reject` or `pause`; then with `accepted` again.

        Raises:
            ValueError: there is no such kind of answer.
        """
        outcome = Outcome(Kind(kind), _STATUS[Kind(kind)], retry_after_s, detail="as told")
        self._answers.extend([outcome] * times)

    @property
    def is_refusing(self) -> bool:
        """Whether an answer other than `accepted` is still to come."""
        return any(outcome.kind is not Kind.ACCEPTED for outcome in self._answers)

    @property
    def bodies(self) -> list[bytes]:
        """The bodies of all requests."""
        return [request.body for request in self.requests]

    @property
    def lines(self) -> list[bytes]:
        """The lines of all accepted requests, in order."""
        accepted = (request for request in self.requests if request.kind is Kind.ACCEPTED)
        return [entry.line for request in accepted for entry in request.entries]

    def prepare(self) -> None:
        """Do nothing: there is no connection to renew."""

    def send(self, batch: Sequence[SpoolEntry]) -> Outcome:
        """Record one request, and answer it."""
        body = self._body(batch)
        told = self._answers.popleft() if self._answers else Outcome(Kind.ACCEPTED, 204)
        self.requests.append(RecordedRequest(tuple(batch), body, told.kind))
        return Outcome(told.kind, told.status, told.retry_after_s, body, told.detail)

    def abort(self) -> None:
        """Count the call."""
        self.aborts += 1

    def close(self) -> None:
        """Note the call."""
        self.closed = True

    def _body(self, batch: Sequence[SpoolEntry]) -> bytes:
        if self._emitter is None:
            from optlog.shipping.loki import LokiHandler, LokiOptions

            self._emitter = LokiHandler(LokiOptions(_NOWHERE, self._labels)).emitter
        body: bytes = self._emitter.build_batch(batch)
        return body
