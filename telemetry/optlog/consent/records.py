"""The record of choices as its owner sees it: history, export and check. Nothing here changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from optlog.consent.export import export_events
from optlog.consent.ledger import read_declarations, read_events, utc_text, verify
from optlog.consent.model import Verification
from optlog.consent.seals import CHAIN_KEY
from optlog.errors import StoreError

if TYPE_CHECKING:
    from optlog.consent.model import ConsentEvent
    from optlog.keys import KeyFile
    from optlog.store import Store
    from optlog.types import Clock

__all__ = ["Records"]


class Records:
    """Reads the ledger of one profile; `optlog.consent.Consent` is one."""

    _store: Store
    _keys: KeyFile
    _clock: Clock

    def history(self) -> list[ConsentEvent]:
        """Give every recorded event, oldest first. StoreError when the ledger cannot be read."""
        if not self._store.exists():
            return []
        with self._store.read() as connection:
            return read_events(connection)

    def export(self, app: str) -> dict[str, Any]:
        """Give every event and what each yes was given to as JSON-ready data, see `optlog.consent.export`.

        Raises:
            StoreError: the ledger cannot be read.
        """
        events, declarations = [], {}
        if self._store.exists():
            with self._store.read() as connection:
                events, declarations = read_events(connection), read_declarations(connection)
        at_utc = utc_text(self._clock.now_ns())
        return export_events(events, app=app, at_utc=at_utc, declarations=declarations)

    def verify(self) -> Verification:
        """Check the whole chain of events. StoreError when the ledger cannot be read at all."""
        if not self._store.exists():
            return Verification(ok=True, faults=())
        key, why = self._chain_key()
        with self._store.read() as connection:
            return verify(connection, key, why)

    def _chain_key(self) -> tuple[bytes | None, str]:
        """Give the key of the seals, or why it cannot be had."""
        try:
            return self._keys.get(CHAIN_KEY), ""
        except StoreError as error:
            return None, error.message
