"""`optlog redact [FILE|-]`: streams text or NDJSON, one line out per line in."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from optlog.errors import unreadable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from optlog.redaction import Redactor, StreamRedactor

__all__ = ["add_commands"]

_PROGRESS_EVERY_S = 0.5
_CHUNK = 1 << 20


def add_commands(commands: Any) -> None:
    """Add `redact`."""
    parser = commands.add_parser(
        "redact",
        help="strip secrets and personal data from a log",
        description="One line out per line in; a line in which nothing is found comes out byte for byte.",
    )
    parser.add_argument(
        "file", nargs="?", default="-", help="log file; '-' or nothing is standard input"
    )
    parser.add_argument(
        "--format", choices=("auto", "text", "json"), default="auto", help="of the lines"
    )
    parser.add_argument(
        "--profile", choices=("strict", "balanced", "secrets-only"), default="balanced"
    )
    parser.add_argument("--matcher", choices=("auto", "re2", "python"), default="auto")
    parser.add_argument(
        "--rules", action="append", type=Path, default=[], metavar="FILE", help="more rules (TOML)"
    )
    parser.add_argument(
        "--stats", action="store_true", help="print rule and count to standard error"
    )
    parser.set_defaults(run=_redact)


def make_redactor(arguments: argparse.Namespace) -> Redactor:
    """Give a redactor for the options `--profile`, `--matcher` and `--rules`."""
    from optlog.catalogue import merge_rule_files
    from optlog.redaction import Redactor

    rules = merge_rule_files(arguments.rules)
    return Redactor(rules, profile=arguments.profile, matcher=arguments.matcher)


def _redact(arguments: argparse.Namespace) -> int:
    from optlog.redaction import StreamRedactor

    stream = StreamRedactor(make_redactor(arguments), fmt=arguments.format)
    out = sys.stdout.buffer
    file, size = _open(arguments.file)
    with file:
        for line in _with_progress(file, size):
            out.writelines(stream.feed(line))
        out.writelines(stream.close())
    out.flush()
    if arguments.stats:
        _print_stats(stream)
    return 0


def _open(name: str) -> tuple[BinaryIO, int]:
    if name == "-":
        return sys.stdin.buffer, 0
    path = Path(name)
    try:
        return path.open("rb"), path.stat().st_size
    except OSError as error:
        raise unreadable(name, error) from None


def _with_progress(file: BinaryIO, size: int) -> Iterator[bytes]:
    """Give the lines; tell how far it is on standard error when that is a terminal and the size is known."""
    show = size > 0 and sys.stderr.isatty()
    done, told = 0, time.monotonic()
    for line in _lines(file):
        yield line
        if show:
            done += len(line)
            now = time.monotonic()
            if now - told > _PROGRESS_EVERY_S:
                told = now
                sys.stderr.write(f"\r{done * 100 // size:3d} %  {done >> 20} of {size >> 20} MiB")
                sys.stderr.flush()
    if show:
        sys.stderr.write("\r\x1b[K")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Give lines with their ends, in bounded memory: a line beyond 1 MiB comes in pieces."""
    while line := file.readline(_CHUNK):
        yield line


def _print_stats(stream: StreamRedactor) -> None:
    for rule, count in sorted(stream.stats.items(), key=lambda item: (-item[1], item[0])):
        sys.stderr.write(f"{count:8d}  {rule}\n")
    if not stream.stats:
        sys.stderr.write("nothing was found\n")
