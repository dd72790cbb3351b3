"""Hiding keys, tokens and personal data in records and texts, by rules that are data (`optlog_policy.rule`)."""

from __future__ import annotations

from optlog.redaction.engine import FAILED, Finding, Redactor
from optlog.redaction.plain import Limits
from optlog.redaction.pseudonym import Pseudonymiser
from optlog.redaction.stream import StreamRedactor

__all__ = ["FAILED", "Finding", "Limits", "Pseudonymiser", "Redactor", "StreamRedactor"]
