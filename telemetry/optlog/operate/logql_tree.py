"""What a parsed LogQL query is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = [
    "Binary",
    "Expression",
    "Group",
    "Json",
    "LabelFilter",
    "LineFilter",
    "Log",
    "LogQLError",
    "Matcher",
    "Number",
    "RangeAggregation",
    "Stage",
    "Unwrap",
    "VectorAggregation",
]


class LogQLError(ValueError):
    """The query is wrong, or beyond what is understood here."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """`app=~".+"` in a stream selector."""

    name: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class LineFilter:
    """`|= "text"`."""

    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Json:
    """`| json name="key"`; without names everything is taken."""

    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class LabelFilter:
    """`| user="psn_..."`, or with a number; `unit` is set where a duration was written."""

    name: str
    operator: str
    value: str | float
    unit: bool = False


@dataclass(frozen=True, slots=True)
class Unwrap:
    """`| unwrap duration_ms`."""

    name: str


Stage: TypeAlias = "LineFilter | Json | LabelFilter | Unwrap"


@dataclass(frozen=True, slots=True)
class Log:
    """A log query: which streams, and what is done with their lines."""

    matchers: tuple[Matcher, ...]
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """`by (a, b)` or `without (a, b)`."""

    names: tuple[str, ...]
    without: bool = False


@dataclass(frozen=True, slots=True)
class RangeAggregation:
    """`count_over_time(... [5m])`; `range_s` is None where a variable says it."""

    function: str
    log: Log
    range_s: float | None
    parameter: float | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class VectorAggregation:
    """`sum by (a) (...)`."""

    function: str
    inner: Expression
    parameter: float | None = None
    group: Group | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number; None where a variable says it."""

    value: float | None


@dataclass(frozen=True, slots=True)
class Binary:
    """Two metrics, or a metric and a number."""

    operator: str
    left: Expression
    right: Expression


Expression: TypeAlias = "Log | RangeAggregation | VectorAggregation | Number | Binary"
