"""What leaves after the declaration changed: through the whole pipeline, for every kind of change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import structlog
from optlog import Settings, Telemetry, configure, get_logger
from optlog.errors import ConsentError
from optlog.testing.clock import FixedClock
from optlog.testing.transport import RecordingTransport

PURPOSE = '[[purposes]]\nid = "{id}"\ntitle = "{id}"\nsentence = "{sentence}"\nretention_days = 30\nvalidity_days = {validity}\n'
FIELD = '[[fields]]\nname = "{name}"\ntype = "{type}"\npurposes = ["errors"]\ndescription = "d"\nexample = {example}\nsince = {since}\n'
SOURCE = '[[sources]]\npurpose = "errors"\nlevels = {levels}\nsince = {since}\n'
RECIPIENT = '[[recipients]]\nname = "{name}"\ncountry = "{country}"\nsafeguard = "none needed"\n'
EVENT = FIELD.format(name="event", type="string", example='"x"', since=1)
STATUS = FIELD.format(name="status", type="integer", example=1, since=1)
ERRORS = PURPOSE.format(id="errors", sentence="Faults are sent.", validity=365)
ONLY_ERRORS = SOURCE.format(levels='["error"]', since=1)


def colour(since: int) -> str:
    return FIELD.format(name="colour", type="string", example='"red"', since=since)


def declared(version: int, *parts: str, title: str = "Test") -> str:
    return f'version = {version}\ndate = 2026-01-01\ntitle = "{title}"\n' + "".join(parts)


V1 = declared(1, ERRORS, EVENT, STATUS, ONLY_ERRORS)
WIDER = declared(2, ERRORS, EVENT, STATUS, colour(2), ONLY_ERRORS)


class App:
    """One application that is updated now and then: a new policy file, the same profile."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = FixedClock()
        self.sent: list[RecordingTransport] = []
        self.telemetry: Telemetry | None = None

    def start(self, policy: str) -> Telemetry:
        self.stop()
        path = self.folder / "policy.toml"
        path.write_text(policy)
        transport = RecordingTransport()
        self.sent.append(transport)
        settings = Settings(
            config_file=None, app="test", console=False, policy=path, use_keyring=False,
            data_dir=self.folder / "data", log_dir=self.folder / "logs",
        )  # fmt: skip
        self.telemetry = configure(
            settings, clock=self.clock, environ={}, transport=lambda: transport
        )
        assert self.telemetry.status().counters.get("configuration") is None
        return self.telemetry

    def leaves(self) -> list[dict[str, Any]]:
        """Log an error and a warning with every field, and give what leaves of them."""
        assert self.telemetry is not None
        before = len(self.sent[-1].lines)
        log = get_logger("app")
        log.error("failed", status=5, colour="red")
        log.warning("slow", status=6)
        preview = [record.line for record in self.telemetry.preview() if record.state == "waiting"]
        assert self.telemetry.flush(10)
        lines = self.sent[-1].lines[before:]
        assert [line for line in preview if line not in lines] == []
        return [json.loads(line) for line in lines]

    def stop(self) -> None:
        if self.telemetry is not None:
            self.telemetry.close()


@pytest.fixture
def app(tmp_path: Path):
    app = App(tmp_path)
    yield app
    app.stop()
    structlog.reset_defaults()


def agreed(app: App) -> Telemetry:
    """Give a program whose user agreed to version 1."""
    telemetry = app.start(V1)
    telemetry.consent.give(["errors"], surface="settings")
    assert app.leaves() == [{"event": "failed", "status": 5}]
    return telemetry


@pytest.mark.parametrize(
    ("policy", "leaves"),
    [
        pytest.param(declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS), {"event", "status"}, id="a version alone"),
        pytest.param(declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS, title="New"), {"event", "status"}, id="a note"),
        pytest.param(declared(2, ERRORS, EVENT, ONLY_ERRORS), {"event"}, id="narrower"),
        pytest.param(WIDER, {"event", "status"}, id="a new field"),
        pytest.param(
            declared(2, ERRORS.replace("sent.", "sent at once."), EVENT, STATUS, ONLY_ERRORS),
            {"event", "status"}, id="another sentence",
        ),
        pytest.param(
            declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS, SOURCE.format(levels='["warning"]', since=2)),
            {"event", "status"}, id="new records",
        ),
        pytest.param(declared(2, ERRORS, EVENT, STATUS, colour(1), ONLY_ERRORS), None, id="since tells nothing"),
        pytest.param(
            declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS, RECIPIENT.format(name="Cloud", country="US")),
            None, id="a new recipient",
        ),
        pytest.param(
            declared(2, ERRORS, PURPOSE.format(id="usage", sentence="Use is sent.", validity=365), EVENT, STATUS, ONLY_ERRORS),
            None, id="a new purpose",
        ),
        pytest.param(
            declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS, '[controller]\nname = "Somebody else"\n'),
            None, id="a new controller",
        ),
    ],
)  # fmt: skip
def test_what_leaves_after_an_update(app: App, policy: str, leaves: set[str] | None) -> None:
    """Nothing or a note: all that is declared. Asked: what was agreed to. Stopped: nothing at all."""
    agreed(app)
    app.start(policy)
    records = app.leaves()
    assert [set(record) for record in records] == ([leaves] if leaves else [])


