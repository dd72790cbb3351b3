"""What a log call costs while the server is up, slow, dead, refusing, or out of reach: an application must not feel which.

The same records through the whole layer (redaction, local file, gate, queue), all places in turn within one run, several
rounds. Two measures: processor time of the calling thread alone, which a busy machine does not change, and wall time of
single calls at the median, the 90th and the 99th percentile, which hold whatever lock or file the call stood behind. The
threads of the shipper run beside it in every case. A ratio is the median over the rounds, each against the same round's
"up". Ends with exit code 1 when a place's processor time or median is more than 1.1 times that of "up".
"""

from __future__ import annotations

import gc
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from optlog.local import LocalLog
from optlog.pipeline import Pipeline, RemoteGate
from optlog.profile import Profile
from optlog.redaction import Redactor
from optlog.settings import Settings
from optlog.shipping.loki import LokiTransport
from optlog.shipping.shipper import Shipper
from optlog_policy.rule import RuleSet

from bench.bench_shipping import nobody, server

CALLS = 1_000
ROUNDS = 5
WARM_UP = 300
PAUSE_S = 0.0005
AT_ONCE = 10
MOST = 1.1


@contextmanager
def refusing() -> Iterator[str]:
    """Run a receiver that answers every push with 429 and `Retry-After: 1`, in a process of its own."""
    with _faulty("Fault(status=429, headers={'Retry-After': '1'})") as url:
        yield url


@contextmanager
def failing() -> Iterator[str]:
    """Run a receiver that answers every push with 500, in a process of its own."""
    with _faulty("Fault(status=500)") as url:
        yield url


@contextmanager
def _faulty(fault: str) -> Iterator[str]:
    program = (
        "import sys\nfrom optlog.testing.receiver import Fault, LokiReceiver\n"
        f"with LokiReceiver() as receiver:\n    receiver.inject({fault}, times=100_000)\n"
        "    print(receiver.url, flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


@contextmanager
def unreachable() -> Iterator[str]:
    """Give an address that takes no more connections: they hang until the time for connecting is over, as with no network."""
    with socket.socket() as sock, ExitStack() as stack:
        sock.bind(("127.0.0.1", 0))
        sock.listen(0)
        for _ in range(8):  # fill the queue of connections that nobody accepts
            full = stack.enter_context(socket.socket())
            full.setblocking(False)
            full.connect_ex(sock.getsockname())
        yield f"http://127.0.0.1:{sock.getsockname()[1]}"


class Layer:
    """The whole way of a record for one place, as `configure` puts it together; the rules are read once for all."""

    def __init__(self, folder: Path, url: str, redactor: Redactor) -> None:
        settings = Settings(
            config_file=None,
            app="caller",
            data_dir=folder / "data",
            log_dir=folder / "log",
            use_keyring=False,
            loki_url=url,
        )
        self.profile = profile = Profile(settings, environ={})
        profile.consent.give(("performance",), surface="cli")
        self.shipper = Shipper(
            profile.consent,
            profile.spool,
            lambda: LokiTransport.of(settings),
            profile.sent,
            profile.store,
            lock_path=profile.paths.shipper_lock,
            flush_interval_s=0.2,
        )
        facts = {"user": "psn_abcdefghijklmnopabcdefghijklmnop", "consent": profile.consent.head()}
        gate = RemoteGate(
            profile.policy,
            terms=profile.consent.terms,
            offer=self.shipper.offer,
            metadata=lambda purpose: facts,
        )
        self.local = LocalLog(
            profile.paths.logs,
            "caller",
            max_file_mib=5,
            max_total_mib=50,
            retention_days=30,
            clock=profile.clock,
            on_fault=profile.faults.count,
        )
        self.log = Pipeline(redactor, remote=gate, local=self.local, clock=profile.clock)

    def close(self) -> None:
        """Stop without sending."""
        self.shipper.close(0.0)
        self.local.close()
        self.profile.close()


def costs(url: str, redactor: Redactor) -> tuple[float, list[float]]:
    """Give microseconds of processor time a call, and of wall time for each few calls, while shipping goes on."""
    with tempfile.TemporaryDirectory() as folder:
        layer = Layer(Path(folder), url, redactor)
        pace, wall, processor = threading.Event(), [], 0.0
        for count in range(WARM_UP):
            layer.log(
                None, "info", {"event": "import finished", "count": count, "duration_ms": 1.5}
            )
        for _ in range(CALLS // AT_ONCE):
            used, started = time.thread_time(), time.perf_counter()
            for count in range(AT_ONCE):
                fields = {"event": "import finished", "count": count, "duration_ms": 41.5}
                layer.log(None, "info", fields)
            wall.append((time.perf_counter() - started) / AT_ONCE * 1e6)
            processor += time.thread_time() - used
            pace.wait(PAUSE_S)
        assert layer.shipper.state().running, "nothing was shipped meanwhile"
        layer.close()
    return processor / CALLS * 1e6, sorted(wall)


def main() -> int:
    """Print each place's cost against a server that is up; 1 when one costs more than it may."""
    found: dict[str, list[tuple[float, float, float, float]]] = {}
    gc.disable()
    with ExitStack() as stack:
        places = {
            "up": stack.enter_context(server()),
            "slow (0.5 s)": stack.enter_context(server(0.5)),
            "hanging": stack.enter_context(server(-1)),
            "dead (refused)": stack.enter_context(nobody()),
            "429 always": stack.enter_context(refusing()),
            "500 always": stack.enter_context(failing()),
            "out of reach": stack.enter_context(unreachable()),
        }
        redactor = Redactor(RuleSet.load_builtin(examples=False))
        costs(places["up"], redactor)  # loads everything
        for number in range(ROUNDS):
            names = list(places)
            for name in names[number % len(names) :] + names[: number % len(names)]:
                processor, wall = costs(places[name], redactor)
                high, highest = (wall[int(len(wall) * part)] for part in (0.9, 0.99))
                row = (processor, statistics.median(wall), high, highest)
                found.setdefault(name, []).append(row)
    gc.enable()
    print(
        f"{'server':<16} processor  ratio    median  ratio     90 %    99 %  (microseconds a call)"
    )
    worst = 0.0
    for name, rows in found.items():
        middle = [statistics.median(row[at] for row in rows) for at in range(4)]
        ratios = [
            statistics.median(row[at] / up[at] for row, up in zip(rows, found["up"], strict=True))
            for at in (0, 1)
        ]
        worst = max(worst, *ratios)
        print(
            f"{name:<16} {middle[0]:9.1f}  {ratios[0]:5.2f}  {middle[1]:8.1f}  {ratios[1]:5.2f}"
            f"  {middle[2]:7.1f} {middle[3]:7.1f}"
        )
    print(f"worst ratio {worst:.2f} (wanted <= {MOST})")
    return int(worst > MOST)


if __name__ == "__main__":
    raise SystemExit(main())
