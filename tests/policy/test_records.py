"""What is made from a declaration for machines, authorities and stores: complete, true to it, the same every time."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import plistlib
import subprocess
import sys
import warnings
from typing import Any

import jsonschema
import openpyxl
import pytest
import rdflib
from optlog_policy._toml import loads
from optlog_policy.collection import CollectionPolicy, Recipient
from optlog_policy.declared_text import PurposeWords
from optlog_policy.errors import PolicyError
from optlog_policy.load_errors import dotted
from optlog_policy.records import article30, dpv, kantara, receipt, schema, stores
from optlog_policy.records.formats import FORMATS, Material, require_complete
from optlog_policy.records.receipt import ReceiptEvent, Subject
from optlog_policy.records.vocabulary import consent_status, facts, known_iris, term
from optlog_policy.rule import RuleSet

RULES = tuple(RuleSet.load_builtin())
BLANK = CollectionPolicy.builtin()
PSEUDONYM = "psn_abcdefghijklmnopabcdefghijklmnop"
DPV = "https://w3id.org/dpv#"


def subject(policy: CollectionPolicy) -> Subject:
    events = (
        ReceiptEvent(
            "errors", "given", "2026-11-23T09:30:00.000000Z", policy.digest, "1", "ab" * 32
        ),
        ReceiptEvent("usage", "refused", "2026-11-23T09:31:00.000000Z", policy.digest),
        ReceiptEvent("errors", "renewed", "2026-11-24T09:30:00.000000Z", policy.digest, "1"),
    )
    return Subject(events, PSEUDONYM, {policy.digest: policy})


def material(policy: CollectionPolicy) -> Material:
    return Material(policy, RULES, "en", subject(policy))


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_lacks_where_all_is_declared(name: str, full: CollectionPolicy) -> None:
    """A declaration with everything filled in is complete for every format, and exported the same bytes every time."""
    fmt, made_of = FORMATS[name], material(full)
    assert fmt.blanks(made_of) == ()
    require_complete(fmt, made_of)
    first = fmt.write(made_of)
    assert first
    assert first == fmt.write(material(CollectionPolicy.model_validate(full.model_dump())))


def test_another_process_gives_the_same_bytes(full: CollectionPolicy) -> None:
    """Neither the order of sets, the time zone nor the language of a computer shows in any format."""
    code = (
        "import hashlib, sys\n"
        "from optlog_policy.collection import CollectionPolicy\n"
        "from optlog_policy.records.formats import FORMATS, Material\n"
        "from optlog_policy.rule import RuleSet\n"
        "policy = CollectionPolicy.from_canonical(sys.stdin.buffer.read())\n"
        "made = Material(policy, tuple(RuleSet.load_builtin()), 'ar')\n"
        "for fmt in FORMATS.values():\n"
        "    fmt.personal or print(fmt.name, hashlib.sha256(fmt.write(made)).hexdigest())\n"
    )
    told = set()
    for seed, zone, language in (("1", "Pacific/Kiritimati", "C"), ("2", "UTC+11", "C.UTF-8")):
        environment = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": language}
        done = subprocess.run(
            [sys.executable, "-c", code],
            input=full.canonical.encode(),
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
        )
        told.add(done.stdout)
    [lines] = told
    assert len(lines.splitlines()) == sum(not fmt.personal for fmt in FORMATS.values())


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "schema"])
def test_every_format_says_what_it_lacks(name: str) -> None:
    """A blank declaration is refused, with the place and what belongs there; a draft of it is written all the same."""
    fmt, made_of = FORMATS[name], Material(BLANK, RULES, subject=subject(BLANK))
    assert fmt.blanks(made_of)
    assert all(fault.hint for fault in fmt.blanks(made_of))
    with pytest.raises(PolicyError, match="not complete for"):
        require_complete(fmt, made_of)
    draft = Material(BLANK, RULES, subject=subject(BLANK), draft=True)
    require_complete(fmt, draft)
    assert fmt.write(draft)


def places(faults: Any) -> set[str]:
    return {dotted(fault.where) for fault in faults}


REQUIRED = {
    "md": "controller.name controller.contact practices.sells_or_shares practices.automated_decisions "
    "recipients[0].name recipients[0].country recipients[0].safeguard",
    "dpv": "controller.name controller.contact purposes[0].dpv recipients[0].name recipients[0].country "
    "recipients[0].kind",
    "article30-csv": "controller.name controller.contact data_subjects practices.security "
    "recipients[0].name recipients[0].country recipients[0].safeguard",
    "apple": "practices.sells_or_shares purposes[0].category",
    "google-play": "practices.sells_or_shares purposes[0].category recipients[0].kind rights.url",
    "receipt": "controller.name controller.address controller.contact jurisdiction recipients[0].name "
    "recipients[0].country recipients[0].kind",
    "kantara": "controller.name controller.address controller.contact controller.phone jurisdiction "
    "notice_url recipients[0].name recipients[0].country recipients[0].kind",
}
REQUIRED |= {"html": REQUIRED["md"], "pdf": REQUIRED["md"], "json": REQUIRED["md"]}
REQUIRED |= {"article30-xlsx": REQUIRED["article30-csv"]}


def without(policy: CollectionPolicy, where: str) -> CollectionPolicy:
    """Give a policy with the thing at a dotted place left blank."""
    table, _, key = where.partition(".")
    name, _, place = table.partition("[")
    if not key:
        return policy.replaced(**{name: ""})
    items = getattr(policy, name)
    if not place:
        items = items.model_copy(update={key: type(items).model_fields[key].default})
    else:
        blank = "" if isinstance(getattr(items[0], key), str) and key not in _CHOICES else None
        items = (items[0].model_copy(update={key: blank}), *items[1:])
    return policy.replaced(**{name: items})


_CHOICES = ("kind", "category")


@pytest.mark.parametrize(
    ("name", "where"),
    [(name, where) for name, all_of in REQUIRED.items() for where in all_of.split()],
)
def test_each_required_thing_is_missed(name: str, where: str, full: CollectionPolicy) -> None:
    """Left blank alone, each thing that a format needs is the one thing that its linter tells."""
    lacking = Material(without(full, where), RULES, "en", subject(full))
    assert places(FORMATS[name].blanks(lacking)) == {where}


def test_each_format_has_something_it_requires() -> None:
    """The table above leaves no format out but the schema, which needs nothing."""
    assert set(REQUIRED) == set(FORMATS) - {"schema"}


def test_selling_is_nothing_that_a_form_can_leave_open(full: CollectionPolicy) -> None:
    """Whoever sells data has to name tracking domains to Apple, and purposes of sharing to Google, by hand."""
    sold = full.replaced(
        practices={**full.practices.model_dump(), "sells_or_shares": True, "explanation": "Sold."}
    )
    assert places(stores.apple_blanks(sold)) == {"practices.sells_or_shares"}
    assert places(stores.google_blanks(sold)) == {"recipients"}


def test_google_takes_only_a_secure_page_for_deletion(full: CollectionPolicy) -> None:
    """A page without HTTPS is no answer to where people ask for deletion."""
    rights = full.rights.model_copy(update={"url": "http://tidewriter.example/requests"})
    assert places(stores.google_blanks(full.replaced(rights=rights))) == {"rights.url"}


# ---------------------------------------------------------------- JSON Schema


def plain(data: Any) -> Any:
    """Give TOML data as JSON would hold it: dates as text."""
    return json.loads(json.dumps(data, default=lambda value: value.isoformat()))


def test_the_schema_takes_what_loads_and_refuses_what_does_not() -> None:
    """The built-in declaration fits the schema; an unknown key, a wrong type and a missing title do not."""
    from importlib.resources import files

    checker = jsonschema.Draft202012Validator(json.loads(schema.render()))
    checker.check_schema(checker.schema)
    data = plain(loads(files("optlog_policy").joinpath("default.toml").read_text("utf-8")))
    checker.validate(data)
    for wrong in (
        {**data, "purpose": []},
        {**data, "version": "1"},
        {key: value for key, value in data.items() if key != "title"},
    ):
        assert not checker.is_valid(wrong)


# ---------------------------------------------------------------- JSON-LD


def graph(policy: CollectionPolicy) -> rdflib.Graph:
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "ConjunctiveGraph is deprecated"
        )  # rdflib's own use of it
        return rdflib.Graph().parse(data=dpv.render(policy), format="json-ld")


def test_json_ld_speaks_only_known_words(full: CollectionPolicy) -> None:
    """It parses without the network, and every term of the vocabulary in it is one that the facts know."""
    parts = {str(part) for triple in graph(full) for part in triple}
    used = {part for part in parts if part.startswith("https://w3id.org/dpv")}
    assert len(used) > 30
    assert used <= known_iris()


def test_json_ld_tells_the_declaration(full: CollectionPolicy) -> None:
    """Each purpose with its term, its fields and its time limit, and who is responsible, can be asked from the graph."""
    found = graph(full)
    said = rdflib.Namespace(DPV)
    names = {str(name) for name in found.objects(None, said.hasName)}
    assert {"Tidewriter Ltd", "Wharf Hosting GmbH", "Una Byrne", "Tide EU BV"} <= names
    assert set(found.objects(None, said.hasJurisdiction)) == {rdflib.Literal("IE")}
    assert set(found.objects(None, said.hasNotice)) == {rdflib.URIRef(full.notice_url)}
    assert len(set(found.objects(None, said.hasRight))) == len(facts("dpv")["rights"])
    [host] = found.subjects(said.hasName, rdflib.Literal("Wharf Hosting GmbH"))
    assert set(found.objects(None, said.hasDataProcessor)) == {host}
    assert rdflib.Literal("Germany", lang="en") in set(found.objects())
    for purpose in full.purposes:
        [process] = found.subjects(
            said.hasPurpose, rdflib.URIRef(f"{dpv.urn(full.digest)}#purpose-{purpose.id}")
        )
        data = set(found.objects(process, said.hasPersonalData))
        assert len(data) == len(full.fields_for(purpose.id))
        [storage] = found.objects(process, said.hasStorageCondition)
        assert str(found.value(storage, said.hasDuration)) == f"P{purpose.retention_days}D"
        [consent] = found.objects(process, said.hasLegalBasis)
        assert found.value(consent, rdflib.RDF.type) == said.ExpressedConsent
        assert str(found.value(consent, said.hasDuration)) == f"P{purpose.validity_days}D"
    pseudonyms = set(found.subjects(rdflib.RDF.type, said.PseudonymisedData))
    assert [str(item).rpartition("#")[2] for item in pseudonyms] == ["field-user"]


def test_json_ld_holds_the_words_of_every_language(full: CollectionPolicy) -> None:
    """A translated title is told with its language."""
    first = full.purposes[0].model_copy(
        update={"translations": {"de": PurposeWords(title="Fehlerberichte")}}
    )
    policy = full.replaced(languages=("en", "de"), purposes=(first, *full.purposes[1:]))
    assert rdflib.Literal("Fehlerberichte", lang="de") in set(graph(policy).objects())


def test_unknown_terms_are_refused(full: CollectionPolicy) -> None:
    """A purpose outside the vocabulary is named with the one that was meant; nothing is written with it."""
    wrong = full.purposes[0].model_copy(update={"dpv": "dpv:ServiceOptimization"})
    policy = full.replaced(purposes=(wrong, *full.purposes[1:]))
    [fault] = dpv.blanks(policy)
    assert dotted(fault.where) == "purposes[0].dpv"
    assert "dpv:ServiceOptimisation" in fault.hint
    with pytest.raises(PolicyError, match="not a known term"):
        dpv.render(policy)
    with pytest.raises(PolicyError, match="not a known term"):
        term("dpv:hasPurposes")


def test_the_facts_name_their_source() -> None:
    """The terms come with version, source and licence."""
    tables = facts("dpv")
    assert tables["version"]
    assert tables["source"] == "https://w3id.org/dpv"
    assert "software-license-2023" in tables["licence"]


def test_every_state_of_consent_has_a_term() -> None:
    """optlog's nine states are all known to the vocabulary."""
    from optlog.consent import ConsentState

    assert len({consent_status(state.value) for state in ConsentState}) == len(ConsentState)


