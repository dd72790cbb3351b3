"""What is asked for each rule before the rule itself: words that few texts have, and how a match begins."""

from __future__ import annotations

import pytest
from optlog.redaction.needs import DIGITS
from optlog.redaction.wider import SHAPE, certain_start, rarity, written
from optlog_policy.pattern_tree import parse, shortest_length


@pytest.mark.parametrize(
    ("words", "rare"),
    [
        (["ghp_"], 9),
        (["user"], 8),
        (["sk-"], 7),
        (["vat"], 6),
        ([" -p"], 6),
        (["11"], 0),
        (["token", "key"], 6),
        ([], 0),
        (["lob", *["abcdef"] * 19], 12),
    ],
)
def test_how_rare_the_least_rare_word_is(words: list[str], rare: int) -> None:
    """Letters and signs count, digits do not: they are alike when the question is asked."""
    assert rarity([word.encode() for word in words]) == rare


@pytest.mark.parametrize(
    ("pattern", "certain"),
    [
        (r"\bghp_[A-Za-z0-9]{36}\b", 4),
        (r"(?i)(?:\b|_)(?:vat|ust)[0-9]{9}", 3),
        (r"(?m)(?:^|[^\w.-])(?P<secret>DE ?[1-9][0-9]{8})\b", 2),
        (r"(?i)(?:card[ _-]?)?exp[0-9]{4}", 3),
        (r"[0-9]{3}-[0-9]{2}", 0),
        (r"(?:ab|[0-9]c)d", 0),
        (r"(?:ab){2}c", 5),
    ],
)
def test_how_many_characters_are_certain(pattern: str, certain: int) -> None:
    """Edges, one byte before them, and what may be left out are not regarded."""
    assert certain_start(parse(pattern)) == certain


@pytest.mark.parametrize(
    ("pattern", "digits"),
    [("[0-9]{3}-[0-9]{2}", 5), ("(?:[0-9]{4}|a[0-9])", 1), ("[0-9a-f]{8}", 0)],
)
def test_how_many_digits_a_match_has(pattern: str, digits: int) -> None:
    """The least of all ways to match."""
    assert shortest_length(parse(pattern), DIGITS) == digits


def test_a_widened_pattern_tells_neither_digits_nor_letters_of_a_kind_apart() -> None:
    """Capitals stay capitals; a class of one or two characters is left as it is where that is asked for."""
    tree = parse("[A-C][02468]x")
    assert written(tree, 2) == rb"[\x41-\x5a][\x30-\x39][\x78-\x78]"
    assert written(tree, 0) == rb"[\x41-\x5a][\x30-\x39][\x61-\x7a]"
    assert b"B2x, 17".translate(SHAPE) == b"B0x, 00"
