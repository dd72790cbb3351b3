"""The parts of `optlog.profile.Profile` that the dialog uses. Any host that offers them can be served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from optlog.consent.asking import Question
    from optlog.consent.model import Surface
    from optlog.profile import Profile
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.notice import RuleLike

__all__ = [
    "AskingConsentLike",
    "AskingProfileLike",
    "ConsentEventLike",
    "ConsentLike",
    "OffersPseudonym",
    "PreviewRecordLike",
    "ProfileLike",
    "PurposeStatusLike",
    "StatusLike",
    "VerificationLike",
]


class PurposeStatusLike(Protocol):
    """Where one purpose stands."""

    @property
    def id(self) -> str:
        """The purpose's id in the policy."""
        ...

    @property
    def title(self) -> str:
        """The purpose's title in the policy."""
        ...

    @property
    def state(self) -> str:
        """The recorded choice, a value of `optlog.consent.ConsentState`."""
        ...

    @property
    def allowed(self) -> bool:
        """Whether records of the purpose may leave now."""
        ...

    @property
    def layer(self) -> str:
        """What decided, a value of `optlog.consent.Layer`."""
        ...

    @property
    def reason(self) -> str:
        """Why, in words."""
        ...


class StatusLike(Protocol):
    """The whole state at one moment."""

    @property
    def sentence(self) -> str:
        """The state in one plain sentence."""
        ...

    @property
    def purposes(self) -> Sequence[PurposeStatusLike]:
        """One entry for each purpose of the policy."""
        ...

    @property
    def waiting_lines(self) -> int:
        """How many records wait to be sent."""
        ...

    @property
    def endpoint(self) -> str | None:
        """Address of the server; None when none is set."""
        ...

    @property
    def data_dir(self) -> str:
        """Folder of the ledger, the spool and the keys."""
        ...

    @property
    def log_dir(self) -> str:
        """Folder of the local log."""
        ...


class PreviewRecordLike(Protocol):
    """One record as it would leave, or as it waits."""

    @property
    def purpose(self) -> str:
        """The purpose's id in the policy."""
        ...

    @property
    def line(self) -> bytes:
        """The exact bytes: UTF-8 JSON without a newline."""
        ...

    @property
    def state(self) -> str:
        """`waiting`, `would-send` or `local-only`."""
        ...


class ConsentEventLike(Protocol):
    """One entry of the consent ledger."""

    @property
    def purpose(self) -> str:
        """The purpose's id at that time."""
        ...

    @property
    def state(self) -> str:
        """The choice, a value of `optlog.consent.ConsentState`."""
        ...

    @property
    def at_utc(self) -> str:
        """When, ISO 8601 in UTC."""
        ...

    @property
    def surface(self) -> str:
        """Where it was made: `prompt`, `settings`, `cli` or `api`."""
        ...

    @property
    def app_version(self) -> str:
        """Version of the application at that time."""
        ...


class VerificationLike(Protocol):
    """Whether the ledger is as it was written."""

    @property
    def ok(self) -> bool:
        """True when nothing was changed."""
        ...

    @property
    def faults(self) -> Sequence[object]:
        """What was found; `str()` gives words."""
        ...


class ConsentLike(Protocol):
    """The choices of this user.

    `give` and `withdraw` raise ConsentError when the choice could not be recorded, `history` and `verify` StoreError
    when the ledger cannot be read.
    """

    def give(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = ..., words: str = ...
    ) -> object:
        """Record a yes."""
        ...

    def withdraw(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = ..., words: str = ...
    ) -> object:
        """Take a yes back, or record a no where there was none; delete what waits."""
        ...

    def history(self) -> Sequence[ConsentEventLike]:
        """Give every choice, oldest first."""
        ...

    def verify(self) -> VerificationLike:
        """Check the ledger's chain of hashes."""
        ...

    def refresh(self) -> bool:
        """Look for changes made by other processes; True when there was one. Cheap: called once a second."""
        ...

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Have `callback` called, on any thread, after every change seen; gives a function that ends it."""
        ...


class AskingConsentLike(ConsentLike, Protocol):
    """Choices that may also be asked about; see `optlog.consent.asking`."""

    def question(self) -> Question | None:
        """Give what may be asked now, or None."""
        ...

    def refuse(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = ..., words: str = ...
    ) -> object:
        """Record a no."""
        ...

    def defer(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = ..., words: str = ...
    ) -> object:
        """Record "not now"."""
        ...

    def keep(
        self, purposes: Sequence[str], *, surface: Surface, locale: str = ..., words: str = ...
    ) -> object:
        """Record "not more than agreed"."""
        ...


class ProfileLike(Protocol):
    """One application's profile on this computer."""

    @property
    def policy(self) -> CollectionPolicy:
        """What may be collected."""
        ...

    @property
    def consent(self) -> ConsentLike:
        """The choices of this user."""
        ...

    @property
    def rules(self) -> Iterable[RuleLike]:
        """The redaction rules in force, which the notice counts. Raises OptlogError when one is wrong."""
        ...

    def status(self) -> StatusLike:
        """Give the state at this moment. Raises OptlogError when it cannot be read."""
        ...

    def preview(self, limit: int = ...) -> Sequence[PreviewRecordLike]:
        """Give the newest records, at most `limit`. Raises OptlogError when they cannot be read."""
        ...


class AskingProfileLike(ProfileLike, Protocol):
    """A profile whose choices may be asked about."""

    @property
    def consent(self) -> AskingConsentLike:
        """The choices of this user."""
        ...


@runtime_checkable
class OffersPseudonym(Protocol):
    """A profile that lets the user see and replace the pseudonym. The dialog has the row only for such a profile."""

    def pseudonym(self) -> str | None:
        """Give the pseudonym in use; None while there is none."""
        ...

    def reset_pseudonym(self) -> str | None:
        """Make a new one and give it. Raises OptlogError when it could not be kept."""
        ...


if TYPE_CHECKING:

    def _fits(profile: Profile) -> AskingProfileLike:
        """Have the type checker say it when optlog's own profile no longer offers what stands here."""
        return profile
