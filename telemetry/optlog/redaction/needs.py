"""What a text must hold for a pattern to match at all: lower bounds, read from the pattern once.

So many digits in a row (blanks, dashes and the like between them not regarded), so many token characters in a row, so many
of a sign: `[0-9]{3}-[0-9]{2}-[0-9]{4}` needs nine digits and two dashes. `optlog.redaction.gate` counts what a text has.
"""

from __future__ import annotations

import string
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from optlog_policy import pattern_tree
from optlog_policy.pattern_tree import Chars, Choice, Edge, Node, Repeat, Sequence, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BETWEEN",
    "DIGITS",
    "LETTERS",
    "MARK",
    "SHORT",
    "SIGNS",
    "TOKEN",
    "Least",
    "forget",
    "needs",
]

DIGITS = frozenset(string.digits.encode())
LETTERS = frozenset(string.ascii_letters.encode())
TOKEN = DIGITS | LETTERS | frozenset(b"_-")
BETWEEN = frozenset(b" \t./:()-,+_")  # between the digits of one number
_BEYOND_ASCII = bytes(range(128, 256))
SIGNS = tuple(
    map(
        frozenset, (b"@", b"+", b".", b":", b"-", b"/", b"=", b":-", b"\"'`", b"%\\", _BEYOND_ASCII)
    )
)
_WORD = frozenset(range(256)) - frozenset(b" \t\n\r\v\f")
_NONE = frozenset[int]()
_RUNS = (
    (DIGITS, BETWEEN),
    (DIGITS, _NONE),
    (TOKEN, _NONE),
    (_WORD, _NONE),
)  # counted, passed over
_MOST = 12  # alternatives of one pattern; beyond, what they have in common
_COPIES = 64  # of a repetition
SHORT = 64  # bytes of a line


class _Run(NamedTuple):
    """Bytes of one kind in a row: at least so many at the left edge, anywhere, at the right edge; `pure`: nothing else."""

    pure: bool
    left: int
    best: int
    right: int


_NOTHING = _Run(True, 0, 0, 0)
_ANYTHING = _Run(False, 0, 0, 0)


class _Shape(NamedTuple):
    """How a match begins and ends, in letters `a`, digits `0` and anything `?`; `marked`: it holds the mark."""

    pure: bool  # `head` and `tail` are the same and all of it
    head: str
    tail: str
    marked: bool


MARK = "aa00"  # as in an IBAN or a number plate, and in few words
_EDGE = len(MARK) - 1


class _Needs(NamedTuple):
    runs: tuple[_Run, ...]
    signs: tuple[int, ...]
    shape: _Shape

    @lru_cache(maxsize=4096)  # noqa: B019  plain tuples: words differ in their letters, and need the same
    def then(self, other: _Needs) -> _Needs:
        """Give what `self` and `other` need together, one after the other."""
        runs = map(_joined, self.runs, other.runs)
        signs = map(int.__add__, self.signs, other.signs)
        return _Needs(tuple(runs), tuple(signs), _together(self.shape, other.shape))

    def met_by(self, other: _Needs) -> bool:
        """Say whether whatever meets `other` meets `self`, too."""
        runs = zip(self.runs, other.runs, strict=True)
        mine, its = self.shape, other.shape
        return (
            all(a <= b for a, b in zip(self.signs, other.signs, strict=True))
            and all(
                a.left <= b.left and a.best <= b.best and a.right <= b.right and a.pure <= b.pure
                for a, b in runs
            )
            and (mine == its or (mine.marked <= its.marked and mine[:3] == _ANY_SHAPE[:3]))
        )


_NO_SIGNS = (0,) * len(SIGNS)
_NO_SHAPE = _Shape(True, "", "", False)
_ANY_SHAPE = _Shape(False, "", "", False)
_EMPTY = _Needs((_NOTHING,) * len(_RUNS), _NO_SIGNS, _NO_SHAPE)


class Least(NamedTuple):
    """What a text must have at least; a plain tuple of counts is `(*least[:-1], *least.signs)`."""

    digits: int  # in a row, `BETWEEN` not regarded
    unbroken: int  # digits in a row
    tokens: int  # token characters in a row
    word: int  # bytes without a blank
    mark: int  # 1 where `MARK` must stand
    brevity: int  # by how many bytes a line that is not all letters must be shorter than `SHORT`
    signs: tuple[int, ...]  # in the order of `SIGNS`


def needs(pattern: str) -> list[Least]:
    """Give lower bounds for `pattern`: every match meets one of them.

    Raises ValueError for syntax beyond the common subset.
    """
    node = parse(pattern)
    found = _pruned(
        _Needs(
            tuple(_ANYTHING._replace(best=run.best) for run in need.runs),
            need.signs,
            _ANY_SHAPE._replace(marked=need.shape.marked),
        )
        for need in _needs(node)
    )
    brevity = _brevity(node)
    return [_least(need, brevity) for need in found]


