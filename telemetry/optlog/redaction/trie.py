"""Many words as one expression: what they begin with is shared, so that each place of a text is looked at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["trie"]


def trie(words: Iterable[bytes]) -> bytes:
    """Give an expression that matches the longest of `words`, sharing what they begin with."""
    by_head: dict[bytes, list[bytes]] = {}
    ends = False
    for word in words:
        if word:
            by_head.setdefault(word[:1], []).append(word[1:])
        else:
            ends = True
    if not by_head:
        return b"" if ends else b"(?!)"
    arms = b"|".join(re.escape(head) + trie(tails) for head, tails in sorted(by_head.items()))
    return b"(?:" + arms + b")" + (b"?" if ends else b"")
