"""Check-digit arithmetic shared by the validators: Luhn, weighted sums, ISO 7064, Verhoeff, base58, bech32, and dates."""

from __future__ import annotations

import calendar
from string import ascii_uppercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "all_same",
    "alnum",
    "digits",
    "is_date",
    "iso7064_11_10",
    "iso7064_mod97",
    "letters_as_numbers",
    "luhn",
    "numbers",
    "plain",
    "verhoeff",
    "weighted",
]

SEPARATORS = b" -./:\t"


def plain(value: bytes, separators: bytes = SEPARATORS) -> str:
    """Give `value` in upper case without `separators`; the empty text when it is not ASCII."""
    if not value.isascii():
        return ""
    return value.translate(None, separators).decode("ascii").upper()


def digits(value: bytes, *lengths: int, separators: bytes = SEPARATORS) -> str:
    """Give the digits of `value` when nothing else stands between the separators and their number is in `lengths`."""
    text = value.decode("ascii") if value.isdigit() else plain(value, separators)
    return text if text.isdigit() and (not lengths or len(text) in lengths) else ""


def alnum(value: bytes, *lengths: int, separators: bytes = SEPARATORS) -> str:
    """Give the upper-case letters and digits of `value` when their number is in `lengths`, else the empty text."""
    text = value.decode("ascii").upper() if value.isalnum() else plain(value, separators)
    return text if text.isalnum() and (not lengths or len(text) in lengths) else ""


def numbers(text: str) -> list[int]:
    """Give the digits of `text` as numbers."""
    return [int(char) for char in text]


def all_same(text: str) -> bool:
    """Say whether `text` repeats one character: no register gives out such a number."""
    return not text.strip(text[:1])


def weighted(text: str, weights: Sequence[int]) -> int:
    """Give the sum of the digits of `text`, each times its weight; the shorter of the two ends the sum."""
    return sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False))


def luhn(text: str) -> bool:
    """Say whether the digits of `text` satisfy the Luhn formula (ISO/IEC 7812-1, annex B)."""
    codes = text.encode()
    total = sum(codes[::-2] + codes[-2::-2].translate(_DOUBLED)) - ord("0") * len(codes)
    return bool(text) and total % 10 == 0


# Twice the digit, the digits of that added.
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")


def letters_as_numbers(text: str) -> str:
    """Write each letter as two digits, A = 10 to Z = 35, as ISO 13616 and ISO 7064 do."""
    return text if text.isdigit() else text.translate(_LETTERS)


_LETTERS = str.maketrans({letter: str(int(letter, 36)) for letter in ascii_uppercase})


def iso7064_mod97(text: str, rest: str = "") -> bool:
    """Say whether `text` and `rest` (letters and digits, check digits last) satisfy ISO 7064 MOD 97-10."""
    return int(letters_as_numbers(text) + letters_as_numbers(rest)) % 97 == 1


def iso7064_11_10(text: str) -> bool:
    """Say whether the digits of `text`, check digit last, satisfy ISO 7064 MOD 11,10."""
    product = 10
    for number in numbers(text[:-1]):
        product = ((product + number) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(text[-1])


_DIHEDRAL = [
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
]
_PERMUTED = [
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
]


def verhoeff(text: str) -> bool:
    """Say whether the digits of `text` satisfy Verhoeff's formula (J. Verhoeff, Error Detecting Decimal Codes, 1969)."""
    check = 0
    for place, number in enumerate(reversed(numbers(text))):
        check = int(_DIHEDRAL[check][int(_PERMUTED[place % 8][number])])
    return check == 0


def is_date(year: int, month: int, day: int) -> bool:
    """Say whether the three make a day of the calendar."""
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(max(year, 1), month)[1]  # noqa: PLR2004
