"""Segments of every kind: over tags, relations, events, orders, attributes, groups and each other.

Windows are seconds long, so that answers turn while things happen; those of days turn at midnight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from lingqu.commerce.contracts.facts import ORDER_PAID
from lingqu.customers.contracts.facts import TAG_GRANTED
from lingqu.customers.contracts.tags import MatchTags
from lingqu.ingestion.contracts import PAGE_OPENED
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    BucketLeaf,
    Definition,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    Not,
    OrderLeaf,
    OrderMeasure,
    PropertyTest,
    RelationLeaf,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Count, Last, Op

EDITED = "edited"
"""Begins the names of segments that somebody goes on editing."""
CITY, POINTS, DUE, BORN = "city", "points", "due_on", "born_on"
SHANGHAI, HANGZHOU, CHENGDU = "Shanghai", "Hangzhou", "Chengdu"
GIVEN_TAG, PASSING_TAG = 9, 10
"""Given by grants, and by nobody else."""
BY_DAY = ("due soon", "was due", "birthday")
"""Segments that midnight turns."""

SECOND = timedelta(seconds=1)
PAGE, ORDER = EventMatch(name=PAGE_OPENED), EventMatch(name=ORDER_PAID)
_MONTH = Last(duration=30 * 86_400 * SECOND)

Kinds = Mapping[str, Callable[[Mapping[str, int]], Definition]]
"""Definitions by the names of their segments; those that read others take their numbers."""

_OF_STATE: Kinds = {
    "tagged": lambda _: TagLeaf(tags=(1, 2)),
    "not tagged": lambda _: Not(of=TagLeaf(tags=(3,))),
    "all tags": lambda _: TagLeaf(match=MatchTags.ALL, tags=(4, 5)),
    "lately tagged": lambda _: TagLeaf(tags=(1, 4), granted=Last(duration=4 * SECOND)),
    "given": lambda _: TagLeaf(tags=(GIVEN_TAG,)),
    "new": lambda _: RelationLeaf(added=Last(duration=3 * SECOND)),
    "nobody's": lambda _: RelationLeaf(count=Count(op=Op.EQ, n=0)),
    "of several": lambda _: RelationLeaf(count=Count(n=2)),
    "from there": lambda _: AttributeLeaf(key=CITY, op=Op.IN, value=[SHANGHAI, HANGZHOU]),
    "from elsewhere": lambda _: AttributeLeaf(key=CITY, op=Op.NE, value=SHANGHAI),
    "with points": lambda _: All(
        of=(AttributeLeaf(key=POINTS, op=Op.GE, value=50), Not(of=AttributeLeaf(key=CITY, op=Op.EXISTS)))
    ),
    "due soon": lambda _: AttributeLeaf(key=DUE, op=Op.WITHIN_NEXT, value=2),
    "was due": lambda _: AttributeLeaf(key=DUE, op=Op.WITHIN_LAST, value=1),
    "birthday": lambda _: AttributeLeaf(key=BORN, op=Op.ANNIVERSARY_WITHIN_NEXT, value=2),
    "in a group": lambda _: GroupLeaf(chats=(1,)),
    "lately in a group": lambda _: GroupLeaf(joined=Last(duration=3 * SECOND)),
    "in none that is marked": lambda _: Not(of=GroupLeaf(chat_tags=(1,))),
}

_OF_THE_PAST: Kinds = {
    "opened lately": lambda _: EventLeaf(event=PAGE, window=Last(duration=3 * SECOND)),
    "opened often": lambda _: EventLeaf(event=PAGE, window=_MONTH, count=Count(n=5)),
    "opened several": lambda _: EventLeaf(event=PAGE, window=_MONTH, distinct="page", count=Count(n=3)),
    "opened that first": lambda _: EventEdgeLeaf(
        event=PAGE, edge=Edge.FIRST, test=PropertyTest(key="page", op=Op.EQ, value="p1")
    ),
    "granted twice": lambda _: EventLeaf(
        event=EventMatch(name=TAG_GRANTED), window=Last(duration=4 * SECOND), count=Count(n=2)
    ),
    "spent": lambda _: OrderLeaf(measure=OrderMeasure.SUM, op=Op.GT, value=30_000),
    "asleep": lambda _: OrderLeaf(measure=OrderMeasure.COUNT, op=Op.EQ, value=0, window=Last(duration=4 * SECOND)),
    "paid in vain": lambda _: LapseLeaf(did=ORDER, then_not=PAGE, within=3 * SECOND),
    "opened and paid": lambda _: SequenceLeaf(steps=(PAGE, ORDER), within=2 * SECOND),
}

_EDITED: Kinds = {
    f"{EDITED} 1": lambda _: TagLeaf(tags=(5,)),
    f"{EDITED} 2": lambda _: EventLeaf(event=ORDER),
}

_OF_OTHERS: Kinds = {
    "either": lambda made: AnyOf(
        of=(SegmentLeaf(segment_id=made["tagged"]), Not(of=SegmentLeaf(segment_id=made["opened lately"])))
    ),
    "both": lambda made: All(
        of=(SegmentLeaf(segment_id=made["either"]), BucketLeaf(salt="s", last=799), Not(of=TagLeaf(tags=(6,))))
    ),
    "of what is edited": lambda made: All(
        of=(SegmentLeaf(segment_id=made[f"{EDITED} 1"]), Not(of=SegmentLeaf(segment_id=made[f"{EDITED} 2"])))
    ),
    "long tagged": lambda made: SegmentLeaf(segment_id=made["tagged"], held_for=3 * SECOND),
    "long as edited": lambda made: SegmentLeaf(segment_id=made[f"{EDITED} 1"], held_for=2 * SECOND),
    "long given": lambda made: SegmentLeaf(segment_id=made["given"], held_for=2 * SECOND),
}

KINDS: Kinds = {**_OF_STATE, **_OF_THE_PAST, **_EDITED, **_OF_OTHERS}
