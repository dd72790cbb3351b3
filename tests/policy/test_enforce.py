"""What every log call asks: the purpose of a record, and what of it may leave."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from optlog_policy.collection import CollectionPolicy, DeclaredField, Source
from optlog_policy.enforce import Drop, Enforcer, has_type

POLICY = CollectionPolicy.builtin()
PSEUDONYM = "psn_" + "ab" * 16


def enforcer(*sources: Source, fields: dict[str, str] | None = None) -> Enforcer:
    declared = [
        DeclaredField.model_construct(name=name, type=kind, purposes=("p",), expires=None)
        for name, kind in (fields or {}).items()
    ]
    return Enforcer(("p",), declared, sources)


@pytest.mark.parametrize(
    ("record", "purpose"),
    [
        ({"level": "error", "event": "x"}, "errors"),
        ({"level": "critical", "event": "usage.open"}, "errors"),
        ({"level": "info", "event": "usage.open"}, "usage"),
        ({"level": "info", "event": "feature.export used"}, "usage"),
        ({"level": "info", "event": "usage"}, "diagnostics"),
        ({"level": "warning", "event": "usage.open"}, "diagnostics"),
        ({"level": "info", "event": "drawn", "duration_ms": 3}, "performance"),
        ({"level": "info", "event": "usage.open", "duration_ms": 3}, "usage"),
        ({"level": "warning", "event": "slow"}, "diagnostics"),
        ({"level": "debug", "event": "x"}, None),
        ({"level": "debug", "event": "usage.open", "duration_ms": 3}, None),
        ({"level": "notice", "event": "x"}, None),
        ({"event": "x"}, None),
        ({}, None),
        ({"level": ["error"], "event": None}, None),
        ({"level": "info", "event": {"usage.": 1}}, "diagnostics"),
    ],
)
def test_builtin_sources(record: dict[str, Any], purpose: str | None) -> None:
    """The built-in sources sort records as the notice says; what fits none stays local."""
    assert POLICY.classify(record) == purpose


@pytest.mark.parametrize(
    ("source", "record", "fits"),
    [
        ({"loggers": ("app",)}, {"logger": "app"}, True),
        ({"loggers": ("app",)}, {"logger": "app.save"}, True),
        ({"loggers": ("app",)}, {"logger": "apple"}, False),
        ({"loggers": ("app.save", "x")}, {"logger": "app"}, False),
        ({"loggers": ("app",)}, {}, False),
        ({"events": ("saved",)}, {"event": "saved"}, True),
        ({"events": ("saved",)}, {"event": "saved twice"}, False),
        ({"events": ("saved*", "x")}, {"event": "saved twice"}, True),
        ({"events": ("*",)}, {"event": "anything"}, True),
        ({"events": ("*",)}, {}, False),
        ({"has_fields": ("a", "b")}, {"a": 1, "b": None}, True),
        ({"has_fields": ("a", "b")}, {"b": 1}, False),
        ({"has_fields": ("a", "b")}, {"a": 1}, False),
        ({"levels": ("info",), "has_fields": ("a",)}, {"a": 1, "level": "info"}, True),
        ({"levels": ("info",), "has_fields": ("a",)}, {"a": 1, "level": "error"}, False),
        ({}, {}, True),
    ],
)
def test_conditions(source: dict[str, Any], record: dict[str, Any], fits: bool) -> None:
    """Every condition of a source must hold: level, logger or one below, event or its beginning, keys."""
    asked = enforcer(Source(purpose="p", **source))
    assert asked.classify(record) == ("p" if fits else None)


def test_the_first_source_that_fits_decides() -> None:
    """Order decides between sources, also between one with levels and one without."""
    wide, narrow = Source(purpose="wide"), Source(purpose="narrow", levels=("info",))
    info = {"level": "info"}
    assert Enforcer((), (), [wide, narrow]).classify(info) == "wide"
    assert Enforcer((), (), [narrow, wide]).classify(info) == "narrow"
    assert Enforcer((), (), [narrow, wide]).classify({"level": "debug"}) == "wide"


KEYS = st.sampled_from(
    [
        "timestamp",
        "level",
        "logger",
        "event",
        "exception",
        "type",
        "message",
        "notes",
        "frames",
        "file",
        "line",
        "function",
        "relation",
        "user",
        "status",
        "duration_ms",
        "count",
        "feature",
        "exception.type",
        "exception.frames.line",
        "secret",
        "locals",
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["info", "error", "usage.open", "app", PSEUDONYM, "psn_mara"])
    | st.text("a.é\ud800", max_size=3)
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=8)
PURPOSES = st.sampled_from(POLICY.purpose_ids)
TYPES: dict[str, dict[str, str]] = {
    purpose: {field.name: field.type for field in POLICY.fields_for(purpose)}
    for purpose in POLICY.purpose_ids
}


@given(RECORDS)
def test_classify_is_total(record: dict[str, Any]) -> None:
    """Whatever plain data comes, there is an answer: a declared purpose or none."""
    assert POLICY.classify(record) in {None, *POLICY.purpose_ids}


def undeclared(value: Any, path: str, types: dict[str, str]) -> list[str]:
    """Name, by a walk of its own, everything in a projected value that its declaration does not allow."""
    if path in types:
        return [] if has_type(types[path], value) else [path]
    if isinstance(value, dict):
        if not any(name.startswith(f"{path}.") for name in types):
            return [path]
        return [
            bad for key, item in value.items() for bad in undeclared(item, f"{path}.{key}", types)
        ]
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        return [bad for item in value for bad in undeclared(item, path, types)]
    return [path]


@given(RECORDS, PURPOSES)
@example({"exception": [{"type": "E", "locals": 1, "frames": [{"line": "1"}]}, "x"]}, "errors")
def test_project_never_yields_what_is_not_declared(record: dict[str, Any], purpose: str) -> None:
    """At no depth does an undeclared field or a value of another type get through."""
    kept = POLICY.project(record, purpose)
    assert [
        bad for key, value in kept.items() for bad in undeclared(value, key, TYPES[purpose])
    ] == []


@given(RECORDS, PURPOSES)
def test_project_keeps_order_and_changes_nothing(record: dict[str, Any], purpose: str) -> None:
    """What is kept stands in the record's order; the record itself is untouched; twice is the same as once."""
    before = repr(record)
    kept = POLICY.project(record, purpose)
    assert list(kept) == [key for key in record if key in kept]
    assert repr(record) == before
    assert repr(POLICY.project(kept, purpose)) == repr(kept)


