"""Whatever was changed in the ledger shows, and a changed ledger is not a yes."""

from __future__ import annotations

import pytest
from optlog.consent import Layer, Surface
from optlog.consent.ledger import at_ns, salvage_no, utc_text

COLUMNS = {
    "epoch": 5,
    "purpose": "other",
    "state": "given",
    "at_utc": "2025-01-01T00:00:00.000000Z",
    "policy_digest": "x",
    "notice_version": "9",
    "notice_digest": "x",
    "locale": "de",
    "words": "x",
    "surface": "api",
    "app_version": "9",
    "prev_hash": "0" * 64,
    "hash": "0" * 64,
}


@pytest.fixture
def told(home):
    """Give a profile with five events: usage given, errors given, refused, given, renewed."""
    consent = home.open()
    consent.give(["usage"], surface=Surface.PROMPT, locale="en", words="yes ☺ \udcff")
    consent.give(["errors"], surface="cli")
    consent.withdraw(["errors"], surface="settings")
    consent.give(["errors"], surface="cli")
    consent.give(["errors"], surface="cli")
    home.close()
    return home


def test_an_untouched_ledger_verifies_and_chains(told) -> None:
    """Every event names the hash of the one before; the head is the last hash; the words stand as shown."""
    consent = told.open()
    events = consent.history()
    assert consent.verify().ok
    assert consent.verify().events == 5
    assert [event.prev_hash for event in events] == ["", *(event.hash for event in events[:-1])]
    assert consent.head() == events[-1].hash
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    assert [event.state.value for event in events] == [
        "given", "given", "withdrawn", "given", "renewed"
    ]  # fmt: skip
    first = events[0]
    assert (first.words, first.surface, first.app_version) == ("yes ☺ ?", Surface.PROMPT, "1.0")
    assert (first.policy_digest, first.notice_version, first.locale) == ("d1", "1", "en")


@pytest.mark.parametrize("column", COLUMNS)
def test_an_altered_event_is_found_whatever_was_altered(told, column: str) -> None:
    """A change of any column of an event is reported for that event, and nothing is allowed any more."""
    told.sql(f"UPDATE event SET {column} = '{COLUMNS[column]}' WHERE seq = 3")
    consent = told.open()
    found = consent.verify()
    assert not found.ok
    assert [(fault.seq, fault.kind) for fault in found.faults] == [(3, "altered")]
    decision = consent.decide("usage")
    assert (decision.allowed, decision.layer) == (False, Layer.STORE_FAULT)
    assert consent.allows("usage") is None


@pytest.mark.parametrize(("seq", "reported"), [(1, 2), (3, 4), (5, 5)])
def test_a_removed_event_is_found(told, seq: int, reported: int) -> None:
    """A missing first, middle or last event is reported at the event after it, even when the rest is renumbered."""
    told.sql(
        f"DELETE FROM event WHERE seq = {seq}",
    )
    found = told.open().verify()
    assert [(fault.seq, fault.kind) for fault in found.faults] == [(reported, "removed")]
    told.sql(f"UPDATE event SET seq = seq - 1 WHERE seq > {seq}")
    assert "removed" in str(told.open().verify().faults[0])
    assert told.open().allows("usage") is None


def test_reordered_events_are_found(told) -> None:
    """Two events that changed places are reported as reordered."""
    swap = ["UPDATE event SET seq = 99 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 4"]
    told.sql(*swap, "UPDATE event SET seq = 4 WHERE seq = 99")
    found = told.open().verify()
    assert (found.faults[0].seq, found.faults[0].kind) == (3, "reordered")
    assert {fault.kind for fault in found.faults} == {"reordered"}
    assert told.open().allows("errors") is None


@pytest.mark.parametrize("change", ["epoch = epoch + 1", "open = 1 - open"])
def test_an_epoch_that_no_event_opened_is_found(told, change: str) -> None:
    """The table that the spool trusts must say what the events say."""
    told.sql(f"UPDATE epoch SET {change} WHERE purpose = 'errors'")
    consent = told.open()
    assert [fault.detail for fault in consent.verify().faults] == ["epoch of errors"]
    assert consent.allows("errors") is None


def test_a_cut_off_end_is_found_though_all_beside_it_was_put_right(told) -> None:
    """The number of events ever recorded tells, when the head and the epochs were changed to fit what is left."""
    told.sql(
        "DELETE FROM event WHERE seq = 5",
        "UPDATE meta SET value = (SELECT hash FROM event WHERE seq = 4) WHERE key = 'head'",
    )
    consent = told.open()
    assert [(fault.seq, fault.kind) for fault in consent.verify().faults] == [(5, "removed")]
    assert consent.allows("errors") is consent.allows("usage") is None


def test_every_event_raises_the_generation(told) -> None:
    """The generation counts the events."""
    store = told.store()
    assert store.generation() == 5
    told.open(store=store).refuse(["usage", "errors"], surface="cli")
    assert store.generation() == 7


def test_times_go_to_text_and_back(told) -> None:
    """A time survives as ISO 8601 UTC to the microsecond."""
    assert utc_text(1_767_225_600_123_456_789) == "2026-01-01T00:00:00.123456Z"
    assert at_ns(told.open().history()[0]) == told.clock.now_ns()


def test_a_no_is_salvaged_from_bytes_alone(told, tmp_path) -> None:
    """A recorded no is found in the raw file; a yes, another purpose or other bytes are not one."""
    assert salvage_no(told.path, ["errors", "usage"])
    assert not salvage_no(told.path, ["usage"])
    assert not salvage_no(tmp_path / "nothing", ["errors"])
