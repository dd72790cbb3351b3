"""`optlog policy export|check|diff`: the declarations, and the privacy notice made from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, print_json, print_line, read_settings
from optlog.errors import PolicyError, SettingsError

if TYPE_CHECKING:
    import argparse

    from optlog_policy.collection import CollectionPolicy

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the group `policy`."""
    group = commands.add_parser("policy", help="what may be collected, and the notice that says so")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="write the privacy notice")
    export.add_argument("--format", choices=("md", "html", "json"), default="md")
    export.add_argument(
        "--draft",
        action="store_true",
        help="mark what the maker has not filled in, instead of failing",
    )
    export.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help="file to write; standard output else"
    )
    add_profile_options(export)
    export.set_defaults(run=_export)
    check = actions.add_parser(
        "check", help="check a collection policy, and that a notice can be exported"
    )
    add_profile_options(check)
    add_json(check)
    check.set_defaults(run=_check)
    diff = actions.add_parser(
        "diff", help="what changed between two policies, and what follows for consent"
    )
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    add_json(diff)
    diff.set_defaults(run=_diff)


def _policy(arguments: argparse.Namespace) -> CollectionPolicy:
    """Give the policy that `--policy` names, else the one of the settings, else the built-in one."""
    from optlog_policy.collection import CollectionPolicy

    from optlog.profile import load_policy
    from optlog.settings import find_config

    if arguments.policy is not None:
        return CollectionPolicy.load(arguments.policy)
    if arguments.config is None and arguments.app is None and find_config() is None:
        return CollectionPolicy.builtin()
    return load_policy(read_settings(arguments))


def _export(arguments: argparse.Namespace) -> int:
    from optlog_policy.notice import render
    from optlog_policy.rule import RuleSet

    text = render(
        _policy(arguments), arguments.format, rules=RuleSet.load_builtin(), draft=arguments.draft
    )
    if arguments.output is None:
        print_line(text.rstrip("\n"))
        return 0
    try:
        arguments.output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SettingsError(f"cannot write {arguments.output}: {error.strerror}") from None
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from optlog_policy.completeness import findings
    from optlog_policy.load_errors import dotted
    from optlog_policy.rule import RuleSet

    try:
        policy = _policy(arguments)
    except PolicyError as error:
        faults = str(error).splitlines()
    else:
        today = dt.datetime.now(tz=dt.timezone.utc).date()
        found = findings(policy, rules=RuleSet.load_builtin(), today=today)
        faults = [f"{dotted(fault.where)}: {fault.what} (hint: {fault.hint})" for fault in found]
    if arguments.json:
        print_json({"ok": not faults, "faults": faults})
    else:
        for line in faults or [f"version {policy.version} holds, digest {policy.digest}"]:
            print_line(line)
    return 1 if faults else 0


def _diff(arguments: argparse.Namespace) -> int:
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.diff import diff

    result = diff(CollectionPolicy.load(arguments.old), CollectionPolicy.load(arguments.new))
    if arguments.json:
        print_json(result.as_data())
    else:
        print_line(result.text())
        if result.unversioned:
            print_line("the version was not raised, though people must be told or asked")
    return 1 if result.unversioned else 0
