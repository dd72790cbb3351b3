"""Lines per second of the batch path against python-logging-loki's own handler, and what a log call pays for shipping.

Both send to the same loopback receiver, which runs in a process of its own and only counts. The caller's cost is measured
with the server up, slow, dead and away: an application must not feel the difference (`bench caller` asks the same of the
whole layer, and of more places).
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import socket
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

LINES = 20_000
SINGLE_LINES = 600
CALLS = 3_000
ROUNDS = 5
LINE = b'{"timestamp":"2026-11-23T09:30:00.250000Z","level":"info","logger":"editor.save","event":"document saved","file":"[path]","rows":1200,"duration_ms":18.25,"app_version":"4.2.0"}'


def _serve(port: Any, delay_s: float) -> None:
    """Take pushes and answer 204; `delay_s` seconds later, or never when it is negative."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    pushed: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            pushed.append(self.path)
            threading.Event().wait(delay_s if delay_s >= 0 else None)
            self.send_response(204)
            self.end_headers()

        def do_GET(self) -> None:
            text = str(len(pushed)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

    server = Server(("127.0.0.1", 0), Handler)
    port.put(server.server_address[1])
    server.serve_forever()


@contextmanager
def server(delay_s: float = 0.0) -> Iterator[str]:
    """Run the receiver in a process of its own; give its address."""
    context = multiprocessing.get_context("spawn")
    port = context.Queue()
    process = context.Process(target=_serve, args=(port, delay_s), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{port.get(timeout=30)}"
    finally:
        process.kill()
        process.join()


def pushes(url: str) -> int:
    """Give how many pushes the receiver has seen."""
    with urllib.request.urlopen(url, timeout=10) as answer:
        return int(answer.read())


@contextmanager
def nobody() -> Iterator[str]:
    """Give an address on which nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
    yield f"http://127.0.0.1:{port}"


class Profile:
    """A profile with consent on a temporary folder, and its shipper."""

    def __init__(self, folder: Path, url: str) -> None:
        from optlog.consent import Consent
        from optlog.keys import KeyFile
        from optlog.sentlog import SentLog
        from optlog.shipping.loki import LokiOptions, LokiTransport
        from optlog.shipping.shipper import Shipper
        from optlog.shipping.spool import Spool
        from optlog.store import Store
        from optlog.types import SystemClock
        from optlog_policy.collection import CollectionPolicy

        clock = SystemClock()
        self.store = Store(folder / "optlog.sqlite3", clock)
        keys = KeyFile(folder / "optlog.keys")
        self.consent = Consent(
            self.store,
            CollectionPolicy.builtin(),
            clock=clock,
            keys=keys,
            environ={},
            tombstone=folder / "OPT_OUT",
            app_version="1",
        )
        self.consent.give(["diagnostics"], surface="cli")
        self.epoch = self.consent.allows("diagnostics") or 0
        options = LokiOptions(url, {"app": "bench"})
        self.shipper = Shipper(
            self.consent,
            Spool(self.store, keys, max_bytes=1 << 26, max_age_s=1e6, clock=clock),
            lambda: LokiTransport(options),
            SentLog(self.store, 1 << 24),
            self.store,
            lock_path=folder / "shipper.lock",
            flush_interval_s=0.2,
            queue_max_entries=LINES * 2,
            queue_max_bytes=1 << 26,
        )

    def call(self) -> Callable[[], None]:
        """Give a call that makes and offers one entry."""
        from optlog.types import SpoolEntry

        offer, epoch, now = self.shipper.offer, self.epoch, time.time_ns
        metadata = {"user": "psn_abcdefghijklmnopabcdefghijklmnop", "consent": "0" * 64}

        def call() -> None:
            offer(SpoolEntry("diagnostics", epoch, now(), "info", LINE, metadata))

        return call

    def close(self) -> None:
        """Stop without sending."""
        self.shipper.close(0.0)
        self.store.close()


def batch_rate(url: str) -> float:
    """Give lines per second from the first offer to the last acknowledgement."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder), url)
        call = profile.call()
        started = time.perf_counter()
        for _ in range(LINES):
            call()
        assert profile.shipper.flush(120.0), profile.shipper.state()
        took = time.perf_counter() - started
        assert profile.store.counters()["sent_lines"] == LINES, profile.store.counters()
        profile.close()
    return LINES / took


def single_rate(url: str) -> float:
    """Give lines per second of python-logging-loki as it comes."""
    import logging_loki

    handler = logging_loki.LokiHandler(f"{url}/loki/api/v1/push", {"app": "bench"}, version="1")
    logger = logging.getLogger("bench")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    logger.handlers = [handler]
    text = LINE.decode()
    before = pushes(url)
    started = time.perf_counter()
    for _ in range(SINGLE_LINES):
        logger.info(text)
    took = time.perf_counter() - started
    handler.emitter.close()
    logger.handlers = []
    assert pushes(url) - before == SINGLE_LINES, "the baseline did not send one request a line"
    return SINGLE_LINES / took


def cost_of(rate: Callable[[str], float], url: str) -> tuple[float, float]:
    """Give lines per second, and microseconds of this process's processor time a line."""
    lines = SINGLE_LINES if rate is single_rate else LINES
    used = time.process_time()
    per_s = rate(url)
    return per_s, (time.process_time() - used) / lines * 1e6


def caller_cost(url: str) -> tuple[float, float]:
    """Give microseconds per offer, median and 99th percentile of blocks of 10, while shipping goes on."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder), url)
        call = profile.call()
        call()
        blocks = []
        pace = threading.Event()
        for _ in range(CALLS // 10):
            started = time.perf_counter()
            for _ in range(10):
                call()
            blocks.append((time.perf_counter() - started) / 10 * 1e6)
            pace.wait(0.0005)
        profile.close()
    blocks.sort()
    return median(blocks), blocks[int(len(blocks) * 0.99)]


def main() -> None:
    """Print both comparisons."""
    gc.disable()
    with server() as url:
        rounds = [(cost_of(single_rate, url), cost_of(batch_rate, url)) for _ in range(3)]
    single, batch = (max(pair[at][0] for pair in rounds) for at in (0, 1))
    single_us, batch_us = (min(pair[at][1] for pair in rounds) for at in (0, 1))
    print(
        f"throughput  python-logging-loki {single:8.0f} lines/s   optlog (spool, gzip, sent-log) {batch:8.0f} lines/s"
        f"   ratio {batch / single:.1f} (wanted >= 20)"
    )
    print(
        f"processor   python-logging-loki {single_us:8.0f} us a line   optlog {batch_us:8.1f} us a line"
        f"   ratio {single_us / batch_us:.1f} (which a busy machine changes less)"
    )
    with server() as up, server(0.5) as slow, server(-1) as hangs, nobody() as dead:
        places = {"up": up, "slow": slow, "hangs": hangs, "dead": dead}
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in places}
        for _ in range(ROUNDS):
            for name, url in places.items():
                found[name].append(caller_cost(url))
    base = min(cost for cost, _ in found["up"])
    for name, costs in found.items():
        cost, tail = min(costs)
        print(
            f"caller      server {name:<6} {cost:6.2f} us a call (p99 of blocks of 10: {tail:6.2f} us)"
            f"   ratio to up {cost / base:.2f} (wanted <= 1.1)"
        )
    gc.enable()


if __name__ == "__main__":
    main()
