"""The redaction rules in force: built-in, of other packages, of files and of code, put together."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING

from optlog_policy.rule import RedactionRule, RuleSet

from optlog.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from optlog.settings import Settings

__all__ = ["load_rules", "merge_rule_files", "package_rules"]


def load_rules(settings: Settings, own: Iterable[RedactionRule] = ()) -> RuleSet:
    """Give the redaction rules in force: built-in, then of other packages, of files, of code; the disabled left out.

    A later rule replaces an earlier one of the same name.

    Args:
        settings: names rule files and disabled rules.
        own: rules made in code.

    Raises:
        RuleError: a rule is wrong; names file and line, or the package.
    """
    rules = merge_rule_files(settings.rules)
    return rules.merged(own, disabled=settings.disabled_rules)


def merge_rule_files(paths: Iterable[Path], *, packages: bool = True) -> RuleSet:
    """Give the built-in rules with those of installed packages and of these TOML files on top.

    Raises:
        RuleError: a file cannot be read or a rule in it is wrong; names file and line.
    """
    rules = RuleSet.load_builtin()
    if packages:
        rules = rules.merged(package_rules())
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise RuleError(f"cannot read rules from {path}: {error}") from None
        rules = rules.merged(RuleSet.from_toml(text, str(path)))
    return rules


def package_rules() -> RuleSet:
    """Give the rules that installed packages offer under the entry point group `optlog.rules`.

    Each entry point is a `RuleSet`, an iterable of `RedactionRule`, or a function that gives one of them.

    Raises:
        RuleError: an entry point cannot be loaded or gives something else; names it.
    """
    found: list[RedactionRule] = []
    for point in entry_points(group="optlog.rules"):
        found += _offered(point)
    return RuleSet(found)


def _offered(point: EntryPoint) -> RuleSet:
    try:
        offered = point.load()
        return RuleSet(offered() if callable(offered) else offered)
    except Exception as error:
        raise RuleError(
            f"the rules of entry point {point.name!r} cannot be used: {type(error).__name__}",
            hint=f"see {point.value}",
        ) from error
