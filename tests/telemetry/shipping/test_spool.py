"""What waits: encrypted, bounded, and only of open epochs."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from optlog.errors import StoreError
from optlog.shipping.spool import MAX_LINE_BYTES

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import World


def taken(world: World, **bounds: int) -> list[bytes]:
    rows = world.spool.take(bounds.get("lines", 1000), bounds.get("bytes", 1 << 20))
    return [entry.line for _, entry in rows]


def test_an_entry_comes_back_as_it_went_in(given: World) -> None:
    """Line, time, level and metadata survive the spool to the byte, in the order in which they came."""
    entries = [
        given.entry(line='{"event":"naïve 漢字 \\u0000"}'.encode(), level="error"),
        given.entry(line=b'{"event":"a\\nb"}', metadata={}),
        given.entry(line=b""),
    ]
    assert given.spool.append(entries) == 3
    assert [entry for _, entry in given.spool.take(10, 1 << 20)] == entries
    assert given.spool.waiting(2) == entries[:2]


def test_nothing_readable_lies_on_the_disk(given: World) -> None:
    """Neither line nor metadata of a waiting entry can be read in the files of the profile."""
    given.spool.append([given.entry("plain-as-day", metadata={"user": "psn_visible"})])
    data = b"".join(path.read_bytes() for path in given.folder.iterdir())
    assert b"plain-as-day" not in data
    assert b"psn_visible" not in data


def test_no_database_is_made_by_asking(world: World) -> None:
    """Before any consent the spool makes no file, whatever is called."""
    assert world.spool.append([world.entry()]) == 0
    assert (world.spool.take(1, 1), world.spool.waiting(1)) == ([], [])
    assert (world.spool.open_epochs(), world.spool.holds(["errors"])) == ({}, False)
    assert (world.spool.expire(), world.spool.discard()) == (0, 0)
    assert world.spool.stats().lines == 0
    assert not world.folder.exists()


def test_only_the_open_epoch_is_kept(given: World) -> None:
    """Entries of another epoch or purpose are not stored, and counted."""
    epoch = given.consent.allows("errors")
    assert epoch is not None
    stale = given.entry(epoch=epoch - 1)
    assert given.spool.append([stale, given.entry(purpose="usage"), given.entry()]) == 1
    assert given.store.counters()["dropped_epoch"] == 2


def test_withdrawal_empties_the_spool_and_a_new_yes_does_not_bring_it_back(given: World) -> None:
    """What waited is gone with the withdrawal; what was made before it is not stored afterwards either."""
    early = given.entry("early")
    given.spool.append([early])
    given.withdraw()
    assert given.spool.stats().lines == 0
    given.give()
    assert given.spool.append([early]) == 0
    assert taken(given) == []


def test_take_is_bounded_in_lines_and_bytes(given: World) -> None:
    """A batch holds at most so many lines and bytes, the oldest, and one oversized line goes alone."""
    given.spool.append([given.entry(line=b"x" * 1000) for _ in range(10)])
    assert len(given.spool.take(3, 1 << 20)) == 3
    assert len(given.spool.take(10, 3500)) == 3
    assert len(given.spool.take(10, 1)) == 1
    assert given.spool.take(10, 1 << 20, purposes=["usage"]) == []
    assert given.spool.take(10, 1 << 20, purposes=[]) == []


def test_acknowledged_entries_do_not_come_again(given: World) -> None:
    """What is acknowledged is gone; what is not stays, in order."""
    entries = given.entries(4)
    given.spool.append(entries)
    rows = given.spool.take(2, 1 << 20)
    given.spool.ack([seq for seq, _ in rows])
    assert taken(given) == [entry.line for entry in entries[2:]]


def test_acknowledging_leaves_what_lies_between(given: World) -> None:
    """Of scattered entries exactly those named are forgotten, in whatever order they are named."""
    entries = given.entries(8)
    given.spool.append(entries)
    seqs = [seq for seq, _ in given.spool.take(8, 1 << 20)]
    given.spool.ack([seqs[6], seqs[0], seqs[1], seqs[3], seqs[7]])
    assert taken(given) == [entries[place].line for place in (2, 4, 5)]


def test_a_full_spool_drops_the_oldest(given: World) -> None:
    """Beyond its bytes the spool drops the oldest entries, counts them, and stays within its bound."""
    given.spool = given.make_spool(max_bytes=20_000)
    entries = [given.entry(line=b"%06d" % number + b"x" * 500) for number in range(100)]
    for entry in entries:
        given.spool.append([entry])
    stats = given.spool.stats()
    assert 17_000 < stats.bytes <= 20_000  # no more is dropped than must be
    assert stats.lines + given.store.counters()["dropped_spool_full"] == 100
    assert taken(given)[-1] == entries[-1].line
    assert taken(given)[0] == entries[100 - stats.lines].line


def test_old_entries_are_never_sent_and_then_dropped(given: World) -> None:
    """An entry past its age is not given out, and expires with a count."""
    given.spool.append([given.entry("old")])
    given.clock.advance(5 * 86_400)
    given.spool.append([given.entry("young")])
    given.clock.advance(2 * 86_400)
    assert taken(given) == [b'{"event":"young"}']
    assert given.spool.expire() == 1
    assert given.store.counters()["dropped_age"] == 1
    assert given.spool.stats().lines == 1


def test_a_line_longer_than_loki_takes_is_dropped_here(given: World) -> None:
    """A line of exactly 256 KiB is kept, one byte more is dropped and counted."""
    longest = given.entry(line=b"x" * MAX_LINE_BYTES)
    assert given.spool.append([longest, given.entry(line=b"x" * (MAX_LINE_BYTES + 1))]) == 1
    assert given.store.counters()["dropped_large"] == 1


def test_what_could_never_be_sent_does_not_stop_the_rest(given: World) -> None:
    """A line or metadata that is no valid UTF-8 is dropped and counted; the others of its batch are kept."""
    odd = [given.entry(line=b"\xff"), given.entry(metadata={"a": "\ud800"})]
    assert given.spool.append([*odd, given.entry()]) == 1
    assert given.store.counters()["dropped_invalid"] == 2


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE spool SET body = CAST(x'00' || substr(body, 2) AS BLOB) WHERE seq = 2",
        "UPDATE spool SET body = x'' WHERE seq = 2",
        "UPDATE spool SET nonce = x'00' WHERE seq = 2",
        "UPDATE spool SET created_ns = created_ns + 1 WHERE seq = 2",
        "UPDATE spool SET seq = 9 WHERE seq = 2",
    ],
)
def test_a_damaged_entry_is_left_out_and_the_rest_goes_on(given: World, damage: str) -> None:
    """A row that was changed or moved by hand is dropped and counted; its neighbours are sent."""
    entries = given.entries(3)
    given.spool.append(entries)
    given.store.close()
    with sqlite3.connect(given.store.path) as connection:
        connection.execute(damage)
    connection.close()
    assert taken(given) == [entries[0].line, entries[2].line]
    assert given.store.counters()["dropped_corrupt"] == 1
    assert given.spool.stats().lines == 2


def test_an_entry_cannot_be_moved_into_another_epoch(given: World) -> None:
    """An entry of a withdrawn yes that somebody writes under the new one is not read: its epoch is authenticated."""
    given.spool.append(given.entries(2))
    given.store.close()
    with sqlite3.connect(given.store.path) as connection:
        connection.execute("UPDATE spool SET epoch = epoch + 1")
        connection.execute("UPDATE epoch SET epoch = epoch + 1 WHERE open = 1")
    connection.close()
    assert taken(given) == []
    assert given.store.counters()["dropped_corrupt"] == 2


def test_many_damaged_entries_do_not_stop_the_rest(given: World) -> None:
    """However many rows in a row are damaged, what lies behind them is found, a few at a time."""
    entries = given.entries(1500)
    given.spool.append(entries)
    given.store.close()
    with sqlite3.connect(given.store.path) as connection:
        connection.execute("UPDATE spool SET nonce = x'00' WHERE seq < 1500")
    connection.close()
    assert [entry.line for _, entry in given.spool.take(1, 1 << 20)] == [entries[-1].line]
    assert given.store.counters()["dropped_corrupt"] == 1499


def test_entries_with_different_metadata_keep_their_own(given: World) -> None:
    """What is shared among the entries of a batch is equal: each comes back with its own level and metadata, in order."""
    made = [
        given.entry(f"{number}", metadata={"user": f"u{number % 2}"}, level=level)
        for number, level in enumerate(["info", "info", "error", "info", "error"])
    ]
    given.spool.append(made)
    given.spool.append(made[:1])
    came = [entry for _, entry in given.spool.take(10, 1 << 20)]
    assert came == [*made, made[0]]


def test_entries_whose_key_is_gone_are_dropped(given: World) -> None:
    """Without the key of the purpose nothing can be read, so the rows are dropped and counted."""
    given.spool.append(given.entries(2))
    given.keys.destroy("spool:errors")
    assert taken(given) == []
    assert given.store.counters()["dropped_corrupt"] == 2


def test_an_unreadable_key_file_loses_nothing(given: World) -> None:
    """A key file that cannot be read for the moment is an error, not a loss."""
    given.spool.append(given.entries(2))
    secret = given.keys.path.read_bytes()
    given.keys.path.unlink()
    given.keys.path.mkdir()
    with pytest.raises(StoreError):
        given.spool.take(10, 1 << 20)
    given.keys.path.rmdir()
    given.keys.path.write_bytes(secret)
    assert len(taken(given)) == 2


def test_two_processes_fill_one_spool(given: World) -> None:
    """Entries of two processes get numbers of their own and can all be read."""
    other = given.another()
    for _ in range(3):
        given.spool.append([given.entry("mine")])
        other.spool.append([other.entry("theirs")])
    assert len(taken(given)) == 6


def test_it_is_known_what_waits(given: World) -> None:
    """Lines, bytes, the oldest time and the purposes of what waits are known."""
    assert not given.spool.holds(["errors"])
    given.give("usage")
    entries = [given.entry(), given.entry(purpose="usage")]
    given.spool.append(entries)
    stats = given.spool.stats()
    assert (stats.lines, stats.oldest_ns) == (2, entries[0].timestamp_ns)
    assert stats.bytes > sum(len(entry.line) for entry in entries)
    assert given.spool.open_epochs() == {
        "errors": given.consent.allows("errors"),
        "usage": given.consent.allows("usage"),
    }
    assert given.spool.holds(["usage"])
    assert not given.spool.holds([])
    assert given.spool.discard() == 2
