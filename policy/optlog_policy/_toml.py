"""TOML reading on every supported Python: `tomllib` from 3.11 on, its twin `tomli` on 3.10."""

from __future__ import annotations

import sys
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib as _toml
else:
    import tomli as _toml

__all__ = ["TOMLDecodeError", "loads"]

TOMLDecodeError = _toml.TOMLDecodeError


def loads(text: str) -> dict[str, Any]:
    """Read TOML; a byte order mark, which some editors put in front, is passed over.

    Raises TOMLDecodeError.
    """
    return _toml.loads(text.removeprefix("\ufeff"))
