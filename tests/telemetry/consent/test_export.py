"""What is exported can be checked by anybody, and shows every change."""

from __future__ import annotations

import hashlib
import json

import pytest
from optlog.consent.export import ExportError, check_export

DECLARATION = '{"purposes":["errors"]}'
DIGEST = hashlib.sha256(DECLARATION.encode()).hexdigest()


@pytest.fixture
def exported(home, make_policy):
    """Give an exported record of four events."""
    consent = home.open(make_policy(digest=DIGEST), declaration=DECLARATION)
    consent.give(["errors"], surface="prompt", words="ja ☺", locale="de")
    consent.withdraw(["errors"], surface="settings")
    consent.give(["errors", "usage"], surface="cli")
    return json.loads(json.dumps(consent.export("test"))), consent


def check(data):
    return check_export(json.dumps(data))


def test_an_export_verifies_elsewhere_and_holds_what_was_agreed(exported) -> None:
    """It holds every event, the head that travels with batches, and the declaration the yes was given to."""
    data, consent = exported
    result = check(data)
    assert (result.ok, result.events) == (True, 4)
    assert data["head"] == consent.head() == data["events"][-1]["hash"]
    assert data["declarations"] == {DIGEST: DECLARATION}
    assert data["events"][0]["words"] == "ja ☺"


def test_the_documented_way_of_hashing_gives_the_same_hashes(exported) -> None:
    """Ten lines without optlog, as docs/consent.md describes them, check the chain."""
    data, _ = exported
    last = ""
    for event in data["events"]:
        fields = [value for name, value in event.items() if name not in ("seq", "hash")]
        text = json.dumps(fields, ensure_ascii=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == event["hash"]
        assert event["prev_hash"] == last
        last = event["hash"]
    assert last == data["head"]


def altered(data):
    data["events"][1]["state"] = "given"


def removed(data):
    del data["events"][1]


def cut(data):
    data["events"].pop()


def reordered(data):
    events = data["events"]
    events[1], events[2] = events[2], events[1]


def added(data):
    data["events"][0]["note"] = "agreed to all"


def other_words(data):
    data["declarations"][DIGEST] = "{}"


@pytest.mark.parametrize(
    ("change", "kind", "seq"),
    [
        (altered, "altered", 2), (removed, "removed", 3), (cut, "removed", 4),
        (reordered, "reordered", 3), (added, "altered", 1), (other_words, "altered", 1),
    ],
)  # fmt: skip
def test_a_changed_export_names_the_event(exported, change, kind: str, seq: int) -> None:
    """Altered, removed, cut off, reordered, added to, or with another declaration: the first event is named."""
    data, _ = exported
    change(data)
    fault = check(data).faults[0]
    assert (fault.kind, fault.seq) == (kind, seq)


def test_a_declaration_changed_in_the_profile_names_the_event(exported, home) -> None:
    """What a yes was given to is part of the record: changed in the database, it is reported for that yes."""
    _, consent = exported
    home.sql("UPDATE accepted SET declaration = '{}'")
    faults = consent.verify().faults
    assert (faults[0].seq, faults[0].kind) == (1, "altered")
    assert "declaration" in faults[0].detail


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "[" * 100_000, '{"format": "optlog-consent-1"}',
             '{"format": "optlog-consent-1", "events": [{}], "declarations": {}}']
)  # fmt: skip
def test_another_file_is_refused_with_a_hint(text: str) -> None:
    """What is no export is an error, not a passed check."""
    with pytest.raises(ExportError) as caught:
        check_export(text)
    assert "consent export" in str(caught.value.hint)


def test_an_empty_profile_exports_an_empty_chain(home) -> None:
    """Without choices there is nothing, and nothing is made."""
    data = home.open().export("test")
    assert (data["events"], data["head"], check(data).ok) == ([], "", True)
    assert not home.folder.exists()
