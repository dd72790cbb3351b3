"""The two receivers of the demonstration: the embedded one, and a live Loki."""

from __future__ import annotations

import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING, Any, Protocol

from optlog.errors import ShippingError
from optlog.shipping import check_url
from optlog.testing.receiver import LokiReceiver

if TYPE_CHECKING:
    from optlog.settings import Settings

__all__ = ["EmbeddedServer", "LiveServer", "Server"]


class Server(Protocol):
    """Where the demonstration ships to, and how it looks at what came in."""

    url: str
    name: str

    def traffic(self) -> int:
        """Give how much has come in so far; its unit is in `unit`."""
        ...

    def arrived(self) -> list[bytes]:
        """Give the lines that came in, oldest first."""
        ...

    @property
    def unit(self) -> str:
        """Say what `traffic` counts."""
        ...

    def __enter__(self) -> Server:
        """Start."""
        ...

    def __exit__(self, *exc: Any) -> None:
        """Stop."""
        ...


class EmbeddedServer:
    """The strict receiver on this computer's loopback; counts every byte and every connection."""

    unit = "bytes"
    name = "embedded receiver"

    def __init__(self) -> None:
        self._receiver = LokiReceiver()
        self.url = ""

    def __enter__(self) -> EmbeddedServer:
        """Start listening."""
        self._receiver.__enter__()
        self.url = self._receiver.url
        return self

    def __exit__(self, *exc: Any) -> None:
        """Stop listening."""
        self._receiver.__exit__(*exc)

    def traffic(self) -> int:
        """Give the bytes received, and at least 1 when anybody connected at all."""
        return self._receiver.bytes_received or self._receiver.connections

    def arrived(self) -> list[bytes]:
        """Give the lines in the order of their time stamps."""
        rows = sorted(self._receiver.lines(), key=lambda row: int(row[1]))
        return [row[2].encode() if isinstance(row[2], str) else row[2] for row in rows]


class LiveServer:
    """A running Loki, asked by query. It cannot count bytes, so it counts records.

    Args:
        url: base address.
        environment: label value that marks this run's records.
        settings: credentials and tenant.
    """

    unit = "records"
    name = "Loki"

    def __init__(self, url: str, environment: str, settings: Settings) -> None:
        check_url(url)
        self.url = url.rstrip("/")
        self._query = f'{{environment="{environment}"}}'
        self._settings = settings
        self._since = time.time_ns() - 10**9

    def __enter__(self) -> LiveServer:
        """Check that it answers.

        Raises:
            ShippingError: it does not.
        """
        self.arrived()
        return self

    def __exit__(self, *exc: Any) -> None:
        """Nothing to stop."""

    def traffic(self) -> int:
        """Give how many records of this run it holds."""
        return len(self.arrived())

    def arrived(self) -> list[bytes]:
        """Query the records of this run, oldest first."""
        query = urllib.parse.urlencode(
            {"query": self._query, "limit": 5000, "start": self._since, "direction": "forward"}
        )
        request = urllib.request.Request(  # noqa: S310  check_url allowed the address
            f"{self.url}/loki/api/v1/query_range?{query}", headers=self._headers()
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
                data = json.load(answer)
        except (OSError, ValueError, urllib.error.URLError) as error:
            raise ShippingError(
                f"{self.url} cannot be queried: {type(error).__name__}",
                hint="is it Loki, is it up, and may these credentials read?",
            ) from None
        rows = [row for stream in data["data"]["result"] for row in stream["values"]]
        return [row[1].encode() for row in sorted(rows, key=lambda row: int(row[0]))]

    def _headers(self) -> dict[str, str]:
        headers = {}
        token = self._settings.loki_api_token
        if token is not None:
            user = self._settings.loki_username
            secret = token.get_secret_value()
            pair = base64.b64encode(f"{user}:{secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}" if user else f"Bearer {secret}"
        if self._settings.loki_tenant:
            headers["X-Scope-OrgID"] = self._settings.loki_tenant
        return headers
