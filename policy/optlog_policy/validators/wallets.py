"""Phrases that restore a wallet."""

from __future__ import annotations

from functools import cache
from importlib import resources

__all__ = ["seed_words"]

_LENGTHS = frozenset((12, 15, 18, 21, 24))


@cache
def _listed() -> frozenset[bytes]:
    """Give the 2048 English words of BIP-39 (github.com/bitcoin/bips, bip-0039/english.txt)."""
    file = resources.files("optlog_policy") / "seed_words.txt"
    return frozenset(file.read_bytes().split())


def seed_words(value: bytes) -> bool:
    """Say whether `value` is 12, 15, 18, 21 or 24 words, all of BIP-39's list, which lacks the most common ones."""
    words = value.split()
    return len(words) in _LENGTHS and _listed().issuperset(words)
