"""Asking the makers to delete: what would be sent, how the request stands, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optlog.deletion import State
from optlog.deletion.request import MOST_TRIES
from optlog.sentlog import utc_text
from optlog_policy.errors import OptlogError

from optlog_ui.models.feedback import Feedback, failed, unreadable
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from optlog.deletion import DeletionRequest

    from optlog_ui.models.profile import DeletionLike
    from optlog_ui.texts import Words

__all__ = ["DeletionModel", "DeletionView"]


@dataclass(frozen=True, slots=True)
class DeletionView:
    """How the request stands: in words, whether it can be sent, and whether there is anything to take back."""

    sentences: tuple[Words, ...]
    can_ask: bool
    can_cancel: bool


class DeletionModel:
    """The request of one profile. Showing it comes before sending it, and is the only confirmation."""

    def __init__(self, deletion: DeletionLike) -> None:
        self._deletion = deletion
        self._draft: DeletionRequest | None = None

    def load(self) -> DeletionView:
        """Read how it stands. Never raises; a request that cannot be read can be forgotten."""
        try:
            request = self._deletion.request()
        except OptlogError as error:
            return DeletionView(unreadable(error).phrases, can_ask=False, can_cancel=True)
        if request is None:
            return DeletionView((T.DELETION_NONE,), can_ask=True, can_cancel=False)
        return DeletionView(_told(request), request.state is not State.SENT, can_cancel=True)

    def draft(self) -> str | Feedback:
        """Give the exact text of the request, or why there can be none. Nothing is recorded or sent."""
        try:
            self._draft = self._deletion.draft()
        except OptlogError as error:
            return failed(error)
        return self._draft.line()

    def send(self) -> Feedback:
        """Record the request that was shown, and make one try; takes seconds."""
        if self._draft is None:
            return Feedback(False, (Phrase(T.DELETION_NONE),))
        try:
            self._deletion.ask(self._draft)
            request = self._deletion.send_now()
        except OptlogError as error:
            return failed(error)
        finally:
            self._draft = None
        return Feedback(request.state is State.SENT, _told(request))

    def cancel(self) -> Feedback:
        """Forget the request, also in the middle of a try."""
        self._draft = None
        try:
            request = self._deletion.cancel()
        except OptlogError as error:
            return failed(error)
        late = request is not None and request.state is State.SENT
        return Feedback(
            True, (Phrase(T.FEEDBACK_CANCELLED_LATE if late else T.FEEDBACK_CANCELLED),)
        )


def _told(request: DeletionRequest) -> tuple[Phrase, ...]:
    if request.state is State.SENT:
        return (Phrase(T.DELETION_ARRIVED, {"time": _minute(request.sent_ns)}),)
    tried = {"tries": str(request.tries), "most": str(MOST_TRIES)}
    if request.state is State.WAITING:
        told = Phrase(T.DELETION_WAITING, {**tried, "time": _minute(request.next_try_ns)})
    else:
        told = Phrase(T.DELETION_GIVEN_UP, {**tried})
    if not request.last_error:
        return (told,)
    return told, Phrase(T.DELETION_LAST_ERROR, {"error": request.last_error.rstrip(".")})


def _minute(at_ns: int) -> str:
    return utc_text(at_ns)[:16].replace("T", " ")
