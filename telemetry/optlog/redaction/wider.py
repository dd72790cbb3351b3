"""A wider question for each rule: what the rule matches it matches too, and it is cheap among many.

RE2 builds the automaton of a `Set` while texts come in: a state for each combination of patterns that are under way at once,
and its way from there for each byte that is told apart. Exact patterns tell all letters apart and are under way anywhere, and
so hundreds of them make half a millisecond of each line with words not seen before. Three things keep the states few: a rule
with rare keywords is asked for by them alone; classes are widened to all digits, all capitals, all small letters; and long
counters are left open. The rule's own pattern is asked after that, alone.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import TYPE_CHECKING

from optlog_policy.pattern_tree import Chars, Choice, Edge, Node, Repeat, Sequence

from optlog.redaction.needs import DIGITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog_policy.rule import RedactionRule

__all__ = ["SHAPE", "certain_start", "quoted", "rarity", "words_of", "written"]

_CAPITALS = frozenset(string.ascii_uppercase.encode())
_SMALL = frozenset(string.ascii_lowercase.encode())
_BEYOND_ASCII = frozenset(range(128, 256))
_KINDS = (_CAPITALS, _SMALL, _BEYOND_ASCII)
_SIGNS = frozenset(range(256)).difference(DIGITS, *_KINDS)
_MANY = 8  # signs of a class that stands for any sign
_ONE = 2  # members: a letter in both cases
_FEW = 3  # repetitions more that are counted

_ZERO = ord("0")
_ASCII_END = 128
SHAPE = bytes(_ZERO if byte in DIGITS else byte for byte in range(256))
"""For `bytes.translate`: all digits alike. Questions are asked of such a text; none of them tells digits apart."""

_FEW_OF = 20
_LETTER, _SIGN, _BLANK = (
    2,
    3,
    1,
)  # what a character of a keyword counts for; a digit counts for nothing, as they are alike


def words_of(rule: RedactionRule) -> list[bytes]:
    """Give the keywords of `rule`, else its context words: a text without any of them is none of its business."""
    return [word.lower().encode() for word in rule.keywords or rule.context]


def rarity(words: Iterable[bytes]) -> int:
    """Say how rare the least rare of `words` is in ordinary texts: 8 for four letters, 7 for two beside a sign.

    Of many words one in twenty is not regarded.
    """
    found = sorted(map(_rarity, words))
    return found[len(found) // _FEW_OF] if found else 0


def _rarity(word: bytes) -> int:
    digits, blanks = (sum(byte in kind for byte in word) for kind in (DIGITS, b" "))
    signs = sum(byte in _SIGNS for byte in word) - blanks
    letters = len(word) - digits - blanks - signs
    return _LETTER * letters + _SIGN * signs + _BLANK * blanks


def certain_start(node: Node) -> int:
    """Give how many certain characters each match begins with, edges and one byte before them not regarded."""
    items = node.items if isinstance(node, Sequence) else (node,)
    if items and isinstance(items[0], Chars) and len(items[0].members) > _ONE:
        items = items[1:]
    return _certain_in_row(items)[0]


def _certain(node: Node) -> tuple[int, bool]:
    """Give how many certain characters `node` begins with, and whether what follows it may add more."""
    if isinstance(node, Edge):
        return 0, True
    if isinstance(node, Chars):
        narrow = len(node.members) <= _ONE
        return int(narrow), narrow
    if isinstance(node, Repeat):
        count, whole = _certain(node.item)
        goes_on = whole and node.least == node.most if node.least else whole or count > 0
        return count * node.least, goes_on
    if isinstance(node, Choice):
        if all(isinstance(option, Chars | Edge) for option in node.options):
            return 0, True
        counts, wholes = zip(*map(_certain, node.options), strict=True)
        return min(counts), all(wholes)
    return _certain_in_row(node.items)


def _certain_in_row(items: Iterable[Node]) -> tuple[int, bool]:
    total = 0
    for item in items:
        count, whole = _certain(item)
        total += count
        if not whole:
            return total, False
    return total, True


def quoted(word: bytes) -> bytes:
    """Give a question for `word`, in either case and with all digits alike."""
    escapes = (
        (b"\\x%02x" if byte < _ASCII_END else b"(?-i:\\x%02x)") % byte
        for byte in word.translate(SHAPE)
    )
    return b"(?i)" + b"".join(escapes)


def written(node: Node, least: int) -> bytes:
    """Write `node` for RE2; classes of more than `least` members are widened."""
    if isinstance(node, Edge):
        return b"(?m:%s)" % node.kind.encode()
    if isinstance(node, Chars):
        return _class(node.members, least)
    if isinstance(node, Choice):
        options = dict.fromkeys(written(option, least) for option in node.options)
        return b"(?:" + b"|".join(options) + b")"
    if isinstance(node, Repeat):
        item = written(node.item, least)
        if node.most - node.least <= _FEW:
            return b"(?:%s){%d,%d}" % (item, node.least, node.most)
        return b"(?:%s){%d,}" % (item, node.least)
    return b"".join(written(item, least) for item in node.items)


@lru_cache(maxsize=1024)
def _class(members: frozenset[int], least: int) -> bytes:
    if members & DIGITS:
        members |= DIGITS
    if len(members) > least:
        for kind in _KINDS:
            if members & kind:
                members |= kind
        if len(members & _SIGNS) > _MANY:
            members |= _SIGNS
    spans: list[list[int]] = []
    for byte in sorted(members):
        if spans and byte == spans[-1][1] + 1:
            spans[-1][1] = byte
        else:
            spans.append([byte, byte])
    return b"[" + b"".join(b"\\x%02x-\\x%02x" % (first, last) for first, last in spans) + b"]"
