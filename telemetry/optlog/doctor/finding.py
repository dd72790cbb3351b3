"""One finding of `optlog doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Finding", "State"]

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do. Never holds a credential."""

    name: str
    state: State
    text: str
    hint: str = ""
