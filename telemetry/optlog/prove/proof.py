"""Runs a command once in every state, each time in a fresh profile and a fresh process, and gathers what was seen."""

from __future__ import annotations

import json
import os
import platform
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optlog.profile import Profile
from optlog.prove import probe, sample
from optlog.prove.instruments import (
    COUNTERS,
    TRACE,
    Bench,
    Instrument,
    Sighting,
    find_bench,
    read_trace,
    refused_by_kernel,
)
from optlog.prove.report import Proof, StateReport
from optlog.prove.states import CONTROL, STATES, State, settings_in
from optlog.testing.receiver import LokiReceiver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from optlog.settings import Settings

__all__ = ["SAMPLE", "Options", "prove"]

SAMPLE = (sys.executable, "-m", sample.__name__)
"""The command that is run when none is named."""

HOOK = "audit hook"
_STORE = "optlog.sqlite3"
_STOP_WAIT_S = 5.0
_OURS = ("LOKI_", "OPTLOG_", "DO_NOT_TRACK")
_LOCAL_NAMES = re.compile(r"(None|localhost|[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)?( .*)?")
_UNIX = "AF_UNIX "
_LOOPBACK = re.compile(r"(AF_INET6? )?(127\.[0-9.]+|::1) ")
_AUDITED = {
    "socket.connect": "connects",
    "socket.sendto": "sends",
    "socket.sendmsg": "sends",
    "socket.bind": "binds",
    "socket.getaddrinfo": "look_ups",
    "socket.gethostbyname": "look_ups",
    "socket.gethostbyaddr": "look_ups",
    "import": "libraries",
    "thread": "threads",
    "subprocess.Popen": "programs",
    "os.exec": "programs",
    "os.posix_spawn": "programs",
    "os.spawn": "programs",
    "os.system": "programs",
    "os.startfile": "programs",
    "pty.spawn": "programs",
}
_TRACED = {
    "connect": "connects",
    "look-up": "look_ups",
    "send": "sends",
    "bind": "binds",
    "unix socket": "unix_sockets",
}


@dataclass(frozen=True, slots=True)
class Options:
    """How the command is run.

    `seconds` is the longest that one run may take; a command still running is asked to end, which is no error. With
    `allow_loopback`, connections to this computer count only when they reach the proof's own receiver.
    """

    seconds: float = 30.0
    allow_loopback: bool = False
    namespace: bool = True
    keep_home: bool = False
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