def test_the_region_of_a_recipient_stops(app: App) -> None:
    """A recipient that moves to another country is a new one."""
    app.start(V1 + RECIPIENT.format(name="Cloud", country="DE")).consent.give(
        ["errors"], surface="settings"
    )
    assert len(app.leaves()) == 1
    app.start(declared(2, ERRORS, EVENT, STATUS, ONLY_ERRORS, RECIPIENT.format(name="Cloud", country="US")))  # fmt: skip
    assert app.leaves() == []


def test_a_yes_to_the_wider_scope_lets_the_new_field_leave(app: App) -> None:
    """Only after the answer, and only from records made after it."""
    agreed(app)
    telemetry = app.start(WIDER)
    assert app.leaves() == [{"event": "failed", "status": 5}]
    assert telemetry.consent.decide("errors").scope == 1
    telemetry.consent.give(["errors"], surface="prompt")
    assert app.leaves() == [{"event": "failed", "status": 5, "colour": "red"}]
    assert telemetry.consent.decide("errors").scope is None


def test_what_waited_under_the_old_scope_stays_narrow(app: App) -> None:
    """A record spooled before the wider yes leaves as it was made."""
    agreed(app)
    telemetry = app.start(WIDER)
    get_logger("app").error("failed", status=5, colour="red")
    telemetry.hold()
    telemetry.consent.give(["errors"], surface="prompt")
    assert telemetry.flush(10)
    assert [json.loads(line) for line in app.sent[-1].lines] == [{"event": "failed", "status": 5}]


def test_declining_the_wider_scope_keeps_the_old_one_over_restarts(app: App) -> None:
    """The answer "not more than agreed" is recorded, renews nothing, is not asked again, and only the old fields leave."""
    agreed(app)
    given_at = app.telemetry.consent.history()[0].at_utc
    app.clock.advance(200 * 86_400)
    telemetry = app.start(WIDER)
    assert dict(telemetry.consent.question().reasons) == {"errors": "wider"}
    (event,) = telemetry.consent.keep(["errors"], surface="prompt", words="Not more")
    assert (event.state.value, event.words) == ("given", "Not more")
    for _ in range(2):
        telemetry = app.start(WIDER)
        assert app.leaves() == [{"event": "failed", "status": 5}]
        assert telemetry.consent.question() is None
        assert telemetry.consent.verify().ok
    decision = telemetry.consent.decide("errors")
    assert (decision.scope, given_at[:10] in decision.reason) == (1, True)
    assert "what has been added since stays here" in decision.reason
    app.clock.advance(170 * 86_400)
    assert telemetry.consent.decide("errors").state.value == "expired"


def test_keeping_needs_a_yes(app: App) -> None:
    """Without one there is nothing to keep."""
    telemetry = app.start(V1)
    with pytest.raises(ConsentError, match="cannot keep consent that is unknown"):
        telemetry.consent.keep(["errors"], surface="cli")


def test_two_additions_in_a_row_are_compared_with_what_was_agreed(app: App) -> None:
    """Who agreed to version 1 and declined version 2 has the scope of version 1 under version 3, and is asked once more."""
    agreed(app)
    app.start(WIDER).consent.keep(["errors"], surface="settings")
    shape = FIELD.format(name="shape", type="string", example='"round"', since=3)
    telemetry = app.start(declared(3, ERRORS, EVENT, STATUS, colour(2), shape, ONLY_ERRORS))
    assert app.leaves() == [{"event": "failed", "status": 5}]
    assert dict(telemetry.consent.question().reasons) == {"errors": "wider"}


def test_a_longer_validity_does_not_lengthen_a_yes(app: App) -> None:
    """A yes holds for as long as was said when it was given."""
    telemetry = app.start(V1.replace("validity_days = 365", "validity_days = 30"))
    telemetry.consent.give(["errors"], surface="settings")
    telemetry = app.start(V1.replace("version = 1", "version = 2"))
    assert telemetry.consent.decide("errors").allowed
    app.clock.advance(31 * 86_400)
    assert telemetry.consent.decide("errors").state.value == "expired"


def test_a_stop_purges_what_waits(app: App) -> None:
    """What waited when a new recipient was declared is deleted at the next start, and its key with it."""
    telemetry = agreed(app)
    app.sent[-1].answer("retry", times=9)
    get_logger("app").error("failed", status=5)
    telemetry.hold()
    assert telemetry.profile.spool.stats().lines == 1
    telemetry.close(timeout_s=0)
    profile = app.start(V1.replace("version = 1", "version = 2") + RECIPIENT.format(name="Cloud", country="US")).profile  # fmt: skip
    assert profile.spool.stats().lines == 0
    assert not profile.keys.holds("spool:errors")
    assert app.sent[-1].lines == []


def test_an_altered_declaration_counts_as_none(app: App) -> None:
    """A kept declaration that does not match its digest covers nothing: the yes is asked for again."""
    telemetry = agreed(app)
    app.stop()
    import sqlite3

    with sqlite3.connect(telemetry.profile.paths.store) as connection:
        connection.execute(
            "UPDATE accepted SET declaration = replace(declaration, 'status', 'colour')"
        )
    connection.close()
    telemetry = app.start(WIDER)
    assert app.leaves() == []
    assert telemetry.consent.decide("errors").state.value == "invalidated"


def test_a_refuser_is_not_asked_because_of_a_new_version(app: App) -> None:
    """A refusal stands over every later declaration, and no question comes of it."""
    app.start(V1).consent.refuse(["errors"], surface="settings")
    app.clock.advance(400 * 86_400)
    telemetry = app.start(WIDER)
    assert telemetry.consent.question() is None
    assert app.leaves() == []
