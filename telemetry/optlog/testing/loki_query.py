"""The part of LogQL that the receiver answers: `{label="x", ...} | metadata="y" | ...`, with = != =~ !~.

Grammar: https://grafana.com/docs/loki/latest/query/log_queries/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any

from optlog.testing.loki_push import Row, stream_key

__all__ = ["QueryError", "query_range"]

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
) -> dict[str, Any]:
    """Give Loki's answer to `/loki/api/v1/query_range`.

    Args:
        rows: everything stored.
        query: LogQL.
        start_ns: first time, inclusive.
        end_ns: last time, exclusive.
        limit: the most lines.
        forward: oldest first.

    Raises:
        QueryError: the query is beyond the part that is understood.
    """
    selectors, filters = _parse(query)
    found = []
    for labels, at_ns, line, metadata in rows:
        known = {**metadata, **with_service_name(labels)}
        chosen = all(_holds(known, matcher) for matcher in (*selectors, *filters))
        if chosen and start_ns <= at_ns < end_ns:
            found.append((known, at_ns, line))
    found.sort(key=lambda row: row[1], reverse=not forward)
    streams: dict[str, dict[str, Any]] = {}
    for known, at_ns, line in found[:limit]:
        stream = streams.setdefault(stream_key(known), {"stream": known, "values": []})
        stream["values"].append([str(at_ns), line])
    data = {"resultType": "streams", "result": list(streams.values()), "stats": {}}
    return {"status": "success", "data": data}


def with_service_name(labels: dict[str, str]) -> dict[str, str]:
    """Give the labels with the one that Loki adds."""
    found = next((labels[name] for name in ("service", "app", "application") if name in labels), "")
    return {"service_name": found or "unknown_service", **labels}


def _parse(query: str) -> tuple[list[Matcher], list[Matcher]]:
    text = query.strip()
    if not text.startswith("{"):
        raise QueryError("a query begins with a stream selector")
    selectors, rest = _matchers(text[1:], separator=",", end="}")
    if not any(operator in ("=", "=~") and value for _, operator, value in selectors):
        raise QueryError("at least one matcher of the selector must not be empty")
    filters: list[Matcher] = []
    while rest.strip():
        if not rest.strip().startswith("|"):
            raise QueryError("a pipe is expected")
        matcher, rest = _matcher(rest.strip()[1:])
        filters.append(matcher)
    return selectors, filters


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
