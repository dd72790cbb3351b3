r"""Texts within texts: escapes and encodings undone, with a map back to where each byte came from.

A `View` is the decoded text; a span found in it is replaced in the original. Handled: percent-encoding (RFC 3986), HTML
character references, `\uXXXX` and `\xXX` escapes, base64 of ASCII text (RFC 4648, both alphabets), zero-width characters
and letters that look like ASCII ones (Unicode TR39, the common part).
"""

from __future__ import annotations

import binascii
import html
import re
from bisect import bisect_right
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from optlog.redaction.lookalikes import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["GATES", "View", "views"]

# A group of four base64 digits whose three bytes are ASCII: the top bit of each byte is 0. Random text, paths and hashes
# hardly ever hold five such groups in a row.
_ASCII_GROUP = b"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"

GATES: dict[str, bytes] = {
    "percent": b"%[2-9A-Fa-f][0-9A-Fa-f]",
    "entity": b"&(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|amp|quot|apos|commat|lt|gt|colon|equals|period);",
    "escape": rb"\\u[0-9A-Fa-f]{4}|\\x[2-7][0-9A-Fa-f]",
    "quote": rb"\\[\"'/nrt]",
    "base64": b"(?:" + _ASCII_GROUP + b"){5}",
}
"""Where an encoding may stand, in the common syntax of RE2 and Python `re`."""


class View:
    """Decoded text and the way back.

    `text` is what to scan. Each decoded piece stands for a span of the original; `origin` maps a span of `text` to the
    span of the original that holds it.
    """

    def __init__(self, source: bytes, pieces: Iterable[tuple[int, int, bytes]]) -> None:
        """Take the pieces (start, end, decoded bytes) of `source`, in order; what is between them stays as it is."""
        self._pieces = list(pieces)
        self._size = len(source)
        parts: list[bytes] = []
        last = 0
        for start, end, decoded in self._pieces:
            parts += (source[last:start], decoded)
            last = end
        parts.append(source[last:])
        self.text = b"".join(parts)

    @cached_property
    def _runs(self) -> tuple[list[int], list[tuple[int, int, bool]]]:
        """Where each run of text begins, decoded and in the original (True: one to one); most views are never asked."""
        begins = [0]
        spans: list[tuple[int, int, bool]] = []
        size = last = 0
        for start, end, decoded in self._pieces:
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
    escapes = [name for name in ("percent", "entity", "escape") if name in asked]
    if escapes:
        yield View(text, _unescaped(text, escapes))
    if len(escapes) > 1:  # what looks like another encoding may be part of the value
        for name in escapes:
            yield View(text, _unescaped(text, [name]))
    if "quote" in asked:  # a reading of its own: elsewhere a backslash is a backslash
        yield View(text, _unescaped(text, ["quote"]))
    if "base64" in asked:
        yield View(text, _from_base64(text))
    if "lookalike" in asked:
        yield View(text, fold(text))


_PERCENT = rb"(?:%[0-9A-Fa-f]{2})+"
_ENTITY = rb"&#?[0-9A-Za-z]{2,10};"
_ESCAPE = rb"\\{1,4}(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})"
_QUOTE = rb"""\\["'/\\nrt]"""
_SYNTAX = {"percent": _PERCENT, "entity": _ENTITY, "escape": _ESCAPE, "quote": _QUOTE}


def _unescaped(text: bytes, names: Sequence[str]) -> Iterator[tuple[int, int, bytes]]:
    pattern = re.compile(b"|".join(_SYNTAX[name] for name in names))
    for match in pattern.finditer(text):
        found = match[0]
        decoded = _DECODERS[found[:1]](found)
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
    code = int(found.lstrip(b"\\")[1:], 16)
    return chr(code).encode("utf-8", "replace")


_QUOTED = {
    ord('"'): b'"',
    ord("'"): b"'",
    ord("/"): b"/",
    ord("\\"): b"\\",
    ord("n"): b"\n",
    ord("r"): b"\r",
    ord("t"): b"\t",
}
_DECODERS: dict[bytes, Callable[[bytes], bytes]] = {b"%": _percent, b"&": _entity, b"\\": _escape}

_BASE64_RUN = re.compile(b"(?:" + _ASCII_GROUP + b"){5,}[A-Za-z0-9+/_-]{0,3}={0,2}")
_PRINTABLE = bytes(range(32, 127)) + b"\t\r\n"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _from_base64(text: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Read each run of base64 that holds ASCII text; lines of their own, so that neighbours do not join in."""
    for match in _BASE64_RUN.finditer(text):
        digits = match[0].translate(_URL_SAFE).rstrip(b"=")
        usable = digits[: len(digits) - (len(digits) % 4 == 1)]
        decoded = binascii.a2b_base64(usable + b"=" * (-len(usable) % 4))
        if not decoded[:-2].translate(None, _PRINTABLE):
            yield match.start(), match.end(), b"\n" + decoded + b"\n"
