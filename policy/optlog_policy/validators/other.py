"""National numbers of Australia, New Zealand and Africa, and passports by form."""

from __future__ import annotations

import re

from optlog_policy.validators.checks import (
    all_same,
    digits,
    is_date,
    luhn,
    numbers,
    plain,
    verhoeff,
    weighted,
)

__all__ = [
    "au_abn",
    "au_acn",
    "au_medicare",
    "au_tfn",
    "eg_id",
    "it_licence",
    "ng_nin",
    "ng_plate",
    "nz_ird",
    "papers",
    "za_id",
]


def au_abn(value: bytes) -> bool:
    """Say whether `value` is an Australian business number: eleven digits, first less one, MOD 89 (abr.business.gov.au)."""
    text = digits(value, 11, separators=b" ")
    if not text or text[0] == "0":
        return False
    weights = (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)
    return (weighted(text, weights) - 10) % 89 == 0


def au_acn(value: bytes) -> bool:
    """Say whether `value` is an Australian company number: weights 8..1 MOD 10 (asic.gov.au)."""
    text = digits(value, 9, separators=b" ")
    return not all_same(text) and weighted(text, (8, 7, 6, 5, 4, 3, 2, 1, 1)) % 10 == 0


def au_tfn(value: bytes) -> bool:
    """Say whether `value` is an Australian tax file number: weights 1 4 3 7 5 8 6 9 10 MOD 11 (ato.gov.au)."""
    text = digits(value, 9, separators=b" ")
    return not all_same(text) and weighted(text, (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0


def au_medicare(value: bytes) -> bool:
    """Say whether `value` is an Australian Medicare number: 2-6 first, ninth digit a check (meteor.aihw.gov.au)."""
    text = digits(value, 10, 11, separators=b" -/")
    if not text or text[0] not in "23456":
        return False
    return weighted(text, (1, 3, 7, 9, 1, 3, 7, 9)) % 10 == int(text[8])


def nz_ird(value: bytes) -> bool:
    """Say whether `value` is a New Zealand tax number: 8 or 9 digits, two rounds MOD 11 (ird.govt.nz)."""
    text = digits(value, 8, 9, separators=b" -").zfill(9)
    if not 10_000_000 <= int(text) <= 150_000_000:  # noqa: PLR2004
        return False
    for weights in ((3, 2, 7, 6, 5, 4, 3, 2), (7, 4, 3, 2, 5, 2, 7, 6)):
        check = -weighted(text, weights) % 11
        if check < 10:  # noqa: PLR2004
            return check == int(text[8])
    return False


def za_id(value: bytes) -> bool:
    """Say whether `value` is a South African identity number: date, citizenship 0-2, Luhn (dha.gov.za)."""
    text = digits(value, 13, separators=b" ")
    if not text or text[10] not in "012":
        return False
    return is_date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6])) and luhn(text)


def ng_nin(value: bytes) -> bool:
    """Say whether `value` is a Nigerian identity number: eleven digits, Verhoeff (nimc.gov.ng)."""
    text = digits(value, 11, separators=b" -")
    return not all_same(text) and verhoeff(text)


_HEX_ALONE = re.compile(rb"[0-9a-f]{1,18}")


def it_licence(value: bytes) -> bool:
    """Say whether `value` may be an Italian driving licence: no hexadecimal number (a short commit hash) of that length."""
    return papers(value) and _HEX_ALONE.fullmatch(value) is None


def ng_plate(value: bytes) -> bool:
    """Say whether `value` is a Nigerian number plate of 2011 or later: ABC-123DE (frsc.gov.ng)."""
    return re.fullmatch(r"[A-Z]{3}[0-9]{3}[A-Z]{2}", plain(value, b" -")) is not None


def eg_id(value: bytes) -> bool:
    """Say whether `value` is an Egyptian national number: century 2 or 3, date, governorate (moi.gov.eg)."""
    text = digits(value, 14, separators=b" ")
    if not text or text[0] not in "23" or not (1 <= int(text[7:9]) <= 35 or text[7:9] == "88"):  # noqa: PLR2004
        return False
    dated = is_date(1700 + 100 * int(text[0]) + int(text[1:3]), int(text[3:5]), int(text[5:7]))
    return dated and sum(numbers(text[:13])) > 0


_NO_PAPER = re.compile(
    rb"(?:19|20)[0-9]{2}[-./][01]?[0-9][-./][0-3]?[0-9]|0[xX].{0,20}|[0-9.]{1,20}(?i:[mnu]?s|[kmgt]i?b|px|min|ms|hz)"
)


def papers(value: bytes) -> bool:
    """Say whether `value` may be the number of a passport, licence or card: 6 to 18 letters and digits, at least four digits.

    ICAO Doc 9303 allows nine characters for travel documents; licences are longer. A date, a hexadecimal number and a measure (1492ms) are none.
    """
    if _NO_PAPER.fullmatch(value) is not None:
        return False
    text = plain(value)
    return text.isalnum() and 6 <= len(text) <= 18 and sum(map(str.isdigit, text)) >= 4  # noqa: PLR2004
