"""Rules as data: reading, refusing, finding."""

from __future__ import annotations

import pytest
from optlog_policy.errors import RuleError
from optlog_policy.pattern import pattern_fault
from optlog_policy.rule import RedactionRule, RuleSet
from pydantic import ValidationError

GOOD = """\
[[rule]]
name = "acme-key"
category = "secret"
family = "cloud"
reason = "opens an Acme account"
reference = "https://acme.example/keys"
keywords = ["acme_"]
pattern = '\\b(?P<secret>acme_[0-9a-z]{8})\\b'
[rule.examples]
match = ["key acme_01234567 ok"]
ignore = ["acme_short"]
"""


def rule(**changes: object) -> RedactionRule:
    """Give a valid pattern rule with some fields changed."""
    fields: dict[str, object] = {
        "name": "acme-key",
        "category": "secret",
        "family": "cloud",
        "reason": "opens an Acme account",
        "reference": "https://acme.example/keys",
        "pattern": "acme_[0-9]{4}",
        "examples": {"match": ["acme_1234"], "ignore": ["acme"]},
    }
    return RedactionRule.model_validate({**fields, **changes})


def test_a_rule_file_is_read() -> None:
    """A rule in the documented format loads, and finds the marked part alone."""
    found = RuleSet.from_toml(GOOD, "acme.toml").get("acme-key")
    assert found is not None
    assert found.find(b"key acme_01234567 ok") == [(4, 17)]
    assert found.replacement == "[redacted:acme-key]"


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("a+", "unbounded quantifier"),
        ("a*", "unbounded quantifier"),
        ("a{3,}", "unbounded quantifier"),
        ("a{,3}", "unbounded quantifier"),
        ("(?=a)b", "lookaround"),
        ("(?<!a)b", "lookaround"),
        (r"a\s", "differs between the engines"),
        (r"[\s]a", "differs between the engines"),
        ("[[:alpha:]]a", "differs between the engines"),
        (r"(a)\1", "backreference"),
        ("\ba", "control character"),
        ("^a", "(?m)"),
        ("a$", "(?m)"),
        ("a?", "empty text"),
        ("(a", "refused by"),
        ("a{2000}", "refused by"),
    ],
)
def test_unsafe_patterns_are_refused(pattern: str, told: str) -> None:
    """A pattern that is unbounded, unportable or empty is refused, with a hint."""
    fault = pattern_fault(pattern)
    assert fault is not None
    assert told in fault[0]
    assert fault[1]
    with pytest.raises(ValidationError):
        rule(pattern=pattern)


@pytest.mark.parametrize(
    "pattern",
    ["[*+]{1,3}", r"\+a", r"\\s", "(?m)^a$", "[]a+]b", r"a??b", "(?i:a)b", r"[:=]x", r"\$a[$^]"],
)
def test_safe_patterns_are_taken(pattern: str) -> None:
    """Characters that only look like quantifiers or anchors do not refuse a pattern."""
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{8}", "+", "acme.toml:1: unbounded quantifier"),
        ('keywords = ["acme_"]', 'keywrds = ["acme_"]', "acme.toml:7: keywrds:"),
        ('ignore = ["acme_short"]', 'ignore = ["acme_01234567"]', "acme.toml:2: rule `acme-key`"),
        ('match = ["key acme_01234567 ok"]', 'match = ["acme"]', "match example 1 is not hit"),
        ("[rule.examples]", "[rule.exampels]", "acme.toml:9"),
        ('"secret"', '"secrets"', "acme.toml:3: category"),
        ("[[rule]]", "[[rules]]", "acme.toml:1: `rules` is not a list of rules"),
        ("[[rule]]", "[[rule", "acme.toml: not valid TOML"),
        ('name = "acme-key"', 'name = "Acme Key"', "acme.toml:2: name"),
        ("keywords", 'validator = "no-such"\nkeywords', "unknown validator `no-such`"),
    ],
)
def test_faults_name_file_and_line(old: str, new: str, told: str) -> None:
    """An error tells the file and the line, so that a developer finds the place."""
    with pytest.raises(RuleError) as caught:
        RuleSet.from_toml(GOOD.replace(old, new), "acme.toml")
    assert told in str(caught.value)


