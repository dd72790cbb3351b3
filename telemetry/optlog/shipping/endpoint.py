"""Which addresses may be shipped to."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from optlog.errors import ShippingError

__all__ = ["base_url", "check_url", "is_loopback", "push_url"]

PUSH_PATH = "/loki/api/v1/push"
"""Where Loki takes pushes: https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs."""

_PORTS = range(1, 65536)


def check_url(url: str) -> None:
    """Refuse an address that would send records in the clear, or that carries credentials.

    Args:
        url: the base address of Loki, or its push address.

    Raises:
        ShippingError: it is neither HTTPS nor HTTP on this computer, or not an address at all. Never quotes user name
            or password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _not_an_address() from None
    if (
        parts.scheme not in ("http", "https")
        or not host
        or (port is not None and port not in _PORTS)
    ):
        raise _not_an_address()
    if parts.username is not None or parts.password is not None:
        raise ShippingError(
            f"the Loki address for {host} carries credentials",
            hint="take them out of the address and set LOKI_USERNAME and LOKI_API_TOKEN",
        )
    if parts.query or parts.fragment or any(letter.isspace() or letter < " " for letter in url):
        raise ShippingError(
            f"the Loki address for {host} carries more than host, port and path",
            hint="give the base address alone, such as https://logs.example.org",
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ShippingError(
            f"plain HTTP to {host} would send records readable by anybody on the way",
            hint="use https://; plain HTTP is for this computer alone (127.0.0.1, ::1, localhost)",
        )


def is_loopback(host: str) -> bool:
    """Give whether a host name or IP address can only mean this computer."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


def push_url(url: str) -> str:
    """Give the address to post to, from a base address or from the push address itself."""
    return base_url(url) + PUSH_PATH


def base_url(url: str) -> str:
    """Give the base address, from itself or from the push address."""
    return url.rstrip("/").removesuffix(PUSH_PATH)


def _not_an_address() -> ShippingError:
    return ShippingError(
        "the Loki address is no web address",
        hint="give scheme and host, such as https://logs.example.org",
    )
