"""The declarations in the form that every log call asks: plain look-ups, compiled once from a policy."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from optlog_policy.collection import DeclaredField, Source

__all__ = ["Drop", "Enforcer", "has_type"]

_NONE = type(None)
_EXACT: dict[str, frozenset[type]] = {
    # A null says only that there was no value, so that it fits every type.
    "string": frozenset({str, _NONE}),
    "integer": frozenset({int, _NONE}),
    "number": frozenset({int, float, _NONE}),
    "boolean": frozenset({bool, _NONE}),
}
# What optlog.redaction's Pseudonymiser makes: a raw name under a pseudonym field never leaves.
_PSEUDONYM = re.compile(r"psn_[a-p]{32}")
_NO_TYPE: frozenset[type] = frozenset()
_LEFT_OUT = object()


def has_type(declared: str, value: object) -> bool:
    """Say whether `value` (plain JSON data) is of the declared type: `string`, `integer`, ..., or `string[]`.

    A boolean is not an integer; null fits every type. Unknown type names fit nothing.
    """
    if declared.endswith("[]"):
        return value is None or (
            type(value) is list and all(has_type(declared[:-2], item) for item in value)
        )
    if declared == "pseudonym":
        return value is None or (type(value) is str and _PSEUDONYM.fullmatch(value) is not None)
    return type(value) in _EXACT.get(declared, _NO_TYPE)


@dataclass(frozen=True, slots=True)
class Drop:
    """One value that stayed behind: `path` is dotted (list positions left out), `reason` says why."""

    path: str
    reason: Literal["undeclared", "type", "expired"]


_Match = tuple[
    str, tuple[str, ...], frozenset[str], tuple[str, ...], str | None, tuple[str, ...], bool
]
# One source, ready to be asked: purpose, loggers, events, prefixes of events, first key needed, other keys needed, and
# whether there is no condition at all. A plain tuple, because Python takes it apart faster than a named one.


def _compile_source(source: Source) -> _Match:
    events = frozenset(event for event in source.events if not event.endswith("*"))
    prefixes = tuple(sorted(event[:-1] for event in source.events if event.endswith("*")))
    loggers = tuple(f"{logger}." for logger in source.loggers)
    needed = sorted(set(source.has_fields))
    bare = not (loggers or events or prefixes or needed)
    first = needed[0] if needed else None
    return source.purpose, loggers, events, prefixes, first, tuple(needed[1:]), bare


def _by_level(
    sources: Iterable[Source],
) -> tuple[dict[str, tuple[_Match, ...]], tuple[_Match, ...]]:
    """Give the sources to ask for each level that a source names, and those for every other level."""
    compiled = [(frozenset(source.levels), _compile_source(source)) for source in sources]
    named = sorted({level for levels, _ in compiled for level in levels})
    table = {
        level: tuple(match for levels, match in compiled if not levels or level in levels)
        for level in named
    }
    return table, tuple(match for levels, match in compiled if not levels)


class _Node:
    """What may stand in one mapping: leaves with a type to compare, leaves with a check, mappings below."""

    __slots__ = ("checks", "children", "types")

    def __init__(self) -> None:
        self.types: dict[str, frozenset[type]] = {}
        self.checks: dict[str, Callable[[object], bool]] = {}
        self.children: dict[str, _Node] = {}

    def declare(self, path: str, declared: str) -> None:
        """Add the field `path` (dotted) of type `declared`."""
        name, _, rest = path.partition(".")
        if rest:
            self.children.setdefault(name, _Node()).declare(rest, declared)
        else:
            self.declare_leaf(name, declared)

    def declare_leaf(self, name: str, declared: str) -> None:
        """Add the key `name`, taken as it is."""
        if declared in _EXACT:
            self.types[name] = _EXACT[declared]
        else:
            self.checks[name] = lambda value: has_type(declared, value)

    def keep(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Give what of `data` is declared, in the order of `data`."""
        kept: dict[str, Any] = {}
        exact = self.types.get
        for key, value in data.items():
            if type(value) in exact(key, _NO_TYPE):
                kept[key] = value
            elif (rest := self._keep_rest(key, value)) is not _LEFT_OUT:
                kept[key] = rest
        return kept

    def _keep_rest(self, key: str, value: object) -> object:
        if (check := self.checks.get(key)) is not None:
            return value if check(value) else _LEFT_OUT
        if (child := self.children.get(key)) is None:
            return _LEFT_OUT
        if type(value) is dict:
            return child.keep(value) or _LEFT_OUT
        if type(value) is list:
            # An element that may not leave keeps its place, for others may point to it by position.
            items = [child.keep(item) if type(item) is dict else {} for item in value]
            return items if any(items) else _LEFT_OUT
        return _LEFT_OUT

    def drops(self, data: Mapping[str, Any], prefix: str = "") -> Iterator[Drop]:
        """Name everything in `data` that `keep` leaves out."""
        for key, value in data.items():
            if type(value) in self.types.get(key, _NO_TYPE):
                continue
            path = prefix + key
            if (child := self.children.get(key)) is not None and type(value) in (dict, list):
                yield from child.drops_below(value, path)
            elif self._keep_rest(key, value) is _LEFT_OUT:
                known = key in self.types or key in self.checks or child is not None
                yield Drop(path, "type" if known else "undeclared")

    def drops_below(self, value: Any, path: str) -> Iterator[Drop]:
        """Name everything that is left out of `value`, a mapping or a list of mappings."""
        for item in value if type(value) is list else (value,):
            if type(item) is dict:
                yield from self.drops(item, f"{path}.")
            else:
                yield Drop(path, "type")


