"""Phone numbers: one spelling to compare by, and a masked one to show."""

import re

import phonenumbers

HOME = "CN"
LAST_DIGITS = 4
LEAST_DIGITS = 7

_NOT_DIGITS = re.compile(r"[^0-9]")
_TYPED = re.compile(r"[0-9+()\-\s.]+")


def normal(typed: str) -> str | None:
    """Return E.164 (`+8613912341111`), plain digits where that cannot be told, None for what is no phone."""
    digits = _NOT_DIGITS.sub("", typed)
    if len(digits) < LEAST_DIGITS:
        return None
    try:
        parsed = phonenumbers.parse(typed, HOME)
    except phonenumbers.NumberParseException:
        return digits
    if not phonenumbers.is_possible_number(parsed):
        return digits
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def last_digits(phone: str) -> str:
    """Return the last four digits."""
    return phone[-LAST_DIGITS:]


def asked_last_digits(query: str) -> str | None:
    """Return the four digits somebody looks for, None when the query is something else."""
    return query if len(query) == LAST_DIGITS and query.isascii() and query.isdigit() else None


def asked_phone(query: str) -> str | None:
    """Return the phone somebody looks for, None when the query is something else."""
    return normal(query) if _TYPED.fullmatch(query) else None


def masked(phone: str) -> str:
    """Return `139****1111`: enough to recognise, too little to call."""
    digits = phone.removeprefix("+86")
    return f"{digits[:-8]}****{digits[-4:]}"
