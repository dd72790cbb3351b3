"""Starts the application, with optlog between its logs and the outside world."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

import optlog
from optlog import Settings, configure, get_logger
from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from agno_knowledge import __version__
from agno_knowledge.index import KnowledgeIndex
from agno_knowledge.window import MainWindow

__all__ = ["POLICY", "main", "settings"]

POLICY = Path(__file__).with_name("policy.toml")

log = get_logger("agno.app")


def settings() -> Settings:
    """Give optlog's settings: who we are, what we declare. Server and credentials come from the environment."""
    return Settings(
        app="agno-knowledge",
        app_version=__version__,
        policy=POLICY,
        capture_warnings=True,
        capture_excepthooks=True,
    )


def main(argv: list[str] | None = None) -> int:
    """Run the application until its window is closed; give the exit code."""
    parser = argparse.ArgumentParser(prog="agno_knowledge", description=__doc__)
    parser.add_argument("--index", type=Path, help="file of the index")
    optlog.add_no_telemetry(parser)
    arguments = parser.parse_args(sys.argv[1:] if argv is None else argv)
    application = QApplication.instance() or QApplication(["agno_knowledge"])
    application.setApplicationName("agno-knowledge")
    signal.signal(signal.SIGINT, lambda *_: application.quit())  # Ctrl-C closes it in good order
    with configure(settings(), telemetry=arguments.telemetry) as telemetry:
        index = KnowledgeIndex(arguments.index or _default_index())
        window = MainWindow(index, telemetry.profile, server_problem=telemetry.server_problem)
        window.show()
        log.info("application started")
        code = application.exec()
        index.close()
    return code


def _default_index() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppDataLocation)
    return Path(folder) / "index.sqlite"
