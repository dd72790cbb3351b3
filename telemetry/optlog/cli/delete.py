"""`optlog delete`: ask the makers to delete, as a person and in plain sight."""

from __future__ import annotations

import contextlib
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optlog.cli.common import add_json, add_profile_options, opened, print_json, print_line
from optlog.errors import OptlogError, SettingsError, ShippingError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from optlog.deletion import DeletionRequest
    from optlog.profile import Profile

__all__ = ["add_and_delete", "add_commands", "deletion_beside"]

_SENT_BY_US = re.compile(rb'"user":"(psn_[a-p]{32})"')
_REQUESTS_READ = 1000
_YES = ("y", "yes")


def add_commands(commands: Any) -> None:
    """Add `delete`."""
    parser = commands.add_parser(
        "delete",
        help="ask the makers to delete what was shared",
        description="Asks the makers to delete every record shared under your pseudonym up to now. The request is sent "
        "only after you have seen it and said yes. It needs no consent, and takes none back: see "
        "'optlog consent withdraw --and-delete'.",
        epilog="exit codes: 0 arrived, or nothing to do; 1 cancelled too late: it has arrived; 2 wrong usage; "
        "3 it waits to be tried again, or cannot be asked from here",
    )
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--status", action="store_true", help="how the request stands")
    what.add_argument("--cancel", action="store_true", help="forget the request, at any time")
    what.add_argument("--retry", action="store_true", help="try the request that waits, now")
    what.add_argument("--pseudonym", metavar="PSN", help="whose records, when none is kept here any more")  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="do not ask before sending")
    add_profile_options(parser)
    add_json(parser)
    parser.set_defaults(run=_delete)


def add_and_delete(parser: argparse.ArgumentParser) -> None:
    """Add `--and-delete` to `consent withdraw`."""
    parser.add_argument("--and-delete", action="store_true", help="and ask the makers to delete what was shared")  # fmt: skip


@dataclass(slots=True)
class Beside:
    """What came of a deletion request beside a withdrawal."""

    exit_code: int = 0


@contextlib.contextmanager
def deletion_beside(profile: Profile, *, wanted: bool) -> Iterator[Beside]:
    """Record the request before what is inside destroys the pseudonym, and send it afterwards.

    A request that cannot be recorded never keeps a withdrawal from happening: its error comes afterwards.
    """
    beside, problem = Beside(), None
    if wanted:
        try:
            profile.deletion.ask(_draft(profile, None))
        except OptlogError as error:
            problem = error
    yield beside
    if problem is not None:
        raise problem
    if wanted:
        request = profile.deletion.send_now()
        sys.stderr.write(_result(request) + "\n")
        beside.exit_code = _code(request)


def _delete(arguments: argparse.Namespace) -> int:
    with opened(arguments) as profile:
        if arguments.status:
            return _status(profile, arguments)
        if arguments.cancel:
            return _cancel(profile, arguments)
        draft = _draft(profile, _waiting(profile) if arguments.retry else arguments.pseudonym)
        if not (arguments.retry or _agreed(profile, draft, arguments)):
            print_line("nothing was sent")
            return 0
        profile.deletion.ask(draft)
        request = profile.deletion.send_now()
        if arguments.json:
            print_json(_as_data(profile))
        else:
            print_line(_result(request))
        return _code(request)


def _status(profile: Profile, arguments: argparse.Namespace) -> int:
    status = profile.deletion.status()
    if arguments.json:
        print_json(_as_data(profile))
    elif status is None:
        print_line("no deletion request is under way")
    else:
        print_line(status.sentence)
        print_line(f"request {status.request_id}, asked {status.asked_utc}")
    return 0


def _cancel(profile: Profile, arguments: argparse.Namespace) -> int:
    from optlog.deletion import State

    request = profile.deletion.cancel()
    late = request is not None and request.state is State.SENT
    if request is None:
        text = "there is no request, or it could not be read; nothing will be sent"
    elif late:
        text = f"request {request.request_id} has arrived already and is only forgotten here; write to the makers"
    else:
        text = f"cancelled after {request.tries} tries, none of them answered with a yes; nothing more will be sent"
    if arguments.json:
        print_json({"cancelled": request is not None and not late, "text": text})
    else:
        print_line(text)
    return int(late)


