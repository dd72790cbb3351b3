"""Whether a query can find anything: names that our records have, and none of the mistakes that Loki takes in silence.

The mistakes are those of LOKI.md: a name that is no label in a selector matches nothing and is no error; a search for the
word error finds "no errors" too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog.operate.logql import UNWRAPPED, parse
from optlog.operate.logql_tree import (
    Binary,
    Json,
    LabelFilter,
    LineFilter,
    Log,
    LogQLError,
    RangeAggregation,
    Unwrap,
    VectorAggregation,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog.operate.logql_tree import Expression, Group

__all__ = ["LABELS", "METADATA", "faults"]

LABELS = frozenset(["app", "environment", "level", "version", "os", "kind", "service_name"])
"""Names that may stand in a selector: ours, `kind` of deletion requests, and the one that Loki adds."""
METADATA = frozenset(["user", "purpose", "consent", "detected_level"])
"""Names that stand beside a line: ours, and the one that Loki adds."""
_OWN = frozenset(["__error__"])


def faults(query: str) -> list[str]:
    """Say everything that is wrong with a query; nothing when it is right."""
    try:
        tree = parse(query)
    except LogQLError as error:
        return [str(error)]
    return list(_of(tree))


def _of(tree: Expression) -> Iterator[str]:
    if isinstance(tree, Log):
        yield from _of_log(tree)
    elif isinstance(tree, RangeAggregation):
        yield from _of_log(tree.log)
        yield from _of_range(tree)
        yield from _of_group(tree.group, _names(tree.log))
    elif isinstance(tree, VectorAggregation):
        yield from _of(tree.inner)
        yield from _of_group(tree.group, _known(tree.inner))
    elif isinstance(tree, Binary):
        yield from _of(tree.left)
        yield from _of(tree.right)


def _of_log(log: Log) -> Iterator[str]:
    if not any(matcher.operator in ("=", "=~") and not _matches_empty(matcher.operator, matcher.value) for matcher in log.matchers):  # fmt: skip
        yield "Loki wants at least one matcher that an empty value does not satisfy"
    for matcher in log.matchers:
        if matcher.name not in LABELS:
            yield f"{matcher.name} is no stream label: it matches nothing; write | {matcher.name}=... behind the selector"
        yield from _of_pattern(matcher.operator, matcher.value)
    known = LABELS | METADATA | _OWN
    for stage in log.stages:
        if isinstance(stage, Json):
            known |= _given(stage)
        elif isinstance(stage, LineFilter):
            yield from _of_pattern(stage.operator, stage.value)
            if stage.value.strip('"').lower() in ("error", "warning", "info"):
                yield f'a search for the word {stage.value} finds it anywhere in a line; compare the label: level="error"'
        elif isinstance(stage, Unwrap):
            yield from _unknown(stage.name, known)
        else:
            yield from _unknown(stage.name, known)
            yield from _of_filter(stage)


def _of_filter(stage: LabelFilter) -> Iterator[str]:
    if stage.unit:
        yield f"{stage.name} holds a number, and a number is never a duration: write {stage.value * 1000:g} for milliseconds"
    if isinstance(stage.value, str):
        yield from _of_pattern(stage.operator, stage.value)


def _of_range(tree: RangeAggregation) -> Iterator[str]:
    unwrapped = any(isinstance(stage, Unwrap) for stage in tree.log.stages)
    if unwrapped != (tree.function in UNWRAPPED):
        yield f"{tree.function} {'takes no' if unwrapped else 'needs an'} unwrap"
    last = tree.log.stages[-1:]
    if unwrapped and last != (LabelFilter("__error__", "=", ""),):
        yield 'one line without a number fails the whole query: end with | __error__=""'


def _of_group(group: Group | None, known: frozenset[str]) -> Iterator[str]:
    for name in group.names if group else ():
        yield from _unknown(name, known)


def _unknown(name: str, known: frozenset[str]) -> Iterator[str]:
    if name not in known and "*" not in known:
        yield f"nothing is called {name} here: no label, no metadata, and no json names it"


def _known(tree: Expression) -> frozenset[str]:
    """Give the names that a metric still has."""
    if isinstance(tree, Binary):
        return _known(tree.left) | _known(tree.right)
    if isinstance(tree, RangeAggregation | VectorAggregation):
        below = _names(tree.log) if isinstance(tree, RangeAggregation) else _known(tree.inner)
        if tree.group is not None:
            named = frozenset(tree.group.names)
            return below - named if tree.group.without else named
        return frozenset() if isinstance(tree, VectorAggregation) and tree.function not in ("topk", "bottomk") else below  # fmt: skip
    return frozenset()


def _names(log: Log) -> frozenset[str]:
    parsed = [_given(stage) for stage in log.stages if isinstance(stage, Json)]
    return LABELS | METADATA | frozenset().union(*parsed)


def _given(stage: Json) -> frozenset[str]:
    return frozenset(stage.names) or frozenset("*")  # without names anything may come


def _of_pattern(operator: str, value: str) -> Iterator[str]:
    if not operator.endswith("~") or value.startswith("$"):
        return
    try:
        re.compile(value)
    except re.error as error:
        yield f"{value!r} is no pattern: {error}"


def _matches_empty(operator: str, value: str) -> bool:
    if value.startswith("$") or operator == "=":
        return value == ""
    try:
        return re.fullmatch(value, "") is not None
    except re.error:
        return False
