"""Grafana Loki as the server: python-logging-loki's handler and emitter, with what its 0.3.1 lacks.

The only module that names `logging_loki`; imported when the first batch goes out, not before. Added here: batches, gzip,
structured metadata, the record's own time, time limits, tenant, certificates, statuses, and silence on errors.
Source of the format: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs.
"""

from __future__ import annotations

import gzip
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import logging_loki
import orjson
import requests
from logging_loki.emitter import LokiEmitterV1
from urllib3.exceptions import HTTPError

from optlog.errors import ShippingError
from optlog.shipping.endpoint import check_url, push_url
from optlog.shipping.session import AbortedError, Line, make_session
from optlog.shipping.transport import Kind, Outcome, classify
from optlog.types import SpoolEntry

if TYPE_CHECKING:
    from optlog.settings import Settings

__all__ = ["LokiEmitter", "LokiHandler", "LokiOptions", "LokiTransport"]

ENTRY = "optlog_entry"
"""Attribute of a `logging.LogRecord` that holds the finished `SpoolEntry`."""

LABEL_NAMES = ("app", "environment", "level", "version", "os")
"""The stream labels. Few, with few values each; whatever tells people apart goes into the metadata."""

_LABEL_CHARS = 128
_METADATA_CHARS = 1024
_METADATA_ENTRIES = 16
_GZIP_LEVEL = 4
_ANSWER_BYTES = 65_536
_LEVELS = frozenset(["debug", "info", "warning", "error", "critical"])
_NETWORK_ERRORS = (requests.RequestException, HTTPError, HTTPException, OSError, ValueError)
"""What requests, urllib3 and http.client raise when a server or a proxy does something odd."""


@dataclass(frozen=True)
class LokiOptions:
    """How to reach one Loki.

    `username` with `token` is basic authentication, `token` alone a bearer token. `timeouts_s` are for connecting and
    for waiting between two pieces of the answer. `ca_bundle` replaces the built-in authorities; `client_cert` is a PEM
    file, or a certificate and a key file.
    """

    url: str
    labels: Mapping[str, str] = field(default_factory=dict)
    username: str | None = None
    token: str | None = field(default=None, repr=False)
    tenant: str | None = None
    ca_bundle: Path | None = None
    client_cert: tuple[Path, Path] | Path | None = None
    timeouts_s: tuple[float, float] = (5.0, 10.0)
    user_agent: str = "optlog"