def test_every_fault_is_told_at_once() -> None:
    """Two wrong rules give two lines in one error."""
    second = GOOD.replace("acme-key", "other").replace("{8}", "*")
    with pytest.raises(RuleError) as caught:
        RuleSet.from_toml(GOOD.replace("{8}", "+") + second, "acme.toml")
    assert "acme.toml:1:" in str(caught.value)
    assert "acme.toml:12:" in str(caught.value)


def test_a_name_stands_once() -> None:
    """Two rules of one name in a set are a mistake, not an override."""
    with pytest.raises(RuleError, match="two rules are named"):
        RuleSet.from_toml(GOOD + GOOD, "acme.toml")


def test_merging_overrides_and_disables() -> None:
    """A host's rule replaces the built-in one of its name; a disabled name is gone; an unknown name is refused."""
    base = RuleSet([rule(), rule(name="other")])
    changed = base.merged([rule(reason="changed")], disabled=["other"])
    assert [found.reason for found in changed] == ["changed"]
    with pytest.raises(RuleError, match="no rule is named `othr`"):
        base.merged([], disabled=["othr"])


def test_profiles_default_to_the_category() -> None:
    """Secrets are hidden in every profile; personal data is not in `secrets-only`."""
    rules = RuleSet([rule(), rule(name="person", category="pii")])
    assert [found.name for found in rules.for_profile("secrets-only")] == ["acme-key"]
    assert len(rules.for_profile("balanced")) == len(rules.for_profile("strict")) == 2


def test_keywords_gate_a_rule() -> None:
    """A pattern hits only where one of the keywords stands in the lower-cased text."""
    gated = rule(pattern="(?i)acme_[0-9]{4}", keywords=["acme_"])
    assert gated.find(b"ACME_1234") == [(0, 9)]
    assert rule(pattern="[a-z]{4}_[0-9]{4}", keywords=["zulu"]).find(b"acme_1234") == []


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        (b"pin: 1234", True),
        (b"userPin 1234", True),
        (b"1234 is your PIN", True),
        (b"ping 1234", False),
        (b"spin 1234", False),
        (b"passportNumber 1234", True),
        (b"pin " + b"x" * 70 + b" 1234", False),
    ],
)
def test_context_words_stand_near_and_whole(text: bytes, hit: bool) -> None:
    """A short context word counts only by itself, a long one within a word, and both only within the window."""
    near = rule(pattern=r"\b[0-9]{4}\b", context=["pin", "passport"])
    assert bool(near.find(text)) is hit


def test_entropy_and_validator_decide() -> None:
    """A match that is too regular, or that its validator refuses, is no hit."""
    assert rule(pattern="[a-z0-9]{8}", entropy=2.0).find(b"aaaaaaaa") == []
    assert rule(pattern="[a-z0-9]{8}", entropy=2.0).find(b"a1b2c3d4") == [(0, 8)]
    placeholder = rule(pattern="=(?P<secret>[^ ]{1,20})", validator="value")
    assert placeholder.find(b"a=none b=${X} c=plum7tree") == [(16, 25)]


def test_several_secret_groups_are_several_spans() -> None:
    """Every group whose name begins with `secret` and took part is a span."""
    found = rule(pattern="(?P<secret>a{2})-(?P<secret2>b{2})|(?P<secret3>c{2})")
    assert found.find(b"aa-bb cc") == [(0, 2), (3, 5), (6, 8)]


@pytest.mark.parametrize(
    "key",
    ["api_key", "apiKey", "API-KEY", "my.api.key", "XApiKey", "api_key_2", "myapikey", "apiKey1"],
)
def test_name_rules_know_every_spelling(key: str) -> None:
    """Snake, camel, kebab, dotted and run-together spellings of a name mean the same key."""
    named = rule(pattern="", keys=["api_key"])
    assert named.matches_key(key)
    assert not rule(pattern="", keys=["api_key"], keys_except=["my_api_key"]).matches_key(
        "myApiKey"
    )


@pytest.mark.parametrize("key", ["api", "key", "api_keyboard", "api_key_count", ""])
def test_name_rules_leave_neighbours(key: str) -> None:
    """A key that merely contains the words is not the key."""
    assert not rule(pattern="", keys=["api_key"]).matches_key(key)
