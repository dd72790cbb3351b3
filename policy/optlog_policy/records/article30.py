"""The record of processing activities that GDPR Art. 30(1) asks of a controller, one row a purpose, as CSV or XLSX."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import TYPE_CHECKING

from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from optlog_policy.collection import CollectionPolicy, Purpose

__all__ = ["COLUMNS", "blanks", "render_csv", "render_xlsx", "rows"]

COLUMNS = (
    "Controller, Art. 30(1)(a)",
    "Contact, Art. 30(1)(a)",
    "Representative, Art. 30(1)(a)",
    "Data protection officer, Art. 30(1)(a)",
    "Purpose, Art. 30(1)(b)",
    "Legal basis, Art. 6",
    "Data subjects, Art. 30(1)(c)",
    "Personal data, Art. 30(1)(c)",
    "Recipients, Art. 30(1)(d)",
    "Places and safeguards of transfers, Art. 30(1)(e)",
    "Deleted after, Art. 30(1)(f)",
    "Security measures, Art. 30(1)(g)",
    "Declaration: version, date, SHA-256",
)
_OURS = (
    "sent over HTTPS",
    "secrets and personal data that rules recognise are replaced before sending",
    "identifiers are replaced by pseudonyms (HMAC-SHA256, key on the person's computer)",
    "what waits on the person's computer is encrypted (AES-GCM)",
)
_WIDE, _NARROW = 40, 24


def blanks(policy: CollectionPolicy) -> tuple[Fault, ...]:
    """Give what the record lacks. Representative and officer are asked for only where there has to be one."""
    return tuple(_blanks(policy))


def _blanks(policy: CollectionPolicy) -> Iterator[Fault]:
    who = policy.controller
    if not who.name:
        yield Fault(("controller", "name"), "blank", "the controller's full name (Art. 30(1)(a))")
    if not who.contact:
        hint = "how to reach the controller (Art. 30(1)(a))"
        yield Fault(("controller", "contact"), "blank", hint)
    if not policy.data_subjects:
        yield Fault(("data_subjects",), "blank", "whose data it is (Art. 30(1)(c))")
    if not policy.practices.security:
        hint = "what protects the data on the server (Art. 30(1)(g))"
        yield Fault(("practices", "security"), "blank", hint)
    for index, recipient in enumerate(policy.recipients):
        for key, article in (("name", "(d)"), ("country", "(e)"), ("safeguard", "(e)")):
            if not getattr(recipient, key):
                hint = f"the recipient's {key} (Art. 30(1){article})"
                yield Fault(("recipients", index, key), "blank", hint)


def rows(policy: CollectionPolicy) -> list[tuple[str, ...]]:
    """Give one row a purpose, in the order of `COLUMNS`."""
    return [_row(policy, purpose) for purpose in policy.purposes]


def render_csv(policy: CollectionPolicy) -> str:
    """Give the record as CSV (RFC 4180: commas, CRLF); what a spreadsheet would run as a formula gets an apostrophe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *([_inert(cell) for cell in row] for row in rows(policy))])
    return text.getvalue()


def _inert(cell: str) -> str:
    # https://owasp.org/www-community/attacks/CSV_Injection; line breaks and tabs cannot stand in front of a declared text.
    return (
        f"'{cell}"
        if cell.startswith(("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"))
        else cell
    )


def render_xlsx(policy: CollectionPolicy) -> bytes:
    """Give the record as an Excel workbook; the same policy gives the same bytes.

    PolicyError when XlsxWriter (extra `optlog[records]`) is not installed.
    """
    try:
        from xlsxwriter import Workbook
    except ImportError:
        raise PolicyError(
            "the Excel workbook needs XlsxWriter", hint="pip install 'optlog[records]'"
        ) from None
    buffer = io.BytesIO()
    book = Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    made = dt.datetime.combine(policy.date, dt.time())
    book.set_properties({"title": "Record of processing activities", "created": made})
    sheet = book.add_worksheet("Art. 30 GDPR")
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    cell = book.add_format({"text_wrap": True, "valign": "top"})
    for column, name in enumerate(COLUMNS):
        wide = name.startswith(("Personal data", "Security", "Places", "Purpose"))
        sheet.set_column(column, column, _WIDE if wide else _NARROW)
        sheet.write_string(0, column, name, head)
    for number, row in enumerate(rows(policy), start=1):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, cell)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    book.close()
    return buffer.getvalue()


def _row(policy: CollectionPolicy, purpose: Purpose) -> tuple[str, ...]:
    who = policy.controller
    contact = "; ".join(text for text in (who.address, who.contact, who.email, who.phone) if text)
    data = [f"{field.name}: {field.description}" for field in policy.fields_for(purpose.id)]
    places = [f"{item.name}: {item.country}; {item.safeguard}" for item in policy.recipients]
    recipients = [f"{item.name} ({item.role or item.kind or ''})" for item in policy.recipients]
    return (
        who.name,
        contact,
        who.representative,
        who.dpo,
        f"{purpose.title}: {purpose.sentence}",
        "Consent, Art. 6(1)(a)",
        policy.data_subjects,
        "\n".join(data),
        "\n".join(recipients),
        "\n".join(places),
        f"{purpose.retention_days} days",
        "\n".join([*_OURS, *policy.practices.security]),
        f"{policy.version}, {policy.date.isoformat()}, {policy.digest}",
    )
