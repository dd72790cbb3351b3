"""The command line: the dialog's twin.

Exit codes: 0 done; 1 something that was checked does not hold; 2 wrong usage, settings or input; 3 the profile, the
network or the display cannot be used.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from typing import TYPE_CHECKING

from optlog.errors import ConsentError, OptlogError, ShippingError, StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main"]

_GROUPS = (
    "demo",
    "redact",
    "status",
    "consent",
    "records",
    "rules",
    "policy",
    "identity",
    "delete",
    "settings",
    "prove",
    "doctor",
    "operator",
)
"""One module per command group; each adds its commands to the parser."""

_ENVIRONMENT_FAULTS = (ConsentError, StoreError, ShippingError)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except OptlogError as error:
        sys.stderr.write(f"optlog: {error}\n")
        return 3 if isinstance(error, _ENVIRONMENT_FAULTS) else 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    from optlog import __version__

    parser = argparse.ArgumentParser(
        prog="optlog",
        description="Logs stay on this computer; they are shared only after a yes.",
        epilog="exit codes: 0 done, 1 a check does not hold, 2 wrong usage or input, 3 store, network or display fault",
    )
    parser.add_argument("--version", action="version", version=f"optlog {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for group in _GROUPS:
        importlib.import_module(f"optlog.cli.{group}").add_commands(commands)
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
