"""The exact bodies of the requests that a server accepted, kept for the user to read and check."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from optlog.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

    from optlog.store import Store

__all__ = ["SentEntry", "SentLog", "utc_text"]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


@dataclass(frozen=True, slots=True)
class SentEntry:
    """One accepted request: when (ISO 8601, UTC), where, how many lines, bytes before compression, SHA-256 of the body."""

    seq: int
    at_utc: str
    host: str
    lines: int
    bytes: int
    sha256: str


class SentLog:
    """The sent-log of one profile.

    Args:
        store: the profile's database.
        max_bytes: what the kept bodies may take on disk, compressed; the oldest go first, the newest always stays.
    """

    def __init__(self, store: Store, max_bytes: int) -> None:
        self._store = store
        self._max_bytes = max_bytes

    def add(self, body: bytes, lines: int, host: str, at_ns: int) -> None:
        """Keep one accepted request, and count it for good.

        Args:
            body: the request's bytes before compression.
            lines: how many records it held.
            host: the server's host name.
            at_ns: UTC nanoseconds.

        Raises:
            StoreError: it could not be kept.
        """
        kept = zlib.compress(body)
        digest = hashlib.sha256(body).hexdigest()
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO sent (at_utc, url_host, lines, bytes, sha256, body) VALUES (?, ?, ?, ?, ?, ?)",
                (utc_text(at_ns), host, lines, len(body), digest, kept),
            )
            _trim(connection, self._max_bytes)
            self._store.count("sent_lines", lines)
            self._store.count("sent_bytes", len(body))

    def entries(self, limit: int) -> list[SentEntry]:
        """Give the newest requests, newest first, at most `limit`."""
        if not self._store.exists():
            return []
        with self._store.read() as connection:
            rows = connection.execute(
                "SELECT seq, at_utc, url_host, lines, bytes, sha256 FROM sent ORDER BY seq DESC LIMIT ?",
                (limit,),
            )
            return [SentEntry(*row) for row in rows]

    def body(self, seq: int) -> bytes:
        """Give the exact bytes of one request before compression.

        Raises:
            StoreError: there is no such request, or its bytes no longer match the hash taken when it was sent.
        """
        with self._store.read() as connection:
            row = connection.execute(
                "SELECT body, sha256 FROM sent WHERE seq = ?", (seq,)
            ).fetchone()
        if row is None:
            raise StoreError(f"the sent-log holds no request {seq}", hint="the oldest are dropped")
        try:
            body = zlib.decompress(row[0])
        except zlib.error:
            body = None
        if body is None or hashlib.sha256(body).hexdigest() != row[1]:
            raise StoreError(f"request {seq} of the sent-log is damaged: its hash does not match")
        return body

    def totals(self) -> tuple[int, int, str | None]:
        """Give lines and bytes sent in all, and when something was sent last (ISO 8601, UTC)."""
        if not self._store.exists():
            return 0, 0, None
        with self._store.read() as connection:
            counters = dict(
                connection.execute("SELECT name, value FROM counter WHERE name LIKE 'sent_%'")
            )
            last = connection.execute(
                "SELECT at_utc FROM sent ORDER BY seq DESC LIMIT 1"
            ).fetchone()
        return (
            counters.get("sent_lines", 0),
            counters.get("sent_bytes", 0),
            last[0] if last else None,
        )


def _trim(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Delete the oldest requests beyond the bound; the newest stays in any case."""
    size = 0
    newest_first = connection.execute("SELECT seq, length(body) FROM sent ORDER BY seq DESC")
    for place, (seq, length) in enumerate(newest_first):
        size += length
        if place and size > max_bytes:
            connection.execute("DELETE FROM sent WHERE seq <= ?", (seq,))
            return


def utc_text(at_ns: int) -> str:
    """Give UTC nanoseconds as ISO 8601 with microseconds and `Z`."""
    moment = _EPOCH + timedelta(microseconds=at_ns // 1000)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
