"""`optlog settings`, translations and pictures: what starts the window, and what happens where none can be opened."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import optlog_ui
import pytest
from optlog_policy.errors import OptlogError
from optlog_ui import qt_check, screenshots, settings_dialog, texts
from optlog_ui.language import LANGUAGES
from optlog_ui.testing import FakeProfile
from optlog_ui.texts import N, Phrase, T
from optlog_ui.translate import say
from PySide6.QtCore import QTimer, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

LINUX = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only X11 and Wayland can lack a display"
)


def test_run_waits_until_the_window_is_closed(qapp):
    """The exit code is 0 once the user has closed the window."""
    seen = []

    def close() -> None:
        window = QApplication.activeModalWidget()
        seen.append(window.windowTitle())
        window.close_button.click()

    QTimer.singleShot(0, close)
    assert settings_dialog.run(FakeProfile()) == 0
    assert seen == ["Privacy settings: Example Notes"]


def in_new_process(program: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {
        key: value
        for key, value in os.environ.items()
        if "DISPLAY" not in key and key != "QT_QPA_PLATFORM"
    }
    return subprocess.run(
        [sys.executable, "-c", program],
        env={**clean, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


RUN = (
    "import importlib, sys\n"
    "from optlog_policy.errors import OptlogError\n"
    "from optlog_ui.testing import FakeProfile\n"
    "try: importlib.import_module('optlog_ui.settings_dialog').run(FakeProfile(), sys.argv[1:] or {argv!r})\n"
    "except OptlogError as error: print(error); sys.exit(3)\n"
)


@LINUX
def test_without_a_display_the_error_says_what_to_do():
    """No display: an error with a hint instead of Qt's abort."""
    result = in_new_process(RUN.format(argv=[]))
    assert result.returncode == 3
    assert result.stdout.startswith(
        "no window can be opened here: neither DISPLAY nor WAYLAND_DISPLAY is set\nhint: "
    )
    assert "QT_QPA_PLATFORM" in result.stdout


@LINUX
def test_a_display_that_does_not_answer_is_an_error_too():
    """A DISPLAY that leads nowhere: Qt's own words, no abort of our process."""
    result = in_new_process(RUN.format(argv=[]), DISPLAY=":4711")
    assert result.returncode == 3
    assert result.stdout.startswith("no window can be opened here: ")


def test_optlog_settings_opens_the_window(tmp_path):
    """The command itself, in a process of its own where no application runs yet, opens the window in the reader's language."""
    program = (
        "import sys, optlog_ui.settings_dialog as window\n"
        "from optlog.cli import main\n"
        "window.TelemetrySettingsDialog.exec = lambda one: print(ascii(one.windowTitle()))\n"
        "sys.exit(main(['settings']))\n"
    )
    result = in_new_process(
        program,
        QT_QPA_PLATFORM="offscreen",
        LC_ALL="de_DE.UTF-8",
        LANGUAGE="de",
        OPTLOG_APP="example-notes",
        OPTLOG_DATA_DIR=str(tmp_path / "data"),
        OPTLOG_LOG_DIR=str(tmp_path / "logs"),
    )
    assert (result.returncode, result.stdout[:25]) == (0, "'Datenschutzeinstellungen"), (
        result.stderr
    )


@LINUX
def test_optlog_settings_without_a_display_exits_with_3(tmp_path):
    """The command tells the missing display with the code that the README gives it, not that of wrong usage."""
    result = in_new_process(
        "import sys; from optlog.cli import main; sys.exit(main(['settings']))",
        OPTLOG_APP="example-notes",
        OPTLOG_DATA_DIR=str(tmp_path / "data"),
        OPTLOG_LOG_DIR=str(tmp_path / "logs"),
    )
    assert result.returncode == 3
    assert result.stderr.count("hint: ") == 1


def test_an_unknown_argument_is_refused():
    """What Qt does not take is not silently dropped."""
    result = in_new_process(
        RUN.format(argv=["-style", "fusion", "--frobnicate"]), QT_QPA_PLATFORM="offscreen"
    )
    assert result.returncode == 3
    assert result.stdout.startswith("optlog settings does not know --frobnicate\nhint: ")


@pytest.mark.parametrize(
    ("module", "words"),
    [
        (
            "raise ImportError('libEGL.so.1: cannot open shared object file')",
            "Qt cannot be loaded: libEGL.so.1",
        ),
        (None, "the settings window needs PySide6, which is not installed"),
    ],
)
def test_missing_libraries_are_said(tmp_path, module, words):
    """Without PySide6, or without a library it needs, the import says what to install."""
    if module is None:
        block = "import sys, importlib.util as u; find = u.find_spec\n"
        block += "u.find_spec = lambda name, *a: None if name == 'PySide6' else find(name, *a)\n"
    else:
        package = tmp_path / "PySide6"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "QtWidgets.py").write_text(module, encoding="utf-8")
        block = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    result = in_new_process(block + RUN.format(argv=[]))
    assert result.returncode == 3, result.stderr
    assert result.stdout.startswith(words)
    assert "hint: " in result.stdout


