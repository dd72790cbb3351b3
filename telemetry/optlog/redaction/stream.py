"""Redacting a stream of lines: plain text or NDJSON, secrets that span lines included."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

import orjson

if TYPE_CHECKING:
    from optlog.redaction.engine import Redactor

__all__ = ["StreamRedactor"]

_BEGIN = re.compile(rb"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(rb"-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
# A line of a key: base64, a header such as `Proc-Type: 4,ENCRYPTED`, or nothing; a log's own prefix may stand before it.
_KEY_LINE = re.compile(
    rb"(?:.{0,80}[ \t|>\"'])?(?:[A-Za-z0-9+/=_-]{16,}|[A-Za-z0-9+/=]{1,76}|[A-Z][A-Za-z-]{2,20}: .{1,80})?\s*"
)
_LONGEST_KEY = 400  # lines
_KEY_MARKER = b"[redacted:private-key]"


class StreamRedactor:
    """Redacts line by line, one line out for each line in; a line without findings comes out as the same bytes.

    `fmt` is `text`, `json` (one JSON object a line; other lines are taken as text) or `auto` (each line as it looks).
    `stats` counts hits by rule.
    """

    def __init__(self, redactor: Redactor, fmt: Literal["auto", "text", "json"] = "auto") -> None:
        self._redactor = redactor
        self._json = fmt != "text"
        self._key_lines = 0  # lines left of the private key that we are inside of
        self.stats: Counter[str] = Counter()

    def feed(self, line: bytes) -> list[bytes]:
        """Take one line with its line end (the last may have none) and give the lines that are ready. Never raises."""
        return [self._line(line)]

    def close(self) -> list[bytes]:
        """End the stream and give what was held back."""
        self._key_lines = 0
        return []

    def _line(self, line: bytes) -> bytes:
        if self._key_lines and self._inside_key(line):
            return _masked(line)
        if self._json and line.lstrip()[:1] == b"{":
            record = _parsed(line)
            if record is not None:
                return self._record(record, line)
        return self._text(line)

    def _inside_key(self, line: bytes) -> bool:
        """Say whether `line` still belongs to the private key, and keep count."""
        ends = _END.search(line) is not None
        if not ends and _KEY_LINE.fullmatch(line.rstrip(b"\r\n")) is None:
            self._key_lines = 0
            return False
        self._key_lines = 0 if ends else self._key_lines - 1
        return True

    def _text(self, line: bytes) -> bytes:
        result, names = self._redactor.scan_line(line)
        self.stats.update(names)
        begins = [match.end() for match in _BEGIN.finditer(line)]
        if begins and _END.search(line, begins[-1]) is None:
            self._key_lines = _LONGEST_KEY
        return result

    def _record(self, record: dict[str, Any], line: bytes) -> bytes:
        result, findings = self._redactor.explain(record)
        self.stats.update(finding.rule for finding in findings)
        if result == record:
            return line
        return orjson.dumps(result) + line[len(line.rstrip(b"\r\n")) :]


def _parsed(line: bytes) -> dict[str, Any] | None:
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return record if type(record) is dict else None


def _masked(line: bytes) -> bytes:
    content = line.rstrip(b"\r\n")
    return (_KEY_MARKER if content.strip() else content) + line[len(content) :]
