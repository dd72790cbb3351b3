"""Which patterns can only match where a long run of token characters stands: the pure-Python matcher's cheapest gate."""

from __future__ import annotations

import re
import sys
from typing import Any

if sys.version_info >= (3, 11):
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
else:  # pragma: no cover  the same modules under their former names
    import sre_constants as constants
    import sre_parse as parser

__all__ = ["LONG_RUN", "needs_long_run"]

_LENGTH = 16
LONG_RUN = re.compile(rb"[A-Za-z0-9_-]{%d}" % _LENGTH)
"""Finds such a run; ordinary words, numbers and time stamps have none."""

_TOKEN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_REPEATS = {constants.MAX_REPEAT, constants.MIN_REPEAT}
_WORD_CLASSES = {constants.CATEGORY_DIGIT, constants.CATEGORY_WORD}


def needs_long_run(pattern: str) -> bool:
    """Say whether every match of `pattern` holds 16 token characters in a row (False when in doubt)."""
    return _needs(parser.parse(pattern))


def _needs(items: Any) -> bool:
    return any(_item_needs(kind, value) for kind, value in items)


def _item_needs(kind: Any, value: Any) -> bool:
    if kind in _REPEATS:
        least, _, inner = value
        if least >= _LENGTH and len(inner) == 1 and _is_token_class(*inner[0]):
            return True
        return least > 0 and _needs(inner)
    if kind is constants.SUBPATTERN:
        return _needs(value[-1])
    if kind is constants.BRANCH:
        return all(_needs(arm) for arm in value[1])
    return False


def _is_token_class(kind: Any, value: Any) -> bool:
    if kind is constants.LITERAL:
        return value in _TOKEN
    if kind is constants.RANGE:
        return _TOKEN.issuperset(range(value[0], value[1] + 1))
    if kind is constants.CATEGORY:
        return value in _WORD_CLASSES
    return kind is constants.IN and all(_is_token_class(*part) for part in value)
