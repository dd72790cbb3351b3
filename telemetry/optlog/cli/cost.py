"""`optlog operator cost`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, print_json, print_line

if TYPE_CHECKING:
    from optlog.operate.cost import Measured, Prices, Row

__all__ = ["add_cost"]


def add_cost(actions: Any) -> None:
    """Add `cost` to the group `operator`."""
    parser = actions.add_parser(
        "cost",
        help="sizes and prices for so many users, from measured bytes per record",
        description="Measures what sample records take, and says what so many users at so many MB a day come to: lines, bytes "
        "on the wire and at rest, and the price by month. Assumed: what is stored is as small as gzip makes it, and users "
        "spread evenly over the day. A plan's base fee and traffic are not part of it; a machine is when the price list "
        "has one.",
    )
    parser.add_argument("--users", type=_count, action="append", metavar="N", help="installations (10, 100, 1000)")  # fmt: skip
    parser.add_argument("--mb-a-day", type=_volume, action="append", metavar="MB", help="of each (1, 10, 100)")  # fmt: skip
    parser.add_argument("--retention-days", type=_count, default=30, metavar="DAYS", help="how long records are kept (30)")  # fmt: skip
    parser.add_argument("--prices", type=Path, metavar="FILE", help="TOML file of prices")
    add_json(parser)
    parser.set_defaults(run=_cost)


def _cost(arguments: argparse.Namespace) -> int:
    from optlog.operate.cost import MB_A_DAY, USERS, load_prices, measure, rows

    prices = load_prices(arguments.prices)
    measured = measure()
    found = rows(
        measured,
        prices,
        users=arguments.users or USERS,
        mb_a_day=arguments.mb_a_day or MB_A_DAY,
        retention_days=arguments.retention_days,
    )
    if arguments.json:
        print_json(
            {
                "bytes_per_record": {
                    "written": round(measured.written, 1),
                    "pushed": round(measured.pushed, 1),
                    "wire": round(measured.wire, 1),
                },
                "retention_days": arguments.retention_days,
                "prices": prices.model_dump(mode="json"),
                "scenarios": [row.as_data() for row in found],
            }
        )
    else:
        _show(measured, prices, found, arguments.retention_days)
    return 0


def _show(measured: Measured, prices: Prices, found: list[Row], retention_days: int) -> None:
    print_line(
        f"measured on {measured.records} records: {measured.written:.0f} bytes each as Loki counts them, "
        f"{measured.wire:.0f} on the wire"
    )
    print_line(f"kept for {retention_days} days; one GB is 10^9 bytes; prices by month")
    print_line()
    hosted, stored = prices.hosted, prices.object_storage
    print_line(
        f"{'users':>9} {'MB a day':>9} {'lines/s':>10} {'GB a day':>10} {'on wire':>9} {'GB kept':>10}"
        f" {hosted.currency + ' hosted':>12} {stored.currency + ' stored':>12}"
    )
    for row in found:
        print_line(
            f"{row.users:>9} {row.mb_a_day:>9g} {row.lines_per_s:>10.1f} {row.written_gb_a_day:>10.2f}"
            f" {row.wire_gb_a_day:>9.2f} {row.kept_gb:>10.1f} {row.hosted:>12.2f} {row.object_storage:>12.2f}"
        )
    print_line()
    print_line(f"hosted: {hosted.title}, seen {hosted.seen}, {hosted.source}")
    print_line(f"stored: {stored.title}, seen {stored.seen}, {stored.source}")
    machine = prices.machine
    if machine is None:
        print_line("machine: not reckoned; a price list of yours may have one (--prices)")
    else:
        price = f"{machine.currency} {machine.per_month:.2f}"
        print_line(f"machine: {price} beside what is stored, {machine.title}, seen {machine.seen}, {machine.source}")  # fmt: skip


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError("say a whole number from 1 on")
    return int(text)


def _volume(text: str) -> float:
    try:
        volume = float(text)
    except ValueError:
        volume = 0.0
    if not 0 < volume < 1e9:  # noqa: PLR2004  MB; beyond is a typing error
        raise argparse.ArgumentTypeError("say MB a day, such as 0.5 or 10")
    return volume
