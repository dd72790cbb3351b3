"""Reading a local log (NDJSON, one record a line) against a declaration: what the declaration does not cover."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from optlog_policy.collection import CollectionPolicy

__all__ = ["Uncovered", "leaves", "read_records", "type_name", "uncovered"]


@dataclass(slots=True)
class Uncovered:
    """What of a log a declaration does not let out: counts alone, no value.

    `records` counts records without a purpose by (level, logger); `fields` counts values that stay behind by (purpose,
    dotted name, reason), where the reason is `undeclared`, `type` or `expired`.
    """

    total: int = 0
    unreadable: int = 0
    purposes: Counter[str] = field(default_factory=Counter)
    records: Counter[tuple[str, str]] = field(default_factory=Counter)
    fields: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def as_data(self) -> dict[str, Any]:
        """Give the counts as JSON-ready data, the most frequent first."""
        records = [
            {"level": level, "logger": logger, "count": count}
            for (level, logger), count in _sorted(self.records)
        ]
        fields = [
            {"purpose": purpose, "field": name, "reason": reason, "count": count}
            for (purpose, name, reason), count in _sorted(self.fields)
        ]
        return {
            "total": self.total,
            "unreadable": self.unreadable,
            "purposes": dict(sorted(self.purposes.items())),
            "undeclared_records": records,
            "fields_left_out": fields,
        }

    def lines(self) -> list[str]:
        """Give the counts in words, one line each."""
        lines = [f"{self.total} records read, {self.unreadable} lines unreadable"]
        lines += [f"  {count} belong to {name}" for name, count in sorted(self.purposes.items())]
        lines += [
            f"  {count} of level {level} from {logger}: no source declares them, they stay here"
            for (level, logger), count in _sorted(self.records)
        ]
        lines += [
            f"  {name} ({purpose}): {_REASONS[reason]}, {count} times left out"
            for (purpose, name, reason), count in _sorted(self.fields)
        ]
        return lines


_REASONS = {"undeclared": "not declared", "type": "not of the declared type", "expired": "expired"}


def _sorted(counts: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def read_records(lines: Iterable[str | bytes]) -> Iterator[dict[str, Any] | None]:
    """Give the record of each line that is not blank; None for a line that is not a JSON object."""
    for line in lines:
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError:
            record = None
        yield record if isinstance(record, dict) else None


def uncovered(policy: CollectionPolicy, records: Iterable[Mapping[str, Any] | None]) -> Uncovered:
    """Count what of `records` (as `read_records` gives them) the policy does not let out."""
    found = Uncovered()
    for record in records:
        if record is None:
            found.unreadable += 1
            continue
        found.total += 1
        purpose = policy.classify(record)
        if purpose is None:
            found.records[str(record.get("level")), str(record.get("logger"))] += 1
            continue
        found.purposes[purpose] += 1
        _, drops = policy.project_explained(record, purpose)
        for drop in drops:
            found.fields[purpose, drop.path, drop.reason] += 1
    return found


def leaves(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the dotted name and JSON type of every value of a record; null values say nothing and are left out."""
    for key, value in record.items():
        path = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from leaves(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            for item in value:
                if isinstance(item, dict):
                    yield from leaves(item, f"{path}.")
                else:
                    yield path, "mixed"
        elif value is not None:
            yield path, type_name(value)


def type_name(value: object) -> str:
    """Give the type of plain JSON data in the words of a declaration, such as `integer[]`; `mixed` for none of them."""
    if isinstance(value, list):
        kinds = {type_name(item) for item in value if item is not None}
        if kinds == {"integer", "number"}:
            kinds = {"number"}
        single = len(kinds) == 1 and not next(iter(kinds)).endswith(("[]", "mixed"))
        return f"{kinds.pop()}[]" if single else "mixed"
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return names.get(type(value), "mixed")
