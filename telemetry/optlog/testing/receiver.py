# ruff: noqa: PLR2004  HTTP statuses are the words of this module
"""A loopback server that answers pushes as strictly as Loki does, counts every byte, and fails when told to.

Standard library only. What it accepts and refuses is in `optlog.testing.loki_push`; faults are injected with
`LokiReceiver.inject`.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from optlog.testing.loki_delete import Deletions
from optlog.testing.loki_push import Bucket, PushError, PushLimits, decode_body, judge, stream_key
from optlog.testing.loki_query import QueryError, instant_query, query_range, with_service_name

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

    from optlog.testing.loki_push import Row
    from optlog.types import Clock

__all__ = ["Fault", "LokiReceiver", "Received"]

PUSH = "/loki/api/v1/push"
QUERY = "/loki/api/v1/query_range"
INSTANT = "/loki/api/v1/query"
LABELS = "/loki/api/v1/labels"
DELETE = "/loki/api/v1/delete"
_HANG_AT_MOST_S = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request.

    `status` answers so (with `headers` and `text`) and stores nothing. `hang` never answers. `reset` breaks the
    connection off before anything is stored, `reset_after` after everything is. `half_close` stores, then closes
    without an answer. `slow_s` answers as always, but so
    many seconds later.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    hang: bool = False
    reset: bool = False
    reset_after: bool = False
    half_close: bool = False
    slow_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came: path with query, headers in lower case, body as on the wire, body before compression."""

    path: str
    headers: dict[str, str]
    raw: bytes
    body: bytes
    status: int