# ---------------------------------------------------------------- Art. 30


def test_article_30_has_a_row_for_each_purpose(full: CollectionPolicy) -> None:
    """Each point of Art. 30(1) stands in its column, for each purpose, in CSV and in the workbook alike."""
    table = list(csv.reader(io.StringIO(article30.render_csv(full), newline="")))
    assert tuple(table[0]) == article30.COLUMNS
    assert [row[4].split(":")[0] for row in table[1:]] == [item.title for item in full.purposes]
    for point in "abcdefg":
        assert any(f"Art. 30(1)({point})" in name for name in article30.COLUMNS), point
    assert all("" not in row for row in table)
    row = "\n".join(table[1])
    for text in ("Tidewriter Ltd", "Una Byrne", "Germany", "30 days", "second factor", full.digest):
        assert text in row
    sheet = openpyxl.load_workbook(io.BytesIO(article30.render_xlsx(full))).active
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == table


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1,1)", "\uff1d1"])
def test_a_spreadsheet_shows_text_as_text(text: str, full: CollectionPolicy) -> None:
    """What begins like a formula stays text in the workbook and in the CSV, in whatever column it stands."""
    purpose = full.purposes[0].model_copy(update={"title": text})
    controller = full.controller.model_copy(update={"name": text, "address": text, "dpo": text})
    policy = full.replaced(
        data_subjects=text, controller=controller, purposes=(purpose, *full.purposes[1:])
    )
    sheet = openpyxl.load_workbook(io.BytesIO(article30.render_xlsx(policy))).active
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A2"].value == sheet["G2"].value == text
    table = csv.reader(io.StringIO(article30.render_csv(policy), newline=""))
    [_, first, *_] = table
    assert [first[0], first[3], first[6]] == [f"'{text}"] * 3
    assert first[4].startswith(f"'{text}: ")
    assert not any(cell.startswith(text[0]) for cell in first)


