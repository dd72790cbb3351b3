"""Money: payment cards, IBAN, US routing numbers, crypto addresses."""

from __future__ import annotations

import hashlib

from optlog_policy.validators.checks import all_same, alnum, digits, iso7064_mod97, luhn, weighted

__all__ = [
    "aba",
    "bech32",
    "bitcoin",
    "card",
    "card_in_context",
    "iban",
    "iban_shape",
    "swift",
    "wif",
]

# (first digits from, to, lengths): https://en.wikipedia.org/wiki/Payment_card_number#Issuer_identification_number_(IIN)
_ISSUERS: tuple[tuple[str, str, frozenset[int]], ...] = (
    ("4", "4", frozenset({13, 16, 19})),  # Visa
    ("51", "55", frozenset({16})),  # Mastercard
    ("2221", "2720", frozenset({16})),
    ("34", "34", frozenset({15})),  # American Express
    ("37", "37", frozenset({15})),
    ("300", "305", frozenset({14, 16})),  # Diners Club
    ("3095", "3095", frozenset({14, 16})),
    ("36", "36", frozenset({14, 16})),
    ("38", "39", frozenset({14, 16})),
    ("6011", "6011", frozenset({16, 19})),  # Discover
    ("644", "649", frozenset({16, 19})),
    ("65", "65", frozenset({16, 19})),
    ("622126", "622925", frozenset({16, 17, 18, 19})),
    ("62", "62", frozenset({16, 17, 18, 19})),  # UnionPay
    ("35", "35", frozenset({16})),  # JCB (3528-3589 given out)
    ("1800", "1800", frozenset({15})),
    ("2131", "2131", frozenset({15})),
    ("5041", "5041", frozenset({16})),  # Elo
    ("5066", "5067", frozenset({16})),
    ("509", "509", frozenset({16})),
    ("6362", "6363", frozenset({16})),
    ("5018", "5018", frozenset(range(12, 20))),  # Maestro
    ("5020", "5020", frozenset(range(12, 20))),
    ("5038", "5038", frozenset(range(12, 20))),
    ("5893", "5893", frozenset(range(12, 20))),
    ("6304", "6304", frozenset(range(12, 20))),
    ("6759", "6759", frozenset(range(12, 20))),
    ("6761", "6763", frozenset(range(12, 20))),
    ("6767", "6767", frozenset(range(16, 20))),
    ("676770", "676774", frozenset(range(12, 20))),
    ("2200", "2204", frozenset({16, 17, 18, 19})),  # Mir
    ("5019", "5019", frozenset({16})),  # Dankort
    ("60", "60", frozenset({16})),  # RuPay
    ("81", "82", frozenset({16})),
    ("508", "508", frozenset({16})),
    ("9792", "9792", frozenset({16})),  # Troy
)


def card(value: bytes) -> bool:
    """Say whether `value` is a payment card number: issuer's first digits, length, Luhn (ISO/IEC 7812-1).

    Thirteen digits with the check digit of an article number (EAN-13) are one: cards of that length are no longer issued.
    In groups, a last group of three may be no part of the number but what comes next.
    """
    text = digits(value)
    grouped = len(text) == 19 and not value.isdigit()  # noqa: PLR2004
    if not _is_card(text) and not (grouped and _is_card(text[:16])):
        return False
    article = value.isdigit() and len(text) == 13 and weighted(text, (1, 3) * 7) % 10 == 0  # noqa: PLR2004
    return not all_same(text) and not article


def _is_card(text: str) -> bool:
    return luhn(text) and any(_issued(text, *row) for row in _ISSUERS)


def _issued(text: str, first: str, last: str, lengths: frozenset[int]) -> bool:
    return len(text) in lengths and first <= text[: len(first)] <= last


def card_in_context(value: bytes) -> bool:
    """Say whether `value`, called a card number beside it, can be one: 12 to 19 digits and Luhn (ISO/IEC 7812-1).

    Sixteen digits from 1 on are microseconds since 1970: no issuer has them.
    """
    text = digits(value, *range(12, 20))
    timed = len(text) == 16 and text[0] == "1"  # noqa: PLR2004
    return luhn(text) and not all_same(text) and not timed


