"""Off until a recorded yes, off at once after a no, and nothing of the old epoch ever comes back."""

from __future__ import annotations

import os
import shutil
import threading

import pytest
from optlog.consent import ConsentState, Layer, Surface
from optlog.consent.coverage import ALL
from optlog.errors import ConsentError

S = ConsentState
BODY = b"\xde\xad waiting record \xbe\xef" * 40


def put_in_spool(home, consent, purpose: str, body: bytes = BODY) -> None:
    """Put a row into the spool as the shipper does, under the current epoch and with the purpose's key."""
    epoch = consent.allows(purpose)
    assert epoch is not None
    home.keys.create(f"spool:{purpose}")
    with consent._store.write() as connection:
        connection.execute(
            "INSERT INTO spool (purpose, epoch, created_ns, size, nonce, body) VALUES (?, ?, 1, 1, x'00', ?)",
            (purpose, epoch, body),
        )


def spooled(home) -> list[str]:
    return [row[0] for row in home.sql("SELECT purpose FROM spool ORDER BY seq")]


def test_asking_never_makes_anything(home) -> None:
    """Every question on a fresh profile is answered no by default, and leaves no file or folder."""
    consent = home.open()
    decision = consent.decide("errors")
    assert (decision.allowed, decision.layer, decision.state) == (False, Layer.DEFAULT, S.UNKNOWN)
    assert decision.reason == "off until someone says yes"
    assert consent.allows("errors") is None
    assert (consent.history(), consent.verify().ok, consent.head()) == ([], True, "")
    assert not consent.refresh()
    assert consent.recover() is None
    assert not home.folder.exists()


def test_a_yes_is_for_the_purposes_named_alone(home) -> None:
    """Each purpose is a choice of its own; the epoch is handed out only for the given one."""
    consent = home.open()
    events = consent.give(["errors", "errors"], surface="prompt", locale="de", words="ja")
    assert [(event.purpose, event.state, event.locale, event.words) for event in events] == [
        ("errors", S.GIVEN, "de", "ja")
    ]
    assert consent.allows("errors") == events[0].epoch
    assert consent.allows("usage") is None
    assert consent.decide("errors").allowed
    assert home.open().allows("errors") == events[0].epoch


@pytest.mark.parametrize("act", ["give", "defer", "request", "refuse", "withdraw"])
def test_an_undeclared_purpose_is_refused_by_every_act(home, act: str) -> None:
    """A mistyped purpose is an error that lists the declared ones; nothing is recorded for the others named."""
    with pytest.raises(ConsentError, match="eror") as caught:
        getattr(home.open(), act)(["errors", "eror"], surface="cli")
    assert caught.value.hint == "declared: errors, usage"
    assert not home.folder.exists()
    decision = home.open().decide("eror")
    assert (decision.allowed, decision.layer) == (False, Layer.DEFAULT)


@pytest.mark.parametrize("act", ["refuse", "withdraw"])
def test_a_no_purges_closes_and_forgets(home, act: str) -> None:
    """After a no: epoch raised and closed, the purpose's spool and key gone, the other purpose untouched."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    old = consent.allows("errors")
    put_in_spool(home, consent, "errors")
    put_in_spool(home, consent, "usage", b"usage body")
    home.keys.create("pseudonym")
    (event,) = getattr(consent, act)(["errors"], surface=Surface.SETTINGS)
    assert (event.state, event.epoch) == (S.WITHDRAWN, old + 1)
    assert consent.allows("errors") is None
    assert consent.decide("errors").reason == "off, because the yes was withdrawn on 2026-01-01"
    assert spooled(home) == ["usage"]
    assert home.keys.get("spool:errors") is None
    assert home.keys.get("spool:usage") is not None
    assert home.keys.get("pseudonym") is not None
    getattr(consent, act)(["usage"], surface="cli")
    assert home.keys.get("pseudonym") is None


def test_withdrawn_bytes_are_nowhere_on_the_disk(home) -> None:
    """The deleted rows stand neither in the database nor in its log, with large and small bodies."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    for size in (1, 20, 400):
        put_in_spool(home, consent, "errors", BODY * size)
    assert BODY[:20] in home.bytes_on_disk()
    consent.withdraw(["errors"], surface="cli")
    left = home.bytes_on_disk()
    assert BODY[:20] not in left
    assert b"waiting record" not in left


