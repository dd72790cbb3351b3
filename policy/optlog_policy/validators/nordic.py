"""National numbers of Finland, Sweden, Norway and Denmark, and the Baltic states."""

from __future__ import annotations

from optlog_policy.validators.checks import digits, is_date, luhn, numbers, plain, weighted

__all__ = [
    "dk_cpr",
    "dk_cpr_checked",
    "ee_lt_code",
    "fi_hetu",
    "is_kennitala",
    "lv_code",
    "no_fnr",
    "no_orgnr",
    "se_orgnr",
    "se_personnummer",
    "se_personnummer_no_time",
]

_HETU_CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU_CENTURY = {"+": 1800, **dict.fromkeys("-YXWVU", 1900), **dict.fromkeys("ABCDEF", 2000)}


def fi_hetu(value: bytes) -> bool:
    """Say whether `value` is a Finnish personal identity code (dvv.fi/en/personal-identity-code; signs of 2023 included)."""
    text = plain(value, b"")
    century = _HETU_CENTURY.get(text[6:7])
    if len(text) != 11 or century is None or not (text[:6] + text[7:10]).isdigit():  # noqa: PLR2004
        return False
    day, month, year = int(text[:2]), int(text[2:4]), century + int(text[4:6])
    return (
        is_date(year, month, day)
        and int(text[7:10]) >= 2  # noqa: PLR2004  000 and 001 are not given out
        and _HETU_CHECK[int(text[:6] + text[7:10]) % 31] == text[10]
    )


def se_personnummer(value: bytes) -> bool:
    """Say whether `value` is a Swedish personal or co-ordination number (skatteverket.se, SKV 704): date and Luhn."""
    text = digits(value, 10, 12, separators=b"-+ ")
    if not text or (len(text) == 12 and text[:2] not in {"18", "19", "20"}):  # noqa: PLR2004
        return False
    short = text[-10:]
    year = int(text[:4]) if len(text) == 12 else 2000 + int(short[:2])  # noqa: PLR2004
    day = int(short[4:6])
    return is_date(year, int(short[2:4]), day - 60 if day > 60 else day) and luhn(short)  # noqa: PLR2004


def se_personnummer_no_time(value: bytes) -> bool:
    """Say whether `value` is a Swedish personal number whose end does not read as a time: 240501-1230 is a time stamp."""
    if not se_personnummer(value):
        return False
    end = plain(value)[-4:]
    return not (int(end[:2]) < 24 and int(end[2:]) < 60)  # noqa: PLR2004


def se_orgnr(value: bytes) -> bool:
    """Say whether `value` is a Swedish organisation number: third digit at least 2, Luhn (skatteverket.se, SKV 709)."""
    text = digits(value, 10, 12, separators=b"- ")
    if not text or (len(text) == 12 and text[:2] != "16"):  # noqa: PLR2004
        return False
    short = text[-10:]
    return short[0] in "12356789" and short[2] >= "2" and luhn(short)


def no_fnr(value: bytes) -> bool:
    """Say whether `value` is a Norwegian birth or D number: date and two MOD 11 digits (skatteetaten.no)."""
    text = digits(value, 11, separators=b" -.")
    if not text:
        return False
    day, month = int(text[:2]) % 40, int(text[2:4]) % 40
    return (
        is_date(2000, month, day)
        and weighted(text, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
        and weighted(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    )


def no_orgnr(value: bytes) -> bool:
    """Say whether `value` is a Norwegian organisation number: 8 or 9 first, MOD 11 (brreg.no)."""
    text = digits(value, 9, separators=b" ")
    return text[:1] in {"8", "9"} and weighted(text, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def dk_cpr(value: bytes) -> bool:
    """Say whether `value` has the form of a Danish CPR number: a date and four digits (cpr.dk; no check since 2007)."""
    text = digits(value, 10, separators=b"- ")
    return bool(text) and is_date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))


def dk_cpr_checked(value: bytes) -> bool:
    """Say whether `value` is a Danish CPR number with the MOD 11 digit of before October 2007 (cpr.dk)."""
    text = digits(value, 10, separators=b"- ")
    return dk_cpr(value) and weighted(text, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def is_kennitala(value: bytes) -> bool:
    """Say whether `value` is an Icelandic kennitala: date (day + 40 a firm), MOD 11, century 8, 9 or 0 (skra.is)."""
    text = digits(value, 10, separators=b"- ")
    if not text or text[9] not in "890" or not is_date(2000, int(text[2:4]), int(text[:2]) % 40):
        return False
    return weighted(text, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0


def ee_lt_code(value: bytes) -> bool:
    """Say whether `value` is an Estonian or Lithuanian personal code: date and MOD 11 in two rounds (EVS 585:2007)."""
    text = digits(value, 11, separators=b" ")
    if not text or text[0] not in "12345678":
        return False
    year = 1800 + (int(text[0]) - 1) // 2 * 100 + int(text[1:3])
    if not is_date(year, int(text[3:5]), int(text[5:7])):
        return False
    check = weighted(text, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:  # noqa: PLR2004
        check = weighted(text, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return check == int(text[10])


def lv_code(value: bytes) -> bool:
    """Say whether `value` is a Latvian personal code: date or 32, and MOD 11 (pmlp.gov.lv; new codes have no check)."""
    text = digits(value, 11, separators=b"-")
    if not text:
        return False
    if text[:2] == "32":
        return True
    total = sum(a * b for a, b in zip(numbers(text), (10, 5, 8, 4, 2, 1, 6, 3, 7, 9), strict=False))
    return (
        is_date(2000 + int(text[4:6]), int(text[2:4]), int(text[:2]))
        and text[6] in "012"
        and (1 + total) % 11 % 10 == int(text[10])
    )
