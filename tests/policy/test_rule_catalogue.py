"""The built-in catalogue: each rule keeps its own promises."""

from __future__ import annotations

import time

import pytest
from optlog_policy.pattern import load_re2
from optlog_policy.rule import RedactionRule, RuleSet, hits

RULES = list(RuleSet.load_builtin())


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_examples_hold(rule: RedactionRule) -> None:
    """A rule is well formed, hits each of its `match` examples and none of its `ignore` ones, in both engines."""
    assert rule.fault() is None
    assert rule.examples is not None
    assert [text for text in rule.examples.match if not hits(rule, text)] == []
    assert [text for text in rule.examples.ignore if hits(rule, text)] == []


@pytest.mark.parametrize("rule", [r for r in RULES if r.pattern], ids=lambda rule: rule.name)
def test_engines_agree_on_every_example(rule: RedactionRule) -> None:
    """RE2 and Python `re` find the same spans of one rule in the examples of all rules."""
    for text in EXAMPLES:
        assert rule.find(text) == rule.find(text, engine="python"), text


EXAMPLES = [
    text.encode()
    for rule in RULES
    if rule.examples is not None and rule.pattern
    for text in (*rule.examples.match, *rule.examples.ignore)
]


def test_catalogue_loads_fast() -> None:
    """Reading all rules takes at most 60 ms (best of five), so that no program's start suffers."""
    from optlog_policy.rule import _builtin

    best = 1.0
    for _ in range(5):
        _builtin.cache_clear()
        started = time.process_time()
        RuleSet.load_builtin()
        best = min(best, time.process_time() - started)
    assert best <= 0.060


@pytest.mark.skipif(
    load_re2() is None, reason="Python's own engine backtracks; the matcher's caps bound it"
)
@pytest.mark.parametrize("rule", [r for r in RULES if r.pattern], ids=lambda rule: rule.name)
def test_repeated_examples_cost_little(rule: RedactionRule) -> None:
    """8 KiB of a rule's own examples, one after the other without end, are searched in at most 20 ms."""
    assert rule.examples is not None
    for text in (rule.examples.match[0], rule.examples.ignore[0]):
        hostile = ((text.encode() + b" ") * 9000)[:8192]
        rule.find(hostile, most=200)
        started = time.process_time()
        rule.find(hostile, most=200)
        assert time.process_time() - started <= 0.020
