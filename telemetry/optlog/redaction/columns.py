r"""Name rules within tables: what is said of a key's value in a record holds for the column of that name in a text.

`INSERT INTO users (name, password) VALUES ('ann', 'x')`, or a line of names with lines of values below it, apart by commas,
semicolons, bars or tabs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog_policy.placeholder import is_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.names import KeyNames

__all__ = ["COLUMNS_GATE", "column_values"]

_Rules = list["RedactionRule | None"]

_TELLING = b"passw|passwd|pwd|secret|token|key|pin|otp|mail|phone|iban|ssn|card|session|cookie|auth|cred|name|address|birth"
_CELL_NAME = rb"[a-z_]{0,20}(?:%s)[a-z_]{0,9}" % _TELLING
COLUMNS_GATE = (
    rb"(?m)\)[ \t\r\n]{0,8}(?:values?|VALUES?)[ \t\r\n]{0,8}\("
    rb"|\)=\(|for key '|\[parameters: \("
    rb"""|(?i:[a-z_"'`][,;\t]["'`]?%s["'`]?(?:[,;\t]|\r?$)|^["'`]?%s["'`]?[,;\t]["'`a-z_]|\|[ ]{0,20}%s[a-z_ ]{0,20}\|)"""
    % ((_CELL_NAME,) * 3)
)
"""Where a table with a telling column may stand, in the common syntax of RE2 and Python `re`."""

_INSERT = re.compile(
    rb"(?i)\binto[ \t]{1,4}[^\s()]{1,128}[ \t\r\n]{0,8}\(([^()]{1,2000})\)[ \t\r\n]{0,8}values?[ \t\r\n]{0,8}"
)
_ITEM = re.compile(
    rb"""[ \t\r\n]{0,8}(?:[nexb]?'((?:[^'\\]|''|\\.){0,8192})'|"((?:[^"\\]|\\.){0,8192})"|([^,()'"]{0,200}(?:\([^()]{0,200}\))?))[ \t\r\n]{0,8}([,)])""",
    re.IGNORECASE | re.DOTALL,
)
_CONFLICT = re.compile(
    rb"\bKey \(([^\r\n=]{1,200})\)=\(([^\r\n]{1,1000}?)\) (?:already|is|conflicts)\b"
)
_DUPLICATE = re.compile(
    rb"Duplicate entry '([^\r\n]{1,1000}?)' for key '(?:[^'\r\n.]{1,64}\.)?([^'\r\n]{1,64})'"
)
_PARAMETERS = re.compile(rb"\[SQL: ([^\r]{1,8000}?)\](?:\r?\n|\\n| )\[parameters: (?=\()")
_COMPARED = re.compile(rb"(\w{1,64})[\"`]?[ ]{0,4}(?:[<>!]{0,2}=|<|>|(?i:i?like))[ ]{0,4}(?:\?|%s)")
_COLUMN = re.compile(rb"(?:[a-z_]{1,20}\()?[\"`]?(\w{1,64})[^,]{0,40}")  # also: lower(email::text)
_INDEX_WORDS = re.compile(rb"(?i)^(?:uq|uk|ix|idx|unique)_|_(?:unique|uniq|key|idx|index|uk)$")
_NUMBER = re.compile(rb"[+-]?[0-9][0-9.]{0,40}")
_ROWS = 200  # of one table
_CELL = {
    separator: re.compile(
        rb'[ ]{0,80}(?:"((?:[^"]|""){0,8192})"|([^%s\r]{0,8192}))[ \r]{0,80}(?:[%s]|$)'
        % (separator, separator)
    )
    for separator in (b",", b";", b"|", rb"\t")
}
_NAME = re.compile(rb"""["'`]?([A-Za-z_][\w .-]{0,40})["'`]?|""")
_RULER = re.compile(rb"[-:=+ |\r]{3,}")


def column_values(text: bytes, names: KeyNames) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give (start, end, rule) of each value in `text` that stands in a column with a name rule."""
    for found in _INSERT.finditer(text):
        rules = _rules(found[1].split(b","), names)
        if any(rules):
            yield from _inserted(text, found.end(), rules)
    for found in _PARAMETERS.finditer(text):
        yield from _inserted(text, found.end(), _asked_for(found[1], names))
    yield from _conflicts(text, names)
    if b"\n" in text:
        yield from _below_header(text, names)


def _asked_for(statement: bytes, names: KeyNames) -> _Rules:
    """Give the rule of each value that `statement` leaves open: `SET password=? WHERE id=?`, or the columns of an INSERT."""
    into = _INSERT.search(statement)
    if into is not None:
        return _rules(into[1].split(b","), names)
    return [_rule(name, names) for name in _COMPARED.findall(statement)]


def _conflicts(text: bytes, names: KeyNames) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give the values that a database repeats when they break a key: `Key (phone)=(030 1) already exists.`."""
    for found in _CONFLICT.finditer(text):
        columns = [found[1]] if b", " not in found[1] else found[1].split(b", ")
        values = found[2].split(b", ") if len(columns) > 1 else [found[2]]
        rules = [_rule(_COLUMN.sub(rb"\1", column), names) for column in columns]
        if len(values) != len(columns):  # a value holds the sign between values
            first = next((rule for rule in rules if rule is not None), None)
            values, rules = [found[2]], [first]
        at = found.start(2)
        for value, rule in zip(values, rules, strict=True):
            if rule is not None and is_value(value):
                yield at, at + len(value), rule
            at += len(value) + 2
    for found in _DUPLICATE.finditer(text):
        rule = _rule(_INDEX_WORDS.sub(b"", found[2]), names)
        if rule is not None:
            yield *found.span(1), rule


def _rule(name: bytes, names: KeyNames) -> RedactionRule | None:
    return names.rule_for(name.decode("utf-8", "replace"))


def _rules(cells: Sequence[bytes], names: KeyNames) -> _Rules:
    """Give the rule of each column by its name; none where one of the cells is no name."""
    matches = [_NAME.fullmatch(cell.strip()) for cell in cells]
    if None in matches:
        return []
    return [
        names.rule_for(match[1].decode("utf-8", "replace")) if match and match[1] else None
        for match in matches
    ]


def _inserted(text: bytes, at: int, rules: _Rules) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give the values of the rows that begin at `at`: `(1, 'x'), (2, 'y')`."""
    for _ in range(_ROWS):
        if text[at : at + 1] != b"(":
            return
        at += 1
        for rule in [*rules, None]:
            item = _ITEM.match(text, at)
            if item is None:
                return
            if rule is not None:
                yield from _shown(text, item, rule)
            at = item.end()
            if item[4] == b")":
                break
        while text[at : at + 1] in {b",", b" ", b"\n", b"\r", b"\t"}:
            at += 1


def _shown(
    text: bytes, item: re.Match[bytes], rule: RedactionRule
) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give what is between quotes, a number, or a call with a text in it; nothing for a name or a placeholder."""
    bare = item[3] or b""
    if not bare or _NUMBER.fullmatch(bare.strip()) or b"'" in bare or b'"' in bare:
        start, end = next((item.span(group) for group in (1, 2, 3) if item[group]), (0, 0))
        if text[start:end].strip() and is_value(text[start:end]):
            yield start, end, rule


def _below_header(text: bytes, names: KeyNames) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give the values below each line of names."""
    rules: _Rules = []
    separator, at = b"", 0
    for line in text.split(b"\n"):
        if not line:
            at += 1
            continue
        cells = _cells(line, separator) if separator else []
        if len(cells) == len(rules) and cells:
            for (start, end), rule in zip(cells, rules, strict=True):
                if rule is not None and start < end and is_value(line[start:end]):
                    yield at + start, at + end, rule
        elif not (separator and _RULER.fullmatch(line)):
            separator, rules = _header(line, names)
        at += len(line) + 1


def _header(line: bytes, names: KeyNames) -> tuple[bytes, _Rules]:
    """Give the separator and the rules of `line` when it is a line of names and one of them is telling."""
    for separator in _CELL:
        literal = b"\t" if separator == rb"\t" else separator
        if literal in line and len(line) <= 1000:  # noqa: PLR2004  no table is that wide
            rules = _rules([line[start:end] for start, end in _cells(line, separator)], names)
            if any(rules):
                return separator, rules
    return b"", []


def _cells(line: bytes, separator: bytes) -> list[tuple[int, int]]:
    """Give where the cells of `line` stand, without blanks and quotes around them."""
    cells = []
    for found in _CELL[separator].finditer(line):
        start, end = found.span(1) if found.start(1) >= 0 else found.span(2)
        while end > start and line[end - 1 : end] in {b" ", b"\r"}:
            end -= 1
        cells.append((start, end))
        if found.end() == len(line) and not found[0].endswith(
            b"\t" if separator == rb"\t" else separator
        ):
            break
    return cells
