"""National numbers of the Americas: US, CA, BR, MX, AR, CL, CO, DO, EC, UY, VE."""

from __future__ import annotations

import re

from optlog_policy.validators.checks import (
    all_same,
    alnum,
    digits,
    is_date,
    luhn,
    numbers,
    plain,
    weighted,
)

__all__ = [
    "ar_cuit",
    "br_cnpj",
    "br_cpf",
    "ca_sin",
    "cl_rut",
    "co_nit",
    "do_cedula",
    "ec_cedula",
    "mx_curp",
    "mx_rfc",
    "us_dea",
    "us_itin",
    "us_mbi",
    "us_npi",
    "us_ssn",
    "uy_ci",
    "ve_rif",
]

# Numbers printed in advertising, which the register never uses for a person.
_SSN_NEVER = frozenset({"078051120", "219099999", "457555462", "123456789", "987654321"})


def us_ssn(value: bytes) -> bool:
    """Say whether `value` is a US social security number: area not 000, 666 or 9xx, group and serial not zero (SSA, POMS RM 10201.035)."""
    text = digits(value, 9)
    if not text or all_same(text) or text in _SSN_NEVER:
        return False
    return (
        text[:3] not in {"000", "666"}
        and text[0] != "9"
        and text[3:5] != "00"
        and text[5:] != "0000"
    )


def us_itin(value: bytes) -> bool:
    """Say whether `value` is a US individual taxpayer number: 9xx, middle 50-65, 70-88, 90-92, 94-99 (irs.gov, Pub. 1915)."""
    text = digits(value, 9, separators=b"- ")
    middle = int(text[3:5] or 0)
    known = 50 <= middle <= 65 or 70 <= middle <= 88 or (90 <= middle <= 99 and middle != 93)  # noqa: PLR2004
    return text[:1] == "9" and known


def us_npi(value: bytes) -> bool:
    """Say whether `value` is a US provider identifier: ten digits, 1 or 2 first, Luhn with 80840 before (cms.gov, 45 CFR 162.406)."""
    text = digits(value, 10, separators=b"- ")
    return text[:1] in {"1", "2"} and not all_same(text[1:]) and luhn("80840" + text)


_MBI = re.compile(
    r"[1-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y][0-9AC-HJKMNP-RT-Y][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}"
)


def us_mbi(value: bytes) -> bool:
    """Say whether `value` is a Medicare beneficiary identifier (cms.gov, MBI format): eleven characters by position."""
    return _MBI.fullmatch(plain(value, b"- ")) is not None


def us_dea(value: bytes) -> bool:
    """Say whether `value` is a DEA registration: two letters (or letter and 9), seven digits, the last a check (21 CFR 1301)."""
    text = alnum(value, 9)
    if not text or text[0] not in "ABCDEFGHJKLMPRSTUX" or not (text[1].isalpha() or text[1] == "9"):
        return False
    number = text[2:]
    return number.isdigit() and weighted(number, (1, 2) * 3) % 10 == int(number[6])


def ca_sin(value: bytes) -> bool:
    """Say whether `value` is a Canadian social insurance number: nine digits, not 0 or 8 first, Luhn (canada.ca)."""
    text = digits(value, 9, separators=b"- ")
    return bool(text) and text[0] not in "08" and not all_same(text) and luhn(text)


def br_cpf(value: bytes) -> bool:
    """Say whether `value` is a Brazilian CPF: two MOD 11 digits (receita.fazenda.gov.br)."""
    text = digits(value, 11, separators=b".- ")
    if not text or all_same(text):
        return False
    first = weighted(text, range(10, 1, -1)) * 10 % 11 % 10
    second = weighted(text, range(11, 1, -1)) * 10 % 11 % 10
    return text[9:] == f"{first}{second}"


def br_cnpj(value: bytes) -> bool:
    """Say whether `value` is a Brazilian CNPJ: two MOD 11 digits; letters since 2026 count as their ASCII code less 48 (IN RFB 2229/2024)."""
    text = alnum(value, 14)
    if not text or not text[12:].isdigit() or all_same(text):
        return False
    values = [ord(char) - 48 for char in text]
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    first = 11 - sum(a * b for a, b in zip(values, weights[1:], strict=False)) % 11
    second = 11 - sum(a * b for a, b in zip(values, weights, strict=False)) % 11
    return [0 if check > 9 else check for check in (first, second)] == values[12:]  # noqa: PLR2004


