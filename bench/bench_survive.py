"""100,000 records shipped while the application is killed (kill -9) ten times and the server twice: what is lost, what is doubled.

    python3 dev.py bench survive
    python3 dev.py bench survive --loki http://127.0.0.1:3100     (restart that server yourself meanwhile)

The application is a process of its own that logs through the whole layer and says which records lie safely in the spool;
it is killed at random points and started again. The server is the strict receiver in a process of its own: it writes
each push to disk before it answers, is killed in the middle of things, stays away for a while, and comes back with what it
had acknowledged. In the end the server is asked for every line (query_range, as any reader would). A record that was safe
and is not there is lost; one that is there twice is doubled. Exit code 1 when there is one of either.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

HOLD_EVERY = 100
PAGE = 5_000
AWAY_S = 2.0
PATIENCE_S = 900.0


def application(folder: str, url: str, app: str, numbers: str) -> None:
    """Log the records of one run, tell what is safe, and ship until nothing waits."""
    from optlog import Settings, configure, get_logger

    run, first, last = map(int, numbers.split(","))
    settings = Settings(
        config_file=None,
        app=app,
        data_dir=Path(folder) / "data",
        log_dir=Path(folder) / "log",
        console=False,
        use_keyring=False,
        loki_url=url,
        max_events_per_s=1e6,
        max_spool_mib=256,
        max_daily_mib=10_000,
        flush_interval_s=0.2,
    )
    with configure(settings) as telemetry:
        telemetry.consent.give(("diagnostics",), surface="cli")
        log = get_logger("survive")
        for number in range(first, last):
            log.info("run %d record %d", run, number)
            if number % HOLD_EVERY == HOLD_EVERY - 1 or number == last - 1:
                telemetry.hold()
                sys.stdout.write(f"safe {number + 1}\n")
                sys.stdout.flush()
        deadline = time.monotonic() + PATIENCE_S
        while not telemetry.flush(5.0) and time.monotonic() < deadline:
            threading.Event().wait(0.2)
        sys.stdout.write(f"done {json.dumps(telemetry.status().counters)}\n")
        sys.stdout.flush()


def serve(folder: str, port: str) -> None:
    """Be the server; what is acknowledged is on disk, and there again after a restart."""
    from optlog.testing.receiver import LokiReceiver

    class Durable(LokiReceiver):
        def __init__(self, path: Path, port: int) -> None:
            super().__init__(port=port)
            kept = path.read_bytes() if path.exists() else b""
            whole = kept[: kept.rfind(b"\n") + 1]  # the last line may be torn
            for line in whole.splitlines():
                labels, at_ns, text, metadata = json.loads(line)
                super()._store((labels, at_ns, text, metadata))
            self.duplicates = 0
            self._file = path.open("r+b" if path.exists() else "w+b")
            self._file.truncate(len(whole))
            self._file.seek(0, os.SEEK_END)

        def _store(self, row: Any) -> None:
            super()._store(row)
            self._file.write(json.dumps(row).encode() + b"\n")

        def _push(self, body: bytes) -> tuple[int, str]:
            with self._changed:
                answer = super()._push(body)
                self._file.flush()
                os.fsync(self._file.fileno())
            return answer

    with Durable(Path(folder) / "server.ndjson", int(port)) as receiver:
        sys.stdout.write(f"{receiver.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


class Server:
    """The server's process: killed and started again at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port = folder, "0"
        self.kills = 0
        self._start()

    def _start(self) -> None:
        self._process = _child("server", str(self._folder), self._port)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self._port = self.url.rpartition(":")[2]

    def restart(self) -> None:
        """Kill it, leave it away for a while, start it again."""
        self.kill()
        self.kills += 1
        threading.Event().wait(AWAY_S)
        self._start()

    def kill(self) -> None:
        """Kill -9."""
        _kill(self._process)