def test_a_new_yes_is_a_new_epoch_and_a_renewal_is_not(home) -> None:
    """Saying yes twice goes on in the same epoch; no and yes again begins another one."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    first = consent.allows("errors")
    put_in_spool(home, consent, "errors")
    (event,) = consent.give(["errors"], surface="cli")
    assert (event.state, event.epoch, spooled(home)) == (S.RENEWED, first, ["errors"])
    consent.withdraw(["errors"], surface="cli")
    (event,) = consent.give(["errors"], surface="cli")
    assert event.state is S.GIVEN
    assert event.epoch > first


def test_no_and_not_now_before_any_yes_are_recorded_and_stay_off(home) -> None:
    """Refusing and deferring first of all is recorded, allows nothing, and makes no key."""
    consent = home.open()
    consent.request(["errors", "usage"], surface="prompt")
    assert consent.state("errors") is S.REQUESTED
    consent.defer(["errors"], surface="prompt")
    consent.withdraw(["usage"], surface="settings")
    assert (consent.state("errors"), consent.state("usage")) == (S.DEFERRED, S.REFUSED)
    assert consent.allows("errors") is None
    assert not home.keys.path.exists()


def test_an_illegal_act_records_nothing_at_all(home) -> None:
    """When one of several purposes cannot be deferred, none is."""
    consent = home.open()
    consent.give(["usage"], surface="cli")
    with pytest.raises(ConsentError, match=r"cannot defer consent that is given \(usage\)"):
        consent.defer(["errors", "usage"], surface="cli")
    assert (consent.state("errors"), consent.state("usage")) == (S.UNKNOWN, S.GIVEN)
    assert len(consent.history()) == 1


def test_a_yes_runs_out_without_a_write_and_is_renewed_in_a_new_epoch(home, make_policy) -> None:
    """After its validity a yes is expired on every way of asking; what waited is not sent under the renewal."""
    consent = home.open(make_policy(validity_days=30))
    consent.give(["errors"], surface="cli")
    first = consent.allows("errors")
    put_in_spool(home, consent, "errors")
    home.clock.advance(30 * 86_400)
    assert consent.allows("errors") == first
    home.clock.advance(1)
    assert consent.allows("errors") is None
    assert consent.decide("errors").state is S.EXPIRED
    assert len(consent.history()) == 1
    (event,) = consent.give(["errors"], surface="cli")
    assert (event.state, event.epoch) == (S.RENEWED, first + 1)
    assert spooled(home) == []


@pytest.mark.parametrize("name", ["DO_NOT_TRACK", "OPTLOG_TELEMETRY"])
def test_the_environment_blocks_and_cannot_allow(home, name: str) -> None:
    """A blocked yes stays recorded and comes back with the environment; no environment makes a yes."""
    environ = {name: "off"}
    consent = home.open(environ=environ)
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") is None
    assert consent.decide("errors").state is S.GIVEN
    assert name in consent.decide("errors").reason
    environ.clear()
    home.clock.advance(1)
    assert consent.allows("errors") is not None
    environ["DO_NOT_TRACK"], environ["OPTLOG_TELEMETRY"] = "0", "on"
    assert not home.open(environ=environ).decide("usage").allowed


@pytest.mark.parametrize(("switch", "allowed"), [(False, False), (True, True), (None, True)])
def test_the_switch_for_one_run_only_turns_off(home, switch: bool | None, allowed: bool) -> None:
    """False blocks a recorded yes for this run; True is not a yes."""
    home.open().give(["errors"], surface="cli")
    consent = home.open(run_switch=switch)
    assert (consent.allows("errors") is not None) is allowed
    assert consent.allows("usage") is None


def test_an_administrators_file_is_followed_within_a_second(home, tmp_path) -> None:
    """A managed file that appears while the program runs blocks, and names itself."""
    path = tmp_path / "managed.toml"
    consent = home.open(managed_path=path)
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") is not None
    path.write_text('deny = ["errors"]\nreason = "rule 7"')
    home.clock.advance(0.9)
    assert consent.allows("errors") is None
    assert consent.decide("errors").layer is Layer.MANAGED
    assert "rule 7" in consent.decide("errors").reason


def test_a_tombstone_outranks_the_ledger_until_the_next_yes(home) -> None:
    """A file made by hand blocks everything; a yes to one purpose lifts it without reviving the others."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    old = consent.allows("errors")
    home.tombstone.write_bytes(b"")
    home.clock.advance(1)
    assert consent.allows("errors") is None
    assert consent.decide("usage").layer is Layer.TOMBSTONE
    consent.give(["errors"], surface="cli")
    assert not home.tombstone.exists()
    assert consent.allows("errors") > old
    assert consent.state("usage") is S.WITHDRAWN
    assert consent.allows("usage") is None


