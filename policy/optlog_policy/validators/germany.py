"""Numbers of Germany, Austria and Switzerland: tax, social security, health, papers, doctors."""

from __future__ import annotations

from collections import Counter

from optlog_policy.validators.checks import (
    all_same,
    alnum,
    digits,
    is_date,
    iso7064_11_10,
    numbers,
    weighted,
)

__all__ = [
    "at_svnr",
    "ch_ahv",
    "de_bsnr",
    "de_health_insurance",
    "de_id_card",
    "de_lanr",
    "de_social_security",
    "de_tax_id",
    "de_vat_id",
]


def de_tax_id(value: bytes) -> bool:
    """Say whether `value` is a German tax identification number: 11 digits, ISO 7064 MOD 11,10 (bzst.de, Paragraph 139b AO).

    Among the first ten digits one stands twice or three times, the others at most once.
    """
    text = digits(value, 11, separators=b" /")
    if not text or text[0] == "0":
        return False
    counts = sorted(Counter(text[:10]).values())
    return counts[-1] <= 3 and counts.count(1) >= len(counts) - 1 and iso7064_11_10(text)  # noqa: PLR2004


def de_vat_id(value: bytes) -> bool:
    """Say whether `value` is a German VAT identification number: DE, nine digits, MOD 11,10 (bzst.de)."""
    text = alnum(value, 11)
    number = text[2:]
    return text[:2] == "DE" and number.isdigit() and number[0] != "0" and iso7064_11_10(number)


def de_social_security(value: bytes) -> bool:
    """Say whether `value` is a German pension insurance number (VKVV, Paragraph 4): area, date, initial, serial, check digit."""
    text = alnum(value, 12, separators=b" -")
    if not text or not (text[:8] + text[9:]).isdigit() or not text[8].isalpha():
        return False
    day = int(text[2:4])
    if not is_date(2000 + int(text[6:8]), int(text[4:6]), day - 50 if day > 50 else day):  # noqa: PLR2004
        return False
    if not 2 <= int(text[:2]) <= 94:  # noqa: PLR2004
        return False
    spelled = text[:8] + f"{ord(text[8]) - 64:02d}" + text[9:11]
    weights = (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)
    total = sum(sum(divmod(a * b, 10)) for a, b in zip(numbers(spelled), weights, strict=True))
    return total % 10 == int(text[11])


def de_health_insurance(value: bytes) -> bool:
    """Say whether `value` is the fixed part of a German health insurance number, KVNR (Paragraph 290 SGB V): letter, 8 digits, check."""
    text = alnum(value, 10, separators=b" ")
    if not text or not text[0].isalpha() or not text[1:].isdigit():
        return False
    spelled = f"{ord(text[0]) - 64:02d}" + text[1:9]
    total = sum(sum(divmod(a * b, 10)) for a, b in zip(numbers(spelled), (1, 2) * 5, strict=False))
    return total % 10 == int(text[9])


_CARD_LETTERS = frozenset("CFGHJKLMNPRTVWXYZ")


def de_id_card(value: bytes) -> bool:
    """Say whether `value` is a German identity card or passport number: letter set and ICAO 9303 check, or one old letter.

    Nine characters; the first a letter of CFGHJKLMNPRTVWXYZ (T followed by digits: before 2010, without a check digit).
    """
    text = alnum(value, 9, separators=b"")
    if not text or text[0] not in _CARD_LETTERS or not text[-1].isdigit():
        return False
    if not all(char.isdigit() or char in _CARD_LETTERS for char in text):
        return False
    if sum(char.isdigit() for char in text) < 4:  # noqa: PLR2004  a word
        return False
    if text[0] == "T" and text[1:].isdigit():
        return True
    total = sum(int(char, 36) * (7, 3, 1)[place % 3] for place, char in enumerate(text[:8]))
    return total % 10 == int(text[8])


def de_lanr(value: bytes) -> bool:
    """Say whether `value` is a German doctor's number, LANR (kbv.de): six digits, check digit of weights 4 9, field 01-99."""
    text = digits(value, 9, separators=b" ")
    if not text or text[7:] == "00" or (all_same(text[:6]) and text[0] == "0"):
        return False
    return (10 - weighted(text, (4, 9) * 3) % 10) % 10 == int(text[6])


_KV_AREAS = frozenset(range(1, 4)) | {17, 20, 38, 46, 51, 52, 71, 72, 73, 78, 83, 88, 93, 98, 99}


def de_bsnr(value: bytes) -> bool:
    """Say whether `value` begins as a German practice number, BSNR (kbv.de): nine digits, area code first; no check."""
    text = digits(value, 9, separators=b" ")
    return bool(text) and int(text[:2]) in _KV_AREAS and not all_same(text[2:])


def at_svnr(value: bytes) -> bool:
    """Say whether `value` is an Austrian social security number: MOD 11 fourth, date last (sozialversicherung.at)."""
    text = digits(value, 10, separators=b" ")
    if not text or text[0] == "0" or not 1 <= int(text[6:8]) <= 15:  # noqa: PLR2004
        return False
    total = weighted(text, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6))
    return total % 11 == int(text[3]) and 1 <= int(text[4:6]) <= 31  # noqa: PLR2004


def ch_ahv(value: bytes) -> bool:
    """Say whether `value` is a Swiss AHV number: 756 first and an EAN-13 check digit (ahv-iv.ch)."""
    text = digits(value, 13, separators=b". ")
    return text[:3] == "756" and weighted(text, (1, 3) * 7) % 10 == 0
