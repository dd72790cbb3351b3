"""Imports run one way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_import_contract_holds() -> None:
    """The window knows the pipeline, the pipeline knows the policy, and never the other way."""
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout


def test_one_module_names_the_transport_library() -> None:
    """python-logging-loki is named in one module only."""
    named = [
        path.relative_to(ROOT).as_posix()
        for folder in ("telemetry", "policy", "ui")
        for path in (ROOT / folder).rglob("*.py")
        if "import logging_loki" in path.read_text() or "from logging_loki" in path.read_text()
    ]
    assert named == ["telemetry/optlog/shipping/loki.py"]
