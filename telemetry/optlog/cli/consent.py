"""`optlog consent show|give|keep|refuse|withdraw|defer|history|verify|export`."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import (
    add_json,
    add_profile_options,
    opened,
    print_json,
    print_line,
    print_purposes,
    read_text,
)
from optlog.cli.delete import add_and_delete, deletion_beside
from optlog.errors import SettingsError
from optlog.switch import add_no_telemetry

if TYPE_CHECKING:
    import argparse

    from optlog.profile import Profile, Status

__all__ = ["add_commands"]

_CHOICES = {
    "give": "agree to share records of these purposes",
    "keep": "go on as agreed, but share nothing that was added since",
    "refuse": "say no to these purposes",
    "withdraw": "take a yes back; what waits is deleted",
    "defer": "decide later; nothing is shared",
}


def add_commands(commands: Any) -> None:
    """Add the group `consent`."""
    group = commands.add_parser("consent", help="see and change what is shared")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    show = _add(actions, "show", "every purpose, its state, and what decides", _show)
    add_no_telemetry(show)
    for name, text in _CHOICES.items():
        parser = _add(actions, name, text, _choose)
        parser.add_argument("purposes", nargs="*", metavar="PURPOSE", help="which purposes")
        parser.add_argument("--all", action="store_true", help="every declared purpose")
        if name == "withdraw":
            add_and_delete(parser)
    _add(actions, "changes", "what is declared otherwise since you agreed", _changes)
    _add(actions, "history", "every choice ever recorded", _history)
    verify = _add(actions, "verify", "check that no recorded choice was changed", _verify)
    verify.add_argument(
        "--file", metavar="EXPORT", type=Path, help="check an exported file instead"
    )
    export = _add(actions, "export", "every choice as JSON that can be checked elsewhere", _export)
    export.add_argument("-o", "--output", metavar="FILE", type=Path, help="write it there")


def _add(actions: Any, name: str, text: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=text, description=text)
    add_profile_options(parser)
    add_json(parser)
    parser.set_defaults(run=run)
    return parser


def _show(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        _print_state(profile, arguments.json)
    return 0


def _choose(arguments: argparse.Namespace) -> int:
    from optlog.consent import Surface

    with opened(arguments) as profile:
        purposes = _purposes(profile, arguments)
        words = "; ".join(profile.policy.purpose(purpose).sentence for purpose in purposes)
        choose = getattr(profile.consent, arguments.action)
        with deletion_beside(profile, wanted=getattr(arguments, "and_delete", False)) as deletion:
            choose(purposes, surface=Surface.CLI, locale="en", words=words)
            _print_state(profile, arguments.json)
    return deletion.exit_code


def _purposes(profile: Profile, arguments: argparse.Namespace) -> list[str]:
    known = profile.policy.purpose_ids
    if arguments.all:
        return list(known)
    if not arguments.purposes:
        raise _WrongPurposeError(
            "no purpose named", hint=f"name some of: {', '.join(known)}; or say --all"
        )
    wrong = [purpose for purpose in arguments.purposes if purpose not in known]
    if wrong:
        raise _WrongPurposeError(
            f"no such purpose: {', '.join(wrong)}", hint=f"there are: {', '.join(known)}"
        )
    return list(arguments.purposes)


def _print_state(profile: Profile, as_json: bool) -> None:
    from optlog.consent.decision import LAYERS

    status = profile.status()
    if as_json:
        print_json([purpose.model_dump() for purpose in status.purposes])
        return
    print_purposes(status.purposes)
    print_line()
    print_line("who decides: the first that says no; a yes can come from the ledger alone")
    for number, (layer, _) in enumerate(LAYERS, start=1):
        print_line(f"  {number} {layer:<13} {_said(status, str(layer))}")
    print_line(f"keys: {status.keys}")


def _said(status: Status, layer: str) -> str:
    """Say to which purposes a layer says no, and why."""
    said: dict[str, list[str]] = {}
    for purpose in status.purposes:
        if layer in purpose.objections:
            said.setdefault(purpose.objections[layer], []).append(purpose.id)
    words = [
        text if len(names) == len(status.purposes) else f"{', '.join(names)}: {text}"
        for text, names in said.items()
    ]
    return "; ".join(words) or "-"


def _changes(arguments: argparse.Namespace) -> int:
    from optlog.consent.since import since_agreed

    with opened(arguments) as profile:
        exported = profile.consent.export(profile.settings.app)
        since, policy = since_agreed(exported, profile.policy), profile.policy
    if arguments.json:
        print_json(None if since is None else since.difference.as_data())
        return 0
    if since is None:
        print_line("nothing that you agreed to has changed since")
        return 0
    for change in policy.changes:
        if change.version > since.agreed.version:
            print_line(f"version {change.version} ({change.date.isoformat()}): {change.text}")
    print_line(since.difference.text())
    return 0


def _history(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        events = profile.consent.history()
    if arguments.json:
        print_json([dataclasses.asdict(event) for event in events])
        return 0
    for event in events:
        print_line(
            f"{event.seq:>4}  {event.at_utc}  {event.purpose:<12} {event.state.value:<10} by {event.surface.value}"
        )
    if not events:
        print_line("no choice has been recorded")
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from optlog.consent.export import check_export

    place, aside = "", list[str]()
    if arguments.file is not None:
        result = check_export(read_text(arguments.file))
    else:
        with opened(arguments) as profile:
            result = profile.consent.verify()
            place, aside = profile.keys_place(), list(map(str, profile.store.set_aside()))
    if arguments.json:
        print_json({**dataclasses.asdict(result), "keys": place, "set_aside": aside})
        return 0 if result.ok else 1
    if result.ok:
        print_line("the record of choices is unbroken")
    for fault in result.faults:
        print_line(str(fault))
    if result.ok and place:
        print_line(result.seals.sentence)
        print_line(f"keys: {place}")
    for path in aside:
        print_line(f"an earlier record was damaged and is kept in {path}")
    return 0 if result.ok else 1


def _export(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        data = profile.consent.export(profile.settings.app)
    if arguments.output is None:
        print_json(data)
        return 0
    try:
        arguments.output.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"cannot write {arguments.output}: {error.strerror}") from None
    return 0


class _WrongPurposeError(SettingsError):
    """A purpose named on the command line is not declared."""
