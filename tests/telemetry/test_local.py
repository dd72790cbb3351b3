"""The local log keeps every whole line, within its size and age, whatever processes and disks do."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from optlog.local import Console, LocalLog, read_lines, segments
from optlog.testing.clock import FixedClock

DAY_NS = 86_400 * 10**9
START_NS = 1_790_000_000 * 10**9


class Folder:
    """A folder with a fixed clock and a list of the faults reported."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.clock = FixedClock(START_NS)
        self.faults: list[str] = []

    def open(self, **options: float) -> LocalLog:
        limits = {"max_file_mib": 1, "max_total_mib": 10, "retention_days": 30, **options}
        return LocalLog(
            self.path,
            "app",
            clock=self.clock,
            on_fault=lambda name, by: self.faults.append(name),
            **limits,
        )

    def lines(self) -> list[bytes]:
        return list(read_lines(self.path, "app"))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "logs")


def test_lines_stand_in_order(folder: Folder) -> None:
    """What is written is read back, line for line."""
    log = folder.open()
    written = [f'{{"n":{n}}}'.encode() for n in range(1000)]
    assert all(log.write(line, START_NS) for line in written)
    assert folder.lines() == written


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_only_the_owner_may_read(folder: Folder) -> None:
    """Folder and files are closed to everybody else, whatever the umask says."""
    old = os.umask(0)
    try:
        folder.open().write(b"{}", START_NS)
    finally:
        os.umask(old)
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(segments(folder.path, "app")[0].stat().st_mode) == 0o600


def test_a_full_segment_is_followed_by_a_new_one(folder: Folder) -> None:
    """A segment ends at its size, and no line is lost on the way."""
    log = folder.open(max_file_mib=0.001)
    written = [b'{"line":"%04d"}' % n for n in range(500)]
    for line in written:
        log.write(line, START_NS)
    assert len(segments(folder.path, "app")) > 3
    assert folder.lines() == written


def test_the_total_is_bounded_and_the_oldest_goes(folder: Folder) -> None:
    """Beyond the size of all segments the oldest is deleted, and the newest line stays."""
    log = folder.open(max_file_mib=0.001, max_total_mib=0.004)
    for n in range(2000):
        log.write(b'{"line":"%04d"}' % n, START_NS)
    kept = folder.lines()
    assert sum(path.stat().st_size for path in segments(folder.path, "app")) <= 0.006 * 1024 * 1024
    assert kept[-1] == b'{"line":"1999"}'
    assert kept[0] != b'{"line":"0000"}'


def test_old_segments_are_deleted(folder: Folder) -> None:
    """A segment beyond the retention goes when the next is begun."""
    log = folder.open(retention_days=2)
    log.write(b'{"day":0}', START_NS)
    old = segments(folder.path, "app")[0]
    os.utime(old, ns=(START_NS, START_NS))
    log.write(b'{"day":3}', START_NS + 3 * DAY_NS)
    assert folder.lines() == [b'{"day":3}']


def test_a_new_day_begins_a_new_segment(folder: Folder) -> None:
    """A program that runs for months does not keep old lines in a young file."""
    log = folder.open()
    log.write(b'{"day":0}', START_NS)
    log.write(b'{"day":1}', START_NS + DAY_NS)
    assert len(segments(folder.path, "app")) == 2


def test_two_writers_never_share_a_segment(folder: Folder) -> None:
    """While one writer holds a segment, another begins its own."""
    first, second = folder.open(), folder.open()
    for n in range(50):
        first.write(b'{"a":%d}' % n, START_NS)
        second.write(b'{"b":%d}' % n, START_NS)
    assert len(segments(folder.path, "app")) == 2
    assert len(folder.lines()) == 100


def test_a_closed_segment_is_continued(folder: Folder) -> None:
    """The next start on the same day goes on in the same file."""
    now = time.time_ns()
    for n in range(3):
        log = folder.open()
        at = segments(folder.path, "app")[0].stat().st_mtime_ns if n else now
        log.write(b'{"start":%d}' % n, at)
        log.close()
        os.utime(segments(folder.path, "app")[0], ns=(now, now))
    assert len(segments(folder.path, "app")) == 1
    assert len(folder.lines()) == 3


def test_half_a_line_is_cut_off(folder: Folder) -> None:
    """What a killed process left of its last line does not damage the next."""
    log = folder.open()
    log.write(b'{"whole":1}', START_NS)
    log.close()
    path = segments(folder.path, "app")[0]
    with path.open("ab") as file:
        file.write(b'{"half":')
    os.utime(path, ns=(START_NS, START_NS))
    log = folder.open()
    log.write(b'{"next":1}', START_NS)
    assert folder.lines() == [b'{"whole":1}', b'{"next":1}']


