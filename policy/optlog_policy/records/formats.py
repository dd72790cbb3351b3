"""Every format that a declaration can be written in, by name: what is missing for it, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from optlog_policy import completeness, notice
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import dotted
from optlog_policy.records import article30, dpv, kantara, receipt, schema, stores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from optlog_policy.collection import CollectionPolicy
    from optlog_policy.load_errors import Fault
    from optlog_policy.notice_words import RuleLike

__all__ = ["FORMATS", "Format", "Material", "require_complete"]


@dataclass(frozen=True, slots=True)
class Material:
    """What an export is made of: the declaration, the redaction rules, the language, and one person's choices."""

    policy: CollectionPolicy
    rules: Sequence[RuleLike] = ()
    locale: str = "en"
    subject: receipt.Subject = field(default_factory=receipt.Subject)
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """One format. `file` is the name that `--all` gives it; `{locale}` in it stands for the language.

    `personal` says that it holds one person's choices and has no place among what is published.
    """

    name: str
    file: str
    what: str
    blanks: Callable[[Material], tuple[Fault, ...]]
    write: Callable[[Material], bytes]
    personal: bool = False


def require_complete(fmt: Format, material: Material) -> None:
    """Raise PolicyError, listing every blank that `fmt` has, unless there is none or the material is a draft."""
    found = () if material.draft else fmt.blanks(material)
    if found:
        listed = [f"{dotted(fault.where)}: {fault.what} ({fault.hint})" for fault in found]
        raise PolicyError(
            "\n  ".join([f"not complete for {fmt.name} ({fmt.what}):", *listed]),
            hint="fill these in the policy file, or export a draft",
        )


def _of_notice(material: Material) -> tuple[Fault, ...]:
    return completeness.blanks(material.policy)


def _notice(fmt: notice.Format) -> Callable[[Material], bytes]:
    def write(material: Material) -> bytes:
        text = notice.render(
            material.policy, fmt, rules=material.rules, locale=material.locale, draft=material.draft
        )
        return text.encode()

    return write


def _pdf(material: Material) -> bytes:
    return notice.render_pdf(
        material.policy, rules=material.rules, locale=material.locale, draft=material.draft
    )


def _article30_csv(material: Material) -> bytes:
    return article30.render_csv(material.policy).encode()


def _all() -> tuple[Format, ...]:
    return (
        Format("md", "notice.{locale}.md", "privacy notice, Markdown", _of_notice, _notice("md")),
        Format("html", "notice.{locale}.html", "privacy notice, HTML", _of_notice, _notice("html")),
        Format("pdf", "notice.{locale}.pdf", "privacy notice, PDF", _of_notice, _pdf),
        Format("json", "notice.{locale}.json", "privacy notice, JSON", _of_notice, _notice("json")),
        Format(
            "schema",
            "policy.schema.json",
            "JSON Schema of a policy file",
            lambda material: (),
            lambda material: schema.render().encode(),
        ),
        Format(
            "dpv",
            "policy.jsonld",
            "JSON-LD in the W3C Data Privacy Vocabulary",
            lambda material: dpv.blanks(material.policy),
            lambda material: dpv.render(material.policy).encode(),
        ),
        Format(
            "article30-csv",
            "article30.csv",
            "record of processing activities, GDPR Art. 30",
            lambda material: article30.blanks(material.policy),
            _article30_csv,
        ),
        Format(
            "article30-xlsx",
            "article30.xlsx",
            "the same as an Excel workbook",
            lambda material: article30.blanks(material.policy),
            lambda material: article30.render_xlsx(material.policy),
        ),
        Format(
            "apple",
            "PrivacyInfo.xcprivacy",
            "Apple privacy manifest",
            lambda material: stores.apple_blanks(material.policy),
            lambda material: stores.render_apple(material.policy),
        ),
        Format(
            "google-play",
            "data_safety.csv",
            "answers to Google Play's data-safety form",
            lambda material: stores.google_blanks(material.policy),
            lambda material: stores.render_google(material.policy).encode(),
        ),
        Format(
            "receipt",
            "consent_receipt.json",
            "this user's consent receipt, ISO/IEC TS 27560",
            lambda material: receipt.blanks(material.policy, material.subject),
            lambda material: receipt.render(material.policy, material.subject).encode(),
            personal=True,
        ),
        Format(
            "kantara",
            "consent_receipt.kantara.json",
            "this user's consent receipt, Kantara 1.1.0",
            lambda material: kantara.blanks(material.policy, material.subject),
            lambda material: kantara.render(material.policy, material.subject).encode(),
            personal=True,
        ),
    )


FORMATS = {fmt.name: fmt for fmt in _all()}
"""Every format by its name."""
