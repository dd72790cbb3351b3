"""A wider pattern for each rule: what the rule's own pattern matches it matches too, and it is cheap among many.

RE2 builds the automaton of a `Set` while texts come in, and each new text may add states for every pattern that could begin
there: hundreds of exact patterns make half a millisecond of each new line. So classes are widened to all digits, long
counters are left open, and where a pattern may begin nearly anywhere the rule's keywords are asked instead. The rule's own
pattern is asked after that, alone.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import TYPE_CHECKING

from optlog_policy.pattern_tree import Chars, Choice, Edge, Node, Repeat, parse

if TYPE_CHECKING:
    from optlog_policy.rule import RedactionRule

__all__ = ["asks_for_words", "begins_narrowly", "wider"]

_DIGITS = frozenset(string.digits.encode())
_LETTERS = frozenset(string.ascii_letters.encode())
_NEARLY_ALL = 200  # members of a class that is left as it is
_WORD_MIN = 4  # bytes; shorter keywords stand in every other line
_ONE = 2  # members: a letter in both cases
_FEW = 3  # repetitions more that are counted


def wider(rule: RedactionRule) -> bytes:
    """Give a pattern that matches wherever the pattern of `rule` does and one of its words stands."""
    if asks_for_words(rule):
        words = rule.keywords or rule.context
        return b"(?i)(?:" + b"|".join(_quoted(word.lower().encode()) for word in words) + b")"
    return _written(parse(rule.pattern))


def asks_for_words(rule: RedactionRule) -> bool:
    """Say whether the wider pattern of `rule` is its keywords alone."""
    words = rule.keywords or rule.context
    return min(map(len, words), default=0) >= _WORD_MIN and not begins_narrowly(parse(rule.pattern))


def begins_narrowly(node: Node) -> bool | None:
    """Say whether every match begins with one certain character, edges and one byte before it not regarded.

    None where `node` says nothing, because it may be empty.
    """
    if isinstance(node, Edge):
        return None
    if isinstance(node, Chars):
        return len(node.members) <= _ONE
    if isinstance(node, Repeat):
        inner = begins_narrowly(node.item)
        return None if node.least == 0 and inner else inner
    if isinstance(node, Choice):
        inner_ones = [begins_narrowly(option) for option in node.options]
        if False not in inner_ones:
            return None if None in inner_ones else True
        return None if all(isinstance(option, Chars | Edge) for option in node.options) else False
    first, *_ = node.items or (None,)
    rest = node.items[1:] if isinstance(first, Chars) and len(first.members) > _ONE else node.items
    return next((said for said in map(begins_narrowly, rest) if said is not None), None)


def _quoted(word: bytes) -> bytes:
    """Quote `word` for RE2; bytes beyond ASCII as escapes, in groups of their own without case folding."""
    return b"".join(
        bytes([byte])
        if 48 <= byte <= 57 or 97 <= byte <= 122  # noqa: PLR2004  digits and lower-case letters
        else b"(?-i:\\x%02x)" % byte
        for byte in word
    )


def _written(node: Node) -> bytes:
    if isinstance(node, Edge):
        return b"(?m:%s)" % node.kind.encode()
    if isinstance(node, Chars):
        return _class(_widened(node.members))
    if isinstance(node, Choice):
        return b"(?:" + b"|".join(dict.fromkeys(map(_written, node.options))) + b")"
    if isinstance(node, Repeat):
        return _repeated(node)
    return b"".join(map(_written, node.items))


def _repeated(node: Repeat) -> bytes:
    item = _written(node.item)
    if node.most - node.least <= _FEW:
        return b"(?:%s){%d,%d}" % (item, node.least, node.most)
    return b"(?:%s){%d,}" % (item, node.least)


def _widened(members: frozenset[int]) -> frozenset[int]:
    some_digits = len(members & _DIGITS) > 1 and not members & _LETTERS
    return members | _DIGITS if some_digits and len(members) < _NEARLY_ALL else members


@lru_cache(maxsize=1024)
def _class(members: frozenset[int]) -> bytes:
    spans: list[list[int]] = []
    for byte in sorted(members):
        if spans and byte == spans[-1][1] + 1:
            spans[-1][1] = byte
        else:
            spans.append([byte, byte])
    return b"[" + b"".join(b"\\x%02x-\\x%02x" % (first, last) for first, last in spans) + b"]"
