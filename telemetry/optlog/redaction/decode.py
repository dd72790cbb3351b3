r"""Texts within texts: escapes and encodings undone, with a map back to where each byte came from.

A `View` is the decoded text; a span found in it is replaced in the original. Handled: percent-encoding (RFC 3986), HTML
character references, `\uXXXX`, `\xXX` and octal escapes, base64 of ASCII text (RFC 4648, both alphabets; UTF-16, gzip and
zlib within it), quoted-printable (RFC 2045), texts as hexadecimal digits, dumps or numbers of bytes, pieces of a string, colours of a terminal (ECMA-48),
zero-width characters and letters that look like ASCII ones (Unicode TR39, the common part).
"""

from __future__ import annotations

import binascii
import html
import re
import sys
import zlib
from bisect import bisect_right
from functools import cache, cached_property, lru_cache, partial
from typing import TYPE_CHECKING

from optlog.redaction.dump import from_dump
from optlog.redaction.lookalikes import fold, folded
from optlog.redaction.pieces import JOINED, pieces_meet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["GATES", "View", "views"]

# A group of four base64 digits whose three bytes are ASCII: the top bit of each byte is 0. Random text, paths and hashes
# hardly ever hold five such groups in a row.
_ASCII_GROUP = b"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"

_PACKED = rb"\b(?:H4sIA|eJ[w-z])[A-Za-z0-9+/_-]{20}"  # gzip, zlib
_HEX_BYTE = b"[2-7][0-9A-Fa-f]"  # ASCII
_NUMBER = b"(?:3[2-9]|[4-9][0-9]|1[0-2][0-9]),? "  # ASCII

GATES: dict[str, bytes] = {
    "percent": b"%(?:[2-9A-Fa-f][0-9A-Fa-f]|0[9ADad])",
    "entity": b"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|amp|quot|apos|commat|lt|gt|colon|equals|period);",
    "escape": rb"\\u[0-9A-Fa-f]{4}|\\x[2-7][0-9A-Fa-f]|\\u\{|\\U0000|\\1[0-7][0-7]",
    "colour": rb"\x1b\[|\x00",
    "wrapped": rb"=3D|[=\\]\r?\n",
    "hex": b"(?:" + _HEX_BYTE + b"){10}|(?:" + _HEX_BYTE + b"[ :]){8}",
    "numbers": b"(?:" + _NUMBER + b"){8}",
    "quote": rb"\\[\"'/nrt]|\\{5}",  # or more backslashes than any pattern passes over
    "base64": b"(?:" + _ASCII_GROUP + b"){5}|" + _PACKED,
}
"""Where an encoding may stand, in the common syntax of RE2 and Python `re`."""


_Piece = tuple[int, int, bytes]
"""Where a decoded piece stands in the original, from and to, and what it says."""