def test_a_copied_profile_is_no_yes_and_never_becomes_one_by_itself(home, make_home) -> None:
    """In a copy every yes is invalidated; saying yes there to one purpose does not revive the others, nor its keys."""
    first = home.open()
    first.give(["errors", "usage"], surface="cli")
    key = home.keys.create("pseudonym")
    home.close()
    copy = make_home(home.folder.with_name("copy"), home.clock)
    shutil.copytree(home.folder, copy.folder)
    consent = copy.open()
    assert consent.allows("errors") is None
    assert consent.state("errors") is S.INVALIDATED
    assert "copied" in consent.decide("errors").reason
    (event,) = consent.give(["errors"], surface="cli")
    assert event.state is S.GIVEN
    assert consent.allows("errors") not in (None, first.allows("errors"))
    assert consent.state("usage") is S.INVALIDATED
    assert copy.keys.get("pseudonym") != key
    assert home.open().allows("usage") is not None
    copy.close()


def test_a_no_in_a_copied_profile_is_still_a_no(home, make_home) -> None:
    """A refusal travels with the profile, and saying no again there binds nothing."""
    home.open().refuse(["errors"], surface="cli")
    home.open().give(["usage"], surface="cli")
    home.close()
    copy = make_home(home.folder.with_name("copy"), home.clock)
    shutil.copytree(home.folder, copy.folder)
    consent = copy.open()
    assert consent.state("errors") is S.REFUSED
    consent.refuse(["errors"], surface="cli")
    assert consent.state("usage") is S.INVALIDATED
    assert home.open().allows("usage") is not None
    copy.close()


def test_a_changed_declaration_asks_again_unless_the_host_knows_better(home, make_policy) -> None:
    """A yes covers the declaration it was given to; a refuser is not asked again because it changed."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    consent.refuse(["usage"], surface="cli")
    wider = make_policy(version=2, digest="d2")
    changed = home.open(wider)
    assert changed.allows("errors") is None
    assert changed.state("errors") is S.INVALIDATED
    assert changed.state("usage") is S.REFUSED
    assert home.open(wider, covers=lambda *_: ALL).allows("errors") is not None


def test_a_purpose_no_longer_declared_is_off_and_can_still_be_withdrawn(home, make_policy) -> None:
    """A yes to something that is gone allows nothing, and its spool can be deleted."""
    consent = home.open()
    consent.give(["errors", "usage"], surface="cli")
    put_in_spool(home, consent, "usage")
    fewer = home.open(make_policy(purpose_ids=("errors",)))
    assert fewer.allows("usage") is None
    (event,) = fewer.withdraw(["usage"], surface="cli")
    assert event.state is S.WITHDRAWN
    assert spooled(home) == []


def test_another_handles_no_is_seen_within_a_second_by_asking_alone(home) -> None:
    """What another process recorded is seen by the fast path in under a second, and by refresh at once."""
    here, there = home.open(), home.open()
    there.give(["errors", "usage"], surface="cli")
    home.clock.advance(0.9)
    assert here.allows("errors") is not None
    there.withdraw(["errors"], surface="cli")
    home.clock.advance(0.9)
    assert here.allows("errors") is None
    there.withdraw(["usage"], surface="cli")
    assert here.refresh()
    assert here.allows("usage") is None
    assert not here.refresh()


def test_a_profile_that_is_deleted_or_replaced_is_seen(home) -> None:
    """Deleting the folder is a no; a fresh database never goes on with an old epoch."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    old = consent.allows("errors")
    home.close()
    shutil.rmtree(home.folder)
    home.clock.advance(1)
    assert consent.allows("errors") is None
    consent.give(["errors"], surface="cli")
    assert consent.allows("errors") not in (None, old)


