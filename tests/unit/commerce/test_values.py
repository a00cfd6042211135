from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lingqu.commerce.contracts.imports import Trouble
from lingqu.commerce.domain import values

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("12.5", 1250),
        ("¥1,234.50", 123450),
        ("￥ 1234.50元", 123450),
        ("１２．５", 1250),
        ("-12.00", -1200),
        ("12.", 1200),
        (".5", 50),
        ("12.500", 1250),
        ("12.505", Trouble.BAD_AMOUNT),
        ("1,23", Trouble.BAD_AMOUNT),
        ("12元5", Trouble.BAD_AMOUNT),
        ("10000000000.01", Trouble.BAD_AMOUNT),
        ("10000000000", 10**12),
    ],
)
def test_money_is_whole_fen_or_refused(text: str, told: object) -> None:
    assert values.fen(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2026-03-01 12:30:45", datetime(2026, 3, 1, 4, 30, 45, tzinfo=UTC)),
        ("2026/3/1 12:30", datetime(2026, 3, 1, 4, 30, tzinfo=UTC)),
        ("2026.03.01", datetime(2026, 2, 28, 16, 0, tzinfo=UTC)),
        ("2026年3月1日 12时30分", datetime(2026, 3, 1, 4, 30, tzinfo=UTC)),
        ("2026年3月1日12时30分45秒", datetime(2026, 3, 1, 4, 30, 45, tzinfo=UTC)),
        ("20260301", datetime(2026, 2, 28, 16, 0, tzinfo=UTC)),
        ("20260301123045", datetime(2026, 3, 1, 4, 30, 45, tzinfo=UTC)),
        ("2026-03-01T12:30:45.123", datetime(2026, 3, 1, 4, 30, 45, tzinfo=UTC)),
        ("2026-03-03 10:00:00", datetime(2026, 3, 3, 2, 0, tzinfo=UTC)),
        ("2026-03-03 10:00:01", Trouble.IN_FUTURE),
        ("1989-12-31", Trouble.BAD_TIME),
        ("2026-02-30", Trouble.BAD_TIME),
        ("2026-03-01 25:00", Trouble.BAD_TIME),
        ("202603011", Trouble.BAD_TIME),
        ("03/01/2026", Trouble.BAD_TIME),
        ("46082.5", Trouble.BAD_TIME),
    ],
)
def test_an_instant_is_beijings_or_refused(text: str, told: object) -> None:
    assert values.instant(text, at=AT) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("13912341111", "+8613912341111"),
        ("+86 139-1234-1111", "+8613912341111"),
        ("１３９１２３４１１１１", "+8613912341111"),
        ("+44 20 7946 0958", "+442079460958"),
        ("139****1111", None),
        ("1391234", Trouble.BAD_PHONE),
        ("139123411119999999", Trouble.BAD_PHONE),
        ("n/a", Trouble.BAD_PHONE),
    ],
)
def test_a_phone_is_one_spelling_a_masked_one_is_nobody(text: str, told: object) -> None:
    assert values.phone(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [("2", Decimal(2)), ("0.455", Decimal("0.455")), ("-1", Decimal(-1)), ("0.4555", Trouble.BAD_QUANTITY),
     ("NaN", Trouble.BAD_QUANTITY), ("two", Trouble.BAD_QUANTITY), ("1000001", Trouble.BAD_QUANTITY)],
)  # fmt: skip
def test_a_quantity_has_three_places_at_most(text: str, told: object) -> None:
    assert values.quantity(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [("1980-02-29", "1980-02-29"), ("1980/2/29 00:00", "1980-02-29"), ("1981-02-29", Trouble.BAD_DATE)],
)
def test_a_birthday_is_a_day(text: str, told: object) -> None:
    assert values.day_of(text) == told


@pytest.mark.parametrize(("text", "told"), [("3", 3), ("3.50", 3.5), ("1,000", 1000), ("inf", Trouble.BAD_NUMBER)])
def test_a_number_of_an_attribute_is_finite(text: str, told: object) -> None:
    assert values.number(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [("#0042", "42"), ("０", "0"), ("1234567890", Trouble.BAD_CUSTOMER_NO), ("4²", Trouble.BAD_CUSTOMER_NO)],
)
def test_a_customers_number_is_digits_behind_a_mark(text: str, told: object) -> None:
    assert values.customer_no(text) == told


@pytest.mark.parametrize(("text", "told"), [("是", True), ("No", False), ("maybe", Trouble.BAD_BOOLEAN)])
def test_yes_and_no_have_words(text: str, told: object) -> None:
    assert values.boolean(text) == told
