"""dev.py keeps its own words apart from those of the job."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

DEV = Path(__file__).resolve().parents[2] / "dev.py"


def test_standard_output_belongs_to_the_job(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `dev.py demo --json` prints can be read by a program: dev.py says what it does on standard error."""
    spec = importlib.util.spec_from_file_location("dev_for_test", DEV)
    assert spec is not None
    assert spec.loader is not None
    dev = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(dev)
    monkeypatch.setattr(dev, "install", lambda what: None)
    monkeypatch.setattr(dev.subprocess, "call", lambda *_, **__: 0)
    assert dev.main(["demo", "--json"]) == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "--- demo\n")
