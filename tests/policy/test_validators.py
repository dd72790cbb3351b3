"""Validators: invented numbers that are right, single digits changed, separators, and bytes of every kind."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from optlog_policy.validators import VALIDATORS

# Every one of these registers promises that one changed digit is noticed.
CHECKED = {
    "aba": "021244777",
    "au-abn": "90445566778",
    "au-tfn": "445566005",
    "be-national": "81021420028",
    "bg-egn": "8102145568",
    "bitcoin": "1FJWrCGBUjjF7AvG4V7ynHAczPhYj1XfB3",
    "br-cnpj": "45566778000109",
    "br-cpf": "37455182090",
    "ca-sin": "517441283",
    "card": "4532017755443325",
    "ch-ahv": "7564411223340",
    "cl-rut": "147782330",
    "cn-resident-id": "11010519810214155X",
    "de-tax-id": "40167289352",
    "de-vat-id": "DE277665546",
    "dk-cpr-checked": "140281-5503",
    "do-cedula": "445-5667788-6",
    "ec-cedula": "1744556679",
    "es-nie": "X4055667P",
    "es-nif": "40556677H",
    "fi-hetu": "140281-556F",
    "fr-nir": "184027512345674",
    "gr-amka": "14028145564",
    "hk-id": "K4455665",
    "hr-oib": "44556677889",
    "iban": "DE49999900010077665544",
    "ie-pps": "4455667J",
    "il-id": "445566771",
    "in-aadhaar": "455667788911",
    "it-codice-fiscale": "XMPDAA80D12F205V",
    "it-vat": "07643520559",
    "kr-checked": "8102141556676",
    "lu-matricule": "1981021400033",
    "ng-nin": "44556677884",
    "nl-bsn": "277665541",
    "no-fnr": "14028100044",
    "no-orgnr": "944556605",
    "pl-nip": "5264455607",
    "pl-pesel": "77042312345",
    "pt-nif": "244556679",
    "ro-cnp": "1810214125564",
    "se-orgnr": "5561887737",
    "se-personnummer": "7805129736",
    "sg-nric": "S4455667G",
    "tr-id": "38162452764",
    "uk-nhs": "4455667784",
    "us-npi": "1445566775",
    "vin": "1EXMP82X9YA445566",
    "wif": "5KgPGejjLc3UH67obYAsu1enTL79xnT26qPJYnSjqZjnByoFKmj",
    "za-id": "8102145567083",
}

# Forms, or check digits that miss a few changes.
ACCEPTED = {
    "account": "ada",
    "african-number": "8102145567083",
    "ar-cuit": "20147782331",
    "asian-number": "1101556677887",
    "at-svnr": "1003140281",
    "au-acn": "014455666",
    "au-medicare": "2445566750",
    "au-number": "445566005",
    "bare-digits": "77042312345",
    "bare-letters": "X4055667P",
    "bech32": "bc1qnnsmly3lqlusqsa67mxv6zx3vuhv57g78cmhwg",
    "bitcoin": "bc1qnnsmly3lqlusqsa67mxv6zx3vuhv57g78cmhwg",
    "card-in-context": "2014778899001128",
    "co-nit": "8445566774",
    "cpf-or-cnpj": "37455182090",
    "cz-birth-number": "785214/0010",
    "de-bsnr": "724455667",
    "de-doctor": "445566501",
    "de-health-insurance": "K556677885",
    "de-id-card": "L7Z4430R7",
    "de-lanr": "445566501",
    "de-social-security": "65140281B550",
    "de-tax": "40167289352",
    "dk-cpr": "140281-5567",
    "eastern-number": "77042312345",
    "ee-lt-code": "38102145563",
    "eg-id": "28102140155667",
    "email": "ada@example.org",
    "epoch": "1700000000",
    "fr-nir-bare": "184027512345674",
    "gr-afm": "944556670",
    "grouped": "445 566 7784",
    "iban-shape": "DE59999900010077665544",
    "id-nik": "3174051402810002",
    "in-gstin": "29EXMPA4455C1ZH",
    "in-gstin-form": "29EXMPA4455C1Z0",
    "in-pan": "EXMPA4455C",
    "in-vehicle": "KA05EX4455",
    "in-voter": "EXM4455667",
    "ipv4-local": "127.0.0.1",
    "ipv4-private": "10.4.0.1",
    "ipv4-public": "203.0.113.7",
    "ipv6": "2001:db8::52",
    "ipv6-local": "::1",
    "ipv6-private": "fd00::52",
    "is-kennitala": "140281-5579",
    "it-licence": "BX4455667C",
    "jmbg": "1402981505560",
    "jp-my-number": "445566778817",
    "kr-brn": "2118776659",
    "kr-driver": "12-34-556677-81",
    "kr-frn": "810214-5556670",
    "kr-number": "810214-1556670",
    "kr-passport": "M445E6677",
    "kr-rrn": "810214-1556670",
    "leading-zero": "012774321",
    "lv-code": "14028114550",
    "mac": "3c:22:fb:01:9e:7d",
    "mx-curp": "EXMP800412HDFRRN06",
    "mx-rfc": "EXMP800412AB1",
    "my-nric": "810214-14-5567",
    "nanp-phone": "(212) 555-0178",
    "ng-plate": "EXM-445AB",
    "nordic-number": "14028100044",
    "nz-ird": "44556677",
    "papers": "AX1445566",
    "ph-tin": "144-556-677-000",
    "phone-dialled": "555 0132",
    "phone-in-context": "555 0132",
    "phone-international": "+49 30 901820",
    "phone-national": "030 901820",
    "pk-cnic": "44556-6778899-1",
    "ru-snils": "445-566-778 28",
    "se-number": "5561887737",
    "se-personnummer-no-time": "780512-9736",
    "sg-uen": "201445566K",
    "shaped": "445-5667788-6",
    "seed-words": "legal winner thank year wave sausage worth useful legal winner thank yellow",
    "swift": "EXMPDEFF500",
    "th-id": "1101556677887",
    "tr-plate": "34 EXM 445",
    "tw-id": "K144556676",
    "uk-driving-licence": "EXAMP802124AB9CD",
    "uk-nino": "AB445566C",
    "uk-plate": "EX61 MPL",
    "us-dea": "BE4455665",
    "us-itin": "912-71-4455",
    "us-mbi": "2EX4-MP5-AC67",
    "us-ssn": "219-48-7702",
    "uy-ci": "44556679",
    "ve-rif": "V-14455667-0",
    "vin-form": "1EXMP82X8YA445566",
}

REFUSED = [
    ("card", "4444444444444444"),
    ("card", "1234567812345670"),
    ("card", "700000000000000000"),
    ("card-in-context", "1769862896000009"),
    ("iban", "XX49999900010077665544"),
    ("iban", "DE4999990001007766554"),
    ("aba", "521244777"),
    ("bitcoin", "1FJWrCGBUjjF7AvG4V7ynHAczPhYj1XfB0"),
    ("bitcoin", "bc1qnnsmly3lqlusqsa67mxv6zx3vuhv57g78cmhwf"),
    ("bitcoin", "bc1QNNSMLY3lqlusqsa67mxv6zx3vuhv57g78cmhwg"),
    ("us-ssn", "666-12-3456"),
    ("us-ssn", "900-12-3456"),
    ("us-ssn", "219-00-7702"),
    ("us-ssn", "219-48-0000"),
    ("us-itin", "912-43-4455"),
    ("us-mbi", "2EX4-MP5-OC67"),
    ("uk-nino", "GB445566A"),
    ("uk-nino", "DA445566A"),
    ("uk-plate", "EX35 MPL"),
    ("uk-driving-licence", "EXAMP802324AB9C"),
    ("tr-plate", "82 EXM 445"),
    ("tr-plate", "01 JAN 2024"),
    ("in-pan", "EXMZA4455C"),
    ("in-vehicle", "XX05EX4455"),
    ("in-gstin-form", "99EXMPA4455C1Z1"),
    ("in-aadhaar", "155667788911"),
    ("kr-rrn", "811314-1556670"),
    ("kr-frn", "810214-1556670"),
    ("fi-hetu", "320281-556F"),
    ("se-personnummer", "781312-9736"),
    ("se-personnummer-no-time", "240501-0930"),
    ("dk-cpr", "311381-5567"),
    ("de-id-card", "deadbeef1"),
    ("de-bsnr", "044455667"),
    ("de-social-security", "65149981B551"),
    ("th-id", "0101556677887"),
    ("papers", "library"),
    ("vin", "1EXMP82X8YA445566"),
    ("vin-form", "12345678901234567"),
    ("mac", "16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48"),
    ("mac", "21-03-04-05-06-07"),
    ("mac", "3c:22-fb:01:9e:7d"),
    ("ipv4-public", "1.3.6.1.4.1"),
    ("ipv4-public", "256.1.1.1"),
    ("ipv4-public", "192.168.7.9"),
    ("ipv4-private", "172.32.0.1"),
    ("ipv6", "ace::add"),
    ("ipv6", "12:34:56"),
    ("ipv6", "24:8a:07:03:00:91:5e:a6"),
    ("ipv6", "::1"),
    ("email", "icon@2x.png"),
    ("email", "user@1000.service"),
    ("email", "git@github.com"),
    ("account", "root"),
    ("phone-international", "+999 12345678"),
    ("phone-international", "+1234567"),
    ("phone-dialled", "1700000000"),
    ("phone-dialled", "2024-05-01"),
    ("phone-dialled", "48.8074953"),
    ("bare-digits", "1700000000123"),
    ("bare-digits", "23456789015"),
    ("leading-zero", "000000000"),
    ("card", "4005931900067"),  # an article number
    ("fr-nir-bare", "140010100000016"),  # a thread of Linux
    ("ipv6", "fd00::52"),
    ("ipv6-private", "fec0::1"),
    ("ipv6-private", "2001:db8::52"),
    ("it-licence", "df8678504a"),
    ("mac", "00:00:00:00:00:00"),
    ("mac", "ff:ff:ff:ff:ff:ff"),
    ("seed-words", "failed to open the file that was asked for by this user"),
    ("seed-words", "legal winner thank year wave sausage worth useful legal winner thank"),
    ("shaped", "210129-0930"),
    ("shaped", "20240501-1"),
    ("shaped", "445566/7788"),
    ("ec-cedula", "1784556679"),
    ("is-kennitala", "140281-5571"),
    ("mx-rfc", "EXMP801342AB1"),
    ("ru-snils", "445-566-778 29"),
    ("ve-rif", "V-14455667-1"),
    ("pk-cnic", "84556-6778899-1"),
    ("grouped", "445 566 7785"),
]


def valid(name: str, text: str) -> bool:
    """Ask the validator called `name` about `text`."""
    return VALIDATORS[name](text.encode())


def test_every_validator_has_a_row() -> None:
    """No validator goes untested."""
    assert set(VALIDATORS) == set(CHECKED) | set(ACCEPTED)


@pytest.mark.parametrize("name", sorted(VALIDATORS))
def test_right_numbers_are_accepted(name: str) -> None:
    """A number made by the register's rule is accepted."""
    for table in (CHECKED, ACCEPTED):
        assert name not in table or valid(name, table[name])


