"""A host whose code logs something that its policy does not declare: its own build fails."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from optlog import get_logger
from optlog.testing import recording

DEFAULT = files("optlog_policy").joinpath("default.toml").read_text(encoding="utf-8")
HOST = """
from optlog import get_logger

def import_texts(paths):
    log = get_logger("host.importer")
    log.info("usage.import", count=len(paths), feature="import"{more})
    log.debug("walked", depth=3)
"""
TESTS = """
import pytest
from host import import_texts

pytestmark = pytest.mark.usefixtures("optlog_declared")

@pytest.fixture
def optlog_settings():
    return {"policy": "policy.toml"}

def test_import():
    import_texts(["a", "b"])
"""
PAGES = """
[[fields]]
name = "pages"
type = "integer"
purposes = ["usage"]
description = "How many pages were read."
example = 3
"""


def build(folder: Path, *, more: str = "", policy: str = DEFAULT) -> tuple[int, str]:
    """Run a small host's own tests; give pytest's exit code and output."""
    (folder / "policy.toml").write_text(policy, encoding="utf-8")
    (folder / "host.py").write_text(HOST.format(more=more), encoding="utf-8")
    (folder / "test_host.py").write_text(TESTS, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def test_a_field_added_in_code_alone_fails_the_build(tmp_path: Path) -> None:
    """The build is green, red when the code logs one field more, and green again when the policy declares it."""
    code, told = build(tmp_path)
    assert code == 0, told
    code, told = build(tmp_path, more=", pages=7001")
    assert code == 1
    assert "field pages (usage): undeclared, 1 times" in told
    assert "optlog policy suggest" in told
    code, told = build(tmp_path, more=", pages=7001", policy=DEFAULT + PAGES)
    assert code == 0, told


def test_a_field_of_another_type_fails_the_build(tmp_path: Path) -> None:
    """A declared name with a value of another type would be left out, and fails as well."""
    code, told = build(tmp_path, more=", pages='many'", policy=DEFAULT + PAGES)
    assert code == 1
    assert "field pages (usage): type, 1 times" in told


def test_what_is_undeclared_is_named_without_its_value(tmp_path: Path) -> None:
    """Records without a source and fields are told by name and count; debug stays local unless said otherwise."""
    with recording(tmp_path, level="debug") as running:
        log = get_logger("app.io")
        log.debug("walked", depth=3)
        running.assert_declared()
        log.error("failed", chapter="Ultramarine")
        with pytest.raises(AssertionError) as caught:
            running.assert_declared(local_levels=())
    told = str(caught.value)
    assert "field chapter (errors): undeclared, 1 times" in told
    assert "records of level debug from app.io: no source declares them, 1 times" in told
    assert "Ultramarine" not in told
