"""Redaction rules that other installed packages bring along, under the entry point group `optlog.rules`.

A package offers rules in its `pyproject.toml`:

```toml
[project.entry-points."optlog.rules"]
acme = "acme_sdk.redaction:RULES"
```

`RULES` is a `RuleSet`, a list of `RedactionRule`, or a function that gives one. They are used only where the host names
`acme` (or `*` for all): an installed package must not change by itself what an application hides.
"""

from __future__ import annotations

from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any

from optlog_policy.errors import RuleError
from optlog_policy.rule import RuleSet
from optlog_policy.rule_model import RedactionRule

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib.metadata import EntryPoint

__all__ = ["GROUP", "rules_of_packages"]

GROUP = "optlog.rules"


def rules_of_packages(names: Iterable[str], *, known: RuleSet | None = None) -> RuleSet:
    """Give the rules that the named entry points of installed packages offer, in the order of `names`.

    Args:
        names: entry points; `*` is all there are, sorted by name.
        known: rules that a package's rule must not replace: only the host may weaken one.

    Raises:
        RuleError: no package offers a name, what it offers is no rules, an example fails, or a name is taken.
    """
    offered = {point.name: point for point in entry_points(group=GROUP)}
    found: dict[str, RedactionRule] = {}
    for name in names:
        for point in _chosen(name, offered):
            for rule in _rules_of(point):
                if rule.name in found or (known is not None and rule.name in known):
                    raise RuleError(
                        f"package rules `{point.name}`: the name `{rule.name}` is taken",
                        hint="ask its makers to rename it, or leave these rules out",
                    )
                found[rule.name] = rule
    return RuleSet(found.values())


def _chosen(name: str, offered: dict[str, EntryPoint]) -> list[EntryPoint]:
    if name == "*":
        return [offered[each] for each in sorted(offered)]
    if name not in offered:
        raise RuleError(
            f"no installed package offers rules named `{name}`",
            hint=f"there are: {', '.join(sorted(offered)) or 'none'}",
        )
    return [offered[name]]


def _rules_of(point: EntryPoint) -> RuleSet:
    """Load what an entry point offers; the package's own code runs here."""
    try:
        value: Any = point.load()
        given = value() if callable(value) else value
        rules = given if isinstance(given, RuleSet) else RuleSet(_checked(given))
    except RuleError as error:
        raise RuleError(
            f"package rules `{point.name}`: {error.message}", hint=error.hint
        ) from error
    except Exception as error:
        raise RuleError(
            f"package rules `{point.name}` cannot be loaded: {type(error).__name__}",
            hint=f"`{point.value}` must be a RuleSet, a list of RedactionRule, or a function that gives one",
        ) from error
    faults = rules.self_check()
    if faults:
        told = "; ".join(f"`{fault.rule}`: {fault.what}" for fault in faults)
        raise RuleError(f"package rules `{point.name}` fail: {told}", hint=faults[0].hint)
    return rules


def _checked(given: Any) -> list[RedactionRule]:
    rules = list(given)
    strangers = [type(rule).__name__ for rule in rules if not isinstance(rule, RedactionRule)]
    if strangers:
        raise RuleError(
            f"{strangers[0]} is no RedactionRule", hint="make each with RedactionRule(...)"
        )
    return rules
