"""The operator's side of deletion requests: reads them from Loki, has Loki delete, and looks whether it did."""

from __future__ import annotations

from optlog.erase.admin import LokiAdmin
from optlog.erase.erase import Erasure, erase
from optlog.erase.requests import Asked

__all__ = ["Asked", "Erasure", "LokiAdmin", "erase"]