# Lengths by country, the SWIFT IBAN registry, release 98:
# https://www.swift.com/standards/data-standards/iban-international-bank-account-number
_IBAN = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18
FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24
SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
DZ26 AO25 BJ28 BF28 CM27 CV25 CF27 TD27 KM27 CG27 CI28 GA27 GQ27 GW25 IR26 MG27 ML28 MA28 MZ25 NE28 SN28 TG28
"""
_IBAN_LENGTHS = {row[:2]: int(row[2:]) for row in _IBAN.split()}


def iban_shape(value: bytes) -> bool:
    """Say whether `value` has an IBAN's country, check digits and length (ISO 13616-1), whatever the check digits say."""
    return _is_iban_shape(alnum(value))


def _is_iban_shape(text: str) -> bool:
    return len(text) == _IBAN_LENGTHS.get(text[:2], -1) and text[2:4].isdigit()


def iban(value: bytes) -> bool:
    """Say whether `value` is an IBAN: country's length and ISO 7064 MOD 97-10 check digits (ISO 13616-1)."""
    text = alnum(value)
    return _is_iban_shape(text) and iso7064_mod97(text[4:], text[:4])


def swift(value: bytes) -> bool:
    """Say whether `value` is a bank identifier code of 8 or 11 characters (ISO 9362) with an IBAN country or US."""
    text = alnum(value, 8, 11)
    return text[:6].isalpha() and (text[4:6] in _IBAN_LENGTHS or text[4:6] in {"US", "CA", "AU"})


def aba(value: bytes) -> bool:
    """Say whether `value` is a US bank routing number: district 00-12, 21-32, 61-72 or 80, weights 3 7 1.

    https://en.wikipedia.org/wiki/ABA_routing_transit_number
    """
    text = digits(value, 9)
    if not text or all_same(text):
        return False
    district = int(text[:2])
    known = district <= 12 or 21 <= district <= 32 or 61 <= district <= 72 or district == 80  # noqa: PLR2004
    return known and weighted(text, (3, 7, 1) * 3) % 10 == 0


_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_FROM_RIPPLE = str.maketrans("rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz", _BASE58)
"""The same digits in the order of https://xrpl.org/docs/references/protocol/data-types/base58-encodings"""
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def bitcoin(value: bytes) -> bool:
    """Say whether `value` is an address as Bitcoin writes them, or XRP: base58check, or bech32/bech32m (BIP 173, BIP 350)."""
    if not value.isascii():
        return False
    text = value.decode("ascii")
    if text[:3].lower() in {"bc1", "tb1"}:
        return _bech32(text)
    return _base58check(text) or (text[:1] == "r" and _base58check(text.translate(_FROM_RIPPLE)))


def bech32(value: bytes) -> bool:
    """Say whether `value` is an address in bech32 or bech32m, of whatever chain (BIP 173, BIP 350, CIP 19)."""
    return value.isascii() and _bech32(value.decode("ascii"))


def wif(value: bytes) -> bool:
    """Say whether `value` is a private key in Bitcoin's wallet import format: base58check, 32 bytes and a flag or none.

    https://en.bitcoin.it/wiki/Wallet_import_format
    """
    return value.isascii() and any(_base58check(value.decode("ascii"), n) for n in (37, 38))


def _base58check(text: str, size: int = 25) -> bool:
    """Say whether `text` is base58 of `size` bytes, the last four of which check the others."""
    number = 0
    for char in text:
        place = _BASE58.find(char)
        if place < 0:
            return False
        number = number * 58 + place
    if number.bit_length() > size * 8:
        return False
    raw = number.to_bytes(size, "big")
    body, check = raw[:-4], raw[-4:]
    return hashlib.sha256(hashlib.sha256(body).digest()).digest()[:4] == check


def _bech32(text: str) -> bool:
    if text not in {text.lower(), text.upper()}:
        return False
    prefix, _, data = text.lower().rpartition("1")
    places = [_BECH32.find(char) for char in data]
    if len(data) < 8 or min(places) < 0:  # noqa: PLR2004  six characters are the check
        return False
    letters = [ord(char) for char in prefix]
    values = [*(code >> 5 for code in letters), 0, *(code & 31 for code in letters), *places]
    return _polymod(values) in {1, 0x2BC830A3}


def _polymod(values: list[int]) -> int:
    check = 1
    for value in values:
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(
            (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
        ):
            check ^= generator if top >> bit & 1 else 0
    return check
