"""A local log against a declaration: what it does not cover is counted, and drafted without a single value."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optlog_policy._toml import loads
from optlog_policy.collection import CollectionPolicy
from optlog_policy.errors import PolicyError
from optlog_policy.rule import RuleSet
from optlog_policy.suggest import suggest
from optlog_policy.uncovered import leaves, read_records, type_name, uncovered

POLICY = CollectionPolicy.builtin()
RULES = tuple(RuleSet.load_builtin())
BASE = {"timestamp": "2026-11-23T09:30:00.250000Z", "logger": "app.io", "event": "saved"}


def record(level: str = "error", **fields: Any) -> dict[str, Any]:
    return {**BASE, "level": level, **fields}


def test_what_is_not_covered_is_counted() -> None:
    """Records without a purpose by level and logger, values left out by field and reason, broken lines by number."""
    lines = [
        json.dumps(record(pages=3, count=1)),
        json.dumps(record(pages=4, count="many")),
        json.dumps(record("debug", pages=5)),
        "",
        "no json",
        "[1]",
    ]
    found = uncovered(POLICY, read_records(lines))
    assert (found.total, found.unreadable) == (3, 2)
    assert dict(found.purposes) == {"errors": 2}
    assert dict(found.records) == {("debug", "app.io"): 1}
    assert dict(found.fields) == {
        ("errors", "pages", "undeclared"): 2,
        ("errors", "count", "type"): 1,
    }
    data = json.loads(json.dumps(found.as_data()))
    assert data["fields_left_out"][0] == {
        "purpose": "errors",
        "field": "pages",
        "reason": "undeclared",
        "count": 2,
    }
    told = "\n".join(found.lines())
    assert "pages (errors): not declared, 2 times left out" in told
    assert "1 of level debug from app.io" in told


def test_a_covered_log_has_nothing_to_tell() -> None:
    """A log in which everything is declared counts its records and nothing else."""
    found = uncovered(POLICY, [record(count=2)])
    assert not found.records
    assert not found.fields
    assert found.lines() == ["1 records read, 0 lines unreadable", "  1 belong to errors"]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "boolean"),
        (1, "integer"),
        (1.5, "number"),
        ("x", "string"),
        ([1, 2], "integer[]"),
        ([1, 2.5], "number[]"),
        (["a", None], "string[]"),
        ([], "mixed"),
        ([1, "a"], "mixed"),
        ([[1]], "mixed"),
    ],
)
def test_types_are_named_as_declarations_do(value: object, name: str) -> None:
    """A value's type is told in the words that a field is declared with."""
    assert type_name(value) == name


def test_leaves_go_down_to_the_values() -> None:
    """Mappings and lists of mappings are walked; null says nothing."""
    found = set(leaves({"a": {"b": 1, "c": None}, "d": [{"e": "x"}, 3]}))
    assert found == {("a.b", "integer"), ("d.e", "string"), ("d", "mixed")}


def test_a_draft_can_be_filled_in_and_then_covers_the_log() -> None:
    """A draft does not load with its blanks; with them filled in, the log is covered."""
    log = [record(pages=3, size={"w": 1.5}, user_id="psn_" + "ab" * 16), record("debug", pages=1)]
    draft = suggest(POLICY, log, RULES)
    text = _with_version_2(draft)
    with pytest.raises(PolicyError, match="description"):
        CollectionPolicy.from_toml(text)
    filled = text.replace('description = ""', 'description = "Said."')
    filled = filled.replace('purpose = ""', 'purpose = "diagnostics"')
    policy = CollectionPolicy.from_toml(filled)
    found = uncovered(policy, [log[0]])
    assert not found.fields
    assert policy.classify(log[1]) == "diagnostics"
    added = {field.name: field for field in policy.fields if field.since == 2}
    assert {name: field.type for name, field in added.items()} == {
        "pages": "integer",
        "size.w": "number",
        "user_id": "pseudonym",
    }
    assert added["user_id"].personal


def _with_version_2(draft: str) -> str:
    from importlib.resources import files

    text = files("optlog_policy").joinpath("default.toml").read_text(encoding="utf-8")
    return text.replace("version = 1", "version = 2", 1) + draft


def test_what_cannot_be_declared_is_said() -> None:
    """Masked fields, values of several types, keys that are data and keys that are no names are told as such."""
    log = [
        record(password="[redacted:password]", mixed=1, **{"odd key": 1}),
        record(mixed="x", per_user={f"user{number}": number for number in range(50)}),
    ]
    draft = suggest(POLICY, log, RULES)
    assert "# password: the redaction rule password replaces its values" in draft
    assert "# mixed: has values of several types (integer, string)" in draft
    assert "# per_user: more than 40 keys, which makes them data" in draft
    assert "# 1 keys are no names" in draft
    assert "user7" not in draft
    assert loads(draft) == {}


def test_a_covered_log_gives_an_empty_draft() -> None:
    """Where everything is declared there is nothing to add."""
    draft = suggest(POLICY, [record(count=1)])
    assert draft.endswith("# Everything in the log is declared.\n")


def test_lines_that_are_no_records_are_not_taken_for_declared() -> None:
    """A log in another form is not called covered: the draft counts what it could not read."""
    draft = suggest(POLICY, [None, record(count=1), None])
    assert "# 2 lines are no records" in draft
    assert "Everything in the log is declared" not in draft


VALUE = st.recursive(
    st.one_of(
        st.text(min_size=6, alphabet=st.characters(categories=("Lu",))).map("VALUE-{}".format),
        st.integers(min_value=10**9),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("pqr"), inner, max_size=3)
    ),
    max_leaves=6,
)


def _values(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [text for item in data.values() for text in _values(item)]
    if isinstance(data, list):
        return [text for item in data for text in _values(item)]
    return [str(data)]


@given(
    st.lists(st.dictionaries(st.sampled_from(["a", "b", "c.d", "e f", 'g"h']), VALUE), max_size=4)
)
def test_a_draft_holds_no_value(fields: list[dict[str, Any]]) -> None:
    """Whatever a log holds, its draft is TOML and none of its values stands in it."""
    log = [record(**item) for item in fields] + [record("debug", **item) for item in fields]
    draft = suggest(POLICY, log)
    loads(draft)
    assert not [text for item in fields for text in _values(item) if text in draft]
