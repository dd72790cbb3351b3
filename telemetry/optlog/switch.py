"""`--no-telemetry`: the switch for one run, for hosts to offer. It can only turn off, and changes no recorded choice."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

__all__ = ["add_no_telemetry", "take_no_telemetry"]

NAME = "--no-telemetry"


def add_no_telemetry(parser: argparse.ArgumentParser) -> None:
    """Add `--no-telemetry` to a parser; `arguments.telemetry` is what `configure(telemetry=...)` takes.

    It is False with the switch and None without: nothing on a command line can say yes.
    """
    parser.add_argument(
        NAME,
        dest="telemetry",
        action="store_const",
        const=False,
        default=None,
        help="share nothing in this run; recorded choices stay as they are",
    )


def take_no_telemetry(argv: Sequence[str]) -> tuple[bool | None, list[str]]:
    """Take the switch out of a command line that another parser reads, such as Qt's or click's.

    Args:
        argv: the words, such as `sys.argv`.

    Returns:
        What `configure(telemetry=...)` takes, and the words without the switch. What stands after a `--` is left alone.
    """
    words = list(argv)
    end = words.index("--") if "--" in words else len(words)
    rest = [word for word in words[:end] if word != NAME] + words[end:]
    return (None if len(rest) == len(words) else False), rest
