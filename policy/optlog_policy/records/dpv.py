"""The declaration as JSON-LD in the words of the W3C Data Privacy Vocabulary, https://w3id.org/dpv.

Its context stands inside, so that nothing has to be fetched to read it. Only terms of `dpv.toml` are written.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from optlog_policy.load_errors import Fault
from optlog_policy.records.vocabulary import facts, is_purpose, near_purpose, term

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.collection import CollectionPolicy, DeclaredField, Purpose, Recipient

__all__ = ["blanks", "render", "term_faults", "urn"]

_RECIPIENTS = {
    "processor": ("dpv:hasDataProcessor", "dpv:DataProcessor"),
    "third-party": ("dpv:hasRecipientThirdParty", "dpv:ThirdParty"),
    None: ("dpv:hasRecipient", "dpv:Recipient"),
}
_MEASURES = (
    ("dpv:EncryptionInTransfer", "sent over HTTPS"),
    ("dpv:EncryptionAtRest", "what waits on the computer is encrypted (AES-GCM)"),
    ("dpv:DeterministicPseudonymisation", "identifiers are replaced by pseudonyms"),
    ("dpv:HashMessageAuthenticationCode", "pseudonyms are made with HMAC-SHA256"),
)


def blanks(policy: CollectionPolicy) -> tuple[Fault, ...]:
    """Give what the JSON-LD would lack: who, where, and a known term for each purpose."""
    return (*term_faults(policy), *_blanks(policy))


def _blanks(policy: CollectionPolicy) -> Iterator[Fault]:
    for key in ("name", "contact"):
        if not getattr(policy.controller, key):
            yield Fault(("controller", key), "blank", "dpv:hasDataController needs it")
    for index, purpose in enumerate(policy.purposes):
        if not purpose.dpv:
            hint = "name a purpose of the vocabulary, such as dpv:ServiceOptimisation"
            yield Fault(("purposes", index, "dpv"), "blank", hint)
    for index, recipient in enumerate(policy.recipients):
        for key in ("name", "country", "kind"):
            if not getattr(recipient, key):
                yield Fault(("recipients", index, key), "blank", "dpv:hasRecipient needs it")


def term_faults(policy: CollectionPolicy) -> Iterator[Fault]:
    """Find purposes whose term is none of the vocabulary's."""
    for index, purpose in enumerate(policy.purposes):
        if purpose.dpv and not is_purpose(purpose.dpv):
            hint = f"did you mean {near_purpose(purpose.dpv)}?"
            yield Fault(
                ("purposes", index, "dpv"), f"{purpose.dpv} is no purpose of the vocabulary", hint
            )


def urn(digest: str) -> str:
    """Give a SHA-256 in hex as a name that anybody can compare (RFC 6920)."""
    return "ni:///sha-256;" + base64.urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")


