"""Redacting a stream of lines: plain text or NDJSON, secrets that span lines included."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import orjson

if TYPE_CHECKING:
    from optlog.redaction.engine import Redactor

__all__ = ["StreamRedactor"]

_KEY_RULE = "private-key"
_BEGIN = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(rb"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
# A line of a key: nothing, base64 (a log's own prefix may stand before a long piece), `Proc-Type: 4,ENCRYPTED`.
_KEY_LINE = re.compile(
    rb"\s*|[ \t]*[A-Za-z0-9+/=]{1,200}[ \t]*|.{0,80}[ \t|>\"'][A-Za-z0-9+/=_-]{32,}[\"',]?|[A-Z][A-Za-z-]{2,20}: .{1,80}"
)
_LONGEST_KEY = 400  # lines
_OVERLAP = 16_384  # bytes of a line in pieces that wait for the next piece
_GAP = re.compile(rb"[ \t]")


class StreamRedactor:
    """Redacts line by line, one line out for each line in; a line without findings comes out as the same bytes.

    `fmt` is `text`, `json` (one JSON object a line; other lines are taken as text) or `auto` (each line as it looks).
    `stats` counts hits by rule. A line may come in pieces, only the last of which ends in a newline.
    """

    def __init__(self, redactor: Redactor, fmt: Literal["auto", "text", "json"] = "auto") -> None:
        self._redactor = redactor
        self._json = fmt != "text"
        self._key_lines = 0  # lines left of the private key that we are inside of
        self._held = b""  # the end of a line that is not complete yet
        self.stats: Counter[str] = Counter()

    def feed(self, line: bytes) -> list[bytes]:
        """Take one line with its line end, or a piece of one; give what is ready. Never raises."""
        line, self._held = self._held + line, b""
        if line.endswith(b"\n"):
            return [self._line(line)]
        if len(line) <= 2 * _OVERLAP:
            self._held = line
            return []
        cut = _last_gap(line)
        self._held = line[cut:]
        return [self._line(line[:cut])]

    def close(self) -> list[bytes]:
        """End the stream and give what was held back."""
        rest, self._held = self._held, b""
        result = [self._line(rest)] if rest else []
        self._key_lines = 0
        return result

    def _line(self, line: bytes) -> bytes:
        content = line.rstrip(b"\r\n")
        return self._content(content) + line[len(content) :]

    def _content(self, content: bytes) -> bytes:
        if self._key_lines and self._inside_key(content):
            return f"[redacted:{_KEY_RULE}]".encode() if content.strip() else content
        if self._json and content.lstrip()[:1] == b"{":
            record = _parsed(content)
            if record is not None:
                return self._record(record, content)
        return self._text(content)

    def _inside_key(self, content: bytes) -> bool:
        """Say whether `content` still belongs to the private key, and keep count."""
        ends = _END.search(content) is not None
        if not ends and _KEY_LINE.fullmatch(content) is None:
            self._key_lines = 0
            return False
        self._key_lines = 0 if ends else self._key_lines - 1
        return True

    def _text(self, content: bytes) -> bytes:
        result, names = self._redactor.scan_line(content)
        self.stats.update(names)
        begins = [match.end() for match in _BEGIN.finditer(content)]
        if begins and _END.search(content, begins[-1]) is None:
            self._key_lines = _LONGEST_KEY
            if _KEY_RULE not in names:
                self.stats[_KEY_RULE] += 1
        return result

    def _record(self, record: dict[str, Any], content: bytes) -> bytes:
        if self._redactor.redact(record) == record and not _hides_keys(record, content):
            return content
        result, findings = self._redactor.explain(record)
        self.stats.update(finding.rule for finding in findings)
        return orjson.dumps(result)


def _last_gap(line: bytes) -> int:
    """Give where to cut a long piece: at the last space that leaves an overlap, else at the overlap itself."""
    end = len(line) - _OVERLAP
    first = end - _OVERLAP
    gaps = [match.end() + first for match in _GAP.finditer(line[first:end])]
    return gaps[-1] if gaps else end


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    return record if type(record) is dict else None


def _hides_keys(record: dict[str, Any], content: bytes) -> bool:
    """Say whether `content` holds a key twice in one object: the parsed record knows only the last of them."""
    if orjson.dumps(record) == content:
        return False
    twice = False

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(pairs)
        twice = twice or len(found) < len(pairs)
        return found

    json.loads(content, object_pairs_hook=look)
    return twice
