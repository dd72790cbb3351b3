"""Vehicle identification numbers."""

from __future__ import annotations

import re

__all__ = ["vin", "vin_form"]

_FORM = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (*range(1, 9), *range(1, 6), 7, 9, *range(2, 10)), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_form(value: bytes) -> bool:
    """Say whether `value` has the form of a VIN: 17 characters without I, O, Q; letters and digits; digits last (ISO 3779)."""
    text = value.decode("latin-1").upper()
    if _FORM.fullmatch(text) is None or not text[-4:].isdigit():
        return False
    return sum(map(str.isalpha, text)) >= 3  # noqa: PLR2004


def vin(value: bytes) -> bool:
    """Say whether `value` is a VIN with the check digit of North America and China (49 CFR 565.15)."""
    if not vin_form(value):
        return False
    text = value.decode("ascii").upper()
    total = sum(
        weight * (int(char) if char.isdigit() else _VALUES[char])
        for weight, char in zip(_WEIGHTS, text, strict=True)
    )
    return "0123456789X"[total % 11] == text[8]
