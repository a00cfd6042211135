"""What a cell means: money, instants, phones, states. Each returns the value or the trouble with it."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

import phonenumbers

from lingqu.commerce.contracts.imports import Trouble
from lingqu.commerce.domain.cell_words import DAY, FALSE_WORDS, MASKED, MONEY, TIME, TRUE_WORDS
from lingqu.commerce.domain.files.cells import SURE_DIGITS

ZONE = ZoneInfo("Asia/Shanghai")
"""Exports write local time and no zone; shops and platforms live in one."""

MOST_FEN = 10**12
MOST_QUANTITY = Decimal(1_000_000)
HOME_CODE = 86
HOME_DIGITS = 10
"""Of a phone in China, without the first nought of its town: mobiles have 11, others 10 or 11."""
MOST_CUSTOMER_DIGITS = 9
"""A billion customers is more than a corp can have."""
EARLIEST = date(1990, 1, 1)
CLOCKS_DIFFER = timedelta(days=1)
"""An order may be so far ahead of us before its date is taken for a slip."""

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
"""What nearly every phone of an export is; the tables of the world take fifty times as long."""
_STAMP = re.compile(r"\d{14}")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def halved(text: str) -> str:
    """Return full-width digits, letters and signs as half-width ones."""
    return text if text.isascii() else text.translate(_WIDE)


def fen(text: str) -> int | Trouble:
    """Return money as whole fen: `¥1,234.50` is 123450. More than two places must be noughts."""
    found = MONEY.fullmatch(halved(text).strip())
    if not found:
        return Trouble.BAD_AMOUNT
    amount = Decimal(found[1].replace(",", "").rstrip(".")) * 100
    whole = int(amount)
    return whole if whole == amount and abs(whole) <= MOST_FEN else Trouble.BAD_AMOUNT


def quantity(text: str) -> Decimal | Trouble:
    """Return a number of pieces, or of kilograms of weighed goods; three places at most."""
    try:
        number = Decimal(halved(text).replace(",", ""))
    except InvalidOperation:
        return Trouble.BAD_QUANTITY
    fits = number.is_finite() and abs(number) <= MOST_QUANTITY and number == round(number, 3)
    return number if fits else Trouble.BAD_QUANTITY


def instant(text: str, *, at: datetime) -> datetime | Trouble:
    """Return an instant of Beijing time: `2026-03-01 12:30:45`, `2026/3/1`, `2026年3月1日 12:30`, `20260301123045`."""
    plain = halved(text).strip()
    if _STAMP.fullmatch(plain):
        plain = f"{plain[:8]} {plain[8:10]}:{plain[10:12]}:{plain[12:]}"
    found = DAY.match(plain)
    day = _day(found)
    if found is None or day is None:
        return Trouble.BAD_TIME
    clock = _clock(plain[found.end() :])
    if clock is None:
        return Trouble.BAD_TIME
    shown = datetime.combine(day, clock, tzinfo=ZONE)
    if shown > at + CLOCKS_DIFFER:
        return Trouble.IN_FUTURE
    return shown if day >= EARLIEST else Trouble.BAD_TIME


def day_of(text: str) -> str | Trouble:
    """Return a date as `YYYY-MM-DD`; a time behind it is left out."""
    plain = halved(text).strip()
    found = DAY.match(plain)
    day = _day(found)
    if found is None or day is None or _clock(plain[found.end() :]) is None:
        return Trouble.BAD_DATE
    return day.isoformat()


def phone(text: str) -> str | Trouble | None:
    """Return E.164 of a phone in China or with its country's prefix; None for a masked one, which names nobody."""
    plain = halved(text).strip()
    if _MOBILE.fullmatch(plain):
        return f"+{HOME_CODE}{plain}"
    if MASKED.fullmatch(plain):
        return None
    try:
        parsed = phonenumbers.parse(plain, "CN")
    except phonenumbers.NumberParseException:
        return Trouble.BAD_PHONE
    # Digits that only ring within one town name nobody elsewhere.
    short = parsed.country_code == HOME_CODE and len(str(parsed.national_number)) < HOME_DIGITS
    if short or not phonenumbers.is_possible_number(parsed):
        return Trouble.BAD_PHONE
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def customer_no(text: str) -> str | Trouble:
    """Return the number of a customer, a mark before it and leading noughts left out."""
    digits = halved(text).strip().removeprefix("#")
    fits = digits.isascii() and digits.isdecimal() and len(digits) <= MOST_CUSTOMER_DIGITS
    return str(int(digits)) if fits else Trouble.BAD_CUSTOMER_NO


def number(text: str) -> float | Trouble:
    """Return a number of an attribute."""
    try:
        value = Decimal(halved(text).replace(",", ""))
    except InvalidOperation:
        return Trouble.BAD_NUMBER
    if not value.is_finite() or abs(value.adjusted()) > SURE_DIGITS:
        return Trouble.BAD_NUMBER
    return int(value) if value == int(value) else float(value)


def boolean(text: str) -> bool | Trouble:
    """Return yes or no."""
    word = halved(text).strip().lower()
    if word in TRUE_WORDS:
        return True
    return False if word in FALSE_WORDS else Trouble.BAD_BOOLEAN


def _day(found: re.Match[str] | None) -> date | None:
    if found is None:
        return None
    year, month, day = (part for part in found.groups() if part is not None)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    if not text.strip():
        return time()
    found = TIME.fullmatch(text.strip())
    if not found:
        return None
    try:
        return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        return None
