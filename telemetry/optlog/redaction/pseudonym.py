"""Pseudonyms: the same name for the same person or machine, made with a random key that can be thrown away.

HMAC-SHA256 (RFC 2104). Whoever holds the key can test guesses, so a pseudonym is personal data and never "anonymous".
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final

__all__ = ["PSEUDONYM", "Pseudonymiser"]

PSEUDONYM: Final = "psn_[a-p]{32}"
"""What a pseudonym looks like: letters only, so that no rule for numbers or hashes mistakes it."""

_KEY_BYTES = 32
_USED_BYTES = 16
_REMEMBERED = 1024
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_WHOLE = re.compile(PSEUDONYM)


class Pseudonymiser:
    """Makes pseudonyms under `key` (32 random bytes).

    Raises ValueError for a key of another length.
    """

    def __init__(self, key: bytes) -> None:
        self._known: dict[str, str] = {}
        self.rotate(key)

    @classmethod
    def ephemeral(cls) -> Pseudonymiser:
        """Give one with a random key that lives in memory only: pseudonyms hold for this run."""
        return cls(secrets.token_bytes(_KEY_BYTES))

    def rotate(self, key: bytes) -> None:
        """Go on with another key; former pseudonyms can no longer be told from it.

        Raises ValueError for a key of another length than 32 bytes.
        """
        if len(key) != _KEY_BYTES:
            raise ValueError(f"a pseudonym key has {_KEY_BYTES} bytes")
        self._key = key
        self._known = {}

    def pseudonym(self, value: str) -> str:
        """Give `psn_` and 32 letters for `value`; a pseudonym is given back as it is."""
        if _WHOLE.fullmatch(value):
            return value
        known = self._known
        found = known.get(value)
        if found is None:
            if len(known) >= _REMEMBERED:
                known.clear()
            found = known[value] = self._make(value)
        return found

    def _make(self, value: str) -> str:
        digest = hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return "psn_" + digest[:_USED_BYTES].hex().translate(_LETTERS)