def _draft(profile: Profile, pseudonym: str | None) -> DeletionRequest:
    """Make the request, unless it cannot be sent from here anyway.

    Raises:
        DeletionError, ShippingError, StoreError: it cannot be asked from here.
    """
    from optlog.deletion import NoPseudonymError
    from optlog.shipping import check_url

    url = profile.settings.loki_url
    if url is None:
        raise ShippingError(
            "no server is set, so there is nobody to ask",
            hint="set LOKI_URL as the application does",
        )
    check_url(url)
    names = _named_in_sent_log(profile)
    try:
        draft = profile.deletion.draft(pseudonym)
    except NoPseudonymError as error:
        raise NoPseudonymError(error.message, hint=_what_else(profile, names)) from None
    if pseudonym is None and names and draft.pseudonym not in names:
        raise NoPseudonymError(
            "the records sent carry another pseudonym than this command finds; is USER_ID set as in the application?",
            hint=_what_else(profile, names),
        )
    return draft


def _what_else(profile: Profile, names: list[str]) -> str:
    """Say what can be done once the pseudonym is gone: the sent-log may still name it; else the records run out."""
    if names:
        commands = " or ".join(f"'optlog delete --pseudonym {name}'" for name in names)
        return f"the log of what was sent still names it: {commands}"
    policy = profile.policy
    days = max(policy.purpose(purpose).retention_days for purpose in policy.purpose_ids)
    return (
        "if nothing was ever shared there is nothing to delete; else it was forgotten with a withdrawal or a reset, the "
        f"makers cannot tell your records from others, and keep them {days:g} days at most"
    )


def _named_in_sent_log(profile: Profile) -> list[str]:
    names: dict[str, None] = {}
    if profile.store.fault() is None:  # a damaged sent-log must not stand in the way
        for entry in profile.sent.entries(_REQUESTS_READ):
            body = profile.sent.body(entry.seq)
            names.update((found.decode(), None) for found in _SENT_BY_US.findall(body))
    return list(names)


def _waiting(profile: Profile) -> str:
    from optlog.deletion import DeletionError

    request = profile.deletion.request()
    if request is None or not request.pseudonym:
        raise DeletionError("there is no deletion request that waits", hint="'optlog delete' makes one")  # fmt: skip
    return request.pseudonym


def _agreed(profile: Profile, draft: DeletionRequest, arguments: argparse.Namespace) -> bool:
    """Show exactly what will be sent, and ask.

    Raises:
        SettingsError: there is nobody to ask.
    """
    say = sys.stderr.write if arguments.json or arguments.yes else sys.stdout.write
    say("\n".join(_shown(profile, draft)) + "\n")
    if arguments.yes:
        return True
    say("Send it? [y/N] ")
    sys.stdout.flush()
    answer = sys.stdin.readline()
    if not answer:
        raise SettingsError("nobody answered, so nothing was sent", hint="say --yes to send without being asked")  # fmt: skip
    return answer.strip().lower() in _YES


def _shown(profile: Profile, draft: DeletionRequest) -> Iterator[str]:
    yield f"This goes to {profile.status().endpoint}, and nothing else:"
    yield f"  {draft.body().decode()}"
    yield "It asks the makers to delete every record under this pseudonym up to the time in it."
    yield "It is tried at most 8 times within a week; 'optlog delete --cancel' stops that."
    if not profile.sent.totals()[0]:
        yield "As far as this computer knows nothing was ever sent."
    if profile.deletion.only_by_hand():
        yield "You have turned sharing off for this run. This request is your own, so it is sent all the same, once;"
        yield "the application will not try it again by itself: 'optlog delete --retry' does."


def _result(request: DeletionRequest) -> str:
    from optlog.deletion import DeletionStatus, State

    status = DeletionStatus.of(request)
    text = f"{status.sentence}\nrequest {status.request_id}"
    if request.state is State.WAITING:
        text += "; the application tries again by itself, 'optlog delete --retry' at once"
    return text


def _code(request: DeletionRequest) -> int:
    from optlog.deletion import State

    return 0 if request.state is State.SENT else 3


def _as_data(profile: Profile) -> Any:
    status = profile.deletion.status()
    return None if status is None else status.model_dump()
