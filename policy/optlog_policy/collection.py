"""The collection policy: who collects what, why, for how long, and which records belong to which purpose.

The pipeline enforces this declaration, the dialog shows it and the notice states it, so that the three cannot differ.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError, model_validator

from optlog_policy._toml import TOMLDecodeError, loads
from optlog_policy.contradictions import contradictions
from optlog_policy.declarations import (
    Authority,
    Change,
    Controller,
    DeclaredField,
    FieldType,
    Practices,
    Purpose,
    Recipient,
    Rights,
    Source,
    Version,
)
from optlog_policy.declared_text import Declaration, Language, PolicyWords, Text, Words
from optlog_policy.enforce import Drop, Enforcer
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import describe_errors, not_toml, refuse
from optlog_policy.toml_lines import TomlLines

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    "Rights",
    "Source",
]


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
    data_subjects: Text = ""
    """Whose data it is, such as "people who use the application" (GDPR Art. 30(1)(c))."""
    jurisdiction: Text = ""
    """Countries whose law the controller keeps to, such as "IE" (ISO 3166); consent receipts ask for it."""
    notice_url: Text = ""
    """Web page where the notice is published."""
    languages: tuple[Language, ...] = Field(default=("en",), min_length=1)
    """The languages in which the notice is offered; what is declared here is written in the first."""
    controller: Controller = Controller()
    """Who decides on the collection."""
    authority: Authority = Authority()
    """Who hears complaints."""
    rights: Rights = Rights()
    """How people use their rights."""
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
    translations: dict[Language, PolicyWords] = Field(default_factory=dict)
    """Title and audience in other languages."""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> CollectionPolicy:
        if faults := list(contradictions(self)):
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
            raise PolicyError(not_toml(source, error)) from error
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
        if "languages" in data:  # the first is the one that the declaration is written in
            data["languages"] = [data["languages"][0], *sorted(data["languages"][1:])]
        if "practices" in data:
            data["practices"] = _sorted_sets(data["practices"])
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

    def said(self, item: Declaration, key: str, locale: str) -> tuple[str, str]:
        """Give what a piece of this policy says under `key` (such as a purpose's `title`), and the language that it is in.

        That is `locale` where there is a translation, else the language that the policy is written in.
        """
        translation = getattr(item, "translations", {}).get(locale)
        if translated := getattr(translation, key, ""):
            return translated, locale
        return getattr(item, key), self.languages[0]

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
        self, record: Mapping[str, Any], purpose_id: str, *, day: str = ""
    ) -> tuple[dict[str, Any], tuple[Drop, ...]]:
        """Give what `project` gives and, for counting, each value left out with its path and the reason.

        `day` (ISO 8601) stands for the record's own, for a record that does not hold its time.
        """
        return self.enforcer.project_explained(record, purpose_id, day=day)


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