class LokiEmitter(LokiEmitterV1):  # type: ignore[misc]
    """Builds requests for Loki and posts them. Made by `LokiHandler`; `configure` tells it more than url and tags."""

    level_tag = "level"

    def __init__(self, url: str, tags: dict[str, str] | None = None, auth: Any = None) -> None:
        super().__init__(url, tags, auth)
        self.options = LokiOptions(url, tags or {})
        self._session: requests.Session | None = None
        self._line = Line()

    def configure(self, options: LokiOptions) -> None:
        """Use these options from the next connection on."""
        self.options = options
        self.tags = {name: label_value(value) for name, value in options.labels.items()}
        self.url = push_url(options.url)

    def __call__(self, record: logging.LogRecord, line: str) -> None:
        """Refuse: one request for each record, on the caller's thread and past the consent check, is not offered.

        Raises:
            ShippingError: always.
        """
        raise ShippingError("records are sent in batches by the shipper alone")

    @property
    def session(self) -> requests.Session:
        """The session of the moment; a new one after `close` or `abort`."""
        if self._session is None:
            options = self.options
            self._session = make_session(
                self._line,
                host=urlsplit(options.url).hostname or "",
                headers=_headers(options),
                username=options.username,
                token=options.token,
                client_cert=_cert(options.client_cert),
            )
        return self._session

    def format_label(self, label: str) -> str:
        """Give a label or metadata name that Loki takes: letters, digits and underscores, no digit first."""
        name = "".join(char if char in self.label_allowed_chars else "_" for char in str(label))
        return f"_{name}" if name[:1].isdigit() else name or "_"

    def build_tags(self, record: logging.LogRecord) -> dict[str, str]:
        """Give the stream labels of a record that carries an entry."""
        return self.labels(getattr(record, ENTRY))

    def build_payload(self, record: logging.LogRecord, line: str) -> dict[str, Any]:
        """Give the request for a record that carries an entry; its time and metadata are the entry's."""
        entry: SpoolEntry = getattr(record, ENTRY)
        value = [str(entry.timestamp_ns), line, self.metadata(entry)]
        return {"streams": [{"stream": self.build_tags(record), "values": [value]}]}

    def build_batch(self, batch: Sequence[SpoolEntry]) -> bytes:
        """Give the exact body for many entries: grouped by their labels, in their order."""
        streams: dict[tuple[tuple[str, str], ...], dict[str, Any]] = {}
        made: dict[tuple[str, str, int], tuple[list[Any], dict[str, str]]] = {}
        for entry in batch:
            kind = (
                entry.purpose,
                entry.level,
                id(entry.metadata),
            )  # the spool gives equal ones once
            if kind not in made:
                labels = self.labels(entry)
                stream = streams.setdefault(tuple(labels.items()), {"stream": labels, "values": []})
                made[kind] = (stream["values"], self.metadata(entry))
            values, metadata = made[kind]
            values.append([str(entry.timestamp_ns), entry.line.decode(), metadata])
        return orjson.dumps({"streams": list(streams.values())})

    def labels(self, entry: SpoolEntry) -> dict[str, str]:
        """Give the stream labels of an entry.

        Metadata named like a label wins over the options: a record that waited while the application was updated keeps
        the version that made it, and sending again stays the same request. An entry without a level has no such label.
        """
        labels = dict(self.tags)
        for name in LABEL_NAMES:
            if name in entry.metadata:
                labels[name] = label_value(entry.metadata[name])
        if entry.level:
            labels[self.level_tag] = entry.level if entry.level in _LEVELS else "unknown"
        return labels

    def metadata(self, entry: SpoolEntry) -> dict[str, str]:
        """Give the structured metadata of an entry, in a form that never loses Loki the whole request."""
        named = {"purpose": entry.purpose, **entry.metadata}
        rest = [(name, value) for name, value in named.items() if name not in LABEL_NAMES]
        return {
            self.format_label(name): _text(value)[:_METADATA_CHARS]
            for name, value in rest[:_METADATA_ENTRIES]
        }

    def post(self, body: bytes) -> requests.Response:
        """Post one body, compressed; give the answer with its content read up to a bound.

        Raises:
            requests.RequestException, OSError: no answer came.
        """
        options = self.options
        packed = gzip.compress(body, compresslevel=_GZIP_LEVEL, mtime=0)
        with self.session.post(
            self.url,
            data=packed,
            timeout=options.timeouts_s,
            verify=str(options.ca_bundle) if options.ca_bundle else True,
            allow_redirects=False,
            stream=True,
        ) as answer:
            # Read it, or the connection cannot be used again.
            next(answer.iter_content(_ANSWER_BYTES), b"")
            return answer

    def abort(self) -> None:
        """Break off what is under way, from any thread; the emitter stays broken until `close`."""
        self._line.cut()

    def close(self) -> None:
        """Let go of the connections; the next post makes new ones."""
        super().close()
        self._line = Line()


class LokiHandler(logging_loki.LokiHandler):  # type: ignore[misc]
    """python-logging-loki's handler, with `emit` that only enqueues.

    It takes finished entries: records whose attribute `optlog_entry` is a `SpoolEntry`. Any other record has not passed
    redaction and consent, and is left alone.

    Args:
        options: how to reach Loki.
        enqueue: takes an entry without blocking, such as `Shipper.offer`.

    Raises:
        ShippingError: the address, a certificate file or a credential cannot be used.
    """

    emitters = {"1": LokiEmitter}  # noqa: RUF012  the base class declares it so

    def __init__(
        self, options: LokiOptions, enqueue: Callable[[SpoolEntry], None] = lambda entry: None
    ) -> None:
        check_url(options.url)
        _check_files(options)
        _check_credentials(options)
        super().__init__(push_url(options.url), dict(options.labels), version="1")
        self.emitter: LokiEmitter
        self.emitter.configure(options)
        self._enqueue = enqueue
        self.faults = 0

    def emit(self, record: logging.LogRecord) -> None:
        """Pass the record's entry on to the shipper."""
        entry = getattr(record, ENTRY, None)
        if not isinstance(entry, SpoolEntry):
            return
        try:
            self._enqueue(entry)
        except Exception:  # noqa: BLE001  a log call never raises
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  logging's name
        """Count the fault; python-logging-loki would print the traceback and the message."""
        self.faults += 1

    def flush(self) -> None:
        """Do nothing: the shipper decides when to send."""

    def close(self) -> None:
        """Let go of the connections."""
        self.emitter.close()
        super().close()


