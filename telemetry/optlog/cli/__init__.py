"""The command line: the dialog's twin.

Exit codes: 0 done; 1 something that was checked does not hold; 2 wrong usage, settings or input; 3 the profile, the
network or the display cannot be used.
"""

from __future__ import annotations

import argparse
import errno
import importlib
import os
import sys
from typing import TYPE_CHECKING

from optlog.errors import ConsentError, DisplayError, OptlogError, ShippingError, StoreError

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

_ENVIRONMENT_FAULTS = (ConsentError, DisplayError, StoreError, ShippingError)
_OUTPUT_FAULTS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF)
_OUTPUT_HINT = "hint: is the disk full, or the place not writable?"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; give the exit code."""
    _replace_closed_streams()
    parser = _parser()
    arguments = parser.parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except OptlogError as error:
        sys.stderr.write(f"optlog: {error}\n")
        return 3 if isinstance(error, _ENVIRONMENT_FAULTS) else 2
    except BrokenPipeError:
        _drop_output()
        return 0
    except OSError as error:
        if error.errno not in _OUTPUT_FAULTS:
            raise
        _drop_output()
        sys.stderr.write(f"optlog: cannot write the output: {error.strerror}\n{_OUTPUT_HINT}\n")
        return 3
    except KeyboardInterrupt:
        return 130
    return code


def _replace_closed_streams() -> None:
    """Put the null device where a standard stream is closed (`>&-`, a start without a console).

    It also keeps the stream's number from the next file that is opened, such as the profile's database.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115  lives as long as the process


def _drop_output() -> None:
    """Send what is still buffered nowhere, or Python complains about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
