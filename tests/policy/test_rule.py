"""Rules as data: reading, refusing, finding."""

from __future__ import annotations

import pytest
from optlog_policy.errors import RuleError
from optlog_policy.pattern import pattern_fault
from optlog_policy.placeholder import is_drawn, is_generated
from optlog_policy.rule import RedactionRule, RuleSet
from optlog_policy.rule_model import Known
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
        ("[[:^alpha:]]a", "differs between the engines"),
        (r"[\0601]a", "differs between the engines"),
        ("(?m)a(?i-m:b$)", "without (?m)"),
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
    [
        "[*+]{1,3}",
        r"\+a",
        r"\\s",
        "(?m)^a$",
        "[]a+]b",
        r"a??b",
        "(?i:a)b",
        "(?m)(?i-s:a$)",
        r"[\\0]x",
        r"[:=]x",
        r"\$a[$^]",
    ],
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
    many = rule(pattern="[a-z]{4}_[0-9]{4}", keywords=[f"zulu{n}" for n in range(100)])
    assert many.find(b"acme_1234") == []
    assert many.find(b"zulu7 acme_1234") == [(6, 15)]


def test_what_is_known_of_a_match_does_not_change_what_is_found() -> None:
    """Matches that read the same are told apart where what stands beside them is not the same."""
    edged = rule(
        pattern=r"(?m)(?P<secret>ab{1,3})\b|a(?P<secret2>b{1,3})|^(?P<secret3>cd)|c(?P<secret4>d)",
        entropy=0.1,
    )
    text = b"ab abx ab\ncd xcd ab abx cd abx ab"
    known = Known()
    for _ in range(2):
        assert edged.find(text, known=known) == edged.find(text)
    assert known.parts
    near = rule(pattern="[a-z]{3}_[0-9]{4}", context=["pin"], unless=["not"])
    text = b"pin abc_1234 " + b"x" * 70 + b" abc_1234 " + b"x" * 70 + b"\npin not abc_1234 "
    assert near.find(text, known=Known()) == [(4, 12)]
    edged = rule(pattern="[a-z]{3}_[0-9]{4}", unless=["no"])
    text = b"1no abc_1234\nxno abc_1234\n" + b"-" * 40 + b"xno" + b"-" * 29 + b"abc_1234"
    text += b"y" + b"-" * 3 + b"no" + b"-" * 27 + b"abc_1234"
    known = Known()
    for _ in range(2):
        assert (
            edged.find(text, known=known) == edged.find(text) == edged.find(text, engine="python")
        )
    assert known.harmless


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
        (b"1234 " + b"x" * 55 + b" ping", False),
        (b"1234 " + b"x" * 55 + b" pin", True),
    ],
)
def test_context_words_stand_near_and_whole(text: bytes, hit: bool) -> None:
    """A short context word counts only by itself, a long one within a word, and both only within the window."""
    near = rule(pattern=r"\b[0-9]{4}\b", context=["pin", "passport"])
    assert bool(near.find(text)) is hit
    assert near.matches(text) or not hit


@pytest.mark.parametrize(
    ("text", "hit"),
    [
        (b"key: 1234", True),
        (b"cache key: 1234", False),
        (b"userCache key: 1234", False),
        (b"cache is warm\nkey: 1234", True),
        (b"cache " + b"x" * 40 + b" key: 1234", True),
        (b"ids key: 1234", True),
        (b"id key: 1234", False),
        (b"key: 1234 cache", True),
    ],
)
def test_words_before_a_value_make_it_harmless(text: bytes, hit: bool) -> None:
    """A word of `unless` counts shortly before the value, on its line; a short one only by itself."""
    kept = rule(pattern="key: (?P<secret>[0-9]{4})", unless=["cache", "id"])
    assert bool(kept.find(text)) is hit


@pytest.mark.parametrize(
    "value", ["q7Zr0Lm3Kx9Wv2Tn", "5b0c9e7d21f84a36", "x2k7p4q9w1m5n8b3", "a-b_Q7z-3kX9-w2Vt8"]
)
def test_generated_values_are_told(value: str) -> None:
    """Letters and digits drawn at random count as generated, hexadecimal ones too."""
    assert is_generated(value.encode())


@pytest.mark.parametrize(
    "value",
    [
        *("users2fa_v2", "node18alpine3x", "getUserProfileById2", "v1alpha1beta2", "page2of3"),
        *("2026-11-26T12:00:00.000Z", "20261126T120344Z", "0x14ed93111f20005", "plum7tree"),
        *("python3.11-slim-bookworm", "ECDHE-RSA-AES256-GCM-SHA384", "x86_64-linux-gnu"),
    ],
)
def test_words_versions_and_dates_are_not_generated(value: str) -> None:
    """Names with numbers in them, versions, dates and addresses of memory are no generated values."""
    assert not is_generated(value.encode())


def test_drawn_values_are_no_ids() -> None:
    """A value that may stand far from a telling name is neither UUID nor hash nor version."""
    assert is_drawn(b"q7Zr0Lm3Kx9Wv2Tn")
    assert not is_drawn(b"3f2b8c1e-6a4d-4e0b-9c57-1d2e3f4a5b6c")
    assert not is_drawn(b"9f86d081884c7d659a2feaa0c55ad015")
    assert not is_drawn(b"1.14.10-1~deb12u1")


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


@pytest.mark.parametrize("gap", ["", " ", "  ", "ax ", "a1a2a3"])
def test_matches_close_together_are_found_alike(gap: str) -> None:
    """However close together matches stand, both engines find the same ones."""
    near = rule(pattern=r"(?m)(?:^|[^0-9])(?P<secret>[0-9]{3}(?:x[0-9])?)|a(?P<secret2>[0-9])\b")
    text = ("no 12 " + gap.join([" 123", "456x7", " 89", "a1", "\n55", "77x"] * 30)).encode()
    found = near.find(text)
    assert found == near.find(text, engine="python")
    assert len(found) > 50
