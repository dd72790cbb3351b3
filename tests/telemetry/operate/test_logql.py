"""The LogQL checker: what it takes, what it refuses and where, and the mistakes that Loki would take in silence."""

from __future__ import annotations

import pytest
from optlog.operate.lint import LABELS, METADATA, faults
from optlog.operate.logql import parse
from optlog.operate.logql_tree import (
    Binary,
    Group,
    Json,
    LabelFilter,
    LineFilter,
    Log,
    LogQLError,
    Matcher,
    Number,
    RangeAggregation,
    Unwrap,
    VectorAggregation,
)
from optlog.operate.queries import Query, load_queries
from optlog.shipping.loki import LABEL_NAMES

SELECTOR = (Matcher("app", "=", "x"),)
COUNTED = RangeAggregation("count_over_time", Log(SELECTOR), 300.0)


@pytest.mark.parametrize(
    ("query", "tree"),
    [
        ('{app="x"}', Log(SELECTOR)),
        ("{app=`x`}", Log(SELECTOR)),
        ('{app="x"} |= "a" != `b`', Log(SELECTOR, (LineFilter("|=", "a"), LineFilter("!=", "b")))),
        ('{app="x"} | json | user="me"', Log(SELECTOR, (Json({}), LabelFilter("user", "=", "me")))),
        ('{app="x"} | json a="b", c="d.e"', Log(SELECTOR, (Json({"a": "b", "c": "d.e"}),))),
        ('{app="x"} | n >= 1.5', Log(SELECTOR, (LabelFilter("n", ">=", 1.5),))),
        ('{app="x"} | n > 1m30s', Log(SELECTOR, (LabelFilter("n", ">", 90.0, unit=True),))),
        ('count_over_time({app="x"}[5m])', COUNTED),
        ('sum(count_over_time({app="x"}[5m])) by (app, os)', VectorAggregation("sum", COUNTED, None, Group(("app", "os")))),
        ('sum without (os) (count_over_time({app="x"}[300s]))', VectorAggregation("sum", COUNTED, None, Group(("os",), without=True))),
        ('topk(3, count_over_time({app="x"}[5m]))', VectorAggregation("topk", COUNTED, 3.0)),
        ('count_over_time({app="x"}[$__auto])', RangeAggregation("count_over_time", Log(SELECTOR), None)),
        (
            'quantile_over_time(0.9, {app="x"} | unwrap n [5m]) by (os)',
            RangeAggregation("quantile_over_time", Log(SELECTOR, (Unwrap("n"),)), 300.0, 0.9, Group(("os",))),
        ),
        (
            'count_over_time({app="x"}[5m]) + 2 * 3',
            Binary("+", COUNTED, Binary("*", Number(2.0), Number(3.0))),
        ),
        (
            '(count_over_time({app="x"}[5m]) / $budget) > 1',
            Binary(">", Binary("/", COUNTED, Number(None)), Number(1.0)),
        ),
    ],
)  # fmt: skip
def test_what_is_understood(query: str, tree: object) -> None:
    """A query becomes the tree that it says."""
    assert parse(query) == tree


@pytest.mark.parametrize(
    "query",
    [
        "", "{", "{}", "{app}", '{app="x"', '{app="x}', '{app="x",}', '{a-b="x"}', '{app="x"} |', '{app="x"} | json a',
        '{app="x"}[5m]', 'count_over_time({app="x"})', 'count_over_time({app="x"}[5])', 'count_over_time({app="x"}[5m]',
        'sum({app="x"})', 'sum by () (count_over_time({app="x"}[5m]))', 'topk(count_over_time({app="x"}[5m]))',
        'sum_of({app="x"}[5m])', '{app="x"} extra', '{app="x"} | timestamp > "a" "b"', '{app="\\q"}', "5 +", '{app="x"} + 1',
        '{app="x"} | line_format "{{.a}}"', '{app="x"} | json | timestamp > "2026-01-01T00:00:00Z"', '{app="x"} | a == "5"',
        '{app="x"} | a =~ 5',
    ],
)  # fmt: skip
def test_what_is_refused(query: str) -> None:
    """What is no LogQL, or is beyond what is understood, is refused; nothing is guessed."""
    with pytest.raises(LogQLError):
        parse(query)


def test_a_refusal_says_where() -> None:
    """The place and what was expected there are named."""
    with pytest.raises(LogQLError, match="at 8: a string is expected, not 'x'"):
        parse("{ app= x}")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ('{user="psn_x"}', "user is no stream label"),
        ('{app=~".*"}', "at least one matcher"),
        ('{app!="x"}', "at least one matcher"),
        ('{app="x"} |= "error"', "compare the label"),
        ('{app="x"} | user_id="7"', "nothing is called user_id"),
        ('{app="x"} | duration_ms > 5', "nothing is called duration_ms"),
        ('{app="x"} | json duration_ms="duration_ms" | duration_ms > 5s', "write 5000 for milliseconds"),
        ('sum by (user_id) (count_over_time({app="x"}[5m]))', "nothing is called user_id"),
        ('sum by (os) (sum by (app) (count_over_time({app="x"}[5m])))', "nothing is called os"),
        ('sum by (app) (sum without (app) (count_over_time({app="x"}[5m])))', "nothing is called app"),
        ('sum_over_time({app="x"}[5m])', "needs an unwrap"),
        ('count_over_time({app="x"} | json n="n" | unwrap n | __error__="" [5m])', "takes no unwrap"),
        ('sum_over_time({app="x"} | json n="n" | unwrap n [5m])', "one line without a number"),
        ('{app="x"} | user=~"("', "no pattern"),
        ('{app=~"("}', "no pattern"),
        ("{app=", "a string is expected"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(query: str, told: str) -> None:
    """Each mistake that Loki would take in silence, or refuse, is named in words."""
    assert told in "; ".join(faults(query))


@pytest.mark.parametrize(
    "query",
    [
        '{app="x"} | json | anything="x"',
        'topk(3, sum by (event) (count_over_time({app="x"} | json event="event" [5m])))',
        'sum by (service_name) (rate({kind="deletion-request"}[5m])) * 60 > 1',
        '{app="x"} |= "no such error"',
    ],
)
def test_a_right_query_has_no_fault(query: str) -> None:
    """Names that come from anywhere a name can come from are known."""
    assert faults(query) == []


@pytest.mark.parametrize("query", load_queries(), ids=lambda query: query.id)
def test_every_query_of_the_project_is_right(query: Query) -> None:
    """Each parses and names only what records have, with Grafana's variables and without."""
    assert faults(query.expr) == []
    assert faults(query.filled_in) == []


def test_the_known_names_are_those_that_the_shipper_sends() -> None:
    """Every label of the shipper is known, and none of them is metadata."""
    assert set(LABEL_NAMES) <= LABELS
    assert not LABELS & METADATA
