"""The question inside the host's window: what each answer records, and that it stands in nobody's way."""

from __future__ import annotations

import pytest
from optlog.consent.asking import Reason
from optlog.errors import ConsentError
from optlog_ui.consent_prompt import ConsentPrompt
from optlog_ui.notice_view import NoticeView
from optlog_ui.record_viewer import RecordViewer
from optlog_ui.side_window import SideWindow
from optlog_ui.testing import FakeProfile, asking_profile
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def ask(qtbot):
    """Give a function that puts the question into a host's window and offers it."""
    hosts = []

    def asked(profile):
        host = QWidget()
        hosts.append(host)
        qtbot.addWidget(host)
        column = QVBoxLayout(host)
        field = QLineEdit()
        column.addWidget(field)
        prompt = ConsentPrompt(profile, host)
        column.addWidget(prompt)
        with qtbot.waitExposed(host):
            host.show()
        host.activateWindow()
        field.setFocus()
        prompt.offer()
        return prompt

    yield asked
    hosts.clear()


def recorded(profile):
    return [(event.purpose, event.state) for event in profile.consent.events]


def test_it_is_not_there_before_it_is_offered(qtbot):
    """A host's window opens without the bar: nothing is asked at the start."""
    prompt = ConsentPrompt(asking_profile())
    qtbot.addWidget(prompt)
    assert prompt.isHidden()
    assert prompt._profile.consent.refreshes == 0


def test_nothing_to_ask_shows_nothing(ask):
    """Where `question` gives None, `offer` shows nothing and records nothing."""
    profile = FakeProfile()
    assert ask(profile).isHidden()
    assert profile.consent.events == []


def test_it_opens_calm(ask):
    """Nothing ticked, no default button, the focus stays where the user types, no window is modal."""
    prompt = ask(asking_profile())
    assert prompt.isVisible()
    assert not any(row.box.isChecked() for row in prompt.rows.values())
    assert not any(one.isDefault() or one.autoDefault() for one in prompt.findChildren(QPushButton))
    assert isinstance(prompt.window().focusWidget(), QLineEdit)
    assert QGuiApplication.modalWindow() is None


def test_it_scrolls_only_where_there_is_no_room(qtbot, ask):
    """A line more (a fault that is said) brings no scroll bar while the host has room; a low window does."""
    profile = asking_profile()
    profile.consent.fails = ConsentError("it could not be recorded")
    prompt = ask(profile)
    bar = prompt._area.verticalScrollBar()
    prompt.window().resize(800, 900)
    qtbot.waitUntil(lambda: not bar.isVisible())
    prompt.refuse.click()
    qtbot.waitUntil(lambda: prompt._feedback.height() < 100)
    assert not bar.isVisible()
    prompt.window().resize(800, 320)
    qtbot.waitUntil(bar.isVisible)
    prompt.window().resize(800, 900)
    qtbot.waitUntil(lambda: not bar.isVisible())


def test_the_two_answers_are_equal(ask):
    """The answers "Don't share" and "Share selected" stand in one row with one size, font and style."""
    prompt = ask(asking_profile())
    first, second = prompt.refuse, prompt.share
    assert first.y() == second.y()
    assert first.parent() is second.parent()
    assert (first.size(), first.font(), first.isFlat()) == (
        second.size(),
        second.font(),
        second.isFlat(),
    )
    assert first.palette() == second.palette()


@pytest.mark.parametrize("way", ["mouse", "space", "enter"])
def test_dont_share_is_one_act(qtbot, ask, way):
    """One click or key records a no for everything asked; the bar is gone and nothing asks back."""
    profile = asking_profile()
    prompt = ask(profile)
    with qtbot.waitSignal(prompt.answered):
        if way == "mouse":
            qtbot.mouseClick(prompt.refuse, LEFT)
        else:
            qtbot.keyClick(prompt.refuse, Qt.Key.Key_Space if way == "space" else Qt.Key.Key_Return)
    assert {state for _, state in recorded(profile)} == {"refused"}
    assert prompt.isHidden()
    assert {event.surface for event in profile.consent.events} == {"prompt"}


def test_share_selected_records_what_is_ticked(qtbot, ask):
    """A tick is a yes, no tick is a no; the words shown are recorded."""
    profile = asking_profile()
    prompt = ask(profile)
    prompt.rows["errors"].box.click()
    assert recorded(profile) == []
    qtbot.mouseClick(prompt.share, LEFT)
    assert profile.consent.states == {
        "errors": "given",
        "diagnostics": "refused",
        "performance": "refused",
        "usage": "refused",
    }
    words = profile.consent.events[-1].words
    assert words.startswith(
        "Share records of Example Notes with Example Notes Ltd?\nOnly what you tick"
    )
    assert "Received by Example Hosting GmbH." in words
    assert "\nError reports\nWhen something in the application fails" in words


def test_share_selected_without_a_tick_records_nothing(qtbot, ask):
    """An empty "Share selected" is no answer: the bar stays and says so."""
    profile = asking_profile()
    prompt = ask(profile)
    qtbot.mouseClick(prompt.share, LEFT)
    assert recorded(profile) == []
    assert prompt.isVisible()
    assert prompt.feedback().startswith("Nothing is ticked.")


