"""Many installs at once against one receiver, while the network and the server fail: what is lost, what is doubled, what it costs.

python3 dev.py bench scale
python3 dev.py bench scale --installs 200 --records 50

Every install has a profile of its own (consent, keys, spool, sent-log, two threads) and logs through the whole pipeline. For
the first part of the run the proxy between them and the receiver resets, cuts, slows and half-closes connections, and the
receiver answers with storms of 429 and 500; each tenth install's clock jumps, and each twentieth finds a server that shows
a certificate of somebody else. Then all is well again, and everything must
arrive. Ends with exit code 1 when a record is lost, or stands twice after the receiver has dropped identical lines with
identical times, as Loki does.
"""

from __future__ import annotations

import argparse
import json
import logging
import multiprocessing
import os
import random
import resource
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

WORKERS = max(2, os.cpu_count() or 2)
FAULTY = {"pass": 4, "reset": 1, "reset_answer": 1, "cut_answer": 1, "half_close": 1, "slow": 1}
BURSTS = 5
"""In so many goes each install logs, as applications do: something happens, then nothing for a while."""
STORMY_S = 60.0
STORM_EVERY_S = 1.0
PATIENCE_S = 600.0
WRONG = 20
"""Each so many-th install speaks TLS, and finds the wrong certificate while the storm lasts."""
JUMPY = 10
"""Each so many-th install has a clock that jumps."""
BACK_S, FORTH_S = 3600.0, 300.0


class JumpyClock:
    """The computer's clock, set back or forth at times; Loki takes lines up to ten minutes ahead."""

    def __init__(self, seed: int) -> None:
        self._chosen = random.Random(seed)
        self._off_ns = 0

    def now_ns(self) -> int:
        """Give the wall time, wherever it was set to."""
        if self._chosen.random() < 0.05:  # noqa: PLR2004
            self._off_ns = int(self._chosen.uniform(-BACK_S, FORTH_S) * 1e9)
        return time.time_ns() + self._off_ns

    def monotonic(self) -> float:
        """Give the time that nobody sets."""
        return time.monotonic()


def serve(folder: str, ports: Any, asked: Any, answers: Any) -> None:
    """Run receiver and proxies in a process of their own; break things for a while once asked to."""
    from optlog.testing.proxy import FaultyProxy
    from optlog.testing.receiver import Fault, LokiReceiver

    from bench.tls_front import Files, TLSFront, make

    # asyncio warns at the end of each connection that began in the clear, to no purpose.
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    with LokiReceiver() as receiver:
        port = int(receiver.url.rpartition(":")[2])
        with (
            FaultyProxy(port, FAULTY, most_bytes=20_000) as proxy,
            TLSFront(port, make(Path(folder) / "stranger")) as front,
        ):
            ports.put((proxy.port, front.port))
            asked.get()
            ended = time.monotonic() + STORMY_S
            while time.monotonic() < ended:
                receiver.clear_faults()
                receiver.inject(Fault(status=429, headers={"Retry-After": "1"}), times=6)
                receiver.inject(Fault(status=500), times=3)
                receiver.inject(Fault(reset_after=True), times=3)
                time.sleep(STORM_EVERY_S)
            receiver.clear_faults()
            proxy.heal()
            front.show(Files.of(Path(folder) / "own"))
            asked.get()
            rows = [row[2] for row in receiver.lines()]
            usage = resource.getrusage(resource.RUSAGE_SELF)
            answers.put(
                {
                    "rows": rows,
                    "duplicates": receiver.duplicates,
                    "requests": len(receiver.requests),
                    "bytes": receiver.bytes_received,
                    "struck": {**proxy.struck, "wrong certificate": front.refused},
                    "cpu_s": usage.ru_utime + usage.ru_stime,
                }
            )


