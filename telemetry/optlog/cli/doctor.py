"""`optlog doctor`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, opened, print_json, print_line

if TYPE_CHECKING:
    import argparse

    from optlog.doctor.finding import Finding

__all__ = ["add_commands"]


def add_commands(commands: Any) -> None:
    """Add `doctor`."""
    parser = commands.add_parser(
        "doctor",
        help="look for what stands in the way of shipping, and say what to do",
        description="Looks at rules, folders, consent store, keys and settings. With --network also at the endpoint: name, "
        "connection, certificate, credentials, scopes, clock. That sends no record, but the server sees that this computer "
        "asked, so it is never done unasked.",
        epilog="exit codes: 0 no fault, 1 at least one, 2 wrong usage or settings",
    )
    add_profile_options(parser)
    parser.add_argument(
        "--network", action="store_true", help="ask the endpoint, too; no record is sent"
    )
    add_json(parser)
    parser.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from optlog.doctor.local import local_findings

    with opened(arguments) as profile:
        found = list(local_findings(profile))
        address_ok = all(f.state == "ok" for f in found if f.name == "address")
        if arguments.network and address_ok:
            from optlog.doctor.network import network_findings

            found += network_findings(profile.settings, profile.clock)
    faults = sum(finding.state == "fault" for finding in found)
    if arguments.json:
        print_json({"ok": not faults, "findings": [asdict(finding) for finding in found]})
    else:
        _show(found, network=arguments.network)
    return 1 if faults else 0


def _show(found: list[Finding], *, network: bool) -> None:
    for finding in found:
        print_line(f"{finding.state:<8} {finding.name:<12} {finding.text}")
        if finding.hint:
            print_line(f"{'':<21} -> {finding.hint}")
    if not network:
        print_line("The endpoint was not asked; --network does that, without sending a record.")
