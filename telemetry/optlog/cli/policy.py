"""`optlog policy export|check|diff|schema`: the declarations, and everything that is made from them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli import policy_log
from optlog.cli.common import (
    add_json,
    add_profile_options,
    opened,
    print_json,
    print_line,
    read_text,
    write_bytes,
)
from optlog.errors import PolicyError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.records.formats import Format, Material
    from optlog_policy.rule import RuleSet

__all__ = ["add_commands"]

_FORMATS = (
    "md", "html", "pdf", "json", "schema", "dpv", "article30-csv", "article30-xlsx", "apple", "google-play", "receipt",
    "kantara",
)  # fmt: skip


def add_commands(commands: Any) -> None:
    """Add the group `policy`."""
    group = commands.add_parser("policy", help="what may be collected, and the notice that says so")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_export(actions)
    _add_check(actions)
    policy_log.add_commands(actions)
    diff = actions.add_parser(
        "diff", help="what changed between two policies, and what follows for consent"
    )
    diff.add_argument("old", type=Path)
    diff.add_argument("new", type=Path)
    add_json(diff)
    diff.set_defaults(run=_diff)
    schema = actions.add_parser("schema", help="the JSON Schema of a policy file, for editors")
    schema.set_defaults(run=_schema)


def _add_export(actions: Any) -> None:
    export = actions.add_parser("export", help="write the privacy notice and the other records")
    what = export.add_mutually_exclusive_group()
    what.add_argument("--format", choices=_FORMATS, default="md")
    what.add_argument(
        "--all",
        metavar="DIR",
        type=Path,
        help="write everything that is published, the notice in every language of the policy",
    )
    export.add_argument("--locale", metavar="LANGUAGE", help="language of the notice, such as de")
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


def _add_check(actions: Any) -> None:
    check = actions.add_parser(
        "check", help="check a collection policy, and that a notice can be exported"
    )
    check.add_argument(
        "--for",
        dest="formats",
        action="append",
        choices=_FORMATS,
        default=[],
        help="also say what this format lacks",
    )
    check.add_argument(
        "--against",
        metavar="OLD",
        type=Path,
        help="fail when this policy changed from OLD without a new version and a word about it",
    )
    check.add_argument(
        "--from-log",
        metavar="FILE",
        type=Path,
        action="append",
        default=[],
        help="count what of a local log (NDJSON, - for standard input) the policy does not cover",
    )
    check.add_argument("--strict", action="store_true", help="with --from-log: fail on any")
    add_profile_options(check)
    add_json(check)
    check.set_defaults(run=_check)


def _export(arguments: argparse.Namespace) -> int:
    from optlog_policy.records.formats import FORMATS, require_complete

    policy, _ = policy_log.declared(arguments)
    locale = arguments.locale or policy.languages[0]
    if arguments.all is not None:
        return _export_all(arguments, policy)
    fmt = FORMATS[arguments.format]
    material = _material(arguments, policy, locale, fmt)
    require_complete(fmt, material)
    write_bytes(fmt.write(material), arguments.output)
    return 0


def _export_all(arguments: argparse.Namespace, policy: CollectionPolicy) -> int:
    """Write what is complete, and say once what is blank and which formats wait for it."""
    from optlog_policy.load_errors import dotted
    from optlog_policy.records.formats import FORMATS

    missing: dict[str, list[str]] = {}
    for fmt in FORMATS.values():
        if fmt.personal:
            continue
        material = _material(arguments, policy, policy.languages[0], fmt)
        found = () if arguments.draft else fmt.blanks(material)
        for fault in found:
            missing.setdefault(f"{dotted(fault.where)}: {fault.what}", []).append(fmt.name)
        for locale in () if found else _locales(arguments, policy, fmt):
            path = arguments.all / fmt.file.format(locale=locale)
            try:
                data = fmt.write(replace(material, locale=locale))
            except PolicyError as error:
                missing.setdefault(str(error), []).append(path.name)
                continue
            write_bytes(data, path)
            print_line(str(path))
    for where, names in missing.items():
        print_line(f"not written: {', '.join(names)}; {where}")
    return 1 if missing else 0


def _locales(
    arguments: argparse.Namespace, policy: CollectionPolicy, fmt: Format
) -> tuple[str, ...]:
    if arguments.locale:
        return (arguments.locale,)
    return policy.languages if "{locale}" in fmt.file else policy.languages[:1]


def _material(
    arguments: argparse.Namespace, policy: CollectionPolicy, locale: str, fmt: Format
) -> Material:
    from optlog_policy.records.formats import Material
    from optlog_policy.records.receipt import Subject

    subject = Subject()
    if fmt.personal:
        from optlog.agreements import Agreements

        with opened(arguments) as profile:
            subject = Agreements(profile).subject()
    rules = tuple(policy_log.rules(arguments))
    return Material(policy, rules, locale, subject, getattr(arguments, "draft", False))


def _check(arguments: argparse.Namespace) -> int:
    try:
        policy, path = policy_log.declared(arguments)
    except PolicyError as error:
        if isinstance(error.__cause__, OSError):  # nothing was checked
            raise
        faults, log = str(error).splitlines(), None
    else:
        found = policy_log.rules(arguments)
        faults = [*_faults(policy, path, found, arguments), *_unannounced(policy, arguments)]
        log = policy_log.uncovered_in(policy, arguments.from_log) if arguments.from_log else None
    uncovered = bool(log and (log.fields or log.records or log.unreadable))
    if arguments.json:
        print_json({"ok": not faults, "faults": faults, "log": log.as_data() if log else None})
    else:
        for line in faults or [f"version {policy.version} holds, digest {policy.digest}"]:
            print_line(line)
        for line in log.lines() if log else ():
            print_line(line)
    return 1 if faults or (uncovered and arguments.strict) else 0


def _faults(
    policy: CollectionPolicy, path: Path | None, rules: RuleSet, arguments: argparse.Namespace
) -> Iterator[str]:
    from optlog_policy.completeness import findings
    from optlog_policy.records.formats import FORMATS
    from optlog_policy.toml_lines import TomlLines

    today = dt.datetime.now(tz=dt.timezone.utc).date()
    found = list(findings(policy, rules=rules, today=today))
    for name in arguments.formats:
        material = _material(arguments, policy, policy.languages[0], FORMATS[name])
        found += [fault for fault in FORMATS[name].blanks(material) if fault not in found]
    lines = TomlLines(read_text(path)) if path else None
    for fault in found:
        yield f"{path}:{lines.line(fault.where)}: {fault}" if lines else str(fault)


def _unannounced(policy: CollectionPolicy, arguments: argparse.Namespace) -> tuple[str, ...]:
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.diff import unannounced

    if arguments.against is None:
        return ()
    return unannounced(CollectionPolicy.load(arguments.against), policy)


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


def _schema(_: argparse.Namespace) -> int:
    from optlog_policy.records.schema import render

    print_line(render().rstrip("\n"))
    return 0
