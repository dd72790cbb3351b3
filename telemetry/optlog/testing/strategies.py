"""Hypothesis strategies for tests of redaction: secrets by rule, records that hold one, and records that hold none.

Needs the extra `optlog[testing]`.
"""

from __future__ import annotations

from optlog.testing.benign import benign_fields, benign_records, benign_text
from optlog.testing.planting import CARRIERS, ENCODINGS, Planted, planted, secrets_of
from optlog.testing.secrets import Secret
from optlog.testing.wild import wild_records, wild_text

__all__ = [
    "CARRIERS",
    "ENCODINGS",
    "Planted",
    "Secret",
    "benign_fields",
    "benign_records",
    "benign_text",
    "planted",
    "secrets_of",
    "wild_records",
    "wild_text",
]
