"""The endpoint, step by step: name, connection, certificate, credentials, scopes, clock. No record is sent.

The write scope is tried with a push that holds no stream: Loki answers it with 422 once the credentials were accepted, and
stores nothing (seen on Loki 3.7.6). What the server learns is that this computer asked, and with which token: neither the
application nor its version is named.
"""

from __future__ import annotations

import email.utils
import json
import os
import socket
import ssl
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import requests
from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies

from optlog.doctor.finding import Finding
from optlog.errors import ShippingError
from optlog.shipping.endpoint import base_url, is_loopback
from optlog.shipping.loki import LokiHandler, options_of
from optlog.shipping.transport import Kind, classify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog.settings import Settings
    from optlog.shipping.loki import LokiEmitter, LokiOptions
    from optlog.types import Clock

__all__ = ["network_findings"]

_TIMEOUT_S = 10.0
_LABELS = "/loki/api/v1/labels"
_WRONG_PUSH = (400, 422)
"""Answers to a push without streams by which Loki says that it read it."""
_NO_READING = (401, 403, 404, 405)
"""Answers to a question by which a server says that these credentials, or this address, cannot ask."""
_SKEW_S = 60.0
_FUTURE_S = 600.0
"""Loki's `creation_grace_period`: lines further in the future are refused."""
_PAST_S = 168 * 3600.0
"""Loki's `reject_old_samples_max_age`: older lines are refused."""
_ENDS_SOON_S = 14 * 86_400.0
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
        ShippingError: no address is set.
    """
    options = replace(options_of(settings), labels={}, user_agent="optlog")
    try:
        handler = LokiHandler(options)
    except ShippingError as error:
        yield Finding("settings", "fault", error.message, error.hint or "")
        return
    parts = urlsplit(options.url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        if get_environ_proxies(options.url) and not is_loopback(host):
            yield Finding("connection", "ok", "goes through the proxy that the environment names")
        else:
            found = list(_connected(options, clock, host, port, secure=parts.scheme == "https"))
            yield from found
            if found[-1].state == "fault":
                return
        yield from _asked(handler.emitter, clock)
    finally:
        handler.close()


def _connected(
    options: LokiOptions, clock: Clock, host: str, port: int, *, secure: bool
) -> Iterator[Finding]:
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
                yield _certificate(plain, options, clock, host)
    except OSError as error:
        why = "nothing listens there" if isinstance(error, ConnectionRefusedError) else "no answer"
        yield Finding("connection", "fault", f"port {port}: {why}", "is the server up, and no firewall between?")  # fmt: skip


def _certificate(plain: socket.socket, options: LokiOptions, clock: Clock, host: str) -> Finding:
    try:
        context = ssl.create_default_context(cafile=_authorities(options, host))
    except OSError:
        return Finding("certificate", "fault", "the file of authorities holds no certificate that can be read", "OPTLOG_CA_BUNDLE (or REQUESTS_CA_BUNDLE) wants a PEM file")  # fmt: skip
    try:
        if options.client_cert is not None:
            files = options.client_cert if isinstance(options.client_cert, tuple) else (options.client_cert,)  # fmt: skip
            context.load_cert_chain(*files)
    except OSError:
        return Finding("certificate", "fault", "this computer's own certificate cannot be used", "OPTLOG_CLIENT_CERT and OPTLOG_CLIENT_KEY want PEM files that belong together")  # fmt: skip
    try:
        with context.wrap_socket(plain, server_hostname=host) as secured:
            ends = str((secured.getpeercert() or {}).get("notAfter", ""))
            return _trusted(ends, str(secured.version()), clock)
    except ssl.SSLCertVerificationError as error:
        text, hint = _CERTIFICATE.get(error.verify_code, _UNKNOWN)
        return Finding("certificate", "fault", text, hint)
    except (ssl.SSLError, OSError) as error:
        return Finding("certificate", "fault", f"no TLS connection comes about ({type(error).__name__})", "does the server speak TLS on this port?")  # fmt: skip


def _authorities(options: LokiOptions, host: str) -> str:
    """Give the file that the shipper trusts: the setting's, else what requests takes from the environment, else its own."""
    if options.ca_bundle:
        return str(options.ca_bundle)
    named = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
    environ = [os.environ[name] for name in named if os.environ.get(name)]
    return DEFAULT_CA_BUNDLE_PATH if is_loopback(host) or not environ else environ[0]