# ---------------------------------------------------------------- stores


def test_the_apple_manifest_names_each_kind_once(full: CollectionPolicy) -> None:
    """Every kind of data is told once, linked because of the pseudonym, and not as tracking."""
    data = plistlib.loads(stores.render_apple(full))
    types = {
        item["NSPrivacyCollectedDataType"]: item for item in data["NSPrivacyCollectedDataTypes"]
    }
    assert set(types) == {
        f"NSPrivacyCollectedDataType{name}"
        for name in (
            "CrashData",
            "OtherDiagnosticData",
            "PerformanceData",
            "ProductInteraction",
            "UserID",
        )
    }
    assert all(item["NSPrivacyCollectedDataTypeLinked"] for item in types.values())
    assert not any(item["NSPrivacyCollectedDataTypeTracking"] for item in types.values())
    usage = types["NSPrivacyCollectedDataTypeProductInteraction"]
    assert usage["NSPrivacyCollectedDataTypePurposes"] == [
        "NSPrivacyCollectedDataTypePurposeAnalytics"
    ]
    assert data["NSPrivacyTracking"] is False


def test_without_a_pseudonym_nothing_is_linked(full: CollectionPolicy) -> None:
    """A declaration without any pseudonym does not tell Apple that data is linked to a person."""
    fields = tuple(field for field in full.fields if field.type != "pseudonym")
    data = plistlib.loads(stores.render_apple(full.replaced(fields=fields)))
    assert not any(
        item["NSPrivacyCollectedDataTypeLinked"] for item in data["NSPrivacyCollectedDataTypes"]
    )


