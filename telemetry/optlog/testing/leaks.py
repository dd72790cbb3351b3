"""Looking for a secret in what came out: raw, and behind the usual encodings.

Needs neither Hypothesis nor pytest. Nothing here ever quotes the secret.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, unquote_plus

__all__ = ["find_leaks", "readings"]

_NESTED = 3
_SHORT = 8  # characters; a shorter value counts only as a word of its own
_PIECE = 12  # characters of a value that must not be seen alone
_MARKER = re.compile(r"\[redacted:[a-z0-9:_#-]{1,80}\]")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{12,}={0,2}")
_ESCAPE = re.compile(r"\\+(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_JSON = re.compile(r"\\+(?=[\"'\\/nrt])")


def find_leaks(values: str | Iterable[str], outputs: Mapping[str, str | bytes]) -> list[str]:
    """Give the names of those `outputs` that hold one of `values`, or a third of a long one, raw or encoded.

    `values` that stand inside a marker such as `[redacted:token]` do not count.
    """
    wanted = [values] if isinstance(values, str) else list(values)
    sought = [item for value in wanted for item in _sought(value)]
    return [name for name, output in outputs.items() if _is_leaked(sought, output)]


def readings(text: str, depth: int = _NESTED) -> Iterator[str]:
    """Give `text`, and what it says when percent, entity, backslash or base64 encodings in it are undone."""
    seen = {text}
    todo = [text]
    for _ in range(depth + 1):
        yield from todo
        found = (reading for known in todo for reading in _undone(known))
        todo = [reading for reading in dict.fromkeys(found) if reading not in seen]
        seen.update(todo)


def _is_leaked(wanted: list[str | re.Pattern[str]], output: str | bytes) -> bool:
    text = output.decode("utf-8", "replace") if isinstance(output, bytes) else output
    return any(
        item in reading if isinstance(item, str) else item.search(reading) is not None
        for reading in readings(_MARKER.sub("\n", text))
        for item in wanted
    )


def _sought(value: str) -> Iterator[str | re.Pattern[str]]:
    """Give what to look for: the value, and overlapping pieces of a long one."""
    if len(value) < _SHORT:
        yield re.compile(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])")
        return
    yield value
    size = max(_PIECE, len(value) // 3)
    for start in range(0, len(value) - size + 1, max(1, size // 2)):
        yield value[start : start + size]


def _undone(text: str) -> Iterator[str]:
    if "%" in text:
        yield unquote(text, errors="replace")
    if "+" in text and "%" in text:
        yield unquote_plus(text, errors="replace")
    if "&" in text:
        yield html.unescape(text)
    if "\\" in text:
        yield _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)
        yield _JSON.sub("", text)
    decoded = [piece for match in _BASE64.finditer(text) if (piece := _from_base64(match[0]))]
    if decoded:
        yield "\n".join(decoded)


def _from_base64(run: str) -> str:
    digits = run.rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        data = base64.b64decode(digits[: len(digits) // 4 * 4 + 3] + "=" * (-len(digits) % 4))
    except (binascii.Error, ValueError):
        return ""
    return data.decode("ascii") if data.isascii() else ""
