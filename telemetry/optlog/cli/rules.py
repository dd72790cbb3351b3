"""`optlog rules list|try|check`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, print_json, print_line, read_text
from optlog.cli.redact import make_redactor
from optlog.errors import RuleError

if TYPE_CHECKING:
    import argparse

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
    check = actions.add_parser("check", help="check a file of rules: patterns, examples, clashes")
    check.add_argument("file", type=Path)
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
    from optlog.profile import merge_rule_files

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

    try:
        rules = RuleSet.from_toml(read_text(arguments.file), str(arguments.file))
        faults = [str(fault) for fault in rules.self_check()]
        RuleSet.load_builtin().merged(rules)
    except RuleError as error:
        faults, rules = str(error).splitlines(), RuleSet(())
    if arguments.json:
        print_json({"file": str(arguments.file), "rules": len(list(rules)), "faults": faults})
    else:
        for fault in faults:
            print_line(fault)
        if not faults:
            print_line(f"{len(list(rules))} rules, all examples hold")
    return 1 if faults else 0
