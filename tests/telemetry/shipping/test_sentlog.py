"""The exact bytes sent, kept for the user."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from typing import TYPE_CHECKING

import pytest
from optlog.errors import StoreError
from optlog.sentlog import SentLog, utc_text

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import World

AT_NS = 1_767_225_600_123_456_789


def test_a_body_comes_back_to_the_byte(given: World) -> None:
    """Body, hash, time, host and numbers of a request are kept as they were."""
    body = b'{"streams":[]}\x00\xff'
    given.sent.add(body, 3, "logs.example.org", AT_NS)
    [entry] = given.sent.entries(10)
    assert given.sent.body(entry.seq) == body
    assert entry.sha256 == hashlib.sha256(body).hexdigest()
    assert (entry.at_utc, entry.host) == ("2026-01-01T00:00:00.123456Z", "logs.example.org")
    assert (entry.lines, entry.bytes) == (3, len(body))


def test_the_oldest_go_first_and_the_totals_stay(given: World) -> None:
    """The log stays within its bytes, keeps the newest whatever its size, and goes on counting everything."""
    log = SentLog(given.store, 5000)
    bodies = [os.urandom(2000) for _ in range(5)]
    for place, body in enumerate(bodies):
        log.add(body, 10, "h", AT_NS + place * 10**9)
    assert [log.body(entry.seq) for entry in log.entries(10)] == [bodies[4], bodies[3]]
    assert log.totals() == (50, 10_000, utc_text(AT_NS + 4 * 10**9))
    log.add(os.urandom(9000), 1, "h", AT_NS)
    assert len(log.entries(10)) == 1


def test_a_changed_body_is_noticed(given: World) -> None:
    """A body that no longer matches its hash is reported, not shown."""
    given.sent.add(b"first", 1, "h", AT_NS)
    given.sent.add(b"second", 1, "h", AT_NS)
    given.store.close()
    with sqlite3.connect(given.store.path) as connection:
        connection.execute("UPDATE sent SET body = (SELECT body FROM sent WHERE seq = 2)")
    connection.close()
    assert given.sent.body(2) == b"second"
    with pytest.raises(StoreError, match="damaged"):
        given.sent.body(1)
    with pytest.raises(StoreError, match="no request"):
        given.sent.body(99)


def test_asking_makes_no_file(world: World) -> None:
    """Before anything was sent, entries and totals are empty and no file appears."""
    assert world.sent.entries(5) == []
    assert world.sent.totals() == (0, 0, None)
    assert not world.folder.exists()