@given(RECORDS, PURPOSES)
def test_nothing_is_dropped_unseen(record: dict[str, Any], purpose: str) -> None:
    """The explained projection is the same projection, and it names a loss exactly when there was one."""
    kept, drops = POLICY.project_explained(record, purpose)
    assert repr(kept) == repr(POLICY.project(record, purpose))
    for key in record.keys() - kept.keys():
        empty = record[key] in ([], {}) or _all_empty(record[key])
        assert empty or any(drop.path == key or drop.path.startswith(f"{key}.") for drop in drops)
    if not drops:
        assert all(key in kept or _all_empty(record[key]) for key in record)


def _all_empty(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_all_empty(item) for item in value.values())
    return isinstance(value, list) and all(_all_empty(item) for item in value)


def test_every_declared_field_gets_through() -> None:
    """A record made of the declared examples passes whole, for every purpose."""
    for purpose in POLICY.purpose_ids:
        record: dict[str, Any] = {}
        for field in POLICY.fields_for(purpose):
            *above, last = field.name.split(".")
            place = record
            for name in above:
                place = place.setdefault(name, {})
            place[last] = list(field.example) if isinstance(field.example, tuple) else field.example
        assert POLICY.project_explained(record, purpose) == (record, ())


def test_lists_are_taken_element_by_element() -> None:
    """An element that may not leave keeps its place, because others point to it by position."""
    record = {
        "exception": [{"type": "A", "relation": "cause"}, {"locals": 1}, "text", {"type": "B"}]
    }
    kept, drops = POLICY.project_explained(record, "errors")
    assert kept == {"exception": [{"type": "A", "relation": "cause"}, {}, {}, {"type": "B"}]}
    assert drops == (Drop("exception.locals", "undeclared"), Drop("exception", "type"))


