"""Damaged files never say yes: every cut, many flipped bits, foreign and unreadable ones."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from optlog.consent import ConsentState, Layer
from optlog.errors import ConsentError

S = ConsentState
OTHER_USER = """
import sys
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from conftest import Home
found = Home(Path(sys.argv[1])).open().decide("errors")
print(found.allowed, found.layer, found.reason)
"""


@pytest.fixture
def refuser(home):
    """Give a profile that was asked for everything and said yes to nothing: a plain file, no log beside it."""
    consent = home.open()
    consent.give(["errors"], surface="settings")
    consent.withdraw(["errors"], surface="settings")
    consent.refuse(["usage"], surface="prompt")
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    home.bind()  # the record alone must say no
    home.close()
    return home


def says_no(home) -> None:
    """Look at the profile in every way: nothing is allowed, and the answer comes with a reason."""
    consent = home.open()
    for purpose in ("errors", "usage"):
        decision = consent.decide(purpose)
        assert consent.allows(purpose) is None
        assert not decision.allowed
        assert decision.reason
        assert decision.layer in (Layer.STORE_FAULT, Layer.LEDGER, Layer.DEFAULT)
    home.close()


def test_no_flipped_bit_turns_a_no_into_a_yes(refuser) -> None:
    """One bit flipped, at every byte of the first page and of all text, and at a thousand random ones."""
    whole = refuser.path.read_bytes()
    places = {*range(100), *random.Random(7).sample(range(len(whole)), 700)}
    for word in (b"withdrawn", b"refused", b"given", b"errors", b"usage"):
        begin = -1
        while (begin := whole.find(word, begin + 1)) >= 0:
            places.update(range(begin, begin + len(word)))
    random_bits = random.Random(8)
    for place in sorted(places):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << random_bits.randrange(8)
        refuser.path.write_bytes(damaged)
        says_no(refuser)
        for beside in ("-wal", "-shm"):
            refuser.path.with_name(refuser.path.name + beside).unlink(missing_ok=True)


def test_no_cut_turns_a_no_into_a_yes(refuser) -> None:
    """The file cut short at every 512 bytes, down to nothing."""
    whole = refuser.path.read_bytes()
    for length in range(0, len(whole), 512):
        refuser.path.write_bytes(whole[:length])
        says_no(refuser)
        for beside in ("-wal", "-shm"):
            refuser.path.with_name(refuser.path.name + beside).unlink(missing_ok=True)


def _foreign(path: Path) -> None:
    path.unlink()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE event (purpose TEXT, state TEXT)")
        connection.execute("INSERT INTO event VALUES ('errors', 'given')")
    connection.close()


def _without_a_table(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE epoch")
    connection.close()


def _without_a_column(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS event_fixed")
        connection.execute("ALTER TABLE event RENAME COLUMN state TO status")
    connection.close()


def _odd_schema(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE meta SET value = 'two' WHERE key = 'schema'")
    connection.close()


def _strange_state(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER IF EXISTS event_fixed")
        connection.execute("UPDATE event SET state = 'granted'")
    connection.close()


@pytest.mark.parametrize(
    "damage", [_foreign, _without_a_table, _without_a_column, _odd_schema, _strange_state]
)
def test_a_wrong_schema_is_off_and_set_aside_by_the_next_choice(home, damage) -> None:
    """Tables, columns, versions and states that are not ours are no yes; a yes afterwards begins a new record."""
    home.open().give(["errors"], surface="settings")
    home.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    home.close()
    damage(home.path)
    consent = home.open()
    assert consent.decide("errors").layer is Layer.STORE_FAULT
    consent.give(["usage"], surface="settings")
    assert consent.allows("usage") is not None
    assert consent.state("errors") is S.UNKNOWN
    assert list(home.folder.glob("optlog.sqlite3.broken-*"))


def test_an_unreadable_database_is_off_kept_and_a_no_stands(home) -> None:
    """A folder where the file should be: no yes is taken from it, none can be written, and nothing is deleted."""
    home.path.mkdir(parents=True)
    consent = home.open()
    assert consent.decide("errors").layer is Layer.STORE_FAULT
    with pytest.raises(ConsentError, match="could not be recorded"):
        consent.give(["errors"], surface="settings")
    with pytest.raises(ConsentError, match="OPT_OUT stands for it"):
        consent.refuse(["errors"], surface="settings")
    assert home.path.is_dir()
    assert home.tombstone.exists()


@pytest.mark.skipif(os.name != "posix" or shutil.which("setpriv") is None, reason="needs setpriv")
def test_a_database_of_another_user_is_off(make_home) -> None:
    """Without the right to read it, it is blocked and stays as it is; with the right the yes is back."""
    if os.geteuid() != 0:
        pytest.skip("only root can become another user")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        home = make_home(Path(folder) / "data")
        home.open().give(["errors"], surface="settings")
        home.close()
        home.path.chmod(0o600)
        home.folder.chmod(0o755)
        other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable]
        able = subprocess.run(
            [*other, "-c", "import optlog.consent"], capture_output=True, check=False
        )
        if able.returncode:
            pytest.skip("another user cannot run this Python")
        found = subprocess.run(
            [*other, "-c", OTHER_USER, str(home.folder), str(Path(__file__).parent)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert found.stdout.startswith("False store-fault"), found.stderr
        assert home.open().allows("errors") is not None
        home.close()


def test_a_lost_log_of_the_database_is_no_yes_that_was_withdrawn(home) -> None:
    """Somebody deletes the write-ahead log: what was withdrawn and checkpointed stays withdrawn."""
    consent = home.open()
    consent.give(["errors"], surface="settings")
    consent.withdraw(["errors"], surface="settings")
    home.close()
    for beside in ("-wal", "-shm"):
        home.path.with_name(home.path.name + beside).unlink(missing_ok=True)
    assert home.open().state("errors") is S.WITHDRAWN
