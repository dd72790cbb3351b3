"""The tables of the profile's database, and how one of an earlier version becomes one of today.

A database of version 1 is read as it is, and changed only by the first write after an update, in that write's own
transaction: killed there, it is version 1 as before. A newer one is refused, never rewritten.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from optlog.store_faults import StoreFault, StoreFaultError

if TYPE_CHECKING:
    import sqlite3

__all__ = ["SCHEMA_VERSION", "check_schema", "make_schema", "meta", "migrate", "set_meta"]

SCHEMA_VERSION = 2
_APPLICATION_ID = 0x6F70746C  # "optl"

# meta: schema, install_nonce, generation, head (hash of the last event), sent_on_day, summary. body of spool: AES-GCM. body of sent: zlib.
_VERSION_1 = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE event (
  seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, purpose TEXT NOT NULL, state TEXT NOT NULL, at_utc TEXT NOT NULL,
  policy_digest TEXT NOT NULL, notice_version TEXT NOT NULL, notice_digest TEXT NOT NULL, locale TEXT NOT NULL,
  words TEXT NOT NULL, surface TEXT NOT NULL, app_version TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL
);
CREATE TRIGGER event_kept BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER event_fixed BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE epoch (purpose TEXT PRIMARY KEY, epoch INTEGER NOT NULL, open INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE spool (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, purpose TEXT NOT NULL, epoch INTEGER NOT NULL, created_ns INTEGER NOT NULL,
  size INTEGER NOT NULL, nonce BLOB NOT NULL, body BLOB NOT NULL
);
CREATE TABLE sent (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, at_utc TEXT NOT NULL, url_host TEXT NOT NULL, lines INTEGER NOT NULL,
  bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""

# seal: the keyed checksum of an event. accepted: declarations that a yes was given to, by their digest.
_VERSION_2 = """
CREATE TABLE seal (seq INTEGER PRIMARY KEY, first INTEGER NOT NULL, mac TEXT NOT NULL);
CREATE TRIGGER seal_kept BEFORE DELETE ON seal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER seal_fixed BEFORE UPDATE ON seal BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TABLE accepted (digest TEXT PRIMARY KEY, declaration TEXT NOT NULL) WITHOUT ROWID;
"""


def meta(connection: sqlite3.Connection, key: str) -> Any:
    """Give one value of the table `meta`; None when it is not there."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row[0] if row else None


def set_meta(connection: sqlite3.Connection, key: str, value: str | int) -> None:
    """Put one value into the table `meta`, within a write."""
    connection.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def check_schema(connection: sqlite3.Connection) -> int:
    """Give the database's version. Asked in every transaction: another program may have changed it meanwhile.

    Raises:
        StoreFaultError: CORRUPT for a foreign database, NEWER for one of a later version.
    """
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    schema = meta(connection, "schema") if found == _APPLICATION_ID else None
    if not isinstance(schema, int) or schema < 1:
        raise StoreFaultError(StoreFault.CORRUPT, "it is empty, or not one of optlog's")
    if schema > SCHEMA_VERSION:
        raise StoreFaultError(
            StoreFault.NEWER, f"its schema {schema} is newer than {SCHEMA_VERSION}"
        )
    return schema


def make_schema(connection: sqlite3.Connection) -> None:
    """Make all tables in an empty database, in one transaction."""
    connection.execute("BEGIN")
    connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
    _run(connection, _VERSION_1 + _VERSION_2)
    rows = {
        "schema": SCHEMA_VERSION,
        "install_nonce": os.urandom(16).hex(),
        "generation": 0,
        "head": "",
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", rows.items())
    connection.execute("COMMIT")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a database of version 1 to today's, inside the caller's write transaction. No event is touched."""
    _run(connection, _VERSION_2)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", (SCHEMA_VERSION,))


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run statements one by one; sqlite3's own `executescript` would commit the caller's transaction."""
    import sqlite3

    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