class Enforcer:
    """Decides what a record is for and what of it may leave.

    Holds no state of its own: safe to share between threads. No method raises, whatever plain data it is given. A field
    with an end (`expires`) stays behind from that day on by the record's own time.
    """

    __slots__ = ("_ends", "_levels", "_other", "_roots")

    def __init__(
        self, purposes: Iterable[str], fields: Iterable[DeclaredField], sources: Iterable[Source]
    ) -> None:
        self._levels, self._other = _by_level(sources)
        declared, named = tuple(fields), tuple(purposes)
        ends = sorted({field.expires for field in declared if field.expires is not None})
        self._ends = tuple(end.isoformat() for end in ends)
        # One tree for the time before the first end, one for the time from each end on.
        self._roots = [
            _trees(named, declared, None),
            *(_trees(named, declared, day) for day in ends),
        ]

    def classify(self, record: Mapping[str, Any]) -> str | None:
        """Give the purpose of `record`, or None when no source declares it: such a record stays local."""
        level = record.get("level")
        matches = self._levels.get(level, self._other) if type(level) is str else self._other
        for purpose, loggers, events, prefixes, needed, also, bare in matches:
            if bare:
                return purpose
            if loggers and not f"{record.get('logger')}.".startswith(loggers):
                continue
            if events or prefixes:
                event = record.get("event")
                if type(event) is not str:
                    continue
                if event not in events and not event.startswith(prefixes):
                    continue
            if needed is not None and needed not in record:
                continue
            if also and not all(key in record for key in also):
                continue
            return purpose
        return None

    def project(self, record: Mapping[str, Any], purpose: str) -> dict[str, Any]:
        """Give the fields of `record` declared for `purpose`, in its order; none for an undeclared purpose."""
        root = self._root(record, purpose)
        return {} if root is None else root.keep(record)

    def project_explained(
        self, record: Mapping[str, Any], purpose: str, *, day: str = ""
    ) -> tuple[dict[str, Any], tuple[Drop, ...]]:
        """Give what `project` gives, and everything that stayed behind; `day` (ISO 8601) is the record's, if known."""
        root = self._on(day).get(purpose) if day else self._root(record, purpose)
        if root is None:
            return {}, tuple(Drop(key, "undeclared") for key in record)
        drops = tuple(root.drops(record))
        if root is not self._roots[0][purpose]:
            still = {drop.path: drop for drop in self._roots[0][purpose].drops(record)}
            drops = tuple(still.get(drop.path, Drop(drop.path, "expired")) for drop in drops)
        return root.keep(record), drops

    def _root(self, record: Mapping[str, Any], purpose: str) -> _Node | None:
        """Give what is declared for `purpose` on the record's day; a record without one is taken for the latest."""
        roots = self._roots[0]
        if self._ends:
            stamp = record.get("timestamp")
            dated = type(stamp) is str and _DAY.match(stamp) is not None
            roots = self._on(stamp[:10]) if dated else self._roots[-1]  # type: ignore[index]
        return roots.get(purpose)

    def _on(self, day: str) -> dict[str, _Node]:
        return self._roots[bisect_right(self._ends, day)]


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T")


def _trees(
    purposes: Iterable[str], fields: Iterable[DeclaredField], day: dt.date | None
) -> dict[str, _Node]:
    """Give what is declared for each purpose from `day` on; None means before any field ends."""
    roots = {purpose: _Node() for purpose in purposes}
    for field in fields:
        if day is not None and field.expires is not None and field.expires <= day:
            continue
        for purpose in field.purposes:
            root = roots[purpose]
            root.declare(field.name, field.type)
            if "." in field.name:  # a developer may also bind the dotted name itself as a key
                root.declare_leaf(field.name, field.type)
    return roots
