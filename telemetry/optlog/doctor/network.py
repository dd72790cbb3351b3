"""The endpoint, step by step: name, connection, certificate, credentials, scopes, clock. No record is sent.

The write scope is tried with a push that holds no stream: Loki answers it with 422 once the credentials were accepted, and
stores nothing (seen on Loki 3.7.6). What the server learns is that this computer asked, and with which token.
"""

from __future__ import annotations

import email.utils
import socket
import ssl
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies

from optlog.doctor.finding import Finding
from optlog.shipping.endpoint import base_url, is_loopback
from optlog.shipping.loki import LokiEmitter, options_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog.settings import Settings
    from optlog.shipping.loki import LokiOptions
    from optlog.types import Clock

__all__ = ["network_findings"]

_TIMEOUT_S = 10.0
_LABELS = "/loki/api/v1/labels"
_WRITES = (200, 204, 400, 422)
"""Answers to a push without streams by which Loki says that it read it."""
_SKEW_S = 60.0
_FUTURE_S = 600.0
"""Loki's `creation_grace_period`: lines further in the future are refused."""
_CERTIFICATE = {
    10: ("the server's certificate has expired", "renew it there; or is this computer's clock wrong?"),
    9: ("the server's certificate is not valid yet", "is this computer's clock wrong?"),
    62: ("the server's certificate is for another name", "does the address name the server as its certificate does?"),
    64: ("the server's certificate is for another address", "does the address name the server as its certificate does?"),
}  # fmt: skip
"""By OpenSSL's number: https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/."""
_UNKNOWN = (
    "the server's certificate is not vouched for by an authority that is trusted here",
    "for an authority of your own set OPTLOG_CA_BUNDLE to its PEM file",
)


def network_findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Ask the endpoint, as the shipper would, as far as each step allows the next.

    Raises:
        ShippingError: address, certificate file or credential cannot be used at all.
    """
    options = options_of(settings)
    parts = urlsplit(options.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if get_environ_proxies(options.url) and not is_loopback(host):
        yield Finding("connection", "ok", "goes through the proxy that the environment names")
    else:
        found = list(_connected(options, host, port, secure=parts.scheme == "https"))
        yield from found
        if found[-1].state == "fault":
            return
    yield from _asked(options, clock)


def _connected(options: LokiOptions, host: str, port: int, *, secure: bool) -> Iterator[Finding]:
    try:
        socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        yield Finding("name", "fault", f"{host} has no address", "is the name right, and is there a network?")  # fmt: skip
        return
    yield Finding("name", "ok", f"{host} has an address")
    try:
        with socket.create_connection((host, port), timeout=_TIMEOUT_S) as plain:
            yield Finding("connection", "ok", f"port {port} answers")
            if secure:
                yield _certificate(plain, options, host)
    except OSError as error:
        why = "nothing listens there" if isinstance(error, ConnectionRefusedError) else "no answer"
        yield Finding("connection", "fault", f"port {port}: {why}", "is the server up, and no firewall between?")  # fmt: skip


def _certificate(plain: socket.socket, options: LokiOptions, host: str) -> Finding:
    authorities = str(options.ca_bundle) if options.ca_bundle else DEFAULT_CA_BUNDLE_PATH
    context = ssl.create_default_context(cafile=authorities)
    try:
        with context.wrap_socket(plain, server_hostname=host) as secured:
            ends = str((secured.getpeercert() or {}).get("notAfter", "an unknown day"))
            return Finding("certificate", "ok", f"trusted, {secured.version()}, valid until {ends}")
    except ssl.SSLCertVerificationError as error:
        text, hint = _CERTIFICATE.get(error.verify_code, _UNKNOWN)
        return Finding("certificate", "fault", text, hint)
    except (ssl.SSLError, OSError) as error:
        return Finding("certificate", "fault", f"no TLS connection comes about ({type(error).__name__})", "does the server speak TLS on this port?")  # fmt: skip


def _asked(options: LokiOptions, clock: Clock) -> Iterator[Finding]:
    emitter = LokiEmitter(base_url(options.url))
    emitter.configure(options)
    try:
        try:
            answer = emitter.post(b'{"streams": []}')
        except (requests.RequestException, OSError) as error:
            yield Finding("answer", "fault", f"the server does not answer a push ({type(error).__name__})", "is the address that of Loki, or of its gateway?")  # fmt: skip
            return
        yield _write(answer.status_code)
        yield _clock(answer.headers.get("Date"), clock)
        if options.token is not None:
            yield _read(emitter, options)
    finally:
        emitter.close()


def _write(status: int) -> Finding:
    if status in _WRITES:
        return Finding("write", "ok", "the credentials may write (an empty push was understood)")
    hints = {
        401: "set LOKI_API_TOKEN, and LOKI_USERNAME for basic authentication",
        403: "the token lacks the write scope (Grafana Cloud: logs:write)",
        404: "give the base address alone, without a path",
        429: "the server takes no more at the moment; shipping waits and tries again",
    }
    return Finding("write", "fault", f"the server refuses a push ({status})", hints.get(status, "the server's own log says why"))  # fmt: skip


def _clock(date: str | None, clock: Clock) -> Finding:
    try:
        theirs = email.utils.parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return Finding("clock", "ok", "the server tells no time to compare with")
    ahead_s = clock.now_ns() / 1e9 - theirs
    if abs(ahead_s) <= _SKEW_S:
        return Finding("clock", "ok", "agrees with the server's")
    way = "ahead of" if ahead_s > 0 else "behind"
    text = f"this computer's clock is {abs(ahead_s):.0f} s {way} the server's"
    if ahead_s > _FUTURE_S:
        return Finding("clock", "fault", f"{text}; Loki refuses lines from the future", "set the clock")  # fmt: skip
    return Finding("clock", "warning", text, "set the clock")


def _read(emitter: LokiEmitter, options: LokiOptions) -> Finding:
    try:
        answer = emitter.session.get(
            base_url(options.url) + _LABELS,
            timeout=_TIMEOUT_S,
            verify=str(options.ca_bundle) if options.ca_bundle else True,
            allow_redirects=False,
        )
    except (requests.RequestException, OSError):
        return Finding("read", "ok", "the credentials cannot read (no answer to a query)")
    if answer.status_code == requests.codes.ok:
        return Finding(
            "read", "warning", "the credentials can read: whoever has the application can read everybody's records",
            "give the application a token with the write scope alone",
        )  # fmt: skip
    return Finding("read", "ok", f"the credentials cannot read ({answer.status_code})")
