"""Strings written in pieces: `"ab" + "cd"`, `'ab' 'cd'`, and on two lines."""

from __future__ import annotations

import re

__all__ = ["JOINED", "JOINED_GATE", "pieces_meet"]

_BETWEEN = rb"""(?:[ ]{0,2}(?:[+.&\\][ ]{0,2}(?:\r?\n[ \t]{0,40})?|\r?\n[ \t]{1,40})["']|\.concat\(["']|[ ]')"""
JOINED_GATE = rb"""[A-Za-z0-9_]["']""" + _BETWEEN + b"[A-Za-z0-9_-]"
"""Where pieces may meet, in the common syntax of RE2 and Python `re`."""
# The quote first, which few texts have, and only then what stands before it.
JOINED = rb"""["'](?<=[A-Za-z0-9_]["'])""" + _BETWEEN + rb"(?=[A-Za-z0-9_-])"
"""What stands between two pieces, for Python `re`."""

pieces_meet = re.compile(JOINED).search
"""Say whether pieces of a string meet in a text of bytes."""
