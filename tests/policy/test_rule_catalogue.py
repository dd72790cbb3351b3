"""The built-in catalogue: each rule keeps its own promises."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import optlog_policy
import pytest
from optlog_policy import _toml
from optlog_policy.pattern import load_re2
from optlog_policy.rule import RedactionRule, RuleSet, _builtin, hits

RULES_FOLDER = Path(optlog_policy.__file__).parent / "rules"

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


def cpu_s(call: Callable[[], object]) -> float:
    """Give the CPU seconds of one call."""
    started = time.process_time()
    call()
    return time.process_time() - started


def test_the_catalogue_loads_in_little_more_than_the_reading_of_its_files() -> None:
    """Building all rules takes no longer than TOML does; `dev.py bench import` says how long that is."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(RULES_FOLDER.glob("*.toml"))]
    reading = min(cpu_s(lambda: [_toml.loads(text) for text in texts]) for _ in range(5))

    def load() -> None:
        _builtin.cache_clear()
        RuleSet.load_builtin()

    assert min(cpu_s(load) for _ in range(5)) <= 2 * reading


@pytest.mark.skipif(
    load_re2() is None, reason="Python's own engine backtracks; the matcher's caps bound it"
)
@pytest.mark.parametrize("rule", [r for r in RULES if r.pattern], ids=lambda rule: rule.name)
def test_repeated_examples_cost_little(rule: RedactionRule) -> None:
    """8 KiB of a rule's own examples, one after the other without end, are searched in at most 20 ms of the processor's time (of five tries)."""
    assert rule.examples is not None
    for text in (rule.examples.match[0], rule.examples.ignore[0]):
        hostile = ((text.encode() + b" ") * 9000)[:8192]
        rule.find(hostile, most=200)
        assert any(cpu_s(partial(rule.find, hostile, most=200)) <= 0.020 for _ in range(5))
