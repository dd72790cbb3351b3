"""What a no that was cut off (kill -9, power) left on the disk: found and removed at the next start.

A withdrawal is one transaction; emptying the write-ahead log and destroying the keys come after it. While a key of a
closed purpose is still there, deleted records could be read from that log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog.consent.decision import standings
from optlog.consent.ledger import purge, read_ledger
from optlog.consent.recorder import PSEUDONYM_KEY, spool_key
from optlog.store_faults import StoreFault, StoreFaultError

if TYPE_CHECKING:
    from optlog.consent.ledger import Ledger
    from optlog.consent.recorder import Recorder

__all__ = ["finish"]


def finish(recorder: Recorder) -> bool:
    """Finish what a no began; give whether there was anything to do. A profile at rest is only read.

    What waits under a yes that has run out, or that covers nothing declared today, goes as well. A corrupt database is
    set aside. Any other fault may pass, and a profile that was bound to another computer may go on there: both are left.

    Raises:
        StoreError, OSError: it could not be finished.
    """
    try:
        ledger, rows = _read(recorder)
    except StoreFaultError as error:
        if error.fault is StoreFault.CORRUPT:
            return recorder.recover() is not None
        if error.fault is not StoreFault.MISSING:
            return False
        ledger, rows = None, 0
    given = _given(recorder, ledger)
    known = {*recorder.policy.purpose_ids, *(ledger.latest if ledger else ())}
    held = [name for name in sorted(known - given) if recorder.keys.holds(spool_key(name))]
    pseudonym = not given and recorder.keys.holds(PSEUDONYM_KEY)
    bound = ledger is not None and not ledger.any_given and recorder.install.matches(ledger.nonce)
    if not (held or pseudonym or rows or bound):
        return False
    if ledger is not None:
        if bound:
            recorder.install.release(ledger.nonce)
        with recorder.store.write(durable=True) as connection:
            connection.execute(_CLOSED.format("DELETE"))
            for name in held:
                purge(connection, name)
        recorder.store.truncate_wal()
    recorder.forget(held, pseudonym=pseudonym)
    return True


_CLOSED = (
    "{} FROM spool WHERE NOT EXISTS (SELECT 1 FROM epoch AS e WHERE"
    " e.purpose = spool.purpose AND e.epoch = spool.epoch AND e.open = 1)"
)


def _read(recorder: Recorder) -> tuple[Ledger, int]:
    with recorder.store.read() as connection:
        rows: int = connection.execute(_CLOSED.format("SELECT count(*)")).fetchone()[0]
        return read_ledger(connection), rows


def _given(recorder: Recorder, ledger: Ledger | None) -> set[str]:
    """Give the purposes with a yes that holds; none where a no that could not be recorded unbound the profile."""
    if ledger is None or not recorder.install.exists():
        return set()
    found = standings(
        ledger,
        recorder.policy,
        now_ns=recorder.clock.now_ns(),
        here=True,
        covers=recorder.covers,
    )
    return {purpose for purpose, standing in found.items() if standing.state.collects}