def test_between_two_looks_asking_touches_no_file(home) -> None:
    """Within half a second the answer comes from memory, even when the files are gone."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    home.close()
    shutil.rmtree(home.folder)
    home.clock.advance(0.4)
    assert consent.allows("errors") is not None
    home.clock.advance(0.2)
    assert consent.allows("errors") is None


def test_subscribers_hear_of_every_change_and_a_no_before_it_is_written(home) -> None:
    """A withdrawal is announced before its transaction, and again when recorded; a broken listener harms nobody."""
    faults: list[str] = []
    consent = home.open(on_fault=faults.append)
    heard: list[tuple[bool, int]] = []

    def listen() -> None:
        heard.append((consent.allows("errors") is not None, len(consent.history())))

    def broken() -> None:
        raise RuntimeError

    consent.subscribe(broken)
    end = consent.subscribe(listen)
    consent.give(["errors"], surface="cli")
    assert heard == [(True, 1)]
    consent.withdraw(["errors"], surface="cli")
    assert heard[1] == (False, 1)
    assert heard[-1] == (False, 2)
    home.open().give(["errors"], surface="cli")
    home.clock.advance(1)
    consent.allows("errors")
    assert heard[-1] == (True, 3)
    end()
    consent.withdraw(["errors"], surface="cli")
    assert heard[-1] == (True, 3)
    assert set(faults) == {"consent_subscriber"}


def test_a_look_that_breaks_is_a_no_and_never_raises(home) -> None:
    """An unexpected error on the fast path is counted and answered no."""
    faults: list[str] = []
    consent = home.open(on_fault=faults.append)
    consent.give(["errors"], surface="cli")
    consent._gather = lambda ledger: 1 / 0
    home.clock.advance(1)
    assert consent.allows("errors") is None
    assert consent.decide("errors").layer is Layer.STORE_FAULT
    assert faults
    assert set(faults) == {"consent_look"}


def test_threads_that_disagree_end_with_a_whole_ledger(home) -> None:
    """Many threads giving and withdrawing leave a valid chain, and memory agrees with the file."""
    consent = home.open()

    def choose(act: str) -> None:
        for _ in range(10):
            getattr(consent, act)(["errors"], surface="api")
            consent.allows("errors")

    acts = ["give", "withdraw", "give", "refuse"]
    threads = [threading.Thread(target=choose, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert consent.verify().ok
    assert len(consent.history()) == 40
    last = consent.history()[-1]
    assert (consent.allows("errors") is not None) is last.state.collects
    assert home.open().allows("errors") == consent.allows("errors")


class WatchedLock:
    """A lock that tells when somebody waits for it, and what the gate says whenever it is released."""

    def __init__(self, consent) -> None:
        self.consent, self.lock = consent, threading.Lock()
        self.held, self.waited_for = threading.Event(), threading.Event()
        self.seen: list[int | None] = []

    def __enter__(self) -> None:
        if self.held.is_set():
            self.waited_for.set()
        self.lock.acquire()
        self.held.set()

    def __exit__(self, *_: object) -> None:
        self.seen.append(self.consent._terms.epochs.get("errors"))
        self.lock.release()


def test_a_look_begun_before_a_no_cannot_bring_the_yes_back(home) -> None:
    """A thread that read the yes just before the withdrawal, and publishes just after it, publishes a no."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    consent._looking = watched = WatchedLock(consent)
    gather = consent._gather

    def slow_gather(ledger):
        consent._gather = gather
        reading.set()
        assert watched.waited_for.wait(10)
        return gather(ledger)

    reading = threading.Event()
    consent._gather = slow_gather
    looker = threading.Thread(target=consent.refresh)
    looker.start()
    assert reading.wait(10)
    consent.withdraw(["errors"], surface="cli")
    looker.join()
    assert watched.seen[0] is None
    assert set(watched.seen) == {None}


@pytest.mark.skipif(os.name != "posix", reason="no fork on this system")
def test_a_child_forked_while_locks_are_held_goes_on(home) -> None:
    """A fork in the middle of a look or a choice does not leave the child hanging."""
    consent = home.open()
    consent.give(["errors"], surface="cli")
    with consent._looking, consent._acting:
        child = os.fork()
        if child == 0:
            home.clock.advance(1)
            seen = consent.allows("errors") is not None
            consent.withdraw(["errors"], surface="cli")
            os._exit(0 if seen and consent.allows("errors") is None else 1)
        assert os.waitpid(child, 0)[1] == 0
    assert not consent.decide("errors").allowed
