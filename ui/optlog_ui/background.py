"""Runs what touches files away from the thread that draws, so that no window ever stands still."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PATIENCE_S", "Background"]

PATIENCE_S = 0.025
"""How long the window waits for a result before it goes on without: most are there by then, and nothing flickers."""

Result = TypeVar("Result")


class Background(QObject):
    """One worker thread. What is given to it runs in order, and its results come back in order to the window's thread.

    The thread is made with the first job. Results that come after the parent was deleted are dropped.

    Args:
        parent: the widget that asks.
    """

    _ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="privacy-window")
        self._open: deque[tuple[Future[Any], Callable[[Any], object]]] = deque()
        self._ready.connect(self._deliver)

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return bool(self._open)

    def do(self, work: Callable[[], Result], then: Callable[[Result], object]) -> None:
        """Run `work` on the worker, then `then` with its result on this thread: at once when it is quick.

        Args:
            work: touches no widget and holds none (Qt would end the process if the worker let go of the last
                reference to one): a method of a model, with `functools.partial`. What it raises is raised on this thread.
            then: shows the result.
        """
        job = self._pool.submit(work)
        self._open.append((job, then))
        wait([job], timeout=PATIENCE_S)
        if job.done():
            self._deliver()
        else:
            job.add_done_callback(self._announce)

    def _announce(self, _job: Future[Any]) -> None:
        with suppress(RuntimeError):  # the window was deleted meanwhile
            self._ready.emit()

    def _deliver(self) -> None:
        while self._open and self._open[0][0].done():
            job, then = self._open.popleft()
            then(job.result())
