"""What is wrong with a file of rules: every fault at once, each with its line and what to do about it.

`RuleSet.from_toml` refuses a file with a fault in its form or its examples; here rules are judged as well: what is slow,
what takes too much, what is found already.
"""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from pydantic import ValidationError

from optlog_policy._toml import TOMLDecodeError, loads
from optlog_policy.benign import benign_keys, benign_lines
from optlog_policy.errors import RuleError
from optlog_policy.pattern import pattern_fault
from optlog_policy.rule import hits
from optlog_policy.rule_model import TRUSTED, Examples, RedactionRule
from optlog_policy.rule_timing import LARGE, SMALL, SlowRule, slow_rules
from optlog_policy.toml_lines import TomlLines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["RuleProblem", "Severity", "check_rules", "ends_within_word"]

Severity = Literal["error", "warning", "note"]

_FIELD_HINTS = {
    "name": "use lower-case letters, digits and single dashes, such as acme-api-key",
    "category": "write secret, pii or identifier",
    "action": "write mask, pseudonym or truncate",
    "marker": "write [name] with lower-case letters, digits, `:`, `_` and `-`",
    "profiles": 'write some of "strict", "balanced", "secrets-only"',
    "keys": "write lower-case words joined by `_`",
    "keys_except": "write lower-case words joined by `_`",
    "keywords": "write at least two lower-case ASCII characters that stand in every match",
    "examples": "add [rule.examples] with `match` and `ignore`, lists of texts",
}
_TOML_HINTS = {
    "Unescaped '\\'": "write patterns in single quotes, in which TOML leaves a backslash alone",
    "Illegal character": "close the text with the quote that it begins with",
}
_MESSAGES = {
    "tuple_type": " is not a list: write it in [ ]",
    "string_pattern_mismatch": " is not written as it must be",
}
"""In our words, what pydantic says in its own."""
_CONDITIONS = {
    "keywords": ("none of the keywords stands in it", "add a keyword that does, in lower case"),
    "context": ("no context word stands near enough", "widen `context_window`, or add the word"),
    "entropy": ("its secret part is too regular", "lower `entropy`"),
    "validator": (
        "the validator does not take its secret part",
        "correct the check digits of the example",
    ),
}


class RuleProblem(NamedTuple):
    """One thing that is wrong. `line` counts from 1; `rule` is empty when the file itself is wrong.

    An `error` makes the file unusable or harmful, a `warning` makes a rule useless, a `note` may be as it should.
    """

    severity: Severity
    line: int
    rule: str
    what: str
    hint: str


