"""The shipper's threads: when they begin, what they do, and how they end."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from optlog.errors import StoreError
from optlog.shipping import in_shipper_thread
from optlog.shipping.intake import Intake
from optlog.store_faults import StoreFault, StoreFaultError
from optlog.testing.clock import FixedClock
from optlog.testing.receiver import Fault, LokiReceiver

if TYPE_CHECKING:
    from optlog.types import SpoolEntry

    from tests.telemetry.shipping.conftest import Scripted, World

T = TypeVar("T")


def own_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("optlog-")]


def within(timeout_s: float, call: Callable[[], T]) -> T:
    """Call on a thread of its own; give the result, or fail when it takes longer than no slow machine explains."""
    results: list[T] = []
    thread = threading.Thread(target=lambda: results.append(call()), daemon=True)
    thread.start()
    thread.join(timeout_s)
    assert not thread.is_alive(), "still waiting"
    return results[0]


def wait_until_gone(timeout_s: float = 60.0) -> bool:
    """Join the shipper's threads; give whether they ended."""
    deadline = time.monotonic() + timeout_s
    for thread in threading.enumerate():
        if thread.name.startswith("optlog-"):
            thread.join(max(0.0, deadline - time.monotonic()))
    return not own_threads()


def test_no_thread_and_no_file_before_a_yes(world: World, receiver: LokiReceiver) -> None:
    """Without consent an offer starts nothing, keeps nothing and sends nothing, not even at flush and close."""
    shipper = world.shipper(receiver)
    for epoch in (0, 1, 2):
        shipper.offer(world.entry(epoch=epoch))
    assert shipper.resume() is False
    assert shipper.flush(1.0) is True
    assert own_threads() == []
    shipper.close(1.0)
    assert not world.folder.exists()
    assert (receiver.connections, receiver.bytes_received) == (0, 0)


def test_offered_entries_arrive_at_flush(given: World, receiver: LokiReceiver) -> None:
    """After a yes, `flush` sends all that was offered, each once and to the byte."""
    shipper = given.shipper(receiver)
    entries = given.entries(250)
    for entry in entries:
        shipper.offer(entry)
    assert shipper.flush(10.0) is True
    assert [row[2].encode() for row in receiver.lines()] == [entry.line for entry in entries]
    assert receiver.duplicates == 0
    assert len(receiver.requests) == 1
    state = shipper.state()
    assert state.running
    assert state.last_success_utc is not None
    assert (state.paused_reason, state.last_error, state.backoff_s) == (None, None, 0.0)


def test_a_full_batch_goes_without_being_asked(given: World, receiver: LokiReceiver) -> None:
    """As soon as enough waits for a request, it is sent."""
    shipper = given.shipper(receiver, batch_max_lines=20)
    for entry in given.entries(20):
        shipper.offer(entry)
    assert receiver.wait_for(lambda server: len(server.lines()) == 20)


def test_a_single_entry_goes_after_its_time(given: World, receiver: LokiReceiver) -> None:
    """An entry waits for others no longer than the flush interval."""
    shipper = given.shipper(receiver, flush_interval_s=10.0)
    shipper.offer(given.entry())
    shipper.hold()
    shipper.wake()
    given.clock.advance(9.9)
    shipper.wake()
    assert receiver.connections == 0
    given.clock.advance(0.2)
    shipper.wake()
    assert receiver.wait_for(lambda server: len(server.lines()) == 1)


def test_hold_keeps_without_sending(given: World, receiver: LokiReceiver) -> None:
    """`hold` moves the queue into the spool and makes no request."""
    shipper = given.shipper(receiver)
    for entry in given.entries(5):
        shipper.offer(entry)
    shipper.hold()
    assert given.spool.stats().lines == 5
    assert receiver.connections == 0


def test_what_an_earlier_run_left_is_resumed(given: World, receiver: LokiReceiver) -> None:
    """Entries left in the spool are sent by the next run when consent still stands."""
    given.spool.append(given.entries(7))
    later = given.another()
    assert later.shipper(receiver).resume() is True
    assert receiver.wait_for(lambda server: len(server.lines()) == 7)


