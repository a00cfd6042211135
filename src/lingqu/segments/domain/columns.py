"""An attribute of everybody as one array: whom a leaf finds in it.

What a comparison means is not said a second time here: of values that are not numbers the reference decides, once for
each different one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.kernel.ids import CustomerId
from lingqu.segments.contracts.definition import AttributeLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.bits import bitmap_of
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.questions.attributes import ask_attribute

NONE = -1
"""The code of no value."""

_NUMBERS: dict[Op, Callable[[NDArray[np.float64], Any], NDArray[np.bool_]]] = {
    Op.EQ: lambda values, asked: values == asked,
    Op.NE: lambda values, asked: (values != asked) & ~np.isnan(values),
    Op.LT: lambda values, asked: values < asked,
    Op.LE: lambda values, asked: values <= asked,
    Op.GT: lambda values, asked: values > asked,
    Op.GE: lambda values, asked: values >= asked,
    Op.IN: lambda values, asked: np.isin(values, np.array(asked, np.float64)),
    Op.BETWEEN: lambda values, asked: (values >= asked[0]) & (values <= asked[1]),
    Op.EXISTS: lambda values, _asked: ~np.isnan(values),
}


@dataclass(frozen=True, slots=True)
class Column:
    """What customers have; the place is the customer's number.

    Attributes:
        values: float64 with NaN for none where the attribute is a number, else int32 places in `words`, -1 for none.
        words: the different values as they stand in JSON; of numbers none.
    """

    values: NDArray[Any]
    words: Sequence[Any] = ()


def empty(kind: AttributeType) -> NDArray[Any]:
    """Return a column of nobody."""
    return np.empty(0, np.float64) if kind is AttributeType.NUMBER else np.empty(0, np.int32)


def nothing(values: NDArray[Any]) -> float:
    """Return what stands for no value beside these."""
    return np.nan if values.dtype.kind == "f" else NONE


def find(leaf: AttributeLeaf, column: Column, kind: AttributeType, look: Look) -> BitMap:
    """Return whom a leaf holds of."""
    if kind is AttributeType.NUMBER:
        found = _NUMBERS[leaf.op](column.values, leaf.value)
    else:
        holds = np.zeros(len(column.words) + 1, np.bool_)  # the last place answers for no value
        for place, word in enumerate(column.words):
            value = date.fromisoformat(word) if kind is AttributeType.DATE else word
            holds[place] = ask_attribute(
                leaf, Person(customer_id=CustomerId(0), attributes={leaf.key: value}), look
            ).holds
        found = holds[column.values]
    return bitmap_of(found)
