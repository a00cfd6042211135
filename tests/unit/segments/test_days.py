"""Days without a record kept their size; before the first record nothing is known."""

from __future__ import annotations

from datetime import date

from lingqu.segments.contracts.sizes import DaySize, Moves
from lingqu.segments.domain.days import every_day

FIRST, LAST = date(2026, 11, 20), date(2026, 11, 23)


def quiet(day: int, size: int | None) -> DaySize:
    return DaySize(day=date(2026, 11, day), entered=0, left=0, let_in=0, put_out=0, size=size)


def test_a_day_without_a_record_kept_the_size_of_the_day_before() -> None:
    recorded = {date(2026, 11, 21): Moves(entered=5, left=2, let_in=100, put_out=1, size=102)}

    days = every_day(recorded, first=FIRST, last=LAST)

    assert days == [
        quiet(20, None),
        DaySize(day=date(2026, 11, 21), entered=5, left=2, let_in=100, put_out=1, size=102),
        quiet(22, 102),
        quiet(23, 102),
    ]


def test_the_last_record_before_the_first_day_says_its_size_and_nothing_else() -> None:
    recorded = {date(2026, 9, 1): Moves(entered=9, size=40)}

    assert every_day(recorded, first=FIRST, last=LAST) == [quiet(day, 40) for day in range(20, 24)]


def test_of_nothing_recorded_nothing_is_known() -> None:
    assert every_day({}, first=LAST, last=LAST) == [quiet(23, None)]
