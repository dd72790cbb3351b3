r"""Name rules within texts: JSON, Python and similar representations, escaped any number of times.

`"user_id": "jane"`, `'password' => 'x'`, `\\\"session\\\":\\\"k1\\\"`: what is said of a key's value in a record holds for
the same key in a text. So does a pair in brackets: `('password', 'x')`.
"""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from optlog_policy.placeholder import is_paired, is_path
from optlog_policy.rule_model import key_words

from optlog.redaction.names import inner_rule
from optlog.redaction.pieces import JOINED_GATE, pieces_meet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.names import Inside, KeyNames

__all__ = ["NAMED_GATE", "is_folder", "is_naming", "named_values", "pair_of_two"]

# What stands after a quoted key, and the key itself before it: searched from its start, each letter would be tried as one.
_AFTER_KEY = re.compile(rb"""["'](?:[ \t]{0,4}(?::|=>)[ \t]{0,4}|;s:[0-9]{1,6}:)""")
_YEK = re.compile(rb"""\\{0,8}([\w.-]{1,64})""")  # backwards
# A quote that ends the value is not preceded by one more backslash.
_QUOTED = re.compile(rb"""b?(\\{0,8}["'])((?:(?!(?<!\\)\1)[^\r\n]){1,8192})""")
_NUMBER = re.compile(rb"[+-]?[0-9][0-9.eE+-]{0,40}")
_PAIR = re.compile(
    rb"""[(\[][bu]?(\\{0,8}["'])([\w.-]{1,64})\1,[ ]{0,4}[bu]?(\\{0,8}["'])((?:(?!(?<!\\)\3)[^\r\n]){1,8192})\3[)\]]"""
)
NAMED_GATE = rb"""["'](?:[ \t]{0,4}(?::|=>)|,|;s:)|""" + JOINED_GATE
"""What stands in every text that names a value or holds a string in pieces, in the common syntax of RE2 and Python `re`.

`is_naming` looks closer.
"""
_FIELD = re.compile(rb"[a-z_-]{1,64}(?:[A-Z][a-z]{1,20}){0,5}")
_FOLDERS = frozenset(("PWD", "OLDPWD"))  # of a shell, in the environment
_PERSONS = frozenset(
    b"""
    account actor assignee author billing card cardholder child contact customer doctor driver employee father guest holder
    member mother owner parent passenger passport patient person profile recipient reviewer sender shipping spouse student user
    """.decode().split()
)
_OPENS = re.compile(rb"""["'][ \t]{0,4}(?::|=>)[ \t]{0,4}[\[{]""")  # a key of a container
_OPENING = {ord("{"): ord("}"), ord("["): ord("]")}
_LONGEST = 8192  # bytes of a container
_DEEPEST = 16  # containers within each other


def is_naming(text: bytes, names: KeyNames) -> bool:
    """Say whether a quoted key in `text` has a name rule, or a string in pieces stands there."""
    keys = (key for _, key, _ in _keys(text))
    pairs = (pair[2] for pair in _PAIR.finditer(text))
    if any(names.rule_for(_name(key)) is not None for key in itertools.chain(keys, pairs)):
        return True
    if pieces_meet(text) is not None:
        return True
    if _OPENS.search(text) is None:
        return False
    around = _Around(text, names)
    return any(around.rule_for(_name(key), start, end) for start, key, end in _keys(text))


def _name(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def pair_of_two(first: str, second: str, names: KeyNames) -> RedactionRule | None:
    """Give the rule for `second` when `first` names it: of `("password", "x")`, not of the names `("password", "email")`.

    In small letters, what is not secret is taken for one more name: `["username", "avatar"]`.
    """
    rule = names.rule_for(first)
    if rule is None or names.rule_for(second) is not None:
        return None
    data = second.encode("utf-8", "replace")
    if not is_paired(data) or (rule.category != "secret" and _FIELD.fullmatch(data)):
        return None
    return rule


def is_folder(key: str, value: object) -> bool:
    """Say whether `key` and `value` are the working folder in an environment, whose name is short for a password, too."""
    return key in _FOLDERS and type(value) is str and is_path(value.encode("utf-8", "replace"))


def named_values(text: bytes, names: KeyNames) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give (start, end, rule) of each value in `text` that stands under a quoted key with a name rule."""
    for pair in _PAIR.finditer(text):
        rule = pair_of_two(_name(pair[2]), _name(pair[4]), names)
        if rule is not None:
            yield *pair.span(4), rule
    done = 0  # a key within a hidden value says nothing more
    around = _Around(text, names)
    for start, key, end in _keys(text):
        if start < done:
            continue
        name = _name(key)
        rule = around.rule_for(name, start, end)
        if rule is not None:
            span = _value(text, end)
            value = text[slice(*span)] if span is not None else b""
            # Blank: a container whose content is a marker already.
            if span is not None and value.strip() and not is_folder(name, _name(value)):
                yield *span, rule
                done = span[1]


class _Around:
    """The persons' containers that a key stands in: `{"customer": {"name": ...}}` is `customer_name`."""

    def __init__(self, text: bytes, names: KeyNames) -> None:
        self._text = text
        self._names = names
        self._open: list[tuple[int, Inside]] = []  # where each ends, and what is personal in it

    def rule_for(self, key: str, start: int, value: int) -> RedactionRule | None:
        """Give the rule for `key`, which begins at `start`, and note the container that begins at `value`, if any."""
        while self._open and self._open[-1][0] <= start:
            self._open.pop()
        rule = self._names.rule_for(key)
        if rule is None and self._open:
            rule = inner_rule(key, self._open[-1][1])
        if (
            rule is None
            and len(self._open) < _DEEPEST
            and self._text[value : value + 1] in {b"{", b"["}
        ):
            self._enter(key, value)
        return rule

    def _enter(self, key: str, value: int) -> None:
        words = key_words(key)
        personal = bool(words) and words[-1].removesuffix("s") in _PERSONS
        if personal or self._open:
            span = _inside(self._text, value)
            if span is not None:
                self._open.append((span[1], self._names.within(key) if personal else {}))


def _keys(text: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Give where each quoted key begins, the key, and where its value begins."""
    size, backwards = len(text), text[::-1]
    for after in _AFTER_KEY.finditer(text):
        quote, end = after.span()
        key = _YEK.match(backwards, size - quote)
        if key is not None:
            yield size - key.end(), key[1][::-1], end


def _value(text: bytes, at: int) -> tuple[int, int] | None:
    """Give the span of the value that begins at `at`: within its quotes or brackets, or a number."""
    if text[at : at + 1] in {b"{", b"["}:
        return _inside(text, at)
    found = _QUOTED.match(text, at)
    if found is not None:
        return found.span(2)
    number = _NUMBER.match(text, at)
    return None if number is None else number.span()


def _inside(text: bytes, at: int) -> tuple[int, int] | None:
    """Give what is within the bracket at `at`, up to its partner (or as far as a container may reach)."""
    opening, closing = text[at], _OPENING[text[at]]
    depth = 0
    for place in range(at, min(len(text), at + _LONGEST)):
        depth += (text[place] == opening) - (text[place] == closing)
        if not depth:
            return (at + 1, place) if place > at + 1 else None
    return at + 1, min(len(text), at + _LONGEST)
