"""What a changed declaration means for a yes already given."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optlog_policy.collection import (
    Change,
    CollectionPolicy,
    Controller,
    DeclaredField,
    Practices,
    Purpose,
    Recipient,
    Source,
)
from optlog_policy.diff import Effect, diff, unannounced
from optlog_policy.scope import wider_records

OLD = CollectionPolicy.builtin().replaced(
    controller=Controller(name="Tidewriter Ltd", contact="privacy@tidewriter.example"),
    practices=Practices(sells_or_shares=False, automated_decisions=False),
    recipients=(Recipient(name="Wharf Hosting", country="Germany", safeguard="none needed"),),
)
PAGES = DeclaredField(
    name="pages", type="integer", purposes=("usage",), description="Pages.", example=3, since=2
)


def purpose(**changes: Any) -> dict[str, Any]:
    return {"purposes": (OLD.purposes[0].model_copy(update=changes), *OLD.purposes[1:])}


def field(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "fields": tuple(
            item.model_copy(update=changes) if item.name == name else item for item in OLD.fields
        )
    }


def recipient(**changes: Any) -> dict[str, Any]:
    return {"recipients": (OLD.recipients[0].model_copy(update=changes),)}


def without(name: str) -> dict[str, Any]:
    return {"fields": tuple(item for item in OLD.fields if item.name != name)}


DEBUG = Source(purpose="diagnostics", levels=("debug",))
ADS = Purpose(id="ads", title="Ads", sentence="Ads.", retention_days=1, validity_days=1)


@pytest.mark.parametrize(
    ("changes", "decision", "told"),
    [
        ({}, "none", None),
        ({"date": dt.date(2027, 1, 1)}, "none", None),
        ({"languages": ("en", "de")}, "none", None),
        ({"title": "Tidewriter"}, "note", "policy: title is now “Tidewriter”"),
        (
            {"controller": Controller(name="Other Ltd", contact="x")},
            "stop",
            "controller: name is now",
        ),
        (
            {"controller": OLD.controller.model_copy(update={"dpo": "Una"})},
            "note",
            "dpo is now “Una”",
        ),
        (
            {"practices": Practices(sells_or_shares=True, explanation="x")},
            "stop",
            "sells_or_shares",
        ),
        (
            {"practices": Practices(sells_or_shares=False)},
            "note",
            "automated_decisions is now blank",
        ),
        (
            {"recipients": (*OLD.recipients, Recipient(name="N", country="", safeguard=""))},
            "stop",
            "new r",
        ),
        ({"recipients": ()}, "note", "recipient Wharf Hosting: removed"),
        (recipient(country="Brazil"), "stop", "country is now “Brazil”, was “Germany”"),
        (recipient(safeguard="contract"), "ask", "safeguard is now"),
        (recipient(url="https://x.example"), "note", "url is now"),
        (recipient(kind="third-party"), "ask", "kind is now “third-party”, was blank"),
        (recipient(kind="processor"), "note", "kind is now “processor”"),
        ({"rights": {"url": "https://x.example"}}, "note", "rights: url is now"),
        ({"notice_url": "https://x.example"}, "note", "policy: notice_url is now"),
        (
            {"practices": {**OLD.practices.model_dump(), "security": ("a", "b")}},
            "note",
            "security is now “a, b”, was blank",
        ),
        ({"purposes": (*OLD.purposes, ADS)}, "stop", "purpose ads: new purpose"),
        (purpose(sentence="Other words."), "ask", "purpose errors: sentence is now"),
        (purpose(title="Other"), "note", "purpose errors: title is now"),
        (purpose(retention_days=31), "ask", "retention_days is now 31, was 30"),
        (purpose(retention_days=29), "note", "retention_days is now 29, was 30"),
        (purpose(validity_days=400), "ask", "validity_days is now 400"),
        ({"fields": (*OLD.fields, PAGES)}, "ask", "field pages: new field"),
        (
            {"fields": (*OLD.fields, PAGES.model_copy(update={"since": 1}))},
            "stop",
            "since = 1 does not",
        ),
        (without("count"), "note", "field count: removed"),
        (
            field("count", type="number", example=1.5, since=2),
            "ask",
            "type is now number, was integer",
        ),
        (field("count", type="number", example=1.5), "stop", "type is now number, was integer"),
        (
            field("duration_ms", type="integer", example=1),
            "note",
            "type is now integer, was number",
        ),
        (field("feature", purposes=("usage", "errors"), since=2), "ask", "now also for errors"),
        (field("feature", purposes=("usage", "errors")), "stop", "now also for errors"),
        (field("status", purposes=("errors",)), "note", "no longer for diagnostics, performance"),
        (field("count", expires=dt.date(2028, 1, 1)), "note", "collected only until 2028-01-01"),
        (field("count", description="Other."), "note", "field count: description is now"),
        (field("count", why="To see how big."), "note", "field count: why is now"),
        (field("count", example=5, owner="Una"), "none", None),
        (
            {"sources": (*OLD.sources, DEBUG.model_copy(update={"since": 2}))},
            "ask",
            "belong to diagnostics",
        ),
        ({"sources": (*OLD.sources, DEBUG)}, "stop", "since does not tell the new source"),
        ({"sources": OLD.sources[:-1]}, "note", "no purpose gets more records"),
        ({"sources": OLD.sources[1:]}, "note", "no purpose gets more records"),
        ({"sources": OLD.sources[::-1]}, "stop", "records now belong to diagnostics"),
    ],
)
def test_decisions(changes: dict[str, Any], decision: str, told: str | None) -> None:
    """Narrower is a note, wider asks, a new recipient, purpose or controller stops; the reason is told."""
    found = diff(OLD, OLD.replaced(version=2, **changes))
    assert found.decision == decision
    assert bool(found.reasons) == (told is not None)
    assert told is None or any(told in reason for reason in found.reasons)
    assert not found.unversioned


def test_a_version_number_alone_is_nothing() -> None:
    """Nobody is asked again because a number moved."""
    found = diff(OLD, OLD.replaced(version=9))
    assert (found.changes, found.decision, found.reasons) == ((), Effect.NONE, ())


def test_the_strongest_change_decides() -> None:
    """Among several changes the strongest decides, and only its reasons are given."""
    new = OLD.replaced(version=2, title="Tidewriter", fields=(*OLD.fields, PAGES), recipients=())
    found = diff(OLD, new)
    assert found.decision is Effect.ASK
    assert found.reasons == ("field pages: new field",)
    assert {change.effect for change in found.changes} == {Effect.NOTE, Effect.ASK}


def test_an_expiry_put_off_is_wider() -> None:
    """A field collected for longer than was said asks again."""
    until = {"expires": dt.date(2027, 1, 1)}
    old = OLD.replaced(**field("count", **until))
    for later in (None, dt.date(2028, 1, 1)):
        found = diff(old, OLD.replaced(version=2, **field("count", expires=later, since=2)))
        assert found.decision is Effect.ASK
        assert "collected longer" in found.reasons[0]


def test_a_change_without_a_new_version_is_marked() -> None:
    """A build can refuse a declaration that changed under the same version."""
    assert diff(OLD, OLD.replaced(title="Tidewriter")).unversioned
    assert not diff(OLD, OLD).unversioned


def test_words_and_data() -> None:
    """The diff is told one change a line, the decision last, and as JSON."""
    found = diff(OLD, OLD.replaced(version=2, title="Tidewriter"))
    assert found.text() == (
        "note  policy: title is now “Tidewriter”, was “This application”\ndecision: note"
    )
    data = json.loads(json.dumps(found.as_data()))
    assert data["decision"] == "note"
    assert data["changes"][0]["where"] == "policy"


def in_german(sentence: str, **changes: Any) -> CollectionPolicy:
    first = {
        **OLD.purposes[0].model_dump(),
        "translations": {"de": {"sentence": sentence}} if sentence else {},
    }
    purposes = (first, *OLD.purposes[1:])
    return OLD.replaced(purposes=purposes, **changes)


def test_other_words_in_another_language_ask() -> None:
    """A translation is new: a note. A sentence that somebody said yes to in their own language is put otherwise: ask."""
    before = in_german("Fehler werden gemeldet.")
    none = in_german("")
    assert diff(none, in_german("Fehler werden gemeldet.", version=2)).decision is Effect.NOTE
    found = diff(before, in_german("Alles wird gemeldet.", version=2))
    assert found.decision is Effect.ASK
    assert found.reasons == ("purpose errors: the words in language de changed",)
    assert diff(before, in_german("", version=2)).decision is Effect.ASK


def test_a_build_refuses_what_nobody_announced() -> None:
    """A change that people must hear of needs a higher version and a word about it; what is the same needs nothing."""
    told = Change(version=2, date=dt.date(2027, 1, 1), text="Pages are counted.")
    wider: dict[str, Any] = {"fields": (*OLD.fields, PAGES.model_copy(update={"since": 1}))}
    assert unannounced(OLD, OLD) == ()
    assert unannounced(OLD, OLD.replaced(version=2)) == ()
    [same_version] = unannounced(OLD, OLD.replaced(**wider))
    assert "version 1 was not raised from 1, though people must be asked" in same_version
    assert "field pages" in same_version
    [silent] = unannounced(OLD, OLD.replaced(version=2, **wider))
    assert silent == "no [[changes]] entry says what version 2 changed"
    assert unannounced(OLD, OLD.replaced(version=2, changes=(*OLD.changes, told), **wider)) == ()


NAMES = st.sampled_from(["count", "feature", "status", "event"])
TYPES = st.sampled_from([("string", "x"), ("integer", 1), ("number", 1.5)])
SOME = st.lists(st.sampled_from(OLD.purpose_ids), min_size=1, unique=True)
FIELD = st.builds(
    lambda name, kind, purposes, since: DeclaredField(
        name=name, type=kind[0], example=kind[1], purposes=purposes, since=since, description="x"
    ),
    NAMES,
    TYPES,
    SOME,
    st.integers(1, 2),
)
FIELDS = st.lists(FIELD, max_size=4, unique_by=lambda item: item.name)
RECORD = st.dictionaries(NAMES, st.sampled_from(["x", 1, 1.5]))


@settings(max_examples=200)
@given(FIELDS, FIELDS, RECORD, st.sampled_from(OLD.purpose_ids), st.permutations(OLD.sources))
def test_no_widening_slips_through(
    before: list[DeclaredField],
    after: list[DeclaredField],
    record: dict[str, Any],
    asked: str,
    sources: list[Source],
) -> None:
    """Whatever a new declaration lets out beyond the old asks at least; and unless it stops, the accepted scope holds."""
    old = OLD.replaced(fields=[item.model_copy(update={"since": 1}) for item in before])
    new = old.replaced(version=2, fields=after, sources=sources)
    found = diff(old, new)
    if not new.project(record, asked).items() <= old.project(record, asked).items():
        assert found.decision in {Effect.ASK, Effect.STOP}
    if found.decision is not Effect.STOP:
        accepted = new.as_accepted(old.version)
        assert accepted.project(record, asked).items() <= old.project(record, asked).items()
        assert wider_records(old.sources, accepted.sources) == ()
