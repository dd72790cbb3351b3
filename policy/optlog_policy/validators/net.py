"""Addresses of the network: IPv4, IPv6, MAC."""

from __future__ import annotations

import ipaddress
import re

from optlog_policy.validators.checks import is_date

__all__ = ["ipv4_local", "ipv4_private", "ipv4_public", "ipv6", "ipv6_local", "mac"]


def _ipv4(value: bytes) -> bytes | None:
    """Give the four bytes of the address; of a longer dotted number its first four, if they name a private network.

    Not `ipaddress`, which takes ten times as long: a line may hold thousands.
    """
    parts = value.split(b".")
    if len(parts) < 4 or not all(map(_is_octet, parts[:4])):  # noqa: PLR2004
        return None
    try:
        address = bytes(map(int, parts[:4]))
    except ValueError:  # beyond 255
        return None
    return address if len(parts) == 4 or _is_private(address) else None  # noqa: PLR2004


def _is_octet(part: bytes) -> bool:
    return part.isdigit() and len(part) <= 3 and (part[0] != ord("0") or len(part) == 1)  # noqa: PLR2004


_PRIVATE = {10: (0, 255), 100: (64, 127), 169: (254, 254), 172: (16, 31), 192: (168, 168)}
"""First byte of the private networks (RFC 1918, 3927, 6598): least and greatest second byte."""
_LOCAL = frozenset((0, 127, 255))


def _is_private(address: bytes) -> bool:
    least, greatest = _PRIVATE.get(address[0], (256, -1))
    return least <= address[1] <= greatest


def ipv4_public(value: bytes) -> bool:
    """Say whether `value` is an IPv4 address neither of a private network (RFC 1918, 3927, 6598) nor of this machine."""
    address = _ipv4(value)
    return address is not None and not _is_private(address) and address[0] not in _LOCAL


def ipv4_private(value: bytes) -> bool:
    """Say whether `value` is an IPv4 address of a private network (RFC 1918, 3927, 6598)."""
    address = _ipv4(value)
    return address is not None and _is_private(address)


def ipv4_local(value: bytes) -> bool:
    """Say whether `value` is an IPv4 address of this machine or of none: 127/8, 0/8, 255/8 (RFC 1122)."""
    address = _ipv4(value)
    return address is not None and address[0] in _LOCAL


# EUI-64, the port of an InfiniBand card, part of a fingerprint; an address leaves out leading zeros or writes four digits.
_EIGHT_PAIRS = re.compile(r"[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){7}")


def _ipv6(value: bytes) -> ipaddress.IPv6Address | None:
    try:
        text = value.decode("ascii").partition("/")[0].partition("%")[0].strip("[]")
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    if _EIGHT_PAIRS.fullmatch(text):
        return None
    # `ace::add` is a name of C++ or Rust, as far as anybody can tell.
    wordy = "::" in text and not re.search(r"[0-9]", text) and text.count(":") < 4  # noqa: PLR2004
    return None if wordy else address


def _is_local6(address: ipaddress.IPv6Address) -> bool:
    return address.is_loopback or address.is_unspecified


def ipv6(value: bytes) -> bool:
    """Say whether `value` is an IPv6 address (RFC 4291; zone and prefix length allowed), not one of this machine.

    Names such as `ace::add` and eight pairs of hexadecimal digits (EUI-64) are none.
    """
    address = _ipv6(value)
    return address is not None and not _is_local6(address)


def ipv6_local(value: bytes) -> bool:
    """Say whether `value` is `::1` or `::` (RFC 4291) in any way of writing."""
    if value.partition(b"/")[0] == b"::":
        return True
    address = _ipv6(value)
    return address is not None and _is_local6(address)


_MAC = re.compile(
    rb"(?:[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4}){2})"
)
_FRAME = re.compile(rb"(?:[0-9A-Fa-f]{2}:){12}(?:08:0[06]|86:dd)")


def mac(value: bytes) -> bool:
    """Say whether `value` is a 48-bit MAC address (IEEE 802) in pairs or Cisco's groups of four.

    Two digits six times with dashes that make a date and a time are a time stamp; fourteen pairs are the two addresses and
    the type that netfilter logs. All zeros and the address of all cards are nobody's.
    """
    if _FRAME.fullmatch(value) is not None:
        return True
    if _MAC.fullmatch(value) is None:
        return False
    if value.translate(None, b":-.").lower() in _NOBODY:
        return False
    return not (b"-" in value and _is_time(value))


_NOBODY = frozenset((b"0" * 12, b"f" * 12))  # no card, all cards


def _is_time(value: bytes) -> bool:
    parts = value.split(b"-")
    if not all(part.isdigit() for part in parts):
        return False
    year, month, day, hour, minute, second = map(int, parts)
    return is_date(2000 + year, month, day) and hour < 24 and minute < 60 and second < 60  # noqa: PLR2004
