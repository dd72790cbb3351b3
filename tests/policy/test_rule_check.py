"""`optlog rules check`: every fault of a rule file, each with its line and a hint."""

from __future__ import annotations

import pytest
from optlog_policy.benign import benign_keys, benign_lines
from optlog_policy.rule import RuleSet
from optlog_policy.rule_check import RuleProblem, check_rules
from optlog_policy.toml_lines import TomlLines

BUILTIN = tuple(RuleSet.load_builtin())

GOOD = r"""
[[rule]]
name = "acme-ticket"
category = "secret"
family = "auth"
reason = "A ticket opens a session."
reference = "https://acme.example/docs"
keywords = ["acmt_"]
pattern = '\bacmt_[0-9a-f]{24}\b'
[rule.examples]
match = ["ticket acmt_0123456789abcdef01234567 accepted"]
ignore = ["ticket acmt_0123 refused"]
"""


def problems(text: str, *, timing: bool = False) -> list[RuleProblem]:
    """Give what is wrong with a file."""
    return check_rules(text, known=BUILTIN, timing=timing)[1]


def only(text: str, *, timing: bool = False) -> RuleProblem:
    """Give the one thing that is wrong with a file."""
    [problem] = problems(text, timing=timing)
    assert problem.hint
    return problem


def test_a_good_file_has_no_fault() -> None:
    """A sound rule is read, and nothing is said about it, speed included."""
    rules, found = check_rules(GOOD, known=BUILTIN)
    assert [rule.name for rule in rules] == ["acme-ticket"]
    assert found == []


@pytest.mark.parametrize(
    ("old", "new", "line", "told", "hint"),
    [
        ("[[rule]]\nname", "[[rule\nname", 2, "not valid TOML", "toml.io"),
        ("[[rule]]\n", "[rule]\n", 2, "`rule` is not a list", "[[rule]]"),
        ("\n[[rule]]", 'title = "x"\n[[rule]]', 1, "unknown key `title`", "[[rule]]"),
        ("keywords =", "keywrds =", 8, "unknown key `keywrds`", "did you mean `keywords`"),
        ("ignore =", "ignored =", 12, "unknown key `examples.ignored`", "did you mean `ignore`"),
        ('"secret"', '"secrets"', 4, "`category`", "secret, pii or identifier"),
        ('"acme-ticket"', '"Acme Ticket"', 3, "`name`", "lower-case"),
        ('reason = "A ticket opens a session."\n', "", 2, "`reason` is missing", "every rule"),
        ("{24}", "+", 9, "unbounded quantifier", "{0,64}"),
        (r"\bacmt_", r"(?=x)acmt_", 9, "lookaround", "secret"),
        (r"[0-9a-f]{24}\b", r"(", 9, "pattern is refused", "close each ("),
        (r"{24}\b", r"{1,2000}\b", 9, "invalid repetition size", "counts to 1000"),
        (r"[0-9a-f]{24}\b", r"(?i)[0-9a-f]{24}", 9, "global flags", "(?i:...)"),
        (r"[0-9a-f]{24}\b", r"([0-9a-f])\1{23}", 9, r"backreference `\1`", "validator"),
        (
            r"'\bacmt_[0-9a-f]{24}\b'",
            r'"\bacmt_[0-9a-f]{24}"',
            9,
            "control character",
            "single quotes",
        ),
        (r"'\bacmt_[0-9a-f]{24}\b'", r'"\dacmt_"', 9, "not valid TOML", "single quotes"),
        ('["acmt_"]', '"acmt_"', 8, "`keywords` is not a list", "lower-case"),
        (
            '["acmt_"]',
            '["acmt_"]\nvalidator = "ibn"',
            9,
            "unknown validator `ibn`",
            "mean `iban`",
        ),
        (
            "keywords =",
            'keys = ["acme_ticket"]\nkeywords =',
            8,
            "both `keys` and `pattern`",
            "two rules",
        ),
        ("[rule.examples]", "[rule.unknown]", 10, "unknown key `unknown`", "known:"),
        (
            "01234567 accepted",
            " accepted",
            11,
            "match example 1 is not hit: the pattern",
            "correct the pattern",
        ),
        ('["acmt_"]', '["zzzz"]', 11, "none of the keywords", "add a keyword"),
        ('["acmt_"]', '["acmt_"]\ncontext = ["gizmo"]', 12, "no context word", "context_window"),
        ('["acmt_"]', '["acmt_"]\nentropy = 6.0', 12, "too regular", "lower `entropy`"),
        (
            '["acmt_"]',
            '["acmt_"]\nvalidator = "mixed"\ncontext = ["gizmo"]',
            13,
            "no context word",
            "widen",
        ),
        (
            '["acmt_"]',
            '["acmt_"]\nvalidator = "nonsense"',
            9,
            "unknown validator `nonsense`",
            "known: ",
        ),
        (
            "acmt_0123 refused",
            "acmt_0123456789abcdef01234567",
            12,
            "ignore example 1 is hit",
            "narrower",
        ),
    ],
)
def test_every_fault_has_its_line_and_hint(
    old: str, new: str, line: int, told: str, hint: str
) -> None:
    """Each single mistake in a good file is told once at least, with its own line, and says what to do."""
    assert old in GOOD
    found = problems(GOOD.replace(old, new, 1))
    matching = [p for p in found if told in p.what and p.line == line]
    assert matching, found
    assert all(problem.hint for problem in found)
    assert any(hint in problem.hint for problem in matching)


def test_a_byte_order_mark_in_front_is_no_fault() -> None:
    """Some editors put one there; lines and rules are the same."""
    assert check_rules("\ufeff" + GOOD.lstrip(), known=BUILTIN, timing=False)[1] == []


