"""The redaction rules in force: built-in, of other packages, of files and of code, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog_policy.rule import RedactionRule, RuleSet
from optlog_policy.rule_packages import rules_of_packages

from optlog.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from optlog.settings import Settings

__all__ = ["load_rules", "merge_rule_files"]


def load_rules(settings: Settings, own: Iterable[RedactionRule] = ()) -> RuleSet:
    """Give the redaction rules in force: built-in (without examples), then of named packages, of files, of code; the disabled left out.

    A later rule replaces an earlier one of the same name; a package's rule may not.

    Args:
        settings: names packages, rule files and disabled rules.
        own: rules made in code.

    Raises:
        RuleError: a rule is wrong; names file and line, or the package.
    """
    builtin = RuleSet.load_builtin(examples=False)
    packages = rules_of_packages(settings.rule_packages, known=builtin)
    rules = merge_rule_files(settings.rules, builtin.merged(packages))
    return rules.merged(own, disabled=settings.disabled_rules)


def merge_rule_files(paths: Iterable[Path], rules: RuleSet | None = None) -> RuleSet:
    """Give `rules` (the built-in ones by default) with those of these TOML files on top.

    Raises:
        RuleError: a file cannot be read or a rule in it is wrong; names file and line.
    """
    rules = rules or RuleSet.load_builtin()
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"cannot read rules from {path}: {error}") from None
        rules = rules.merged(RuleSet.from_toml(text, str(path)))
    return rules
