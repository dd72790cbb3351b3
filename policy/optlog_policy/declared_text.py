"""Text in a collection policy: plain lines for people, and the same lines in other languages."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

__all__ = [
    "ChangeWords",
    "Declaration",
    "FieldWords",
    "Language",
    "PolicyWords",
    "PracticesWords",
    "PurposeWords",
    "RecipientWords",
    "RightsWords",
    "Text",
    "Words",
    "one_line",
]

# Characters that turn the direction of text could make a notice read otherwise than declared.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(text: str) -> str:
    """Fold white space and compose letters (NFC), so that layout never changes a digest or a notice."""
    folded = unicodedata.normalize("NFC", " ".join(text.split()))
    for char in folded:
        if unicodedata.category(char) in {"Cc", "Cs"} or char in _TURNING:
            raise ValueError(f"invisible control character U+{ord(char):04X}")
    return folded


def _not_blank(text: str) -> str:
    if not text:
        raise ValueError("must not be blank")
    return text


Text = Annotated[str, AfterValidator(one_line)]
"""One line of plain text for people; may be blank."""

Words = Annotated[Text, AfterValidator(_not_blank)]
"""One line of plain text for people; never blank."""

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
"""A language tag (BCP 47) such as `de` or `pt-BR`."""


class Declaration(BaseModel):
    """What all pieces share: immutable, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class PolicyWords(Declaration):
    """What a policy itself says, in another language; a blank line falls back to the declared one."""

    title: Text = ""
    """Name of the application."""
    audience: Text = ""
    """Whom the application is for."""
    data_subjects: Text = ""
    """Whose data it is."""


class RecipientWords(Declaration):
    """What is said of a recipient, in another language."""

    country: Text = ""
    """Where the data is kept."""
    safeguard: Text = ""
    """What protects a transfer."""
    role: Text = ""
    """What the recipient does with the data."""


class RightsWords(Declaration):
    """How rights are used, in another language."""

    how: Text = ""
    """What to do."""


class PracticesWords(Declaration):
    """What is done with the data, in another language."""

    explanation: Text = ""
    """What it means for people."""


class PurposeWords(Declaration):
    """A purpose in another language."""

    title: Text = ""
    """Label of the choice."""
    sentence: Text = ""
    """What is sent and why."""


class FieldWords(Declaration):
    """A field in another language."""

    description: Text = ""
    """What it holds."""
    why: Text = ""
    """Why it is needed."""


class ChangeWords(Declaration):
    """What a version changed, in another language."""

    text: Text = ""
    """What changed."""