class LokiTransport:
    """Sends batches through the handler's emitter; see `optlog.shipping.transport.Transport`.

    Raises:
        ShippingError: the address, a certificate file or a credential cannot be used.
    """

    def __init__(self, options: LokiOptions) -> None:
        self._handler = LokiHandler(options)
        self._emitter = self._handler.emitter
        self._aborted = False
        self._lock = threading.Lock()
        self.host = urlsplit(options.url).hostname or ""

    @classmethod
    def of(cls, settings: Settings) -> LokiTransport:
        """Make the transport that the settings describe.

        Raises:
            ShippingError: there is no address, or it is not acceptable.
        """
        return cls(options_of(settings))

    @classmethod
    def for_deletion(cls, settings: Settings) -> LokiTransport:
        """Make one that says nothing about the client: no labels, no version; for `send_body` alone.

        Raises:
            ShippingError: there is no address, or it is not acceptable.
        """
        return cls(replace(options_of(settings), labels={}, user_agent="optlog"))

    def prepare(self) -> None:
        """Forget an earlier `abort`."""
        with self._lock:
            if self._aborted:
                self._emitter.close()
                self._aborted = False

    def send(self, batch: Sequence[SpoolEntry]) -> Outcome:
        """Send one batch in one request."""
        return self.send_body(self._emitter.build_batch(batch))

    def send_body(self, body: bytes) -> Outcome:
        """Send one finished body. Never raises for what the network or the server does."""
        try:
            answer = self._emitter.post(body)
        except _NETWORK_ERRORS as error:
            return Outcome(Kind.RETRY, body=body, detail=_why(error, aborted=self._aborted))
        kind, after, detail = classify(answer.status_code, answer.headers, time.time())
        return Outcome(kind, answer.status_code, after, body, detail)

    def abort(self) -> None:
        """Break off the request in flight; nothing goes out until `prepare`."""
        with self._lock:
            self._aborted = True
            self._emitter.abort()

    def close(self) -> None:
        """Let go of connections."""
        self._handler.close()


def options_of(settings: Settings) -> LokiOptions:
    """Give the options that the settings describe.

    Only the application's name is told of every record: version, environment and system go out where the policy declares
    them, in the metadata of each entry.

    Raises:
        ShippingError: there is no address.
    """
    if settings.loki_url is None:
        raise ShippingError("no Loki address is set", hint="set LOKI_URL")
    token = settings.loki_api_token
    return LokiOptions(
        url=settings.loki_url,
        labels={"app": settings.app},
        username=settings.loki_username,
        token=token.get_secret_value() if token else None,
        tenant=settings.loki_tenant,
        ca_bundle=settings.ca_bundle,
        client_cert=_client_cert(settings),
        user_agent=f"optlog ({settings.app})",
    )


def _client_cert(settings: Settings) -> tuple[Path, Path] | Path | None:
    if settings.client_cert is None or settings.client_key is None:
        return settings.client_cert
    return settings.client_cert, settings.client_key


def label_value(value: str) -> str:
    """Give a label value that Loki takes: text without control characters, not empty, of bounded length."""
    printable = "".join(char if char.isprintable() else "_" for char in _text(value))
    return printable[:_LABEL_CHARS] or "unknown"


def _text(value: object) -> str:
    """Give text that is valid UTF-8: lone surrogates are replaced."""
    return str(value).encode("utf-8", "replace").decode()


def _check_files(options: LokiOptions) -> None:
    cert = options.client_cert
    files = [options.ca_bundle, *(cert if isinstance(cert, tuple) else (cert,))]
    for path in files:
        if path is not None and not path.is_file():
            raise ShippingError(
                f"there is no certificate file {path}", hint="give the path of a PEM file"
            )


def _check_credentials(options: LokiOptions) -> None:
    values = {"user name": options.username, "token": options.token, "tenant": options.tenant}
    for name, value in values.items():
        if value is not None and not all("!" <= char <= "~" for char in value):
            raise ShippingError(
                f"the Loki {name} holds a space or a character beyond ASCII",
                hint="was it copied whole, and without the line break?",
            )


def _headers(options: LokiOptions) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "keep-alive",
        "User-Agent": "".join(char if " " <= char <= "~" else "_" for char in options.user_agent),
    }
    if options.tenant:
        headers["X-Scope-OrgID"] = options.tenant
    return headers


def _cert(cert: tuple[Path, Path] | Path | None) -> tuple[str, str] | str | None:
    if isinstance(cert, tuple):
        return str(cert[0]), str(cert[1])
    return None if cert is None else str(cert)


def _why(error: Exception, *, aborted: bool) -> str:
    """Say in our own words why no answer came: the library's text holds address and user name."""
    if aborted or isinstance(error, AbortedError):
        return "the request was broken off"
    kinds = (
        (requests.exceptions.SSLError, "the server's certificate is not accepted"),
        (requests.exceptions.ProxyError, "the proxy does not answer as it should"),
        (requests.exceptions.ConnectTimeout, "the server cannot be reached in time"),
        (requests.exceptions.Timeout, "the server does not answer in time"),
        (requests.exceptions.ConnectionError, "the server cannot be reached"),
    )
    for kind, words in kinds:
        if isinstance(error, kind):
            return words
    return f"the request failed ({type(error).__name__})"