def _child(*words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.bench_survive", *words]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


@contextmanager
def running(*words: str) -> Iterator[tuple[subprocess.Popen[str], IO[str]]]:
    """Run the application; it is killed at the end, whatever it does."""
    process = _child("application", *words)
    assert process.stdout is not None
    try:
        yield process, process.stdout
    finally:
        _kill(process)


def ship(
    command: tuple[str, str, str],
    records: int,
    kills: list[int],
    restarts: list[int],
    server: Server | None,
) -> tuple[set[str], str]:
    """Run the application until all records are safe and sent; give the safe ones, and what the last run counted."""
    safe: set[str] = set()
    first, counted = 0, ""
    for run in range(len(kills) + 1):
        with running(*command, f"{run},{first},{records}") as (process, words):
            began = first
            for line in words:
                word, _, rest = line.strip().partition(" ")
                if word == "done":
                    counted = rest
                    break
                first = int(rest)
                if restarts and first >= restarts[0] and server is not None:
                    restarts.pop(0)
                    server.restart()
                if run < len(kills) and first >= kills[run]:
                    threading.Event().wait(random.uniform(0.0, 0.3))
                    process.kill()  # what it said before is read to the end
        safe |= {f"run {run} record {number}" for number in range(began, first)}
        print(
            f"run {run}: safe up to {first}" + (", killed" if run < len(kills) else ""), flush=True
        )
    return safe, counted


def found(url: str, app: str, since_ns: int, headers: dict[str, str]) -> Counter[str]:
    """Ask the server for every line of this run; give how often each record is there."""
    seen: Counter[str] = Counter()
    start = since_ns
    while True:
        asked = {"query": f'{{app="{app}"}}', "direction": "forward", "limit": PAGE}
        query = urllib.parse.urlencode({**asked, "start": start, "end": time.time_ns() + 10**9})
        request = urllib.request.Request(f"{url}/loki/api/v1/query_range?{query}", headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            streams = json.load(answer)["data"]["result"]
        rows = [value for stream in streams for value in stream["values"]]
        seen.update(json.loads(row[1])["event"] for row in rows)
        if len(rows) < PAGE:
            return seen
        start = max(int(row[0]) for row in rows) + 1  # no two records of a process have one time


def main(argv: Sequence[str] = ()) -> int:
    """Run it and print what was lost and doubled; 1 when something was."""
    parser = argparse.ArgumentParser(prog="dev.py bench survive")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=10, help="of the application")
    parser.add_argument("--restarts", type=int, default=2, help="of the receiver")
    parser.add_argument(
        "--loki", help="ship to this server instead of the receiver; credentials as always"
    )
    asked = parser.parse_args(argv)
    app, since_ns = f"survive-{os.getpid()}-{time.time_ns() % 10**6}", time.time_ns()
    points = sorted(random.sample(range(1, asked.records), asked.kills + asked.restarts))
    restarts = sorted(random.sample(points, asked.restarts))
    kills = [point for point in points if point not in restarts]
    headers = {"X-Scope-OrgID": os.environ["LOKI_TENANT"]} if "LOKI_TENANT" in os.environ else {}
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        server = None if asked.loki else Server(folder)
        url = asked.loki or (server.url if server else "")
        try:
            safe, counted = ship((name, url, app), asked.records, kills, restarts, server)
            seen = found(url, app, since_ns, headers)
        finally:
            if server is not None:
                server.kill()
    lost = len(safe - seen.keys())
    doubled = sum(number - 1 for number in seen.values())
    times = server.kills if server else "not by us"
    print(
        f"{len(safe)} records safe in the spool, {len(seen)} at the server, {time.perf_counter() - started:.0f} s"
    )
    print(f"application killed {len(kills)} times; server killed and restarted: {times}")
    print(f"counters of the profile: {counted}")
    print(f"lost {lost}, doubled {doubled}")
    return int(bool(lost or doubled))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["application", *words]:
            application(*words)
        case ["server", *words]:
            serve(*words)
        case words:
            raise SystemExit(main(words))
