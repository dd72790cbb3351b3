"""Runs a few actors through their interleavings, one at a time and in an order that can be repeated.

Each actor is a function in a thread of its own that stops at its step points (`Interleaver.step`) until it is chosen.
`explore` begins with one order and then changes the last choice that can be changed, until no order is left: a
depth-first search without snapshots, as in M. Musuvathi and S. Qadeer, "Iterative context bounding for systematic
testing of multithreaded programs", PLDI 2007, whose bound on preemptions it offers as well.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

__all__ = ["Interleaver", "Run", "explore"]

_STUCK_S = 30.0


@dataclass(frozen=True, slots=True)
class Run:
    """One order that was run: the actor chosen at each step, and who could have been."""

    chosen: tuple[str, ...]
    enabled: tuple[tuple[str, ...], ...]

    @property
    def preemptions(self) -> int:
        """How often an actor was interrupted that could have gone on."""
        return sum(map(self.preempts, range(1, len(self.chosen))))

    def preempts(self, at: int, choice: str | None = None) -> bool:
        """Give whether the step `at`, or another choice there, interrupts the actor of the step before."""
        before = self.chosen[at - 1] if at else None
        return before in self.enabled[at] and (choice or self.chosen[at]) != before


@dataclass
class _Actor:
    turn: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    done: bool = False
    waits: bool = False
    error: BaseException | None = None


class Interleaver:
    """Lets actors take turns. `actors` are functions by name; `choices` are the actors of the first steps, in order."""

    def __init__(
        self, actors: Mapping[str, Callable[[], object]], choices: Sequence[str] = ()
    ) -> None:
        self._functions = dict(actors)
        self._actors = {name: _Actor() for name in actors}
        self._choices = list(choices)
        self._back = threading.Semaphore(0)
        self._here = threading.local()

    def step(self) -> None:
        """Stop until this actor is chosen again. Does nothing in a thread that is no actor."""
        name = getattr(self._here, "name", None)
        if name is not None:
            self._back.release()
            self._actors[name].turn.acquire()

    def wait(self) -> None:
        """Stop until another actor has got on: for an actor that cannot go on by itself, such as at a lock."""
        name = getattr(self._here, "name", None)
        if name is None:
            raise RuntimeError("only an actor can wait for the others")
        self._actors[name].waits = True
        self.step()

    def run(self) -> Run:
        """Run all actors to their end; give the order.

        Raises:
            AssertionError: an actor failed, or none could go on.
        """
        threads = [
            threading.Thread(target=self._act, args=(name,), name=f"actor-{name}", daemon=True)
            for name in self._functions
        ]
        for thread in threads:
            thread.start()
        chosen: list[str] = []
        enabled: list[tuple[str, ...]] = []
        while any(not actor.done for actor in self._actors.values()):
            able = self._able()
            name = self._choice(able, chosen)
            chosen.append(name)
            enabled.append(tuple(able))
            self._actors[name].waits = False
            self._actors[name].turn.release()
            if not self._back.acquire(timeout=_STUCK_S):
                raise AssertionError(f"{name} neither stepped nor ended after {chosen}")
            if not self._actors[
                name
            ].waits:  # it got on, so that the others may have something to go on with
                for other in self._actors.values():
                    other.waits = False
        for thread in threads:
            thread.join()
        for name, actor in self._actors.items():
            if actor.error is not None:
                raise AssertionError(f"{name} failed after {chosen}") from actor.error
        return Run(tuple(chosen), tuple(enabled))

    def _able(self) -> list[str]:
        able = [name for name, actor in self._actors.items() if not actor.done and not actor.waits]
        if not able:
            raise AssertionError("every actor waits for another one")
        return able

    def _choice(self, able: Sequence[str], chosen: Sequence[str]) -> str:
        if len(chosen) < len(self._choices):
            return self._choices[len(chosen)]
        return chosen[-1] if chosen and chosen[-1] in able else able[0]

    def _act(self, name: str) -> None:
        actor = self._actors[name]
        self._here.name = name
        actor.turn.acquire()
        try:
            self._functions[name]()
        except BaseException as error:  # noqa: BLE001  handed to whoever runs the actors
            actor.error = error
        actor.done = True
        self._back.release()


def explore(
    run: Callable[[Sequence[str]], Run], *, max_preemptions: int | None = None
) -> Iterator[Run]:
    """Run every order, or every one with at most so many preemptions; gives each once it was run.

    Args:
        run: sets everything up anew, runs it with these first choices, checks it, and gives the order that was run. It
            must do the same every time.
        max_preemptions: None for every order there is.
    """
    pending: list[tuple[str, ...]] = [()]
    while pending:
        prefix = pending.pop()
        done = run(prefix)
        if done.chosen[: len(prefix)] != prefix:
            raise AssertionError("the run did not repeat itself")
        yield done
        for at in range(len(prefix), len(done.chosen)):
            used = sum(map(done.preempts, range(1, at)))
            for other in done.enabled[at]:
                if other == done.chosen[at]:
                    continue
                cost = used + done.preempts(at, other)
                if max_preemptions is None or cost <= max_preemptions:
                    pending.append((*done.chosen[:at], other))
