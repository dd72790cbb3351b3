"""Whether what was sent is what was declared: requests as Loki took them, against the declaration of their time."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from optlog_policy.collection import CollectionPolicy

__all__ = ["Breach", "breaches"]

_OWN = {"purpose", "app"}
"""What stands beside every record: the purpose it was sent for, and the application's name."""

_DECLARED_AS = {"version": "app_version"}
"""Labels that go out under another name than their field is declared by."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One record that does not conform: its place in the request (from 1), its purpose, and what is wrong with it."""

    record: int
    purpose: str
    what: str


def breaches(
    body: bytes, declared_at: Callable[[str, int], CollectionPolicy | str]
) -> Iterator[Breach]:
    """Give every record of a request that the declaration in force at its time does not cover.

    Args:
        body: the request's bytes, before compression.
        declared_at: gives the declaration for (purpose, UTC nanoseconds of the record), or why there is none.
    """
    for number, entry in enumerate(_entries(body), start=1):
        if entry is None:
            yield Breach(number, "", "not of the form that optlog sends")
            continue
        at_ns, record, beside = entry
        purpose = str(beside.get("purpose", ""))
        policy = declared_at(purpose, at_ns)
        if isinstance(policy, str):
            yield Breach(number, purpose, policy)
            continue
        for what in _wrong(policy, purpose, record, beside, _day(at_ns)):
            yield Breach(number, purpose, what)


_Entry = tuple[int, dict[str, Any], dict[str, Any]]


def _entries(body: bytes) -> Iterator[_Entry | None]:
    """Give time, record and what stands beside it for each record; None for what is of another form."""
    try:
        streams = [(stream["stream"], stream["values"]) for stream in json.loads(body)["streams"]]
    except (ValueError, TypeError, KeyError):
        yield None
        return
    for labels, values in streams:
        for value in values if isinstance(values, list) else [None]:
            yield _entry(labels, value)


def _entry(labels: Any, value: Any) -> _Entry | None:
    try:
        at_ns, line, *metadata = value
        record, beside = json.loads(line), {**labels, **(metadata[0] if metadata else {})}
        _day(int(at_ns))
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return (int(at_ns), record, beside) if isinstance(record, dict) else None


def _day(at_ns: int) -> str:
    return dt.datetime.fromtimestamp(at_ns // 1_000_000_000, tz=dt.timezone.utc).date().isoformat()


def _wrong(
    policy: CollectionPolicy,
    purpose: str,
    record: dict[str, Any],
    beside: dict[str, Any],
    day: str,
) -> Iterator[str]:
    if purpose not in policy.purpose_ids:
        yield "its purpose is not declared"
        return
    # Loki's own time of the record decides about ends: the record itself need not hold one.
    _, drops = policy.project_explained(record, purpose, day=day)
    for drop in drops:
        yield f"{drop.path}: {_TOLD[drop.reason]}"
    declared = {field.name for field in policy.fields_for(purpose)}
    for name in beside:
        if name not in _OWN and _DECLARED_AS.get(name, name) not in declared:
            yield f"{name} (beside the record): {_TOLD['undeclared']}"


_TOLD = {
    "undeclared": "not declared",
    "type": "not of the declared type",
    "expired": "no longer declared on its day",
}