_CURP = re.compile(r"[A-Z][AEIOUX][A-Z]{2}([0-9]{2})([0-9]{2})([0-9]{2})[HMX][A-Z]{5}[0-9A-Z][0-9]")
_CURP_ORDER = "0123456789ABCDEFGHIJKLMN#OPQRSTUVWXYZ"


def mx_curp(value: bytes) -> bool:
    """Say whether `value` is a Mexican CURP: form, date, check digit (gob.mx, Instructivo normativo CURP)."""
    text = plain(value, b" -")
    match = _CURP.fullmatch(text)
    if match is None or not is_date(2000 + int(match[1]), int(match[2]), int(match[3])):
        return False
    total = sum(_CURP_ORDER.index(char) * (18 - place) for place, char in enumerate(text[:17]))
    return (10 - total % 10) % 10 == int(text[17])


_RFC = re.compile(r"[A-Z&]{3,4}([0-9]{2})([0-9]{2})([0-9]{2})[A-Z0-9]{2}[0-9A]")


def mx_rfc(value: bytes) -> bool:
    """Say whether `value` has the form of a Mexican tax number RFC: initials, date, three characters (sat.gob.mx, Anexo 20).

    Its check digit is wrong in many that are in use.
    """
    text = plain(value, b" -")
    match = _RFC.fullmatch(text)
    return match is not None and is_date(2000 + int(match[1]), int(match[2]), int(match[3]))


def ar_cuit(value: bytes) -> bool:
    """Say whether `value` is an Argentine CUIT or CUIL: kind 20-34, MOD 11 (afip.gob.ar, RG 10/97)."""
    text = digits(value, 11, separators=b"- ")
    if text[:2] not in {"20", "23", "24", "27", "30", "33", "34"}:
        return False
    check = 11 - weighted(text, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return {11: 0, 10: 9}.get(check, check) == int(text[10])


def cl_rut(value: bytes) -> bool:
    """Say whether `value` is a Chilean RUT: seven or eight digits and a MOD 11 digit or K (registrocivil.cl)."""
    text = plain(value, b".- ")
    body, check = text[:-1], text[-1:]
    if len(body) not in {7, 8} or not body.isdigit() or all_same(body):
        return False
    return "0K987654321"[weighted(body[::-1], (2, 3, 4, 5, 6, 7, 2, 3)) % 11] == check


def co_nit(value: bytes) -> bool:
    """Say whether `value` is a Colombian NIT with its check digit (dian.gov.co, Orden administrativa 4/1989)."""
    text = digits(value, 10, separators=b".- ")
    if not text:
        return False
    check = weighted(text[8::-1], (3, 7, 13, 17, 19, 23, 29, 37, 41)) % 11
    return (11 - check if check > 1 else check) == int(text[9])


def do_cedula(value: bytes) -> bool:
    """Say whether `value` is a Dominican identity number: eleven digits, Luhn (jce.gob.do)."""
    text = digits(value, 11, separators=b"- ")
    return not all_same(text) and luhn(text)


def ec_cedula(value: bytes) -> bool:
    """Say whether `value` is an Ecuadorian identity number: province 01-24 or 30, third digit up to 6, Luhn (registrocivil.gob.ec)."""
    text = digits(value, 10, separators=b"- ")
    if not text:
        return False
    return (1 <= int(text[:2]) <= 24 or text[:2] == "30") and text[2] <= "6" and luhn(text)  # noqa: PLR2004


def uy_ci(value: bytes) -> bool:
    """Say whether `value` is a Uruguayan identity number: weights 2 9 8 7 6 3 4 MOD 10 (dnic, minterior.gub.uy)."""
    text = digits(value, 8, separators=b".- ")
    if not text or all_same(text):
        return False
    return (
        sum(a * b for a, b in zip(numbers(text), (2, 9, 8, 7, 6, 3, 4, 1), strict=True)) % 10 == 0
    )


_RIF = {"V": 4, "E": 8, "J": 12, "P": 16, "G": 20}


def ve_rif(value: bytes) -> bool:
    """Say whether `value` is a Venezuelan tax number: kind, eight digits, weights 3 2 7 6 5 4 3 2 MOD 11 (seniat.gob.ve)."""
    text = alnum(value, 10)
    if text[:1] not in _RIF or not text[1:].isdigit():
        return False
    check = 11 - (_RIF[text[0]] + weighted(text[1:9], (3, 2, 7, 6, 5, 4, 3, 2))) % 11
    return (0 if check > 9 else check) == int(text[9])  # noqa: PLR2004
