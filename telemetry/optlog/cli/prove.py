"""`optlog prove`: shows that nothing leaves without consent, by watching."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.cli.common import (
    add_json,
    add_profile_options,
    print_json,
    print_line,
    read_settings,
)
from optlog.errors import SettingsError

if TYPE_CHECKING:
    from optlog.prove.report import Proof
    from optlog.settings import Settings

__all__ = ["add_commands"]

_NAMELESS = "app: field required"
_CALL = "import importlib; getattr(importlib.import_module({module!r}), {name!r})()"


def add_commands(commands: Any) -> None:
    """Add `prove`."""
    parser = commands.add_parser(
        "prove",
        help="show that nothing leaves without consent, by watching",
        usage="optlog prove [OPTIONS] [-- COMMAND ARGS...]",
        description="Runs the built-in sample, or a command that starts your application, without consent in seven "
        "situations, each in a fresh profile and process, and watches it: connections, look-ups, programs, "
        "threads, files. A last run with consent shows that the instruments see a connection.",
        epilog="exit codes: 0 nothing left, 1 something left or tried to, 2 wrong usage, or the proof proves nothing, "
        "3 a profile could not be prepared or the command not started",
    )
    parser.add_argument(
        "--module", metavar="PKG.MOD:MAIN", help="call this function instead of a command"
    )
    parser.add_argument("--seconds", type=float, default=30.0, metavar="S", help="longest time of one run (30); what runs on is stopped")  # fmt: skip
    parser.add_argument("--allow-loopback", action="store_true", help="connections within this computer do not count")  # fmt: skip
    parser.add_argument("--no-namespace", action="store_true", help="do not take the network away while proving")  # fmt: skip
    parser.add_argument("--keep-home", action="store_true", help="run with your own home folder instead of an empty one")  # fmt: skip
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="write the report there as Markdown"
    )
    add_profile_options(parser)
    add_json(parser)
    parser.add_argument("host", nargs="*", metavar="-- COMMAND ARGS", help="what starts your application")  # fmt: skip
    parser.set_defaults(run=_prove)


def _prove(arguments: argparse.Namespace) -> int:
    from optlog.prove.proof import SAMPLE, Options, prove

    command = _command(arguments) or SAMPLE
    if shutil.which(command[0]) is None:
        raise SettingsError(
            f"there is no program {command[0]}",
            hint="say how you start your application, such as: optlog prove -- python -m mypackage",
        )
    options = Options(
        seconds=arguments.seconds,
        allow_loopback=arguments.allow_loopback,
        namespace=not arguments.no_namespace,
        keep_home=arguments.keep_home,
    )
    try:
        proof = prove(
            _settings(arguments, builtin=command is SAMPLE),
            command,
            options,
            tell=lambda text: None if arguments.json else _say(text),
        )
    except OSError as error:
        raise SettingsError(f"{command[0]} cannot be started: {error.strerror}") from None
    _show(proof, arguments)
    return proof.exit_code


def _command(arguments: argparse.Namespace) -> list[str]:
    if arguments.module is None:
        return list(arguments.host)
    module, _, name = arguments.module.partition(":")
    if arguments.host or not (module and name.isidentifier()):
        raise SettingsError(
            f"--module {arguments.module} is not understood",
            hint="name a module and a function, such as --module mypackage.main:main, and no command beside it",
        )
    return [sys.executable, "-c", _CALL.format(module=module, name=name)]


def _settings(arguments: argparse.Namespace, *, builtin: bool) -> Settings:
    from optlog.prove.sample import APP
    from optlog.settings import Settings

    if builtin:
        return Settings(config_file=None, app=APP, policy=None)
    try:
        return read_settings(arguments)
    except SettingsError as error:
        if _NAMELESS not in error.message:
            raise
    arguments.app = APP
    return read_settings(arguments)


def _show(proof: Proof, arguments: argparse.Namespace) -> None:
    if arguments.out is not None:
        try:
            arguments.out.write_text(proof.as_markdown(), encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"cannot write {arguments.out}: {error.strerror}") from None
    if arguments.json:
        print_json(proof.as_data())
    else:
        print_line(proof.as_text())


def _say(text: str) -> None:
    sys.stderr.write(f"... {text}\n")
