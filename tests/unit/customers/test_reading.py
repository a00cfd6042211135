"""When a customer whom WeCom does not show is asked for again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lingqu.customers.domain.reading import LAG, again_after

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(("age", "pause"), [(0, 1), (2, 1), (3, 4), (14, 4), (15, 20), (119, 20)])
def test_pauses_grow_with_the_age_of_the_adding(age: int, pause: int) -> None:
    assert again_after(at=NOON + timedelta(seconds=age), added_at=NOON) == timedelta(seconds=pause)


def test_a_refusal_stands_when_the_lag_is_over() -> None:
    assert again_after(at=NOON + LAG, added_at=NOON) is None


def test_a_refusal_of_somebody_never_added_stands() -> None:
    assert again_after(at=NOON, added_at=None) is None
