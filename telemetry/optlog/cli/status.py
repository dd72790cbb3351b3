"""`optlog status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optlog.cli.common import (
    add_json,
    add_profile_options,
    opened,
    print_json,
    print_line,
    print_purposes,
)
from optlog.profile import human_bytes
from optlog.switch import add_no_telemetry

if TYPE_CHECKING:
    import argparse

    from optlog.profile import Status

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add `status`."""
    parser = commands.add_parser(
        "status", help="what is on, what waits, what was sent, what went wrong"
    )
    add_profile_options(parser)
    add_json(parser)
    add_no_telemetry(parser)
    parser.set_defaults(run=_status)


def _status(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        status = profile.status()
    if arguments.json:
        print_json(status.model_dump())
    else:
        _show(status)
    return 0


def _show(status: Status) -> None:
    print_line(status.sentence)
    print_line()
    print_purposes(status.purposes)
    print_line()
    print_line(f"waiting:   {status.waiting_lines} records, {status.waiting_bytes} bytes")
    print_line(f"today:     {_today(status)}")
    print_line(f"endpoint:  {status.endpoint or 'none set'}")
    print_line(f"local log: {status.log_dir}")
    print_line(f"data:      {status.data_dir}")
    print_line(f"keys:      {status.keys}")
    if status.deletion is not None:
        print_line(f"deletion:  {status.deletion.sentence}")
    for name, count in sorted(status.counters.items()):
        print_line(f"count:     {name} {count}")


def _today(status: Status) -> str:
    used, budget = status.sent_today_bytes, status.daily_budget_bytes
    told = f"{human_bytes(used)} of {human_bytes(budget)} sent"
    return told if used < budget else f"{told}; what waits goes on tomorrow (UTC)"
