"""Dumps of bytes: lines of an offset, hexadecimal digits and mostly the same as characters (`hexdump -C`, `tcpdump -X`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["from_dump"]

_LINE = re.compile(
    rb"[ \t]{0,8}(?:0x)?[0-9a-fA-F]{4,8}:?[ \t]{1,3}((?:[0-9a-fA-F]{2}[ ]?){1,4}[^\r\n]{0,100})\r?\n?"
)
_DIGITS = re.compile(rb"(?:[0-9a-fA-F]{2}){1,16}(?: (?:[0-9a-fA-F]{2}){1,8}){0,15}")
_GAP = re.compile(rb"[ \t]{2,}")
_HALF = 16  # digits before the gap in the middle of a line
_WHOLE = 32  # digits of a line
_READABLE = bytes(byte if 32 <= byte < 127 or byte in b"\t\r\n" else 32 for byte in range(256))  # noqa: PLR2004  ASCII


def from_dump(text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Read each dump in `text` as a whole: (start, end, the bytes that it shows, as far as they are ASCII)."""
    start, end, shown = 0, -1, b""
    for line in re.finditer(rb"(?m)^", text):
        found = _LINE.match(text, line.start())
        if found is None:
            continue
        if line.start() != end:
            if shown:
                yield start, end, _readable(shown)
            start, shown = line.start(), b""
        shown += _bytes(found[1])
        end = found.end()
    if shown:
        yield start, end, _readable(shown)


def _bytes(line: bytes) -> bytes:
    """Give the bytes that the digits of `line` stand for; after a gap they may go on once."""
    digits = b""
    for part in _GAP.split(line):
        if len(digits) not in (0, _HALF) or not _DIGITS.fullmatch(part):
            break
        digits += part.replace(b" ", b"")
    return bytes.fromhex(digits[:_WHOLE].decode())


def _readable(shown: bytes) -> bytes:
    return b"\n" + shown.replace(b"\0", b"").translate(_READABLE) + b"\n"
