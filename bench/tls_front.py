"""A TLS server in front of a plain one, whose certificate can be changed, and certificates for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import ipaddress
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["Files", "TLSFront", "make"]

_DAYS = 30


class Files(NamedTuple):
    """An authority's certificate, and a certificate by it for 127.0.0.1 with its key; PEM files."""

    ca: Path
    cert: Path
    key: Path

    @classmethod
    def of(cls, folder: Path) -> Files:
        """Give the names of the files in a folder."""
        return cls(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")


def make(folder: Path) -> Files:
    """Make an authority of its own and a certificate by it, in a new folder."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    folder.mkdir()
    files, now = Files.of(folder), dt.datetime.now(dt.timezone.utc)
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))

    def signed(name: str, public: Any, *, ca: bool) -> bytes:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

        usage = dict.fromkeys(
            ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
            False,
        )  # fmt: skip
        address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = (
            x509.CertificateBuilder(named(f"{folder.name} authority"), named(name), public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=1))
            .not_valid_after(now + dt.timedelta(days=_DAYS))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.KeyUsage(digital_signature=not ca, key_cert_sign=ca, crl_sign=ca, **usage), critical=True)
            .add_extension(x509.SubjectAlternativeName([address]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False)
        )  # fmt: skip
        return builder.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    files.ca.write_bytes(signed(f"{folder.name} authority", ca_key.public_key(), ca=True))
    files.cert.write_bytes(signed("server", key.public_key(), ca=False))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


class TLSFront:
    """A context manager; `port` speaks TLS for `target_port` while it runs, both on 127.0.0.1.

    `refused` is how many connections came while the first certificate was shown: clients that know better end them.
    """

    def __init__(self, target_port: int, shown: Files) -> None:
        self.port = 0
        self.refused = 0
        self._target_port = target_port
        self._first = self._shown = _context(shown)
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tls-front", daemon=True)

    def show(self, files: Files) -> None:
        """Show another certificate from the next connection on."""
        self._shown = _context(files)

    def __enter__(self) -> TLSFront:
        """Start; give itself."""
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=2048)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        self._loop.run_forever()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        shown = self._shown
        self.refused += shown is self._first
        with suppress(OSError, ssl.SSLError):
            transport = await self._loop.start_tls(
                writer.transport, writer.transport.get_protocol(), shown, server_side=True
            )
            assert transport is not None
            writer = asyncio.StreamWriter(transport, transport.get_protocol(), reader, self._loop)
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
            await asyncio.gather(_carry(reader, up_writer), _carry(up_reader, writer))
        writer.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    with suppress(OSError):
        writer.close()


def _context(files: Files) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files.cert, files.key)
    return context
