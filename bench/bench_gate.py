"""What consent costs: the gate on a log call, a look at the files, and a withdrawal. `bench_ledger` has the record.

Run: python bench/bench_gate.py
Held to: allows <= 1 µs, a withdrawal closes the gate in < 100 ms.
"""

from __future__ import annotations

import tempfile
import time
import timeit
from collections.abc import Callable
from pathlib import Path

from optlog.consent import Consent
from optlog.keys import KeyFile
from optlog.store import Store
from optlog.types import SystemClock

SPOOL_ROWS = 10_000


class OnePurpose:
    """The smallest policy."""

    version, digest, purpose_ids, validity_days = 1, "d", ("errors",), 365

    def purpose(self, _purpose_id: str, /) -> OnePurpose:
        """Give the only one."""
        return self


def best_us(function: Callable[[], object], number: int) -> float:
    return min(timeit.repeat(function, number=number, repeat=5)) / number * 1e6


def show(what: str, value: float, unit: str, limit: float) -> bool:
    print(
        f"{what:<44} {value:>9.2f} {unit:<3} limit {limit:g} {'ok' if value <= limit else 'MISSED'}"
    )
    return value <= limit


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        store = Store(data / "optlog.sqlite3")
        consent = Consent(
            store,
            OnePurpose(),
            clock=SystemClock(),
            keys=KeyFile(data / "optlog.keys"),
            tombstone=data / "OPT_OUT",
            app_version="1",
            environ={},
        )
        unasked = best_us(lambda: consent.allows("errors"), 200_000)
        (event,) = consent.give(["errors"], surface="cli")
        given = best_us(lambda: consent.allows("errors"), 200_000)
        look = best_us(consent.refresh, 200)
        with store.write() as connection:
            rows = [("errors", event.epoch, b"x" * 300)] * SPOOL_ROWS
            connection.executemany("INSERT INTO spool VALUES (NULL, ?, ?, 1, 300, x'00', ?)", rows)
        consent.refresh()
        closed: list[float] = []
        consent.subscribe(lambda: closed.append(time.perf_counter()))
        begun = time.perf_counter()
        consent.withdraw(["errors"], surface="cli")
        whole_ms = (time.perf_counter() - begun) * 1e3
        store.close()
    results = [
        show("allows(), nobody asked", unasked, "µs", 1),
        show("allows(), given", given, "µs", 1),
        show("a look at the files (at most twice a second)", look, "µs", 1000),
        show("withdraw(): gate closed, listeners told", (closed[0] - begun) * 1e3, "ms", 100),
        show(f"withdraw(): {SPOOL_ROWS:,} rows purged, all on disk", whole_ms, "ms", 2000),
    ]
    return 0 if all(results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
