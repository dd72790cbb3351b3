#!/usr/bin/env python3
"""One command per job. Needs Python 3.10 or newer with pip and venv; everything else goes into .venv by itself.

python3 dev.py demo      the whole way of a record, shown on real log lines
python3 dev.py test      the tests (more words go to pytest)
python3 dev.py format | lint | types | imports | docs | bench | fuzz | example | build | ci
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

CORE = ["-e", "."]
ALL = ["-e", ".[ui]", "--group", "dev"]

JOBS: dict[str, list[list[str]]] = {
    "demo": [["-m", "optlog", "demo"]],
    "test": [["-m", "pytest"]],
    "format": [["-m", "ruff", "format", "."], ["-m", "ruff", "check", "--fix", "."]],
    "lint": [["-m", "ruff", "check", "."], ["-m", "ruff", "format", "--check", "."]],
    "types": [["-m", "mypy"]],
    "imports": [["-c", "import importlinter.cli as c; c.lint_imports_command()"]],
    "bench": [["-m", "bench"]],
    "fuzz": [["-m", "bench.fuzz"]],
    "docs": [["-m", "optlog.documents", "docs/consent.md", "docs/embedding.md"]],
    "example": [["-m", "agno_knowledge"]],
    "build": [["-m", "build"]],
}
CI = ["lint", "types", "imports", "test", "demo"]


def main(argv: list[str]) -> int:
    """Run one job; give its exit code."""
    if sys.version_info < (3, 10):  # noqa: UP036  said plainly to whoever starts it with an old Python
        return fail("Python 3.10 or newer is needed; this is " + sys.version.split()[0])
    job, more = (argv[0], argv[1:]) if argv else ("", [])
    if job not in JOBS and job != "ci":
        return fail((__doc__ or "").strip())
    install("core" if job == "demo" else "all")
    for name in CI if job == "ci" else [job]:
        for command in JOBS[name]:
            say(f"--- {name}")
            if name == "test" and not qt_loads():
                say("Qt's system libraries are missing: the window's tests are skipped")
                command = [*command, "-p", "no:pytest-qt"]  # noqa: PLW2901  the plugin would end the whole run
            code = subprocess.call([str(PYTHON), *command, *more], cwd=ROOT)
            if code:
                return code
    return 0


def qt_loads() -> bool:
    """Say whether PySide6's widgets can be loaded on this machine."""
    probe = [str(PYTHON), "-c", "import PySide6.QtWidgets"]
    return subprocess.call(probe, stderr=subprocess.DEVNULL) == 0


def install(what: str) -> None:
    """Make .venv and install what the job needs, once for each pyproject.toml."""
    if not PYTHON.exists():
        say("--- making .venv")
        venv.create(VENV, with_pip=True)
    wanted = hashlib.sha256((ROOT / "pyproject.toml").read_bytes()).hexdigest()
    done = {name: VENV / f"installed-{name}" for name in ("core", "all")}
    if any(done[name].exists() and done[name].read_text() == wanted for name in {what, "all"}):
        return
    say("--- installing (once)")
    pip("--upgrade", "pip>=25.1")  # the first with dependency groups
    pip(*(CORE if what == "core" else ALL))
    done[what].write_text(wanted)


def pip(*arguments: str) -> None:
    """Install, or end with pip's own message."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    code = subprocess.call([*command, *arguments], cwd=ROOT)
    if code:
        raise SystemExit(fail("pip could not install what is needed; its message stands above"))


def say(message: str) -> None:
    """Say what is done, on standard error: standard output belongs to the job (`demo --json`)."""
    print(message, file=sys.stderr, flush=True)


def fail(message: str) -> int:
    """Say why nothing was done."""
    print(message, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