def google(policy: CollectionPolicy) -> dict[tuple[str, str], str]:
    rows = list(csv.reader(io.StringIO(stores.render_google(policy), newline="")))
    assert all(len(row) == 5 for row in rows)
    answers = {(row[0], row[1]): row[2] for row in rows[1:]}
    assert len(answers) == len(rows) - 1
    return answers


def test_google_is_told_what_is_optional_and_what_is_shared(full: CollectionPolicy) -> None:
    """All kinds are optional and encrypted; a processor is no sharing, a third party is."""
    answers = google(full)
    crash = "PSL_DATA_USAGE_RESPONSES:PSL_CRASH_LOGS"
    assert answers["PSL_DATA_COLLECTION_ENCRYPTED_IN_TRANSIT", ""] == "true"
    assert answers["PSL_DATA_TYPES_APP_PERFORMANCE", "PSL_CRASH_LOGS"] == "true"
    assert (
        answers[f"{crash}:DATA_USAGE_USER_CONTROL", "PSL_DATA_USAGE_USER_CONTROL_OPTIONAL"]
        == "true"
    )
    assert answers["PSL_DATA_DELETION_URL", ""] == full.rights.url
    sharing = (f"{crash}:PSL_DATA_USAGE_COLLECTION_AND_SHARING", "PSL_DATA_USAGE_ONLY_SHARED")
    assert answers[sharing] == ""
    third = full.recipients[0].model_copy(update={"kind": "third-party"})
    shared = full.replaced(recipients=(third,))
    assert google(shared)[sharing] == "true"
    assert places(stores.google_blanks(shared)) == {"recipients"}


def test_stores_need_the_kind_of_every_purpose(full: CollectionPolicy) -> None:
    """A purpose without a kind, and a pseudonym without one of its own, are blanks for both stores."""
    purpose = full.purposes[0].model_copy(update={"category": None})
    fields = tuple(field.model_copy(update={"category": None}) for field in full.fields)
    policy = full.replaced(purposes=(purpose, *full.purposes[1:]), fields=fields)
    user = next(i for i, field in enumerate(fields) if field.personal)
    expected = {"purposes[0].category", f"fields[{user}].category"}
    assert places(stores.apple_blanks(policy)) == expected
    assert places(stores.google_blanks(policy)) == expected


