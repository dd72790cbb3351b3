"""`optlog identity show|reset`: the pseudonym that records carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, opened, print_json, print_line
from optlog.consent import PSEUDONYM_KEY

if TYPE_CHECKING:
    import argparse

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add the group `identity`."""
    group = commands.add_parser("identity", help="the pseudonym that shared records carry")
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, text, run in (
        ("show", "print the pseudonym, if there is one", _show),
        ("reset", "forget it; the next shared record carries a new one", _reset),
    ):
        parser = actions.add_parser(name, help=text, description=text)
        add_profile_options(parser)
        add_json(parser)
        parser.set_defaults(run=run)


def _show(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        pseudonym = profile.pseudonym()
    if arguments.json:
        print_json({"pseudonym": pseudonym})
    else:
        print_line(pseudonym or "there is none: nothing is shared, so none is kept")
    return 0


def _reset(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        had = profile.keys.holds(PSEUDONYM_KEY)
        profile.reset_pseudonym()
    if arguments.json:
        print_json({"reset": had})
    elif had:
        print_line("the pseudonym is forgotten; records sent earlier keep the old one")
    else:
        print_line("there was no pseudonym to forget: nothing is shared, so none is kept")
    return 0
