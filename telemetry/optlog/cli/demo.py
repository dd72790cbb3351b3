"""`optlog demo`: the whole way of a record, shown on real log lines."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, print_json, print_line, read_text
from optlog.errors import SettingsError

if TYPE_CHECKING:
    import argparse

__all__ = ["add_commands"]

_MOST = 5000


def add_commands(commands: Any) -> None:
    """Add `demo`."""
    parser = commands.add_parser(
        "demo",
        help="show the whole way of a record on real log lines",
        description="Logs lines through the layer before consent, with consent and after withdrawal, and counts what "
        "arrives at a receiver. Exit code 0 only if every promise held.",
    )
    parser.add_argument(
        "--input",
        metavar="FILE",
        type=Path,
        help="log lines to use, plain or NDJSON; '-' is standard input",
    )
    parser.add_argument(
        "--loki", metavar="URL", help="ship to this Loki and query the records back"
    )
    parser.add_argument(
        "--rows", type=int, default=8, metavar="N", help="how many records to show (8)"
    )
    parser.add_argument("--before-consent-only", action="store_true", help="stop before the yes")
    add_json(parser)
    parser.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from optlog.demo import run_demo, show
    from optlog.demo.lines import parse, sample

    if arguments.input is None:
        records = sample()
    else:
        records = list(parse(read_text(arguments.input, errors="replace").splitlines()))
    if not records:
        raise SettingsError(
            f"{arguments.input} holds no log lines", hint="leave out --input to use the sample"
        )
    if len(records) > _MOST:
        _say(f"the input holds {len(records)} records; the first {_MOST} are used")
    report = run_demo(
        records[:_MOST],
        loki_url=arguments.loki,
        before_consent_only=arguments.before_consent_only,
        tell=lambda phase: None if arguments.json else _say(phase),
    )
    if arguments.json:
        print_json(report.as_data())
    else:
        show(report, print_line, rows=arguments.rows)
    return 0 if report.held else 1


def _say(phase: str) -> None:
    sys.stderr.write(f"... {phase}\n")
