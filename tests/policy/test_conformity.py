"""Requests as they were sent, checked against the declaration of their time."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from optlog_policy.collection import CollectionPolicy
from optlog_policy.conformity import breaches

POLICY = CollectionPolicy.builtin()
LINE = {
    "timestamp": "2026-11-23T09:30:00.250000Z",
    "level": "error",
    "logger": "app",
    "event": "could not save",
    "count": 3,
}
LABELS = {"app": "tide", "level": "error", "version": "1.4.0", "environment": "test", "os": "linux"}
BESIDE = {"purpose": "errors", "user": "psn_" + "ab" * 16, "consent": "ab" * 32}

ENDED = "count: no longer declared on its day"


def request(
    line: dict[str, Any] = LINE, beside: dict[str, str] = BESIDE, labels: dict[str, str] = LABELS
) -> bytes:
    value = ["1795426200250000000", json.dumps(line), beside]
    good = ["1795426200250000001", json.dumps(LINE), BESIDE]
    return json.dumps({"streams": [{"stream": labels, "values": [good, value]}]}).encode()


def found(body: bytes, policy: CollectionPolicy | str = POLICY) -> list[tuple[int, str]]:
    return [
        (breach.record, breach.what) for breach in breaches(body, lambda purpose, at_ns: policy)
    ]


def test_what_is_declared_conforms() -> None:
    """A record with declared fields, labels and metadata is no breach."""
    assert found(request()) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (request({**LINE, "pages": 3}), "pages: not declared"),
        (request({**LINE, "count": "three"}), "count: not of the declared type"),
        (request({**LINE, "feature": "pdf"}), "feature: not declared"),
        (request(beside={**BESIDE, "host": "h"}), "host (beside the record): not declared"),
        (request(beside={**BESIDE, "purpose": "ads"}), "its purpose is not declared"),
        (request(beside={}), "its purpose is not declared"),
    ],
)
def test_what_is_not_declared_is_a_breach(body: bytes, what: str) -> None:
    """An undeclared field, a wrong type, another purpose's field, undeclared metadata and an undeclared purpose show."""
    assert found(body) == [(2, what)]


def test_a_label_that_is_not_declared_is_a_breach() -> None:
    """Labels go out as well, and count for every record of their stream."""
    fields = tuple(field for field in POLICY.fields if field.name != "app_version")
    policy = POLICY.replaced(fields=fields)
    what = "version (beside the record): not declared"
    assert found(request(), policy) == [(1, what), (2, what)]


@pytest.mark.parametrize("stamp", [{}, {"timestamp": "2020-01-01T00:00:00.000000Z"}])
@pytest.mark.parametrize(
    ("expires", "told"), [("2026-11-25", []), ("2026-11-24", [(1, ENDED), (2, ENDED)])]
)
def test_an_end_counts_from_the_time_that_loki_was_told(
    expires: str, told: list[tuple[int, str]], stamp: dict[str, str]
) -> None:
    """A field may go out until its day, whether the record holds its own time, another time or none."""
    fields = tuple(
        field.model_copy(update={"expires": dt.date.fromisoformat(expires)})
        if field.name == "count"
        else field
        for field in POLICY.fields
    )
    rest = {key: value for key, value in LINE.items() if key != "timestamp"}
    at_ns = 1_795_478_400_000_000_000  # 2026-11-24, midnight in UTC
    line = json.dumps({**stamp, **rest})
    values = [[str(at_ns), line, BESIDE], [str(at_ns + 1), line, BESIDE]]
    body = json.dumps({"streams": [{"stream": LABELS, "values": values}]}).encode()
    assert found(body, POLICY.replaced(fields=fields)) == told


def test_without_a_declaration_the_reason_is_told() -> None:
    """Where nothing was agreed to, each record is a breach with that reason."""
    assert found(request(), "no yes stood") == [(1, "no yes stood"), (2, "no yes stood")]


def with_value(*value: object) -> bytes:
    return json.dumps({"streams": [{"stream": LABELS, "values": [value]}]}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"no JSON",
        b"[]",
        b'{"streams": 3}',
        b'{"streams": [{"stream": {}}]}',
        b'{"streams": [{"stream": {}, "values": 3}]}',
        b'{"streams": [{"stream": 3, "values": [["1", "{}"]]}]}',
        with_value(),
        with_value("soon", "{}", BESIDE),
        with_value("9" * 30, "{}", BESIDE),
        with_value("1795426200250000000", "no JSON", BESIDE),
        with_value("1795426200250000000", "[]", BESIDE),
        with_value("1795426200250000000", "{}", 3),
    ],
)
def test_another_form_is_a_breach(body: bytes) -> None:
    """What optlog cannot have sent is a breach, never an error of the check."""
    assert found(body) == [(1, "not of the form that optlog sends")]


def test_the_declaration_is_asked_for_by_purpose_and_time() -> None:
    """Each record is judged by its own purpose and its own time."""
    asked = []

    def at(purpose: str, at_ns: int) -> CollectionPolicy:
        asked.append((purpose, at_ns))
        return POLICY

    assert list(breaches(request(), at)) == []
    assert asked == [("errors", 1795426200250000001), ("errors", 1795426200250000000)]
