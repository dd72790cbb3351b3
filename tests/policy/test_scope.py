"""Which purposes get more records when the sources change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optlog_policy.collection import Source
from optlog_policy.enforce import Enforcer
from optlog_policy.scope import wider_records

ERRORS = Source(purpose="errors", levels=("error",))
USAGE = Source(purpose="usage", events=("usage.*",))
REST = Source(purpose="rest")


@pytest.mark.parametrize(
    ("old", "new", "wider"),
    [
        ([ERRORS], [ERRORS], ()),
        ([ERRORS], [], ()),
        ([], [ERRORS], ("errors",)),
        ([ERRORS, USAGE], [USAGE, ERRORS], ("usage",)),
        ([ERRORS, REST], [REST], ("rest",)),
        ([ERRORS, USAGE], [ERRORS], ()),
        ([REST], [Source(purpose="rest", levels=("info",))], ()),
        ([REST], [Source(purpose="rest", levels=("info",)), REST], ()),
        ([USAGE], [Source(purpose="usage", events=("usage.*", "click"))], ("usage",)),
        ([USAGE], [Source(purpose="usage", events=("usage.open",))], ()),
        ([Source(purpose="a", loggers=("x",))], [Source(purpose="a", loggers=("x.y",))], ()),
        ([Source(purpose="a", loggers=("x.y",))], [Source(purpose="a", loggers=("x",))], ("a",)),
        (
            [Source(purpose="a", has_fields=("m", "n"))],
            [Source(purpose="a", has_fields=("m",))],
            ("a",),
        ),
        (
            [Source(purpose="a", has_fields=("m",))],
            [Source(purpose="a", has_fields=("m", "n"))],
            (),
        ),
    ],
)
def test_wider(old: list[Source], new: list[Source], wider: tuple[str, ...]) -> None:
    """Exactly those purposes are named that a record reaches now and did not reach before."""
    assert wider_records(old, new) == wider


def test_too_many_kinds_count_as_wider() -> None:
    """What cannot be tried out is taken for wider: the safe side."""
    many = Source(purpose="a", has_fields=tuple(f"key{number}" for number in range(40)))
    assert wider_records([many], [many, ERRORS]) == ("a", "errors")


SOURCES = st.lists(
    st.builds(
        Source,
        purpose=st.sampled_from(["a", "b"]),
        levels=st.lists(st.sampled_from(["info", "error"]), max_size=2),
        loggers=st.lists(st.sampled_from(["x", "x.y", "z"]), max_size=2),
        events=st.lists(st.sampled_from(["go", "go*", "go.on*", "go.on"]), max_size=2),
        has_fields=st.lists(st.sampled_from(["m", "n"]), max_size=2),
    ),
    max_size=3,
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "level": st.sampled_from(["info", "error", "debug"]),
        "logger": st.sampled_from(["x", "x.y", "x.y.w", "x.v", "z", "xx"]),
        "event": st.sampled_from(["go", "gone", "go.on", "go.only", "no", ""]),
        "m": st.just(1),
        "n": st.just(1),
    },
)


@settings(max_examples=300)
@given(SOURCES, SOURCES, RECORDS)
def test_no_widening_is_missed(
    old: list[Source], new: list[Source], record: dict[str, Any]
) -> None:
    """A record that changes its purpose always shows in the comparison."""
    purpose = Enforcer((), (), new).classify(record)
    if purpose is not None and purpose != Enforcer((), (), old).classify(record):
        assert purpose in wider_records(old, new)
