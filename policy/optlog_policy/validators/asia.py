"""National numbers of Asia: CN, HK, ID, IN, JP, KR, MY, PH, PK, SG, TH, TW."""

from __future__ import annotations

import re

from optlog_policy.validators.checks import (
    all_same,
    alnum,
    digits,
    is_date,
    numbers,
    plain,
    verhoeff,
    weighted,
)

__all__ = [
    "cn_resident_id",
    "hk_id",
    "id_nik",
    "in_aadhaar",
    "in_gstin",
    "in_gstin_form",
    "in_pan",
    "in_vehicle",
    "in_voter",
    "jp_my_number",
    "kr_brn",
    "kr_checked",
    "kr_driver",
    "kr_frn",
    "kr_passport",
    "kr_rrn",
    "my_nric",
    "ph_tin",
    "pk_cnic",
    "sg_nric",
    "sg_uen",
    "th_id",
    "tw_id",
]


def cn_resident_id(value: bytes) -> bool:
    """Say whether `value` is a Chinese resident identity number: region, date, ISO 7064 MOD 11-2 (GB 11643-1999)."""
    text = alnum(value, 18, separators=b" ")
    if not text or not text[:17].isdigit() or not 11 <= int(text[:2]) <= 82:  # noqa: PLR2004
        return False
    if not is_date(int(text[6:10]), int(text[10:12]), int(text[12:14])):
        return False
    if not 1850 <= int(text[6:10]) <= 2100:  # noqa: PLR2004
        return False
    total = sum(number * 2 ** (17 - place) for place, number in enumerate(numbers(text[:17])))
    return "10X98765432"[total % 11] == text[17]


def hk_id(value: bytes) -> bool:
    """Say whether `value` is a Hong Kong identity card number: one or two letters, six digits, MOD 11 (immd.gov.hk)."""
    text = plain(value, b" -()")
    match = re.fullmatch(r"([A-Z]{1,2})([0-9]{6})([0-9A])", text)
    if match is None:
        return False
    letters = [int(char, 36) for char in match[1]]
    letters = letters if letters[1:] else [36, *letters]  # one letter: a blank before it
    values = [*letters, *numbers(match[2]), int(match[3], 16)]
    return sum(a * b for a, b in zip(values, range(9, 0, -1), strict=True)) % 11 == 0


def tw_id(value: bytes) -> bool:
    """Say whether `value` is a Taiwanese identity number: letter, 1, 2, 8 or 9, eight digits, MOD 10 (ris.gov.tw)."""
    text = alnum(value, 10, separators=b" ")
    if not text or not text[0].isalpha() or not text[1:].isdigit() or text[1] not in "1289":
        return False
    area = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(text[0]) + 10
    spelled = f"{area}{text[1:]}"
    return weighted(spelled, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def in_aadhaar(value: bytes) -> bool:
    """Say whether `value` is an Aadhaar number: twelve digits, 2-9 first, Verhoeff, no palindrome (uidai.gov.in)."""
    text = digits(value, 12, separators=b" -:")
    return bool(text) and text[0] not in "01" and text != text[::-1] and verhoeff(text)


_PAN = re.compile(r"[A-Z]{3}[ABCEFGHJKLPT][A-Z][0-9]{4}[A-Z]")


def in_pan(value: bytes) -> bool:
    """Say whether `value` has the form of an Indian PAN: five letters with the kind of holder fourth, digits, letter (incometaxindia.gov.in)."""
    text = plain(value, b" ")
    return _PAN.fullmatch(text) is not None and text[5:9] != "0000"


_GSTIN = re.compile(r"([0-9]{2})[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]")


def in_gstin_form(value: bytes) -> bool:
    """Say whether `value` has the form of a GSTIN: state 01-38 or 97, PAN, entity, Z, check (gst.gov.in)."""
    match = _GSTIN.fullmatch(plain(value, b" "))
    return match is not None and (1 <= int(match[1]) <= 38 or match[1] == "97")  # noqa: PLR2004


def in_gstin(value: bytes) -> bool:
    """Say whether `value` is a GSTIN with its MOD 36 check character (gst.gov.in)."""
    if not in_gstin_form(value):
        return False
    text = plain(value, b" ")
    total = sum(
        sum(divmod(int(char, 36) * (1 + place % 2), 36)) for place, char in enumerate(text[:14])
    )
    return (36 - total % 36) % 36 == int(text[14], 36)


def in_voter(value: bytes) -> bool:
    """Say whether `value` has the form of an Indian voter card number: three letters and seven digits (eci.gov.in)."""
    text = alnum(value, 10, separators=b" /")
    return text[:3].isalpha() and text[3:].isdigit() and not all_same(text[3:])


_IN_STATES = frozenset(
    [
        "AN",
        "AP",
        "AR",
        "AS",
        "BR",
        "BH",
        "CG",
        "CH",
        "DD",
        "DL",
        "DN",
        "GA",
        "GJ",
        "HP",
        "HR",
        "JH",
        "JK",
        "KA",
        "KL",
        "LA",
        "LD",
        "MH",
        "ML",
        "MN",
        "MP",
        "MZ",
        "NL",
        "OD",
        "OR",
        "PB",
        "PY",
        "RJ",
        "SK",
        "TN",
        "TR",
        "TS",
        "UK",
        "UP",
        "UT",
        "WB",
        "TG",
    ]
)
_IN_VEHICLE = re.compile(r"([A-Z]{2})[0-9]{1,2}[A-Z]{1,3}[0-9]{1,4}")


def in_vehicle(value: bytes) -> bool:
    """Say whether `value` is an Indian number plate: state, district, series, number (Central Motor Vehicles Rules 1989)."""
    match = _IN_VEHICLE.fullmatch(plain(value, b" -"))
    return match is not None and match[1] in _IN_STATES


def jp_my_number(value: bytes) -> bool:
    """Say whether `value` is a Japanese My Number: twelve digits, MOD 11 (ordinance 85 of 2014, article 5)."""
    text = digits(value, 12, separators=b"- ")
    if not text or all_same(text):
        return False
    rest = weighted(text, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return (0 if rest <= 1 else 11 - rest) == int(text[11])


def _kr(value: bytes, kinds: str) -> str:
    text = digits(value, 13, separators=b"- ")
    if not text or text[6] not in kinds:
        return ""
    dated = is_date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6])) or text[2:6] == "0229"
    return text if dated else ""


