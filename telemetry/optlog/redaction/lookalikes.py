"""Characters that hide a secret from a pattern but not from a reader: invisible ones, and those that look like ASCII.

The letters are the common part of Unicode's confusables (https://www.unicode.org/reports/tr39/); fullwidth, mathematical
and circled forms follow from compatibility decomposition (NFKC).
"""

# ruff: noqa: RUF001  the look-alikes are what this module is about
from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["fold", "folded"]

_INVISIBLE = (
    "\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\ufffd"
    + "".join(
        chr(code)
        for first, last in (
            (0x0300, 0x036F),  # accents that join the letter before them
            (0x200B, 0x200F),
            (0x202A, 0x202E),
            (0x2066, 0x2069),
            (0xFE00, 0xFE0F),
            (0xE0000, 0xE007F),
        )
        for code in range(first, last + 1)
    )
)
_ALIKE = {
    # Cyrillic
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "һ": "h",
    "ԁ": "d", "ԛ": "q", "ԝ": "w", "ӏ": "l", "к": "k", "А": "A", "В": "B", "Е": "E", "К": "K", "М": "M", "Н": "H",
    "О": "O", "Р": "P", "С": "C", "Т": "T", "У": "Y", "Х": "X", "І": "I", "Ј": "J", "Ѕ": "S",
    # Greek
    "ο": "o", "α": "a", "ν": "v", "ι": "i", "κ": "k", "ρ": "p", "υ": "u", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z",
    "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X",
    # Latin
    "ı": "i", "ɡ": "g", "ɑ": "a", "ⅼ": "l",
    # Punctuation
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-", "\u2044": "/", "\u2236": ":", "\ua789": ":",
    "\u00a0": " ", "\u2007": " ", "\u202f": " ", "\u2024": ".",
}  # fmt: skip
_RANGES = (
    (0x2460, 0x24FF),
    (0xFF01, 0xFF5E),
    (0x1D400, 0x1D7FF),
    (0x0660, 0x0669),
    (0x06F0, 0x06F9),
    (0x0966, 0x096F),
)


def _compatible(char: str) -> str:
    digit = unicodedata.digit(char, None)
    return str(digit) if digit is not None else unicodedata.normalize("NFKC", char)


_TABLE: dict[bytes, bytes] = {
    **{char.encode(): b"" for char in _INVISIBLE},
    **{char.encode(): plain.encode() for char, plain in _ALIKE.items()},
    **{
        chr(code).encode(): plain.encode()
        for first, last in _RANGES
        for code in range(first, last + 1)
        if (plain := _compatible(chr(code))).isascii()
    },
}


def _choice(keys: Iterable[bytes]) -> bytes:
    """Give `keys`, none of which begins another, as one expression: first bytes to choose from, last ones in a class."""
    rest: dict[int, list[bytes]] = {}
    for key in keys:
        rest.setdefault(key[0], []).append(key[1:])
    if not any(map(any, rest.values())):
        return b"[" + re.escape(bytes(rest)) + b"]"
    return b"|".join(
        re.escape(bytes([byte])) + b"(?:" + _choice(tails) + b")" for byte, tails in rest.items()
    )


_FOLDABLE = re.compile(b"(" + _choice(_TABLE) + rb"|\xed[\xa0-\xbf][\x80-\xbf])")
# Lone surrogates, as `surrogatepass` writes them, count as invisible.


def fold(text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Give each foldable character of `text` as (start, end, ASCII bytes; empty for an invisible one)."""
    for match in _FOLDABLE.finditer(text):
        yield match.start(), match.end(), _TABLE.get(match[0], b"")


def folded(text: bytes) -> bytes:
    """Give `text` with each character that `fold` gives replaced."""
    parts = _FOLDABLE.split(text)
    parts[1::2] = [_TABLE.get(found, b"") for found in parts[1::2]]
    return b"".join(parts)
