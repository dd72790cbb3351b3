"""`optlog prove`: runs an application without consent, watched from outside, and says whether anything left."""

from __future__ import annotations

from optlog.prove.proof import prove
from optlog.prove.report import Proof

__all__ = ["Proof", "prove"]