def test_nothing_left_means_no_key() -> None:
    """A mapping or list of which nothing may leave is left out whole."""
    record = {"exception": [{"locals": 1}], "event": "x"}
    assert POLICY.project(record, "errors") == {"event": "x"}
    assert POLICY.project({"exception": {"locals": 1}}, "errors") == {}


def test_a_dotted_key_counts_as_its_path() -> None:
    """A developer who binds the dotted name itself as a key gets the field that the name declares."""
    asked = enforcer(fields={"http.status": "integer", "http.tags": "string[]"})
    flat = {"http.status": 200, "http.tags": ["a"], "http.body": "x"}
    assert asked.project(flat, "p") == {"http.status": 200, "http.tags": ["a"]}
    assert asked.project({"http": {"status": 200, "body": "x"}}, "p") == {"http": {"status": 200}}


def test_an_undeclared_purpose_has_no_fields() -> None:
    """A purpose that nobody declared lets nothing out."""
    assert POLICY.project({"event": "x"}, "ads") == {}
    assert POLICY.project_explained({"event": "x"}, "ads") == ({}, (Drop("event", "undeclared"),))


@pytest.mark.parametrize(
    ("declared", "good", "bad"),
    [
        ("string", ["", "x", None], [1, True, ["x"], {}]),
        ("integer", [0, -3, None], [True, 1.0, "1"]),
        ("number", [0, 1.5, None], [False, "1"]),
        ("boolean", [True, False, None], [0, "true"]),
        (
            "pseudonym",
            [PSEUDONYM, None],
            ["mara", "psn_mara", PSEUDONYM + "a", PSEUDONYM.upper(), 1],
        ),
        ("string[]", [[], ["x", None], None], ["x", [1], [["x"]], ("x",)]),
        ("integer[]", [[1]], [[True], 1]),
        ("number[]", [[1, 1.5]], [["1"]]),
        ("boolean[]", [[True]], [[1]]),
        ("unheard-of", [], ["x", 1, None]),
    ],
)
def test_types(declared: str, good: list[Any], bad: list[Any]) -> None:
    """A value of another type than declared stays behind; a redacted number is a text and stays too."""
    for value in good:
        assert has_type(declared, value)
    for value in bad:
        assert not has_type(declared, value)
    if good:
        asked = enforcer(fields={"x": declared})
        assert [asked.project({"x": value}, "p") for value in good] == [
            {"x": value} for value in good
        ]
        assert [asked.project({"x": value}, "p") for value in bad] == [{}] * len(bad)


def ending(**ends: dt.date | None) -> Enforcer:
    declared = [
        DeclaredField.model_construct(name=name, type="integer", purposes=("p",), expires=end)
        for name, end in ends.items()
    ]
    return Enforcer(("p",), declared, ())


@pytest.mark.parametrize(
    ("stamp", "kept"),
    [
        ("2026-12-31T23:59:59.999999Z", ["a", "b", "c"]),
        ("2027-01-01T00:00:00.000000Z", ["b", "c"]),
        ("2027-06-30T12:00:00.000000Z", ["b", "c"]),
        ("2027-07-01T00:00:00.000000Z", ["c"]),
        ("2031-01-01T00:00:00.000000Z", ["c"]),
        ("once upon a time", ["c"]),
        (None, ["c"]),
        (7, ["c"]),
    ],
)
def test_a_field_stays_behind_from_its_end_on(stamp: object, kept: list[str]) -> None:
    """The record's own day decides; without a day a field with an end stays behind. The reason told is its end."""
    enforce = ending(a=dt.date(2027, 1, 1), b=dt.date(2027, 7, 1), c=None)
    record = {"timestamp": stamp, "a": 1, "b": 2, "c": 3, "d": 4}
    assert list(enforce.project(record, "p")) == kept
    _, drops = enforce.project_explained(record, "p")
    assert {drop.path for drop in drops if drop.reason == "expired"} == {"a", "b"} - set(kept)
    assert {drop.path for drop in drops if drop.reason == "undeclared"} == {"timestamp", "d"}


def test_an_end_says_nothing_about_a_wrong_type() -> None:
    """After its end a field of another type than declared is still told as such."""
    record = {"timestamp": "2030-01-01T00:00:00Z", "a": "text"}
    _, drops = ending(a=dt.date(2027, 1, 1)).project_explained(record, "p")
    assert Drop("a", "type") in drops