def prove(
    settings: Settings,
    command: Sequence[str] = SAMPLE,
    options: Options | None = None,
    *,
    tell: Callable[[str], None] = lambda text: None,
) -> Proof:
    """Run the command in every state and once, as a control, with consent.

    Args:
        settings: the application's name and policy, so that a yes is one to what it declares; its folders are not used.
        command: the words of the command.
        options: how to run it.
        tell: called with the name of each run.

    Raises:
        ConsentError, StoreError: a profile could not be prepared.
        OSError: the command cannot be started.
    """
    options = options or Options()
    bench = find_bench(options.environ, namespace=options.namespace)
    shown = "the built-in sample" if tuple(command) == SAMPLE else " ".join(command)
    proof = Proof(shown, f"{platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="optlog-prove-") as folder, LokiReceiver() as receiver:
        runs = _Runs(
            Path(folder),
            settings=settings,
            command=command,
            options=options,
            bench=bench,
            receiver=receiver,
        )
        for state in STATES:
            tell(state.name)
            proof.states.append(runs.run(state))
        tell(f"control: {CONTROL.name}")
        proof.control = runs.run(CONTROL, control=True)
        proof.void, proof.instruments = runs.judge([*proof.states, proof.control])
    return proof


class _Runs:
    """Runs one state after the other."""

    def __init__(
        self,
        folder: Path,
        *,
        settings: Settings,
        command: Sequence[str],
        options: Options,
        bench: Bench,
        receiver: LokiReceiver,
    ) -> None:
        self._folder = folder
        self._settings = settings
        self._command = command
        self._options = options
        self._bench = bench
        self._receiver = receiver
        self._saw: dict[str, bool] = {}
        self._arrived = 0

    def run(self, state: State, *, control: bool = False) -> StateReport:
        """Prepare the profile, run the command, and gather."""
        folder = self._folder / state.name.replace(" ", "-")
        watch = folder / "watch"
        home = folder / "home"
        for made in (watch / "hook", home):
            made.mkdir(parents=True)
        shutil.copy(probe.__file__, watch / "hook" / "sitecustomize.py")
        settings = settings_in(self._settings, folder)
        changed = state.set_up(settings, folder)
        before = self._receiver.bytes_received, self._receiver.connections
        report = StateReport(state.name, state.meaning, decides=_decides(settings, changed, folder))
        environ = self._environ(folder, watch, home, changed, control=control)
        wrapped = self._bench.wrap(self._command, watch, isolated=not control)
        report.ended, report.failed = self._watch(wrapped, environ, control=control)
        received = self._receiver.bytes_received - before[0]
        report.at_receiver = received or self._receiver.connections - before[1]
        if not self._options.allow_loopback:
            report.refused = refused_by_kernel(watch / COUNTERS)
        audited = list(_audited(watch))
        traced = list(read_trace(watch / TRACE)) if self._bench.strace else []
        if control:
            self._note_control(audited, traced)
        self._gather(report, audited, traced, folder)
        return report

    def judge(self, states: Sequence[StateReport]) -> tuple[list[str], list[Instrument]]:
        """Say why the proof is void, if it is, and which instruments count."""
        void = [f"in the state {state.name!r} the command failed ({state.ended})" for state in states if state.failed]  # fmt: skip
        if any(_STORE in text for state in states for text in state.elsewhere):
            void.append("the application uses a profile of its own; let it take its folders from OPTLOG_DATA_DIR while proving")  # fmt: skip
        if not self._arrived:
            void.append("with consent given nothing reached the receiver, so nobody knows whether it would have been seen")  # fmt: skip
        elif not any(self._saw.values()):
            void.append("no instrument saw the control run connect")
        hook = self._saw.get(HOOK, False)
        note = "every network call, program, thread and import in Python"
        tools = [Instrument(HOOK, hook, note if hook else "not used: it saw nothing of the control run")]  # fmt: skip
        for tool in self._bench.instruments():
            blind = tool.name == "strace" and tool.used and not self._saw.get("strace")
            tools.append(replace(tool, used=False, note="not used: it saw nothing of the control run") if blind else tool)  # fmt: skip
        return void, tools

    def _environ(
        self, folder: Path, watch: Path, home: Path, changed: Mapping[str, str], *, control: bool
    ) -> dict[str, str]:
        environ = {
            name: value
            for name, value in self._options.environ.items()
            if not name.startswith(_OURS) or name in ("OPTLOG_APP", "OPTLOG_POLICY", "OPTLOG_CONFIG")
        }  # fmt: skip
        paths = [str(watch / "hook"), *filter(None, [environ.get("PYTHONPATH")])]
        environ |= {
            "PYTHONPATH": os.pathsep.join(paths),
            "OPTLOG_DATA_DIR": str(folder / "data"),
            "OPTLOG_LOG_DIR": str(folder / "logs"),
            "OPTLOG_USE_KEYRING": "false",
            "LOKI_URL": self._receiver.url,
            probe.FOLDER: str(watch),
        }
        if not self._options.keep_home:
            environ |= {name: str(home) for name in _HOMES}
        if control:
            environ[probe.ONLY_PORT] = self._receiver.url.rpartition(":")[2]
        return {**environ, **changed}

    def _watch(
        self, command: Sequence[str], environ: Mapping[str, str], *, control: bool
    ) -> tuple[str, bool]:
        """Run until it ends, or the time is over; give how it ended and whether that is an error."""
        lines = len(self._receiver.lines())
        with (self._folder / "output").open("wb") as output:
            process = subprocess.Popen(  # noqa: S603  the command that the user named
                command,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                code = process.wait(self._options.seconds)
                ended, failed = f"by itself, exit code {code}", code != 0
            except subprocess.TimeoutExpired:
                ended, failed = f"stopped after {self._options.seconds:g} s", False
            finally:
                _stop(process)
        if control:
            self._arrived = len(self._receiver.lines()) - lines
        if failed:
            ended += _last_line(self._folder / "output")
        return ended, failed

    def _note_control(self, audited: Sequence[tuple[str, str]], traced: Sequence[Sighting]) -> None:
        port = self._receiver.url.rpartition(":")[2]
        where = f"127.0.0.1 port {port}"
        self._saw[HOOK] = ("socket.connect", f"AF_INET {where}") in audited
        if self._bench.strace:
            self._saw["strace"] = Sighting("connect", where) in traced

    def _gather(
        self,
        report: StateReport,
        audited: Sequence[tuple[str, str]],
        traced: Sequence[Sighting],
        folder: Path,
    ) -> None:
        seen: dict[str, dict[str, list[str]]] = {}
        for event, what in audited:
            name = _AUDITED.get(event)
            if event == "socket.connect" and what.startswith(_UNIX):
                seen.setdefault("unix_sockets", {}).setdefault(what.removeprefix(_UNIX), []).append(HOOK)  # fmt: skip
            elif name and self._counts(event, what):
                seen.setdefault(name, {}).setdefault(what.removeprefix("AF_INET6 ").removeprefix("AF_INET "), []).append(HOOK)  # fmt: skip
        for sighting in traced:
            if sighting.kind in _TRACED and self._counts(sighting.kind, sighting.what):
                seen.setdefault(_TRACED[sighting.kind], {}).setdefault(sighting.what, []).append("strace")  # fmt: skip
        for name in ("connects", "look_ups", "sends", "binds", "unix_sockets"):
            found = seen.get(name, {})
            setattr(report, name, [f"{what} [{', '.join(dict.fromkeys(by))}]" for what, by in found.items()])  # fmt: skip
        for name in ("libraries", "threads", "programs"):
            setattr(report, name, list(seen.get(name, {})))
        if not self._bench.strace:
            report.unwatched = [name for name in report.programs if not _is_watched(name)]
        report.files = {
            path.relative_to(folder).as_posix(): path.stat().st_size
            for part in ("data", "logs", "home")
            for path in sorted((folder / part).rglob("*"))
            if path.is_file()
        }
        written = {what for event, what in audited if event in ("open", "sqlite3.connect")}
        report.elsewhere = sorted(what for what in written if _is_elsewhere(what, folder))

    def _counts(self, event: str, what: str) -> bool:
        """Whether what was seen goes to a network at all, and is not allowed."""
        if "AF_UNIX" in what or "AF_NETLINK" in what:
            return False
        if event.startswith("socket.get"):
            return _LOCAL_NAMES.fullmatch(what) is None
        port = self._receiver.url.rpartition(":")[2]
        if self._options.allow_loopback and _LOOPBACK.match(what):
            return what.endswith(f" port {port}")
        return True


_HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")  # fmt: skip


def _decides(settings: Settings, changed: Mapping[str, str], folder: Path) -> str:
    """Say which layer decides in the prepared profile, in its own words."""
    managed = Path(changed.get(probe.MANAGED, folder / "no-managed.toml"))
    profile = Profile(settings, environ=changed, managed_path=managed)
    try:
        return profile.consent.decide(profile.policy.purpose_ids[0]).reason
    finally:
        profile.close()


def _audited(watch: Path) -> Iterator[tuple[str, str]]:
    """Give (event, what) of every process that the hook was in."""
    for path in sorted(watch.glob("audit-*.ndjson")):
        for line in path.read_text(encoding="ascii").splitlines():
            found: dict[str, Any] = json.loads(line)
            yield found["event"], found["what"]


def _is_watched(program: str) -> bool:
    """Whether a program is a Python that takes the hook on; one told to ignore its environment does not."""
    name, *words = program.split(" ")
    isolated = any(re.fullmatch(r"-[a-zA-Z]*[EIS][a-zA-Z]*", word) for word in words[:4])
    return bool(re.fullmatch(r"(python|pypy)[0-9.]*w?(\.exe)?", Path(name).name)) and not isolated


def _is_elsewhere(path: str, folder: Path) -> bool:
    inside = path.startswith((f"{folder}{os.sep}", f"file://{folder.as_uri()[7:]}", "/dev/", "/proc/"))  # fmt: skip
    return not inside and "__pycache__" not in path and path != ":memory:"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the whole group to end, and make it."""
    for number in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        if process.poll() is not None and number is signal.SIGTERM:
            continue
        try:
            if hasattr(os, "killpg"):
                os.killpg(process.pid, number)
            elif process.poll() is None:
                process.terminate()
        except ProcessLookupError:
            return
        try:
            process.wait(_STOP_WAIT_S)
        except subprocess.TimeoutExpired:
            continue


def _last_line(output: Path) -> str:
    lines = output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return f": {lines[-1][:200]}" if lines else ""
