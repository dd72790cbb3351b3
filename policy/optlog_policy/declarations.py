"""The pieces of a collection policy: controller, recipients, purposes, fields, and the sources of records."""

from __future__ import annotations

import datetime as dt
import math
import re
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, StrictBool, StringConstraints, WithJsonSchema

from optlog_policy.declared_text import (
    ChangeWords,
    Declaration,
    FieldWords,
    Language,
    PracticesWords,
    PurposeWords,
    RecipientWords,
    RightsWords,
    Text,
    Words,
    one_line,
)

__all__ = [
    "NAME_PATTERN",
    "Authority",
    "Change",
    "Controller",
    "DataCategory",
    "DeclaredField",
    "FieldType",
    "Practices",
    "Purpose",
    "Recipient",
    "Rights",
    "Source",
    "Version",
]


def _example(value: object) -> Scalar | tuple[Scalar, ...]:
    """Take a made-up value: one message for everything else, where a union of types would give five."""
    if isinstance(value, (list, tuple)):
        return tuple(_scalar(item) for item in value)
    return _scalar(value)


def _scalar(value: object) -> Scalar:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, (bool, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise ValueError("must be text, a number, true or false, or a list of these")


Scalar = str | bool | int | float
_SCALAR_SCHEMA = {"type": ["string", "boolean", "number"]}
Example = Annotated[
    Any,
    PlainValidator(_example),
    WithJsonSchema({"anyOf": [_SCALAR_SCHEMA, {"type": "array", "items": _SCALAR_SCHEMA}]}),
]
"""A made-up value of a field."""

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
NAME_PATTERN = re.compile(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*)*")
"""What a field's name may be: a key, or keys with dots between them."""
FieldName = Annotated[str, StringConstraints(pattern=f"^{NAME_PATTERN.pattern}$", max_length=200)]
Level = Annotated[str, StringConstraints(pattern=r"^[a-z]+$")]
NonBlank = Annotated[str, StringConstraints(min_length=1)]
Days = Annotated[int, Field(ge=1, le=3660, strict=True)]
Version = Annotated[int, Field(ge=1, strict=True)]
FieldType = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "pseudonym",
    "string[]",
    "integer[]",
    "number[]",
    "boolean[]",
]
"""The type of a declared field, in JSON's words; a `pseudonym` is what optlog's pseudonymiser makes."""


DataCategory = Literal[
    "crash-data",
    "performance-data",
    "diagnostic-data",
    "product-interaction",
    "user-id",
    "device-id",
]
"""A kind of data as application stores name it; `optlog_policy/records/stores.toml` holds their own terms."""


class Controller(Declaration):
    """Who decides on the collection and answers for it (GDPR Art. 4(7))."""

    name: Text = ""
    """Full legal name."""
    address: Text = ""
    """Postal address on one line."""
    contact: Text = ""
    """How people reach the controller about their data: an e-mail address or a web page."""
    representative: Text = ""
    """Representative in the Union (GDPR Art. 27), for a controller outside it."""
    dpo: Text = ""
    """Data protection officer and how to reach them, where there is one."""
    email: Text = ""
    """E-mail address, where consent receipts ask for one and `contact` is something else."""
    phone: Text = ""
    """Telephone number, where consent receipts ask for one."""
    url: Text = ""
    """The controller's own web page."""


class Recipient(Declaration):
    """Who receives the data besides the controller, such as the company that runs the log server."""

    name: Text
    """Full name."""
    country: Text
    """Where the data is kept."""
    safeguard: Text
    """What protects a transfer out of the reader's country (GDPR Art. 46), or why nothing is needed."""
    role: Text = ""
    """What the recipient does with the data."""
    url: Text = ""
    """The recipient's own privacy page."""
    kind: Literal["processor", "third-party"] | None = None
    """Whether it works on the controller's behalf alone (GDPR Art. 28), or for ends of its own."""
    translations: dict[Language, RecipientWords] = Field(default_factory=dict)
    """Country, safeguard and role in other languages."""


class Authority(Declaration):
    """The supervisory authority that hears complaints; blank means the reader's own."""

    name: Text = ""
    """Full name of the authority."""
    url: Text = ""
    """Web page where a complaint can be lodged."""