def test_withdrawal_breaks_off_purges_and_ends_the_threads(
    given: World, receiver: LokiReceiver
) -> None:
    """A withdrawal ends the request in flight at once, empties queue and spool, and no byte follows."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(hang=True))
    for entry in given.entries(5):
        shipper.offer(entry)
    asking = threading.Thread(target=shipper.flush, args=(600.0,))
    asking.start()
    assert receiver.wait_for(lambda server: len(server.requests) == 1)
    shipper.offer(given.entry("queued"))
    within(60, given.withdraw)
    assert wait_until_gone()
    asking.join(60)
    assert not asking.is_alive()
    received, connections = receiver.bytes_received, receiver.connections
    for entry in given.entries(3, epoch=1):
        shipper.offer(entry)
    assert shipper.flush(1.0) is True
    shipper.close(1.0)
    assert given.spool.stats().lines == 0
    assert (receiver.bytes_received, receiver.connections) == (received, connections)
    assert receiver.lines() == []
    assert given.sent.totals()[0] == 0


def test_a_withdrawal_empties_the_memory_at_once(given: World, receiver: LokiReceiver) -> None:
    """What was queued under the yes to one purpose is forgotten with it, before any thread looks; the rest stays queued."""
    given.give("usage")
    shipper = given.shipper(receiver)
    for entry in (*given.entries(2), given.entry("stays", purpose="usage")):
        shipper._intake.put(entry)
    given.withdraw()
    assert [entry.purpose for entry in shipper._intake.take(9)] == ["usage"]


def test_a_withdrawal_by_another_process_ends_the_request_in_flight(
    given: World, receiver: LokiReceiver
) -> None:
    """While a request waits, a withdrawal elsewhere is seen, and the request is broken off long before its time."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(hang=True))
    shipper.offer(given.entry())
    asking = threading.Thread(target=shipper.flush, args=(600.0,))
    asking.start()
    assert receiver.wait_for(lambda server: len(server.requests) == 1)
    given.another().withdraw()
    asking.join(60)
    assert not asking.is_alive()
    assert wait_until_gone()


