"""kill -9 before every SQL statement and every change of a file, in each kind of choice."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import optlog.keys
import optlog.store
import pytest
from optlog.consent import PSEUDONYM_KEY
from optlog.shipping.spool import Spool
from optlog.types import SpoolEntry

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")

FILE_EVENTS = frozenset({"open", "os.rename", "os.link", "os.remove", "os.truncate", "os.mkdir"})
MOST_STEPS = 400


def killed_at(step: int, folder: Path, act: Callable[[], object]) -> bool:
    """Run `act` in a child that dies before its `step`th statement or file operation; give whether it got that far."""
    child = os.fork()
    if child == 0:  # pragma: no cover  a child that is killed writes no coverage
        left = step

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left <= 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def audit(event: str, arguments: tuple[object, ...]) -> None:
            if event in FILE_EVENTS and str(folder) in str(arguments[0]):
                count()

        connect, write_at = optlog.store._connect, optlog.keys._write_at

        def traced(*arguments):
            connection = connect(*arguments)
            connection.set_trace_callback(count)
            return connection

        optlog.store._connect = traced
        optlog.keys._write_at = lambda *arguments: (count(), write_at(*arguments))
        sys.addaudithook(audit)
        try:
            act()
        except BaseException:  # noqa: BLE001  whatever it is, the parent sees the exit code
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def every_step(home, make_home, act: Callable[[object], object]):
    """Give (profile, step) for a copy of the profile killed at each step of `act`, then one that was not killed."""
    home.close()
    for step in range(1, MOST_STEPS):
        copy = make_home(home.folder.parent / "copy" / home.folder.name)
        if home.folder.exists():
            shutil.copytree(home.folder, copy.folder)
            copy.bind()  # it stands for the original; a copied profile is no yes
        else:
            copy.folder.parent.mkdir(parents=True)
        was_killed = killed_at(step, copy.folder, lambda copy=copy: act(copy.open()))
        yield copy, was_killed
        copy.close()
        shutil.rmtree(copy.folder.parent)
        if not was_killed:
            assert step > 40, step
            return
    raise AssertionError("more steps than expected")


def fill(home) -> None:
    """Say yes to both purposes; one line waits for each, and there is a pseudonym."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    home.keys.create(PSEUDONYM_KEY)
    spool = spool_of(home)
    for purpose in ("errors", "usage"):
        entry = SpoolEntry(purpose, consent.allows(purpose), home.clock.now_ns(), "error", b"waits")
        assert spool.append([entry]) == 1


def spool_of(home) -> Spool:
    return Spool(home.store(), home.keys, max_bytes=1 << 20, max_age_s=9e9, clock=home.clock)


def states(home) -> tuple[str, str]:
    consent = home.open()
    assert consent.verify().ok, consent.verify()
    return consent.state("errors").value, consent.state("usage").value


def test_a_first_yes(home, make_home) -> None:
    """Killed anywhere, a first yes to two purposes is there for both or for neither, and saying it again works."""
    seen = set()
    for copy, was_killed in every_step(
        home, make_home, lambda c: c.give(["errors", "usage"], surface="cli")
    ):
        consent = copy.open()
        found = states(copy)
        seen.add((found, was_killed))
        allowed = [consent.allows(purpose) is not None for purpose in ("errors", "usage")]
        assert found in (("unknown", "unknown"), ("given", "given"))
        assert allowed == [found[0] == "given"] * 2
        consent.finish()
        consent.give(["errors"], surface="cli")
        assert consent.allows("errors") is not None
        assert consent.verify().ok
    assert seen >= {
        (("unknown", "unknown"), True),
        (("given", "given"), True),
        (("given", "given"), False),
    }


@pytest.mark.parametrize("act", ["withdraw", "refuse"])
def test_a_withdrawal(home, make_home, act: str) -> None:
    """Killed anywhere, a no is recorded or not; after the next start no line, key or pseudonym outlives a recorded one."""
    fill(home)
    seen = set()
    for copy, was_killed in every_step(
        home, make_home, lambda c: getattr(c, act)(["errors", "usage"], surface="cli")
    ):
        found = states(copy)
        seen.add((found, was_killed))
        assert found in (("given", "given"), ("withdrawn", "withdrawn"))
        kept = found[0] == "given"
        assert spool_of(copy).stats().lines == (2 if kept else 0)
        copy.open().finish()
        assert spool_of(copy).stats().lines == (2 if kept else 0)
        names = ("spool:errors", "spool:usage", PSEUDONYM_KEY)
        assert [copy.keys.holds(name) for name in names] == [kept] * 3
        copy.open().withdraw(["errors", "usage"], surface="cli")
        assert states(copy) == ("withdrawn", "withdrawn")
    assert seen >= {(("given", "given"), True), (("withdrawn", "withdrawn"), True)}


def test_a_withdrawal_of_one_purpose(home, make_home) -> None:
    """Killed anywhere, the other purpose's yes, line and key stay."""
    fill(home)
    for copy, _ in every_step(home, make_home, lambda c: c.withdraw(["errors"], surface="cli")):
        found = states(copy)
        assert found in (("given", "given"), ("withdrawn", "given"))
        copy.open().finish()
        waiting = [entry.purpose for entry in spool_of(copy).waiting(9)]
        assert waiting == (["errors", "usage"] if found[0] == "given" else ["usage"])
        assert copy.keys.holds("spool:usage")
        assert copy.keys.holds(PSEUDONYM_KEY)


def test_a_yes_after_a_lost_no(home, make_home) -> None:
    """Killed anywhere, a yes to one purpose that lifts an OPT_OUT file never revives the other's."""
    fill(home)
    home.tombstone.write_bytes(b"")
    for copy, _ in every_step(home, make_home, lambda c: c.give(["usage"], surface="cli")):
        consent = copy.open()
        assert consent.allows("errors") is None
        if not copy.tombstone.exists():
            assert states(copy) == ("withdrawn", "given")


def test_setting_a_broken_database_aside(home, make_home) -> None:
    """Killed anywhere in a choice that first sets a damaged file aside, no old yes is back and the choice can be made."""
    fill(home)
    home.close()
    intact = home.path.read_bytes()
    home.path.write_bytes(b"\0" * 4096 + intact[4096:])
    for copy, was_killed in every_step_without_rebinding(home, make_home):
        consent = copy.open()
        assert consent.allows("errors") is None
        assert (consent.allows("usage") is not None) is (consent.state("usage").value == "given")
        consent.give(["usage"], surface="cli")
        assert consent.state("usage").value in ("given", "renewed")
        assert consent.allows("errors") is None
        assert was_killed or list(copy.folder.glob("*.broken-*"))


def every_step_without_rebinding(home, make_home):
    for step in range(1, MOST_STEPS):
        copy = make_home(home.folder.parent / "copy" / home.folder.name)
        shutil.copytree(home.folder, copy.folder)
        was_killed = killed_at(
            step, copy.folder, lambda copy=copy: copy.open().give(["usage"], surface="cli")
        )
        yield copy, was_killed
        copy.close()
        shutil.rmtree(copy.folder.parent)
        if not was_killed:
            return