class View:
    """Decoded text and the way back.

    `text` is what to scan. Each decoded piece stands for a span of the original; `origin` maps a span of `text` to the
    span of the original that holds it.
    """

    def __init__(self, size: int, text: bytes, pieces: Callable[[], Iterable[_Piece]]) -> None:
        """Take the bytes of the original, the decoded text, and what gives the decoded pieces in order, if asked."""
        self._size = size
        self._pieces = pieces
        self.text = text

    @cached_property
    def _runs(self) -> tuple[list[int], list[tuple[int, int, bool]]]:
        """Where each run of text begins, decoded and in the original (True: one to one); most views are never asked."""
        begins = [0]
        spans: list[tuple[int, int, bool]] = []
        size = last = 0
        for start, end, decoded in self._pieces():
            spans += ((last, start, True), (start, end, False))
            begins += (size + start - last, size + start - last + len(decoded))
            size, last = begins[-1], end
        spans.append((last, self._size, True))
        return begins, spans

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Give the span of the original that holds `text[start:end]` (not empty)."""
        return self._map(start)[0], self._map(end - 1)[1]

    def _map(self, at: int) -> tuple[int, int]:
        """Give the original span of the byte at `at`."""
        begins, spans = self._runs
        run = bisect_right(begins, at) - 1
        first, last, plain = spans[run]
        if not plain:
            return first, last
        place = first + at - begins[run]
        return place, place + 1


def views(text: bytes, encodings: Iterable[str]) -> Iterator[View]:
    """Give the decoded readings of `text` for those `encodings` whose gate is open; `lookalike` is one of them."""
    asked = set(encodings)
    escapes = tuple(name for name in _TOGETHER if name in asked)
    if escapes:
        yield _without_escapes(text, escapes)
    if len(escapes) > 1:  # what looks like another encoding may be part of the value
        for name in escapes:
            yield _without_escapes(text, (name,))
    if "quote" in asked:  # a reading of its own: elsewhere a backslash is a backslash
        yield _without_escapes(text, ("quote",))
    if "named" in asked and pieces_meet(text):
        yield _without_escapes(text, ("joined",))
    for name, read in _WHOLE.items():
        if name in asked:
            pieces = list(read(text))
            yield View(len(text), _put_together(text, pieces), pieces.copy)
    if "lookalike" in asked:
        yield View(len(text), folded(text), partial(fold, text))


def _put_together(text: bytes, pieces: Iterable[_Piece]) -> bytes:
    parts: list[bytes] = []
    last = 0
    for start, end, decoded in pieces:
        parts += (text[last:start], decoded)
        last = end
    parts.append(text[last:])
    return b"".join(parts)


_PERCENT = rb"(?:%[0-9A-Fa-f]{2})+"
_ENTITY = rb"&(?:#[0-9A-Za-z]{1,10}|[0-9A-Za-z]{2,10});"
_ESCAPE = rb"\\{1,4}(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|u\{[0-9A-Fa-f]{1,6}\}|U000[0-9A-Fa-f]{5}|[01][0-7]{2})"
_COLOUR = rb"\x1b\[[0-9;:?]{0,24}[@-~]|\x00"
_WRAPPED = rb"=(?:[0-9A-F]{2}|\r?\n)|\\\r?\n"
_QUOTE = rb"""\\["'/\\nrt]"""
_SYNTAX = {
    "percent": _PERCENT,
    "entity": _ENTITY,
    "escape": _ESCAPE,
    "colour": _COLOUR,
    "wrapped": _WRAPPED,
    "quote": _QUOTE,
    "joined": JOINED,
}
_TOGETHER = ("percent", "entity", "escape", "colour", "wrapped")


@cache
def _escapes(names: Sequence[str]) -> re.Pattern[bytes]:
    return re.compile(b"(" + b"|".join(_SYNTAX[name] for name in names) + b")")


def _without_escapes(text: bytes, names: Sequence[str]) -> View:
    """Read `text` with each escape of `names` undone: each way of writing one is decoded once, the pieces are left for later."""
    parts = _escapes(names).split(text)
    parts[1::2] = map(_Meanings().__getitem__, parts[1::2])
    return View(len(text), b"".join(parts), partial(_unescaped, text, names))


class _Meanings(dict[bytes, bytes]):
    """What escapes stand for, each worked out when it is first asked for."""

    def __missing__(self, found: bytes) -> bytes:
        decoded = self[found] = _DECODERS[found[:1]](found)
        return decoded


def _unescaped(text: bytes, names: Sequence[str]) -> Iterator[_Piece]:
    meanings = _Meanings()
    for match in _escapes(names).finditer(text):
        found = match[0]
        decoded = meanings[found]
        if decoded == found:
            continue
        if found[:1] == b"%":  # one piece a byte, so that a span never takes more than it must
            for index in range(len(decoded)):
                start = match.start() + 3 * index
                yield start, start + 3, decoded[index : index + 1]
        else:
            yield match.start(), match.end(), decoded


def _percent(found: bytes) -> bytes:
    return bytes.fromhex(found.replace(b"%", b"").decode())


@lru_cache(maxsize=512)
def _entity(found: bytes) -> bytes:
    return html.unescape(found.decode()).encode("utf-8", "replace")


@lru_cache(maxsize=512)
def _escape(found: bytes) -> bytes:
    if len(found) == len(rb"\n") and found[1] in _QUOTED:
        return _QUOTED[found[1]]
    digits = found.lstrip(b"\\")
    if not digits.strip():  # the line goes on in the next one
        return b""
    code = int(digits, 8) if digits[:1] in b"01" else int(digits[1:].strip(b"{}"), 16)
    return chr(min(code, sys.maxunicode)).encode("utf-8", "replace")


def _quoted_printable(found: bytes) -> bytes:
    return bytes.fromhex(found[1:].decode()) if found[1:].strip() else b""


def _nothing(_found: bytes) -> bytes:
    return b""


_QUOTED = {
    ord('"'): b'"',
    ord("'"): b"'",
    ord("/"): b"/",
    ord("\\"): b"\\",
    ord("n"): b"\n",
    ord("r"): b"\r",
    ord("t"): b"\t",
}
_DECODERS: dict[bytes, Callable[[bytes], bytes]] = {
    b"%": _percent,
    b"&": _entity,
    b"\\": _escape,
    b"=": _quoted_printable,
    b"\x1b": _nothing,
    b"\x00": _nothing,
    b'"': _nothing,
    b"'": _nothing,
}

_BASE64_RUN = re.compile(
    b"(?:"
    + _ASCII_GROUP
    + b"){5,}[A-Za-z0-9+/_-]{0,3}={0,2}|"
    + _PACKED
    + b"[A-Za-z0-9+/_-]*={0,2}"
)
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _from_base64(text: bytes) -> Iterator[_Piece]:
    """Read each run of base64 that holds ASCII text; lines of their own, so that neighbours do not join in."""
    for match in _BASE64_RUN.finditer(text):
        digits = match[0].translate(_URL_SAFE).rstrip(b"=")
        usable = digits[: len(digits) - (len(digits) % 4 == 1)]
        decoded = _unpacked(binascii.a2b_base64(usable + b"=" * (-len(usable) % 4)))
        if not decoded[1::2].strip(b"\0"):  # UTF-16
            decoded = decoded[::2]
        if not decoded[:-2].translate(None, _PRINTABLE):
            yield match.start(), match.end(), b"\n" + decoded + b"\n"


_UNPACKED_MAX = 8192  # bytes: what a text may hold


def _unpacked(data: bytes) -> bytes:
    """Give what is packed in `data` with gzip or zlib (RFC 1952, 1950), its beginning if it is long; else `data` itself."""
    if data[:2] not in {b"\x1f\x8b", b"\x78\x9c"}:
        return data
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, _UNPACKED_MAX)
    except zlib.error:
        return data


