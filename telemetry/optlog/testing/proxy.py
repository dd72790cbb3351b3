"""A loopback proxy that breaks connections as networks do: resets, slow reads, half-closed sockets, answers cut off.

It knows no HTTP: bytes go both ways until the fault that was drawn for a connection strikes. With it, tests see what a
client makes of a server that stored a request and could not say so.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["FAULTS", "FaultyProxy"]

FAULTS = ("pass", "reset", "reset_answer", "cut_answer", "half_close", "slow", "refuse")
"""What may happen to a connection.

`pass` nothing. `reset` (RST) while the request goes up. `reset_answer` once the server has answered. `cut_answer` closes
in the middle of the answer. `half_close` takes no more bytes from the client and closes the sending half. `slow` passes a
few bytes at a time. `refuse` closes at once.
"""

_CHUNK = 65_536
_SLOW_CHUNK = 2048
_SLOW_S = 0.02


class FaultyProxy:
    """A context manager; `port` takes connections for `target_port` while it runs, both on 127.0.0.1.

    Args:
        target_port: where the server listens.
        weights: how often each of `FAULTS` is drawn, as relative weights; only `pass` when empty.
        most_bytes: a fault strikes after so many bytes at most, drawn evenly.
        seed: makes the draws the same again.
    """

    def __init__(
        self,
        target_port: int,
        weights: Mapping[str, float] | None = None,
        *,
        most_bytes: int = 4096,
        seed: int = 0,
    ) -> None:
        unknown = set(weights or ()) - set(FAULTS)
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        self.port = 0
        self.struck: Counter[str] = Counter()
        """How many connections each fault was drawn for."""
        self._target_port = target_port
        self._weights = dict(weights or {"pass": 1.0})
        self._most_bytes = most_bytes
        self._chosen = random.Random(seed)  # noqa: S311  no secret
        self._writers: list[asyncio.StreamWriter] = []
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="optlog-testing-proxy", daemon=True)

    def heal(self) -> None:
        """From now on let every new connection pass."""
        self._weights = {"pass": 1.0}

    def __enter__(self) -> FaultyProxy:
        """Start; give itself."""
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop, and break off what is still connected."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=2048)
        )
        self.port = server.sockets[0].getsockname()[1]
        self._started.set()
        try:
            self._loop.run_forever()
        finally:
            server.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            for writer in self._writers:
                writer.transport.abort()
            self._loop.run_until_complete(asyncio.sleep(0))
            self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers = [other for other in self._writers if not other.is_closing()]
        self._writers.append(writer)
        fault = self._chosen.choices(list(self._weights), list(self._weights.values()))[0]
        self.struck[fault] += 1
        after = self._chosen.randrange(1, self._most_bytes + 1)
        if fault == "refuse":
            writer.close()
            return
        try:
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            _reset(writer)
            return
        self._writers.append(up_writer)
        up = _Way(reader, up_writer, writer, fault, after)
        down = _Way(up_reader, writer, writer, fault, after)
        with suppress(asyncio.CancelledError):  # the proxy stops
            await asyncio.gather(up.carry(upwards=True), down.carry(upwards=False))
        for end in (writer, up_writer):
            with suppress(OSError):
                end.close()


class _Way:
    """One direction of a connection."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        client: asyncio.StreamWriter,
        fault: str,
        after: int,
    ) -> None:
        self._reader, self._writer, self._client = reader, writer, client
        self._fault, self._after = fault, after
        self._carried = 0

    async def carry(self, *, upwards: bool) -> None:
        size = _SLOW_CHUNK if self._fault == "slow" else _CHUNK
        with suppress(OSError):
            while data := await self._reader.read(size):
                self._carried += len(data)
                if await self._strike(data, upwards=upwards):
                    break
                self._writer.write(data)
                await self._writer.drain()
        with suppress(OSError):
            self._writer.close()

    async def _strike(self, data: bytes, *, upwards: bool) -> bool:
        """Do what the fault does with `data`; give whether this way ends."""
        if self._fault == "slow":
            await asyncio.sleep(_SLOW_S)
            return False
        if upwards:
            return self._carried >= self._after and self._break_request()
        return self._break_answer(data)

    def _break_request(self) -> bool:
        if self._fault == "reset":
            _reset(self._client)
        elif self._fault == "half_close":
            self._client.write_eof()
        return self._fault in {"reset", "half_close"}

    def _break_answer(self, data: bytes) -> bool:
        if self._fault == "reset_answer":
            _reset(self._client)
        elif self._fault == "cut_answer":
            self._client.write(data[: len(data) // 2])
        return self._fault in {"reset_answer", "cut_answer"}


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with RST instead of FIN."""
    sock = writer.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