class LokiReceiver:
    """A context manager; `url` is the address while it runs.

    Args:
        basic: user name and password that a request must bring.
        bearer: token that a request must bring.
        tenant: value of `X-Scope-OrgID` that a request must bring.
        operator_bearer: token that queries and deletions must bring instead; a push with it is refused.
        deletions: how the delete API takes its time; see `optlog.testing.loki_delete.Deletions`.
        limits: as in Loki's `limits_config`.
        bytes_per_s: rate limit; a push beyond it is a 429. `burst_bytes` is what may come at once.
        clock: the server's time; the computer's when None.
        tls: makes it an HTTPS server.
        port: fixed port, so that a server can come back at the same address; any free one when 0.
    """

    def __init__(
        self,
        *,
        basic: tuple[str, str] | None = None,
        bearer: str | None = None,
        tenant: str | None = None,
        operator_bearer: str | None = None,
        deletions: Deletions | None = None,
        limits: PushLimits | None = None,
        bytes_per_s: float | None = None,
        burst_bytes: float = 6e6,
        clock: Clock | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.limits = limits or PushLimits()
        self.requests: list[Received] = []
        self.bytes_received = 0
        self.connections = 0
        self.duplicates = 0
        self.deletions = deletions or Deletions()
        self._basic, self._bearer, self._tenant = basic, bearer, tenant
        self._operator_bearer = operator_bearer
        self._bucket = Bucket(bytes_per_s, burst_bytes)
        self._clock, self._tls, self._port = clock, tls, port
        self._rows: dict[str, Row] = {}
        self._newest: dict[str, int] = {}
        self._faults: deque[Fault] = deque()
        self._changed = threading.Condition()
        self._released = threading.Event()
        self._server: _Server | None = None

    def __enter__(self) -> LokiReceiver:
        """Listen on 127.0.0.1."""
        self._released.clear()
        server = _Server(("127.0.0.1", self._port), self)
        if self._tls is not None:
            server.socket = self._tls.wrap_socket(
                server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._server = server
        self._port = server.server_address[1]
        threading.Thread(
            target=server.serve_forever, args=(0.02,), name="loki-receiver", daemon=True
        ).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and break off every connection."""
        self.release()
        if self._server is not None:
            self._server.shutdown()
            self._server.break_off()
            self._server.server_close()
            self._server = None

    @property
    def url(self) -> str:
        """The base address."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._port}"

    def inject(self, fault: Fault, times: int = 1) -> None:
        """Let the next `times` pushes that no earlier fault takes go wrong so."""
        with self._changed:
            self._faults.extend([fault] * times)

    def clear_faults(self) -> None:
        """Forget faults that are still to come, and let hanging requests go."""
        with self._changed:
            self._faults.clear()
        self.release()

    def release(self) -> None:
        """Let requests that hang go without an answer."""
        self._released.set()

    def lines(self) -> list[Row]:
        """Give what is stored, without what Loki adds: labels, time in ns, line, structured metadata."""
        with self._changed:
            return self.deletions.remaining(self._rows.values())

    def wait_for(self, holds: Callable[[LokiReceiver], bool], timeout_s: float = 60.0) -> bool:
        """Wait until `holds(self)`, looked at after every request; give whether it came true in time."""
        with self._changed:
            return self._changed.wait_for(lambda: holds(self), timeout_s)

    def _now_ns(self) -> int:
        return self._clock.now_ns() if self._clock else time.time_ns()

    def _count(self, *, connections: int = 0, received: int = 0) -> None:
        with self._changed:
            self.connections += connections
            self.bytes_received += received
            self._changed.notify_all()

    def _next_fault(self) -> Fault | None:
        with self._changed:
            return self._faults.popleft() if self._faults else None

    def _note(self, received: Received) -> None:
        with self._changed:
            self.requests.append(received)
            self._changed.notify_all()

    def _refusal(self, headers: Mapping[str, str], *, push: bool = False) -> tuple[int, str] | None:
        """Say why a request may not even ask."""
        given = headers.get("authorization", "")
        if self._operator_bearer is not None and not push:
            return None if given == f"Bearer {self._operator_bearer}" else (401, "invalid token")
        if self._basic is not None:
            pair = base64.b64encode(":".join(self._basic).encode()).decode()
            if given != f"Basic {pair}":
                return 401, "invalid user name or password"
        if self._bearer is not None and given != f"Bearer {self._bearer}":
            return 401, "invalid token"
        if self._tenant is not None and headers.get("x-scope-orgid") != self._tenant:
            return 401, "no org id"
        return None

    def _push(self, body: bytes) -> tuple[int, str]:
        """Judge and store; give status and text."""
        if not self._bucket.take(len(body)):
            return 429, "ingestion rate limit exceeded"
        with self._changed:
            verdict = judge(body, self._now_ns(), self.limits, self._newest)
            for row in verdict.rows:
                self._store(row)
        if verdict.faults:
            return 400, f"{len(verdict.faults)} left out, the first: {verdict.faults[0]}"
        return 204, ""

    def _store(self, row: Row) -> None:
        labels, at_ns, line, metadata = row
        stream = stream_key(labels)
        key = json.dumps([stream, at_ns, line, sorted(metadata.items())])
        if key in self._rows:
            self.duplicates += 1
        self._rows[key] = row
        self._newest[stream] = max(at_ns, self._newest.get(stream, at_ns))

    def _query(self, path: str, query: str) -> tuple[int, str]:
        given = _parameters(query)
        now_ns = self._now_ns()
        if self.deletions.broken:
            return 500, "a delete request with an empty selector breaks every query"
        self.deletions.look()
        try:
            if path == INSTANT:
                at_ns = int(given.get("time", now_ns))
                answer = instant_query(self.lines(), given.get("query", ""), at_ns)
            else:
                answer = query_range(
                    self.lines(),
                    given.get("query", ""),
                    start_ns=int(given.get("start", now_ns - 3600 * 10**9)),
                    end_ns=int(given.get("end", now_ns + 1)),
                    limit=int(given.get("limit", 100)),
                    forward=given.get("direction", "backward").lower() == "forward",
                    step_s=float(given["step"]) if "step" in given else None,
                )
        except (QueryError, ValueError) as error:
            return 400, f"parse error: {error}"
        return 200, json.dumps(answer)

    def _label_names(self) -> str:
        names = {name for row in self.lines() for name in with_service_name(row[0])}
        return json.dumps({"status": "success", "data": sorted(names)})

    def _delete(self, method: str, query: str) -> tuple[int, str]:
        """Answer the delete API."""
        given = _parameters(query)
        with self._changed:
            if method in ("POST", "PUT"):
                return self.deletions.add(given, self._now_ns())
            if method == "DELETE":
                return self.deletions.cancel(given.get("request_id", ""))
            self.deletions.look()
            return 200, self.deletions.listed()


def _parameters(query: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(query).items()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], receiver: LokiReceiver) -> None:
        self.receiver = receiver
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        self.receiver._count(connections=1)
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: clients that break off are what this server is for."""

    def break_off(self) -> None:
        with self._lock:
            connections = list(self._open)
        for connection in connections:
            with suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)


class _CountingReader:
    """Counts what is read from a connection."""

    def __init__(self, file: Any, count: Callable[[int], None]) -> None:
        self._file = file
        self._count = count

    def readline(self, limit: int = -1) -> bytes:
        data: bytes = self._file.readline(limit)
        self._count(len(data))
        return data

    def read(self, size: int) -> bytes:
        data: bytes = self._file.read(size)
        self._count(len(data))
        return data

    def close(self) -> None:
        self._file.close()

    @property
    def closed(self) -> bool:
        return bool(self._file.closed)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "loki-receiver"
    sys_version = ""
    wbufsize = -1
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        receiver = self.server.receiver
        self.rfile = _CountingReader(self.rfile, lambda size: receiver._count(received=size))  # type: ignore[assignment]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer a query, or whether it is ready."""
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        if parts.path == "/ready":
            self._answer(200, "ready\n", "text/plain")
        elif parts.path in (QUERY, INSTANT):
            refusal = self.server.receiver._refusal(headers)
            status, text = refusal or self.server.receiver._query(parts.path, parts.query)
            self._answer(status, text, "application/json" if status == 200 else "text/plain")
        elif parts.path == LABELS:
            refusal = self.server.receiver._refusal(headers)
            status, text = refusal or (200, self.server.receiver._label_names())
            self._answer(status, text, "application/json" if status == 200 else "text/plain")
        elif parts.path == DELETE:
            self._administer()
        else:
            self._answer(404, "404 page not found\n", "text/plain")

    def do_PUT(self) -> None:
        """Take a deletion."""
        self._administer()

    def do_DELETE(self) -> None:
        """Take a deletion back."""
        self._administer()

    def do_POST(self) -> None:
        """Take a push, or a deletion."""
        if urlsplit(self.path).path == DELETE:
            self._administer()
            return
        raw = self._read_body()
        receiver = self.server.receiver
        headers = {name.lower(): value for name, value in self.headers.items()}
        fault = receiver._next_fault() or Fault()
        body, status, text = b"", 0, ""
        if fault.status is not None:
            status, text = fault.status, fault.text
        elif not (fault.hang or fault.reset):
            body, status, text = self._judged(raw, headers)
        receiver._note(Received(self.path, headers, raw, body, status))
        if fault.hang:
            receiver._released.wait(_HANG_AT_MOST_S)
        if fault.reset or fault.reset_after:
            self._reset()
        elif fault.hang or fault.half_close:
            self.close_connection = True
        else:
            self._answer(status, text, "text/plain", fault)

    def _administer(self) -> None:
        """Answer the delete API; its parameters stand in the address."""
        parts = urlsplit(self.path)
        raw = self._read_body()
        headers = {name.lower(): value for name, value in self.headers.items()}
        receiver = self.server.receiver
        refusal = receiver._refusal(headers)
        if parts.path != DELETE:
            refusal = 404, "404 page not found\n"
        status, text = refusal or receiver._delete(self.command, parts.query)
        if self.command != "GET":
            receiver._note(Received(self.path, headers, raw, raw, status))
        self._answer(status, text, "application/json" if status == 200 else "text/plain")

    def _judged(self, raw: bytes, headers: dict[str, str]) -> tuple[bytes, int, str]:
        receiver = self.server.receiver
        refusal = receiver._refusal(headers, push=True)
        if urlsplit(self.path).path != PUSH:
            refusal = refusal or (404, "404 page not found\n")
        if refusal:
            return b"", *refusal
        most = receiver.limits.max_body_bytes
        body = b""
        try:
            body = decode_body(
                raw, headers.get("content-type"), headers.get("content-encoding"), most
            )
            return body, *receiver._push(body)
        except PushError as error:
            return body, error.status, error.message

    def _read_body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = []
        while size := int(self.rfile.readline(100).partition(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline(100)
        self.rfile.readline(100)
        return b"".join(parts)

    def _answer(self, status: int, text: str, kind: str, fault: Fault | None = None) -> None:
        body = text.encode()
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        for name, value in (fault.headers if fault else {}).items():
            self.send_header(name, value)
        self.end_headers()
        if status != 204:
            self.wfile.write(body)
        if fault and fault.slow_s:
            self.server.receiver._released.wait(fault.slow_s)  # ends early when the server stops
        with suppress(OSError):
            self.wfile.flush()

    def _reset(self) -> None:
        """Break the connection off with a TCP reset (SO_LINGER with a time of 0)."""
        self.close_connection = True
        linger = struct.pack("hh" if hasattr(socket, "SIO_RCVALL") else "ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