class Rights(Declaration):
    """How people use their rights; which rights they have, the law says."""

    how: Text = ""
    """What to do, in a sentence; blank means: write to the controller's contact."""
    url: Text = ""
    """Web page for requests, where there is one."""
    translations: dict[Language, RightsWords] = Field(default_factory=dict)
    """The sentence in other languages."""


class Practices(Declaration):
    """What the controller does with the data afterwards; only the controller knows, so that nothing is assumed."""

    sells_or_shares: StrictBool | None = None
    """Whether the data is sold, or shared for advertising across contexts (CCPA 1798.140 (ad) and (ah))."""
    automated_decisions: StrictBool | None = None
    """Whether decisions about people are made from it by machine alone (GDPR Art. 22)."""
    explanation: Text = ""
    """What that means for people, and how to object, where either is true."""
    security: tuple[Words, ...] = ()
    """What protects the data on the server, one measure a line (GDPR Art. 30(1)(g)); what optlog does is known."""
    translations: dict[Language, PracticesWords] = Field(default_factory=dict)
    """The explanation in other languages."""


class Purpose(Declaration):
    """One thing that data is collected for; a person says yes or no to each by itself."""

    id: Identifier
    """Short name, as in `optlog consent give errors`."""
    title: Words
    """Label of the choice."""
    sentence: Words
    """One plain sentence that says what is sent and why."""
    legal_basis: Literal["consent"] = "consent"
    """optlog sends nothing without a yes, so that consent (GDPR Art. 6(1)(a)) is the only basis it can enforce."""
    retention_days: Days
    """After so many days the data is deleted on the server."""
    validity_days: Days
    """After so many days a yes lapses and is asked for again."""
    dpv: Text = ""
    """The purpose's term in the W3C Data Privacy Vocabulary, such as `dpv:ServiceOptimisation`."""
    category: DataCategory | None = None
    """What application stores call data of this kind; needed for their forms alone."""
    translations: dict[Language, PurposeWords] = Field(default_factory=dict)
    """Title and sentence in other languages."""


class DeclaredField(Declaration):
    """One field that may leave; whatever is not declared stays on the computer."""

    name: FieldName
    """Key of the record, or dotted path below one; a list of mappings on the way is taken element by element."""
    type: FieldType
    """Values of another type stay on the computer."""
    purposes: tuple[Identifier, ...]
    """The purposes for which the field may leave."""
    description: Words
    """What it holds, for the person whose data it is."""
    example: Example
    """A made-up value of the declared type."""
    since: Version = 1
    """The version of the policy that first declared it; an older yes does not cover it."""
    personal: StrictBool = False
    """Whether it names a person or a computer; such a field must be of type `pseudonym`."""
    why: Text = ""
    """Why it is needed, where the description does not say it."""
    owner: Text = ""
    """Who in the team answers for it."""
    expires: dt.date | None = None
    """The day from which it may not be collected any more without a new decision; from then on it stays behind."""
    category: DataCategory | None = None
    """What application stores call it, where that differs from the purposes' own category."""
    translations: dict[Language, FieldWords] = Field(default_factory=dict)
    """Description and reason in other languages."""


class Source(Declaration):
    """Which records belong to a purpose: every condition given must hold. The first source that fits decides."""

    purpose: Identifier
    """The purpose of the records that fit."""
    levels: tuple[Level, ...] = ()
    """Levels such as `error`; none given means any."""
    loggers: tuple[NonBlank, ...] = ()
    """Logger names, each with everything below it; none given means any."""
    events: tuple[NonBlank, ...] = ()
    """Event texts; `render*` fits every event that starts with `render`. None given means any."""
    has_fields: tuple[NonBlank, ...] = ()
    """Keys that the record must all have."""
    since: Version = 1
    """The version of the policy that first declared it; an older yes does not cover it."""


class Change(Declaration):
    """What one version of the policy changed, in words for its readers."""

    version: Version
    """The version that brought the change."""
    date: dt.date
    """The day from which it holds."""
    text: Words
    """What changed."""
    translations: dict[Language, ChangeWords] = Field(default_factory=dict)
    """The same in other languages."""
