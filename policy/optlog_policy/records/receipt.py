"""A consent receipt for the person whose choices it tells, with the fields of ISO/IEC TS 27560:2023.

Which fields are mandatory: https://w3id.org/dpv/guides/consent-27560 (clause 6.3 of the specification). A receipt is made
from plain data, so that the ledger need not be known here.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from optlog_policy.load_errors import Fault
from optlog_policy.records.dpv import urn
from optlog_policy.records.vocabulary import consent_status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from optlog_policy.collection import CollectionPolicy, Purpose

__all__ = [
    "GIVEN",
    "ReceiptEvent",
    "Subject",
    "blanks",
    "declared_purpose",
    "mail",
    "receipt_id",
    "render",
]

GIVEN = ("given", "renewed")
_METHOD = "Collected by the application on the person's computer, from its own log records."
_PROCESSING = "Sent over HTTPS to the controller's log server, stored, searched, deleted after the stated time."
_WITHDRAWAL = "In the application's settings window, or with the command: optlog consent withdraw"
_RIGHTS = ("GDPR Art. 7(3)", *(f"GDPR Art. {number}" for number in (15, 16, 17, 18, 20, 77)))


@dataclass(frozen=True, slots=True)
class ReceiptEvent:
    """One choice: which purpose, the state it led to (`given`, ...), when, where it was made, what was shown.

    `at_utc` is ISO 8601 with `Z`; `policy_digest` names the declaration that held; `hash` the entry of the ledger.
    """

    purpose: str
    state: str
    at_utc: str
    policy_digest: str
    notice_version: str = ""
    notice_digest: str = ""
    locale: str = "en"
    words: str = ""
    surface: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose receipt: the choices, oldest first, the pseudonym if there is one, and the declarations by their digests."""

    events: Sequence[ReceiptEvent] = ()
    pseudonym: str = ""
    declarations: Mapping[str, CollectionPolicy] = field(default_factory=dict)

    def latest(self) -> dict[str, ReceiptEvent]:
        """Give the last event of each purpose."""
        return {event.purpose: event for event in self.events}

    def agreed(self, purpose: str) -> ReceiptEvent | None:
        """Give the last yes to `purpose`."""
        found = (e for e in reversed(self.events) if e.purpose == purpose and e.state in GIVEN)
        return next(found, None)

    def declaration(self, purpose: str) -> CollectionPolicy | None:
        """Give the declaration that the last yes, or else the last choice, was made under."""
        event = self.agreed(purpose) or self.latest()[purpose]
        return self.declarations.get(event.policy_digest)


def blanks(policy: CollectionPolicy, subject: Subject) -> tuple[Fault, ...]:
    """Give every mandatory field of ISO/IEC TS 27560 that would stay empty."""
    return tuple(_blanks(policy, subject))


def _blanks(policy: CollectionPolicy, subject: Subject) -> Iterator[Fault]:
    if not subject.events:
        yield Fault(("events",), "none", "no choice has been recorded yet")
    if not subject.pseudonym and subject.events:
        yield Fault(("pii_principal_id",), "blank", "there is a pseudonym only while a yes stands")
    told = (
        (("controller", "name"), policy.controller.name, "party_name"),
        (("controller", "address"), policy.controller.address, "party_address"),
        (("controller", "contact"), policy.controller.contact, "party_contact"),
        (("jurisdiction",), policy.jurisdiction, "jurisdiction"),
    )
    for where, value, name in told:
        if not value:
            yield Fault(where, "blank", f"{name} (ISO/IEC TS 27560)")
    for index, recipient in enumerate(policy.recipients):
        for key, name in (
            ("name", "recipient_third_parties"),
            ("country", "storage_locations"),
            ("kind", "party_type"),
        ):
            if not getattr(recipient, key):
                yield Fault(("recipients", index, key), "blank", f"{name} (ISO/IEC TS 27560)")
    for purpose in sorted(subject.latest()):
        if subject.declaration(purpose) is None:
            hint = "older versions of optlog did not keep it"
            yield Fault(("purposes", purpose), "the declaration agreed to was not kept", hint)


