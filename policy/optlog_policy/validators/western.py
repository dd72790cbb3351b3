"""National numbers of western and southern Europe: BE, ES, FR, IE, IT, LU, NL, PT, UK."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from optlog_policy.validators.checks import (
    all_same,
    alnum,
    digits,
    is_date,
    luhn,
    verhoeff,
    weighted,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "be_national",
    "es_nie",
    "es_nif",
    "fr_nir",
    "fr_nir_bare",
    "ie_pps",
    "it_codice_fiscale",
    "it_vat",
    "lu_matricule",
    "nl_bsn",
    "pt_nif",
    "uk_driving_licence",
    "uk_nhs",
    "uk_nino",
    "uk_plate",
]

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"


def es_nif(value: bytes) -> bool:
    """Say whether `value` is a Spanish NIF of a citizen: up to eight digits and the letter MOD 23 (Orden EHA/451/2008)."""
    text = alnum(value, 8, 9)
    return text[:-1].isdigit() and _DNI[int(text[:-1]) % 23] == text[-1]


def es_nie(value: bytes) -> bool:
    """Say whether `value` is a Spanish NIE: X, Y or Z, seven digits, letter MOD 23 (Real Decreto 557/2011)."""
    text = alnum(value, 9)
    if not text or text[0] not in "XYZ" or not text[1:8].isdigit():
        return False
    return _DNI[int(str("XYZ".index(text[0])) + text[1:8]) % 23] == text[8]


def fr_nir(value: bytes) -> bool:
    """Say whether `value` is a French social security number: sex, month, department, key 97 - n MOD 97 (insee.fr)."""
    text = alnum(value, 15)
    number = text[:5] + text[5:7].replace("2A", "19").replace("2B", "18") + text[7:]
    if not number.isdigit() or number[0] not in "12378":
        return False
    month = int(number[3:5])
    if not (1 <= month <= 12 or month in {20, 50, 99} or 31 <= month <= 42):  # noqa: PLR2004  months not known
        return False
    return 97 - int(number[:13]) % 97 == int(number[13:])


_THREADS = (0x7F00_0000_0000, 0x8000_0000_0000)  # what pthread_self() gives on 64-bit Linux


def fr_nir_bare(value: bytes) -> bool:
    """Say whether `value` is a French number, and no word need tell it: not what Linux writes for a thread or an address."""
    thread = value.isdigit() and _THREADS[0] <= int(value) < _THREADS[1]
    return not thread and fr_nir(value)


_ODD = dict(
    zip(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        (
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            1,
            0,
            5,
            7,
            9,
            13,
            15,
            17,
            19,
            21,
            2,
            4,
            18,
            20,
            11,
            3,
            6,
            8,
            12,
            14,
            16,
            10,
            22,
            25,
            24,
            23,
        ),
        strict=True,
    )
)
_CF = re.compile(r"[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]")


def it_codice_fiscale(value: bytes) -> bool:
    """Say whether `value` is an Italian tax code with its check letter (D.M. 12 March 1974, agenziaentrate.gov.it)."""
    text = alnum(value, 16)
    if _CF.fullmatch(text) is None:
        return False
    total = sum(_ODD[char] for char in text[:15:2])
    total += sum(int(char, 36) - (0 if char.isdigit() else 10) for char in text[1:15:2])
    return chr(65 + total % 26) == text[15]


def it_vat(value: bytes) -> bool:
    """Say whether `value` is an Italian VAT number: eleven digits, Luhn, not all zero (agenziaentrate.gov.it)."""
    text = digits(value, 11, separators=b" ")
    return not all_same(text) and luhn(text)


def pt_nif(value: bytes) -> bool:
    """Say whether `value` is a Portuguese tax number: first digit not 0, MOD 11 (portaldasfinancas.gov.pt)."""
    text = digits(value, 9, separators=b" .")
    return text[:1] in set("123456789") and _mod11_check(text, range(9, 1, -1))


def _mod11_check(text: str, weights: Sequence[int]) -> bool:
    """Say whether the last digit is 11 minus the weighted sum MOD 11, 10 and 11 written as 0."""
    return (11 - weighted(text, weights) % 11) % 11 % 10 == int(text[-1])


def nl_bsn(value: bytes) -> bool:
    """Say whether `value` is a Dutch citizen service number: eleven-test with weights 9..2, -1 (rvig.nl)."""
    text = digits(value, 9, separators=b" .")
    return not all_same(text) and weighted(text, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11 == 0


def be_national(value: bytes) -> bool:
    """Say whether `value` is a Belgian national number: date and 97 - n MOD 97, with 2 before n from 2000 on (ibz.rrn.fgov.be)."""
    text = digits(value, 11)
    if not text:
        return False
    month, day, check = int(text[2:4]) % 20, int(text[4:6]), int(text[9:])
    if not (is_date(2000 + int(text[:2]), month, day) or is_date(1900 + int(text[:2]), month, day)):
        return False
    return check in {97 - int(text[:9]) % 97, 97 - int("2" + text[:9]) % 97}


def ie_pps(value: bytes) -> bool:
    """Say whether `value` is an Irish PPS number: seven digits and one or two letters, MOD 23 (gov.ie)."""
    text = alnum(value, 8, 9)
    if not text[:7].isdigit() or not text[7:].isalpha():
        return False
    total = weighted(text[:7], range(8, 1, -1))
    total += 9 * (ord(text[8]) - 64) if len(text) == 9 and text[8] != "W" else 0  # noqa: PLR2004
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23] == text[7]


def lu_matricule(value: bytes) -> bool:
    """Say whether `value` is a Luxembourg identification number: date, Luhn and Verhoeff digits (legilux, 2013-06-19)."""
    text = digits(value, 13, separators=b" ")
    if not text or not 18 <= int(text[:2]) <= 20:  # noqa: PLR2004
        return False
    dated = is_date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    return dated and luhn(text[:12]) and verhoeff(text[:11] + text[12])


def uk_nhs(value: bytes) -> bool:
    """Say whether `value` is an NHS number: ten digits, MOD 11 (datadictionary.nhs.uk)."""
    text = digits(value, 10, separators=b" -")
    if not text or all_same(text):
        return False
    return (11 - weighted(text, range(10, 1, -1)) % 11) % 11 == int(text[9])


_NINO = re.compile(r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z][0-9]{6}[A-D]")
_NINO_NEVER = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})


def uk_nino(value: bytes) -> bool:
    """Say whether `value` is a national insurance number (HMRC NIM39110): letters in use, six digits, suffix A-D."""
    text = plain_upper(value)
    return _NINO.fullmatch(text) is not None and text[:2] not in _NINO_NEVER


def plain_upper(value: bytes) -> str:
    """Give `value` in upper case without spaces, dashes and full stops."""
    return alnum(value, separators=b" -.")


def uk_driving_licence(value: bytes) -> bool:
    """Say whether `value` is a British driver number: name, date of birth with 50 added to the month for women (gov.uk, D100)."""
    text = plain_upper(value)[:16]
    if len(text) != 16 or re.fullmatch(r"[A-Z]{1,5}9{0,4}", text[:5]) is None:  # noqa: PLR2004
        return False
    if re.fullmatch(r"[0-9]{6}[A-Z9]{2}[A-Z0-9][A-Z0-9]{2}", text[5:]) is None:
        return False
    month, day = int(text[6:8]) % 50, int(text[8:10])
    return 1 <= month <= 12 and 1 <= day <= 31  # noqa: PLR2004


_PLATE = re.compile(
    r"(?P<now>[A-HJ-PR-Y][A-HJ-PR-Y](?P<age>[0-9]{2})[A-HJ-PR-Z]{3})"
    r"|[A-HJ-NPR-TV-Y][1-9][0-9]{0,2}[A-HJ-PR-Y]{3}"
    r"|[A-HJ-PR-Y]{3}[1-9][0-9]{0,2}[A-HJ-NPR-TV-Y]"
)


def uk_plate(value: bytes) -> bool:
    """Say whether `value` is a British number plate of 1963 or later: letters in use, age identifier (gov.uk, INF104)."""
    match = _PLATE.fullmatch(plain_upper(value))
    if match is None:
        return False
    age = match["age"]
    return age is None or 2 <= int(age) <= 29 or 51 <= int(age) <= 79  # noqa: PLR2004
