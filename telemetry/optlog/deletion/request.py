"""What a deletion request is: its words on the wire, its bounds, and how it stands."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from pydantic import BaseModel, ConfigDict

from optlog.redaction.pseudonym import PSEUDONYM
from optlog.sentlog import utc_text

__all__ = [
    "KIND",
    "MOST_TRIES",
    "DeletionRequest",
    "DeletionStatus",
    "State",
    "is_pseudonym",
    "new_request",
]

KIND = "deletion-request"
"""Value of the stream label `kind`: requests lie in a stream of their own, `{app="...", kind="deletion-request"}`."""

WAITS_S = (60, 600, 3600, 6 * 3600, 24 * 3600, 48 * 3600, 72 * 3600)
"""Seconds from each try to the next: all within 6.3 days, because Loki refuses what is older than 7."""

MOST_TRIES = len(WAITS_S) + 1
_LONGEST_S = 6.9 * 86_400
_PSEUDONYM = re.compile(PSEUDONYM)


class State(str, Enum):
    """How a request stands."""

    WAITING = "waiting"
    """It will be tried again."""
    SENT = "sent"
    """The server took it. The pseudonym is forgotten; id and time are kept as a receipt."""
    GIVEN_UP = "given up"
    """Every try failed. It is kept until a person tries again or cancels."""


@dataclass(frozen=True, slots=True)
class DeletionRequest:
    """One request. Times in nanoseconds since 1970-01-01 UTC; `pseudonym` is empty once it was sent."""

    request_id: str
    app: str
    pseudonym: str
    asked_ns: int
    state: State = State.WAITING
    tries: int = 0
    next_try_ns: int = 0
    sent_ns: int = 0
    last_error: str = ""

    def line(self) -> str:
        """Give the text that the makers get: pseudonym, application, id and time, and nothing else."""
        said = {
            "kind": KIND,
            "app": self.app,
            "user": self.pseudonym,
            "request": self.request_id,
            "asked": utc_text(self.asked_ns),
        }
        return json.dumps(said, separators=(",", ":"))

    def body(self) -> bytes:
        """Give the exact request, the same at every try: Loki stores it once."""
        stream = {
            "stream": {"app": self.app, "kind": KIND},
            "values": [[str(self.asked_ns), self.line()]],
        }
        return json.dumps({"streams": [stream]}, separators=(",", ":")).encode()

    def begun(self, now_ns: int) -> DeletionRequest:
        """Give it with one more try counted; counted before it is made, so that a crash is counted too."""
        wait_s = WAITS_S[min(self.tries, len(WAITS_S) - 1)]
        return replace(self, tries=self.tries + 1, next_try_ns=now_ns + wait_s * 10**9)

    def arrived(self, now_ns: int) -> DeletionRequest:
        """Give what is kept after the server took it."""
        return replace(self, state=State.SENT, pseudonym="", sent_ns=now_ns, last_error="")

    def failed(self, why: str, now_ns: int, *, hopeless: bool = False) -> DeletionRequest:
        """Give it after a try that failed; given up after the last one, or when trying again cannot help."""
        spent = self.tries >= MOST_TRIES or self.is_too_old(now_ns)
        state = State.GIVEN_UP if spent or hopeless else State.WAITING
        return replace(self, state=state, last_error=why)

    def renewed(self, now_ns: int) -> DeletionRequest:
        """Give it as it was asked now, with all its tries."""
        return replace(self, state=State.WAITING, asked_ns=now_ns, tries=0, next_try_ns=now_ns)

    def is_too_old(self, now_ns: int) -> bool:
        """Whether the server would refuse it for its age."""
        return now_ns - self.asked_ns > _LONGEST_S * 1e9

    def as_text(self) -> str:
        """Give it for its file."""
        return json.dumps(asdict(self), indent=1) + "\n"


class DeletionStatus(BaseModel):
    """What `optlog status`, `optlog delete --status` and the dialog show."""

    model_config = ConfigDict(frozen=True)

    state: str
    request_id: str
    asked_utc: str
    tries: int
    most_tries: int = MOST_TRIES
    next_try_utc: str | None = None
    sent_utc: str | None = None
    last_error: str = ""
    sentence: str

    @classmethod
    def of(cls, request: DeletionRequest) -> DeletionStatus:
        """Put a request into words; the pseudonym is not among them."""
        waiting = request.state is State.WAITING
        return cls(
            state=request.state.value,
            request_id=request.request_id,
            asked_utc=utc_text(request.asked_ns),
            tries=request.tries,
            next_try_utc=utc_text(request.next_try_ns) if waiting else None,
            sent_utc=utc_text(request.sent_ns) if request.sent_ns else None,
            last_error=request.last_error,
            sentence=_sentence(request),
        )


def new_request(app: str, pseudonym: str, now_ns: int) -> DeletionRequest:
    """Make a request with a random id, to be tried at once."""
    return DeletionRequest(secrets.token_hex(8), app, pseudonym, now_ns, next_try_ns=now_ns)


def is_pseudonym(text: object) -> bool:
    """Give whether a text looks like one of our pseudonyms."""
    return isinstance(text, str) and _PSEUDONYM.fullmatch(text) is not None


def parse_request(text: str) -> DeletionRequest:
    """Read what `as_text` wrote.

    Raises:
        ValueError: it is something else.
    """
    data: Any = json.loads(text)
    try:
        request = DeletionRequest(**{**data, "state": State(data["state"])})
    except (TypeError, KeyError) as error:
        raise ValueError("not a deletion request") from error
    numbers = (request.asked_ns, request.tries, request.next_try_ns, request.sent_ns)
    if not all(type(number) is int for number in numbers):
        raise ValueError("not a deletion request")
    if request.state is not State.SENT and not is_pseudonym(request.pseudonym):
        raise ValueError("not a deletion request")
    return request


def _sentence(request: DeletionRequest) -> str:
    if request.state is State.SENT:
        return f"asked the makers to delete; it arrived {_minute(request.sent_ns)} UTC"
    why = f" ({request.last_error})" if request.last_error else ""
    tries = f"{request.tries} of {MOST_TRIES} tries"
    if request.state is State.GIVEN_UP:
        return f"asking the makers to delete did not succeed{why}; {tries}; try again or cancel"
    return f"asking the makers to delete: waiting, {tries}{why}; next {_minute(request.next_try_ns)} UTC"


def _minute(at_ns: int) -> str:
    return utc_text(at_ns)[:16].replace("T", " ")
