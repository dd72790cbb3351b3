"""The privacy notice of this computer's own declaration, to read and to save."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from optlog_policy.completeness import blanks
from optlog_policy.errors import OptlogError
from optlog_policy.notice import render, render_pdf

from optlog_ui.language import current, said
from optlog_ui.models.feedback import Feedback, unreadable
from optlog_ui.texts import Phrase, T

if TYPE_CHECKING:
    from optlog_ui.models.profile import ProfileLike

__all__ = ["NoticeModel"]


class NoticeModel:
    """Renders the notice in the language in use. What the makers left blank is marked, never hidden."""

    def __init__(self, profile: ProfileLike) -> None:
        self._profile = profile

    @property
    def app(self) -> str:
        """The application's name."""
        policy = self._profile.policy
        return said(policy, policy, "title")

    def markdown(self) -> str | Feedback:
        """Give the notice as Markdown, or why it cannot be shown."""
        try:
            return self._text("md")
        except OptlogError as error:
            return unreadable(error)

    def save(self, path: str) -> Feedback:
        """Write the notice; the name's ending decides: `.md`, `.pdf`, anything else is HTML.

        Args:
            path: where the user wants it.
        """
        target = Path(path)
        try:
            target.write_bytes(self._bytes(target.suffix.lower()))
        except OptlogError as error:
            return unreadable(error)
        except OSError:
            return Feedback(False, (Phrase(T.FEEDBACK_NOT_SAVED, {"path": path}),))
        return Feedback(True, (Phrase(T.FEEDBACK_SAVED, {"path": path}),))

    def _bytes(self, ending: str) -> bytes:
        if ending == ".pdf":
            policy, rules = self._profile.policy, self._profile.rules
            return render_pdf(policy, rules=rules, locale=current(), draft=self._draft())
        return self._text("md" if ending == ".md" else "html").encode()

    def _text(self, fmt: str) -> str:
        return render(
            self._profile.policy,
            "md" if fmt == "md" else "html",
            rules=self._profile.rules,
            locale=current(),
            draft=self._draft(),
        )

    def _draft(self) -> bool:
        return bool(blanks(self._profile.policy))