@pytest.mark.parametrize("name", sorted(CHECKED))
def test_a_changed_digit_is_noticed(name: str) -> None:
    """Whichever digit changes, to whatever, the number is refused."""
    number = CHECKED[name]
    places = [place for place, char in enumerate(number) if char.isdigit()]
    changed = [
        number[:place] + digit + number[place + 1 :]
        for place in places
        for digit in "0123456789"
        if digit != number[place]
    ]
    assert [text for text in changed if valid(name, text)] == []


@pytest.mark.parametrize(("name", "text"), REFUSED)
def test_near_misses_are_refused(name: str, text: str) -> None:
    """What only looks like a number of the register is refused."""
    assert not valid(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("card", "4532 0177 5544 3325"),
        ("card", "4532-0177-5544-3325"),
        ("card", "4532.0177.5544.3325"),
        ("iban", "DE49 9999 0001 0077 6655 44"),
        ("iban", "de49999900010077665544"),
        ("us-ssn", "219 48 7702"),
        ("uk-nino", "ab 44 55 66 c"),
        ("es-nie", "x-4055667-p"),
        ("in-aadhaar", "4556-6778-8911"),
        ("fr-nir", "1 84 02 75 123 456 " + CHECKED["fr-nir"][13:]),
        ("mac", "3C-22-FB-01-9E-7D"),
        ("mac", "3c22.fb01.9e7d"),
        ("ipv6", "[2001:db8::52]"),
        ("ipv6-private", "fe80::1%en0"),
        ("ipv6", "::ffff:203.0.113.7"),
        ("bitcoin", "1FJWrCGBUjjF7AvG4V7ynHAczPhYj1XfB3"),
        ("phone-international", "+44 (0)20 7946 0958"),
        ("phone-international", "0049 30 901820"),
    ],
)
def test_customary_ways_of_writing(name: str, text: str) -> None:
    """Separators and case that people use do not hide a number."""
    assert valid(name, text)


