"""One million records through redaction and the local file, in bounded memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.bench_chain import SHAPES, ours, plain

RECORDS = 1_000_000


def run(which: str, folder: Path) -> None:
    """Log the records in this process and print seconds and peak memory in MiB."""
    call = plain(folder / "plain.ndjson") if which == "plain" else ours(folder, "auto", {})
    shapes = [(dict(fields), fields["event"]) for fields in SHAPES.values()]
    for fields, _ in shapes:
        del fields["event"]
    for n in range(1000):
        call("warm up", n=n)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    for n in range(RECORDS):
        fields, event = shapes[n % len(shapes)]
        call(event, **fields)
    seconds = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(seconds, before / 1024, after / 1024)


def main() -> None:
    """Print both runs and their ratio."""
    figures = {}
    for which in ("plain", "optlog"):
        with tempfile.TemporaryDirectory() as name:
            command = [sys.executable, "-m", "bench.bench_million", which, name]
            out = subprocess.run(
                command, capture_output=True, text=True, check=True, env=dict(os.environ)
            ).stdout
        figures[which] = [float(word) for word in out.split()]
        seconds, before, after = figures[which]
        print(
            f"{which:<7} {RECORDS} records {seconds:6.1f} s  peak memory {before:.1f} MiB before, {after:.1f} MiB after"
        )
    print(f"ratio {figures['optlog'][0] / figures['plain'][0]:.2f}")


if __name__ == "__main__":
    if len(sys.argv) == 3:  # noqa: PLR2004
        run(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