class _File:
    """One file on its way through the checks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = TomlLines("")
        self.rules: list[tuple[int, RedactionRule]] = []
        self.problems: list[RuleProblem] = []

    def tell(
        self, severity: Severity, where: Sequence[object], rule: str, what: str, hint: str = ""
    ) -> None:
        self.problems.append(RuleProblem(severity, self.lines.line(where), rule, what, hint))


def check_rules(
    text: str, *, known: Sequence[RedactionRule] = (), timing: bool = True
) -> tuple[list[RedactionRule], list[RuleProblem]]:
    """Check the rules of a TOML `text`; give those that can be read, and all that is wrong, in the order of the lines.

    `known` are the rules that stand already. With `timing` each pattern is run on texts that are hard to search, for some
    seconds a file.
    """
    file = _File(text)
    for index, table in enumerate(_tables(file)):
        _read(file, index, table)
    _check_names(file, {rule.name for rule in known})
    sound = [(index, rule) for index, rule in file.rules if _form_holds(file, index, rule)]
    for place, (index, rule) in enumerate(sound):
        others = [*known, *(other for _, other in sound[:place])]
        if _examples_hold(file, index, rule):
            _check_ends(file, index, rule)
            _check_shadowed(file, index, rule, [o for o in others if o.name != rule.name])
        _check_benign(file, index, rule)
    if timing:
        _check_timing(file, [(index, rule) for index, rule in sound if rule.pattern])
    file.problems.sort(key=lambda problem: problem.line)
    return [rule for _, rule in file.rules], file.problems


def _tables(file: _File) -> list[Any]:
    """Give the `[[rule]]` tables."""
    try:
        data = loads(file.text)
    except TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else max(1, file.text.count("\n"))
        what = re.sub(r" \(at .*\)$", "", str(error))
        hint = next(
            (hint for sign, hint in _TOML_HINTS.items() if sign in what), "see https://toml.io"
        )
        file.problems.append(RuleProblem("error", line, "", f"not valid TOML: {what}", hint))
        return []
    file.lines = TomlLines(file.text)
    for name in data:
        if name != "rule":
            file.tell(
                "error", (name,), "", f"unknown key `{name}`", "start each rule with [[rule]]"
            )
    tables = data.get("rule", [])
    if not isinstance(tables, list):
        file.tell("error", ("rule",), "", "`rule` is not a list", "write [[rule]], not [rule]")
        return []
    if not tables:
        file.tell("warning", (), "", "no rule stands in this file", "start each rule with [[rule]]")
    return tables


def _read(file: _File, index: int, table: Any) -> None:
    name = str(table.get("name", "")) if isinstance(table, dict) else ""
    try:
        file.rules.append((index, RedactionRule.model_validate(table, context=TRUSTED)))
    except ValidationError as error:
        for item in error.errors(include_input=False, include_url=False):
            what, hint = _explained(item)
            file.tell("error", ("rule", index, *item["loc"]), name, what, hint)
        if isinstance(table, dict) and isinstance(table.get("pattern"), str):
            _tell_pattern(file, index, name, table["pattern"])


def _explained(item: Any) -> tuple[str, str]:
    """Say what pydantic found, in our words; no value is quoted."""
    where = item["loc"]
    field = ".".join(str(part) for part in where) or "rule"
    if item["type"] == "extra_forbidden":
        model = Examples if "examples" in where[:-1] else RedactionRule
        near = difflib.get_close_matches(str(where[-1]), model.model_fields, n=1)
        known = ", ".join(sorted(model.model_fields))
        return f"unknown key `{field}`", f"did you mean `{near[0]}`?" if near else f"known: {known}"
    hint = _FIELD_HINTS.get(str(where[0]) if where else "", "")
    if item["type"] == "missing":
        return f"`{field}` is missing", hint or "every rule has it"
    said = _MESSAGES.get(item["type"], f": {item['msg'][:1].lower()}{item['msg'][1:]}")
    return f"`{field}`{said}", hint


def _check_names(file: _File, known: set[str]) -> None:
    seen: set[str] = set()
    for index, rule in file.rules:
        where = ("rule", index, "name")
        if rule.name in seen:
            file.tell(
                "error",
                where,
                rule.name,
                "another rule of this file has the same name",
                "rename one",
            )
        elif rule.name in known:
            file.tell(
                "note",
                where,
                rule.name,
                "takes the place of the rule of this name",
                "rename it to keep both",
            )
        seen.add(rule.name)


def _form_holds(file: _File, index: int, rule: RedactionRule) -> bool:
    """Tell every fault of the rule's form; give whether there is none."""
    before = len(file.problems)
    broken = bool(rule.pattern) and _tell_pattern(file, index, rule.name, rule.pattern)
    fault = rule.fault()
    if fault is not None and not (broken and fault == pattern_fault(rule.pattern)):
        words = re.findall(r"\w+", fault[0])
        field = next((word for word in words if word in RedactionRule.model_fields), "name")
        file.tell("error", ("rule", index, field), rule.name, *fault)
    return len(file.problems) == before


def _tell_pattern(file: _File, index: int, name: str, pattern: str) -> bool:
    fault = pattern_fault(pattern) if pattern else None
    if fault is None:
        return False
    file.tell("error", ("rule", index, "pattern"), name, *fault)
    return True


def _examples_hold(file: _File, index: int, rule: RedactionRule) -> bool:
    before = len(file.problems)
    assert rule.examples is not None
    for side in ("match", "ignore"):
        for number, example in enumerate(getattr(rule.examples, side), start=1):
            fault = _example_fault(rule, example, wanted=side == "match")
            if fault is not None:
                what, hint = fault
                line = _item_line(file, ("rule", index, "examples", side), number)
                told = f"{side} example {number} {what}"
                file.problems.append(RuleProblem("error", line, rule.name, told, hint))
    return len(file.problems) == before


def _example_fault(rule: RedactionRule, example: str, *, wanted: bool) -> tuple[str, str] | None:
    try:
        hit = hits(rule, example)
    except RuleError:
        return "is read differently by google-re2 and Python `re`", "write the pattern more plainly"
    if hit == wanted:
        return None
    if not wanted:
        return "is hit", "make the rule narrower, or move the example to `match`"
    return _why_missed(rule, example)


def _why_missed(rule: RedactionRule, example: str) -> tuple[str, str]:
    if rule.keys:
        return "is not hit: no entry of `keys` ends it", "add one, or correct the example"
    for field, (what, hint) in _CONDITIONS.items():
        if getattr(rule, field) and hits(_without(rule, field), example):
            return f"is not hit: {what}", hint
    if hits(_without(rule, *_CONDITIONS), example):
        return (
            "is not hit: more than one of the rule's conditions refuses it",
            "loosen them one by one",
        )
    return "is not hit: the pattern does not match it", "correct the pattern or the example"


