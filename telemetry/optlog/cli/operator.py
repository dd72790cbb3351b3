"""`optlog operator erase|check|cost`: for those who run the Loki, with their own credentials."""

from __future__ import annotations

import argparse
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, print_json, print_line
from optlog.cli.cost import add_cost
from optlog.errors import SettingsError

if TYPE_CHECKING:
    from optlog.erase import LokiAdmin
    from optlog.erase.erase import Report

__all__ = ["add_commands"]

_SPAN = re.compile(r"([1-9][0-9]{0,4})([dh])")
_SECONDS = {"d": 86_400, "h": 3600}


def add_commands(commands: Any) -> None:
    """Add the group `operator`."""
    group = commands.add_parser(
        "operator", help="for those who run the Loki: deletion requests, checks, costs"
    )
    actions = group.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_erase(actions)
    _add_check(actions)
    add_cost(actions)


def _add_erase(actions: Any) -> None:
    parser = actions.add_parser(
        "erase",
        help="apply deletion requests, and verify",
        description="Reads the deletion requests that users sent, has Loki delete the records of each pseudonym, and looks "
        "whether they are gone. A request that was applied is not applied again. Credentials that may read and delete come "
        "from OPTLOG_OPERATOR_USERNAME and OPTLOG_OPERATOR_TOKEN; the application's own are not used.",
        epilog="exit codes: 0 every request is verified, or there is none; 1 some are pending, or could not be understood; "
        "2 wrong usage; 3 Loki cannot be reached, or refuses",
    )
    _add_loki(parser)
    parser.add_argument("--app", metavar="NAME", help="only requests of this application")
    parser.add_argument("--since", type=_span, default=31 * 86_400, metavar="31d", help="how far back to look, in days or hours; at least as long as records are kept (31d)")  # fmt: skip
    parser.add_argument("--dry-run", action="store_true", help="only show what would be requested")
    parser.add_argument("--again", action="store_true", help="request again where Loki says it is done and is not")  # fmt: skip
    parser.add_argument("--wait", type=float, default=60.0, metavar="S", help="how long to look whether records are gone, in seconds (60)")  # fmt: skip
    add_json(parser)
    parser.set_defaults(run=_erase)


def _add_check(actions: Any) -> None:
    parser = actions.add_parser(
        "check",
        help="run every query of dashboard, alerts and documents against a live Loki",
        description="Asks Loki each query that the dashboard, the alert rules and the documents use, over the last day, and "
        "says which it refuses. Nothing is written. Credentials that may read come from OPTLOG_OPERATOR_USERNAME and "
        "OPTLOG_OPERATOR_TOKEN.",
        epilog="exit codes: 0 every query was answered; 1 some were refused; 2 wrong usage; 3 Loki cannot be reached, or "
        "refuses the credentials",
    )
    _add_loki(parser)
    add_json(parser)
    parser.set_defaults(run=_check)


def _add_loki(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--loki", metavar="URL", required=True, help="Loki's address")
    parser.add_argument("--tenant", metavar="ID", help="value of X-Scope-OrgID")
    parser.add_argument(
        "--ca-bundle", metavar="FILE", type=Path, help="PEM file of authorities to trust"
    )


def _check(arguments: argparse.Namespace) -> int:
    from optlog.operate.check import check
    from optlog.types import SystemClock

    report = check(_admin(arguments), SystemClock().now_ns())
    if arguments.json:
        print_json(report.as_data())
        return 0 if report.ok else 1
    print_line(f"Loki {report.version or '(says no version)'}")
    for result in report.results:
        state = f"ok, {result.found} series" if result.ok else f"FAILED: {result.why}"
        print_line(f"{result.where:<18} {result.id:<32} {state}")
    failed = sum(not result.ok for result in report.results)
    print_line(f"{len(report.results)} queries, {failed} refused")
    return 0 if report.ok else 1


def _erase(arguments: argparse.Namespace) -> int:
    from optlog.erase.erase import Options, erase
    from optlog.types import SystemClock

    options = Options(
        app=arguments.app,
        since_s=arguments.since,
        dry_run=arguments.dry_run,
        again=arguments.again,
        wait_s=arguments.wait,
    )
    try:
        report = erase(_admin(arguments), options, clock=SystemClock())
    except ValueError:
        raise SettingsError("--app: that is no application's name") from None
    if arguments.json:
        print_json(report.as_data())
    else:
        _show(report)
    return 0 if report.done else 1


def _admin(arguments: argparse.Namespace) -> LokiAdmin:
    from optlog.erase import LokiAdmin

    token = os.environ.get("OPTLOG_OPERATOR_TOKEN") or None
    if token is not None and token == os.environ.get("LOKI_API_TOKEN"):
        raise SettingsError(
            "OPTLOG_OPERATOR_TOKEN is the application's own token",
            hint="what ships with an application must be able to write alone; make another for reading and deleting",
        )
    return LokiAdmin(
        arguments.loki,
        username=os.environ.get("OPTLOG_OPERATOR_USERNAME") or None,
        token=token,
        tenant=arguments.tenant,
        ca_bundle=arguments.ca_bundle,
    )


def _show(report: Report) -> None:
    for entry in report.erasures:
        print_line(f"{entry.state:<18} {entry.app}  {entry.pseudonym}")
        print_line(f"  asked     {entry.asked_utc}, request {', '.join(entry.request_ids)}")
        print_line(f"  requested {entry.requested}; Loki says: {entry.loki or 'nothing yet'}")
        print_line(f"  records   {entry.found} found, {entry.left} left" + (f"; {entry.why}" if entry.why else ""))  # fmt: skip
    for row in report.refused:
        print_line(f"not understood     a row of {row.at_ns} ns: {row.why}")
    if not report.erasures and not report.refused:
        print_line(f"no deletion request since {report.since_utc}")


def _span(text: str) -> int:
    match = _SPAN.fullmatch(text)
    if match is None:
        raise argparse.ArgumentTypeError("say days or hours, such as 31d or 72h")
    return int(match[1]) * _SECONDS[match[2]]
