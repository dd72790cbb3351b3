"""What the commands share: options, opening the profile, printing."""

from __future__ import annotations

import contextlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.errors import SettingsError, unreadable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator

    from optlog.profile import Profile, PurposeStatus
    from optlog.settings import Settings

__all__ = [
    "add_json",
    "add_profile_options",
    "count",
    "opened",
    "print_json",
    "print_line",
    "print_purposes",
    "read_settings",
    "read_text",
    "write_bytes",
]


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON for machines")


def add_profile_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say whose profile is meant."""
    group = parser.add_argument_group(
        "whose profile", "by default from optlog.toml or the environment"
    )
    group.add_argument("--app", metavar="NAME", help="the application's name")
    group.add_argument("--config", metavar="FILE", type=Path, help="settings file (TOML)")
    group.add_argument(
        "--data-dir", metavar="DIR", type=Path, help="folder of ledger, spool and keys"
    )
    group.add_argument("--log-dir", metavar="DIR", type=Path, help="folder of the local log")
    group.add_argument("--policy", metavar="FILE", type=Path, help="collection policy (TOML)")


def count(text: str) -> int:
    """Give the number that an option names, 0 or more."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


def print_purposes(purposes: Iterable[PurposeStatus]) -> None:
    """Print one line a purpose: on or off, the recorded choice, the layer that decides, and why."""
    for purpose in purposes:
        mark = "on " if purpose.allowed else "off"
        print_line(
            f"  {mark}  {purpose.id:<12} {purpose.state:<11} {purpose.layer:<13} {purpose.reason}"
        )


def read_settings(arguments: argparse.Namespace) -> Settings:
    """Give the settings that the options, the environment and the file name together.

    Raises:
        SettingsError: something is wrong, or no application is named.
    """
    from optlog.settings import Settings, find_config

    named = {
        name: getattr(arguments, name)
        for name in ("app", "data_dir", "log_dir", "policy")
        if getattr(arguments, name, None) is not None
    }
    config = arguments.config if arguments.config is not None else find_config()
    try:
        return Settings(config_file=config, **named)
    except SettingsError as error:
        if "app: field required" in error.message:
            raise SettingsError(
                error.message,
                hint='say --app NAME, set OPTLOG_APP, or write app = "NAME" into optlog.toml',
            ) from None
        raise


@contextlib.contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Profile]:
    """Open the profile for one command."""
    from optlog.profile import open_profile

    switch = getattr(arguments, "telemetry", None)
    profile = open_profile(read_settings(arguments), run_switch=switch)
    try:
        yield profile
    finally:
        profile.close()


def print_json(data: Any) -> None:
    """Print JSON, indented; bytes as text."""
    print_line(json.dumps(data, indent=2, ensure_ascii=False, default=_plain))


def print_line(text: str = "") -> None:
    """Print one line on standard output, whatever its encoding can show."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")


def read_text(path: Path, *, errors: str = "strict") -> str:
    """Give a file's text; `-` is standard input. `errors` is what `bytes.decode` takes.

    Raises:
        SettingsError: the file cannot be read, or is not UTF-8.
    """
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
        return raw.decode("utf-8", errors)
    except OSError as error:
        raise unreadable(path, error) from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError(
            f"{path}:{line}: not UTF-8 text", hint="save the file as UTF-8"
        ) from None


def write_bytes(data: bytes, path: Path | None) -> None:
    """Write a file, its folder made when missing; on standard output without a path.

    Raises:
        SettingsError: the file cannot be written.
    """
    if path is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise SettingsError(f"cannot write {path}: {error.strerror}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value.model_dump() if hasattr(value, "model_dump") else str(value)
