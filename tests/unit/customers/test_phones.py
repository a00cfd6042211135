"""Phones: one spelling to compare by, a masked one to show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.domain.phones import asked_last_digits, asked_phone, last_digits, masked, normal


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("13912341111", "+8613912341111"),
        ("139 1234-1111", "+8613912341111"),
        ("+86 139 1234 1111", "+8613912341111"),
        ("0086 13912341111", "+8613912341111"),
        ("+44 7911 123456", "+447911123456"),
        ("021-64332211", "+862164332211"),
        ("99999999999999999999", "99999999999999999999"),
        ("123456", None),
        ("老板电话", None),
    ],
)
def test_spellings_of_one_phone_are_one(typed: str, expected: str | None) -> None:
    assert normal(typed) == expected


@pytest.mark.parametrize(
    ("phone", "expected"),
    [("+8613912341111", "139****1111"), ("+447911123456", "+4479****3456"), ("1234567", "****4567")],
)
def test_masks_hide_the_middle(phone: str, expected: str) -> None:
    assert masked(phone) == expected


@given(st.text(max_size=40))
def test_anything_typed_gives_a_phone_or_nothing(typed: str) -> None:
    found = normal(typed)

    assert found is None or normal(found) == found


def test_four_digits_ask_for_the_last_four() -> None:
    assert asked_last_digits("1111") == "1111"
    assert asked_last_digits("111") is None
    assert asked_last_digits("１１１１") is None
    assert last_digits("+8613912341111") == "1111"


def test_names_are_no_phones() -> None:
    assert asked_phone("刘13912341111") is None
    assert asked_phone("13912341111") == "+8613912341111"
