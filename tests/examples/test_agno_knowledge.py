"""The example application, driven as its user drives it, on optlog's own profile in a temporary folder."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
pytest.importorskip("pytestqt.qtbot", exc_type=ImportError)

from agno_knowledge import app
from agno_knowledge.app import POLICY
from agno_knowledge.index import KnowledgeIndex
from agno_knowledge.window import MainWindow, Preferences
from optlog.local import read_lines
from optlog.testing.recorder import recording
from optlog_policy.collection import CollectionPolicy
from optlog_policy.completeness import blanks
from optlog_ui import lint, lint_acts
from optlog_ui.models.indicator import Sharing
from optlog_ui.screenshots import SCENES, prepare
from PySide6.QtCore import Qt

LEFT = Qt.MouseButton.LeftButton
SETTINGS = {"app": "agno-knowledge", "app_version": "1.4.0", "policy": POLICY}


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Have results of optlog's widgets shown at once, however slow the machine."""
    monkeypatch.setattr("optlog_ui.background.PATIENCE_S", 30.0)


@pytest.fixture
def optlog_settings():
    """Have `optlog_recording` enforce the example's own policy."""
    return SETTINGS


@pytest.fixture
def texts(tmp_path):
    """Give four files: two texts, one that is none, and one that is gone."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "harbour.txt").write_text("The ferry leaves the harbour at nine.", encoding="utf-8")
    (folder / "garden.md").write_text("Water the garden before nine.", encoding="utf-8")
    (folder / "divorce-papers.txt").write_bytes(b"\xff\xfe\x00broken")
    return [*sorted(folder.iterdir()), folder / "tax-letter.txt"]


@pytest.fixture
def start(qtbot, tmp_path, texts):
    """Give a function that opens the main window on a profile."""
    opened = []

    def started(profile, **options):
        index = KnowledgeIndex(tmp_path / "index" / "index.sqlite")
        window = MainWindow(index, profile, ask=lambda _parent: texts, **options)
        qtbot.addWidget(window)
        opened.append((window, index))
        with qtbot.waitExposed(window):
            window.show()
        return window

    yield started
    for _, index in opened:
        index.close()


@pytest.fixture
def before_consent(tmp_path):
    """Run the layer as a new user meets it: nobody has said yes."""
    with recording(tmp_path / "optlog", give=False, **SETTINGS) as running:
        yield running


def search(qtbot, window, words):
    window.query.clear()
    qtbot.keyClicks(window.query, words)
    qtbot.keyClick(window.query, Qt.Key.Key_Return)


def logged(recorded):
    profile = recorded.telemetry.profile
    return [json.loads(line) for line in read_lines(profile.paths.logs, profile.settings.app)]


def test_it_finds_what_it_took_in(qtbot, before_consent, start):
    """Two texts are taken in, two are told to be unreadable, and a search finds the right one."""
    window = start(before_consent.telemetry.profile)
    window.take_in()
    assert window.told.text() == "2 taken in; not readable: divorce-papers.txt, tax-letter.txt"
    search(qtbot, window, "ferry nine")
    assert [window.results.item(0).text().split("\n")[0]] == ["harbour"]
    assert window.results.count() == 1


def test_quotes_in_a_search_are_words(qtbot, before_consent, start):
    """What looks like the database's own syntax is searched for, not run."""
    window = start(before_consent.telemetry.profile)
    window.take_in()
    search(qtbot, window, 'nine" OR NEAR( *')
    assert window.results.count() == 0


def test_the_question_comes_after_the_first_result_and_not_before(qtbot, before_consent, start):
    """Not at the start, not after an empty search; after the first success it stands below the results."""
    window = start(before_consent.telemetry.profile)
    assert window.prompt.isHidden()
    window.take_in()
    search(qtbot, window, "nothing-like-it")
    assert window.prompt.isHidden()
    search(qtbot, window, "ferry")
    assert window.prompt.isVisible()
    assert window.focusWidget() is window.query


def test_not_now_is_not_asked_again(qtbot, before_consent, start):
    """After "not now", further searches do not ask, in this window or in the next."""
    window = start(before_consent.telemetry.profile)
    window.take_in()
    search(qtbot, window, "ferry")
    qtbot.mouseClick(window.prompt.later, LEFT)
    search(qtbot, window, "garden")
    assert window.prompt.isHidden()
    second = start(before_consent.telemetry.profile)
    search(qtbot, second, "garden")
    assert second.prompt.isHidden()


def test_nothing_leaves_before_the_yes_and_the_ticked_after_it(qtbot, before_consent, start):
    """No request before; after ticking "Error reports", a failed import leaves with its traceback, and nothing else."""
    window = start(before_consent.telemetry.profile)
    window.take_in()
    search(qtbot, window, "ferry")
    assert before_consent.telemetry.flush(5)
    assert before_consent.transport.bodies == []
    qtbot.keyClick(window.prompt.rows["errors"].box, Qt.Key.Key_Space)
    qtbot.mouseClick(window.prompt.share, LEFT)
    assert window.prompt.isHidden()
    window.take_in()
    assert before_consent.telemetry.flush(5)
    sent = [
        json.loads(value[1])
        for body in before_consent.transport.bodies
        for stream in json.loads(body)["streams"]
        for value in stream["values"]
    ]
    assert [record["event"] for record in sent] == ["import failed"] * 2
    (failure,) = sent[0]["exception"]
    assert failure["type"].endswith("UnreadableTextError")
    assert {frame["function"] for frame in failure["frames"]} >= {"_took_in", "_text_of"}


