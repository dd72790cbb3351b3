"""Numbers beside a word that leaves several registers open: one of them must accept the number."""

from __future__ import annotations

from optlog_policy.validators import americas, asia, eastern, germany, nordic, other
from optlog_policy.validators.checks import digits

__all__ = [
    "african_number",
    "asian_number",
    "au_number",
    "cpf_or_cnpj",
    "de_doctor",
    "de_tax",
    "eastern_number",
    "kr_number",
    "nordic_number",
    "se_number",
]


def african_number(value: bytes) -> bool:
    """Say whether `value` is a South African, Nigerian or Egyptian number."""
    return other.za_id(value) or other.ng_nin(value) or other.eg_id(value)


def asian_number(value: bytes) -> bool:
    """Say whether `value` is a Japanese, Thai, Taiwanese, Hong Kong, Malaysian, Singaporean or Indonesian number."""
    return (
        asia.jp_my_number(value)
        or asia.th_id(value)
        or asia.tw_id(value)
        or asia.hk_id(value)
        or asia.my_nric(value)
        or asia.sg_nric(value)
        or asia.id_nik(value)
    )


def au_number(value: bytes) -> bool:
    """Say whether `value` is an Australian business, company, tax file or Medicare number."""
    return (
        other.au_abn(value)
        or other.au_acn(value)
        or other.au_tfn(value)
        or other.au_medicare(value)
    )


def cpf_or_cnpj(value: bytes) -> bool:
    """Say whether `value` is a Brazilian CPF or CNPJ."""
    return americas.br_cpf(value) or americas.br_cnpj(value)


def de_doctor(value: bytes) -> bool:
    """Say whether `value` is the number of a German doctor or practice."""
    return germany.de_lanr(value) or germany.de_bsnr(value)


def de_tax(value: bytes) -> bool:
    """Say whether `value` is a German tax identification number, or has the form of a tax office's number (AO, with slashes)."""
    slashed = value.count(b"/") == 2 and bool(digits(value, 10, 11, separators=b"/ "))  # noqa: PLR2004
    return slashed or germany.de_tax_id(value)


def eastern_number(value: bytes) -> bool:
    """Say whether `value` is a Polish, Czech, Romanian, Bulgarian, Croatian, Greek, Turkish, Israeli or JMBG number."""
    return any(valid(value) for valid in _EASTERN)


_EASTERN = (
    eastern.pl_pesel,
    eastern.pl_nip,
    eastern.cz_birth_number,
    eastern.ro_cnp,
    eastern.bg_egn,
    eastern.hr_oib,
    eastern.jmbg,
    eastern.gr_afm,
    eastern.gr_amka,
    eastern.il_id,
    eastern.tr_id,
)


def kr_number(value: bytes) -> bool:
    """Say whether `value` is a Korean resident's or foreigner's number."""
    return asia.kr_rrn(value) or asia.kr_frn(value)


def nordic_number(value: bytes) -> bool:
    """Say whether `value` is a Norwegian, Danish, Estonian, Lithuanian or Latvian number."""
    return (
        nordic.no_fnr(value)
        or nordic.dk_cpr(value)
        or nordic.ee_lt_code(value)
        or nordic.lv_code(value)
    )


def se_number(value: bytes) -> bool:
    """Say whether `value` is a Swedish personal or organisation number."""
    return nordic.se_personnummer(value) or nordic.se_orgnr(value)