def test_a_missing_qt_is_an_import_error_as_well():
    """A host that guards its import with `except ImportError` is served."""
    assert issubclass(qt_check.QtMissingError, ImportError)
    assert issubclass(qt_check.QtMissingError, OptlogError)


def test_a_binding_that_drops_references_is_refused(monkeypatch):
    """PySide6 6.12.0 on Python below 3.12 ends the process after a while: it is refused in words."""
    import types

    core = types.SimpleNamespace(
        __version__="6.12.0", QObject=lambda: types.SimpleNamespace(setObjectName=print)
    )
    counts = iter([10_000, 9_000])
    monkeypatch.setattr(qt_check.sys, "version_info", (3, 11, 0))
    monkeypatch.setattr(qt_check.sys, "getrefcount", lambda _: next(counts))
    monkeypatch.setattr(qt_check.importlib, "import_module", lambda _: core)
    with pytest.raises(qt_check.QtMissingError, match=r"6\.12\.0 does not work with Python 3\.11"):
        qt_check._refuse_broken_binding()


def test_importing_the_package_loads_no_qt():
    """A host that never opens the window pays nothing for it."""
    program = (
        "import sys, optlog_ui; assert not [m for m in sys.modules if m.startswith('PySide6')]"
    )
    assert in_new_process(program).returncode == 0


def test_public_names_are_there():
    """Both widgets can be had from the package, and nothing else by mistake."""
    assert optlog_ui.TelemetrySettingsDialog is settings_dialog.TelemetrySettingsDialog
    assert optlog_ui.TelemetrySettingsWidget.__name__ == "TelemetrySettingsWidget"
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = optlog_ui.nothing


def test_translators_find_every_text(tmp_path):
    """`pyside6-lupdate` extracts each text of `texts.py`, once, in our context."""
    target = tmp_path / "optlog_de.ts"
    tool = [sys.executable, "-c", "from PySide6.scripts.pyside_tool import lupdate; lupdate()"]
    subprocess.run(
        [*tool, texts.__file__, "-ts", str(target)], check=True, capture_output=True, timeout=60
    )
    tree = ET.parse(target)
    assert [one.text for one in tree.iter("name")] == [texts.CONTEXT]
    marks = {text.value for text in T} | {text.value[0] for text in N}
    assert {one.text for one in tree.iter("source")} == marks


class _Shout(QTranslator):
    """A language of capital letters."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return (
            source.upper().replace("{TITLE}", "{title}").replace("%N", "%n")
            if context == texts.CONTEXT
            else ""
        )

    def isEmpty(self):  # noqa: N802
        return False


@pytest.fixture
def shouting(qapp):
    """Install that language."""
    translator = _Shout()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("shouting")
def test_a_translation_is_used():
    """With a translator installed texts, gaps and numbers come out in its language."""
    assert say(T.CLOSE) == "C&LOSE"
    assert say(T.FIELDS_TABLE, title="Errors") == "FIELDS THAT MAY LEAVE: Errors"
    assert say(Phrase(N.SIZE, n=7)) == "7 BYTE(S)"
    assert say("plain words") == "plain words"


@pytest.mark.usefixtures("qapp")
def test_without_a_translation_the_words_are_english():
    """Untranslated texts bend with their number."""
    assert (say(N.SIZE, n=1), say(N.SIZE, n=2)) == ("1 byte", "2 bytes")


def test_pictures_are_taken_by_one_command(tmp_path):
    """One command writes a picture of each scene asked for, with neither display nor complaint."""
    command = [
        sys.executable,
        "-m",
        "optlog_ui.screenshots",
        str(tmp_path / "new"),
        "--only",
        "history",
    ]
    environment = {key: value for key, value in os.environ.items() if key != "QT_QPA_PLATFORM"}
    result = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
    pictures = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert len(pictures) == len(LANGUAGES) * 4
    assert {"history.png", "history-dark.png", "history-ar.png", "history-de-200.png"} <= {
        *pictures
    }
    image = QImage(str(tmp_path / "new" / "history.png"))
    colours = {
        image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)
    }
    assert len(colours) > 10


@pytest.mark.impatient
def test_pictures_wait_for_what_is_read(tmp_path, monkeypatch, usual_look):
    """On a machine so slow that nothing is read at once, the notice is in the picture all the same."""
    monkeypatch.setattr("optlog_ui.background.PATIENCE_S", 0.0)
    seen = []
    show = screenshots._settle
    monkeypatch.setattr(
        screenshots,
        "_settle",
        lambda window: seen.append((show(window), window.settings.notice.text.toPlainText())),
    )
    (path,) = screenshots.take(tmp_path, "settings-notice-fr-contrast")
    assert path.exists()
    assert seen[0][1].startswith("Notice de confidentialité")


def test_scene_names_are_unique():
    """No picture overwrites another."""
    names = [scene.name for scene in screenshots.SCENES]
    assert len(set(names)) == len(names)