def test_what_cannot_be_written_is_counted_and_told(folder: Folder) -> None:
    """A folder that cannot be made costs lines, not the application; the gap is told once it works again."""
    folder.path.write_text("a file where the folder should be")
    log = folder.open()
    assert not log.write(b'{"lost":1}', START_NS)
    assert not log.write(b'{"lost":2}', START_NS)
    assert folder.faults == ["local_write", "local_write"]
    folder.path.unlink()
    folder.clock.advance(2)
    assert log.write(b'{"kept":1}', START_NS)
    gap, kept = folder.lines()
    assert json.loads(gap)["lost_lines"] == 2
    assert kept == b'{"kept":1}'


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """On a full disk the application goes on, whole lines stay whole, and logging resumes when there is room."""
    mount = tmp_path / "small"
    mount.mkdir()
    made = (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(mount)],
            capture_output=True,
            check=False,
        )
        if sys.platform == "linux"
        else None
    )
    if made is None or made.returncode:
        pytest.skip("no small file system can be mounted here")
    try:
        folder = Folder(mount / "logs")
        log = folder.open()
        results = [log.write(b'{"filler":"%s"}' % (b"x" * 1000), START_NS) for _ in range(100)]
        assert results[0]
        assert not results[-1]
        assert all(json.loads(line)["filler"] for line in folder.lines())
        whole = len(folder.lines())
        assert whole == sum(results)
        (mount / "filler").unlink(missing_ok=True)
        subprocess.run(["mount", "-o", "remount,size=256k", str(mount)], check=True)
        folder.clock.advance(5)
        assert log.write(b'{"after":1}', START_NS)
        assert json.loads(folder.lines()[-2])["lost_lines"] == results.count(False)
        log.close()
    finally:
        subprocess.run(["umount", str(mount)], check=False)


KILLED = """
import sys
import time
from pathlib import Path
from optlog.local import LocalLog
from optlog.types import SystemClock
log = LocalLog(Path(sys.argv[1]), "app", max_file_mib=1, max_total_mib=50, retention_days=30, clock=SystemClock(), on_fault=lambda *a: None)
n = 0
while True:
    log.write(b'{"n":%d}' % n, SystemClock().now_ns())
    n += 1
    if n == 5000:
        print("ready", flush=True)
"""


def test_kill_9_loses_at_most_the_line_being_written(folder: Folder) -> None:
    """Every line before the kill stands whole and in order, and the next process goes on."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder.path)], stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    process.stdout.close()
    numbers = [json.loads(line)["n"] for line in folder.lines()]
    assert numbers == list(range(len(numbers)))
    assert len(numbers) >= 5000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX only")
def test_a_forked_child_writes_a_segment_of_its_own(folder: Folder) -> None:
    """After a fork neither process writes into the other's file."""
    log = folder.open()
    log.write(b'{"parent":1}', START_NS)
    child = os.fork()
    if child == 0:
        log.after_fork()
        log.write(b'{"child":1}', START_NS)
        os._exit(0)
    os.waitpid(child, 0)
    log.write(b'{"parent":2}', START_NS)
    files = [path.read_bytes() for path in segments(folder.path, "app")]
    assert files == [b'{"parent":1}\n{"parent":2}\n', b'{"child":1}\n']


def test_the_console_shows_a_record_readably(capsys: pytest.CaptureFixture[str]) -> None:
    """Level, event, fields and where an exception was raised can be read at a glance."""
    record = {
        "timestamp": "2026-01-01T00:00:00.000000Z",
        "level": "error",
        "logger": "app.io",
        "event": "save failed",
        "file": "a.txt",
        "exception": [
            {
                "type": "OSError",
                "message": "disk full",
                "frames": [{"file": "io.py", "line": 3, "function": "save"}],
            }
        ],
    }
    assert Console(sys.stderr, colors=False).write(record)
    shown = capsys.readouterr().err
    assert all(
        text in shown
        for text in ("error", "save failed", "a.txt", "io.py:3 in save", "OSError: disk full")
    )


def test_a_closed_console_does_not_raise() -> None:
    """A console that is gone costs the console line and nothing else."""
    import io

    stream = io.StringIO()
    console = Console(stream, colors=False)
    stream.close()
    assert console.write({"event": "x"}) is False
