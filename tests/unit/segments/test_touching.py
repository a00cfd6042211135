"""Which facts may change which answers."""

from __future__ import annotations

from typing import Any

import pytest

from lingqu.customers.contracts.facts import CUSTOMER_ATTRIBUTE_SET, CUSTOMER_MERGED, RELATION_ADDED, TAG_GRANTED
from lingqu.directory.contracts.facts import DEPARTMENT_MOVED, STAFF_MOVED
from lingqu.segments.contracts.definition import AttributeLeaf, BucketLeaf, Leaf, RelationLeaf, RelationScope, TagLeaf
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.touching import triggers, triggers_of

ONE_TAG = TagLeaf(tags=(1,))
REGION = RelationScope(departments=(10,))


@pytest.mark.parametrize(
    ("leaf", "kind", "data", "may_change"),
    [
        (ONE_TAG, TAG_GRANTED, {"tag_id": 1}, True),
        (ONE_TAG, TAG_GRANTED, {"tag_id": 2}, False),
        (TagLeaf(groups=(7,)), TAG_GRANTED, {"tag_id": 2}, True),
        (ONE_TAG, RELATION_ADDED, {}, True),
        (ONE_TAG, STAFF_MOVED, {}, False),
        (TagLeaf(tags=(1,), scope=REGION), STAFF_MOVED, {}, True),
        (RelationLeaf(scope=REGION), DEPARTMENT_MOVED, {}, True),
        (RelationLeaf(scope=RelationScope(staff=(1,))), DEPARTMENT_MOVED, {}, False),
        (AttributeLeaf(key="city", op=Op.EXISTS), CUSTOMER_ATTRIBUTE_SET, {"key": "city"}, True),
        (AttributeLeaf(key="city", op=Op.EXISTS), CUSTOMER_ATTRIBUTE_SET, {"key": "score"}, False),
        (BucketLeaf(salt="s", last=9), CUSTOMER_MERGED, {}, True),
    ],
)
def test_a_fact_may_change_what_speaks_of_it(leaf: Leaf, kind: str, data: dict[str, Any], may_change: object) -> None:
    assert bool(triggers(leaf) & set(triggers_of(kind, data))) is may_change
