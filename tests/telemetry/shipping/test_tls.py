"""Certificates: verified always, with an authority of one's own and with a client certificate."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.transport import Kind
from optlog.testing.receiver import Fault, LokiReceiver

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import World


@dataclass(frozen=True)
class Files:
    ca: Path
    cert: Path
    key: Path


def _certificate(
    name: str, issuer: Any, issuer_key: Any, key: Any, *, ca: bool, ip: str, days: tuple[int, int]
) -> Any:
    now = dt.datetime.now(dt.timezone.utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip))])
    public = issuer_key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + dt.timedelta(days=days[0]))
        .not_valid_after(now + dt.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(names, critical=False)
        .add_extension(_usage(ca=ca), critical=True)  # Python 3.13 checks strictly (RFC 5280)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(public), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        key_cert_sign=ca,
        crl_sign=ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _make(folder: Path, ip: str, days: tuple[int, int] = (-1, 90)) -> Files:
    folder.mkdir()
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate("test authority", None, ca_key, ca_key, ca=True, ip=ip, days=(-99, 99))
    cert = _certificate("test", ca.subject, ca_key, key, ca=False, ip=ip, days=days)
    files = Files(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    files.ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    files.cert.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def _server(files: Files, *, clients: bool = False) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert, files.key)
    if clients:
        context.load_verify_locations(files.ca)
        context.verify_mode = ssl.CERT_REQUIRED
    return context


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return _make(tmp_path_factory.mktemp("tls") / "right", "127.0.0.1")


@pytest.fixture
def server(files: Files, clock: Any) -> Iterator[LokiReceiver]:
    with LokiReceiver(tls=_server(files), clock=clock) as running:
        yield running


def test_an_own_authority_is_trusted(world: World, server: LokiReceiver, files: Files) -> None:
    """With the CA bundle set, records go over TLS to a server of that authority."""
    transport = LokiTransport(LokiOptions(server.url, ca_bundle=files.ca))
    assert transport.send(world.entries(2)).kind is Kind.ACCEPTED
    assert len(server.lines()) == 2
    transport.close()


def test_an_unknown_authority_gets_nothing(world: World, server: LokiReceiver) -> None:
    """A certificate that nobody vouches for ends the connection before the request, in words that say so."""
    outcome = LokiTransport(LokiOptions(server.url)).send(world.entries(1))
    assert (outcome.kind, outcome.detail) == (
        Kind.RETRY,
        "the server's certificate is not accepted",
    )
    assert server.requests == []


def test_a_certificate_for_another_address_gets_nothing(
    world: World, tmp_path: Path, clock: Any
) -> None:
    """A trusted certificate that names another server is refused."""
    other = _make(tmp_path / "other", "127.0.0.9")
    with LokiReceiver(tls=_server(other), clock=clock) as server:
        outcome = LokiTransport(LokiOptions(server.url, ca_bundle=other.ca)).send(world.entries(1))
        assert server.requests == []
    assert outcome.kind is Kind.RETRY


def test_a_client_certificate_is_shown(world: World, files: Files, clock: Any) -> None:
    """A server that asks for a client certificate takes records with it, and none without."""
    with LokiReceiver(tls=_server(files, clients=True), clock=clock) as server:
        without = LokiTransport(LokiOptions(server.url, ca_bundle=files.ca))
        assert without.send(world.entries(1)).kind is Kind.RETRY
        shown = LokiTransport(
            LokiOptions(server.url, ca_bundle=files.ca, client_cert=(files.cert, files.key))
        )
        assert shown.send(world.entries(1)).kind is Kind.ACCEPTED
        shown.close()


def test_abort_ends_a_request_over_tls(world: World, server: LokiReceiver, files: Files) -> None:
    """A request over TLS that waits for its answer is broken off from another thread too."""
    transport = LokiTransport(LokiOptions(server.url, ca_bundle=files.ca, timeouts_s=(30.0, 30.0)))
    server.inject(Fault(hang=True))
    outcomes: list[Any] = []
    thread = threading.Thread(target=lambda: outcomes.append(transport.send(world.entries(1))))
    thread.start()
    assert server.wait_for(lambda running: len(running.requests) == 1)
    transport.abort()
    thread.join(5)
    assert not thread.is_alive()
    assert outcomes[0].detail == "the request was broken off"