def work(
    numbers: range, records: int, ports: tuple[int, int], folder: str, queues: tuple[Any, ...]
) -> None:
    """Run the installs of these numbers in this process, once told to; tell what they cost."""
    from optlog.pipeline import Pipeline, RemoteGate
    from optlog.profile import Profile
    from optlog.redaction import Redactor
    from optlog.settings import Settings
    from optlog.shipping.loki import LokiTransport
    from optlog.shipping.shipper import Shipper
    from optlog.types import SystemClock

    from bench.tls_front import Files

    os.environ.pop("DO_NOT_TRACK", None)
    redactor: Redactor | None = None
    made: list[tuple[int, Profile, Shipper, Pipeline]] = []
    before = 0
    for number in numbers:
        if (
            number == numbers.start + 1
        ):  # the first loads modules and rules, which an application has once
            before = rss_kib()
        clock = JumpyClock(number) if number % JUMPY == 0 else SystemClock()
        secure = number % WRONG == WRONG - 1
        settings = Settings(
            config_file=None,
            app="scale",
            loki_url=f"https://127.0.0.1:{ports[1]}" if secure else f"http://127.0.0.1:{ports[0]}",
            ca_bundle=Files.of(Path(folder) / "own").ca if secure else None,
            data_dir=Path(folder) / str(number),
            log_dir=Path(folder) / str(number),
            use_keyring=False,
            user_id=f"user {number}",
        )
        profile = Profile(settings, clock=clock, environ={})
        redactor = redactor or Redactor(profile.rules)
        profile.consent.give(("diagnostics", "errors"), surface="cli")
        shipper = Shipper(
            profile.consent,
            profile.spool,
            lambda settings=settings: LokiTransport.of(settings),  # type: ignore[misc]  # bound here
            profile.sent,
            profile.store,
            clock=clock,
            lock_path=profile.paths.shipper_lock,
        )
        gate = RemoteGate(
            profile.policy,
            terms=profile.consent.terms,
            offer=shipper.offer,
            metadata=lambda purpose, number=number: {"user": f"psn_{number}"},  # type: ignore[misc]  # bound here
        )
        made.append((number, profile, shipper, Pipeline(redactor, remote=gate, clock=clock)))
    ready, go, done = queues
    ready.put(None)
    go.get()
    used = resource.getrusage(resource.RUSAGE_SELF)
    for burst in range(BURSTS):
        for number, _, _, pipeline in made:
            for count in range(burst, records, BURSTS):
                event = f"install {number} record {count}"
                pipeline(None, "info", {"event": event, "count": count})
    logged = time.monotonic()
    failed = [number for number, _, shipper, _ in made if not drained(shipper, logged + PATIENCE_S)]
    now = resource.getrusage(resource.RUSAGE_SELF)
    counters: Counter[str] = Counter()
    for _, profile, shipper, _ in made:
        counters.update(profile.store.counters())
        shipper.close(0.0)
    done.put(
        {
            "cpu_s": now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime,
            "kib": (rss_kib() - before) / max(1, len(numbers) - 1),
            "failed": failed,
            "counters": dict(counters),
        }
    )


def drained(shipper: Any, deadline: float) -> bool:
    """Flush until everything left, whatever waits a failure made; give whether it did in time."""
    while time.monotonic() < deadline:
        if shipper.flush(5.0):
            return True
        threading.Event().wait(min(1.0, shipper.state().backoff_s + 0.05))
    return False


def rss_kib() -> int:
    """Give this process's memory (peak where the system tells no more)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    return pages * resource.getpagesize() // 1024


def main(argv: Sequence[str] = ()) -> int:
    """Run it and print the figures; 1 when a record was lost or stands twice."""
    from bench.tls_front import make

    parser = argparse.ArgumentParser(prog="dev.py bench scale")
    parser.add_argument("--installs", type=int, default=1000)
    parser.add_argument("--records", type=int, default=100, help="of each install")
    asked = parser.parse_args(argv)
    context = multiprocessing.get_context("spawn")
    ports, question, answers, ready, go, done = (context.Queue() for _ in range(6))
    share = -(-asked.installs // WORKERS)
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / "own")
        server = context.Process(target=serve, args=(folder, ports, question, answers), daemon=True)
        server.start()
        found = ports.get(timeout=60)
        workers = [
            context.Process(
                target=work,
                args=(
                    range(first, min(first + share, asked.installs)),
                    asked.records,
                    found,
                    folder,
                    (ready, go, done),
                ),
            )
            for first in range(0, asked.installs, share)
        ]
        for worker in workers:
            worker.start()
        for _ in workers:
            ready.get(timeout=PATIENCE_S)
        question.put("storm")
        for _ in workers:
            go.put(None)
        started = time.perf_counter()
        costs = [done.get(timeout=PATIENCE_S * 2) for _ in workers]
        seconds = time.perf_counter() - started
        question.put(None)
        seen = answers.get(timeout=PATIENCE_S)
        for worker in workers:
            worker.join()
        server.join()
    return report(asked.installs, asked.records, seconds, costs, seen)


def report(
    installs: int, records: int, seconds: float, costs: list[dict[str, Any]], seen: dict[str, Any]
) -> int:
    """Print what came of it."""
    expected = {
        f"install {number} record {count}" for number in range(installs) for count in range(records)
    }
    arrived = Counter(json.loads(line)["event"] for line in seen["rows"])
    lost = len(expected - arrived.keys())
    doubled = sum(count - 1 for count in arrived.values())
    counters: Counter[str] = Counter()
    for cost in costs:
        counters.update(cost["counters"])
    cpu_s = sum(cost["cpu_s"] for cost in costs)
    print(f"{installs} installs, {records} records each, in {len(costs)} processes")
    print(f"faults: connections {seen['struck']}; 429, 500 and resets for {STORMY_S:.0f} s")
    print(f"{seen['requests']} requests, {seen['bytes'] / 1e6:.1f} MB on the wire")
    print(
        f"{len(expected) / seconds:.0f} lines/s from start to the last acknowledgement ({seconds:.0f} s)"
    )
    print(
        f"{cpu_s / installs * 1e3:.0f} ms CPU and {sum(c['kib'] for c in costs) / len(costs):.0f} KiB memory per install"
    )
    print(f"resent and dropped by the receiver as identical: {seen['duplicates']}")
    print(f"lost {lost}, doubled {doubled}; counters {dict(counters)}")
    unfinished = sum(len(cost["failed"]) for cost in costs)
    if unfinished:
        print(f"{unfinished} installs were not done after {PATIENCE_S:.0f} s")
    return int(bool(lost or doubled or unfinished))


if __name__ == "__main__":
    raise SystemExit(main())
