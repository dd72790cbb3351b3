"""Patterns are taken apart as the engines read them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from optlog_policy.pattern_tree import (
    Chars,
    Repeat,
    members_of,
    parse,
    repeats,
    shortest,
    shortest_length,
)
from optlog_policy.rule import RuleSet

if TYPE_CHECKING:
    from optlog_policy.rule_model import RedactionRule

RULES = [rule for rule in RuleSet.load_builtin() if rule.pattern]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_shortest_text_of_every_rule_matches(rule: RedactionRule) -> None:
    """What the tree calls a short text is one, for Python's engine too, edges aside."""
    text = shortest(parse(rule.pattern))
    assert len(text) == shortest_length(parse(rule.pattern))
    without_edges = rule.pattern.replace(r"\b", "").encode()
    assert re.fullmatch(without_edges, text), text


@pytest.mark.parametrize(
    ("pattern", "members"),
    [
        ("[a-c]", b"abc"),
        ("[]a]", b"]a"),
        ("[a-]", b"a-"),
        (r"[\]\-x]", b"]-x"),
        (r"[\x41-\x43]", b"ABC"),
        ("(?i)[ab]", b"abAB"),
        ("(?i)k", b"kK"),
        ("(?-i:k)", b"k"),
        ("(?i:k)q", b"kKq"),
        (r"\.", b"."),
        (r"\t", b"\t"),
        (r"(?P<secret>x)|y", b"xy"),
        (r"(?:a(?i)b)c", b"abBc"),
    ],
)
def test_classes_and_flags(pattern: str, members: bytes) -> None:
    """Ranges, escapes, flags and their reach give exactly the bytes that may stand."""
    assert members_of(parse(pattern)) == frozenset(members)


def test_negated_classes_hold_all_other_bytes() -> None:
    r"""`[^\r\n]`, `\D` and `.` are bytes beyond ASCII too."""
    assert members_of(parse(r"[^\r\n]")) == frozenset(range(256)) - {10, 13}
    assert members_of(parse(r"\D")) == frozenset(range(256)) - frozenset(b"0123456789")
    assert members_of(parse(".")) == frozenset(range(256)) - {10}
    assert members_of(parse("(?i)[^a]")) == frozenset(range(256)) - frozenset(b"aA")


def test_quantifiers_and_what_leads_to_them() -> None:
    """Bounds are read, laziness is not, and each repetition is given with a text that leads up to it."""
    found = dict(repeats(parse(r"key=[a-f]{2,5}?(?:-[0-9]{3}){1,4}x?")))
    assert {(before, r.least, r.most) for before, r in found.items()} >= {(b"key=", 2, 5)}
    assert parse("a{3}") == Repeat(Chars(frozenset(b"a")), 3, 3)
    assert parse("a?") == Repeat(Chars(frozenset(b"a")), 0, 1)


@pytest.mark.parametrize("pattern", ["a)", "(a", "[a", "*a", "(?=a)", "a\\"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    """Broken syntax and syntax beyond the subset raise ValueError, nothing else."""
    with pytest.raises(ValueError, match=r"\w"):
        parse(pattern)
