"""A consent receipt with the fields of Kantara's Consent Receipt Specification 1.1.0.

Source: https://kantarainitiative.org/download/7902/. It confirms consent that stands; a no is not told.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import Fault
from optlog_policy.records import receipt
from optlog_policy.records.receipt import GIVEN, Subject, declared_purpose, mail, receipt_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.collection import CollectionPolicy

__all__ = ["blanks", "render"]


def blanks(policy: CollectionPolicy, subject: Subject) -> tuple[Fault, ...]:
    """Give every required field of Kantara's receipt that would stay empty."""
    return tuple(_blanks(policy, subject))


def _blanks(policy: CollectionPolicy, subject: Subject) -> Iterator[Fault]:
    yield from receipt.blanks(policy, subject)
    for key, value in (("email", mail(policy)), ("phone", policy.controller.phone)):
        if not value:
            yield Fault(("controller", key), "blank", f"{key} (Kantara Consent Receipt 1.1.0)")
    if not policy.notice_url:
        yield Fault(("notice_url",), "blank", "policyUrl (Kantara Consent Receipt 1.1.0)")


def render(policy: CollectionPolicy, subject: Subject) -> str:
    """Give the receipt as JSON with the field names of Kantara's Consent Receipt 1.1.0: the yeses that stand now.

    PolicyError when there is none, for such a receipt only confirms consent.
    """
    standing = [event for event in subject.latest().values() if event.state in GIVEN]
    if not standing:
        raise PolicyError(
            "no consent stands that a receipt could confirm",
            hint="the receipt of ISO/IEC TS 27560 tells every choice, a no as well",
        )
    newest = max(standing, key=lambda event: event.at_utc)
    who = policy.controller
    data = {
        "version": "KI-CR-v1.1.0",
        "jurisdiction": policy.jurisdiction,
        "consentTimestamp": _seconds(newest.at_utc),
        "collectionMethod": newest.surface,
        "consentReceiptID": receipt_id("kantara", policy, subject),
        "language": newest.locale,
        "piiPrincipalId": subject.pseudonym,
        "piiControllers": [
            {
                "piiController": who.name,
                "onBehalf": False,
                "contact": who.contact,
                "address": {"streetAddress": who.address},
                "email": mail(policy),
                "phone": who.phone,
                "piiControllerUrl": who.url,
            }
        ],
        "policyUrl": policy.notice_url,
        "services": [
            {
                "service": policy.title,
                "purposes": [_purpose(event.purpose, subject) for event in standing],
            }
        ],
        "sensitive": False,
        "spiCat": [],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _purpose(purpose_id: str, subject: Subject) -> dict[str, Any]:
    agreed = subject.declaration(purpose_id)
    purpose = declared_purpose(agreed, purpose_id)
    third = [item.name for item in agreed.recipients if item.kind != "processor"] if agreed else []
    days = f"{purpose.retention_days} days after it was sent" if purpose else ""
    return {
        "purpose": f"{purpose.title}: {purpose.sentence}" if purpose else purpose_id,
        "purposeCategory": [purpose.dpv] if purpose else [],
        "consentType": "EXPLICIT",
        "piiCategory": [item.name for item in agreed.fields_for(purpose_id)] if agreed else [],
        "primaryPurpose": False,
        "termination": days,
        "thirdPartyDisclosure": bool(third),
        "thirdPartyName": ", ".join(third),
    }


def _seconds(at_utc: str) -> int:
    return int(dt.datetime.fromisoformat(at_utc.replace("Z", "+00:00")).timestamp())
