"""The window: search, results, and the three widgets of optlog where they belong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optlog import get_logger
from optlog_ui import ConsentPrompt, TelemetryIndicator, TelemetrySettingsWidget
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from optlog import Profile

    from agno_knowledge.index import KnowledgeIndex

__all__ = ["MainWindow", "Preferences"]

log = get_logger("agno.window")


def ask_for_files(parent: QWidget) -> list[Path]:
    """Ask which text files to take in."""
    names, _ = QFileDialog.getOpenFileNames(parent, "Import", "", "Text (*.txt *.md)")
    return [Path(name) for name in names]


class MainWindow(QMainWindow):
    """Search above, results below.

    Args:
        index: what is searched.
        profile: optlog's profile of this application.
        server_problem: says why the server takes no records; optlog's `Telemetry.server_problem`.
        ask: asks for files; see `ask_for_files`.
    """

    def __init__(
        self,
        index: KnowledgeIndex,
        profile: Profile,
        *,
        server_problem: Callable[[], str | None] = lambda: None,
        ask: Callable[[QWidget], list[Path]] = ask_for_files,
    ) -> None:
        super().__init__()
        self.setWindowTitle("Agno Knowledge")
        self.resize(820, 640)
        self._index = index
        self._profile = profile
        self._server_problem = server_problem
        self._ask = ask
        self.query = QLineEdit()
        self.query.setPlaceholderText("Search your texts")
        self.query.setAccessibleName("Search")
        self.query.returnPressed.connect(self.search)
        self.results = QListWidget()
        self.results.setAccessibleName("Results")
        self.results.setWordWrap(True)
        self.results.setSpacing(4)
        self.hint = QLabel("Import text files, then search them: all words must occur in a file.")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.told = QLabel(f"{index.size()} texts")
        # optlog: the question stands below the results, and is hidden until it is offered.
        self.prompt = ConsentPrompt(profile)
        # optlog: whether anything is shared, at the right of the status bar; a click opens the preferences.
        self.indicator = TelemetryIndicator(profile, open_settings=self.open_preferences)
        self.statusBar().addWidget(self.told)
        self.statusBar().addPermanentWidget(self.indicator)
        self._lay_out()
        self.query.setFocus()

    def search(self) -> None:
        """Search, and after the first search that found something let optlog ask."""
        hits = self._index.search(self.query.text())
        log.info("feature.search", feature="search", action="enter")
        self.results.clear()
        for hit in hits:
            QListWidgetItem(f"{hit.title}\n{hit.words}", self.results)
        self.told.setText(f"{len(hits)} found")
        self._show_results()
        if hits:
            # optlog: the first useful result is the moment to ask. Whether to ask at all, optlog decides.
            self.prompt.offer()

    def take_in(self) -> None:
        """Ask for files and take them in."""
        paths = self._ask(self)
        if not paths:
            return
        log.info("feature.import", feature="import", action="button")
        taken, failed = self._index.take_in(paths)
        words = f"{taken} taken in"
        if failed:
            words += f"; not readable: {', '.join(path.name for path in failed)}"
        self.told.setText(words)

    def open_preferences(self) -> None:
        """Open the preferences at the privacy page."""
        preferences = self.findChild(Preferences)
        if preferences is None:
            preferences = Preferences(self._profile, self._server_problem, self)
        preferences.show()
        preferences.activateWindow()

    def _show_results(self) -> None:
        """Show the results, or in their place what to do."""
        self.results.setVisible(self.results.count() > 0)
        self.hint.setVisible(self.results.count() == 0)

    def _lay_out(self) -> None:
        take_in = QPushButton("&Import…")
        take_in.clicked.connect(lambda _checked: self.take_in())
        top = QHBoxLayout()
        top.addWidget(self.query, 1)
        top.addWidget(take_in)
        page = QWidget()
        column = QVBoxLayout(page)
        column.addLayout(top)
        column.addWidget(self.results, 1)
        column.addWidget(self.hint, 1)
        self._show_results()
        column.addWidget(self.prompt)
        self.setCentralWidget(page)
        menu = self.menuBar().addMenu("&File")
        menu.addAction("&Import…", self.take_in)
        menu.addAction("&Preferences…", self.open_preferences)
        menu.addAction("&Quit", self.close)


class Preferences(QDialog):
    """The application's own preferences, with a page for privacy.

    Args:
        profile: optlog's profile of this application.
        server_problem: as for `MainWindow`.
        parent: the main window.
    """

    def __init__(
        self, profile: Profile, server_problem: Callable[[], str | None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Preferences")
        self.resize(760, 640)
        self.tabs = QTabWidget()
        self.privacy = TelemetrySettingsWidget(profile, server_problem=server_problem)
        self.tabs.addTab(QLabel("Nothing to set here yet."), "General")
        self.tabs.addTab(self.privacy, "Privacy")
        self.tabs.setCurrentWidget(self.privacy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.tabs, 1)
        column.addWidget(buttons)
