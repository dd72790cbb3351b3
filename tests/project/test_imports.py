"""What an import costs, and what it must not bring along."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "PySide6",
    "requests",
    "urllib3",
    "sqlite3",
    "logging_loki",
    "cryptography",
    "socket",
    "keyring",
    "secretstorage",
    "http.client",
)


def loaded_after(code: str) -> set[str]:
    """Give the modules that a fresh interpreter has loaded after the code."""
    script = f"{code}\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_import_optlog_is_light() -> None:
    """`import optlog` loads neither Qt nor a network library nor SQLite, and not even structlog."""
    assert loaded_after("import optlog") & {*HEAVY, "structlog", "pydantic"} == set()


def test_all_public_names_exist() -> None:
    """Every name that optlog lists can be loaded."""
    import optlog

    assert all(getattr(optlog, name) is not None for name in optlog.__all__)


@pytest.mark.parametrize("setting", ["", 'loki_url="https://logs.example.org"'])
def test_logging_without_consent_loads_no_network_library(setting: str, tmp_path: object) -> None:
    """An application that logs, but never got a yes, has loaded no HTTP library, whether or not an endpoint is set."""
    code = f"""
from optlog import Settings, configure, get_logger
configure(Settings(config_file=None, app="x", data_dir={str(tmp_path)!r}, log_dir={str(tmp_path)!r}, console=False, {setting}), environ={{}})
get_logger().error("x", password="p")
"""
    assert (
        loaded_after(code) & {"requests", "urllib3", "logging_loki", "http.client", "PySide6"}
        == set()
    )