def render(policy: CollectionPolicy, subject: Subject) -> str:
    """Give the receipt as JSON with the field names of ISO/IEC TS 27560:2023.

    The controller's details are today's (`policy`); what was agreed to is told from the declaration of its time.
    """
    latest = subject.latest()
    record = receipt_id("record", policy, subject)
    data = {
        "schema_version": "ISO/IEC TS 27560:2023",
        "receipt_id": receipt_id("receipt", policy, subject),
        "record_id": record,
        "pii_principal_id": subject.pseudonym,
        "pii_processing": [_processing(name, policy, subject) for name in sorted(latest)],
        "parties": list(_parties(policy)),
        "events": [_event(event, subject) for event in subject.events],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _processing(purpose_id: str, policy: CollectionPolicy, subject: Subject) -> dict[str, Any]:
    event = subject.agreed(purpose_id) or subject.latest()[purpose_id]
    agreed = subject.declaration(purpose_id)
    purpose = declared_purpose(agreed, purpose_id)
    fields = agreed.fields_for(purpose_id) if agreed else ()
    places = [item.country for item in agreed.recipients] if agreed else []
    return {
        "privacy_notice": {
            "url": policy.notice_url,
            "version": event.notice_version,
            "sha256": event.notice_digest,
            "declaration": urn(event.policy_digest) if event.policy_digest else "",
        },
        "language": event.locale,
        "purpose": f"{purpose.title}: {purpose.sentence}" if purpose else purpose_id,
        "purpose_id": purpose_id,
        "purpose_type": purpose.dpv if purpose else "",
        "lawful_basis": "Consent, GDPR Art. 6(1)(a)",
        "pii_information": [
            {
                "pii_type": item.description,
                "pii_attribute_id": item.name,
                "pii_optional": True,
                "pseudonymised": item.type == "pseudonym",
            }
            for item in fields
        ],
        "pii_controllers": ["controller"],
        "collection_method": _METHOD,
        "processing_method": _PROCESSING,
        "storage_locations": places,
        "retention_period": f"P{purpose.retention_days}D" if purpose else "",
        "processing_locations": places,
        "geographic_restrictions": [item.safeguard for item in agreed.recipients] if agreed else [],
        "service": agreed.title if agreed else policy.title,
        "jurisdiction": policy.jurisdiction,
        "recipient_third_parties": _ids(agreed) if agreed else [],
        "withdrawal_method": _WITHDRAWAL,
        "privacy_rights": list(_RIGHTS),
        "codes_of_conduct": [],
        "impact_assessment": "",
        "authority_party": "authority" if policy.authority.name else "",
    }


def declared_purpose(policy: CollectionPolicy | None, purpose_id: str) -> Purpose | None:
    """Give a purpose of a declaration; None when the declaration or the purpose is not known."""
    found = policy.purposes if policy else ()
    return next((purpose for purpose in found if purpose.id == purpose_id), None)


def _ids(policy: CollectionPolicy) -> list[str]:
    return [f"recipient-{number}" for number in range(1, len(policy.recipients) + 1)]


def _parties(policy: CollectionPolicy) -> Iterator[dict[str, Any]]:
    who = policy.controller
    yield {
        "party_id": "controller",
        "party_name": who.name,
        "party_address": who.address,
        "party_contact": who.contact,
        "party_email": mail(policy),
        "party_phone": who.phone,
        "party_url": who.url,
        "party_role": "PII controller",
        "party_type": "controller",
    }
    for party, name in (("representative", who.representative), ("dpo", who.dpo)):
        if name:
            yield {"party_id": party, "party_name": name, "party_type": party}
    for number, item in zip(_ids(policy), policy.recipients, strict=True):
        yield {
            "party_id": number,
            "party_name": item.name,
            "party_address": item.country,
            "party_contact": item.url,
            "party_role": item.role,
            "party_type": item.kind or "",
        }
    if policy.authority.name:
        yield {
            "party_id": "authority",
            "party_name": policy.authority.name,
            "party_url": policy.authority.url,
            "party_type": "supervisory authority",
        }


def _event(event: ReceiptEvent, subject: Subject) -> dict[str, Any]:
    purpose = declared_purpose(subject.declarations.get(event.policy_digest), event.purpose)
    holds = event.state in GIVEN and purpose is not None
    return {
        "event_time": event.at_utc,
        "purpose_id": event.purpose,
        "event_type": "expressed consent",
        "event_state": consent_status(event.state),
        "validity_duration": f"P{purpose.validity_days}D" if holds and purpose else "P0D",
        "entity_id": subject.pseudonym,
        "surface": event.surface,
        "words_shown": event.words,
        "ledger_hash": event.hash,
    }


def mail(policy: CollectionPolicy) -> str:
    """Give the controller's e-mail address; blank when none is declared."""
    who = policy.controller
    return who.email or (who.contact if "@" in who.contact else "")


def receipt_id(kind: str, policy: CollectionPolicy, subject: Subject) -> str:
    """Give an id that follows from what the receipt says: the same choices, the same id."""
    last = subject.events[-1] if subject.events else None
    told = (kind, policy.digest, subject.pseudonym, str(len(subject.events)), repr(last))
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(told)))
