"""A record of any origin goes the same way, and no log call ever raises."""

from __future__ import annotations

import asyncio
import logging
import threading
import warnings
from collections.abc import Callable
from typing import Any

import pytest
import structlog
from optlog import Telemetry, get_logger
from optlog.pipeline import serialise
from optlog.route import ROUTE

Records = Callable[[Telemetry], list[dict[str, Any]]]


def test_a_record_has_time_level_logger_and_event_first(start: Any, records: Records) -> None:
    """Every line begins with the same four fields, whatever the caller binds."""
    telemetry = start()
    get_logger("app.io").info("saved", pages=3)
    [record] = records(telemetry)
    assert list(record) == ["timestamp", "level", "logger", "event", "pages"]
    assert record["timestamp"] == "2026-01-01T00:00:00.000000Z"
    assert (record["level"], record["logger"], record["event"], record["pages"]) == (
        "info",
        "app.io",
        "saved",
        3,
    )


def test_all_ways_of_logging_meet_in_one_file(start: Any, records: Records) -> None:
    """structlog's own get_logger, ours, and a third-party library's standard logger give the same kind of record."""
    telemetry = start()
    get_logger("ours").warning("one")
    structlog.get_logger("theirs").warning("two")
    logging.getLogger("some.library").warning("three %s", "x", extra={"port": 8080})
    found = records(telemetry)
    assert [(r["logger"], r["event"]) for r in found] == [
        ("ours", "one"),
        ("theirs", "two"),
        ("some.library", "three x"),
    ]
    assert found[2]["port"] == 8080
    assert {r["level"] for r in found} == {"warning"}


def test_loggers_that_do_not_propagate_are_adopted(start: Any, records: Records) -> None:
    """uvicorn's loggers, which bring handlers of their own, reach the pipeline and get their handlers back at the end."""
    logger = logging.getLogger("uvicorn.access")
    own = logging.NullHandler()
    logger.handlers, logger.propagate = [own], False
    telemetry = start()
    logger.info("GET / 200")
    assert records(telemetry)[0]["logger"] == "uvicorn.access"
    telemetry.close()
    assert logger.handlers == [own]
    assert logger.propagate is False
    logger.handlers = []


def test_context_variables_are_merged(start: Any, records: Records) -> None:
    """What structlog's contextvars hold is part of every record of that context, foreign ones included."""
    telemetry = start()
    with structlog.contextvars.bound_contextvars(request="r-1"):
        get_logger().info("inside")
        logging.getLogger("lib").warning("inside too")
    get_logger().info("outside")
    assert [record.get("request") for record in records(telemetry)] == ["r-1", "r-1", None]


def test_secrets_are_redacted_everywhere(start: Any, records: Records) -> None:
    """A secret does not reach the file through event, field, nested data, standard logging or an exception's text."""
    telemetry = start()
    secret = "Regen-im-August-99"
    log = get_logger()
    log.info(f"login with password={secret}")
    log.info("login", password=secret)
    log.info("login", request={"headers": [{"authorization": f"Bearer {secret}"}]})
    logging.getLogger("lib").warning("password=%s", secret)
    try:
        raise ValueError(f"wrong password={secret}")
    except ValueError:
        log.exception("failed")
    log.info("again", detail=f"it was {secret}", password=secret)
    log.info("as %(password)s", {"password": secret})
    logging.getLogger("lib").warning("as %(password)s", {"password": secret})
    text = "".join(path.read_text() for path in telemetry.profile.paths.logs.glob("*.ndjson"))
    assert len(records(telemetry)) == 8
    assert secret not in text


def test_exceptions_are_data(start: Any, records: Records) -> None:
    """An exception becomes type, message, notes and frames, its cause after it, and no local variable with it."""
    telemetry = start()
    hidden = "value-of-a-local-variable"
    try:
        try:
            raise KeyError("inner")
        except KeyError as inner:
            raise RuntimeError(f"outer {len(hidden)}") from inner
    except RuntimeError as error:
        if hasattr(error, "add_note"):
            error.add_note("seen in a test")
        get_logger().exception("failed", step=1)
    [record] = records(telemetry)
    outer, inner = record["exception"]
    assert (outer["type"], outer["message"]) == ("RuntimeError", "outer 25")
    assert (inner["type"], inner["relation"]) == ("KeyError", "cause")
    assert outer["frames"][-1]["function"] == "test_exceptions_are_data"
    assert record["level"] == "error"
    assert hidden not in str(record)


class Hostile:
    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __repr__


