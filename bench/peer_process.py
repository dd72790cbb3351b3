"""The peers' own environment, and one peer running in it, asked over pipes."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import venv
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any

from bench.peers import PEERS

__all__ = ["BENCH_PYTHON", "PeerGone", "PeerProcess", "install"]

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".bench-venv"
BENCH_PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
_START_S = 120.0


class PeerGone(Exception):  # noqa: N818  an outcome, shown in the table
    """The peer could not start, ended by itself, or did not answer in time."""


def install(names: Iterable[str]) -> dict[str, str]:
    """Make the environment where it is missing, and install each package by itself; give what failed, with the reason."""
    if not BENCH_PYTHON.exists():
        print(f"making {ENVIRONMENT.name} for the peers", flush=True)
        venv.create(ENVIRONMENT, with_pip=True)
    failed = {}
    for name in names:
        packages = ("matplotlib",) if name == "matplotlib" else PEERS[name].packages
        stamp = ENVIRONMENT / f"installed-{name}"
        if not packages or stamp.exists():
            continue
        print(f"installing {' '.join(packages)}", flush=True)
        command = [str(BENCH_PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        done = subprocess.run([*command, *packages], capture_output=True, text=True, check=False)
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
            failed[name] = (said or ["pip failed"])[-1].removeprefix("ERROR: ")[:200]
        else:
            stamp.touch()
    return failed


class PeerProcess:
    """One peer, ready to be asked; a context manager that ends it.

    Raises PeerGone when it cannot start, with the peer's own reason.
    """

    def __init__(self, name: str) -> None:
        python = BENCH_PYTHON if PEERS[name].packages else sys.executable
        self._process = subprocess.Popen(
            [python, str(ROOT / "bench" / "peers.py"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._said: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self.version: str = self._answer(_START_S)["version"]
        except KeyError:
            self.close()
            raise PeerGone(self._reason) from None

    def apply(self, value: Any, patience_s: float = 60.0) -> dict[str, Any]:
        """Give {"out", "ms"}, or {"error"} when the peer raised; PeerGone when it does not answer in time."""
        return self._ask({"apply": value}, patience_s)

    def us_per_call(self, values: list[Any], seconds: float, passes: int) -> float:
        """Give CPU microseconds per call over `values`, the best of so many passes within the seconds."""
        question = {"time": values, "seconds": seconds, "passes": passes}
        return float(self._ask(question, seconds + 60)["us"])

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with self._process:  # closes the pipes, waits
            pass

    def __enter__(self) -> PeerProcess:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _ask(self, question: dict[str, Any], patience_s: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise PeerGone("ended by itself") from error
        return self._answer(patience_s)

    def _answer(self, patience_s: float) -> dict[str, Any]:
        try:
            line = self._said.get(timeout=patience_s)
        except queue.Empty:
            self.close()
            raise PeerGone(f"no answer in {patience_s:g} s") from None
        if not line:
            raise PeerGone("ended by itself")
        answer: dict[str, Any] = json.loads(line)
        self._reason = str(answer.get("error", ""))
        return answer

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(line)
        self._said.put("")
