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
    number = 0
    for stream in json.loads(body)["streams"]:
        for value in stream["values"]:
            number += 1
            at_ns, line = int(value[0]), value[1]
            beside = {**stream["stream"], **(value[2] if len(value) > 2 else {})}  # noqa: PLR2004
            purpose = str(beside.get("purpose", ""))
            policy = declared_at(purpose, at_ns)
            if isinstance(policy, str):
                yield Breach(number, purpose, policy)
                continue
            for what in _wrong(policy, purpose, line, beside, _day(at_ns)):
                yield Breach(number, purpose, what)


def _day(at_ns: int) -> str:
    return dt.datetime.fromtimestamp(at_ns // 1_000_000_000, tz=dt.timezone.utc).date().isoformat()


def _wrong(
    policy: CollectionPolicy, purpose: str, line: str, beside: dict[str, Any], day: str
) -> Iterator[str]:
    if purpose not in policy.purpose_ids:
        yield "its purpose is not declared"
        return
    record = json.loads(line)
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
