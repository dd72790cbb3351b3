"""The append-only, hash-chained list of consent events, and the epochs that follow from it.

Works on a connection that `optlog.store` lends. Each event carries the hash of the one before, so that an altered, a
removed and a reordered event all show; whoever can rewrite the whole file can forge all of it (tamper-evident, not
tamper-proof).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import astuple, dataclass, field, fields, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from optlog.consent.model import (
    ConsentEvent,
    ConsentState,
    LedgerFault,
    Seals,
    Surface,
    Verification,
)
from optlog.consent.seals import check_seals, read_seals
from optlog.store_faults import StoreFault, StoreFaultError
from optlog.store_schema import meta

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

__all__ = [
    "Ledger",
    "Token",
    "append",
    "at_ns",
    "check_declarations",
    "check_rows",
    "keep_declaration",
    "purge",
    "read_declarations",
    "read_events",
    "read_ledger",
    "read_token",
    "salvage_no",
    "utc_text",
    "verify",
]

Token = tuple[Any, Any]
"""Generation and install nonce: differs from an earlier one exactly when the ledger changed or was replaced."""

_NAMES = tuple(column.name for column in fields(ConsentEvent))
_COLUMNS = ", ".join(_NAMES)
_EPOCH_START = datetime(1970, 1, 1, tzinfo=timezone.utc)
_CHUNK = 1 << 20
_ASKED_STATES = (ConsentState.REQUESTED, ConsentState.DEFERRED)
_HAS_DECLARATIONS = 2  # the schema that brought the table
_YES = (ConsentState.GIVEN.value, ConsentState.RENEWED.value)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ledger says, read and checked in one transaction."""

    token: Token = (0, None)
    nonce: str = ""
    head: str = ""
    """Hash of the last event in hex; empty without events."""
    latest: Mapping[str, ConsentEvent] = field(default_factory=dict)
    """The event that counts for each purpose: its last, or the yes that a later `keep` let go on."""
    kept: Mapping[str, int] = field(default_factory=dict)
    """The version of the policy whose additions were last declined."""
    prompted_ns: int | None = None
    """The latest time at which somebody was asked, in nanoseconds since 1970-01-01 UTC."""
    epochs: Mapping[str, int] = field(default_factory=dict)
    declarations: Mapping[str, str] = field(default_factory=dict)
    """What was agreed to, as canonical JSON by its digest."""

    @property
    def any_given(self) -> bool:
        """Whether any purpose was last given or renewed."""
        return any(event.state.collects for event in self.latest.values())


def read_token(connection: sqlite3.Connection) -> Token:
    """Give the token alone; about 20 µs."""
    rows = dict(
        connection.execute(
            "SELECT key, value FROM meta WHERE key IN ('generation', 'install_nonce')"
        )
    )
    return rows.get("generation"), rows.get("install_nonce")


def read_ledger(connection: sqlite3.Connection) -> Ledger:
    """Read and check the whole ledger; about 15 µs an event.

    Raises:
        StoreFaultError: CORRUPT when the chain or an epoch does not hold.
    """
    rows = _rows(connection)
    epochs = _epochs(connection)
    facts = dict(connection.execute("SELECT key, value FROM meta"))
    found = _check(rows, epochs, facts)
    if found:
        raise StoreFaultError(StoreFault.CORRUPT, f"the record of choices was changed ({found[0]})")
    counting, kept = _counting(rows)
    return Ledger(
        token=(facts.get("generation"), facts.get("install_nonce")),
        nonce=str(facts.get("install_nonce", "")),
        head=rows[-1][-1] if rows else "",
        latest={event.purpose: event for event in _events(counting.values())},
        kept=kept,
        prompted_ns=_prompted_ns(rows),
        epochs={purpose: epoch for purpose, (epoch, _) in epochs.items()},
        declarations=read_declarations(connection),
    )


def read_events(connection: sqlite3.Connection) -> list[ConsentEvent]:
    """Give all events, oldest first. StoreFaultError (CORRUPT) when one cannot be understood."""
    return _events(_rows(connection))


def verify(connection: sqlite3.Connection, key: bytes | None, unchecked: str = "") -> Verification:
    """Check the chain, epochs and count against it, seals, and what was agreed to; say which event was changed and how.

    Args:
        connection: lent by the store.
        key: the chain key; None when there is none.
        unchecked: why the key cannot be had just now; then the seals are left out.
    """
    rows = _rows(connection)
    seals, report = read_seals(connection), Seals()
    facts = dict(connection.execute("SELECT key, value FROM meta"))
    found = _check(rows, _epochs(connection), facts)
    if unchecked and seals:
        report = Seals(unchecked=unchecked)
    elif not found:
        found, report = check_seals([(row[0], row[-1], row[3] in _YES) for row in rows], seals, key)
    found += check_declarations(rows, _declarations(connection))
    return Verification(not found, tuple(found), len(rows), report)


