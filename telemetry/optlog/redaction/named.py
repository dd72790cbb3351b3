r"""Name rules within texts: JSON, Python and similar representations, escaped any number of times.

`"user_id": "jane"`, `'password' => 'x'`, `\\\"session\\\":\\\"k1\\\"`: what is said of a key's value in a record holds for
the same key in a text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optlog_policy.rule import RedactionRule

    from optlog.redaction.names import KeyNames

__all__ = ["named_gate", "named_values", "quoted_key"]

# What stands after a quoted key, and the key itself before it: searched from its start, each letter would be tried as one.
_AFTER_KEY = re.compile(rb"""["'][ \t]{0,4}(?::|=>)[ \t]{0,4}""")
_YEK = re.compile(rb"""\\{0,8}([\w.-]{1,64})""")  # backwards
_KEY_REACH = 72  # bytes
# A quote that ends the value is not preceded by one more backslash.
_QUOTED = re.compile(rb"""b?(\\{0,8}["'])((?:(?!(?<!\\)\1)[^\r\n]){1,8192})""")
_NUMBER = re.compile(rb"[+-]?[0-9][0-9.eE+-]{0,40}")
_OPENING = {ord("{"): ord("}"), ord("["): ord("]")}
_LONGEST = 8192  # bytes of a container


def named_gate(rules: Iterable[RedactionRule]) -> bytes | None:
    """Give a pattern (common syntax) that matches wherever a quoted key of one of the name rules may stand."""
    entries = {entry for rule in rules for entry in rule.keys}
    if not entries:
        return None
    words = "|".join(entry.replace("_", "[_. -]?") for entry in sorted(entries))
    return rf"""(?i)(?:{words})[0-9_]{{0,4}}\\{{0,8}}["'][ \t]{{0,4}}(?::|=>)""".encode()


def quoted_key(text: bytes) -> bool:
    """Say whether a quoted key stands in `text`, whatever it is called: the gate where alternatives are slow."""
    return any(_keys(text))


def named_values(text: bytes, names: KeyNames) -> Iterator[tuple[int, int, RedactionRule]]:
    """Give (start, end, rule) of each value in `text` that stands under a quoted key with a name rule."""
    done = 0  # a key within a hidden value says nothing more
    for start, key, end in _keys(text):
        if start < done:
            continue
        rule = names.rule_for(key.decode("utf-8", "replace"))
        if rule is not None:
            span = _value(text, end)
            if span is not None:
                yield *span, rule
                done = span[1]


def _keys(text: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Give where each quoted key begins, the key, and where its value begins."""
    for after in _AFTER_KEY.finditer(text):
        quote = after.start()
        key = _YEK.match(text[max(0, quote - _KEY_REACH) : quote][::-1])
        if key is not None:
            yield quote - key.end(), key[1][::-1], after.end()


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
