"""Typed attributes: which values fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.customers.domain.attributes import checked_value
from lingqu.customers.errors import AttributeValueError


def _of(kind: AttributeType) -> AttributeDefinition:
    return AttributeDefinition(key="thing", label="某", type=kind)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)


@given(st.sampled_from(AttributeType), anything)
def test_any_value_fits_or_is_refused_and_what_fits_fits_again(kind: AttributeType, value: Any) -> None:
    try:
        stored = checked_value(_of(kind), value)
    except AttributeValueError:
        return

    assert checked_value(_of(kind), stored) == stored


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AttributeType.STRING, 7),
        (AttributeType.STRING, "长" * 1001),
        (AttributeType.NUMBER, True),
        (AttributeType.NUMBER, "7"),
        (AttributeType.NUMBER, float("nan")),
        (AttributeType.NUMBER, float("inf")),
        (AttributeType.BOOLEAN, 1),
        (AttributeType.DATE, "1990-02-30"),
        (AttributeType.DATE, "昨天"),
        (AttributeType.SET, "茶"),
        (AttributeType.SET, ["茶", 7]),
        (AttributeType.SET, [str(number) for number in range(101)]),
    ],
)
def test_values_of_another_type_are_refused(kind: AttributeType, value: Any) -> None:
    with pytest.raises(AttributeValueError):
        checked_value(_of(kind), value)
