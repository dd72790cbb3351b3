"""docs/embedding.md: its examples run, and its table is written from the settings themselves."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from optlog.documents import filled, main
from optlog.settings import Settings
from optlog.settings_table import settings_table

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "embedding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", ["consent.md", "embedding.md"])
def test_the_document_is_up_to_date(document: str, tmp_path: Path) -> None:
    """A document is what `python3 dev.py docs` writes; run that when this fails."""
    text = (DOCS / document).read_text(encoding="utf-8")
    assert text.count("<!-- generated: ") == {"consent.md": 3, "embedding.md": 1}[document]
    copy = tmp_path / document
    copy.write_text(text, encoding="utf-8")
    assert main([str(copy)]) == 0
    assert copy.read_text(encoding="utf-8") == text


def test_every_setting_stands_in_the_table() -> None:
    """Each setting has a row with its variable; the names that others use too are the ones promised."""
    table = settings_table()
    assert [row.split("`")[1] for row in table.splitlines()[2:]] == list(Settings.model_fields)
    for variable in ("LOKI_URL", "LOKI_USERNAME", "LOKI_API_TOKEN", "LOKI_TENANT", "USER_ID"):
        assert f"| `{variable}` |" in table
    assert "| `max_log_mib` | `OPTLOG_MAX_LOG_MIB` | 50 |" in filled(GUIDE)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_the_examples_run(block: str, tmp_path: Path) -> None:
    """Every block of the guide runs as a program of its own, and writes nothing but a local log."""
    if "PySide6" in block and os.environ.get("OPTLOG_REQUIRE_UI") != "1":
        pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    folders = {"OPTLOG_DATA_DIR": str(tmp_path / "data"), "OPTLOG_LOG_DIR": str(tmp_path / "logs")}
    environ = {**os.environ, **folders, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-W", "error", "-c", block]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=environ, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Marta" not in "".join(path.read_text() for path in tmp_path.rglob("*.ndjson"))