@pytest.mark.parametrize(
    "call",
    [
        lambda log: log.info("needs two %s %s", 1),
        lambda log: log.info("x", event="again"),
        lambda log: log.info("x", value=Hostile()),
        lambda log: log.info(Hostile()),
        lambda log: log.info("x", big=10**40, bad="\ud800", nan=float("nan")),
        lambda log: log.info(),
        lambda log: log.info("x", exc_info=(1, 2, 3)),
        lambda log: log.info("x", exc_info=True),
        lambda log: log.exception("outside of any handler"),
        lambda log: log.info("x", timestamp="mine", level="mine", logger="mine"),
        lambda log: log.info("x", **{"": 1, "a b": 2}),
        lambda log: log.log(35, "between"),
        lambda log: logging.getLogger("lib").warning("%d", "no number"),
        lambda log: logging.getLogger("lib").warning(Hostile()),
        lambda log: logging.getLogger("lib").warning("x", extra={"level": Hostile()}),
    ],
)
def test_a_log_call_never_raises_nor_loses_the_record(
    start: Any,
    records: Records,
    call: Callable[[Any], None],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever is passed, the call returns, exactly one record stands in the file, and nothing is printed."""
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own do raise
    telemetry = start()
    call(get_logger("t"))
    [record] = records(telemetry)
    assert list(record)[:4] == ["timestamp", "level", "logger", "event"]
    assert record["timestamp"].startswith("2026-01-01")
    assert capfd.readouterr() == ("", "")


def test_a_failing_host_processor_costs_the_record_its_content_only(
    start: Any, records: Records
) -> None:
    """When a host's processor raises, a marker stands in for the record and the fault is counted."""

    def broken(logger: Any, name: str, event_dict: Any) -> Any:
        raise LookupError("secret text")

    telemetry = start(processors=[broken])
    get_logger().info("x", password="p")
    [record] = records(telemetry)
    assert record["event"] == "[redacted:failed]"
    assert record["redaction_error"] == "LookupError"
    assert "secret text" not in str(record)
    assert telemetry.status().counters["pipeline"] == 1


def test_a_host_processor_may_drop_a_record(start: Any, records: Records) -> None:
    """`structlog.DropEvent` means what it means in structlog."""

    def drop(logger: Any, name: str, event_dict: Any) -> Any:
        raise structlog.DropEvent

    telemetry = start(processors=[drop])
    get_logger().info("x")
    assert records(telemetry) == []


def test_levels_below_the_setting_are_not_made(start: Any, records: Records) -> None:
    """The level holds for structlog's and for standard loggers."""
    telemetry = start(level="warning")
    for log in (get_logger("a"), logging.getLogger("b")):
        log.info("no")
        log.warning("yes")
    assert [record["event"] for record in records(telemetry)] == ["yes", "yes"]


def test_times_rise_strictly_even_when_the_clock_stands(start: Any, clock: Any) -> None:
    """No two records of a process have the same nanosecond, so that Loki does not take them for one."""
    from optlog.processors import Stamp

    stamp = Stamp(clock.now_ns)
    times = [stamp.next()[0] for _ in range(100)]
    assert times == sorted(set(times))


def test_a_clock_that_was_ahead_and_is_set_right_is_followed(clock: Any) -> None:
    """Records made after a wrong clock was set back bear the right time: Loki refuses lines from the future."""
    from optlog.processors import Stamp

    stamp, right = Stamp(clock.now_ns), clock.now_ns()
    clock.set_ns(right + 360 * 86_400 * 10**9)
    stamp.next()
    clock.set_ns(right)
    assert stamp.next() == (right, "2026-01-01T00:00:00.000000Z")


def test_threads_lose_nothing(start: Any, records: Records) -> None:
    """Records of many threads all stand in the file, each whole."""
    telemetry = start()
    log = get_logger()

    def work(worker: int) -> None:
        for n in range(200):
            log.info("tick", worker=worker, n=n)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = {(record["worker"], record["n"]) for record in records(telemetry)}
    assert len(found) == 1600


def test_asyncio_tasks_keep_their_context(start: Any, records: Records) -> None:
    """Tasks log with their own context variables, through the plain and the `a` methods."""
    telemetry = start()

    async def task(name: str) -> None:
        structlog.contextvars.bind_contextvars(task=name)
        get_logger().info("plain")
        await asyncio.sleep(0)
        await get_logger().ainfo("async")

    async def main() -> None:
        await asyncio.gather(task("a"), task("b"))

    asyncio.run(main())
    assert sorted((r["task"], r["event"]) for r in records(telemetry)) == [
        ("a", "async"), ("a", "plain"), ("b", "async"), ("b", "plain"),
    ]  # fmt: skip


def test_warnings_are_taken_when_asked(start: Any, records: Records) -> None:
    """`warnings.warn` becomes a record of `py.warnings`."""
    telemetry = start(capture_warnings=True)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn("old call", DeprecationWarning, stacklevel=1)
    telemetry.close()
    assert [record["logger"] for record in records(telemetry)] == ["py.warnings"]


def test_uncaught_exceptions_of_threads_are_taken_when_asked(
    start: Any, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception nobody caught in a thread is recorded, and the hook that stood before is still called."""
    seen: list[Any] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    telemetry = start(capture_excepthooks=True)

    def fail() -> None:
        raise OSError("gone")

    thread = threading.Thread(target=fail, name="worker-7")
    thread.start()
    thread.join()
    [record] = records(telemetry)
    assert (record["level"], record["thread"]) == ("critical", "worker-7")
    assert record["exception"][0]["type"] == "OSError"
    assert len(seen) == 1


def test_configuring_again_replaces_the_first(start: Any, records: Records, tmp_path: Any) -> None:
    """The second `configure` closes the first; a logger taken before goes on, into the new place, once."""
    log = get_logger("early")
    first = start(log_dir=tmp_path / "one")
    log.info("one")
    second = start(log_dir=tmp_path / "two")
    log.info("two")
    logging.getLogger("lib").warning("three")
    assert [record["event"] for record in records(first)] == ["one"]
    assert [record["event"] for record in records(second)] == ["two", "three"]


def test_before_configure_warnings_go_redacted_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a pipeline nothing is lost silently and nothing is shown raw."""
    assert ROUTE.muted == {"debug", "info"}
    ROUTE._fallback = None
    get_logger("early").warning("login", password="Regen-im-August-99")
    ROUTE._fallback = None
    shown = capsys.readouterr().err
    assert "login" in shown
    assert "Regen" not in shown


@pytest.mark.parametrize("value", [10**30, "\ud800", float("inf")])
def test_serialise_takes_what_orjson_refuses(value: Any) -> None:
    """Integers beyond 64 bits and lone surrogates become JSON too."""
    import json

    assert "v" in json.loads(serialise({"v": value}))
