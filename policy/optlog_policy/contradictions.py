"""Where the pieces of a collection policy contradict each other; such a policy does not load."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from optlog_policy.enforce import has_type
from optlog_policy.load_errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from optlog_policy.collection import CollectionPolicy, DeclaredField

__all__ = ["contradictions"]


def contradictions(policy: CollectionPolicy) -> Iterator[Fault]:
    """Give every place where the pieces of a policy contradict each other."""
    if not policy.purposes:
        yield Fault(("purposes",), "none declared", "start one with [[purposes]]")
    yield from _repeated("purposes", "id", [purpose.id for purpose in policy.purposes])
    yield from _repeated("fields", "name", [field.name for field in policy.fields])
    yield from _repeated(
        "recipients", "name", [item.name or str(i) for i, item in enumerate(policy.recipients)]
    )
    yield from _repeated("changes", "version", [str(change.version) for change in policy.changes])
    known = set(policy.purpose_ids)
    declared = f"declared purposes: {', '.join(policy.purpose_ids)}"
    names = {field.name for field in policy.fields}
    for index, field in enumerate(policy.fields):
        yield from _field_faults(("fields", index), field, policy, names)
        if unknown := sorted(set(field.purposes) - known):
            yield Fault(
                ("fields", index, "purposes"), f"no such purpose: {', '.join(unknown)}", declared
            )
    for index, source in enumerate(policy.sources):
        if source.purpose not in known:
            yield Fault(
                ("sources", index, "purpose"), f"no such purpose: {source.purpose}", declared
            )
        if source.since > policy.version:
            yield Fault(("sources", index, "since"), _later_than(policy))
    yield from _language_faults(policy)
    for index, change in enumerate(policy.changes):
        if change.version > policy.version:
            yield Fault(("changes", index, "version"), _later_than(policy))


def _field_faults(
    where: tuple[str | int, ...],
    field: DeclaredField,
    policy: CollectionPolicy,
    names: Iterable[str],
) -> Iterator[Fault]:
    example = list(field.example) if isinstance(field.example, tuple) else field.example
    if not has_type(field.type, example):
        what = f"not of the declared type {field.type}"
        hint = (
            'a pseudonym is "psn_" and 32 letters from a to p' if field.type == "pseudonym" else ""
        )
        yield Fault((*where, "example"), what, hint)
    if not field.purposes:
        yield Fault((*where, "purposes"), "none given", "name one, or do not declare the field")
    if field.since > policy.version:
        yield Fault((*where, "since"), _later_than(policy))
    if field.personal and field.type != "pseudonym":
        hint = 'give it type = "pseudonym", or do not collect it'
        yield Fault(
            (*where, "personal"), "a field that names a person must be of type pseudonym", hint
        )
    if inside := sorted(name for name in names if name.startswith(f"{field.name}.")):
        yield Fault((*where, "name"), f"holds a value here, but {inside[0]} says it is a mapping")


def _later_than(policy: CollectionPolicy) -> str:
    return f"later than the policy's version {policy.version}"


def _repeated(table: str, key: str, values: list[str]) -> Iterator[Fault]:
    counts = Counter(values)
    for index, value in enumerate(values):
        if counts[value] > 1 and values.index(value) < index:
            yield Fault((table, index, key), f"{value} is declared twice")


def _language_faults(policy: CollectionPolicy) -> Iterator[Fault]:
    for index, language in enumerate(policy.languages):
        if language in policy.languages[:index]:
            yield Fault(("languages", index), f"{language} is named twice")
