"""What waits to be sent: encrypted rows in the profile's database, bounded in bytes and age, oldest dropped first.

Each row is sealed with AES-256-GCM (NIST SP 800-38D) under the key of its purpose; purpose, epoch, sequence and time are
authenticated with it, so that no row can be moved to another place. Withdrawal deletes the rows and destroys the key.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from optlog.types import SpoolEntry

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from optlog.keys import KeyFile
    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["MAX_LINE_BYTES", "Spool", "SpoolStats"]

MAX_LINE_BYTES = 256 * 1024
"""Longest line that Loki takes by default; a longer one is dropped here instead of failing there."""

_NONCE_BYTES = 12
_RECOUNT_EVERY = 64
_SHRINK_TO = 0.9
_OPEN = "JOIN epoch AS e ON e.purpose = s.purpose AND e.epoch = s.epoch AND e.open = 1"
_FIELDS = "s.seq, s.purpose, s.epoch, s.created_ns, s.size, s.nonce, s.body"


@dataclass(frozen=True, slots=True)
class SpoolStats:
    """How much waits: lines, the bytes that they take, and the time of the oldest in ns (None when nothing waits)."""

    lines: int
    bytes: int
    oldest_ns: int | None


class Spool:
    """The waiting entries of one profile. Several processes may add; one at a time takes and acknowledges.

    Counters in the store: `dropped_epoch` (consent was gone), `dropped_large` (longer than a line may be),
    `dropped_invalid` (no valid UTF-8), `dropped_spool_full`, `dropped_age`, `dropped_corrupt`. Methods raise StoreError when the database or the keys
    cannot be used; nothing is lost then.

    Args:
        store: the profile's database.
        keys: the profile's keys.
        max_bytes: what the rows may take together; the oldest are dropped beyond it.
        max_age_s: age in seconds, by the record's own time, beyond which an entry is dropped.
        clock: where time comes from.
    """

    def __init__(
        self, store: Store, keys: KeyFile, *, max_bytes: int, max_age_s: float, clock: Clock
    ) -> None:
        self._store = store
        self._keys = keys
        self._max_bytes = max_bytes
        self._max_age_ns = int(max_age_s * 1e9)
        self._clock = clock
        self._estimate = 0
        self._appends = 0

    def append(self, entries: Iterable[SpoolEntry]) -> int:
        """Keep entries in one transaction; give how many were kept. Those of a closed epoch are not."""
        entries = list(entries)
        if not entries or not self._store.exists():
            return 0
        drops: Counter[str] = Counter()
        with self._store.write() as connection:
            opened = _open_epochs(connection)
            fit = [
                (entry, plain)
                for entry in entries
                if (plain := _packed_if_fit(entry, opened, drops)) is not None
            ]
            rows = self._sealed(connection, fit)
            connection.executemany("INSERT INTO spool VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            self._bound(connection, sum(row[4] for row in rows), drops)
            self._count(drops)
        return len(rows)

    def take(
        self, max_lines: int, max_bytes: int, purposes: Collection[str] | None = None
    ) -> list[tuple[int, SpoolEntry]]:
        """Give the oldest entries of open epochs with their sequence numbers; they stay until acknowledged.

        Args:
            max_lines: the most to give.
            max_bytes: the most bytes together; a single larger entry is given alone.
            purposes: only these; all when None.
        """
        if not self._store.exists():
            return []
        while True:
            taken, corrupt = self._unsealed(self._rows(max_lines, max_bytes, purposes))
            if corrupt:
                with self._store.write() as connection:
                    _delete(connection, corrupt)
                    self._count(Counter(dropped_corrupt=len(corrupt)))
            if taken or not corrupt:
                return taken

    def ack(self, seqs: Sequence[int]) -> None:
        """Forget entries that were sent, or that can never be."""
        with self._store.write() as connection:
            _delete(connection, seqs)

    def expire(self) -> int:
        """Drop what is too old, and what belongs to a closed epoch; give how many."""
        if not self._store.exists() or not self.stats().lines:
            return 0
        drops: Counter[str] = Counter()
        with self._store.write() as connection:
            self._drop_stale(connection, drops)
            self._count(drops)
        return sum(drops.values())

    def discard(self) -> int:
        """Delete everything that waits; give how many entries it was."""
        if not self._store.exists():
            return 0
        with self._store.write() as connection:
            return connection.execute("DELETE FROM spool").rowcount

    def waiting(self, limit: int) -> list[SpoolEntry]:
        """Give the oldest entries as they will be sent, without touching them."""
        if not self._store.exists():
            return []
        taken, _ = self._unsealed(self._rows(limit, self._max_bytes, None))
        return [entry for _, entry in taken]

    def open_epochs(self) -> dict[str, int]:
        """Give the purposes whose entries may be kept, by the database, with their epochs."""
        if not self._store.exists():
            return {}
        with self._store.read() as connection:
            return _open_epochs(connection)

    def holds(self, purposes: Collection[str]) -> bool:
        """Give whether anything of these purposes waits."""
        if not purposes or not self._store.exists():
            return False
        query = f"SELECT 1 FROM spool AS s {_OPEN} WHERE s.purpose IN ({_marks(purposes)}) LIMIT 1"  # noqa: S608  only question marks are put in
        with self._store.read() as connection:
            return connection.execute(query, tuple(purposes)).fetchone() is not None

    def stats(self) -> SpoolStats:
        """Give how much waits."""
        if not self._store.exists():
            return SpoolStats(0, 0, None)
        with self._store.read() as connection:
            return SpoolStats(
                *connection.execute(
                    "SELECT count(*), coalesce(sum(size), 0), min(created_ns) FROM spool"
                ).fetchone()
            )

    @staticmethod
    def waiting_lines(connection: sqlite3.Connection) -> int:
        """Give how many lines wait, as the transaction of `connection` sees it."""
        return int(connection.execute("SELECT count(*) FROM spool").fetchone()[0])

    def _sealed(
        self, connection: sqlite3.Connection, entries: Iterable[tuple[SpoolEntry, bytes]]
    ) -> list[tuple[int, str, int, int, int, bytes, bytes]]:
        """Encrypt inside the transaction: the sequence is part of what is authenticated."""
        seq = _last_seq(connection)
        ciphers: dict[str, Any] = {}
        rows = []
        for entry, plain in entries:
            if entry.purpose not in ciphers:
                ciphers[entry.purpose] = _cipher(self._keys.create(_key_name(entry.purpose)))
            seq += 1
            nonce = os.urandom(_NONCE_BYTES)
            place = _place(entry.purpose, entry.epoch, seq, entry.timestamp_ns)
            body = ciphers[entry.purpose].encrypt(nonce, plain, place)
            rows.append(
                (seq, entry.purpose, entry.epoch, entry.timestamp_ns, len(body), nonce, body)
            )
        return rows

    def _rows(
        self, max_lines: int, max_bytes: int, purposes: Collection[str] | None
    ) -> list[tuple[Any, ...]]:
        oldest_ns = self._clock.now_ns() - self._max_age_ns
        names = list(purposes) if purposes is not None else []
        only = "" if purposes is None else f"AND s.purpose IN ({_marks(names)})"
        query = f"SELECT {_FIELDS} FROM spool AS s {_OPEN} WHERE s.created_ns >= ? {only} ORDER BY s.seq LIMIT ?"  # noqa: S608  only question marks are put in
        rows: list[tuple[Any, ...]] = []
        size = 0
        with self._store.read() as connection:
            for row in connection.execute(query, (oldest_ns, *names, max_lines)):
                size += row[4]
                if rows and size > max_bytes:
                    break
                rows.append(row)
        return rows

    def _unsealed(
        self, rows: list[tuple[Any, ...]]
    ) -> tuple[list[tuple[int, SpoolEntry]], list[int]]:
        """Decrypt; give the entries, and the sequence numbers of rows that are damaged or whose key is gone.

        Empties `rows` on the way, and shares what is the same in many entries: a batch then takes half the memory.
        """
        from cryptography.exceptions import InvalidTag

        ciphers: dict[str, Any] = {}
        heads: dict[bytes, tuple[str, Mapping[str, str]]] = {}
        entries, corrupt = [], []
        rows.reverse()
        while rows:
            seq, purpose, epoch, created_ns, _, nonce, body = rows.pop()
            purpose = sys.intern(purpose)
            if purpose not in ciphers:
                key = self._keys.get(_key_name(purpose))
                ciphers[purpose] = _cipher(key) if key else None
            try:
                place = _place(purpose, epoch, seq, created_ns)
                plain = ciphers[purpose].decrypt(nonce, body, place) if ciphers[purpose] else b""
                head, line = _split(plain)
                if head not in heads:
                    heads[head] = _read_head(head)
                level, metadata = heads[head]
                entry = SpoolEntry(purpose, epoch, created_ns, level, line, metadata)
                entries.append((seq, entry))
            except (InvalidTag, ValueError):
                corrupt.append(seq)
        return entries, corrupt

    def _bound(self, connection: sqlite3.Connection, added: int, drops: Counter[str]) -> None:
        """Keep within the bytes allowed. Counting all rows is dear, so mostly an estimate is carried on."""
        self._estimate += added
        self._appends += 1
        if self._appends % _RECOUNT_EVERY != 1 and self._estimate <= self._max_bytes:
            return
        self._drop_stale(connection, drops)
        total = connection.execute("SELECT coalesce(sum(size), 0) FROM spool").fetchone()[0]
        if total > self._max_bytes:
            total -= self._drop_oldest(connection, total - self._max_bytes * _SHRINK_TO, drops)
        self._estimate = total

    def _drop_oldest(
        self, connection: sqlite3.Connection, excess: float, drops: Counter[str]
    ) -> int:
        freed, last = 0, 0
        for seq, size in connection.execute("SELECT seq, size FROM spool ORDER BY seq"):
            freed, last = freed + size, seq
            if freed >= excess:
                break
        gone = connection.execute("DELETE FROM spool WHERE seq <= ?", (last,)).rowcount
        drops["dropped_spool_full"] += gone
        return freed

    def _drop_stale(self, connection: sqlite3.Connection, drops: Counter[str]) -> None:
        closed = connection.execute(
            "DELETE FROM spool WHERE NOT EXISTS (SELECT 1 FROM epoch AS e WHERE"
            " e.purpose = spool.purpose AND e.epoch = spool.epoch AND e.open = 1)"
        )
        drops["dropped_epoch"] += closed.rowcount
        oldest_ns = self._clock.now_ns() - self._max_age_ns
        aged = connection.execute("DELETE FROM spool WHERE created_ns < ?", (oldest_ns,))
        drops["dropped_age"] += aged.rowcount

    def _count(self, drops: Counter[str]) -> None:
        for name, number in drops.items():
            if number:
                self._store.count(name, number)


def _packed_if_fit(entry: SpoolEntry, opened: dict[str, int], drops: Counter[str]) -> bytes | None:
    """Give the bytes to seal; None, counted, for what could never be sent."""
    if opened.get(entry.purpose) != entry.epoch:
        drops["dropped_epoch"] += 1
        return None
    if len(entry.line) > MAX_LINE_BYTES:
        drops["dropped_large"] += 1
        return None
    try:
        entry.line.decode()
        return _packed(entry)
    except (UnicodeDecodeError, TypeError):  # orjson's own errors are TypeErrors
        drops["dropped_invalid"] += 1
        return None


def _open_epochs(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT purpose, epoch FROM epoch WHERE open = 1"))


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))


def _last_seq(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'spool'").fetchone()
    return row[0] if row else 0


def _delete(connection: sqlite3.Connection, seqs: Iterable[int]) -> None:
    connection.executemany("DELETE FROM spool WHERE seq BETWEEN ? AND ?", _runs(seqs))


def _runs(seqs: Iterable[int]) -> list[list[int]]:
    """Give first and last of each run of consecutive numbers: deleting a run is one step."""
    runs: list[list[int]] = []
    for seq in sorted(seqs):
        if runs and runs[-1][1] + 1 == seq:
            runs[-1][1] = seq
        else:
            runs.append([seq, seq])
    return runs


def _key_name(purpose: str) -> str:
    return f"spool:{purpose}"


def _cipher(key: bytes) -> Any:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _place(purpose: str, epoch: int, seq: int, created_ns: int) -> bytes:
    return f"optlog-spool-1|{purpose}|{epoch}|{seq}|{created_ns}".encode()


def _packed(entry: SpoolEntry) -> bytes:
    return orjson.dumps([entry.level, dict(entry.metadata)]) + b"\n" + entry.line


def _split(plain: bytes) -> tuple[bytes, bytes]:
    head, newline, line = plain.partition(b"\n")
    if not newline:
        raise ValueError("no entry")
    return head, line


def _read_head(head: bytes) -> tuple[str, Mapping[str, str]]:
    level, metadata = orjson.loads(head)
    return level, metadata
