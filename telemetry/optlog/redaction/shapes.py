"""What a text must look like for a pattern to match at all: the pure-Python matcher's gate for rules without keywords.

The shape of a text is the text with each digit written as `0` and each letter as `a`. A pattern such as
`[0-9]{3}-[0-9]{2}-[0-9]{4}` can only match where `000-00-0000` stands in the shape, and looking for that is a hundred
times faster than the pattern.
"""

from __future__ import annotations

import string
import sys
from typing import Any, NamedTuple

if sys.version_info >= (3, 11):
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:  # pragma: no cover  the same modules under their former names
    import sre_constants as constants
    import sre_parse as parser

__all__ = ["required_shapes", "shape"]

_DIGITS = string.digits.encode()
_LETTERS = string.ascii_letters.encode()
_SHAPE = bytes.maketrans(_DIGITS + _LETTERS, b"0" * len(_DIGITS) + b"a" * len(_LETTERS))
_REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT}


def shape(text: bytes) -> bytes:
    """Give `text` with digits as `0` and ASCII letters as `a`."""
    return text.translate(_SHAPE)


def required_shapes(pattern: str) -> tuple[bytes, ...]:
    """Give pieces, one of which stands in the shape of every match of `pattern`; empty when nothing can be said."""
    return tuple(_pieces(parser.parse(pattern)))


class _Same(NamedTuple):
    """A part of a pattern that matches only bytes of one shape, `least` to `most` of them."""

    char: bytes
    least: int
    most: int


def _pieces(items: Any) -> frozenset[bytes]:
    """Give the most telling pieces of a sequence: each run of neighbours of known shape is a candidate."""
    found: list[frozenset[bytes]] = []
    run = b""
    for kind, value in _flat(items):
        if kind is constants.AT:
            continue
        same = _same(kind, value)
        if same is None:
            found += [frozenset({run}), _inner_pieces(kind, value)]
            run = b""
        elif same.least == same.most:
            run += same.char * same.least
        else:
            found.append(frozenset({run + same.char * same.least}))
            run = same.char * same.least
    found.append(frozenset({run}))
    return max(found, key=_worth)


def _flat(items: Any) -> Any:
    """Give the items with groups opened."""
    for kind, value in items:
        if kind is constants.SUBPATTERN:
            yield from _flat(value[-1])
        else:
            yield kind, value


def _inner_pieces(kind: Any, value: Any) -> frozenset[bytes]:
    if kind is constants.BRANCH:
        arms = [_pieces(arm) for arm in value[1]]
        return frozenset().union(*arms) if all(map(_worth, arms)) else frozenset()
    if kind in _REPEATS and value[0] > 0:
        return _pieces(value[2])
    return frozenset()


def _worth(pieces: frozenset[bytes]) -> int:
    """Say how telling `pieces` are; letters stand everywhere, digits and signs less often."""
    return min((2 * len(piece) - piece.count(b"a") for piece in pieces), default=0)


def _same(kind: Any, value: Any) -> _Same | None:
    """Give the one shape that an item matches, or None."""
    if kind is constants.LITERAL:
        return _Same(shape(bytes([value])), 1, 1) if value < 128 else None  # noqa: PLR2004  ASCII
    if kind is constants.IN:
        chars = {_class_shape(*part) for part in value}
        char = chars.pop() if len(chars) == 1 else None
        return None if char is None else _Same(char, 1, 1)
    if kind in _REPEATS:
        inner = _same_sequence(value[2])
        return inner and _Same(inner.char, value[0] * inner.least, int(value[1]) * inner.most)
    if kind is constants.BRANCH:
        return _same_arms([_same_sequence(arm) for arm in value[1]])
    return None


def _same_sequence(items: Any) -> _Same | None:
    parts = [_same(kind, value) for kind, value in _flat(items) if kind is not constants.AT]
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or len({part.char for part in known}) > 1:
        return None
    least, most = sum(part.least for part in known), sum(part.most for part in known)
    return _Same(known[0].char, least, most)


def _same_arms(arms: list[_Same | None]) -> _Same | None:
    known = [arm for arm in arms if arm is not None]
    if not known or len(known) < len(arms) or len({arm.char for arm in known}) > 1:
        return None
    return _Same(known[0].char, min(arm.least for arm in known), max(arm.most for arm in known))


def _class_shape(kind: Any, value: Any) -> bytes | None:
    if kind is constants.LITERAL and value < 128:  # noqa: PLR2004  ASCII
        return shape(bytes([value]))
    if kind is constants.RANGE:
        first, last = (shape(bytes([end])) for end in value)
        whole = value[1] - value[0] < len(_LETTERS) // 2  # one alphabet, or the digits
        return first if first == last and whole and first in {b"0", b"a"} else None
    return b"0" if (kind, value) == (constants.CATEGORY, constants.CATEGORY_DIGIT) else None
