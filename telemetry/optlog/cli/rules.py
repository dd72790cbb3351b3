"""`optlog rules list|try|check`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, print_json, print_line, read_text
from optlog.cli.redact import make_redactor

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from optlog_policy.rule_check import RuleProblem

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the group `rules`."""
    group = commands.add_parser("rules", help="see, try and check redaction rules")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="every rule in force")
    _common(listing, _list)
    trial = actions.add_parser("try", help="say which rule hits where in a text")
    trial.add_argument("text", help="the text; '-' is standard input")
    trial.add_argument("--matcher", choices=("auto", "re2", "python"), default="auto")
    _common(trial, _try)
    check = actions.add_parser(
        "check", help="check a file of rules: form, examples, clashes, speed, false hits"
    )
    check.add_argument("file", type=Path)
    check.add_argument(
        "--strict", action="store_true", help="let warnings fail, too (a rule that adds nothing)"
    )
    add_json(check)
    check.set_defaults(run=_check)


def _common(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument(
        "--rules", action="append", type=Path, default=[], metavar="FILE", help="more rules (TOML)"
    )
    parser.add_argument(
        "--profile", choices=("strict", "balanced", "secrets-only"), default="balanced"
    )
    add_json(parser)
    parser.set_defaults(run=run)


def _list(arguments: argparse.Namespace) -> int:
    from optlog.catalogue import merge_rule_files

    rules = list(merge_rule_files(arguments.rules).for_profile(arguments.profile))
    if arguments.json:
        print_json([rule.model_dump(mode="json") for rule in rules])
        return 0
    for rule in rules:
        print_line(f"{rule.name:<36} {rule.category:<10} {rule.family:<18} {rule.reason}")
    print_line(f"{len(rules)} rules")
    return 0


def _try(arguments: argparse.Namespace) -> int:
    text = read_text(Path("-")) if arguments.text == "-" else arguments.text
    redactor = make_redactor(arguments)
    findings = redactor.scan(text)
    redacted = redactor.redact_text(text)
    if arguments.json:
        hits = [
            {"rule": f.rule, "category": f.category, "start": f.start, "end": f.end}
            for f in findings
        ]
        print_json({"redacted": redacted, "findings": hits})
        return 0
    for finding in findings:
        print_line(f"{finding.start}-{finding.end}  {finding.rule} ({finding.category})")
    print_line(redacted)
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from optlog_policy.rule import RuleSet
    from optlog_policy.rule_check import check_rules

    text = read_text(arguments.file)
    rules, problems = check_rules(text, known=tuple(RuleSet.load_builtin()))
    failing = [problem for problem in problems if problem.severity in _failing(arguments)]
    if arguments.json:
        told = [problem._asdict() for problem in problems]
        print_json({"file": str(arguments.file), "rules": len(rules), "faults": told})
    else:
        _print_problems(str(arguments.file), problems)
        outcome = "all checks hold" if not problems else _counted(problems)
        print_line(f"{len(rules)} rules, {outcome}")
    return 1 if failing else 0


def _failing(arguments: argparse.Namespace) -> tuple[str, ...]:
    return ("error", "warning") if arguments.strict else ("error",)


def _print_problems(source: str, problems: Sequence[RuleProblem]) -> None:
    for problem in problems:
        rule = f"rule `{problem.rule}`: " if problem.rule else ""
        print_line(f"{source}:{problem.line}: {problem.severity}: {rule}{problem.what}")
        if problem.hint:
            print_line(f"    hint: {problem.hint}")


def _counted(problems: Sequence[RuleProblem]) -> str:
    counts = Counter(problem.severity for problem in problems)
    return ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items())
