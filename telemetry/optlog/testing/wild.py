"""Hypothesis strategies for anything that a program may log, hostile objects included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hypothesis.strategies import SearchStrategy
    from optlog_policy.rule_model import RedactionRule

__all__ = ["wild_records", "wild_text"]

_SPLINTERS = (
    "%22", "%2", "\\u0041", "\\", '\\"', '"', "'", "&amp;", "&#64;", "[redacted:", "[redacted:jwt]", "[user]", "psn_", "]", "://", "@",
    "=", ": ", "key=", "eyJhbGciOi", "{", "}", "\n", "\r\n", "\x00", "\ud800", "\udcff", "\u200b", "\ufeff", "\u202e", "\u0430", "\uff50", "İ", "é",
    "-----BEGIN PRIVATE KEY-----", "0" * 16, "12345678901234567890", " ", "AAAA" * 8, "--password", "Bearer ",
)  # fmt: skip


class _Printed:
    """Lets Hypothesis show an object that otherwise shows nothing."""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"{type(self).__name__}()")


class Hostile(_Printed):
    """An object that raises whatever is asked of it."""

    def __init__(self, error: type[Exception]) -> None:
        self._error = error

    def __repr__(self) -> str:
        raise self._error("no representation")

    def __str__(self) -> str:
        raise self._error("no text")

    def __iter__(self) -> Any:
        raise self._error("no items")

    def __len__(self) -> int:
        raise self._error("no length")

    def __bool__(self) -> bool:
        raise self._error("no truth")

    def __eq__(self, other: object) -> bool:
        raise self._error("no equality")

    def __hash__(self) -> int:
        return 1


class HostileDict(_Printed, dict[Any, Any]):
    """A mapping whose items cannot be read."""

    def items(self) -> Any:
        raise RuntimeError("no items")


class HostileError(_Printed, Exception):
    """An exception that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


_ODD: tuple[Callable[[], Any], ...] = (
    lambda: Hostile(RuntimeError),
    lambda: Hostile(RecursionError),
    lambda: HostileDict(a=1),
    HostileError,
    lambda: PurePosixPath("/home/jroe/x"),
    lambda: PureWindowsPath("C:/Users/jroe/x"),
    lambda: UUID(int=7),
    lambda: 10**5000,
    lambda: object,
    lambda: len,
    lambda: ...,
    lambda: NotImplemented,
    lambda: frozenset([1, "a"]),
    lambda: memoryview(b"abc"),
    lambda: range(3),
)


def wild_text(rules: Iterable[RedactionRule]) -> SearchStrategy[str]:
    """Give texts put together from the rules' examples, their pieces, escapes, markers and any characters at all."""
    examples = [
        example
        for rule in rules
        if rule.examples is not None
        for example in (*rule.examples.match, *rule.examples.ignore)
    ]
    whole = st.sampled_from(examples)
    cut = st.tuples(whole, st.integers(0, 60), st.integers(1, 60)).map(
        lambda parts: parts[0][parts[1] : parts[1] + parts[2]]
    )
    piece = st.one_of(whole, cut, st.sampled_from(_SPLINTERS), st.text(max_size=6))
    return st.lists(piece, max_size=6).map("".join)


def wild_records(rules: Iterable[RedactionRule]) -> SearchStrategy[dict[Any, Any]]:
    """Give records of any values under any keys."""
    rules = list(rules)
    text = wild_text(rules)
    names = [name for rule in rules if rule.keys and rule.examples for name in rule.examples.match]
    key = st.one_of(st.sampled_from([*names, "event", "value", "name", "level", "timestamp"]), text)
    tree = st.recursive(
        st.one_of(text, _scalars()),
        lambda inner: st.one_of(
            st.lists(inner, max_size=4),
            st.dictionaries(
                st.one_of(key, st.integers(), st.binary(max_size=8)), inner, max_size=4
            ),
            st.tuples(inner, inner),
            st.builds(lambda cause, message: _chained(message, cause), inner, text),
        ),
        max_leaves=8,
    )
    return st.dictionaries(key, tree, max_size=5)


def _scalars() -> SearchStrategy[Any]:
    return st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.integers(10**9, 10**19),
        st.floats(),
        st.decimals(allow_nan=True),
        st.binary(max_size=20),
        st.datetimes(timezones=st.just(dt.timezone.utc)),
        st.timedeltas(),
        st.sampled_from(_ODD).map(lambda make: make()),
    )


def _chained(message: str, cause: Any) -> Exception:
    error = ValueError(message, cause)
    error.__cause__ = cause if isinstance(cause, BaseException) else None
    return error
