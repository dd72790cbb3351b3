"""What the record of choices costs: appending, reading, verifying chain and seals, exporting and checking an export.

Run: python3 dev.py bench ledger
Held to: 10,000 events verify in under 1 s, seals included; an exported file of them as well.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from optlog.consent import Consent
from optlog.consent.export import check_export
from optlog.consent.ledger import append, read_ledger
from optlog.consent.seals import CHAIN_KEY, Sealer
from optlog.keys import KeyFile
from optlog.store import Store
from optlog.types import SystemClock

from bench.bench_gate import OnePurpose, show

EVENTS = 10_000


def best_s(function: Callable[[], object]) -> float:
    """Give the best of three runs, in seconds."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        function()
        times.append(time.perf_counter() - begun)
    return min(times)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        store, keys = Store(data / "optlog.sqlite3"), KeyFile(data / "optlog.keys")
        consent = Consent(
            store,
            OnePurpose(),
            clock=SystemClock(),
            keys=keys,
            tombstone=data / "OPT_OUT",
            app_version="1",
            environ={},
        )
        (event,) = consent.give(["errors"], surface="cli", words="w" * 200)
        begun = time.perf_counter()
        with store.write() as connection:
            sealer = Sealer(connection, keys.get(CHAIN_KEY))
            for _ in range(EVENTS - 1):
                added = append(connection, event)
                sealer.seal(added.seq, added.hash)
        append_us = (time.perf_counter() - begun) / EVENTS * 1e6
        found = consent.verify()
        exported = json.dumps(consent.export("bench"))
        results = [
            show("append and seal, an event", append_us, "µs", 500),
            show(
                f"verify {found.events:,} events, {found.seals.sealed:,} seals",
                best_s(consent.verify),
                "s",
                1,
            ),
            show("a look at a ledger that changed", best_s(lambda: read(store)), "s", 1),
            show("export", best_s(lambda: consent.export("bench")), "s", 1),
            show(
                f"check an export of {len(exported) / 1e6:.1f} MB",
                best_s(lambda: check_export(exported)),
                "s",
                1,
            ),
        ]
        store.close()
    return 0 if all(results) and found.ok and found.seals.sealed == EVENTS else 1


def read(store: Store) -> None:
    """Read the ledger as a process does that has not seen it yet."""
    with store.read() as connection:
        read_ledger(connection)


if __name__ == "__main__":
    raise SystemExit(main())