def kr_rrn(value: bytes) -> bool:
    """Say whether `value` is a Korean resident number: date, kind 1-4, 9 or 0 (mois.go.kr; no check since October 2020)."""
    text = _kr(value, "123490")
    return bool(text) and int(text[7:9]) <= 95  # noqa: PLR2004


def kr_frn(value: bytes) -> bool:
    """Say whether `value` is a Korean number of a foreigner: date, kind 5-8 (immigration.go.kr; no check since October 2020)."""
    return bool(_kr(value, "5678"))


def kr_checked(value: bytes) -> bool:
    """Say whether `value` is a Korean resident's or foreigner's number with the check digit of before October 2020."""
    text = _kr(value, "1234567890")
    check = 11 - weighted(text, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11
    return bool(text) and check % 10 == int(text[12])


def kr_brn(value: bytes) -> bool:
    """Say whether `value` is a Korean business number: ten digits, weights 1 3 7 1 3 7 1 3 5 (nts.go.kr)."""
    text = digits(value, 10, separators=b"- ")
    if not text or all_same(text):
        return False
    total = weighted(text, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + int(text[8]) * 5 // 10
    return (10 - total % 10) % 10 == int(text[9])


def kr_driver(value: bytes) -> bool:
    """Say whether `value` is a Korean driver licence: region 11-28, year, serial, check pair (safedriving.or.kr; no public check)."""
    text = digits(value, 12, separators=b"- ")
    return bool(text) and 11 <= int(text[:2]) <= 28  # noqa: PLR2004


def kr_passport(value: bytes) -> bool:
    """Say whether `value` has the form of a Korean passport of December 2021 on: M, S, R, O or D, digits with a letter fourth (passport.go.kr)."""
    return re.fullmatch(r"[MSROD][0-9]{3}[A-Z][0-9]{4}", plain(value, b"")) is not None


def my_nric(value: bytes) -> bool:
    """Say whether `value` is a Malaysian identity number: date and place of birth (jpn.gov.my; no check)."""
    text = digits(value, 12, separators=b"- ")
    if not text or text[6:8] in {"00", "17", "18", "19", "20", "69", "70", "73", "80", "81", "94"}:
        return False
    return is_date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))


def id_nik(value: bytes) -> bool:
    """Say whether `value` is an Indonesian NIK: province 11-96, date with 40 added to women's day (dukcapil.kemendagri.go.id)."""
    text = digits(value, 16, separators=b" -.")
    if not text or not 11 <= int(text[:2]) <= 96 or text[12:] == "0000":  # noqa: PLR2004
        return False
    return is_date(2000 + int(text[10:12]), int(text[8:10]), int(text[6:8]) % 40)


def ph_tin(value: bytes) -> bool:
    """Say whether `value` has the form of a Philippine TIN: nine digits and a branch of three to five (bir.gov.ph)."""
    return bool(digits(value, 9, 12, 13, 14, separators=b"- "))


def pk_cnic(value: bytes) -> bool:
    """Say whether `value` has the form of a Pakistani CNIC: province 1-7, 13 digits, the last not 0 (nadra.gov.pk; no public check)."""
    text = digits(value, 13, separators=b"-")
    return text[:1] in set("1234567") and text[12] != "0" and not all_same(text[5:12])


_NRIC = {
    "S": (0, "JZIHGFEDCBA"),
    "T": (4, "JZIHGFEDCBA"),
    "F": (0, "XWUTRQPNMLK"),
    "G": (4, "XWUTRQPNMLK"),
    "M": (3, "KLJNPQRTUWX"),
}


def sg_nric(value: bytes) -> bool:
    """Say whether `value` is a Singaporean NRIC or FIN: letter, seven digits, check letter (ica.gov.sg)."""
    text = alnum(value, 9, separators=b" -")
    if not text or text[0] not in _NRIC or not text[1:8].isdigit():
        return False
    start, letters = _NRIC[text[0]]
    place = (start + weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2))) % 11
    return letters[10 - place if text[0] == "M" else place] == text[8]


def sg_uen(value: bytes) -> bool:
    """Say whether `value` has the form of a Singaporean entity number: 8 or 9 digits and a letter, or T/S/R yy XX nnnn letter (uen.gov.sg)."""
    text = plain(value, b" ")
    return re.fullmatch(r"[0-9]{8,9}[A-Z]|[RST][0-9]{2}[A-Z]{2}[0-9]{4}[A-Z]", text) is not None


def th_id(value: bytes) -> bool:
    """Say whether `value` is a Thai identity number: kind 1-8, province in use, MOD 11 (bora.dopa.go.th)."""
    text = digits(value, 13, separators=b"- ")
    if not text or text[0] not in "12345678" or text[1] == "0":
        return False
    if text[1:3] in {"28", "29", "59", "68", "69", "78", "79", "87", "88", "89", "97", "98", "99"}:
        return False
    return (11 - weighted(text, range(13, 1, -1)) % 11) % 10 == int(text[12])