def _least(need: _Needs, brevity: int) -> Least:
    digits, unbroken, tokens, word = (run.best for run in need.runs)
    short = brevity if digits else 0
    return Least(digits, unbroken, tokens, word, int(need.shape.marked), short, need.signs)


def _brevity(node: Node) -> int:
    """Give how far below `SHORT` bytes a line must be that `node` matches, if it matches nothing but whole lines."""
    items = node.items if isinstance(node, Sequence) else ()
    if len(items) < 2 or (items[0], items[-1]) != (Edge("^"), Edge("$")):  # noqa: PLR2004
        return 0
    return max(0, SHORT - _longest_match(node))


def _longest_match(node: Node) -> int:
    if isinstance(node, Repeat):
        return node.most * _longest_match(node.item)
    if isinstance(node, Choice):
        return max(map(_longest_match, node.options))
    if isinstance(node, Sequence):
        return sum(map(_longest_match, node.items))
    return int(isinstance(node, Chars))


def _needs(node: Node) -> list[_Needs]:
    if isinstance(node, Edge):
        return [_EMPTY]
    if isinstance(node, Chars):
        return [_of_one(node.members)]
    if isinstance(node, Repeat):
        return _of_repeat(node)
    if isinstance(node, Choice):
        return _pruned(need for option in node.options for need in _needs(option))
    return _product(map(_needs, node.items))


def forget() -> None:
    """Forget what was worked out so far: 7 MiB that nothing asks for once a catalogue has been read."""
    _of_one.cache_clear()
    _Needs.then.cache_clear()
    pattern_tree.forget()


@cache
def _of_one(members: frozenset[int]) -> _Needs:
    signs = tuple(int(members <= sign) for sign in SIGNS)
    runs = (
        _Run(members <= counted | passed, *(int(members <= counted),) * 3)
        for counted, passed in _RUNS
    )
    char = "0" if members <= DIGITS else "a" if members <= LETTERS else "?"
    return _Needs(tuple(runs), signs, _Shape(True, char, char, False))


def _of_repeat(node: Repeat) -> list[_Needs]:
    inner = _needs(node.item)
    found = _power(inner, min(node.least, _COPIES))
    if node.most == node.least <= _COPIES:
        return found
    pure = (all(need.runs[i].pure for need in inner) for i in range(len(_RUNS)))
    more = _Needs(tuple(_NOTHING if each else _ANYTHING for each in pure), _NO_SIGNS, _ANY_SHAPE)
    return [need.then(more) for need in found]


def _power(inner: list[_Needs], times: int) -> list[_Needs]:
    """Give what `inner` needs so many times in a row."""
    if len(inner) > 1:
        return _product([inner] * times)
    needed, doubled = _EMPTY, inner[0]
    while times:
        if times % 2:
            needed = needed.then(doubled)
        doubled = doubled.then(doubled)
        times //= 2
    return [needed]


def _product(parts: Iterable[list[_Needs]]) -> list[_Needs]:
    found = [_EMPTY]
    for part in parts:
        if len(part) == 1:
            found = [need.then(part[0]) for need in found]
        else:
            found = _pruned(a.then(b) for a in found for b in part)
    return found


def _pruned(found: Iterable[_Needs]) -> list[_Needs]:
    """Give `found` without those that ask for more than another one; joined to one when there are too many."""
    kept: list[_Needs] = []
    for need in dict.fromkeys(found):
        if not any(other.met_by(need) for other in kept):
            kept = [other for other in kept if not need.met_by(other)]
            kept.append(need)
    if len(kept) <= _MOST:
        return kept
    runs = (_Run(*map(min, *each)) for each in zip(*(need.runs for need in kept), strict=True))
    signs = map(min, *(need.signs for need in kept))
    marked = all(need.shape.marked for need in kept)
    return [_Needs(tuple(runs), tuple(signs), _ANY_SHAPE._replace(marked=marked))]


def _joined(a: _Run, b: _Run) -> _Run:
    return _Run(
        a.pure and b.pure,
        a.left + (b.left if a.pure else 0),
        max(a.best, b.best, a.right + b.left),
        b.right + (a.right if b.pure else 0),
    )


def _together(a: _Shape, b: _Shape) -> _Shape:
    head = (a.head + b.head if a.pure else a.head)[:_EDGE]
    tail = (a.tail + b.tail if b.pure else b.tail)[-_EDGE:]
    pure = a.pure and b.pure and len(a.head) + len(b.head) <= _EDGE
    return _Shape(pure, head, tail, a.marked or b.marked or MARK in a.tail + b.head)
