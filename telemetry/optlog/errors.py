"""The errors of the running pipeline; the tree is drawn in `optlog_policy.errors`."""

from __future__ import annotations

from optlog_policy.errors import OptlogError, PolicyError, RuleError

__all__ = [
    "ConsentError",
    "DisplayError",
    "OptlogError",
    "PolicyError",
    "RuleError",
    "SettingsError",
    "ShippingError",
    "StoreError",
    "unreadable",
]


class SettingsError(OptlogError):
    """One or more settings are wrong; the message lists every one of them."""


def unreadable(file: object, error: OSError) -> SettingsError:
    """Give what to raise for a `file` that cannot be read."""
    missing = isinstance(error, FileNotFoundError)
    hint = (
        "check its name and folder"
        if missing
        else "check that you may read it, and that it is a file"
    )
    return SettingsError(f"cannot read {file}: {error.strerror}", hint=hint)


class ConsentError(OptlogError):
    """A choice is not possible, or could not be recorded. What could not be recorded is not a yes."""


class StoreError(OptlogError):
    """The profile's database cannot be read or written."""


class ShippingError(OptlogError):
    """The endpoint, its certificate or its credentials cannot be used."""


class DisplayError(OptlogError):
    """No window can be opened here: Qt or the display is missing."""
