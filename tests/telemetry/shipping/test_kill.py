"""Processes that are killed (kill -9) at the worst moments lose nothing that lay in the spool."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

from optlog.testing.receiver import Fault, LokiReceiver
from optlog.types import SystemClock

if TYPE_CHECKING:
    from tests.telemetry.shipping.conftest import World

CHILD = Path(__file__).with_name("kill_child.py")


@contextmanager
def child(world: World, url: str, run: int, stop: str) -> Iterator[IO[str]]:
    """Run the child, give what it says, and kill it at the end."""
    command = [sys.executable, str(CHILD), str(world.folder), url, str(run), stop]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def safe_until(words: IO[str], enough: Callable[[str, int], bool]) -> int:
    """Read what the child says until it is enough; give how many of its entries lay in the spool by then."""
    safe = 0
    for line in words:
        word, *numbers = line.split()
        safe = int(numbers[1]) if word == "safe" else safe
        if enough(word, safe):
            return safe
    raise AssertionError("the child ended by itself")


def ship_the_rest(world: World, receiver: LokiReceiver) -> None:
    world.clock = SystemClock()  # type: ignore[assignment]
    world.spool = world.make_spool()
    shipper = world.shipper(receiver)
    assert shipper.flush(20.0) is True
    shipper.close(1.0)


def arrived(receiver: LokiReceiver) -> set[str]:
    lines = [row[2] for row in receiver.lines()]
    assert len(lines) == len(set(lines)), "a line is stored twice"
    return set(lines)


def test_killed_between_answer_and_acknowledgement(given: World) -> None:
    """Killed after the server's answer, before it was noted: the next run sends the same again, stored once."""
    with LokiReceiver() as receiver:
        with child(given, receiver.url, 0, "answered") as words:
            safe = safe_until(words, lambda word, _: word == "answered")
        assert len(receiver.lines()) == 10
        assert given.spool.stats().lines == safe
        ship_the_rest(given, receiver)
        assert arrived(receiver) >= {f'{{"event":"0-{number}"}}' for number in range(safe)}
        assert receiver.duplicates == 10
        assert given.store.counters()["sent_lines"] == safe


def test_killed_again_and_again_under_faults(given: World) -> None:
    """Six kills at moments of their own, with a server that fails now and then: nothing safe is lost or doubled."""
    expected: set[str] = set()
    with LokiReceiver() as receiver:
        for run in range(6):
            receiver.inject(Fault(reset_after=True))
            receiver.inject(Fault(status=500))
            with child(given, receiver.url, run, "any") as words:
                safe = safe_until(words, lambda _, safe, run=run: safe >= 40 + 130 * run)  # type: ignore[misc]
            expected |= {f'{{"event":"{run}-{number}"}}' for number in range(safe)}
        receiver.clear_faults()
        ship_the_rest(given, receiver)
        assert arrived(receiver) >= expected
    assert given.spool.stats().lines == 0
