"""`optlog preview`, `optlog sent`, `optlog logs tail`: what would leave, what left, what stays."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, count, opened, print_json, print_line

if TYPE_CHECKING:
    import argparse

__all__ = ["add_commands"]

_STATES = {"waiting": "waits", "would-send": "would be sent", "local-only": "off, stays here"}


def add_commands(commands: Any) -> None:
    """Add `preview`, `sent` and `logs`."""
    preview = commands.add_parser("preview", help="the exact lines that wait or would be sent")
    preview.add_argument(
        "--discard",
        action="store_true",
        help="delete what waits; it is never sent, and no choice changes",
    )
    _options(preview, _preview)
    sent = commands.add_parser("sent", help="the exact bodies of the requests that were accepted")
    _options(sent, _sent)
    logs = commands.add_parser("logs", help="the local log")
    actions = logs.add_subparsers(dest="action", metavar="ACTION", required=True)
    _options(actions.add_parser("tail", help="the newest lines of the local log"), _tail)


def _options(parser: argparse.ArgumentParser, run: Any) -> None:
    parser.add_argument(
        "-n", "--limit", type=count, default=20, metavar="N", help="at most this many (20)"
    )
    add_profile_options(parser)
    add_json(parser)
    parser.set_defaults(run=run)


def _preview(arguments: argparse.Namespace) -> int:
    if arguments.discard:
        return _discard(arguments)
    with opened(arguments) as profile:
        records = profile.preview(arguments.limit)
    if arguments.json:
        print_json([record.model_dump() for record in records])
        return 0
    for record in records:
        print_line(f"[{record.purpose}: {_STATES[record.state]}]")
        print_line(record.line.decode("utf-8", "replace"))
    if not records:
        print_line("nothing waits, and the local log holds nothing that would be sent")
    return 0


def _discard(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        count = profile.spool.discard() if profile.store.exists() else 0
    if arguments.json:
        print_json({"discarded": count})
    else:
        print_line(f"waiting records deleted: {count}")
    return 0


def _sent(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        readable = profile.store.fault() is None and profile.store.exists()
        entries = list(profile.sent.entries(arguments.limit)) if readable else []
        shown = [(entry, profile.sent.body(entry.seq)) for entry in entries]
    if arguments.json:
        print_json([{**_fields(entry), "body": body} for entry, body in shown])
        return 0
    for entry, body in shown:
        print_line(
            f"[{entry.at_utc} to {entry.host}: {entry.lines} records, {entry.bytes} bytes, sha256 {entry.sha256}]"
        )
        print_line(body.decode("utf-8", "replace"))
    if not shown:
        print_line("nothing has been sent")
    return 0


def _fields(entry: Any) -> dict[str, Any]:
    import dataclasses

    return dataclasses.asdict(entry)


def _tail(arguments: argparse.Namespace) -> int:
    from optlog.local import read_lines

    with opened(arguments) as profile:
        lines = deque(read_lines(profile.paths.logs, profile.settings.app), maxlen=arguments.limit)
    for line in lines:
        print_line(line.decode("utf-8", "replace"))
    return 0