_PRIVATE = [
    ipaddress.IPv4Network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
]


@given(
    st.tuples(
        st.sampled_from([0, 10, 100, 127, 169, 172, 192, 255]) | st.integers(0, 256),
        st.sampled_from([0, 15, 16, 31, 32, 63, 64, 127, 128, 168, 254]) | st.integers(0, 256),
        st.integers(0, 256),
        st.integers(0, 256),
    )
)
def test_every_ipv4_address_is_of_one_kind(parts: tuple[int, ...]) -> None:
    """Python's `ipaddress` says the same: public, private, this machine's, or no address."""
    text = ".".join(map(str, parts))
    try:
        address = ipaddress.IPv4Address(text)
    except ValueError:
        expected = (False, False, False)
    else:
        private = any(address in network for network in _PRIVATE)
        local = parts[0] in {0, 127, 255}
        expected = (not private and not local, private, local)
    assert (
        valid("ipv4-public", text),
        valid("ipv4-private", text),
        valid("ipv4-local", text),
    ) == expected


@given(st.binary(max_size=40))
def test_no_validator_raises_on_bytes(data: bytes) -> None:
    """Whatever bytes come, every validator answers True or False."""
    for check in VALIDATORS.values():
        assert check(data) in {True, False}


@given(st.text("0123456789ABCDEFXYZaxz -.:/@+%[]()²٣ß", max_size=30))
def test_no_validator_raises_on_near_numbers(text: str) -> None:
    """Texts made of the signs that numbers are written with, and digits beyond ASCII, raise nothing."""
    for check in VALIDATORS.values():
        assert check(text.encode()) in {True, False}
