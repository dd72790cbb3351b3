"""What Loki answers to LogQL beyond a selector: json, filters, unwrap, aggregations over time and over streams.

A model over the rows of the receiver for tests of dashboards and alerts; `optlog.operate.logql` parses, and what it does not
understand is a parse error here as well. Semantics: https://grafana.com/docs/loki/latest/query/metric_queries/.
"""

from __future__ import annotations

import json
import math
import operator
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from optlog.operate.logql_tree import (
    Binary,
    Json,
    LabelFilter,
    LineFilter,
    Log,
    Number,
    RangeAggregation,
    Unwrap,
    VectorAggregation,
)
from optlog.testing.loki_query import QueryError, with_service_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optlog.operate.logql_tree import Expression, Group, Stage
    from optlog.testing.loki_push import Row

__all__ = ["instant", "kept", "over_time"]

Labels = tuple[tuple[str, str], ...]
Vector = dict[Labels, float]

_TEXT_TESTS: dict[str, Callable[[str, str], bool]] = {
    "=": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    "=~": lambda have, want: re.fullmatch(want, have) is not None,
    "!~": lambda have, want: re.fullmatch(want, have) is None,
    "|=": lambda have, want: want in have,
    "|~": lambda have, want: re.search(want, have) is not None,
}
_NUMBER_TESTS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq, "==": operator.eq, "!=": operator.ne,
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
}  # fmt: skip
_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul,
    "/": lambda left, right: left / right if right else math.nan, "%": math.fmod,
}  # fmt: skip


def kept(log: Log, row: Row) -> tuple[dict[str, str], float | None] | None:
    """Give the names that a row has after all stages, and the unwrapped number; None when the query leaves it out."""
    labels, _, line, metadata = row
    names = {**metadata, **with_service_name(labels)}
    if not all(_TEXT_TESTS[m.operator](names.get(m.name, ""), m.value) for m in log.matchers):
        return None
    number: float | None = None
    for stage in log.stages:
        if isinstance(stage, Unwrap):
            if stage.name not in names:
                return None
            number = _number(names.pop(stage.name))
            if number is None:
                names["__error__"] = "SampleExtractionErr"
        elif not _passes(stage, line, names):
            return None
    return names, number


def _passes(stage: Stage, line: str, names: dict[str, str]) -> bool:
    if isinstance(stage, LineFilter):
        negated = stage.operator.startswith("!")  # != and !~ are the opposite of |= and |~
        sign = {"!=": "|=", "!~": "|~"}.get(stage.operator, stage.operator)
        return _TEXT_TESTS[sign](line, stage.value) != negated
    if isinstance(stage, Json):
        _parse(stage, line, names)
        return True
    assert isinstance(stage, LabelFilter)
    if isinstance(stage.value, str):
        return _TEXT_TESTS[stage.operator](names.get(stage.name, ""), stage.value)
    if stage.name not in names:
        return False
    have = _number(names[stage.name])
    if have is None:
        names.setdefault("__error__", "LabelFilterErr")
        return True
    return _NUMBER_TESTS[stage.operator](have, stage.value)


def _parse(stage: Json, line: str, names: dict[str, str]) -> None:
    try:
        data = json.loads(line)
    except ValueError:
        data = None
    if not isinstance(data, dict):
        names["__error__"] = "JSONParserErr"
        return
    wanted = stage.names or {name: name for name in data}
    for name, key in wanted.items():
        value: Any = data
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            text = value if isinstance(value, str) else json.dumps(value)
            names[name if name not in names or stage.names else f"{name}_extracted"] = text


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def instant(tree: Expression, rows: Sequence[Row], at_ns: int) -> dict[str, Any]:
    """Give Loki's answer to `/loki/api/v1/query`.

    Raises:
        QueryError: a log query, or a line without a number where one is needed.
    """
    if isinstance(tree, Log):
        raise QueryError("log queries are not supported as an instant query type")
    result = [
        {"metric": dict(labels), "value": [at_ns / 1e9, _text(value)]}
        for labels, value in _vector(tree, rows, at_ns).items()
    ]
    return {"status": "success", "data": {"resultType": "vector", "result": result, "stats": {}}}


