"""The instruments around the watched process: strace and a network of its own, where the computer has them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["Bench", "Instrument", "Sighting", "find_bench", "read_trace", "refused_by_kernel"]

TRACE = "trace"
COUNTERS = "counters"
"""Names of the files that the instruments write."""

_TRY_S = 20.0
_CALL = re.compile(
    r"^(?P<pid>\d+) +(?P<call>connect|sendto|sendmsg|sendmmsg|bind|execve)\((?P<rest>.*)$"
)
_INET = re.compile(
    r'sa_family=(?P<family>AF_INET6?), sin6?_port=htons\((?P<port>\d+)\).*?"(?P<host>[0-9a-fA-F.:]+)"'
)
_UNIX = re.compile(r'sa_family=AF_UNIX, sun_path=@?"(?P<path>[^"]*)"')
_PROGRAM = re.compile(r'^"(?P<path>[^"]*)", \[(?P<words>.*?)\]')
_NO_ROUTE = re.compile(r"^Ip6OutNoRoutes\s+(\d+)$", re.MULTILINE)
_COUNTING = 'out=$1; shift; trap : TERM; "$@"; code=$?; cat /proc/net/snmp /proc/net/snmp6 >"$out"; exit $code'
"""Runs the command, then keeps the kernel's counters of its network; asked to end, it still does the second."""
_RESOLVER = "io.systemd.Resolve"
_DNS_PORT = 53


@dataclass(frozen=True, slots=True)
class Instrument:
    """One instrument: its name, whether it was used, and what it is or why it was not."""

    name: str
    used: bool
    note: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """One thing that an instrument saw: `kind` is connect, look-up, send, bind, unix socket or program."""

    kind: str
    what: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What can be put around a process on this computer."""

    strace: str | None
    namespace: tuple[str, ...]
    notes: Mapping[str, str]

    def wrap(self, command: Sequence[str], watch: Path, *, isolated: bool) -> list[str]:
        """Give the command inside the instruments, which write to the folder `watch`."""
        words = list(command)
        if self.strace:
            calls = "trace=connect,sendto,sendmsg,sendmmsg,bind,execve"
            words = [self.strace, "-f", "-qq", "-s", "200", "-e", calls, "-e", "signal=none", "-o", str(watch / TRACE), *words]  # fmt: skip
        if isolated and self.namespace:
            counting = ["/bin/sh", "-c", _COUNTING, "sh", str(watch / COUNTERS)]
            words = [*self.namespace, *counting, *words]
        return words

    def instruments(self) -> list[Instrument]:
        """Name them, with what is missing."""
        return [
            Instrument("strace", self.strace is not None, self.notes["strace"]),
            Instrument("network namespace", bool(self.namespace), self.notes["namespace"]),
        ]


def find_bench(environ: Mapping[str, str], *, namespace: bool = True) -> Bench:
    """Try what there is, with the programs on the path of `environ`."""
    strace, strace_note = _find_strace(environ)
    wall, wall_note = _find_namespace(environ) if namespace else ((), "switched off")
    return Bench(strace, wall, {"strace": strace_note, "namespace": wall_note})


def _find_strace(environ: Mapping[str, str]) -> tuple[str | None, str]:
    if sys.platform != "linux":
        return None, "not used: only on Linux"
    found = shutil.which("strace", path=environ.get("PATH"))
    if found is None:
        return None, "not used: strace is not installed"
    if not _works([found, "-f", "-qq", "-e", "trace=connect", "-o", "/dev/null", sys.executable, "-c", ""]):  # fmt: skip
        return None, "not used: strace may not trace here"
    return found, "every network system call of the process and of all that it starts"


def _find_namespace(environ: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    if sys.platform != "linux":
        return (), "not used: only on Linux"
    found = shutil.which("unshare", path=environ.get("PATH"))
    if found is None:
        return (), "not used: unshare is not installed"
    for options in (("-n",), ("-rn",)):
        if _works([found, *options, sys.executable, "-c", ""]):
            return (
                found,
                *options,
            ), "no network inside: nothing could really leave, and the kernel counts what tried"
    return (), "not used: a network of its own may not be made here"


def _works(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_TRY_S)  # noqa: S603  our own words
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def read_trace(path: Path) -> Iterator[Sighting]:
    """Give what strace saw. Unix sockets stay on the computer and have a kind of their own, but for the system's resolver."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        match = _CALL.match(line)
        if match is None:
            continue
        if match["call"] == "execve":
            yield from _program(match["rest"])
        else:
            yield from _address(match["call"], match["rest"])


def refused_by_kernel(path: Path) -> int:
    """Give how often something could not be sent for want of a network: OutNoRoutes of RFC 4293, IPv4 and IPv6."""
    try:
        text = path.read_text(encoding="ascii")
    except FileNotFoundError:
        return 0
    names, values = (line.split() for line in text.splitlines() if line.startswith("Ip: "))
    version_6 = _NO_ROUTE.search(text)
    return int(values[names.index("OutNoRoutes")]) + (int(version_6[1]) if version_6 else 0)


def _program(rest: str) -> Iterator[Sighting]:
    match = _PROGRAM.match(rest)
    if match and not re.search(r"= -1 \w+ \([^)]*\)$", rest):
        yield Sighting("program", match["path"])


def _address(call: str, rest: str) -> Iterator[Sighting]:
    for match in _INET.finditer(rest):
        kind = {"connect": "connect", "bind": "bind"}.get(call, "send")
        if int(match["port"]) == _DNS_PORT:
            kind = "look-up"
        yield Sighting(kind, f"{match['host']} port {match['port']}")
    local = _UNIX.search(rest)
    if local and local["path"].endswith(_RESOLVER):
        yield Sighting("look-up", "through the system's resolver")
    elif local and call == "connect":
        yield Sighting("unix socket", local["path"])
