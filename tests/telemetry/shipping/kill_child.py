"""The process that test_kill.py kills. Not a test.

Arguments: folder of a profile with consent, address of the receiver, number of the run, and where to stop. It says on
standard output what lies safely in the spool, and where it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from optlog.consent import Consent
from optlog.keys import KeyFile
from optlog.sentlog import SentLog
from optlog.shipping.loki import LokiOptions, LokiTransport
from optlog.shipping.shipper import Shipper
from optlog.shipping.spool import Spool
from optlog.store import Store
from optlog.types import SpoolEntry, SystemClock

if TYPE_CHECKING:
    from optlog.shipping.transport import Outcome


@dataclass(frozen=True)
class TinyPurpose:
    validity_days: int = 365


@dataclass(frozen=True)
class TinyPolicy:
    version: int = 1
    digest: str = "d1"
    purpose_ids: tuple[str, ...] = ("errors", "usage")

    def purpose(self, purpose_id: str) -> TinyPurpose:
        return TinyPurpose()


def say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


class StopsAfterAnswer(LokiTransport):
    """Stands still between the server's answer and the acknowledgement, until it is killed."""

    def send(self, batch: Sequence[SpoolEntry]) -> Outcome:
        outcome = super().send(batch)
        say("answered")
        sys.stdin.read()
        return outcome


def main(folder: Path, url: str, run: int, stop: str) -> None:
    clock = SystemClock()
    store = Store(folder / "optlog.sqlite3", clock)
    keys = KeyFile(folder / "optlog.keys")
    consent = Consent(
        store,
        TinyPolicy(),
        clock=clock,
        keys=keys,
        environ={},
        tombstone=folder / "OPT_OUT",
        app_version="1.0",
    )
    spool = Spool(store, keys, max_bytes=1 << 24, max_age_s=1e6, clock=clock)
    options = LokiOptions(url, {"app": "test"})
    kind = StopsAfterAnswer if stop == "answered" else LokiTransport
    shipper = Shipper(
        consent,
        spool,
        lambda: kind(options),
        SentLog(store, 1 << 20),
        store,
        lock_path=folder / "shipper.lock",
        batch_max_lines=10,
    )
    epoch = consent.allows("errors")
    assert epoch is not None
    for number in range(10_000):
        line = b'{"event":"%d-%d"}' % (run, number)
        shipper.offer(SpoolEntry("errors", epoch, clock.now_ns(), "info", line, {"user": "u"}))
        if number % 10 == 9:
            shipper.hold()
            say(f"safe {run} {number + 1}")
        if stop == "answered" and number == 29:
            shipper.flush(60.0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])