def _trusted(ends: str, version: str, clock: Clock) -> Finding:
    left_s = ssl.cert_time_to_seconds(ends) - clock.now_ns() / 1e9 if ends else _ENDS_SOON_S
    if left_s < _ENDS_SOON_S:
        return Finding("certificate", "warning", f"trusted, {version}, but it ends soon: {ends}", "renew it on the server; from then on nothing is sent")  # fmt: skip
    return Finding("certificate", "ok", f"trusted, {version}, valid until {ends or 'an unknown day'}")  # fmt: skip


def _asked(emitter: LokiEmitter, clock: Clock) -> Iterator[Finding]:
    try:
        answer = emitter.post(b'{"streams": []}')
    except requests.exceptions.SSLError:
        yield Finding("answer", "fault", "the server breaks TLS off", "does it want a certificate of this computer (OPTLOG_CLIENT_CERT), or does a proxy stand between?")  # fmt: skip
        return
    except (requests.RequestException, OSError) as error:
        yield Finding("answer", "fault", f"the server does not answer a push ({type(error).__name__})", "is the address that of Loki, or of its gateway?")  # fmt: skip
        return
    yield _write(answer)
    yield _clock(answer.headers.get("Date"), clock)
    yield _read(emitter)


def _write(answer: requests.Response) -> Finding:
    """Judge the answer to an empty push as the shipper judges one; what it would take for a bad line is fine here."""
    status = answer.status_code
    kind, _, why = classify(status, answer.headers, 0.0)
    plain = "html" not in answer.headers.get("Content-Type", "").lower()
    if kind is Kind.ACCEPTED or (status in _WRONG_PUSH and plain):
        return Finding("write", "ok", "the credentials may write (an empty push was understood)")
    hints = {
        401: "set LOKI_API_TOKEN, and LOKI_USERNAME for basic authentication",
        403: "the token lacks the write scope (Grafana Cloud: logs:write)",
        404: "give the base address alone, without a path",
        429: "the server takes no more at the moment; shipping waits and tries again",
    }
    if status < 300:  # noqa: PLR2004
        return Finding("write", "fault", why, "give the address of Loki or its gateway, not of a web page")  # fmt: skip
    if status < 400:  # noqa: PLR2004
        return Finding("write", "fault", f"the server redirects a push ({status}), which shipping does not follow", "set LOKI_URL to the final address")  # fmt: skip
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
    if ahead_s < -_PAST_S:
        return Finding("clock", "fault", f"{text}; Loki refuses lines so old", "set the clock")
    return Finding("clock", "warning", text, "set the clock")


def _read(emitter: LokiEmitter) -> Finding:
    """Ask for the names of labels, which are the makers' and nobody's data; a shipping token should be refused."""
    options = emitter.options
    try:
        answer = emitter.session.get(
            base_url(options.url) + _LABELS,
            timeout=_TIMEOUT_S,
            verify=str(options.ca_bundle) if options.ca_bundle else True,
            allow_redirects=False,
        )
    except (requests.RequestException, OSError) as error:
        return _untold(type(error).__name__)
    if answer.status_code in _NO_READING:
        return Finding("read", "ok", f"the credentials cannot read ({answer.status_code})")
    if not (answer.ok and _is_loki(answer.content)):
        return _untold(str(answer.status_code))
    if options.token is not None:
        return Finding(
            "read", "warning", "the credentials can read: whoever has the application can read everybody's records",
            "give the application a token with the write scope alone",
        )  # fmt: skip
    if is_loopback(urlsplit(options.url).hostname or ""):
        return Finding("read", "ok", "this computer's own Loki can be read from this computer")
    return Finding("read", "warning", "anybody can read there without credentials", "put a gateway before Loki; docs/growth.md shows one")  # fmt: skip


def _is_loki(content: bytes) -> bool:
    try:
        said = json.loads(content)
    except ValueError:
        return False
    return isinstance(said, dict) and said.get("status") == "success"


def _untold(why: str) -> Finding:
    return Finding("read", "warning", f"whether the credentials can read could not be found out ({why})", "ask whoever runs the server")  # fmt: skip
