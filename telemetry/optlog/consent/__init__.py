"""Consent per purpose: the recorded choices, what outranks them, and the gate that asks them."""

from optlog.consent.asking import Question, Reason
from optlog.consent.gate import Consent
from optlog.consent.model import (
    TRANSITIONS,
    Act,
    ConsentEvent,
    ConsentState,
    Decision,
    DeclaredPurposes,
    Layer,
    LedgerFault,
    Seals,
    Surface,
    Verification,
)
from optlog.consent.overlays import managed_path_for
from optlog.consent.recorder import PSEUDONYM_KEY

__all__ = [
    "PSEUDONYM_KEY",
    "TRANSITIONS",
    "Act",
    "Consent",
    "ConsentEvent",
    "ConsentState",
    "Decision",
    "DeclaredPurposes",
    "Layer",
    "LedgerFault",
    "Question",
    "Reason",
    "Seals",
    "Surface",
    "Verification",
    "managed_path_for",
]
