"""What Loki says to a push: the rules of the receiver, as pure functions.

Seen on Loki 3.7.6 (LOKI.md); the words of the errors are our own. Partial success is as there: a request whose form is
wrong is lost whole, a line or stream that is merely not acceptable is left out and the others are stored.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import threading
import time
import zlib
from dataclasses import dataclass, field
from typing import Any

__all__ = [
    "Bucket",
    "PushError",
    "PushLimits",
    "Row",
    "Verdict",
    "decode_body",
    "judge",
    "stream_key",
]

_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_NOT_IN_NAMES = re.compile(r"[^a-zA-Z0-9_]")
_NANOSECONDS = re.compile(r"-?[0-9]{1,19}")

Row = tuple[dict[str, str], int, str, dict[str, str]]
"""Labels as pushed, time in ns, line, structured metadata."""


@dataclass(frozen=True, slots=True)
class PushLimits:
    """Loki's limits. `stream_window_s` is None with time sharding, as in our stack; half of max_chunk_age without."""

    max_body_bytes: int = 100 * 1024 * 1024
    max_line_bytes: int = 256 * 1024
    max_labels: int = 15
    max_label_name: int = 1024
    max_label_value: int = 2048
    max_metadata_bytes: int = 64 * 1024
    max_metadata_entries: int = 128
    max_age_s: float = 168 * 3600.0
    max_future_s: float = 600.0
    stream_window_s: float | None = None


class PushError(Exception):
    """The whole request is lost."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


@dataclass
class Verdict:
    """What becomes of a push whose form is right: rows to store, and why others are left out."""

    rows: list[Row] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def decode_body(raw: bytes, content_type: str | None, encoding: str | None, most: int) -> bytes:
    """Give the body before compression.

    Raises:
        PushError: 400 for a content type or encoding that Loki does not take, or that does not fit the body.
    """
    kind = (content_type or "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise PushError(400, "content type is not application/json")
    try:
        body = _unpacked(raw, (encoding or "").strip().lower(), most)
    except (OSError, EOFError, zlib.error):
        raise PushError(400, "the body is not encoded as it says") from None
    if len(body) > most:
        raise PushError(400, "the body is too large")
    return body


def _unpacked(raw: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("", "identity", "snappy"):  # Loki ignores snappy beside JSON
        return raw
    if encoding == "gzip":
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as file:
            return file.read(most + 1)
    if encoding == "deflate":
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)  # Go's flate: no zlib header
        body = unpacker.decompress(raw, most + 1)
        if not unpacker.eof:
            raise EOFError
        return body
    raise PushError(400, f"content encoding {encoding!r} is not supported")


def judge(body: bytes, now_ns: int, limits: PushLimits, newest: dict[str, int]) -> Verdict:
    """Judge a push.

    Args:
        body: JSON before compression.
        now_ns: the server's time.
        limits: what is allowed.
        newest: time of the newest line of each stream, by `stream_key`; not changed.

    Raises:
        PushError: the whole request is lost.
    """
    verdict = Verdict()
    for labels, values in _streams(body):
        fault = _stream_fault(labels, limits)
        if fault:
            verdict.faults.append(fault)
            continue
        for at_ns, line, metadata in values:
            row = (labels, at_ns, line, metadata)
            fault = _line_fault(row, now_ns, limits, newest)
            if fault:
                verdict.faults.append(fault)
            else:
                verdict.rows.append(row)
    return verdict


def _streams(body: bytes) -> list[tuple[dict[str, str], list[tuple[int, str, dict[str, str]]]]]:
    """Parse the whole request first: one wrong form loses everything."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise PushError(400, "the body is not JSON") from None
    if not isinstance(data, dict):
        raise PushError(400, "the body is not an object")
    streams = data.get("streams") or []
    if not isinstance(streams, list):
        raise PushError(400, "streams is not an array")
    if not streams:
        raise PushError(422, "no streams")
    return [_stream(stream) for stream in streams]


def _stream(stream: Any) -> tuple[dict[str, str], list[tuple[int, str, dict[str, str]]]]:
    if not isinstance(stream, dict) or not isinstance(stream.get("stream", {}), dict):
        raise PushError(400, "a stream is not an object")
    labels = {name: _as_text(value) for name, value in stream.get("stream", {}).items()}
    for name in labels:
        if not _LABEL.fullmatch(name):
            raise PushError(400, f"label name {name[:80]!r} is not valid")
    values = stream.get("values") or []
    if not isinstance(values, list):
        raise PushError(400, "values is not an array")
    return labels, [_value(value) for value in values]


def _value(value: Any) -> tuple[int, str, dict[str, str]]:
    if not isinstance(value, list) or len(value) not in (2, 3):
        raise PushError(400, "a value is not [time, line] or [time, line, metadata]")
    at, line, *more = value
    if not isinstance(at, str) or not _NANOSECONDS.fullmatch(at):
        raise PushError(400, "a time is not a string of nanoseconds")
    if not isinstance(line, str):
        raise PushError(400, "a line is not a string")
    return int(at), line, _metadata(more[0] if more else {})


def _metadata(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise PushError(400, "structured metadata is not an object")
    if not all(isinstance(text, str) for text in value.values()):
        raise PushError(400, "a value of structured metadata is not a string")
    return {_normal_name(name): text for name, text in value.items()}


def _normal_name(name: str) -> str:
    name = _NOT_IN_NAMES.sub("_", name)
    return f"_{name}" if name[:1].isdigit() else name


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _stream_fault(labels: dict[str, str], limits: PushLimits) -> str | None:
    count = len(labels) + ("service_name" not in labels)
    if count > limits.max_labels:
        return f"a stream has {count} labels; at most {limits.max_labels}"
    for name, value in labels.items():
        if len(name) > limits.max_label_name:
            return "a label name is too long"
        if len(value.encode()) > limits.max_label_value:
            return f"the value of label {name!r} is too long"
    return None


def _line_fault(row: Row, now_ns: int, limits: PushLimits, newest: dict[str, int]) -> str | None:
    labels, at_ns, line, metadata = row
    if at_ns < now_ns - limits.max_age_s * 1e9:
        return "a line has a timestamp too old"
    if at_ns > now_ns + limits.max_future_s * 1e9:
        return "a line has a timestamp too new"
    if len(line.encode("utf-8", "replace")) > limits.max_line_bytes:
        return "a line is too long"
    size = sum(len(name.encode()) + len(text.encode()) for name, text in metadata.items())
    if size > limits.max_metadata_bytes or len(metadata) > limits.max_metadata_entries:
        return "the structured metadata of a line is too large"
    window = limits.stream_window_s
    if window is not None and at_ns < newest.get(stream_key(labels), at_ns) - window * 1e9:
        return "a line is too far behind its stream"
    return None


def stream_key(labels: dict[str, str]) -> str:
    """Give the same text for the same labels in whatever order."""
    return json.dumps(labels, sort_keys=True)


class Bucket:
    """Golang's rate limiter as Loki uses it: a push is taken whole or not at all."""

    def __init__(self, rate: float | None, burst: float) -> None:
        self._rate, self._burst = rate, burst
        self._tokens, self._at = burst, time.monotonic()
        self._lock = threading.Lock()

    def take(self, size: int) -> bool:
        """Give whether so many bytes may come in now."""
        if self._rate is None:
            return True
        with self._lock:
            now = time.monotonic()
            self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
            self._at = now
            if size > self._tokens:
                return False
            self._tokens -= size
            return True
