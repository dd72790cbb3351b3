"""What a text has, counted at the speed of C, and which rules are left then: the pure-Python matcher's first question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from optlog.redaction.needs import BETWEEN, DIGITS, LETTERS, MARK, SHORT, SIGNS, TOKEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from optlog.redaction.needs import Least

__all__ = ["Gate", "counts", "signs_of"]

_BLANK = ord(" ")
_COUNT_DIGITS = bytes(byte if byte in DIGITS else _BLANK for byte in range(256))
_COUNT_TOKENS = bytes(byte if byte in TOKEN else _BLANK for byte in range(256))
_DROPPED = bytes(BETWEEN)
_SHAPES = bytes(
    ord("0") if byte in DIGITS else ord("a") if byte in LETTERS else byte for byte in range(256)
)
_MARK_BYTES = MARK.encode()
_BEYOND_ASCII = bytes(range(128, 256))
_FEW_DIGITS = 6
_FEW_TOKENS = 12
_UNSIGNED = bytes(frozenset(range(256)) - frozenset(b"&").union(*SIGNS))


def signs_of(text: bytes) -> bytes:
    """Give the signs in `text` that are counted, and each `&`: empty for most ordinary texts."""
    return text.translate(None, _UNSIGNED)


def counts(text: bytes, longest: int, signs: bytes) -> tuple[int, ...]:
    """Give what `text` has, in the order of `Least`; `longest`: bytes of its longest word, `signs`: as from `signs_of`.

    A count may be too high (where a low one shows that the next need not be made), never too low.
    """
    digits = _longest(text.translate(_COUNT_DIGITS, _DROPPED))
    return (
        digits,
        digits if digits < _FEW_DIGITS else _longest(text.translate(_COUNT_DIGITS)),
        longest if longest < _FEW_TOKENS else _longest(text.translate(_COUNT_TOKENS)),
        longest,
        int(_MARK_BYTES in text.translate(_SHAPES)),
        SHORT - min([SHORT, *(len(line) for line in set(text.split(b"\n")) if not line.isalpha())]),
        *(_sign_counts(signs) if signs else ()),
    )


def _sign_counts(signs: bytes) -> tuple[int, ...]:
    """Give how many of each of `SIGNS` stand in `signs`."""
    count = signs.count
    colons, dashes = count(b":"), count(b"-")
    return (
        count(b"@"),
        count(b"+"),
        count(b"."),
        colons,
        dashes,
        count(b"/"),
        count(b"="),
        colons + dashes,
        count(b'"') + count(b"'") + count(b"`"),
        count(b"%") + count(b"\\"),
        len(signs) - len(signs.translate(None, _BEYOND_ASCII)),
    )


def _longest(text: bytes) -> int:
    return max(map(len, text.split()), default=0)


class Gate:
    """Sorts out rules by their lower bounds, all at once: bit n of a mask stands for the n-th entry of `bounds`."""

    def __init__(self, bounds: Sequence[Least]) -> None:
        counted = [(*least[:-1], *least.signs) for least in bounds]
        self._masks = [_masks(column) for column in zip(*counted, strict=True)]
        self._all = (1 << len(bounds)) - 1
        self._unsigned = self._all  # what asks for no sign
        for masks in self._masks[-len(SIGNS) :]:
            self._unsigned &= masks[0]

    def open(self, found: tuple[int, ...]) -> int:
        """Give the mask of the entries whose bounds are met by `found`; without its signs where there are none."""
        mask = self._all if len(found) == len(self._masks) else self._unsigned
        for masks, count in zip(self._masks, found):  # noqa: B905  the signs may be left out
            mask &= masks[count] if count < len(masks) else masks[-1]
        return mask


def _masks(column: Sequence[int]) -> list[int]:
    """Give for each count from 0 on the mask of the entries that ask for no more."""
    return [
        sum(1 << bit for bit, least in enumerate(column) if least <= count)
        for count in range(max(column) + 1)
    ]
