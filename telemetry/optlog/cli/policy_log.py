"""`optlog policy suggest|verify`: a declaration against a local log, and against what was sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import (
    add_json,
    add_profile_options,
    opened,
    print_json,
    print_line,
    read_settings,
    read_text,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RuleSet
    from optlog_policy.uncovered import Uncovered

    from optlog.settings import Settings

__all__ = ["add_commands", "declared", "rules", "uncovered_in"]


def add_commands(actions: Any) -> None:
    """Add `suggest` and `verify` to the group `policy`."""
    suggest = actions.add_parser(
        "suggest", help="draft declarations from a local log: names and types, no values"
    )
    suggest.add_argument(
        "log", metavar="FILE", type=Path, nargs="+", help="NDJSON; - for standard input"
    )
    add_profile_options(suggest)
    suggest.set_defaults(run=_suggest)
    verify = actions.add_parser("verify", help="check what was sent against what was agreed to")
    verify.add_argument(
        "--sent", action="store_true", required=True, help="check every record of the sent-log"
    )
    add_profile_options(verify)
    add_json(verify)
    verify.set_defaults(run=_verify)


def declared(arguments: argparse.Namespace) -> tuple[CollectionPolicy, Path | None]:
    """Give the policy that `--policy` names, else the one of the settings, else the built-in one; and its file."""
    from optlog_policy.collection import CollectionPolicy

    path = arguments.policy
    if path is None and (settings := _settings(arguments)) is not None:
        path = settings.policy
    return (CollectionPolicy.builtin() if path is None else CollectionPolicy.load(path)), path


def rules(arguments: argparse.Namespace) -> RuleSet:
    """Give the redaction rules of the settings, else the built-in ones."""
    from optlog_policy.rule import RuleSet

    from optlog.catalogue import load_rules

    settings = _settings(arguments)
    if settings is None:
        return RuleSet.load_builtin()
    return load_rules(settings, ()).for_profile(settings.profile)


def _settings(arguments: argparse.Namespace) -> Settings | None:
    from optlog.settings import find_config

    if arguments.config is None and arguments.app is None and find_config() is None:
        return None
    return read_settings(arguments)


def uncovered_in(policy: CollectionPolicy, logs: Iterable[Path]) -> Uncovered:
    """Count what of local logs a policy does not cover. SettingsError when one cannot be read."""
    from optlog_policy.uncovered import uncovered

    return uncovered(policy, _records(logs))


def _records(logs: Iterable[Path]) -> Iterator[dict[str, Any] | None]:
    from optlog_policy.uncovered import read_records

    for path in logs:
        yield from read_records(read_text(path, errors="replace").split("\n"))


def _suggest(arguments: argparse.Namespace) -> int:
    from optlog_policy.suggest import suggest

    policy, _ = declared(arguments)
    print_line(suggest(policy, _records(arguments.log), rules(arguments)).rstrip("\n"))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from optlog.agreements import check_sent

    with opened(arguments) as profile:
        result = check_sent(profile)
    if arguments.json:
        found = [
            {"request": seq, "record": b.record, "purpose": b.purpose, "what": b.what}
            for seq, b in result.breaches
        ]
        data = {"ok": result.ok, "requests": result.requests, "records": result.records}
        print_json({**data, "breaches": found, "damaged": list(result.damaged)})
        return 0 if result.ok else 1
    for seq, breach in result.breaches:
        print_line(f"request {seq}, record {breach.record} ({breach.purpose}): {breach.what}")
    for text in result.damaged:
        print_line(text)
    if not result.requests:
        print_line("nothing has been sent")
    else:
        told = "all conform to what was agreed to" if result.ok else "not all conform"
        print_line(f"{result.records} records in {result.requests} requests: {told}")
    return 0 if result.ok else 1
