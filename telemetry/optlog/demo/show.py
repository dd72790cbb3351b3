"""The demonstration's report, for people."""

from __future__ import annotations

import json
import shutil
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog.demo.run import Report

__all__ = ["show"]

_NAMES = ("raw", "local file", "arrived")
_MOST_CHARS = 1200
_STAYS = "(stays on this computer)"


def show(
    report: Report, write: Callable[[str], None], *, rows: int, width: int | None = None
) -> None:
    """Write the report line by line.

    Args:
        report: what was seen.
        write: takes one line.
        rows: how many records to show at the three places.
        width: columns; the terminal's by default.
    """
    width = width or shutil.get_terminal_size((110, 24)).columns
    write(f"{report.records} records, shipped to the {report.server} at {report.url}")
    write("")
    shown = [row for row in report.rows if row.raw != _message(row.local)][:rows]
    for row in shown:
        for name, text in zip(_NAMES, (row.raw, row.local, row.arrived or _STAYS), strict=True):
            _write_cell(write, name, text, width)
        write("")
    if len(report.rows) > len(shown):
        write(
            f"... {len(report.rows) - len(shown)} more records; --rows N shows more, --json all of them"
        )
        write("")
    for check in report.checks:
        write(f"{'held' if check.held else 'BROKEN':<7} {check.promise}: {check.figure}")
    write("")
    write("every promise held" if report.held else "a promise was BROKEN")


def _write_cell(write: Callable[[str], None], name: str, text: str, width: int) -> None:
    if len(text) > _MOST_CHARS:
        text = f"{text[:_MOST_CHARS]} ... and {len(text) - _MOST_CHARS} more characters"
    lines = textwrap.wrap(text, max(40, width - 13), drop_whitespace=False) or [""]
    for number, line in enumerate(lines):
        write(f"{name if number == 0 else '':<10} | {line.rstrip()}")


def _message(line: str) -> str:
    event = json.loads(line).get("event", "")
    return str(event)
