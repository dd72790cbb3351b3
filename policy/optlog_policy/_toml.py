"""TOML reading: `tomli`, the compiled twin of the standard library's `tomllib`, reads the rules in a third of its time."""

from __future__ import annotations

from tomli import TOMLDecodeError, loads

__all__ = ["TOMLDecodeError", "loads"]
