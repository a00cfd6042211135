"""Attributes, lists, other segments, and sticky shares."""

from datetime import date, datetime
from typing import Any

from lingqu.kernel.chance import bucket_permille
from lingqu.segments.contracts.definition import AttributeLeaf, BucketLeaf, ListLeaf, SegmentLeaf
from lingqu.segments.contracts.person import Person
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.calendar import Calendar, next_anniversary, shifted
from lingqu.segments.domain.comparing import RELATIVE, falls, satisfies
from lingqu.segments.domain.questions.answer import Answer, Look


def ask_attribute(leaf: AttributeLeaf, person: Person, look: Look) -> Answer:
    """Compare one attribute; dates of customers are `date`s here, those of a stored definition are texts."""
    value = person.attributes.get(leaf.key)
    if value is None:
        return Answer(holds=False)
    found = {"value": value}
    if leaf.op not in RELATIVE:
        return Answer(satisfies(leaf.op, value, _dated(leaf.value) if isinstance(value, date) else leaf.value), found)
    if not isinstance(value, date):
        return Answer(holds=False, found=found)
    today = look.calendar.day_of(look.at)
    return Answer(
        falls(leaf.op, value, leaf.value, today), found, _turns(leaf.op, value, leaf.value, today, look.calendar)
    )


def _dated(asked: Any) -> Any:
    if isinstance(asked, list | tuple):
        return [_dated(one) for one in asked]
    return date.fromisoformat(asked) if isinstance(asked, str) else asked


def _turns(op: Op, day: date, days: int, today: date, calendar: Calendar) -> tuple[datetime, ...]:
    if op is Op.WITHIN_LAST:
        turning = [day, shifted(day, days)]
    elif op is Op.WITHIN_NEXT:
        turning = [shifted(day, 1 - days), shifted(day, 1)]
    elif op is Op.THIS_MONTH:
        first = day.replace(day=1)
        turning = [first, shifted(first, 31).replace(day=1)]
    else:
        coming = next_anniversary(day, today)
        following = next_anniversary(day, shifted(coming, 1))
        turning = [shifted(coming, 1), shifted(coming, 1 - days), shifted(following, 1 - days)]
    return tuple(calendar.start_of(one) for one in turning)


def ask_list(leaf: ListLeaf, person: Person, _look: Look) -> Answer:
    """Look the customer up on an uploaded list."""
    return Answer(leaf.list_id in person.lists)


def ask_segment(leaf: SegmentLeaf, person: Person, look: Look) -> Answer:
    """Read the materialised membership of another segment."""
    since = person.segments.get(leaf.segment_id)
    if since is None:
        return Answer(holds=False)
    if leaf.held_for is None:
        return Answer(holds=True, found={"since": since})
    due = since + leaf.held_for
    return Answer(due <= look.at, {"since": since}, (due,))


def ask_bucket(leaf: BucketLeaf, person: Person, _look: Look) -> Answer:
    """Draw the customer's sticky number."""
    bucket = bucket_permille(leaf.salt, person.customer_id)
    return Answer(leaf.first <= bucket <= leaf.last, {"permille": bucket})
