"""`optlog consent show|give|refuse|withdraw|defer|history|verify`."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, opened, print_json, print_line
from optlog.cli.delete import add_and_delete, deletion_beside
from optlog.errors import ConsentError

if TYPE_CHECKING:
    import argparse

    from optlog.profile import Profile

__all__ = ["add_commands"]

_CHOICES = {
    "give": "agree to share records of these purposes",
    "refuse": "say no to these purposes",
    "withdraw": "take a yes back; what waits is deleted",
    "defer": "decide later; nothing is shared",
}


def add_commands(commands: Any) -> None:
    """Add the group `consent`."""
    group = commands.add_parser("consent", help="see and change what is shared")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add(actions, "show", "every purpose, its state, and what decides", _show)
    for name, text in _CHOICES.items():
        parser = _add(actions, name, text, _choose)
        parser.add_argument("purposes", nargs="*", metavar="PURPOSE", help="which purposes")
        parser.add_argument("--all", action="store_true", help="every declared purpose")
        if name == "withdraw":
            add_and_delete(parser)
    _add(actions, "history", "every choice ever recorded", _history)
    _add(actions, "verify", "check that no recorded choice was changed", _verify)


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
    status = profile.status()
    if as_json:
        print_json([purpose.model_dump() for purpose in status.purposes])
        return
    for purpose in status.purposes:
        mark = "on " if purpose.allowed else "off"
        print_line(f"{mark}  {purpose.id:<12} {purpose.state:<10} {purpose.reason}")


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
    with opened(arguments) as profile:
        result = profile.consent.verify()
    if arguments.json:
        print_json(dataclasses.asdict(result))
    elif result.ok:
        print_line("the record of choices is unbroken")
    else:
        for fault in result.faults:
            print_line(str(fault))
    return 0 if result.ok else 1


class _WrongPurposeError(ConsentError):
    """A purpose named on the command line is not declared."""
