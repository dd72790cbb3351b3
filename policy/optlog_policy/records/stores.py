"""What application stores ask: Apple's privacy manifest and the answers to Google Play's data-safety form.

The kinds of data and their names in each store stand in `stores.toml`. Both forms speak only of what leaves through optlog;
whatever else the application does, its makers add.
"""

from __future__ import annotations

import csv
import io
import plistlib
from typing import TYPE_CHECKING, Any

from optlog_policy.load_errors import Fault
from optlog_policy.records.vocabulary import facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.collection import CollectionPolicy

__all__ = ["apple_blanks", "collected", "google_blanks", "render_apple", "render_google"]


def collected(policy: CollectionPolicy) -> dict[str, set[str]]:
    """Give the purposes (ids) for which each kind of data is collected, kinds in alphabetical order."""
    found: dict[str, set[str]] = {}
    for purpose in policy.purposes:
        kinds = {field.category or purpose.category for field in policy.fields_for(purpose.id)}
        for kind in kinds - {None}:
            found.setdefault(str(kind), set()).add(purpose.id)
    return dict(sorted(found.items()))


def apple_blanks(policy: CollectionPolicy) -> tuple[Fault, ...]:
    """Give what the privacy manifest lacks."""
    found = list(_kinds_missing(policy))
    if policy.practices.sells_or_shares:
        hint = "the declaration does not know the domains that track; add them to the file"
        found.append(Fault(("practices", "sells_or_shares"), "blank", hint))
    return tuple(found)


def google_blanks(policy: CollectionPolicy) -> tuple[Fault, ...]:
    """Give what the data-safety answers lack."""
    return (*_kinds_missing(policy), *_google_missing(policy))


def _google_missing(policy: CollectionPolicy) -> Iterator[Fault]:
    for index, recipient in enumerate(policy.recipients):
        if recipient.kind is None:
            hint = "processor or third-party: only the second counts as sharing"
            yield Fault(("recipients", index, "kind"), "blank", hint)
    if not _deletion_url(policy):
        yield Fault(("rights", "url"), "blank", "a web page where people ask for deletion")
    if _shares(policy):
        hint = "the declaration does not know what for; answer DATA_USAGE_SHARING_PURPOSE yourself"
        yield Fault(("recipients",), "blank", hint)


def _kinds_missing(policy: CollectionPolicy) -> Iterator[Fault]:
    if policy.practices.sells_or_shares is None:
        hint = "true or false: whether it is tracking, or sharing"
        yield Fault(("practices", "sells_or_shares"), "blank", hint)
    for index, purpose in enumerate(policy.purposes):
        if purpose.category is None:
            hint = f"one of {', '.join(facts('stores'))}"
            yield Fault(("purposes", index, "category"), "blank", hint)
    for index, field in enumerate(policy.fields):
        if field.personal and field.category is None:
            yield Fault(("fields", index, "category"), "blank", "user-id or device-id")


def render_apple(policy: CollectionPolicy) -> bytes:
    """Give `PrivacyInfo.xcprivacy` (an XML property list).

    What carries a pseudonym counts as linked to the person. The reasons for Apple's "required reason" interfaces are the
    application's own matter and left out.
    """
    tracking = bool(policy.practices.sells_or_shares)
    linked = {
        purpose
        for field in policy.fields
        if field.type == "pseudonym"
        for purpose in field.purposes
    }
    types = [
        {
            "NSPrivacyCollectedDataType": facts("stores")[kind]["apple"],
            "NSPrivacyCollectedDataTypeLinked": bool(purposes & linked),
            "NSPrivacyCollectedDataTypeTracking": tracking,
            "NSPrivacyCollectedDataTypePurposes": _apple_purposes(policy, kind, purposes),
        }
        for kind, purposes in collected(policy).items()
    ]
    data: dict[str, Any] = {
        "NSPrivacyTracking": tracking,
        "NSPrivacyTrackingDomains": [],
        "NSPrivacyCollectedDataTypes": types,
    }
    return plistlib.dumps(data, sort_keys=True)


def _apple_purposes(policy: CollectionPolicy, kind: str, purposes: set[str]) -> list[str]:
    """Give Apple's word for why: that of the purposes' own kinds of data, for an identifier serves them."""
    categories = {policy.purpose(purpose).category or kind for purpose in purposes}
    return sorted({facts("stores")[category]["apple_purpose"] for category in categories})


_HEADER = (
    "Question ID (machine readable)",
    "Response ID (machine readable)",
    "Response value",
    "Answer requirement",
    "Human-friendly question label",
)


def render_google(policy: CollectionPolicy) -> str:
    """Give the answers in the columns of the CSV that the Play Console imports and exports.

    It holds the questions that the declaration answers; merge them into your own export of the form, which alone is sure
    to have the rows that the console wants today.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_HEADER, *_google_rows(policy)])
    return text.getvalue()


def _google_rows(policy: CollectionPolicy) -> Iterator[tuple[str, str, str, str, str]]:
    kinds = collected(policy)
    some = "true" if kinds else "false"
    label = "Does your app collect or share any of the required user data types?"
    yield "PSL_DATA_COLLECTION_COLLECTS_PERSONAL_DATA", "", some, "REQUIRED", label
    label = "Is all of the user data collected by your app encrypted in transit?"
    yield "PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", "", "true", "MAYBE_REQUIRED", label
    label = "Do you provide a way for users to request that their data is deleted? / Yes"
    question = "PSL_SUPPORT_DATA_DELETION_BY_USER"
    yield question, "DATA_DELETION_YES", "true", "SINGLE_CHOICE", label
    label = "Delete data URL"
    yield "PSL_DATA_DELETION_URL", "", _deletion_url(policy), "MAYBE_REQUIRED", label
    told = {facts("stores")[kind]["google"]: facts("stores")[kind] for kind in kinds}
    for name, fact in sorted(told.items()):
        yield fact["google_group"], name, "true", "MULTIPLE_CHOICE", fact["google_label"]
    for name, fact in sorted(told.items()):
        yield from _google_usage(policy, name, fact["google_label"])


def _google_usage(
    policy: CollectionPolicy, name: str, label: str
) -> Iterator[tuple[str, str, str, str, str]]:
    start, said = f"PSL_DATA_USAGE_RESPONSES:{name}:", f"Data usage and handling ({label})"
    question, kind = f"{start}PSL_DATA_USAGE_COLLECTION_AND_SHARING", "MULTIPLE_CHOICE"
    yield question, "PSL_DATA_USAGE_ONLY_COLLECTED", "true", kind, f"{said} / Collected"
    value = "true" if _shares(policy) else ""
    yield question, "PSL_DATA_USAGE_ONLY_SHARED", value, kind, f"{said} / Shared"
    question = f"{start}PSL_DATA_USAGE_EPHEMERAL"
    yield question, "", "false", "MAYBE_REQUIRED", f"{said} / Processed ephemerally"
    question, answer = f"{start}DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL"
    yield question, answer, "true", "SINGLE_CHOICE", f"{said} / Users choose"
    question = f"{start}DATA_USAGE_COLLECTION_PURPOSE"
    yield question, "PSL_ANALYTICS", "true", kind, f"{said} / Collected for analytics"


def _shares(policy: CollectionPolicy) -> bool:
    third = any(item.kind == "third-party" for item in policy.recipients)
    return third or bool(policy.practices.sells_or_shares)


def _deletion_url(policy: CollectionPolicy) -> str:
    url = policy.rights.url or policy.controller.contact
    return url if url.startswith("https://") else ""
