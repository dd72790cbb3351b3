"""Cost of a log call: optlog's whole chain against plain structlog + orjson, both writing every line to a file.

Small, text and nested are the same line again and again; renumbered is a line whose numbers are others each time; new lines
are such as hardly ever came before: names, ids, words.
"""

from __future__ import annotations

import gc
import itertools
import os
import random
import re
import string
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import structlog

from bench.lines import new_lines

# Many short rounds: one that no other program disturbed is among them.
ROUNDS = 200
CALLS = 200
WARM = 20  # rounds before: what is built at first, and the words and forms of the first lines

SHAPES: dict[str, dict[str, Any]] = {
    "small": {
        "event": "import finished",
        "file": "notes.txt",
        "rows": 12,
        "duration_ms": 12.4,
        "ok": True,
        "index": "main",
    },
    "text": {
        "event": "opened document 4711 in the main window after 3 tries, 12 pages, build 7c1f0e2, cache warm, all fonts found, 0 warnings, next check in 300 s"
    },
    "nested": {
        "event": "search done",
        "query": {"terms": 3, "filters": ["year", "kind"], "limits": {"rows": 50, "ms": 200}},
        "hits": 17,
        "took_ms": 8.25,
    },
}


def plain(path: Path) -> Callable[..., None]:
    """Give the log call of structlog + orjson to a file, unbuffered as ours."""
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    class File:
        def msg(self, line: bytes) -> None:
            os.write(fd, line + b"\n")

        info = msg

    logger = structlog.wrap_logger(
        File(),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=lambda data, **_: orjson.dumps(data)),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(20),
        context_class=dict,
    ).bind()
    info: Callable[..., None] = logger.info
    return info


def ours(folder: Path, matcher: str, environ: dict[str, str]) -> Callable[..., None]:
    """Give the log call of a configured optlog without consent."""
    from optlog import Settings, configure, get_logger

    configure(
        Settings(
            config_file=None,
            app="bench",
            console=False,
            capture_stdlib=False,
            matcher=matcher,
            log_dir=folder / "logs",
            data_dir=folder / "data",
            loki_url="http://127.0.0.1:9",
        ),
        environ=environ,
    )
    return get_logger("bench").bind().info


def timed(call: Callable[..., None], batch: list[dict[str, Any]]) -> float:
    """Give microseconds per call."""
    pairs = [
        (fields["event"], {k: v for k, v in fields.items() if k != "event"}) for fields in batch
    ]
    started = time.perf_counter()
    for event, fields in pairs:
        call(event, **fields)
    return (time.perf_counter() - started) / len(pairs) * 1e6


def batches(fields: dict[str, Any]) -> Iterator[list[dict[str, Any]]]:
    """Give the same line again and again."""
    return itertools.repeat([fields] * CALLS)


def renumbered() -> Iterator[list[dict[str, Any]]]:
    """Give a line whose numbers are others each time."""
    chosen, text = random.Random(1), SHAPES["text"]["event"]
    while True:
        yield [
            {"event": _NUMBER.sub(lambda match: _digits(chosen, len(match[0])), text)}
            for _ in range(CALLS)
        ]


def fresh() -> Iterator[list[dict[str, Any]]]:
    """Give lines of which hardly any came before: other names, ids, addresses and words each time."""
    lines = new_lines(random.Random(2))
    while True:
        yield list(itertools.islice(lines, CALLS))


def _digits(chosen: random.Random, length: int) -> str:
    return "".join(chosen.choices(string.digits, k=length))


_NUMBER = re.compile("[0-9]+")


def main() -> None:
    """Print microseconds per call and the ratio, interleaved round by round, best of all rounds."""
    gc.disable()
    with tempfile.TemporaryDirectory() as name:
        base = plain(Path(name) / "plain.ndjson")
        for matcher, wanted in (("re2", 2.0), ("python", 4.0)):
            mine = ours(Path(name) / matcher, matcher, {})
            rows = {**{shape: batches(fields) for shape, fields in SHAPES.items()}}
            for shape, given in {**rows, "renumbered": renumbered(), "new lines": fresh()}.items():
                for batch in itertools.islice(given, WARM):
                    timed(mine, batch)
                pairs = [
                    (timed(base, batch), timed(mine, batch))
                    for batch in itertools.islice(given, ROUNDS)
                ]
                b, m = (min(column) for column in zip(*pairs, strict=True))
                print(
                    f"{matcher:<7} {shape:<11} structlog+orjson {b:6.2f} us  optlog {m:6.2f} us  ratio {m / b:.2f} (wanted <= {wanted})",
                    flush=True,
                )
    gc.enable()


if __name__ == "__main__":
    main()
