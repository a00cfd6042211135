"""Days off in China, as the State Council announces them: festivals, and weekends that are worked instead."""

from datetime import date

import chinese_calendar

SATURDAY = 6


def festival_of(day: date) -> str | None:
    """Return the festival for which a day is off for everybody.

    Of years that are not announced yet nothing is known: no day of theirs has one.
    """
    try:
        is_off, festival = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return None
    return festival if is_off else None


def is_workday(day: date) -> bool:
    """Tell whether a day is worked; in years that are not announced yet, Monday to Friday."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.isoweekday() < SATURDAY
