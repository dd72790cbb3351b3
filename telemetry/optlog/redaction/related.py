"""Name rules across fields: what one field of a mapping says about the values in another one beside it.

`{"columns": ["id", "password"], "rows": [[1, "x"]]}`, `{"sql": "... SET password = ?", "params": ["x"]}` and
`{"rawHeaders": ["Authorization", "x"]}`: names in one place, values in the other, in the same order.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.names import KeyNames

__all__ = ["RELATED_KEYS", "Related", "values_named_beside"]

Related = tuple[tuple[Any, ...], "RedactionRule"]
"""The way to a value (keys and list positions) and the rule that hides it."""

_ROWS = ("rows", "data", "values", "records", "results")
_HEADS = ("columns", "cols", "column_names", "columnNames", "header", "headers", "fields")
_PARAMETERS = ("params", "parameters", "args", "bindings", "binds", "values", "bind")
_STATEMENTS = ("sql", "query", "statement", "stmt", "sqlText", "sql_text", "event", "message")
_FLAT = ("rawHeaders", "raw_headers", "rawTrailers")
_LONGEST = 8192  # characters of a statement that is read ...
_MOST = 1000  # ... and its places; no list of values is longer

RELATED_KEYS = frozenset((*_ROWS, *_PARAMETERS, *_FLAT))
"""Keys of the values; a mapping without one of them is not looked at."""


def values_named_beside(node: Mapping[str, Any], names: KeyNames) -> Iterator[Related]:
    """Give the way to each value in `node` that a name in another field of it, or before it in a list, tells to hide."""
    statements: list[_Places] | None = None
    for key, value in node.items():
        if key not in RELATED_KEYS or type(value) not in (list, dict):
            continue
        if key in _FLAT and type(value) is list:
            yield from _flat(key, value, names)
        if key in _ROWS and type(value) is list:
            for head in _HEADS:
                yield from _columns(key, value, node.get(head), names)
        if key in _PARAMETERS:
            if statements is None:
                statements = _statements(node, names)
            for places in statements:
                yield from _parameters(key, value, places)


def _flat(key: str, items: list[Any], names: KeyNames) -> Iterator[Related]:
    """Give the values of a flat list of names and values in turn."""
    for index in range(0, len(items) - 1, 2):
        rule = names.rule_for(items[index]) if type(items[index]) is str else None
        if rule is not None:
            yield (key, index + 1), rule


def _columns(key: str, rows: list[Any], head: Any, names: KeyNames) -> Iterator[Related]:
    """Give the values of `rows`, or of one row, that stand below a telling name in `head`."""
    if type(head) is not list or not head:
        return
    rules = [names.rule_for(name) if name else None for name in map(_column_name, head)]
    if any(rules):
        yield from _by_position((key,), rows, rules)


def _column_name(column: Any) -> str:
    """Give the name of a column: a text, or a mapping with a name."""
    if type(column) is dict:
        column = column.get("name") or column.get("field")
    return column if type(column) is str else ""


def _by_position(
    way: tuple[Any, ...], rows: list[Any], rules: list[RedactionRule | None]
) -> Iterator[Related]:
    """Give the values that stand where `rules` has a rule: in each list of `rows`, or in `rows` itself when it is one row."""
    if len(rows) == len(rules) and not any(type(item) is list for item in rows):
        yield from (((*way, i), rule) for i, rule in enumerate(rules) if rule is not None)
    for index, row in enumerate(rows):
        if type(row) is list and len(row) == len(rules):
            yield from _by_position((*way, index), row, rules)


_INSERT = re.compile(
    r"""(?i)\binto\s{1,4}[^\s()]{1,128}\s{0,8}\(([^()]{1,2000})\)\s{0,8}values?\s{0,8}\("""
)
_PLACE = re.compile(
    r"\?|%[sdrif]|\$([0-9]{1,3})|%\((\w{1,64})\)s|(?<![:\w]):(\w{1,64})|(?<![@\w])@(\w{1,64})"
)
_COMPARED = re.compile(
    r"""(?i)(\w{1,64})["`\]]?\s{0,4}(?:[<>!]{0,2}=|<|>|\bi?like)\s{0,4}[a-z_]{0,20}\(?$"""
)
_REACH = 100  # characters before a place
_OPERATOR = re.compile(r"[=<>]|(?i:like)")
_NEAR = 32  # characters: an operator, blanks and a function before a place


class _Places(NamedTuple):
    """The rules for what a statement leaves open: in the order of the values, and by their names."""

    rules: list[RedactionRule | None]
    by_name: dict[str, RedactionRule]


def _statements(node: Mapping[str, Any], names: KeyNames) -> list[_Places]:
    """Read each statement in `node` once, however many fields may hold its values."""
    texts = {text for text in map(node.get, _STATEMENTS) if type(text) is str}
    return [_places(text, names) for text in sorted(texts) if len(text) <= _LONGEST]


def _places(statement: str, names: KeyNames) -> _Places:
    """Give the rules for the places that `statement` leaves open beside, or in the column of, a telling name."""
    rules: list[RedactionRule | None] = []
    by_name: dict[str, RedactionRule] = {}
    insert = _INSERT.search(statement)
    columns = [name.strip(" \t\r\n\"'`[]") for name in insert[1].split(",")] if insert else []
    for place in islice(_PLACE.finditer(statement), _MOST):
        name = _compared(statement, place.start())
        if insert and place.start() >= insert.end():
            index = statement.count(",", insert.end(), place.start())
            name = columns[index % len(columns)]
        rule = names.rule_for(name) if name else None
        given = place[2] or place[3] or place[4]
        if given and rule is not None:
            by_name[given] = rule
        if place[1]:
            rules += [None] * (int(place[1]) - len(rules))
            rules[int(place[1]) - 1] = rule or rules[int(place[1]) - 1]
        elif not given:
            rules.append(rule)
    return _Places(rules, by_name)


def _parameters(key: str, values: list[Any] | dict[str, Any], places: _Places) -> Iterator[Related]:
    """Give those of `values` that a statement has telling `places` for."""
    if type(values) is dict:
        yield from (((key, name), rule) for name, rule in places.by_name.items() if name in values)
    elif type(values) is list and any(places.rules):
        yield from _by_position((key,), values, places.rules)


def _compared(statement: str, at: int) -> str:
    """Give the name that the value at `at` is compared with or set to."""
    if _OPERATOR.search(statement, max(0, at - _NEAR), at) is None:  # most places stand in a list
        return ""
    found = _COMPARED.search(statement, max(0, at - _REACH), at)
    return found[1] if found else ""
