"""The part of LogQL that the receiver answers; deletions take `{label="x", ...} | metadata="y" | ...` alone.

Queries are parsed by `optlog.operate.logql` and answered by `optlog.testing.loki_metrics`.

Grammar: https://grafana.com/docs/loki/latest/query/log_queries/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from optlog.operate.logql import parse
from optlog.operate.logql_tree import (
    Binary,
    Expression,
    Log,
    LogQLError,
    RangeAggregation,
    VectorAggregation,
)
from optlog.testing.loki_push import Row, stream_key

__all__ = [
    "QueryError",
    "instant_query",
    "matching",
    "parse_query",
    "query_range",
    "with_service_name",
]

_MATCHER = re.compile(
    r'\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|`[^`]*`)\s*'
)
_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "=~": lambda have, want: re.fullmatch(want, have) is not None,
    "!~": lambda have, want: re.fullmatch(want, have) is None,
}

Matcher = tuple[str, str, str]

MAX_LENGTH_NS = 721 * 3600 * 10**9
"""Longest time range of a query, Loki's default `max_query_length`."""
MAX_ENTRIES = 5000
"""Most lines that may be asked for, Loki's default `max_entries_limit_per_query`."""


class QueryError(ValueError):
    """The query is not understood, or selects everything."""


def query_range(
    rows: Iterable[Row],
    query: str,
    *,
    start_ns: int,
    end_ns: int,
    limit: int,
    forward: bool,
    step_s: float | None = None,
) -> dict[str, Any]:
    """Give Loki's answer to `/loki/api/v1/query_range`.

    Args:
        rows: everything stored.
        query: LogQL.
        start_ns: first time, inclusive.
        end_ns: last time, exclusive.
        limit: the most lines.
        forward: oldest first.
        step_s: seconds between two points of a metric; about 250 points when None, as in Loki.

    Raises:
        QueryError: the query is beyond the part that is understood.
    """
    if end_ns - start_ns > MAX_LENGTH_NS:
        raise QueryError("the query time range exceeds the limit")
    if limit > MAX_ENTRIES:
        raise QueryError("max entries limit per query exceeded")
    from optlog.testing.loki_metrics import kept, over_time

    tree = _parsed(query)
    if not isinstance(tree, Log):
        step_ns = int(step_s * 1e9) if step_s else max(1, (end_ns - start_ns) // 250)
        return over_time(tree, list(rows), start_ns, end_ns, step_ns)
    found = []
    for row in rows:
        names = kept(tree, row)
        if names is not None and start_ns <= row[1] < end_ns:
            found.append((names[0], row[1], row[2]))
    found.sort(key=lambda row: row[1], reverse=not forward)
    streams: dict[str, dict[str, Any]] = {}
    for known, at_ns, line in found[:limit]:
        stream = streams.setdefault(stream_key(known), {"stream": known, "values": []})
        stream["values"].append([str(at_ns), line])
    data = {"resultType": "streams", "result": list(streams.values()), "stats": {}}
    return {"status": "success", "data": data}


def instant_query(rows: Iterable[Row], query: str, at_ns: int) -> dict[str, Any]:
    """Give Loki's answer to `/loki/api/v1/query`. QueryError as `query_range`."""
    from optlog.testing.loki_metrics import instant

    return instant(_parsed(query), list(rows), at_ns)


def _parsed(query: str) -> Expression:
    try:
        tree = parse(query)
    except LogQLError as error:
        raise QueryError(str(error)) from None
    for log in _logs(tree):
        selectors = [(matcher.name, matcher.operator, matcher.value) for matcher in log.matchers]
        _check_not_empty(selectors)
    return tree


def _logs(tree: Expression) -> list[Log]:
    if isinstance(tree, Log):
        return [tree]
    if isinstance(tree, RangeAggregation):
        return [tree.log]
    if isinstance(tree, VectorAggregation):
        return _logs(tree.inner)
    return [*_logs(tree.left), *_logs(tree.right)] if isinstance(tree, Binary) else []


def matching(row: Row, parsed: tuple[list[Matcher], list[Matcher]]) -> dict[str, str] | None:
    """Give the labels and metadata of a row as a query shows them, or None when the query does not choose it."""
    labels, _, _, metadata = row
    known = {**metadata, **with_service_name(labels)}
    selectors, filters = parsed
    return known if all(_holds(known, matcher) for matcher in (*selectors, *filters)) else None


def with_service_name(labels: dict[str, str]) -> dict[str, str]:
    """Give the labels with the one that Loki adds."""
    found = next((labels[name] for name in ("service", "app", "application") if name in labels), "")
    return {"service_name": found or "unknown_service", **labels}


def parse_query(query: str) -> tuple[list[Matcher], list[Matcher]]:
    """Give the matchers of the stream selector, and those behind the pipes. QueryError for what is not understood."""
    text = query.strip()
    if not text.startswith("{"):
        raise QueryError("a query begins with a stream selector")
    selectors, rest = _matchers(text[1:], separator=",", end="}")
    _check_not_empty(selectors)
    filters: list[Matcher] = []
    while rest.strip():
        if not rest.strip().startswith("|"):
            raise QueryError("a pipe is expected")
        matcher, rest = _matcher(rest.strip()[1:])
        filters.append(matcher)
    return selectors, filters


def _check_not_empty(selectors: list[Matcher]) -> None:
    if not any(_TESTS[operator]("", value) is False for _, operator, value in selectors):
        raise QueryError("at least one matcher of the selector must not be empty")


def _matchers(text: str, *, separator: str, end: str) -> tuple[list[Matcher], str]:
    found: list[Matcher] = []
    while True:
        matcher, text = _matcher(text)
        found.append(matcher)
        if text.startswith(end):
            return found, text[1:]
        if not text.startswith(separator):
            raise QueryError(f"{separator!r} or {end!r} is expected")
        text = text[1:]


def _matcher(text: str) -> tuple[Matcher, str]:
    match = _MATCHER.match(text)
    if match is None:
        raise QueryError("this part of LogQL is not understood by the receiver")
    name, operator, quoted = match.groups()
    value = quoted[1:-1] if quoted.startswith("`") else json.loads(quoted)
    return (name, operator, value), text[match.end() :]


def _holds(known: dict[str, str], matcher: Matcher) -> bool:
    name, operator, value = matcher
    return _TESTS[operator](known.get(name, ""), value)
