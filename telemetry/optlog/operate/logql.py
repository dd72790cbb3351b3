"""A parser for the part of LogQL that this project uses; anything else is refused, never guessed.

Grammar: https://grafana.com/docs/loki/latest/query/. Understood: stream selectors, line filters, `json`, label filters,
`unwrap`, range and vector aggregations, arithmetic and comparison. Grafana's variables stand where it puts text: as ranges
(`[$__auto]`) and as numbers (`$budget_mb`).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from optlog.operate.logql_tree import (
    Binary,
    Expression,
    Group,
    Json,
    LabelFilter,
    LineFilter,
    Log,
    LogQLError,
    Matcher,
    Number,
    RangeAggregation,
    Stage,
    Unwrap,
    VectorAggregation,
)

__all__ = ["RANGE_FUNCTIONS", "UNWRAPPED", "VECTOR_FUNCTIONS", "parse"]

RANGE_FUNCTIONS = frozenset(
    [
        "count_over_time", "rate", "bytes_over_time", "bytes_rate", "sum_over_time", "avg_over_time", "min_over_time",
        "max_over_time", "quantile_over_time",
    ]
)  # fmt: skip
UNWRAPPED = frozenset(name for name in RANGE_FUNCTIONS if name.split("_")[0] in ("sum", "avg", "min", "max", "quantile"))  # fmt: skip
"""The range functions that need a number from `unwrap`."""
_OF_TEXT = ("=", "!=", "=~", "!~")
_OF_NUMBERS = ("=", "!=", "==", ">", ">=", "<", "<=")
VECTOR_FUNCTIONS = frozenset(["sum", "count", "avg", "min", "max", "topk", "bottomk"])
_WITH_NUMBER = frozenset(["quantile_over_time", "topk", "bottomk"])
_SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_PRECEDENCE = ({"==", "!=", ">", ">=", "<", "<="}, {"+", "-"}, {"*", "/", "%"})
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)
    | (?P<duration>(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+(?![\w.]))
    | (?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w.]))
    | (?P<variable>\$\w+|\$\{\w+\})
    | (?P<name>[A-Za-z_]\w*)
    | (?P<sign>\|=|\|~|=~|!~|!=|==|>=|<=|[|=<>(){}\[\],+\-*/%])
    )""",
    re.VERBOSE,
)


def parse(query: str) -> Expression:
    """Parse a query.

    Raises:
        LogQLError: it is wrong, or uses what is not understood here; says where.
    """
    parser = _Parser(query)
    tree = parser.expression()
    parser.end()
    return tree


