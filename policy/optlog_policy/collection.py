"""The collection policy: who collects what, why, for how long, and which records belong to which purpose.

The pipeline enforces this declaration, the dialog shows it and the notice states it, so that the three cannot differ.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import StringConstraints, ValidationError, model_validator

from optlog_policy._toml import TOMLDecodeError, loads
from optlog_policy.declarations import (
    Authority,
    Change,
    Controller,
    Declaration,
    DeclaredField,
    FieldType,
    Practices,
    Purpose,
    Recipient,
    Source,
    Text,
    Version,
    Words,
)
from optlog_policy.enforce import Drop, Enforcer, has_type
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import Fault, describe_errors, refuse
from optlog_policy.toml_lines import TomlLines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = [
    "Authority",
    "Change",
    "CollectionPolicy",
    "Controller",
    "DeclaredField",
    "Drop",
    "FieldType",
    "Practices",
    "Purpose",
    "Recipient",
    "Source",
]

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class CollectionPolicy(Declaration):
    """The whole declaration. Immutable; equal declarations have equal digests.

    Built in code, a wrong declaration raises pydantic's ValidationError; read from TOML, PolicyError.
    """

    version: Version
    """Raised by one with every change that people must be able to read about."""
    date: dt.date
    """The day from which this version holds."""
    title: Words
    """Name of the application."""
    audience: Text = ""
    """Whom the application is for, where the law asks (children, for one)."""
    languages: tuple[Language, ...] = ("en",)
    """The languages in which the notice is offered."""
    controller: Controller = Controller()
    """Who decides on the collection."""
    authority: Authority = Authority()
    """Who hears complaints."""
    practices: Practices = Practices()
    """What is done with the data afterwards."""
    recipients: tuple[Recipient, ...] = ()
    """Who else receives the data."""
    purposes: tuple[Purpose, ...]
    """What data is collected for."""
    fields: tuple[DeclaredField, ...]
    """What may leave."""
    sources: tuple[Source, ...]
    """Which records belong to which purpose, in order: the first that fits decides."""
    changes: tuple[Change, ...] = ()
    """What each version changed."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> CollectionPolicy:
        if faults := list(_faults(self)):
            raise refuse(faults)
        return self

    @classmethod
    def builtin(cls) -> CollectionPolicy:
        """Give the default policy: errors, diagnostics, performance and usage, the maker's details left blank."""
        text = resources.files("optlog_policy").joinpath("default.toml").read_text(encoding="utf-8")
        return cls.from_toml(text, "optlog_policy/default.toml")

    @classmethod
    def load(cls, path: str | Path) -> CollectionPolicy:
        """Read a TOML file. PolicyError when it cannot be read or breaks a rule, with the line of each problem."""
        try:
            text = Path(path).read_text(encoding="utf-8")
        except OSError as error:
            raise PolicyError(
                f"cannot read the collection policy {path}: {error.strerror}",
                hint="check the path, or leave it out to use the built-in policy",
            ) from error
        except UnicodeDecodeError as error:
            raise PolicyError(
                f"cannot read the collection policy {path}: not UTF-8 text"
            ) from error
        return cls.from_toml(text, str(path))

    @classmethod
    def from_toml(cls, text: str, source: str = "policy") -> CollectionPolicy:
        """Read TOML text. PolicyError lists every problem as `source:line: where: what`, with hints."""
        try:
            data = loads(text)
        except TOMLDecodeError as error:
            raise PolicyError(f"{source}: not valid TOML: {error}") from error
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise PolicyError(describe_errors(error, source, TomlLines(text), cls)) from error

    @classmethod
    def from_canonical(cls, text: str | bytes) -> CollectionPolicy:
        """Read what `canonical` gave, such as the declaration that a person once accepted. PolicyError if it is not."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise PolicyError(describe_errors(error, "stored", TomlLines(""), cls)) from error

    @cached_property
    def purpose_ids(self) -> tuple[str, ...]:
        """The ids of the purposes, in the order declared."""
        return tuple(purpose.id for purpose in self.purposes)

    @cached_property
    def enforcer(self) -> Enforcer:
        """The compiled declarations; for a caller on the hot path."""
        return Enforcer(self.purpose_ids, self.fields, self.sources)

    @cached_property
    def canonical(self) -> str:
        """The declaration as JSON in one form only: sorted, defaults left out; what `digest` is made over."""
        data = self.model_dump(mode="json", exclude_defaults=True)
        for name, key in _SORTED_BY.items():
            if name in data:
                data[name] = sorted((_sorted_sets(item) for item in data[name]), key=_order(key))
        # The order of sources decides and stays; the conditions of one source are sets.
        data["sources"] = [_sorted_sets(source) for source in data["sources"]]
        return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the declaration in hex; the same whatever the order, layout or comments of the file."""
        return hashlib.sha256(self.canonical.encode()).hexdigest()

    def purpose(self, purpose_id: str) -> Purpose:
        """Give the purpose called `purpose_id`. PolicyError when it is not declared."""
        for purpose in self.purposes:
            if purpose.id == purpose_id:
                return purpose
        raise PolicyError(
            f"no such purpose: {purpose_id}", hint=f"declared: {', '.join(self.purpose_ids)}"
        )

    def fields_for(self, purpose_id: str) -> tuple[DeclaredField, ...]:
        """Give the fields that may leave for a purpose, in the order declared; none for an undeclared one."""
        return tuple(field for field in self.fields if purpose_id in field.purposes)

    def as_accepted(self, version: int) -> CollectionPolicy:
        """Give this policy with only the fields and sources that a yes to `version` covers (see `since`).

        While a person is being asked about wider fields, the scope once accepted may go on.
        """
        fields = tuple(field for field in self.fields if field.since <= version)
        sources = tuple(source for source in self.sources if source.since <= version)
        return self.replaced(fields=fields, sources=sources)

    def replaced(self, **changes: Any) -> CollectionPolicy:
        """Give a copy with some keys changed, such as `controller=Controller(...)`, checked like a new policy.

        Raises pydantic's ValidationError when the copy would contradict itself.
        """
        data = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_validate(data | changes)

    def classify(self, record: Mapping[str, Any]) -> str | None:
        """Give the id of the purpose that `record` belongs to, or None: an undeclared record stays local.

        Never raises; about 0.3 µs.
        """
        return self.enforcer.classify(record)

    def project(self, record: Mapping[str, Any], purpose_id: str) -> dict[str, Any]:
        """Give the fields of `record` (plain, redacted data) that may leave for a purpose, in the record's order.

        A value of another type than declared is left out, and everything under an undeclared purpose. Never raises.
        """
        return self.enforcer.project(record, purpose_id)

    def project_explained(
        self, record: Mapping[str, Any], purpose_id: str
    ) -> tuple[dict[str, Any], tuple[Drop, ...]]:
        """Give what `project` gives and, for counting, each value left out with its path and the reason."""
        return self.enforcer.project_explained(record, purpose_id)


_SORTED_BY = {"purposes": "id", "fields": "name", "recipients": "name", "changes": "version"}


def _order(key: str) -> Any:
    def place(item: dict[str, Any]) -> tuple[Any, str]:
        return item[key], json.dumps(item, sort_keys=True)

    return place


def _sorted_sets(item: dict[str, Any]) -> dict[str, Any]:
    """Sort the lists of an item whose order says nothing; an example is shown as written."""
    return {
        key: sorted(value) if isinstance(value, list) and key != "example" else value
        for key, value in item.items()
    }


def _faults(policy: CollectionPolicy) -> Iterator[Fault]:
    """Say where the pieces of a policy contradict each other."""
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