def test_names_of_files_and_searches_are_in_no_record(qtbot, optlog_recording, start):
    """The file that could not be read, and what was looked for, stand in no output of the layer."""
    window = start(optlog_recording.telemetry.profile)
    window.take_in()
    search(qtbot, window, "ferry harbour")
    optlog_recording.assert_no_leak("divorce-papers", "tax-letter", "ferry harbour")
    assert {record["event"] for record in logged(optlog_recording)} == {
        "feature.import",
        "import failed",
        "import finished",
        "feature.search",
        "search finished",
    }


def test_timings_are_logged(qtbot, optlog_recording, start):
    """Import and search each say how long they took, in milliseconds, and how much they handled."""
    window = start(optlog_recording.telemetry.profile)
    window.take_in()
    search(qtbot, window, "nine")
    found = {record["event"]: record for record in logged(optlog_recording)}
    assert (found["import finished"]["count"], found["search finished"]["count"]) == (2, 2)
    assert found["search finished"]["duration_ms"] >= 0


def test_the_indicator_follows_and_opens_the_privacy_page(qtbot, before_consent, start):
    """A click opens the preferences at privacy; a tick there turns the indicator on, "Send nothing" off again."""
    window = start(before_consent.telemetry.profile)
    assert window.indicator.sharing() is Sharing.OFF
    qtbot.mouseClick(window.indicator, LEFT)
    preferences = window.findChild(Preferences)
    assert preferences.isVisible()
    preferences.privacy.rows["usage"].box.click()
    window.indicator.poll()
    assert window.indicator.sharing() is Sharing.HELD_UP  # the test names no server
    qtbot.mouseClick(preferences.privacy.send_nothing, LEFT)
    window.indicator.poll()
    assert window.indicator.sharing() is Sharing.OFF


def test_everything_that_it_logs_is_declared(qtbot, optlog_declared, start):
    """Every record and field of a whole session stands in policy.toml; the fixture fails this test otherwise."""
    window = start(optlog_declared.telemetry.profile)
    window.take_in()
    search(qtbot, window, "nine")
    app.log.info("application started")


def test_an_undeclared_field_fails(tmp_path, optlog_recording, assert_declared, texts):
    """With one field more in the example's code, and no word about it in policy.toml, the check names that field."""
    source = Path(app.__file__).with_name("index.py")
    text = source.read_text(encoding="utf-8")
    changed = text.replace(
        'facts["count"] = len(rows)', 'facts["count"] = facts["words_wanted"] = len(words)'
    )
    assert changed != text
    index = load(changed, tmp_path).KnowledgeIndex(tmp_path / "drift.sqlite")
    index.take_in(texts[1:2])
    index.search("garden nine")
    index.close()
    with pytest.raises(AssertionError, match=r"field words_wanted \(performance\)"):
        assert_declared()


def load(source, folder):
    path = folder / "drifted_index.py"
    path.write_text(source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("drifted_index", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["drifted_index"] = module
    spec.loader.exec_module(module)
    return module


def test_its_policy_is_complete():
    """Nothing that the law wants is blank in the example's notice."""
    assert list(blanks(CollectionPolicy.load(POLICY))) == []


def test_its_question_and_settings_have_no_dark_pattern(qtbot, before_consent, start):
    """The linter that hosts are given passes on the example's own windows."""
    prepare(SCENES[0])
    window = start(before_consent.telemetry.profile)
    window.take_in()
    search(qtbot, window, "ferry")
    assert lint.check(window.prompt, before_choice=True) == []
    window.open_preferences()
    preferences = window.findChild(Preferences)
    preferences.tabs.setFocus()
    assert lint_acts.check_settings(lambda: preferences.privacy) == []


def test_it_starts_and_ends(qapp, tmp_path, monkeypatch):
    """`python -m agno_knowledge` opens its window, logs that it started, and ends with 0; nothing lies outside the folder."""
    from optlog import Settings
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    ours = Settings(
        **SETTINGS, config_file=None, data_dir=tmp_path / "data", log_dir=tmp_path / "logs"
    )
    monkeypatch.setattr(app, "settings", lambda: ours)
    QTimer.singleShot(0, lambda: [window.close() for window in QApplication.topLevelWidgets()])
    assert app.main(["--index", str(tmp_path / "index.sqlite"), "--no-telemetry"]) == 0
    (line,) = read_lines(tmp_path / "logs", "agno-knowledge")
    assert json.loads(line)["event"] == "application started"


def test_the_folder_holds_nothing_else():
    """The example is source and policy alone, so that it can be read in one go."""
    folder = Path(app.__file__).parent
    names = {path.name for path in folder.iterdir()} - {"__pycache__"}
    assert names == {"__init__.py", "__main__.py", "app.py", "index.py", "window.py", "policy.toml"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for one process")
def test_ctrl_c_ends_the_application_in_good_order(tmp_path):
    """SIGINT closes the running application with code 0; it neither goes on nor dies with a traceback."""
    logs = tmp_path / "logs"
    environment = {
        **os.environ,
        "OPTLOG_DATA_DIR": str(tmp_path / "data"),
        "OPTLOG_LOG_DIR": str(logs),
    }
    command = [sys.executable, "-m", "agno_knowledge", "--index", str(tmp_path / "index.sqlite")]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            ends = time.monotonic() + 60
            while not any(
                b"application started" in line for line in read_lines(logs, "agno-knowledge")
            ):
                assert running.poll() is None
                assert time.monotonic() < ends
            code = None
            while code is None:  # a signal that comes before Qt's loop has begun is lost
                assert time.monotonic() < ends
                running.send_signal(signal.SIGINT)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    code = running.wait(1)
            assert code == 0
        finally:
            running.kill()
        assert "Traceback" not in running.stderr.read()
