"""Two versions of the application on one profile: an update, a roll back, and both at the same time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from optlog.store import SCHEMA_VERSION

OTHER = f"""
import sys
sys.path.insert(0, {str(Path(__file__).parent)!r})
from pathlib import Path
import optlog.store, optlog.store_schema
optlog.store.SCHEMA_VERSION = optlog.store_schema.SCHEMA_VERSION = int(sys.argv[2])
from conftest import Home, TinyPolicy
from optlog.errors import ConsentError
home = Home(Path(sys.argv[1]))
policy = TinyPolicy(version=int(sys.argv[2]), digest=sys.argv[3])
for line in sys.stdin:
    consent = home.open(policy)
    act = line.strip()
    try:
        if act:
            getattr(consent, act)(["errors"], surface="cli")
        found = consent.decide("errors")
        print(found.allowed, found.layer, found.state, flush=True)
    except ConsentError as error:
        print("refused:", error.message, flush=True)
"""


class Version:
    """The application in another version, as a process of its own that goes on running."""

    def __init__(self, home, schema: int, digest: str = "d1") -> None:
        command = [sys.executable, "-c", OTHER, str(home.folder), str(schema), digest]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def does(self, act: str = "") -> str:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(act + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def close(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture
def version(home):
    running: list[Version] = []

    def start(schema: int, digest: str = "d1") -> Version:
        running.append(Version(home, schema, digest))
        return running[-1]

    yield start
    for one in running:
        one.close()


def test_an_older_version_is_off_beside_a_newer_one(home, version) -> None:
    """While the newer one has its yes, the older one, running or started later, is off, and cannot say yes."""
    old, new = version(SCHEMA_VERSION), version(SCHEMA_VERSION + 1)
    assert old.does("give") == "True ledger given"
    home.sql(f"UPDATE meta SET value = {SCHEMA_VERSION + 1} WHERE key = 'schema'")
    assert new.does() == "True ledger given"
    for one in (old, version(SCHEMA_VERSION)):
        assert one.does() == "False store-fault unknown"
        assert one.does("give").startswith("refused: the choice could not be recorded")
    assert new.does() == "True ledger given"


def test_a_no_in_the_older_version_holds_in_both(home, version) -> None:
    """It cannot write the newer ledger, so the OPT_OUT file says it, and the newer version obeys at once."""
    old, new = version(SCHEMA_VERSION), version(SCHEMA_VERSION + 1)
    assert new.does("give") == "True ledger given"
    home.sql(f"UPDATE meta SET value = {SCHEMA_VERSION + 1} WHERE key = 'schema'")
    before = home.sql("SELECT count(*) FROM event")
    assert "nothing will be sent" in old.does("withdraw")
    assert home.sql("SELECT count(*) FROM event") == before
    assert new.does().startswith("False tombstone")
    assert new.does("give") == "True ledger given"
    assert not home.tombstone.exists()


def test_each_version_keeps_to_what_it_declares(home, version) -> None:
    """With two declarations at the same time, a yes to one is none for the other, and a no is one for both."""
    old, new = version(SCHEMA_VERSION, "d1"), version(SCHEMA_VERSION, "d2")
    assert old.does("give") == "True ledger given"
    assert new.does() == "False ledger invalidated"
    assert new.does("give") == "True ledger given"
    assert old.does() == "False ledger invalidated"
    assert old.does("withdraw") == "False ledger withdrawn"
    assert new.does() == "False ledger withdrawn"
