"""What a person can say about purposes: one method an act, all with the same arguments."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from optlog.consent.model import Act, Surface, Wording

if TYPE_CHECKING:
    from collections.abc import Iterable

    from optlog.consent.model import ConsentEvent

__all__ = ["Choices"]


class Choices(ABC):
    """The acts; `optlog.consent.Consent` records them."""

    def give(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Record a yes and remove the OPT_OUT file.

        Args:
            purposes: ids of declared purposes.
            surface: where the choice was made.
            locale: language of `words`, a BCP 47 tag.
            words: the words shown, exactly.

        Returns:
            One event a purpose.

        Raises:
            ConsentError: a purpose is not declared, or the yes could not be recorded; then it is not a yes.
        """
        return self._record(Act.GIVE, purposes, Wording(Surface(surface), locale, words))

    def keep(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Record "go on as agreed, but not with more"; arguments and errors as for `give`. Possible after a yes alone.

        Renews nothing: the yes keeps its day and its scope. The same additions are not asked about again.
        """
        return self._record(Act.KEEP, purposes, Wording(Surface(surface), locale, words))

    def defer(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Record "not now"; arguments and errors as for `give`. Not possible after a yes or a no."""
        return self._record(Act.DEFER, purposes, Wording(Surface(surface), locale, words))

    def request(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Record that the question was shown; arguments and errors as for `give`. Not possible after a yes or a no."""
        return self._record(Act.REQUEST, purposes, Wording(Surface(surface), locale, words))

    def refuse(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Record a no, delete what waits and destroy its key. Possible in every state; acts at once in this process.

        Arguments as for `give`; a purpose that is only in the ledger will do as well.

        Raises:
            ConsentError: it could not be recorded in full. Nothing is sent all the same; the message says what stands.
        """
        return self._say_no(Act.REFUSE, purposes, Wording(Surface(surface), locale, words))

    def withdraw(
        self,
        purposes: Iterable[str],
        *,
        surface: Surface | str,
        locale: str = "en",
        words: str = "",
    ) -> list[ConsentEvent]:
        """Take a yes back; exactly as `refuse`."""
        return self._say_no(Act.WITHDRAW, purposes, Wording(Surface(surface), locale, words))

    @abstractmethod
    def _record(self, act: Act, purposes: Iterable[str], wording: Wording) -> list[ConsentEvent]:
        """Record anything but a no."""

    @abstractmethod
    def _say_no(self, act: Act, purposes: Iterable[str], wording: Wording) -> list[ConsentEvent]:
        """Act on a no, and record it."""
