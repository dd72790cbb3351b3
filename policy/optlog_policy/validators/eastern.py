"""National numbers of eastern Europe, Turkey and Israel: BG, CZ, GR, HR, IL, PL, RO, RS, RU, TR."""

from __future__ import annotations

import re

from optlog_policy.validators.checks import (
    all_same,
    digits,
    is_date,
    iso7064_11_10,
    luhn,
    numbers,
    plain,
    weighted,
)

__all__ = [
    "bg_egn",
    "cz_birth_number",
    "gr_afm",
    "gr_amka",
    "hr_oib",
    "il_id",
    "jmbg",
    "pl_nip",
    "pl_pesel",
    "ro_cnp",
    "ru_snils",
    "tr_id",
    "tr_plate",
]


def pl_pesel(value: bytes) -> bool:
    """Say whether `value` is a Polish PESEL: date (month + 20 a century) and weights 1 3 7 9 (gov.pl)."""
    text = digits(value, 11, separators=b" ")
    if not text:
        return False
    shift, month = divmod(int(text[2:4]), 20)
    year = (1900, 2000, 2100, 2200, 1800)[shift] + int(text[:2])
    total = weighted(text, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1))
    return is_date(year, month, int(text[4:6])) and total % 10 == 0


def pl_nip(value: bytes) -> bool:
    """Say whether `value` is a Polish tax number: ten digits, MOD 11 (podatki.gov.pl)."""
    text = digits(value, 10)
    if not text or all_same(text):
        return False
    return weighted(text, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11 == int(text[9])


def cz_birth_number(value: bytes) -> bool:
    """Say whether `value` is a Czech or Slovak birth number of ten digits: date and MOD 11 (law 133/2000 Sb.)."""
    text = digits(value, 10, separators=b"/ ")
    if not text:
        return False
    month = int(text[2:4]) % 50
    month = month - 20 if month > 20 else month  # noqa: PLR2004
    dated = is_date(2000 + int(text[:2]), month, int(text[4:6]))
    return dated and int(text[:9]) % 11 % 10 == int(
        text[9]
    )  # a rest of 10 was written as 0 until 1985


def ro_cnp(value: bytes) -> bool:
    """Say whether `value` is a Romanian CNP: date, county, MOD 11 with 279146358279 (OUG 97/2005)."""
    text = digits(value, 13, separators=b" ")
    if not text or text[0] == "0" or not 1 <= int(text[7:9]) <= 52:  # noqa: PLR2004
        return False
    check = weighted(text, numbers("279146358279")) % 11
    dated = is_date(2000 + int(text[1:3]), int(text[3:5]), int(text[5:7]))
    return dated and (1 if check == 10 else check) == int(text[12])  # noqa: PLR2004


def ru_snils(value: bytes) -> bool:
    """Say whether `value` is a Russian insurance number: nine digits times 9..1, MOD 101, 100 written as 00 (sfr.gov.ru)."""
    text = digits(value, 11, separators=b"- ")
    if not text or all_same(text[:9]):
        return False
    return weighted(text, range(9, 0, -1)) % 101 % 100 == int(text[9:])


def bg_egn(value: bytes) -> bool:
    """Say whether `value` is a Bulgarian EGN: date (month + 20 or 40) and MOD 11 (grao.bg)."""
    text = digits(value, 10, separators=b" ")
    if not text:
        return False
    total = weighted(text, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    month = int(text[2:4]) % 20
    return is_date(2000 + int(text[:2]), month, int(text[4:6])) and total == int(text[9])


def hr_oib(value: bytes) -> bool:
    """Say whether `value` is a Croatian OIB: eleven digits, ISO 7064 MOD 11,10 (porezna-uprava.gov.hr)."""
    text = digits(value, 11, separators=b" ")
    return not all_same(text) and iso7064_11_10(text)


def jmbg(value: bytes) -> bool:
    """Say whether `value` is a JMBG of a state of former Yugoslavia: date, MOD 11 (Serbian law 58/77)."""
    text = digits(value, 13, separators=b" ")
    if not text or not is_date(1000 + int(text[4:7]), int(text[2:4]), int(text[:2])):
        return False
    check = 11 - weighted(text, (7, 6, 5, 4, 3, 2) * 2) % 11
    return (0 if check > 9 else check) == int(text[12])  # noqa: PLR2004


def gr_afm(value: bytes) -> bool:
    """Say whether `value` is a Greek tax number: nine digits, powers of two MOD 11 (aade.gr)."""
    text = digits(value, 9, separators=b" ")
    if not text or all_same(text):
        return False
    return weighted(text, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10 == int(text[8])


def gr_amka(value: bytes) -> bool:
    """Say whether `value` is a Greek social security number: date and Luhn (amka.gr)."""
    text = digits(value, 11, separators=b" ")
    if not text:
        return False
    return is_date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2])) and luhn(text)


def il_id(value: bytes) -> bool:
    """Say whether `value` is an Israeli identity number: nine digits, Luhn (gov.il)."""
    text = digits(value, 9, separators=b"- ")
    return not all_same(text) and luhn(text)


def tr_id(value: bytes) -> bool:
    """Say whether `value` is a Turkish identity number: two check digits (nvi.gov.tr, law 5490)."""
    text = digits(value, 11, separators=b" ")
    if not text or text[0] == "0":
        return False
    all_digits = numbers(text)
    tenth = (7 * sum(all_digits[0:9:2]) - sum(all_digits[1:8:2])) % 10
    return tenth == all_digits[9] and sum(all_digits[:10]) % 10 == all_digits[10]


_TR_PLATE = re.compile(r"([0-9]{2})([A-Z]{1,3})[0-9]{2,5}")
# 01 JAN 2024 and 10 MB 500 are none.
_NO_PLATE = frozenset(
    [
        "JAN",
        "FEB",
        "MAR",
        "APR",
        "MAY",
        "JUN",
        "JUL",
        "AUG",
        "SEP",
        "OCT",
        "NOV",
        "DEC",
        "KB",
        "MB",
        "GB",
        "TB",
        "MS",
        "US",
        "NS",
        "KM",
        "CM",
        "MM",
        "AM",
        "PM",
        "OF",
    ]
)


def tr_plate(value: bytes) -> bool:
    """Say whether `value` is a Turkish number plate: province 01-81, one to three letters, digits (KTY, annex 16)."""
    match = _TR_PLATE.fullmatch(plain(value, b" -"))
    return match is not None and 1 <= int(match[1]) <= 81 and match[2] not in _NO_PLATE  # noqa: PLR2004
