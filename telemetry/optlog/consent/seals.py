"""The keyed checksums of the ledger: without the profile's chain key nobody can write a history that verifies.

The hash chain alone shows a change by whoever does not recompute it. A seal is an HMAC-SHA256 (RFC 2104) over an
event's number and hash, and so over all that came before it. Where the key is sealed by the system's keyring, rewriting
every file of the profile is noticed. The key is kept through a withdrawal, or the proof of the withdrawal would go with it.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from optlog.consent.model import LedgerFault, Seals
from optlog.store_schema import meta

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

__all__ = ["CHAIN_KEY", "Sealer", "check_seals", "read_seals"]

CHAIN_KEY = "chain"
"""Name of the key behind the seals."""

_LAST_SEALED = """
SELECT s.seq, e.hash, s.first, s.mac FROM seal AS s JOIN event AS e ON e.seq = s.seq ORDER BY s.seq DESC LIMIT 1
"""

_HAS_SEALS = 2
"""The schema that brought the table."""

Seal = tuple[int, str]
"""First sealed event, and the HMAC in hex. Events before the first were recorded without a key, or under a lost one."""


class Sealer:
    """Seals the events of one write transaction.

    Args:
        connection: the open transaction.
        key: the chain key; None seals nothing.
        is_new: whether the key was made for this transaction; then what the ledger already holds is sealed as well.
    """

    def __init__(
        self, connection: sqlite3.Connection, key: bytes | None, *, is_new: bool = False
    ) -> None:
        self._connection = connection
        self._key = key
        if key is not None and is_new and not read_seals(connection):
            for seq, digest in connection.execute("SELECT seq, hash FROM event").fetchall():
                self._put(seq, 1, digest)

    def seal(self, seq: int, digest: str) -> None:
        """Seal the event just appended. Where the yes before it carries no good seal, sealing begins anew and says so."""
        if self._key is None:
            return
        last = self._connection.execute(_LAST_SEALED).fetchone()
        follows = last is not None and last[3] == _mac(self._key, last[0], last[2], last[1])
        if seq == 1 or not follows or self._has_yes(after=last[0], before=seq):
            self._put(seq, seq, digest)
        else:
            self._put(seq, last[2], digest)

    def _has_yes(self, *, after: int, before: int) -> bool:
        query = "SELECT 1 FROM event WHERE seq > ? AND seq < ? AND state IN ('given', 'renewed')"
        return self._connection.execute(query, (after, before)).fetchone() is not None

    def _put(self, seq: int, first: int, digest: str) -> None:
        assert self._key is not None
        mac = _mac(self._key, seq, first, digest)
        self._connection.execute("INSERT INTO seal VALUES (?, ?, ?)", (seq, first, mac))


def read_seals(connection: sqlite3.Connection) -> dict[int, Seal]:
    """Give the seals by event; none in a database from before there were any."""
    if (meta(connection, "schema") or 0) < _HAS_SEALS:
        return {}
    return {row[0]: (row[1], row[2]) for row in connection.execute("SELECT * FROM seal")}


def check_seals(
    events: Sequence[tuple[int, str, bool]], seals: Mapping[int, Seal], key: bytes | None
) -> tuple[list[LedgerFault], Seals]:
    """Check every seal of a ledger whose chain holds.

    A no may stand without a seal, because it does not wait for a keyring; a yes never does. What a seal cannot show is
    that the newest events were cut off: an older copy of the whole profile is what it was.

    Args:
        events: number and hash of each event, and whether it is a yes, in order.
        seals: the seals by event.
        key: the chain key; None when there is none.
    """
    if key is None:
        gone = [LedgerFault(seq, "altered", "the key of its seal is gone") for seq in seals]
        return gone[-1:], Seals()
    good = {
        seq: seals[seq][0]
        for seq, digest, _ in events
        if seq in seals and _is_good(key, seq, seals[seq], digest)
    }
    first = good[max(good)] if good else 1
    found = [
        LedgerFault(seq, "altered", "it does not carry this profile's seal")
        for seq, _, is_yes in events
        if seq >= first and (is_yes or seq in seals) and seq not in good
    ]
    return found, Seals(sealed=len(good), first=first if good else 0)


def _is_good(key: bytes, seq: int, seal: Seal, digest: str) -> bool:
    return hmac.compare_digest(seal[1], _mac(key, seq, seal[0], digest))


def _mac(key: bytes, seq: int, first: int, digest: str) -> str:
    return hmac.digest(key, f"optlog-seal-1|{seq}|{first}|{digest}".encode(), "sha256").hex()
