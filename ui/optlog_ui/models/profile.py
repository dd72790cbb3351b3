"""The parts of `optlog.profile.Profile` that the dialog uses. Any host that offers them can be served."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from optlog.consent.asking import Question
    from optlog.consent.model import Surface
    from optlog.deletion import DeletionRequest
    from optlog.profile import Profile
    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.notice import RuleLike

__all__ = [
    "AskingConsentLike",
    "AskingProfileLike",
    "ConsentEventLike",
    "ConsentLike",
    "DeletionLike",
    "ExportingConsentLike",
    "OffersDeletion",
    "OffersPseudonym",
    "OffersSent",
    "PreviewRecordLike",
    "ProfileLike",
    "PurposeStatusLike",
    "SentEntryLike",
    "SentLogLike",
    "SpoolLike",
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

    @property
    def scope(self) -> int | None:
        """The version of the policy that the yes covers, where more is declared by now."""
        ...


class StatusLike(Protocol):
    """The whole state at one moment."""

    @property
    def purposes(self) -> Sequence[PurposeStatusLike]:
        """One entry for each purpose of the policy."""
        ...

    @property
    def waiting_lines(self) -> int:
        """How many records wait to be sent."""
        ...

    @property
    def sent_lines(self) -> int:
        """How many records were sent in all."""
        ...

    @property
    def sent_bytes(self) -> int:
        """How many bytes were sent in all, before compression."""
        ...

    @property
    def last_sent_utc(self) -> str | None:
        """When something was sent last, ISO 8601 in UTC."""
        ...

    @property
    def store_fault(self) -> str | None:
        """What is wrong with the database, a value of `optlog.store_faults.StoreFault`; None when nothing is."""
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


class SentEntryLike(Protocol):
    """One accepted request."""

    @property
    def seq(self) -> int:
        """Its number."""
        ...

    @property
    def at_utc(self) -> str:
        """When, ISO 8601 in UTC."""
        ...

    @property
    def host(self) -> str:
        """The server's host name."""
        ...


class SentLogLike(Protocol):
    """The exact bodies of the requests that the server accepted."""

    def entries(self, limit: int) -> Sequence[SentEntryLike]:
        """Give the newest requests, newest first. Raises StoreError."""
        ...

    def body(self, seq: int) -> bytes:
        """Give the bytes of one request before compression. Raises StoreError when they are damaged."""
        ...


class SpoolLike(Protocol):
    """What waits to be sent."""

    def discard(self) -> int:
        """Delete everything that waits; give how many records it was. Raises StoreError."""
        ...


@runtime_checkable
class OffersSent(Protocol):
    """A profile that keeps what was sent, and lets what waits be deleted."""

    @property
    def sent(self) -> SentLogLike:
        """What was sent."""
        ...

    @property
    def spool(self) -> SpoolLike:
        """What waits."""
        ...


class ExportingConsentLike(Protocol):
    """Choices that can be exported with the declarations they were given to."""

    def export(self, app: str) -> Mapping[str, Any]:
        """Give `events` and `declarations`; see `optlog.consent.export`. Raises StoreError."""
        ...


class DeletionLike(Protocol):
    """The request to delete; see `optlog.deletion.Deletion`."""

    def request(self) -> DeletionRequest | None:
        """Give the request as it stands. Raises StoreError."""
        ...

    def draft(self) -> DeletionRequest:
        """Give the request that `ask` would record. Raises OptlogError when there can be none."""
        ...

    def ask(self, draft: DeletionRequest) -> DeletionRequest:
        """Record it. Raises OptlogError."""
        ...

    def cancel(self) -> DeletionRequest | None:
        """Forget it, also in the middle of a try; give what was forgotten. Raises StoreError."""
        ...

    def send_now(self) -> DeletionRequest:
        """Make one try, which takes seconds; give how it stands then. Raises OptlogError."""
        ...


@runtime_checkable
class OffersDeletion(Protocol):
    """A profile through which the makers can be asked to delete. The window has the part only for such a profile."""

    @property
    def deletion(self) -> DeletionLike:
        """The request."""
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

    def _offers(profile: Profile) -> tuple[OffersSent, OffersDeletion, ExportingConsentLike]:
        """Have it say the same of what a profile may offer besides."""
        return profile, profile, profile.consent
