"""Memory of a process that logs: with structlog and orjson alone, with optlog, with optlog shipping; each in a new process.

Three columns, because "memory" has three meanings: `resident` is what a task manager shows, programs and libraries mapped
from files included (other processes may share them); `private` is what the process alone has, and what ending it gives
back; `Python` is what its objects take (tracemalloc, in a run of its own). Two things to compare with: an application that
logs with structlog and orjson, and one that uses besides what optlog stands on (pydantic, google-re2, cryptography,
requests). "At a pace" ships a hundred records at a time; "in a burst" 20,000 as fast as they can be made.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tracemalloc
from pathlib import Path

RECORDS = 20_000
PACE = 100
PACED = 2_000
MIB = 2**20


def memory_mib() -> tuple[float, float, float]:
    """Give what this process has now, in MiB: resident, private, and of Python objects (when traced). Linux."""
    rows = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()[1:]
    kib = {name.rstrip(":"): int(number) for name, number, *_ in map(str.split, rows)}
    private = kib["Private_Clean"] + kib["Private_Dirty"]
    return kib["Rss"] / 1024, private / 1024, tracemalloc.get_traced_memory()[0] / MIB


def bare(libraries: bool) -> None:
    """Log with structlog and orjson; with `libraries`, import what optlog would."""
    import orjson
    import structlog

    if libraries:
        import cryptography.hazmat.primitives.ciphers.aead
        import logging_loki
        import pydantic_settings
        import re2

        del cryptography, logging_loki, pydantic_settings, re2
    with Path("/dev/null").open("wb") as nowhere:
        structlog.configure(
            processors=[
                structlog.processors.add_log_level,
                structlog.processors.TimeStamper(fmt="iso"),
                structlog.processors.JSONRenderer(serializer=orjson.dumps),
            ],
            logger_factory=structlog.BytesLoggerFactory(nowhere),
        )
        log = structlog.get_logger()
        for count in range(RECORDS):
            log.info("import finished", count=count, duration_ms=41.5)
    print(*memory_mib())


def layered(url: str, burst: bool) -> None:
    """Log with optlog; with an address, ship as well."""
    from optlog import Settings, configure, get_logger

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            config_file=None,
            app="memory",
            data_dir=Path(folder) / "data",
            log_dir=Path(folder) / "log",
            console=False,
            use_keyring=False,
            loki_url=url or None,
            max_events_per_s=1e6,
        )
        with configure(settings, environ={}) as telemetry:
            if url:
                telemetry.consent.give(("performance",), surface="cli")
            log = get_logger("app")
            number, at_once = (RECORDS, RECORDS) if burst or not url else (PACED, PACE)
            for count in range(number):
                log.info("import finished", count=count, duration_ms=41.5)
                if url and (count + 1) % at_once == 0:
                    assert telemetry.flush(60.0)
            counters = telemetry.status().counters
            # A burst may be faster than the disk: then the queue is full, which is when memory is at its most.
            accounted = counters.get("sent_lines", 0) + counters.get("dropped_full", 0)
            assert accounted == (number if url else 0), counters
            print(*memory_mib())


def measured(words: list[str]) -> list[float]:
    """Give resident and private memory of a new process, and Python's from one more that traces it."""
    command = ["-m", "bench.bench_memory", *words]
    plain = subprocess.check_output([sys.executable, *command]).split()
    traced = subprocess.check_output([sys.executable, "-X", "tracemalloc=1", *command]).split()
    return [float(plain[0]), float(plain[1]), float(traced[2])]


def main() -> None:
    """Print each process's memory, and what it has above an application without optlog."""
    from optlog.testing.receiver import LokiReceiver

    with LokiReceiver() as receiver:
        runs = {
            "structlog and orjson": ["bare"],
            "the same, optlog's libraries imported": ["libraries"],
            "optlog, nothing shared": ["layered"],
            "optlog, shipping at a pace": ["layered", "pace", receiver.url],
            "optlog, after shipping a burst": ["layered", "burst", receiver.url],
        }
        found = {title: measured(words) for title, words in runs.items()}
    print(f"{'MiB':<40} resident   private    Python    above the first       above the second")
    first, second, *_ = found.values()
    for title, row in found.items():
        above = [
            f"{now - then:+6.1f}"
            for base in (first, second)
            for now, then in zip(row, base, strict=True)
        ]
        print(f"{title:<40}", *(f"{now:8.1f} " for now in row), *above)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["layered"]:
            layered("", burst=False)
        case ["layered", pace, url]:
            layered(url, burst=pace == "burst")
        case [which]:
            bare(which == "libraries")
        case _:
            main()
