"""Cost of a log call: optlog's whole chain against plain structlog + orjson, both writing every line to a file."""

from __future__ import annotations

import gc
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import structlog

ROUNDS = 15
CALLS = 4000

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


def timed(call: Callable[..., None], fields: dict[str, Any]) -> float:
    """Give microseconds per call."""
    fields = dict(fields)
    event = fields.pop("event")
    started = time.perf_counter()
    for _ in range(CALLS):
        call(event, **fields)
    return (time.perf_counter() - started) / CALLS * 1e6


def main() -> None:
    """Print microseconds per call and the ratio, interleaved round by round, best of all rounds."""
    gc.disable()
    with tempfile.TemporaryDirectory() as name:
        base = plain(Path(name) / "plain.ndjson")
        for matcher in ("re2", "python"):
            mine = ours(Path(name) / matcher, matcher, {})
            for shape, fields in SHAPES.items():
                pairs = [(timed(base, fields), timed(mine, fields)) for _ in range(ROUNDS)]
                b, m = (min(column) for column in zip(*pairs, strict=True))
                wanted = 2.0 if matcher == "re2" else 4.0
                print(
                    f"{matcher:<7} {shape:<7} structlog+orjson {b:6.2f} us  optlog {m:6.2f} us  ratio {m / b:.2f} (wanted <= {wanted})"
                )
    gc.enable()


if __name__ == "__main__":
    main()