# (?:HEX_BYTE){10,}|(?:HEX_BYTE[ :]){8,}HEX_BYTE, with what both begin with before the choice: half the time.
_HEX_RUN = re.compile(
    b"[2-7](?:[0-9A-Fa-f](?:%b){9,}|[0-9A-Fa-f][ :](?:%b[ :]){7,}%b)" % ((_HEX_BYTE,) * 3)
)
_NUMBERS_RUN = re.compile(b"(?:" + _NUMBER + b"){8,}[0-9]{2,3}")


def _from_hex(text: bytes) -> Iterator[_Piece]:
    """Read each dump, and each run of hexadecimal digits beside them, that holds ASCII text."""
    found = list(from_dump(text))
    beside = bytearray(text)
    for start, end, _ in found:
        beside[start:end] = b"\n" * (end - start)
    for match in _HEX_RUN.finditer(beside):
        digits = match[0].translate(None, b" :").decode()
        found.append((match.start(), match.end(), b"\n" + bytes.fromhex(digits) + b"\n"))
    yield from sorted(found)


def _from_numbers(text: bytes) -> Iterator[_Piece]:
    """Read each list of numbers that stand for ASCII text, as languages show bytes."""
    for match in _NUMBERS_RUN.finditer(text):
        numbers = map(int, match[0].replace(b",", b"").split())
        yield match.start(), match.end(), b"\n" + bytes(min(n, 127) for n in numbers) + b"\n"


_WHOLE: dict[str, Callable[[bytes], Iterator[_Piece]]] = {
    "base64": _from_base64,
    "hex": _from_hex,
    "numbers": _from_numbers,
}
"""Encodings of which a run is read as a whole."""
