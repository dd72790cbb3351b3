"""What the layer knows about this user and this computer, so that redaction can look for it by value."""

from __future__ import annotations

import contextlib
import os
import socket
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog.settings import Settings

__all__ = ["own_secrets", "system_literals"]

_EMAILS = ("EMAIL", "DEBEMAIL", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL")
"""Variables in which mail programs and git look for the user's address."""

_UID, _GECOS = 2, 4
"""Places in a line of `/etc/passwd`."""

_LEAST = 5
"""Shorter names are part of too many words."""

_COMMON = frozenset(
    [
        "admin",
        "administrator",
        "default",
        "debian",
        "docker",
        "fedora",
        "guest",
        "local",
        "localhost",
        "localdomain",
        "nobody",
        "owner",
        "oracle",
        "postgres",
        "runner",
        "service",
        "shared",
        "system",
        "ubuntu",
        "users",
        "vagrant",
        "windows",
        "macbook",
        "computer",
        "desktop",
        "laptop",
        "server",
        "python",
    ]
)
"""Names that say nothing about anybody, but stand in many messages."""


def system_literals() -> Iterator[tuple[str, str]]:
    """Give (value, rule name) for the account's name and e-mail, the computer's name and a home folder in an unusual place.

    Asks the environment and `/etc/passwd` alone: the system's account service may be on the network.
    """
    account = _account()
    for name in (
        os.environ.get("LOGNAME"),
        os.environ.get("USER"),
        os.environ.get("USERNAME"),
        account[0],
    ):
        yield from _named(name or "", "system-user-name")
    yield from _named(account[1], "system-full-name")
    for name in _EMAILS:
        yield from _named(os.environ.get(name) or "", "system-email")
    with contextlib.suppress(OSError):
        yield from _named(socket.gethostname().partition(".")[0], "system-host-name")
    home = Path(os.environ.get("HOME") or os.environ.get("USERPROFILE") or "")
    if len(home.parts) > 1 and home.parts[-2].lower() not in ("home", "users"):
        yield from _named(home.name, "system-home-folder")


def own_secrets(settings: Settings) -> Iterator[tuple[str, str]]:
    """Give (value, rule name) for every secret that the layer itself holds, in the forms it is sent in."""
    token = settings.loki_api_token.get_secret_value() if settings.loki_api_token else ""
    if token:
        yield token, "shipping-token"
        pair = f"{settings.loki_username or ''}:{token}".encode()
        yield b64encode(pair).decode(), "shipping-token"


def _named(value: str, rule: str) -> Iterator[tuple[str, str]]:
    value = value.strip()
    if len(value) >= _LEAST and value.lower() not in _COMMON:
        yield value, rule


def _account() -> tuple[str, str]:
    """Give login name and full name of this account as `/etc/passwd` has them (passwd(5)); empty where it has not."""
    if not hasattr(os, "getuid"):
        return "", ""
    try:
        lines = Path("/etc/passwd").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return "", ""
    rows = (line.split(":") for line in lines)
    mine = (row for row in rows if len(row) > _GECOS and row[_UID] == str(os.getuid()))
    return next(((row[0], row[_GECOS].partition(",")[0]) for row in mine), ("", ""))
