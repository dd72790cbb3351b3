"""The record of choices as one JSON document, which anybody can check without the profile or optlog.

The format is described in docs/consent.md. The events keep the hashes that chain them up; the head is what travels with
every batch, so that the makers' side can be compared with the user's.
"""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from optlog.consent.ledger import check_declarations, check_rows
from optlog.consent.model import ConsentEvent, LedgerFault, Verification
from optlog.errors import OptlogError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["FORMAT", "ExportError", "check_export", "export_events"]

FORMAT = "optlog-consent-1"
_NAMES = tuple(field.name for field in dataclasses.fields(ConsentEvent))


class ExportError(OptlogError):
    """A file is no exported record of choices."""


def export_events(
    events: Sequence[ConsentEvent],
    *,
    app: str,
    at_utc: str,
    declarations: Mapping[str, str],
) -> dict[str, Any]:
    """Give the document as JSON-ready data.

    Args:
        events: all of them, oldest first.
        app: name of the application.
        at_utc: when it is exported, ISO 8601 UTC.
        declarations: what a yes was given to, as canonical JSON by its SHA-256.
    """
    return {
        "format": FORMAT,
        "app": app,
        "exported_utc": at_utc,
        "head": events[-1].hash if events else "",
        "events": [{name: getattr(event, name) for name in _NAMES} for event in events],
        "declarations": dict(declarations),
    }


def check_export(text: str) -> Verification:
    """Check the chain of an exported document, and its declarations against their digests.

    Raises:
        ExportError: it is no such document at all.
    """
    data = _parsed(text)
    rows = [tuple(event.get(name) for name in _NAMES) for event in data["events"]]
    found = check_rows(rows, data["head"]) + _strange(data["events"])
    found += check_declarations(rows, data["declarations"])
    return Verification(ok=not found, faults=tuple(found), events=len(rows))


def _parsed(text: str) -> dict[str, Any]:
    hint = "give a file that `optlog consent export` wrote"
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ExportError("the file is not JSON", hint=hint) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise ExportError(f"the file is not of the format {FORMAT}", hint=hint)
    events, declarations = data.get("events"), data.get("declarations")
    if (
        not isinstance(events, list)
        or not isinstance(declarations, dict)
        or not all(isinstance(event, dict) and type(event.get("seq")) is int for event in events)
    ):
        raise ExportError("the file holds no list of events", hint=hint)
    return {"events": events, "head": data.get("head"), "declarations": declarations}


def _strange(events: Sequence[Mapping[str, Any]]) -> list[LedgerFault]:
    """Name events with more keys than the hash covers, and those out of their numbers' order."""
    found = [
        LedgerFault(event["seq"], "altered", "it holds more than an event does")
        for event in events
        if set(event) != set(_NAMES)
    ]
    for before, event in pairwise(events):
        if event["seq"] <= before["seq"]:
            found.append(LedgerFault(event["seq"], "reordered", "its number does not rise"))
    return found
