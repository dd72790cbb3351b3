"""The catalogue: all redaction rules by name, loaded from TOML, merged, and checked against their own examples.

How a rule is written stands in `optlog_policy.rule_model`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from optlog_policy._toml import TOMLDecodeError, loads
from optlog_policy.errors import RuleError
from optlog_policy.rule_model import TRUSTED, RedactionRule
from optlog_policy.toml_lines import TomlLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["RedactionRule", "RuleFault", "RuleSet", "hits"]


class RuleFault(NamedTuple):
    """One failing example or wrong field: the rule's name, what is wrong, and what to do about it."""

    rule: str
    what: str
    hint: str


class RuleSet:
    """An immutable set of rules, in order, each name once.

    Raises RuleError when a name stands twice.
    """

    def __init__(self, rules: Iterable[RedactionRule] = ()) -> None:
        self._rules: dict[str, RedactionRule] = {}
        for rule in rules:
            if rule.name in self._rules:
                raise RuleError(f"two rules are named `{rule.name}`", hint="rename one of them")
            self._rules[rule.name] = rule

    @classmethod
    def load_builtin(cls, *, examples: bool = True) -> RuleSet:
        """Give the rules that come with optlog: every TOML file of the `rules` folder, in the order of their names.

        `examples=False` leaves the examples out, which takes 0.7 MiB less: for a program that only redacts.
        """
        return _builtin(examples=examples)

    @classmethod
    def from_toml(cls, text: str, source: str) -> RuleSet:
        """Read rules from TOML `text`; `source` names the file in errors.

        Raises RuleError naming file and line of every fault, failing examples included.
        """
        rules = cls(_read(text, source))
        faults = rules.self_check()
        if faults:
            told = [f"{source}:{_line(text, f.rule)}: rule `{f.rule}`: {f.what}" for f in faults]
            raise RuleError("\n  ".join(["rules fail:", *told]), hint=_hints(faults))
        return rules

    def __iter__(self) -> Iterator[RedactionRule]:
        return iter(self._rules.values())

    def __len__(self) -> int:
        return len(self._rules)

    def __contains__(self, name: object) -> bool:
        return name in self._rules

    def get(self, name: str) -> RedactionRule | None:
        """Give the rule called `name`, or None."""
        return self._rules.get(name)

    def merged(self, other: Iterable[RedactionRule], disabled: Iterable[str] = ()) -> RuleSet:
        """Give this set with the rules of `other` added (same name: replaced) and those named in `disabled` left out.

        Raises RuleError when a name in `disabled` is not known: a typing error must not leave a rule on, or off.
        """
        rules = self._rules | {rule.name: rule for rule in other}
        for name in disabled:
            if name not in rules:
                raise RuleError(
                    f"no rule is named `{name}`", hint="`optlog rules list` names them all"
                )
        dropped = set(disabled)
        return RuleSet(rule for rule in rules.values() if rule.name not in dropped)

    def for_profile(self, profile: str) -> RuleSet:
        """Give the rules that are active in `profile` (`strict`, `balanced` or `secrets-only`)."""
        return RuleSet(rule for rule in self if profile in rule.active_profiles)

    def self_check(self) -> list[RuleFault]:
        """Check every rule's form and every example on both sides; give what fails."""
        return [fault for rule in self for fault in _faults(rule)]


@cache
def _builtin(*, examples: bool) -> RuleSet:
    folder = resources.files("optlog_policy") / "rules"
    files = sorted(
        (item for item in folder.iterdir() if item.name.endswith(".toml")), key=lambda x: x.name
    )
    return RuleSet(
        rule
        for item in files
        for rule in _read(
            item.read_text(encoding="utf-8"), item.name, context=TRUSTED, examples=examples
        )
    )


def _read(
    text: str, source: str, *, context: dict[str, bool] | None = None, examples: bool = True
) -> Iterator[RedactionRule]:
    faults: list[tuple[str, str]] = []
    for index, table in enumerate(_tables(text, source)):
        if not examples:
            table.pop("examples", None)
        try:
            yield RedactionRule.model_validate(table, context=context)
        except ValidationError as error:  # every fault is told at once
            faults += _told(error, source, TomlLines(text), index)
    if faults:
        hint = "; ".join(dict.fromkeys(h for _, h in faults if h)) or None
        raise RuleError("\n  ".join(["rules cannot be read:", *(t for t, _ in faults)]), hint=hint)


def _tables(text: str, source: str) -> list[Any]:
    try:
        data = loads(text)
    except TOMLDecodeError as error:
        raise RuleError(f"{source}: not valid TOML: {error}") from error
    unknown = sorted(set(data) - {"rule"})
    if unknown or not isinstance(data.get("rule", []), list):
        found = unknown[0] if unknown else "rule"
        line = TomlLines(text).line((found,))
        raise RuleError(
            f"{source}:{line}: `{found}` is not a list of rules",
            hint="start each rule with [[rule]]",
        )
    return list(data.get("rule", []))


def _told(
    error: ValidationError, source: str, lines: TomlLines, index: int
) -> Iterator[tuple[str, str]]:
    """Give a line of text and a hint for each fault; no value of the file is quoted."""
    for item in error.errors(include_input=False):
        where = item["loc"]
        line = lines.line(("rule", index, *where))
        field = ".".join(str(part) for part in where)
        what = item["msg"] if not field else f"{field}: {item['msg'].lower()}"
        yield f"{source}:{line}: {what}", item.get("ctx", {}).get("hint", "")


def _line(text: str, name: str) -> int:
    match = re.search(rf"""^\s*name\s*=\s*["']{re.escape(name)}["']""", text, re.MULTILINE)
    return 1 if match is None else text.count("\n", 0, match.end()) + 1


def _hints(faults: list[RuleFault]) -> str:
    return "; ".join(dict.fromkeys(fault.hint for fault in faults if fault.hint))


def _faults(rule: RedactionRule) -> Iterator[RuleFault]:
    fault = rule.fault()
    if fault is not None:
        yield RuleFault(rule.name, *fault)
        return
    assert rule.examples is not None
    for number, example in enumerate(rule.examples.match, start=1):
        if not hits(rule, example):
            yield RuleFault(
                rule.name, f"match example {number} is not hit", "mend pattern or example"
            )
    for number, example in enumerate(rule.examples.ignore, start=1):
        if hits(rule, example):
            yield RuleFault(rule.name, f"ignore example {number} is hit", "make the rule narrower")


def hits(rule: RedactionRule, example: str) -> bool:
    """Say whether `rule` hits `example` (a key name for a name rule, else a text); both engines must agree."""
    if rule.keys:
        return rule.matches_key(example)
    text = example.encode("utf-8", "surrogatepass")
    found = rule.find(text)
    if found != rule.find(text, engine="python"):
        raise RuleError(f"rule `{rule.name}`: google-re2 and Python re disagree on an example")
    return bool(found)
