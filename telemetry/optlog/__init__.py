"""The privacy and consent layer between an application's structured logs and the outside world.

Local logging always works. Nothing leaves before the user's yes, and everything stops at a no.

The names below are loaded when first used, so that `import optlog` costs next to nothing and loads neither Qt nor a
network library nor SQLite.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.rule import RedactionRule, RuleSet

    from optlog.errors import OptlogError
    from optlog.logger import get_logger
    from optlog.profile import PreviewRecord, Profile, Status, open_profile
    from optlog.settings import Settings
    from optlog.switch import add_no_telemetry, take_no_telemetry
    from optlog.telemetry import Telemetry, configure

__version__ = "0.1.0"

__all__ = [
    "CollectionPolicy",
    "OptlogError",
    "PreviewRecord",
    "Profile",
    "RedactionRule",
    "RuleSet",
    "Settings",
    "Status",
    "Telemetry",
    "__version__",
    "add_no_telemetry",
    "configure",
    "get_logger",
    "open_profile",
    "take_no_telemetry",
]

_HOME = {
    "CollectionPolicy": "optlog_policy.collection",
    "OptlogError": "optlog.errors",
    "PreviewRecord": "optlog.profile",
    "Profile": "optlog.profile",
    "RedactionRule": "optlog_policy.rule",
    "RuleSet": "optlog_policy.rule",
    "Settings": "optlog.settings",
    "Status": "optlog.profile",
    "Telemetry": "optlog.telemetry",
    "add_no_telemetry": "optlog.switch",
    "configure": "optlog.telemetry",
    "get_logger": "optlog.logger",
    "open_profile": "optlog.profile",
    "take_no_telemetry": "optlog.switch",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its home."""
    if name not in _HOME:
        raise AttributeError(f"module 'optlog' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