# ---------------------------------------------------------------- receipts

MANDATORY = (
    "privacy_notice", "language", "purpose", "pii_information", "pii_controllers", "storage_locations",
    "retention_period", "jurisdiction", "recipient_third_parties", "withdrawal_method",
)  # fmt: skip


def test_the_receipt_has_every_mandatory_field(full: CollectionPolicy) -> None:
    """Header, processing, parties and events of ISO/IEC TS 27560 are filled, a no is told as well as a yes."""
    data = json.loads(receipt.render(full, subject(full)))
    assert all(
        data[name] for name in ("schema_version", "receipt_id", "record_id", "pii_principal_id")
    )
    assert [item["purpose_id"] for item in data["pii_processing"]] == ["errors", "usage"]
    for processing in data["pii_processing"]:
        assert [name for name in MANDATORY if not processing[name]] == []
        assert all(item["pii_type"] for item in processing["pii_information"])
    parties = {item["party_id"]: item for item in data["parties"]}
    for name in ("party_name", "party_address", "party_contact", "party_type"):
        assert parties["controller"][name]
        assert parties["recipient-1"][name]
    for event in data["events"]:
        for name in ("event_time", "validity_duration", "entity_id", "event_type", "event_state"):
            assert event[name]
    assert [event["event_state"] for event in data["events"]] == [
        "dpv:ConsentGiven",
        "dpv:ConsentRefused",
        "dpv:RenewedConsentGiven",
    ]
    assert [event["validity_duration"] for event in data["events"]] == ["P365D", "P0D", "P365D"]


def test_the_receipt_tells_what_was_agreed_to_then(full: CollectionPolicy) -> None:
    """Words and fields come from the declaration of the yes, not from today's."""
    today = full.replaced(
        version=2,
        purposes=tuple(item.model_copy(update={"sentence": "All new."}) for item in full.purposes),
    )
    declarations = {full.digest: full, today.digest: today}
    data = json.loads(receipt.render(today, Subject(subject(full).events, PSEUDONYM, declarations)))
    assert [item for item in data["pii_processing"] if "All new" in item["purpose"]] == []
    lost = Subject(subject(full).events, PSEUDONYM, {})
    assert "purposes.errors" in places(receipt.blanks(today, lost))
    assert json.loads(receipt.render(today, lost))["pii_processing"][0]["retention_period"] == ""


def test_receipts_of_the_same_choices_are_the_same(full: CollectionPolicy) -> None:
    """The ids follow from the choices: one more choice gives others."""
    first = json.loads(receipt.render(full, subject(full)))
    fewer = Subject(subject(full).events[:-1], PSEUDONYM, {full.digest: full})
    second = json.loads(receipt.render(full, fewer))
    assert first["receipt_id"] != second["receipt_id"]
    assert len({first["receipt_id"], first["record_id"]}) == 2


def test_kantara_confirms_what_stands(full: CollectionPolicy) -> None:
    """The receipt holds the fields of Kantara's 1.1.0 and the standing yeses alone; without one there is none."""
    data = json.loads(kantara.render(full, subject(full)))
    wanted = (
        "version", "jurisdiction", "consentTimestamp", "collectionMethod", "consentReceiptID", "language",
        "piiPrincipalId", "piiControllers", "policyUrl", "services", "sensitive", "spiCat",
    )  # fmt: skip
    assert tuple(data) == wanted
    assert data["consentTimestamp"] == int(
        dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.timezone.utc).timestamp()
    )
    [service] = data["services"]
    [purpose] = service["purposes"]
    assert purpose["purpose"].startswith("Error reports")
    assert purpose["thirdPartyDisclosure"] is False
    for name in ("consentType", "piiCategory", "termination"):
        assert purpose[name]
    [who] = data["piiControllers"]
    assert (who["email"], who["phone"]) == (full.controller.email, full.controller.phone)
    refused = Subject(subject(full).events[1:2], PSEUDONYM, {full.digest: full})
    with pytest.raises(PolicyError, match="no consent stands"):
        kantara.render(full, refused)


def test_a_recipient_of_unknown_kind_counts_as_a_third_party(full: CollectionPolicy) -> None:
    """As long as nobody says that a recipient only processes, the receipt tells of a disclosure."""
    policy = full.replaced(recipients=(Recipient(name="N", country="DE", safeguard="x"),))
    data = json.loads(kantara.render(policy, subject(policy)))
    [told] = data["services"][0]["purposes"]
    assert (told["thirdPartyDisclosure"], told["thirdPartyName"]) == (True, "N")