@pytest.mark.parametrize("way", ["escape", "later"])
def test_escape_and_close_mean_not_now(qtbot, ask, way):
    """Both put the question off and close the bar."""
    profile = asking_profile()
    prompt = ask(profile)
    if way == "escape":
        prompt.rows["errors"].box.setFocus()
        prompt.rows["errors"].box.click()
        qtbot.keyClick(prompt.rows["errors"].box, Qt.Key.Key_Escape)
    else:
        qtbot.mouseClick(prompt.later, LEFT)
    qtbot.waitUntil(prompt.isHidden)
    assert {state for _, state in recorded(profile)} == {"deferred"}


def test_escape_elsewhere_is_the_hosts_own(qtbot, ask):
    """Escape in the host's field closes no question."""
    prompt = ask(asking_profile())
    qtbot.keyClick(prompt.window().focusWidget(), Qt.Key.Key_Escape)
    assert prompt.isVisible()


def test_it_asks_once(ask):
    """After any answer, offering it again shows nothing."""
    prompt = ask(asking_profile())
    prompt.later.click()
    prompt.offer()
    assert prompt.isHidden()


def test_a_wider_question_leaves_the_old_yes_alone(ask):
    """Putting off keeps what was agreed to; sharing the rest without its tick does too; "Don't share" takes all back."""
    for answer, states in (
        ("later", {"errors": "given", "usage": "deferred"}),
        ("share", {"errors": "given", "usage": "given"}),
        ("refuse", {"errors": "withdrawn", "usage": "refused"}),
    ):
        profile = asking_profile(errors=Reason.WIDER, usage=Reason.NEW)
        prompt = ask(profile)
        assert "only what you agreed to is sent" in prompt.rows["errors"].words()
        prompt.rows["usage"].box.click()
        getattr(prompt, answer).click()
        assert profile.consent.states == states


def test_a_no_that_cannot_be_recorded_is_said(ask):
    """The bar stays, with words and what to do; when the store is well again, the same click is recorded."""
    profile = asking_profile()
    profile.consent.fails = ConsentError(
        "it could not be recorded: locked", hint="close the other program"
    )
    prompt = ask(profile)
    prompt.refuse.click()
    assert prompt.feedback() == (
        "Problem: it could not be recorded: locked. What to do: close the other program."
    )
    assert prompt.isVisible()
    profile.consent.fails = None
    prompt.refuse.click()
    assert prompt.isHidden()


def test_an_answer_elsewhere_closes_it(ask):
    """When the command line or another window answered, the bar goes away."""
    profile = asking_profile()
    prompt = ask(profile)
    prompt.poll()
    assert prompt.isVisible()
    profile.consent.asks = {}
    profile.consent.foreign_change("errors", "refused")
    prompt.poll()
    assert prompt.isHidden()
    assert recorded(profile) == []


def test_the_end_of_the_application_is_not_now(ask):
    """A question that was still open when the application ended was put off, and is not asked at the next start."""
    profile = asking_profile()
    ask(profile)
    QCoreApplication.instance().aboutToQuit.emit()
    assert {state for _, state in recorded(profile)} == {"deferred"}


@pytest.mark.parametrize(("button", "view"), [("see", RecordViewer), ("notice", NoticeView)])
def test_records_and_notice_are_one_click_away(qtbot, ask, button, view):
    """One click opens each in a window that is not modal; the question stays, and its answer closes the window."""
    prompt = ask(asking_profile())
    qtbot.mouseClick(getattr(prompt, button), LEFT)
    (side,) = prompt.findChildren(SideWindow)
    assert side.isVisible()
    assert not side.isModal()
    assert side.findChildren(view)
    assert prompt.isVisible()
    prompt.later.click()
    assert side.isHidden()


def test_every_control_is_reached_by_tab_in_reading_order(qtbot, ask):
    """From "Not now" the Tab key visits the boxes, the two links and the two answers."""
    prompt = ask(asking_profile())
    prompt.later.setFocus()
    visited = []
    for _ in range(8):
        qtbot.keyClick(prompt.window().focusWidget(), Qt.Key.Key_Tab)
        visited.append(prompt.window().focusWidget().accessibleName())
    titles = [purpose.title for purpose in prompt._profile.policy.purposes]
    assert visited == [
        *titles,
        "See exactly what would be sent",
        "Privacy notice",
        "Don’t share",
        "Share selected",
    ]


@pytest.mark.parametrize(
    ("ending", "start"), [("md", b"# Privacy"), ("html", b"<!"), ("pdf", b"%PDF-")]
)
def test_the_notice_can_be_saved(qtbot, tmp_path, ending, start):
    """The notice on the screen is written as Markdown, HTML or PDF, as the name says."""
    from optlog_ui.models.notice import NoticeModel

    told = []
    target = tmp_path / f"privacy.{ending}"
    view = NoticeView(NoticeModel(FakeProfile()), told.append, ask=lambda *_: str(target))
    qtbot.addWidget(view)
    view.load()
    assert "Privacy notice: Example Notes" in view.text.toPlainText()
    view.save.click()
    assert target.read_bytes().startswith(start)
    assert told[0].ok


def test_a_notice_that_cannot_be_saved_is_said(qtbot, tmp_path):
    """A folder that does not exist gives words and what to do."""
    from optlog_ui.models.notice import NoticeModel

    feedback = NoticeModel(FakeProfile()).save(str(tmp_path / "none" / "privacy.md"))
    assert not feedback.ok
