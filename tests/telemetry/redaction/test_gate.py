"""What a pattern needs is never more than what its matches have: the pure-Python matcher's gate lets all of them through."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optlog.redaction.gate import Gate, counts, signs_of
from optlog.redaction.gated_matcher import GatedMatcher
from optlog.redaction.matcher import Matcher, make_matcher
from optlog.redaction.needs import needs
from optlog.redaction.re2_matcher import Re2Matcher
from optlog.redaction.wider import SHAPE, quoted, words_of, written
from optlog.testing.secrets import SecretMaker
from optlog_policy.pattern import load_re2, re2_options
from optlog_policy.pattern_tree import parse
from optlog_policy.rule import RedactionRule, RuleSet
from optlog_policy.rule_model import Examples

RULES = [rule for rule in RuleSet.load_builtin() if rule.pattern]
MATCHERS: list[Matcher] = [GatedMatcher(RULES)]
if load_re2() is not None:
    MATCHERS.append(Re2Matcher(RULES))


def counted(text: bytes) -> tuple[int, ...]:
    """Give the counts of `text` as the matcher makes them."""
    longest = max(map(len, text.lower().split()), default=0)
    return counts(text, longest, signs_of(text))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[0-9]{3}-[0-9]{2}-[0-9]{4}", "123-45-6789"),
        ("(?m)^[A-Z]{2}[0-9]{2} [A-Z]{3}$", "AB12 CDE"),
        (r"\bpin[ :]{1,3}[0-9]{4}\b", "pin: 1234"),
        ("(?:a|b){2,9}@", "abab@"),
        ("(?:x[0-9]){3}", "x1x2x3"),
        ("[a-z]{70}", "a" * 70),
        ("(?i)de[0-9]{2}(?: [0-9]{4}){2}", "DE12 3456 7890"),
    ],
)
def test_what_a_pattern_needs_its_match_has(pattern: str, text: str) -> None:
    """Small patterns with what they match: the gate is open, also with other text around."""
    gate = Gate(needs(pattern))
    for whole in (text, f"see\n{text}\nand 77"):
        if re.search(pattern.encode(), whole.encode()):
            assert gate.open(counted(whole.encode()))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("[0-9]{3}-[0-9]{2}-[0-9]{4}", "12 of 345 files"),
        ("[0-9]{9}", "2026-01-01 12:00:01"),
        ("[a-z]+@[a-z]+".replace("+", "{1,9}"), "no sign here"),
        ("[A-Z]{2}[0-9]{2}[A-Z]{5}", "build 7c1f0e2"),
        ("(?m)^[0-9]{4}$", "a whole line of words that goes on and on and on and on, 1234 of them"),
    ],
)
def test_the_gate_keeps_what_cannot_match(pattern: str, text: str) -> None:
    """Ordinary texts are sorted out by counting alone."""
    assert not Gate(needs(pattern)).open(counted(text.encode()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_gate_lets_every_made_secret_through(rule: RedactionRule) -> None:
    """Texts made from each pattern, valid or not: where the pattern matches, either matcher asks the rule."""
    maker, chance = SecretMaker(rule), random.Random(7)
    texts = [*rule.examples.match, *(maker.make(chance).text for _ in range(6))]
    for text in texts:
        data = text.encode()
        if re.search(rule.pattern.encode(), data) is None:
            continue
        for matcher in MATCHERS:
            found = matcher.candidates(data)
            assert found is not None
            assert rule.name in {candidate.name for candidate in found.rules}


@given(st.text("0123456789 -.:/ab@+\n", max_size=60))
def test_counts_are_upper_bounds(text: str) -> None:
    """A count is never lower than what stands in the text: two patterns without keywords, on random texts."""
    for pattern in ("[0-9]{3}[ -][0-9]{3}", "(?:[0-9]{2}:){2}[0-9]{2}|a[+]b@"):
        if re.search(pattern.encode(), text.encode()):
            assert Gate(needs(pattern)).open(counted(text.encode()))


@pytest.mark.skipif(load_re2() is None, reason="google-re2 is not installed")
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_is_asked_for_a_rule_is_true_wherever_it_matches(rule: RedactionRule) -> None:
    """Texts made from each pattern, with all digits alike: its wider pattern matches, and one of its words stands there."""
    asked = [written(parse(rule.pattern), least) for least in (0, 2)]
    patterns = [load_re2().compile(pattern, re2_options()) for pattern in asked]
    maker, chance = SecretMaker(rule), random.Random(11)
    for text in [*rule.examples.match, *(maker.make(chance).text for _ in range(6))]:
        data = text.encode()
        if rule.find(data):
            shape = data.translate(SHAPE)
            assert all(pattern.search(shape) is not None for pattern in patterns)
            words = words_of(rule)
            assert not words or any(re.search(quoted(word), shape) for word in words)


@pytest.mark.skipif(load_re2() is None, reason="google-re2 is not installed")
def test_a_text_seen_often_is_judged_as_one_never_seen() -> None:
    """Made secrets of many rules, again and again with other digits: nothing is named that was not, nor less."""
    matcher, chance = Re2Matcher(RULES), random.Random(3)
    for rule in RULES[::5]:
        text = SecretMaker(rule).make(chance).text
        others = [text, "".join(map(_other_digit, text))]
        first = [_asked_about(matcher, other) for other in others]
        for _ in range(12):
            matcher.candidates(text.encode())
        assert [_asked_about(matcher, other) for other in others] == first


@pytest.mark.parametrize("word", ["  ", "a b", " -p", "7", "größe"])
def test_whatever_its_word_is_a_rule_is_asked(word: str) -> None:
    """A keyword may be nothing but blanks or digits, a context word of letters beyond ASCII: each matcher asks the rule."""
    facts = {"name": "own", "category": "secret", "family": "f", "reason": "r", "reference": "r"}
    words = {"keywords": (word,)} if len(word) > 1 and word.isascii() else {"context": (word,)}
    examples = Examples(match=("-",), ignore=("-",))
    rule = RedactionRule.model_validate(
        {**facts, **words, "pattern": "zq[0-9]", "examples": examples}
    )
    text = f"{word} zq5".encode()
    assert rule.find(text)
    assert make_matcher([rule], "auto").candidates(text)
    assert make_matcher([rule], "python").candidates(text)


@pytest.mark.skipif(load_re2() is None, reason="google-re2 is not installed")
def test_rules_too_large_for_google_re2_are_asked_by_python() -> None:
    """Own rules that do not fit into the memory of a set leave a matcher that works, and the choice of `re2` refused."""
    rules = [_own_rule(n, "x(?:[a-f]b[0-9]defghi[A-C]){900}") for n in range(60)]
    rules.append(_own_rule(60, "zq[0-9]"))
    assert make_matcher(rules, "auto").candidates(b"a zq5")
    with pytest.raises(RuntimeError, match="too large"):
        make_matcher(rules, "re2")


def _own_rule(number: int, pattern: str, **words: tuple[str, ...]) -> RedactionRule:
    facts = {"category": "secret", "family": "f", "reason": "r", "reference": "r"}
    examples = Examples(match=("-",), ignore=("-",))
    return RedactionRule.model_validate(
        {"name": f"own-{number}", "pattern": pattern, "examples": examples, **facts, **words}
    )


def _other_digit(char: str) -> str:
    return str((ord(char) * 7 + 3) % 10) if char.isdigit() and char.isascii() else char


def _asked_about(matcher: Re2Matcher, text: str) -> set[str]:
    """Give the rules that find something in `text`, of those that the matcher names."""
    found = matcher.candidates(text.encode())
    return {r.name for r in found.rules if r.find(text.encode())} if found else set()
