"""Validators: what decides whether a piece of text that looks like a number of somebody is one.

`VALIDATORS` maps the names that rules use to functions from the bytes of the text to True or False. They never raise, take
the separators that are customary, and name the source of their facts.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from optlog_policy.validators import (
    americas,
    asia,
    contact,
    eastern,
    germany,
    money,
    named,
    net,
    nordic,
    other,
    vehicles,
    wallets,
    western,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["VALIDATORS"]

_MODULES = (
    americas,
    asia,
    contact,
    eastern,
    germany,
    money,
    named,
    net,
    nordic,
    other,
    vehicles,
    wallets,
    western,
    whole,
)

VALIDATORS: Mapping[str, Callable[[bytes], bool]] = MappingProxyType(
    {
        name.replace("_", "-"): getattr(module, name)
        for module in _MODULES
        for name in module.__all__
    }
)