def test_a_withdrawal_elsewhere_is_seen_while_nothing_can_be_written(
    given: World, receiver: LokiReceiver
) -> None:
    """A full disk keeps the queue from being emptied, and not the request under way from being broken off."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(hang=True))
    shipper.offer(given.entry())
    asking = threading.Thread(target=shipper.flush, args=(20.0,))
    asking.start()
    assert receiver.wait_for(lambda server: len(server.requests) == 1)
    crew, full = shipper._crew, threading.Event()
    assert crew is not None

    def append(_entries: list[SpoolEntry]) -> int:
        full.set()
        raise StoreFaultError(StoreFault.FULL, "the disk is full")

    given.spool.append = append  # type: ignore[method-assign,assignment]
    shipper.offer(given.entry())
    assert full.wait(10)
    given.another().withdraw()
    asking.join(30)
    with shipper._changed:
        assert shipper._changed.wait_for(lambda: not crew.sending, 30)
    assert crew.delivery.health.last_error == "the request was broken off"  # not: no answer in time


def test_a_withdrawal_during_a_look_up_makes_no_connection(
    given: World, receiver: LokiReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can end a look-up that hangs; when it ends by itself after the no, nobody is connected to."""
    asked, answer, look_up = threading.Event(), threading.Event(), socket.getaddrinfo

    def slow(*args: Any, **kwargs: Any) -> Any:
        asked.set()
        assert answer.wait(30)
        return look_up(*args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    shipper = given.shipper(receiver)
    shipper.offer(given.entry())
    asking = threading.Thread(target=shipper.flush, args=(20.0,))
    asking.start()
    assert asked.wait(30)
    given.withdraw()
    answer.set()
    asking.join(30)
    assert wait_until_gone()
    assert receiver.connections == 0


def test_a_new_yes_starts_again_with_new_records_alone(
    given: World, receiver: LokiReceiver
) -> None:
    """After withdrawal and a new yes, what was made in between never leaves; what is made now does."""
    shipper = given.shipper(receiver)
    first = given.entry("first")
    shipper.offer(first)
    given.withdraw()
    assert wait_until_gone()
    shipper.offer(given.entry("between", epoch=first.epoch))
    given.give()
    shipper.offer(first)
    shipper.offer(given.entry("second"))
    assert shipper.flush(10.0) is True
    assert [row[2] for row in receiver.lines()] == ['{"event":"second"}']


class LateSender(threading.Condition):
    """Lets the sender look whether it may go on, and holds it before it lies down to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self.go_on = threading.Event(), threading.Event()

    def __enter__(self) -> bool:
        if threading.current_thread().name == "optlog-sender" and not self.held.is_set():
            self.held.set()
            assert self.go_on.wait(30)
        return super().__enter__()


def test_a_sender_that_missed_the_call_to_end_ends(given: World, receiver: LokiReceiver) -> None:
    """The call comes between the sender's look and its sleep: it does not sleep for ever, with the lock of the profile."""
    shipper = given.shipper(receiver)
    shipper._changed = late = LateSender()
    shipper.offer(given.entry())
    assert late.held.wait(30)
    given.withdraw()
    late.go_on.set()
    assert wait_until_gone()


def test_what_is_queued_is_forgotten_with_the_no(given: World, receiver: LokiReceiver) -> None:
    """Records in memory are gone when the withdrawal returns, not only refused later by the spool."""
    shipper = given.shipper(receiver)
    with shipper._writing:  # the writer waits
        shipper.offer(given.entry())
        assert len(shipper._intake) == 1
        given.withdraw()
        assert len(shipper._intake) == 0


def test_a_full_queue_drops_and_counts_and_never_blocks(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk holds the writer up, offers beyond the bound are dropped at once, and counted later."""
    shipper = given.shipper(scripted, queue_max_entries=10)
    with shipper._writing:
        for entry in given.entries(25):
            shipper.offer(entry)
    assert shipper.flush(10.0) is True
    shipper.hold()
    assert given.store.counters()["dropped_full"] == 15
    assert len(scripted.accepted) == 10


def test_flush_ends_while_others_go_on_logging(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes while the queue is moved into the spool waits for the next time: no flush and no writer goes on for ever."""
    shipper, append, appends = given.shipper(scripted), given.spool.append, []

    def append_and_offer(entries: list[SpoolEntry]) -> int:
        appends.append(len(entries))
        if len(appends) < 1000:
            shipper._intake.put(given.entry())
        return append(entries)

    monkeypatch.setattr(given.spool, "append", append_and_offer)
    shipper._intake.put(given.entry())
    shipper.hold()
    assert appends == [1]


def test_a_store_that_fails_loses_nothing(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the spool cannot be written the entries stay in the queue; afterwards they arrive in order."""
    shipper = given.shipper(scripted)
    entries = given.entries(6)

    def full(entries: object) -> int:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(given.spool, "append", full)
        for entry in entries[:3]:
            shipper.offer(entry)
        assert shipper.flush(0.1) is False
        assert shipper.state().last_error == "the disk is full"
    for entry in entries[3:]:
        shipper.offer(entry)
    assert shipper.flush(10.0) is True
    assert scripted.accepted == [entry.line for entry in entries]


def test_flush_gives_up_at_once_when_it_cannot_succeed(
    given: World, receiver: LokiReceiver
) -> None:
    """A wait that the server asked for is kept: `flush` says no at once, and yes when the time has come."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(status=429, headers={"Retry-After": "1200"}))
    shipper.offer(given.entry())
    assert within(60, lambda: shipper.flush(600.0)) is False
    assert within(60, lambda: shipper.flush(600.0)) is False
    assert len(receiver.requests) == 1
    assert shipper.state().backoff_s == 1200.0
    given.clock.advance(1201)
    assert shipper.flush(20.0) is True
    assert len(receiver.lines()) == 1


def test_flush_ends_at_its_time_when_the_server_hangs(given: World, receiver: LokiReceiver) -> None:
    """A server that never answers holds `flush` and `close` no longer than they were given."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(hang=True), times=5)
    shipper.offer(given.entry())
    assert within(60, lambda: shipper.flush(0.2)) is False
    within(60, lambda: shipper.close(0.2))
    assert wait_until_gone()
    assert given.spool.stats().lines == 1


def test_close_sends_what_it_can_and_keeps_the_rest(given: World, receiver: LokiReceiver) -> None:
    """`close` delivers what is queued; with the server down everything lies in the spool for the next run."""
    shipper = given.shipper(receiver)
    shipper.offer(given.entry())
    shipper.close(5.0)
    assert len(receiver.lines()) == 1
    assert own_threads() == []
    down = given.shipper(receiver)
    receiver.inject(Fault(status=503, headers={"Retry-After": "60"}))
    for entry in given.entries(3):
        down.offer(entry)
    down.close(5.0)
    down.offer(given.entry())
    assert given.spool.stats().lines == 3
    assert len(receiver.lines()) == 1


def test_a_request_that_takes_too_long_is_broken_off(given: World, receiver: LokiReceiver) -> None:
    """A server that drips or hangs does not hold the sender for ever: the whole request has a limit."""
    shipper = given.shipper(receiver)
    receiver.inject(Fault(hang=True))
    shipper.offer(given.entry())
    asking = threading.Thread(target=shipper.flush, args=(600.0,))
    asking.start()
    assert receiver.wait_for(lambda server: len(server.requests) == 1)
    given.clock.advance(61)
    shipper.wake()
    crew = shipper._crew
    assert crew is not None
    with shipper._changed:
        assert shipper._changed.wait_for(lambda: crew.delivery.health.last_error is not None, 5)
    assert crew.delivery.health.last_error == "the request was broken off"
    given.clock.advance(1)
    shipper.wake()
    asking.join(10)
    assert len(receiver.lines()) == 1


def test_many_threads_offer(given: World, receiver: LokiReceiver) -> None:
    """Entries of many threads arrive complete and once."""
    shipper = given.shipper(receiver, batch_max_lines=300)

    def offer_all(lot: list[SpoolEntry]) -> None:
        for entry in lot:
            shipper.offer(entry)

    lots = [given.entries(200) for _ in range(8)]
    threads = [threading.Thread(target=offer_all, args=(lot,)) for lot in lots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shipper.flush(20.0) is True
    assert (len(receiver.lines()), receiver.duplicates) == (1600, 0)


def test_two_processes_ship_one_spool(given: World, receiver: LokiReceiver) -> None:
    """Two shippers of one profile bring everything to the server, each line once."""
    other = given.another()
    shippers = [given.shipper(receiver), other.shipper(receiver)]
    for shipper, world in zip(shippers, (given, other), strict=True):
        for number in range(50):
            shipper.offer(world.entry(f"{id(world)}-{number}"))
        shipper.hold()
    assert shippers[0].flush(10.0) is True
    assert shippers[1].flush(10.0) is True
    assert (len(receiver.lines()), receiver.duplicates) == (100, 0)


def test_its_own_logs_are_known_by_their_thread(given: World, receiver: LokiReceiver) -> None:
    """What urllib3 and requests log while shipping is logged in a thread that `in_shipper_thread` knows."""
    seen: list[tuple[str, bool]] = []

    class Watcher(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append((record.name, in_shipper_thread()))

    watcher, root, level = Watcher(), logging.getLogger(), logging.getLogger().level
    root.addHandler(watcher)
    root.setLevel(logging.DEBUG)
    try:
        shipper = given.shipper(receiver)
        shipper.offer(given.entry())
        assert shipper.flush(10.0)
    finally:
        root.removeHandler(watcher)
        root.setLevel(level)
    network = [marked for name, marked in seen if name.startswith(("urllib3", "requests"))]
    assert network
    assert all(network)
    assert not in_shipper_thread()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_child_begins_anew(given: World, receiver: LokiReceiver) -> None:
    """A child has no thread and an empty queue; its own entries arrive, and so do the parent's, each once."""
    shipper = given.shipper(receiver)
    for number in range(10):
        shipper.offer(given.entry(f"parent-{number}"))
    child = os.fork()
    if child == 0:
        code = 1
        try:
            shipper.after_fork()
            clean = own_threads() == [] and len(shipper._intake) == 0
            shipper.offer(given.entry("child"))
            shipper.hold()
            code = 0 if clean and shipper.flush(10.0) else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    given.clock.advance(6)
    assert shipper.flush(10.0) is True
    assert (len(receiver.lines()), receiver.duplicates) == (11, 0)


def test_the_queue_is_bounded_in_entries_and_bytes(world: World) -> None:
    """The queue refuses what would exceed either bound, and puts back in front what could not be kept."""
    intake = Intake(3, 100)
    big, *small = [world.entry(line=b"x" * size) for size in (95, 5, 5, 5, 5)]
    assert intake.put(big) is True
    assert [intake.put(entry) for entry in small[:2]] == [False, False]
    assert (len(intake), intake.dropped) == (2, 1)
    entries = intake.take(1)
    intake.put(small[2])
    intake.put_back(entries)
    assert intake.take(9) == [big, small[0], small[2]]
    intake.forget_dropped(1)
    assert intake.dropped == 0


def test_a_burst_wakes_the_writer_with_each_batch(world: World) -> None:
    """The first entry and each whole batch ask for the reader, so that no burst fills the queue while it sleeps."""
    intake = Intake(100, 10_000, wake_every=3)
    assert [intake.put(world.entry()) for _ in range(7)] == [
        True,
        False,
        True,
        False,
        False,
        True,
        False,
    ]


def test_a_batch_is_kept_although_its_time_has_not_come(
    given: World, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A writer that waits for more is woken by a whole batch, not by the clock alone."""
    monkeypatch.setattr("optlog.shipping.shipper._GATHER_S", 3600.0)
    shipper = given.shipper(scripted, batch_max_lines=5)
    kept = threading.Event()
    append = given.spool.append

    def appended(entries: list[SpoolEntry]) -> int:
        number = append(entries)
        kept.set()
        return number

    monkeypatch.setattr(given.spool, "append", appended)
    for entry in given.entries(5):
        shipper.offer(entry)
    assert kept.wait(60)


def test_an_odd_clock_makes_no_busy_loop(given: World, scripted: Scripted) -> None:
    """While nothing is due the sender asks for nothing, even when time stands still."""
    calls = 0
    shipper = given.shipper(scripted)
    shipper.offer(given.entry())
    assert shipper.flush(10.0)
    step = shipper._step

    def counted(delivery: object) -> object:
        nonlocal calls
        calls += 1
        return step(delivery)  # type: ignore[arg-type]

    shipper._step = counted  # type: ignore[method-assign,assignment]
    for _ in range(20):
        shipper.wake()
    assert isinstance(given.clock, FixedClock)
    assert calls == 0
