"""The root of every error that optlog raises.

```
OptlogError
├── PolicyError      a collection policy cannot be read or breaks a rule
├── RuleError        a redaction rule cannot be read or fails its own examples
├── SettingsError    settings are wrong (optlog.errors)
├── ConsentError     a choice could not be recorded (optlog.errors)
├── DisplayError     no window can be opened here (optlog.errors)
├── StoreError       the profile's database cannot be used (optlog.errors)
└── ShippingError    the endpoint or its credentials cannot be used (optlog.errors)
```

A message says what went wrong in lower case without a final full stop; the hint says what to do about it. Neither
quotes a secret.
"""

from __future__ import annotations

__all__ = ["OptlogError", "PolicyError", "RuleError"]


class OptlogError(Exception):
    """Base of every error of this project.

    `message` says what went wrong, `hint` (optional) what to do. `str()` gives both.
    """

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message}\nhint: {self.hint}"


class PolicyError(OptlogError):
    """A collection policy cannot be read, or declares something that cannot be enforced."""


class RuleError(OptlogError):
    """A redaction rule cannot be read, or fails its own examples."""