def _without(rule: RedactionRule, *fields: str) -> RedactionRule:
    kept = rule.model_dump(exclude_defaults=True, exclude=set(fields))
    return RedactionRule.model_validate(kept, context=TRUSTED)


_TOML_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''" + r'|"(?:\\.|[^"\\\n])*"' + r"|'[^'\n]*'|#[^\n]*",
    re.DOTALL,
)


def _item_line(file: _File, where: tuple[object, ...], number: int) -> int:
    """Give the line of the string that is item `number` (from 1) of the list at `where`."""
    first = file.lines.line(where)
    start = sum(len(line) for line in file.text.splitlines(keepends=True)[: first - 1])
    start = file.text.find("=", start)
    strings = (m for m in _TOML_STRING.finditer(file.text, start) if m[0][0] != "#")
    for count, match in enumerate(strings, start=1):
        if count == number:
            return file.text.count("\n", 0, match.start()) + 1
    return first


def _check_ends(file: _File, index: int, rule: RedactionRule) -> None:
    """Warn of a hit that ends within a word: a bound too small leaves the rest of a secret readable."""
    assert rule.examples is not None
    for number, example in enumerate(rule.examples.match, start=1):
        if ends_within_word(rule, example):
            line = _item_line(file, ("rule", index, "examples", "match"), number)
            told = (
                f"match example {number}: the hit ends within a word, what follows stays readable"
            )
            hint = r"raise the last bound, or end the pattern with \b"
            file.problems.append(RuleProblem("warning", line, rule.name, told, hint))


def ends_within_word(rule: RedactionRule, example: str) -> bool:
    """Say whether a hit of `rule` in `example` ends within a word."""
    data = example.encode("utf-8", "surrogatepass")
    return any(_WITHIN_WORD.match(data, end - 1) for _, end in rule.find(data) if end)


_WITHIN_WORD = re.compile(rb"[A-Za-z0-9]{2}")


def _check_shadowed(
    file: _File, index: int, rule: RedactionRule, others: Sequence[RedactionRule]
) -> None:
    assert rule.examples is not None
    finders = [_finders(rule, example, others) for example in rule.examples.match]
    if not all(finders):
        return
    names = ", ".join(f"`{name}`" for name in sorted(set().union(*finders))[:4])
    file.tell(
        "warning",
        ("rule", index, "name"),
        rule.name,
        f"all its match examples are found already, by {names}",
        "leave the rule out, or add an example that only this rule finds",
    )


def _finders(rule: RedactionRule, example: str, others: Sequence[RedactionRule]) -> set[str]:
    """Give the names of those `others` that hide all that `rule` hides in `example`."""
    if rule.keys:
        return {other.name for other in others if other.keys and other.matches_key(example)}
    data = example.encode("utf-8", "surrogatepass")
    wanted = rule.find(data)
    return {other.name for other in others if other.pattern and _covers(other.find(data), wanted)}


def _covers(found: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> bool:
    return all(any(s <= start and end <= e for s, e in found) for start, end in wanted)


def _check_benign(file: _File, index: int, rule: RedactionRule) -> None:
    sample = benign_keys() if rule.keys else benign_lines()
    hit: Callable[[str], object] = (
        rule.matches_key if rule.keys else lambda line: rule.find(line.encode())
    )
    taken = [line for line in sample if hit(line)]
    if taken:
        kind, field = ("key names", "keys") if rule.keys else ("log lines", "pattern")
        file.tell(
            "error",
            ("rule", index, field),
            rule.name,
            f"hits {len(taken)} of {len(sample)} ordinary {kind}, such as {taken[0][:100]!r}",
            "make it narrower: a longer prefix, \\b at its ends, `context`, `validator` or `entropy`",
        )


def _check_timing(file: _File, rules: list[tuple[int, RedactionRule]]) -> None:
    slow = slow_rules([rule for _, rule in rules])
    for place, how in slow.items():
        index, rule = rules[place]
        file.tell("error", ("rule", index, "pattern"), rule.name, *_slowness(how))


def _slowness(slow: SlowRule) -> tuple[str, str]:
    engine = "Python `re`" if slow.engine == "python" else "google-re2"
    hint = "no repetition inside a repetition, no two neighbours that take the same characters, smaller bounds"
    if slow.growth is None:
        return f"{engine} does not come to an end on a text of {slow.shape}", hint
    return (
        f"{engine} takes {slow.growth:.0f} times longer for {LARGE // SMALL} times the text of {slow.shape}",
        hint,
    )
