"""Numbers that are a text of their own, with no word that tells what they are.

Here only those count that a counter, a size, an address or a time can hardly be: a date and a check digit, two check
digits, or letters in fixed places. A number that reads as the time since 1970 never counts.
"""

from __future__ import annotations

import re

from optlog_policy.validators import (
    americas,
    asia,
    eastern,
    germany,
    money,
    nordic,
    other,
    vehicles,
    western,
)
from optlog_policy.validators.checks import digits, is_date

__all__ = ["bare_digits", "bare_letters", "epoch", "grouped", "leading_zero", "shaped"]

_EPOCH = (1_600_000_000, 2_000_000_000)  # seconds: September 2020 to May 2033


def epoch(value: bytes) -> bool:
    """Say whether `value` reads as seconds, milli-, micro- or nanoseconds since 1970, from 2020 to 2033."""
    text = digits(value, 10, 13, 16, 19, separators=b"")
    return bool(text) and _EPOCH[0] <= int(text[:10]) < _EPOCH[1]


# Chance hits of a random number of the length: Turkish 1 %, Polish 0.8 %, German tax 0.4 %, the others 0.3 % at most.
_DIGITS = (
    germany.de_tax_id,
    eastern.tr_id,
    nordic.no_fnr,
    nordic.ee_lt_code,
    western.be_national,
    western.lu_matricule,
    asia.kr_checked,
    other.za_id,
    other.eg_id,
    eastern.ro_cnp,
    asia.cn_resident_id,
    western.fr_nir_bare,
)


def bare_digits(value: bytes) -> bool:
    """Say whether `value`, digits alone, is a number of a register that chance seldom meets."""
    if epoch(value):
        return False
    if eastern.pl_pesel(value) and value[2:3] in b"0123":  # births of 1900 to 2099
        return True
    # Twelve digits from 20 on are mostly a time such as 202405011230.
    dated = nordic.se_personnummer(value) and len(value) == 12 and value < b"2"  # noqa: PLR2004
    return dated or any(valid(value) for valid in _DIGITS)


_LEADING_ZERO = (americas.us_ssn, germany.de_bsnr, money.aba, other.au_acn, western.uk_nhs)


def leading_zero(value: bytes) -> bool:
    """Say whether `value`, nine or ten digits and a zero first, as no quantity is written, is a number of a register."""
    return value[:1] == b"0" and any(valid(value) for valid in _LEADING_ZERO)


_LETTERS = (
    germany.de_health_insurance,
    germany.de_id_card,
    germany.de_social_security,
    western.es_nif,
    western.es_nie,
    western.it_codice_fiscale,
    western.ie_pps,
    western.uk_driving_licence,
    western.uk_nino,
    americas.us_mbi,
    americas.us_dea,
    americas.mx_curp,
    asia.in_pan,
    asia.in_gstin_form,
    asia.in_vehicle,
    asia.sg_nric,
    asia.tw_id,
    asia.kr_passport,
    nordic.fi_hetu,
    vehicles.vin,
)


def bare_letters(value: bytes) -> bool:
    """Say whether `value`, letters and digits, is a number of a register told by its letters."""
    return any(valid(value) for valid in _LETTERS)


def grouped(value: bytes) -> bool:
    """Say whether `value`, a text of digits in groups with blanks between, is a number of a register that writes it so."""
    return any(valid(value) for valid in _GROUPED)


_GROUPED = (
    western.uk_nhs,
    germany.de_tax_id,
    germany.at_svnr,
    other.za_id,
    americas.ca_sin,
    other.au_tfn,
)

# Where the signs stand tells the register; of the check digits, chance meets one in ten or fewer, and mostly a date must fit as well.
_SHAPED = {
    b"6-4": (nordic.dk_cpr_checked, nordic.is_kennitala),
    b"6-5": (nordic.lv_code,),
    b"3-3-3 2": (eastern.ru_snils,),
    b"3-3-2-2": (eastern.pl_nip,),
    b"5-7-1": (asia.pk_cnic,),
    b"6-2-4": (asia.my_nric,),
    b"3.3.3-1": (americas.co_nit,),
    b"3-7-1": (americas.do_cedula,),
    b"8-1": (americas.cl_rut,),
    b"7-1": (americas.cl_rut,),
    b"1-8-1": (americas.ve_rif,),
    b"6/4": (eastern.cz_birth_number,),
}
"""How many characters stand between which signs -> the registers that write it so."""
_TIMED = re.compile(rb"[0-3][0-9][01][0-9]{3}-(?:[01][0-9]|2[0-3])[0-5][0-9]")
_DATED = re.compile(rb"(?:19|20)([0-9]{2})([0-9]{2})([0-9]{2})-[0-9]")


def shaped(value: bytes) -> bool:
    """Say whether `value` is a number of a register by its check digits; a date with a time (240501-1230) or a release is none."""
    dated = _DATED.fullmatch(value)
    if dated is not None and is_date(2000 + int(dated[1]), int(dated[2]), int(dated[3])):
        return False
    shape = re.sub(rb"\w{1,20}", lambda group: b"%d" % len(group[0]), value)
    return _TIMED.fullmatch(value) is None and any(valid(value) for valid in _SHAPED.get(shape, ()))