@dataclass
class _Parser:
    query: str
    tokens: list[tuple[str, str, int]] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        place, text = 0, self.query.rstrip()
        while place < len(text):
            match = _TOKEN.match(text, place)
            if match is None:
                raise LogQLError(f"at {place + 1}: {text[place : place + 10]!r} is not understood")
            kind = match.lastgroup or ""
            self.tokens.append((kind, match[kind], match.start(kind)))
            place = match.end()
        self.tokens.append(("end", "", len(text)))

    def expression(self, level: int = 0) -> Expression:
        if level == len(_PRECEDENCE):
            return self._operand()
        left = self.expression(level + 1)
        while self._peek() in _PRECEDENCE[level] and not isinstance(left, Log):
            operator = self._next()
            left = Binary(operator, left, self._metric(self.expression(level + 1)))
        return left

    def end(self) -> None:
        if self._kind() != "end":
            raise self._odd("the end")

    def _operand(self) -> Expression:
        kind, text = self._kind(), self._peek()
        if text == "{":
            return self._log()
        if text == "(":
            self._next()
            inner = self.expression()
            self._take(")")
            return inner
        if kind in ("number", "variable"):
            return Number(self._number())
        if text in RANGE_FUNCTIONS:
            return self._range_aggregation()
        if text in VECTOR_FUNCTIONS:
            return self._vector_aggregation()
        if kind == "name":
            raise LogQLError(f"at {self._place()}: there is no function {text!r} known here")
        raise self._odd("a query")

    def _range_aggregation(self) -> RangeAggregation:
        function = self._next()
        self._take("(")
        parameter = self._parameter(function)
        log = self._log()
        self._take("[")
        if self._kind() == "variable":
            self._next()
            range_s = None
        else:
            range_s = _duration(self._take_kind("duration"))
        self._take("]")
        self._take(")")
        return RangeAggregation(function, log, range_s, parameter, self._group())

    def _vector_aggregation(self) -> VectorAggregation:
        function = self._next()
        group = self._group()
        self._take("(")
        parameter = self._parameter(function)
        inner = self._metric(self.expression())
        self._take(")")
        return VectorAggregation(function, inner, parameter, group or self._group())

    def _parameter(self, function: str) -> float | None:
        if function not in _WITH_NUMBER:
            return None
        value = self._number()
        self._take(",")
        return value

    def _group(self) -> Group | None:
        if self._peek() not in ("by", "without"):
            return None
        without = self._next() == "without"
        self._take("(")
        names = [self._take_kind("name")]
        while self._peek() == ",":
            self._next()
            names.append(self._take_kind("name"))
        self._take(")")
        return Group(tuple(names), without)

    def _metric(self, tree: Expression) -> Expression:
        if isinstance(tree, Log):
            raise LogQLError("a log query stands where a metric is needed; count or sum it over a time")  # fmt: skip
        return tree

    def _log(self) -> Log:
        self._take("{")
        matchers = [self._matcher()]
        while self._peek() == ",":
            self._next()
            matchers.append(self._matcher())
        self._take("}")
        stages: list[Stage] = []
        while self._peek() in ("|", "|=", "|~", "!=", "!~"):
            stages.append(self._stage())
        return Log(tuple(matchers), tuple(stages))

    def _matcher(self) -> Matcher:
        name = self._take_kind("name")
        operator = self._one_of("=", "!=", "=~", "!~")
        return Matcher(name, operator, _string(self._take_kind("string")))

    def _stage(self) -> Stage:
        sign = self._next()
        if sign != "|":
            return LineFilter(sign, _string(self._take_kind("string")))
        name = self._take_kind("name")
        if name == "json":
            return Json(self._json_names())
        if name == "unwrap":
            return Unwrap(self._take_kind("name"))
        of_text = [kind for kind, *_ in self.tokens[self.at + 1 : self.at + 2]] == ["string"]
        operator = self._one_of(*(_OF_TEXT if of_text else _OF_NUMBERS))
        if self._kind() == "string":
            return LabelFilter(name, operator, _string(self._next()))
        if self._kind() == "duration":
            return LabelFilter(name, operator, _duration(self._next()), unit=True)
        return LabelFilter(name, operator, float(self._take_kind("number")))

    def _json_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        while self._kind() == "name":
            name = self._next()
            self._take("=")
            names[name] = _string(self._take_kind("string"))
            if self._peek() != ",":
                break
            self._next()
        return names

    def _number(self) -> float | None:
        if self._kind() == "variable":
            self._next()
            return None
        return float(self._take_kind("number"))

    def _kind(self) -> str:
        return self.tokens[self.at][0]

    def _peek(self) -> str:
        return self.tokens[self.at][1]

    def _place(self) -> int:
        return self.tokens[self.at][2] + 1

    def _next(self) -> str:
        text = self._peek()
        self.at += 1
        return text

    def _take(self, text: str) -> None:
        if self._kind() == "string" or self._peek() != text:
            raise self._odd(repr(text))
        self._next()

    def _take_kind(self, kind: str) -> str:
        if self._kind() != kind:
            raise self._odd(f"a {kind}")
        return self._next()

    def _one_of(self, *signs: str) -> str:
        if self._peek() not in signs:
            raise self._odd(" or ".join(signs))
        return self._next()

    def _odd(self, wanted: str) -> LogQLError:
        found = repr(self._peek()) if self._kind() != "end" else "the end"
        return LogQLError(f"at {self._place()}: {wanted} is expected, not {found}")


def _string(text: str) -> str:
    if text.startswith("`"):
        return text[1:-1]
    try:
        return str(json.loads(text, strict=False))
    except ValueError:
        raise LogQLError(f"{text} holds a backslash that is not understood") from None


def _duration(text: str) -> float:
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|[smhdw])", text)
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)