def over_time(
    tree: Expression, rows: Sequence[Row], start_ns: int, end_ns: int, step_ns: int
) -> dict[str, Any]:
    """Give Loki's answer to `/loki/api/v1/query_range` for a metric.

    Raises:
        QueryError: as `instant`.
    """
    curves: dict[Labels, list[list[Any]]] = defaultdict(list)
    for at_ns in range(start_ns, end_ns + 1, step_ns):
        for labels, value in _vector(tree, rows, at_ns).items():
            curves[labels].append([at_ns / 1e9, _text(value)])
    result = [{"metric": dict(labels), "values": values} for labels, values in curves.items()]
    return {"status": "success", "data": {"resultType": "matrix", "result": result, "stats": {}}}


def _vector(tree: Expression, rows: Sequence[Row], at_ns: int) -> Vector:
    if isinstance(tree, RangeAggregation):
        return _over_range(tree, rows, at_ns)
    if isinstance(tree, VectorAggregation):
        return _over_streams(tree, _vector(tree.inner, rows, at_ns))
    if isinstance(tree, Binary):
        return _binary(tree, rows, at_ns)
    assert isinstance(tree, Number)
    return {(): math.nan if tree.value is None else tree.value}


def _over_range(tree: RangeAggregation, rows: Iterable[Row], at_ns: int) -> Vector:
    if tree.range_s is None:
        raise QueryError("a Grafana variable reached the server")
    since_ns = at_ns - int(tree.range_s * 1e9)
    samples: dict[Labels, list[float]] = defaultdict(list)
    for row in rows:
        found = kept(tree.log, row) if since_ns < row[1] <= at_ns else None
        if found is None:
            continue
        names, number = found
        if "__error__" in names:
            raise QueryError(f"pipeline error: {names['__error__']}")
        size = len(row[2].encode()) if tree.function.startswith("bytes") else 1
        samples[_grouped(names, tree.group)].append(number if number is not None else size)
    return {labels: _reduced(tree, values) for labels, values in samples.items()}


def _reduced(tree: RangeAggregation, values: list[float]) -> float:
    name = tree.function
    if name in ("rate", "bytes_rate"):
        return sum(values) / (tree.range_s or math.nan)
    if name in ("count_over_time", "bytes_over_time", "sum_over_time"):
        return sum(values)
    if name == "avg_over_time":
        return sum(values) / len(values)
    if name == "quantile_over_time":
        return _quantile(tree.parameter or 0.0, values)
    return min(values) if name == "min_over_time" else max(values)


def _quantile(share: float, values: list[float]) -> float:
    """Interpolate between the two nearest, as Prometheus does."""
    ordered = sorted(values)
    rank = share * (len(ordered) - 1)
    low = math.floor(rank)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (rank - low)


def _over_streams(tree: VectorAggregation, inner: Vector) -> Vector:
    groups: dict[Labels, Vector] = defaultdict(dict)
    group = tree.group
    for labels, value in inner.items():
        groups[_grouped(dict(labels), group) if group else ()][labels] = value
    if tree.function in ("topk", "bottomk"):
        most = int(tree.parameter or 0)
        chosen: Vector = {}
        for members in groups.values():
            ordered = sorted(members.items(), key=lambda item: item[1], reverse=tree.function == "topk")  # fmt: skip
            chosen.update(ordered[:most])
        return chosen
    functions: dict[str, Callable[[list[float]], float]] = {
        "sum": sum, "count": len, "min": min, "max": max, "avg": lambda values: sum(values) / len(values),
    }  # fmt: skip
    return {
        labels: functions[tree.function](list(members.values()))
        for labels, members in groups.items()
    }


def _binary(tree: Binary, rows: Sequence[Row], at_ns: int) -> Vector:
    left, right = _vector(tree.left, rows, at_ns), _vector(tree.right, rows, at_ns)
    if isinstance(tree.right, Number | Binary) and set(right) == {()}:
        right = dict.fromkeys(left, right[()])
    elif isinstance(tree.left, Number | Binary) and set(left) == {()}:
        left = dict.fromkeys(right, left[()])
    pairs = {labels: (left[labels], right[labels]) for labels in left if labels in right}
    if tree.operator in _ARITHMETIC:
        return {labels: _ARITHMETIC[tree.operator](*pair) for labels, pair in pairs.items()}
    test = _NUMBER_TESTS[tree.operator]
    return {labels: pair[0] for labels, pair in pairs.items() if test(*pair)}


def _grouped(names: dict[str, str], group: Group | None) -> Labels:
    if group is None:
        return tuple(sorted(names.items()))
    wanted = set(names) - set(group.names) if group.without else set(group.names)
    return tuple(sorted((name, names[name]) for name in wanted if names.get(name)))


def _text(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(value)
