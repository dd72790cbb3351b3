"""How long the window's thread stands still: opening with 100,000 waiting records, scrolling, and with a locked database.

Counted is the longest gap between two turns of the event loop while a timer asks for one every millisecond. Wanted: 50 ms.
Beside it stands the most processor time that the window's own thread took within one gap: on a machine that is busy with
other things the gap grows, this does not.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

RECORDS = 100_000
WANTED_MS = 50.0
LINE = b'{"timestamp":"2026-11-23T09:30:00.250000Z","level":"info","logger":"editor.save","event":"document saved","count":12}'


class Gaps:
    """The longest time between two ticks of a timer while it runs, and the most that this thread worked in one, in ms."""

    def __init__(self) -> None:
        from PySide6.QtCore import QTimer

        self.longest_ms = self.most_work_ms = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest_ms = max(self.longest_ms, (now - self._last) * 1e3)
        self.most_work_ms = max(self.most_work_ms, (worked - self._worked) * 1e3)
        self._last, self._worked = now, worked

    def over(self, act: Callable[[], object], seconds: float) -> tuple[float, float]:
        """Act, let the loop run so long, and give the longest gap and the most work; the act itself counts."""
        from PySide6.QtWidgets import QApplication

        self.longest_ms = self.most_work_ms = 0.0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start()
        act()
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            QApplication.processEvents()
        self._tick()
        self._timer.stop()
        return self.longest_ms, self.most_work_ms


def filled(folder: Path) -> Any:
    """Give a profile with consent and that many waiting records."""
    from optlog.profile import Profile
    from optlog.settings import Settings
    from optlog.types import SpoolEntry

    settings = Settings(
        config_file=None,
        app="window",
        data_dir=folder / "data",
        log_dir=folder / "log",
        use_keyring=False,
        loki_url="http://127.0.0.1:9",
        max_spool_mib=256,
    )
    profile = Profile(settings, environ={})
    profile.consent.give(("diagnostics",), surface="cli")
    epoch = profile.consent.allows("diagnostics") or 0
    now = time.time_ns()
    for first in range(0, RECORDS, 5000):
        profile.spool.append(
            [
                SpoolEntry("diagnostics", epoch, now + n, "info", LINE, {})
                for n in range(first, first + 5000)
            ]
        )
    return profile


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the database in a write transaction, as another process would."""
    ready, done = threading.Event(), threading.Event()

    def hold() -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=30)
        connection.execute("BEGIN IMMEDIATE")
        ready.set()
        done.wait()
        connection.execute("ROLLBACK")
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    ready.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def main() -> int:
    """Print the longest gap of each act; 1 when one is beyond what is wanted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from optlog_ui.settings_dialog import TelemetrySettingsDialog
    from PySide6.QtWidgets import QApplication, QCheckBox, QTabWidget

    app = QApplication.instance() or QApplication(sys.argv[:1])
    found: dict[str, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        profile = filled(Path(name))
        TelemetrySettingsDialog(profile).deleteLater()  # what is loaded once
        app.processEvents()
        gaps = Gaps()
        dialog = TelemetrySettingsDialog(profile)
        found[f"show, {RECORDS:,} records wait"] = gaps.over(dialog.show, 1.0)
        tabs = dialog.findChildren(QTabWidget)[0]
        found["what would be sent: open, read, show"] = gaps.over(
            lambda: tabs.setCurrentIndex(1), 12.0
        )
        with locked(profile.paths.store):
            found["database locked: one second of looking"] = gaps.over(lambda: None, 1.5)
            box = dialog.findChildren(QCheckBox)[0]
            found["database locked: a tick"] = gaps.over(box.click, 4.0)
        dialog.close()
        profile.close()
    for what, (gap_ms, work_ms) in found.items():
        verdict = "ok" if gap_ms <= WANTED_MS else "MISSED"
        print(f"{what:<42} {gap_ms:7.1f} ms, of it own work {work_ms:5.1f} ms  {verdict}")
    return int(any(gap_ms > WANTED_MS for gap_ms, _ in found.values()))


if __name__ == "__main__":
    raise SystemExit(main())
