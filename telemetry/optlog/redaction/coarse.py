"""The coarse part of an address or a coordinate, for rules with `action = "truncate"`."""

from __future__ import annotations

import ipaddress
import re

__all__ = ["coarse"]

_IPV4_PREFIX = 16  # bits kept
_IPV6_PREFIX = 32
_DECIMAL = re.compile(r"([+-]?[0-9]{1,3}\.[0-9])[0-9]{0,20}")


def coarse(value: str) -> str | None:
    """Give the network of an IP address (/16, /32 for IPv6) or a number with one decimal; None for anything else."""
    number = _DECIMAL.fullmatch(value)
    if number is not None:
        return number[1]
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return None
    prefix = _IPV4_PREFIX if address.version == 4 else _IPV6_PREFIX  # noqa: PLR2004
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False).network_address)