def check_rows(rows: Sequence[Sequence[Any]], head: object) -> list[LedgerFault]:
    """Check a chain of events that stands elsewhere than in a database, each given as the columns of `ConsentEvent`."""
    return _check_chain(rows, head)


def append(connection: sqlite3.Connection, event: ConsentEvent) -> ConsentEvent:
    """Add an event (its seq and hashes are set here), raise the generation, set the epoch of its purpose.

    The caller holds a write transaction.
    """
    last = connection.execute("SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    seq, prev_hash = last or (0, "")
    event = replace(event, seq=seq + 1, prev_hash=prev_hash, hash="")
    event = replace(event, hash=_hash(_plain(event)))
    row = _plain(event)
    marks = ", ".join("?" * len(row))
    connection.execute(f"INSERT INTO event ({_COLUMNS}) VALUES ({marks})", row)  # noqa: S608  (our own names)
    connection.execute(
        "INSERT OR REPLACE INTO epoch VALUES (?, ?, ?)",
        (event.purpose, event.epoch, int(event.state.collects)),
    )
    connection.execute("UPDATE meta SET value = value + 1 WHERE key = 'generation'")
    connection.execute("UPDATE meta SET value = ? WHERE key = 'head'", (event.hash,))
    return event


def keep_declaration(connection: sqlite3.Connection, digest: str, declaration: str) -> None:
    """Keep the text of what a yes is given to, once. The caller holds a write transaction."""
    connection.execute("INSERT OR IGNORE INTO accepted VALUES (?, ?)", (digest, declaration))


def read_declarations(connection: sqlite3.Connection) -> dict[str, str]:
    """Give what was ever agreed to, by digest; what does not match its digest is left out."""
    found = _declarations(connection)
    return {digest: text for digest, text in found.items() if _matches(text, digest)}


def check_declarations(
    rows: Sequence[Sequence[Any]], declarations: Mapping[str, Any]
) -> list[LedgerFault]:
    """Name the events that were given to a declaration which is kept, but no longer as it was."""
    wrong = {digest for digest, text in declarations.items() if not _matches(text, digest)}
    place = _NAMES.index("policy_digest")
    return [
        LedgerFault(row[0], "altered", "the declaration it was given to is not the one kept")
        for row in rows
        if row[place] in wrong
    ]


def _declarations(connection: sqlite3.Connection) -> dict[str, Any]:
    if (meta(connection, "schema") or 0) < _HAS_DECLARATIONS:
        return {}
    return dict(
        connection.execute("SELECT digest, declaration FROM accepted ORDER BY digest").fetchall()
    )


def _matches(text: object, digest: object) -> bool:
    return hashlib.sha256(str(text).encode()).hexdigest() == digest


def purge(connection: sqlite3.Connection, purpose: str) -> int:
    """Delete everything that waits for shipping under a purpose; give how many lines."""
    return connection.execute("DELETE FROM spool WHERE purpose = ?", (purpose,)).rowcount


def utc_text(now_ns: int) -> str:
    """Give a time as ISO 8601 UTC with microseconds and "Z"."""
    moment = _EPOCH_START + timedelta(microseconds=now_ns // 1000)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def at_ns(event: ConsentEvent) -> int:
    """Give the time of an event in nanoseconds since 1970-01-01 UTC."""
    moment = datetime.fromisoformat(event.at_utc.replace("Z", "+00:00"))
    return (moment - _EPOCH_START) // timedelta(microseconds=1) * 1000


def salvage_no(path: Path, purposes: Iterable[str]) -> bool:
    """Give whether a broken database still holds a recorded no. Reads bytes, not SQL; best effort.

    SQLite stores the columns of a row one after the other (https://www.sqlite.org/fileformat2.html#record_format), so
    that purpose, state and time stand together in the file however broken the rest is.
    """
    names = b"|".join(re.escape(purpose.encode()) for purpose in purposes)
    no = re.compile(rb"(?:%s)(?:refused|withdrawn)\d{4}-\d\d-\d\dT\d\d:" % names)
    return any(_holds(path.with_name(path.name + suffix), no) for suffix in ("", "-wal"))


def _holds(path: Path, pattern: re.Pattern[bytes]) -> bool:
    try:
        with path.open("rb") as file:
            tail = b""
            while part := file.read(_CHUNK):
                if pattern.search(tail + part):
                    return True
                tail = part[-256:]
    except OSError:
        return False  # nothing to be salvaged; the profile is off all the same
    return False


def _rows(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(f"SELECT {_COLUMNS} FROM event ORDER BY seq").fetchall()  # noqa: S608


def _counting(rows: Iterable[Sequence[Any]]) -> tuple[dict[str, Sequence[Any]], dict[str, int]]:
    """Give the event that counts for each purpose, and the versions declined.

    A `keep` renews nothing: the yes before it goes on counting, with its own time and declaration. It is the only
    event that makes "given" of a yes in the same epoch.
    """
    counting: dict[str, Sequence[Any]] = {}
    kept: dict[str, int] = {}
    for row in rows:
        epoch, purpose, state, version = row[1], row[2], row[3], row[6]
        before = counting.get(purpose)
        if before and before[3] in _YES and before[1] == epoch and state == ConsentState.GIVEN:
            kept[purpose] = int(version) if str(version).isdecimal() else 0
        else:
            counting[purpose] = row
            kept.pop(purpose, None)
    return counting, kept


def _prompted_ns(rows: Iterable[Sequence[Any]]) -> int | None:
    asked = [
        event
        for event in _events(rows)
        if event.surface is Surface.PROMPT or event.state in _ASKED_STATES
    ]
    return max(map(at_ns, asked), default=None)


def _epochs(connection: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    return {row[0]: (row[1], row[2]) for row in connection.execute("SELECT * FROM epoch")}


def _plain(event: ConsentEvent) -> tuple[Any, ...]:
    return tuple(str(value) if isinstance(value, str) else value for value in astuple(event))


def _events(rows: Iterable[Sequence[Any]]) -> list[ConsentEvent]:
    try:
        return [_event(row) for row in rows]
    except (ValueError, TypeError) as error:
        raise StoreFaultError(StoreFault.CORRUPT, "the record of choices was changed") from error


def _event(row: Sequence[Any]) -> ConsentEvent:
    columns = dict(zip(_NAMES, row, strict=True))
    columns["state"] = ConsentState(columns["state"])
    columns["surface"] = Surface(columns["surface"])
    return ConsentEvent(**columns)


def _hash(row: Sequence[Any]) -> str:
    """Hash all columns but seq and hash: the chain alone orders the events."""
    text = json.dumps(row[1:-1], ensure_ascii=True, separators=(",", ":"), default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


def _check(
    rows: Sequence[Sequence[Any]],
    epochs: Mapping[str, tuple[int, int]],
    facts: Mapping[str, Any],
) -> list[LedgerFault]:
    return (
        _check_chain(rows, facts.get("head"))
        or _check_count(rows, facts.get("generation"))
        or _check_epochs(rows, epochs)
    )


def _check_count(rows: Sequence[Sequence[Any]], generation: object) -> list[LedgerFault]:
    """Compare with the number of events ever recorded: a cut-off end shows even where the head was put right."""
    if generation == len(rows):
        return []
    seq = rows[-1][0] + 1 if rows else 1
    return [LedgerFault(seq, "removed", f"{generation} events were recorded, {len(rows)} are here")]


def _check_chain(rows: Sequence[Sequence[Any]], head: object) -> list[LedgerFault]:
    found = []
    hashes = {row[-1] for row in rows}
    last = ""
    for row in rows:
        seq, prev_hash, digest = row[0], row[-2], row[-1]
        if _hash(row) != digest:
            found.append(LedgerFault(seq, "altered", "its contents do not match its hash"))
        elif prev_hash != last and prev_hash in hashes:
            found.append(LedgerFault(seq, "reordered", "it follows another event than it says"))
        elif prev_hash != last and not _follows_altered(found, seq):
            found.append(LedgerFault(seq, "removed", "the event before it is missing"))
        last = digest
    if head != last:
        seq = rows[-1][0] + 1 if rows else 1
        found.append(LedgerFault(seq, "removed", "the last events are missing"))
    return found


def _follows_altered(found: Sequence[LedgerFault], seq: int) -> bool:
    """Whether the event just before was altered, hash and all: one change is reported once."""
    return bool(found) and found[-1].kind == "altered" and found[-1].seq == seq - 1


def _check_epochs(
    rows: Sequence[Sequence[Any]], epochs: Mapping[str, tuple[int, int]]
) -> list[LedgerFault]:
    latest = {row[2]: row for row in rows}
    due = {purpose: (row[1], int(row[3] in _YES)) for purpose, row in latest.items()}
    return [
        LedgerFault(
            latest[purpose][0] if purpose in latest else 0, "altered", f"epoch of {purpose}"
        )
        for purpose in sorted({*due, *epochs}, key=str)
        if due.get(purpose) != epochs.get(purpose)
    ]