def render(policy: CollectionPolicy) -> str:
    """Give the JSON-LD. PolicyError when a term that it needs is not among the known ones."""
    language = policy.languages[0]
    context = {
        **facts("dpv")["namespaces"],
        "dct": "http://purl.org/dc/terms/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
    measures: list[dict[str, Any]] = [
        {"@type": term(name), "dct:description": text} for name, text in _MEASURES
    ]
    measures += [{"dct:description": _said(text, language)} for text in policy.practices.security]
    data: dict[str, Any] = {
        "@context": context,
        "@id": urn(policy.digest),
        "@type": term("dpv:PersonalDataProcess"),
        "dct:title": _said(policy.title, language),
        "dct:hasVersion": str(policy.version),
        "dct:issued": {"@value": policy.date.isoformat(), "@type": "xsd:date"},
        "dct:language": list(policy.languages),
        term("dpv:hasDataController"): _controller(policy),
        term("dpv:hasDataSubject"): _filled(
            {
                "@type": term("dpv:DataSubject"),
                "dct:description": _said(policy.data_subjects, language),
            }
        ),
        term("dpv:hasRight"): [{"@id": term(f"eu-gdpr:{name}")} for name in facts("dpv")["rights"]],
        term("dpv:hasTechnicalMeasure"): measures,
        term("dpv:hasPersonalDataProcess"): [_process(item, policy) for item in policy.purposes],
    }
    if policy.notice_url:
        notice = {"@id": policy.notice_url, "@type": term("dpv:PrivacyNotice")}
        data[term("dpv:hasNotice")] = notice
    if policy.jurisdiction:
        data[term("dpv:hasJurisdiction")] = policy.jurisdiction
    for recipient in policy.recipients:
        relation, kind = _RECIPIENTS[recipient.kind]
        data.setdefault(term(relation), []).append(_recipient(recipient, term(kind), language))
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _controller(policy: CollectionPolicy) -> dict[str, Any]:
    who = policy.controller
    authority = policy.authority
    data: dict[str, Any] = {
        "@type": term("dpv:DataController"),
        term("dpv:hasName"): who.name,
        term("dpv:hasAddress"): who.address,
        term("dpv:hasContact"): [text for text in (who.contact, who.email, who.phone) if text],
    }
    parts = (
        ("dpv:hasRepresentative", "dpv:Representative", who.representative),
        ("dpv:hasDataProtectionOfficer", "dpv:DataProtectionOfficer", who.dpo),
        ("dpv:hasAuthority", "dpv:DataProtectionAuthority", authority.name),
    )
    for relation, kind, name in parts:
        if name:
            data[term(relation)] = {"@type": term(kind), term("dpv:hasName"): name}
    return _filled(data)


def _recipient(recipient: Recipient, kind: str, language: str) -> dict[str, Any]:
    location = {"@type": term("dpv:Location"), "dct:title": _said(recipient.country, language)}
    return _filled(
        {
            "@type": kind,
            term("dpv:hasName"): recipient.name,
            term("dpv:hasContact"): recipient.url,
            term("dpv:hasLocation"): location if recipient.country else None,
            "dct:description": _said(recipient.role, language),
            "dct:accessRights": _said(recipient.safeguard, language),
        }
    )


def _process(purpose: Purpose, policy: CollectionPolicy) -> dict[str, Any]:
    language = policy.languages[0]
    titles = [purpose.title, *(said.title for said in purpose.translations.values())]
    tongues = [language, *purpose.translations]
    goal = {
        "@id": f"{urn(policy.digest)}#purpose-{purpose.id}",
        "@type": term(purpose.dpv or "dpv:Purpose"),
        "dct:title": [
            _said(title, tongue) for title, tongue in zip(titles, tongues, strict=True) if title
        ],
        "dct:description": _said(purpose.sentence, language),
    }
    storage = {
        "@type": term("dpv:StorageDuration"),
        term("dpv:hasDuration"): {"@value": f"P{purpose.retention_days}D", "@type": "xsd:duration"},
    }
    consent = {
        "@type": term("dpv:ExpressedConsent"),
        term("dpv:hasDuration"): {"@value": f"P{purpose.validity_days}D", "@type": "xsd:duration"},
        term("dpv:hasConsentControl"): {"@id": term("dpv:WithdrawConsent")},
    }
    return {
        "@type": term("dpv:PersonalDataProcess"),
        term("dpv:hasPurpose"): goal,
        term("dpv:hasLegalBasis"): consent,
        term("dpv:hasProcessing"): {"@id": term("dpv:Collect")},
        term("dpv:hasPersonalData"): [
            _field(field, policy) for field in policy.fields_for(purpose.id)
        ],
        term("dpv:hasStorageCondition"): storage,
    }


def _field(field: DeclaredField, policy: CollectionPolicy) -> dict[str, Any]:
    kind = "dpv:PseudonymisedData" if field.type == "pseudonym" else "dpv:PersonalData"
    return {
        "@id": f"{urn(policy.digest)}#field-{field.name}",
        "@type": term(kind),
        "dct:identifier": field.name,
        "dct:description": _said(field.description, policy.languages[0]),
    }


def _said(text: str, language: str) -> dict[str, str] | None:
    return {"@value": text, "@language": language} if text else None


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value}