def test_all_faults_are_told_at_once() -> None:
    """A second rule's faults do not wait for the first one's to be mended, and lines go up."""
    text = GOOD.replace("{24}", "+") + GOOD.replace("acme-ticket", "other").replace(
        "keywords", "keywrds"
    )
    found = problems(text)
    assert {problem.rule for problem in found} == {"acme-ticket", "other"}
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)


def test_missing_examples_and_bad_pattern_of_one_rule_are_both_told() -> None:
    """One rule with two faults of its form gets both."""
    text = GOOD[: GOOD.index("[rule.examples]")].replace("{24}", "*")
    told = " ".join(problem.what for problem in problems(text))
    assert "unbounded quantifier" in told
    assert "no examples" in told


def test_a_name_that_stands_twice_is_an_error() -> None:
    """Two rules of one file with the same name clash; the second one's line is told."""
    clash = next(p for p in problems(GOOD + GOOD) if "same name" in p.what)
    assert (clash.severity, clash.line) == ("error", GOOD.count("\n") + 3)


def test_a_built_in_name_is_a_note() -> None:
    """Taking a built-in rule's place is allowed and said."""
    note = only(GOOD.replace("acme-ticket", BUILTIN[0].name))
    assert (note.severity, note.line) == ("note", 3)


def test_a_shadowed_rule_is_told_with_who_finds_it() -> None:
    """A rule whose examples built-in rules find already adds nothing, and the warning names them."""
    text = GOOD.replace("acmt_[0-9a-f]{24}", "password=(?P<secret>[0-9a-f]{24})").replace(
        '["acmt_"]', '["password"]'
    )
    warning = only(text.replace("ticket acmt_0", "ticket password=0"))
    assert (warning.severity, warning.line) == ("warning", 3)
    assert "`password-in-text`" in warning.what


def test_a_shadowed_name_rule_is_told() -> None:
    """A name rule for keys that a built-in name rule knows adds nothing."""
    text = (
        GOOD[: GOOD.index("keywords")]
        + 'keys = ["db_password"]\n[rule.examples]\nmatch = ["db_password"]\nignore = ["x"]\n'
    )
    assert "`password`" in only(text).what


def test_too_much_of_ordinary_logs_is_an_error() -> None:
    """A pattern that hits ordinary lines is told with how many, and with one of them; so is a key name."""
    greedy = only(
        GOOD.replace("acmt_[0-9a-f]{24}", "[a-z]{8}")
        .replace('keywords = ["acmt_"]', "")
        .replace('"ticket acmt_0123 refused"', '"a b"')
    )
    assert greedy.severity == "error"
    assert f"of {len(benign_lines())} ordinary log lines" in greedy.what
    keyed = (
        GOOD[: GOOD.index("keywords")]
        + 'keys = ["duration"]\n[rule.examples]\nmatch = ["duration"]\nignore = ["x"]\n'
    )
    assert f"of {len(benign_keys())} ordinary key names" in only(keyed).what


def test_a_slow_pattern_is_told_as_growth_or_as_endless() -> None:
    """Repetition inside repetition is found out on Python's engine, without hanging, and the text is described."""
    slow = GOOD.replace("acmt_[0-9a-f]{24}", "acmt_(?:[0-9a-f]{1,24}){1,30}x").replace(
        'accepted"', 'acmt_0x"'
    )
    problem = only(slow.replace("ticket acmt_0123456789abcdef01234567 ", ""), timing=True)
    assert problem.line == 9
    assert "Python `re`" in problem.what
    assert "no repetition inside a repetition" in problem.hint


def test_example_lines_are_found_in_any_list() -> None:
    """An example's line is right in a list over several lines, with comments, both kinds of quotes, and long strings."""
    text = GOOD.replace(
        'ignore = ["ticket acmt_0123 refused"]',
        """ignore = ['a', # "not this"
  \"\"\"two
lines\"\"\",
  "acmt_\\"1", "x",
  "acmt_0123456789abcdef01234567",
]""",
    )
    assert only(text).line == 16


def test_no_value_is_quoted() -> None:
    """What stands in the file may be a real secret: no message holds an example or a wrong value."""
    secret = "hunter2-hunter2"
    text = (
        GOOD.replace("acmt_0123456789abcdef01234567", secret)
        .replace('"auth"', f'["{secret}"]')
        .replace('"secret"', f'"{secret}"')
    )
    assert secret not in str(problems(text))


def test_the_built_in_rules_hold() -> None:
    """Our own catalogue hits nothing of the benign sample and no rule hides behind an earlier one's name."""
    for rule in BUILTIN:
        hit = [line for line in benign_lines() if rule.find(line.encode())]
        assert hit == [], rule.name
        assert not [key for key in benign_keys() if rule.keys and rule.matches_key(key)], rule.name


def test_the_benign_sample_is_large_and_varied() -> None:
    """About 300 lines, all different, with many key names."""
    assert len(benign_lines()) > 280
    assert len(set(benign_lines())) == len(benign_lines())
    assert len(benign_keys()) > 100


def test_lines_of_an_empty_file() -> None:
    """A file without a rule is a warning, not a silent success."""
    assert only("# nothing\n").severity == "warning"
    assert TomlLines("").line(("rule", 3)) == 1


def test_a_hit_that_ends_within_a_word_is_told() -> None:
    """A bound too small hides half a token: a warning at the example's line."""
    warning = only(GOOD.replace(r"acmt_[0-9a-f]{24}\b", "acmt_[0-9a-f]{12}"))
    assert (warning.severity, warning.line) == ("warning", 11)
    assert "within a word" in warning.what
