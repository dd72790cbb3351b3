"""Memory of a process that logs, with structlog and orjson alone, with optlog, and with optlog shipping; each in a new process.

The libraries that shipping needs (pydantic, google-re2, cryptography, requests) are measured by themselves, for they are most
of the difference; an application that uses one of them already pays less.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

RECORDS = 20_000


def memory_mib() -> float:
    """Give what this process has in memory now, in MiB; Linux."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


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
    with Path(os.devnull).open("wb") as nowhere:
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
    print(memory_mib())


def layered(url: str) -> None:
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
            for count in range(RECORDS):
                log.info("import finished", count=count, duration_ms=41.5)
            assert telemetry.flush(60.0)
            print(memory_mib())


def main() -> None:
    """Print each process's memory and what it has above the bare one."""
    from optlog.testing.receiver import LokiReceiver

    with LokiReceiver() as receiver:
        runs = {
            "structlog and orjson": ["bare"],
            "the same, optlog's libraries imported": ["libraries"],
            "optlog, nothing shared": ["layered"],
            "optlog, shipping": ["layered", receiver.url],
        }
        first = 0.0
        for title, words in runs.items():
            command = [sys.executable, "-m", "bench.bench_memory", *words]
            out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
            first = first or float(out)
            print(f"{title:<40} {float(out):6.1f} MiB  {float(out) - first:+6.1f}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["layered", *url]:
            layered("".join(url))
        case [which]:
            bare(which == "libraries")
        case _:
            main()
