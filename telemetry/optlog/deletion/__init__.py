"""Asking the makers to delete: a request of its own, made by a person, carrying a pseudonym and nothing else."""

from __future__ import annotations

from optlog.deletion.deletion import Deletion, DeletionError, NoPseudonymError
from optlog.deletion.request import DeletionRequest, DeletionStatus, State

__all__ = [
    "Deletion",
    "DeletionError",
    "DeletionRequest",
    "DeletionStatus",
    "NoPseudonymError",
    "State",
]
