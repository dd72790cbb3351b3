"""The audit hook inside the watched process. Copied as `sitecustomize.py` into a folder that Python is pointed to.

Standard library only, and no network library: it must not change what it watches. Without the variable
`OPTLOG_PROVE_FOLDER` it does nothing. Events: https://docs.python.org/3/library/audit_events.html.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import threading
from typing import Any

FOLDER = "OPTLOG_PROVE_FOLDER"
"""Variable that names the folder the hook writes to, one file a process."""

ONLY_PORT = "OPTLOG_PROVE_ONLY_PORT"
"""Variable that names the one port of this computer that may be connected to; set in the control run alone."""

MANAGED = "OPTLOG_PROVE_MANAGED"
"""Variable that names the administrator's file of a run in which an administrator says no."""

LIBRARIES = frozenset(
    [
        "PySide6.QtNetwork",
        "aiohttp",
        "boto3",
        "ftplib",
        "grpc",
        "http.client",
        "httpcore",
        "httpx",
        "imaplib",
        "logging_loki",
        "nntplib",
        "paramiko",
        "poplib",
        "pycurl",
        "requests",
        "smtplib",
        "telnetlib",
        "urllib.request",
        "urllib3",
        "websocket",
        "websockets",
        "xmlrpc.client",
    ]
)
"""Libraries that ask servers, as far as they are known here. `socket` and `ssl` come with asyncio into most programs."""

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_PROGRAMS = {
    "subprocess.Popen": 1,
    "os.exec": 1,
    "os.posix_spawn": 1,
    "os.spawn": 2,
    "os.system": 0,
    "os.startfile": 0,
    "pty.spawn": 0,
}
"""Events that start a program, and the argument that says which and how."""
_TO_ADDRESS = ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind")
_NAMED = (
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
    "ctypes.dlopen",
    "sqlite3.connect",
)


class Probe:
    """The hook: writes one line of JSON for each kind of event, `{"event": ..., "what": ..., "pid": ...}`."""

    def __init__(self, folder: str, only_port: int | None) -> None:
        self._folder = folder
        self._only_port = only_port
        self._seen: set[tuple[str, str, int]] = set()
        self._descriptor = -1
        self._pid = 0
        self._file = 0
        self._busy: set[int] = set()

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Write the event down if it is one of ours; in the control run refuse a connection to anywhere else."""
        thread = threading.get_ident()
        what = None if thread in self._busy else _what(event, arguments)
        if what is None:
            return
        self._busy.add(thread)
        try:
            self.write(event, what)
        finally:
            self._busy.discard(thread)
        if self._only_port is not None and _goes_elsewhere(event, arguments, self._only_port):
            raise PermissionError("optlog prove lets the control run reach its own receiver alone")

    def write(self, event: str, what: str) -> None:
        """Append one line, each kind of event once a process."""
        pid = os.getpid()
        if (event, what, pid) in self._seen:
            return
        self._seen.add((event, what, pid))
        if pid != self._pid or not self._is_open():
            name = os.path.join(self._folder, f"audit-{pid}.ndjson")  # noqa: PTH118  pathlib would be one more import
            self._descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._pid, self._file = pid, os.fstat(self._descriptor).st_ino
        line = json.dumps({"event": event, "what": what, "pid": pid})
        os.write(self._descriptor, line.encode("ascii") + b"\n")

    def thread_started(self, _frame: object, _event: str, _argument: object) -> None:
        """Note the running thread, as its profiling function, and take itself off again."""
        sys.setprofile(None)
        self.write("thread", threading.current_thread().name)

    def _is_open(self) -> bool:
        """Whether the descriptor is still ours; a program that becomes a daemon closes all it finds."""
        try:
            return os.fstat(self._descriptor).st_ino == self._file
        except OSError:
            return False


def _what(event: str, arguments: tuple[Any, ...]) -> str | None:
    """Give the words for an event that counts, or None."""
    if event == "import":
        return str(arguments[0]) if arguments[0] in LIBRARIES else None
    if event == "open":
        return _written(*arguments[:3])
    if event in _TO_ADDRESS:
        return _address(arguments[0], arguments[1])
    if event in _PROGRAMS:
        return _command(arguments[_PROGRAMS[event]])
    if event in _NAMED:
        return " ".join(_text(argument) for argument in arguments[:2] if argument is not None)
    return None


def _written(path: Any, mode: Any, flags: Any) -> str | None:
    changes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else False
    if not changes and not (isinstance(flags, int) and flags & _WRITES):
        return None
    return None if isinstance(path, int) else os.path.abspath(_text(path))  # noqa: PTH100


def _address(sock: Any, address: Any) -> str:
    family = getattr(getattr(sock, "family", None), "name", str(getattr(sock, "family", "")))
    if isinstance(address, tuple) and len(address) > 1:
        return f"{family} {_text(address[0])} port {address[1]}"
    return f"{family} {_text(address)}"


def _command(words: Any) -> str:
    if isinstance(words, (list, tuple)):
        return " ".join(_text(word) for word in words)
    return _text(words)


def _text(value: Any) -> str:
    if isinstance(value, (str, int)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return os.fsdecode(value) if hasattr(value, "__fspath__") else type(value).__name__


def _goes_elsewhere(event: str, arguments: tuple[Any, ...], port: int) -> bool:
    if event not in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return False
    address = arguments[1]
    return isinstance(address, tuple) and address[:2] != ("127.0.0.1", port)


def install() -> None:
    """Put the hook in place, and note what was loaded before it."""
    folder = os.environ.get(FOLDER)
    if folder is None:
        return
    port = os.environ.get(ONLY_PORT)
    probe = Probe(folder, int(port) if port else None)
    probe.write("start", " ".join(sys.argv) or "python")
    for name in sorted(LIBRARIES & set(sys.modules)):
        probe.write("import", name)
    sys.addaudithook(probe)
    threading.setprofile(probe.thread_started)
    managed = os.environ.get(MANAGED)
    if managed:
        importlib.import_module("optlog.profile").__dict__["managed_path_for"] = lambda: managed


def _next_sitecustomize() -> None:
    """Load the `sitecustomize` that this one stands before, if there is one."""
    here = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100,PTH120
    ours, path = sys.modules[__name__], sys.path[:]
    sys.path[:] = [entry for entry in path if os.path.abspath(entry or ".") != here]  # noqa: PTH100
    del sys.modules[__name__]
    try:
        importlib.import_module("sitecustomize")
    except ModuleNotFoundError as error:
        if error.name != "sitecustomize":
            raise
    finally:
        sys.modules[__name__] = ours
        sys.path[:] = path


if __name__ == "sitecustomize":
    install()
    _next_sitecustomize()
