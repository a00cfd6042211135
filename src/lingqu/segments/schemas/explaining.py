"""The shapes of explanations at the HTTP edge."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec

from lingqu.segments.contracts.reasons import MOST_EXPLAINED, Explanation, ToldReason


class ExplainAsked(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """Customers, and either a definition or a segment in its newest version."""

    customer_ids: Annotated[list[int], msgspec.Meta(min_length=1, max_length=MOST_EXPLAINED)]
    definition: dict[str, Any] | None = None
    segment_id: int | None = None


class ReasonView(msgspec.Struct, kw_only=True, frozen=True):
    """One place of a definition with all below it.

    `decides`: the whole says what it says because this place, and all above it, says so. `sentence`: what is asked
    here. `value`: what was found of the customer, null where there is nothing to say or it may not be seen.
    """

    path: str
    kind: str
    holds: bool
    decides: bool
    sentence: str
    value: str | None
    of: "list[ReasonView]"


class ExplanationView(msgspec.Struct, kw_only=True, frozen=True):
    """Why a customer is in, or is not.

    `person_id`: with whom they are one, and about whom everything is. `fits`: in the universe, and the definition
    holds. `is_member`: as the segment's members are kept, which follow within seconds; null of what is not saved or
    is being built.
    """

    customer_id: int
    person_id: int
    in_universe: bool
    fits: bool
    is_member: bool | None
    reason: ReasonView


class ExplanationList(msgspec.Struct, kw_only=True, frozen=True):
    """Customers in the order in which they were asked for, at an instant."""

    at: datetime
    sentence: str
    items: list[ExplanationView]


def explanation_list(explained: Sequence[Explanation], *, at: datetime, sentence: str) -> ExplanationList:
    """Return why each customer is in, or is not."""
    return ExplanationList(
        at=at,
        sentence=sentence,
        items=[
            ExplanationView(
                customer_id=one.customer_id,
                person_id=one.person_id,
                in_universe=one.in_universe,
                fits=one.fits,
                is_member=one.is_member,
                reason=_reason(one.reason),
            )
            for one in explained
        ],
    )


def _reason(one: ToldReason) -> ReasonView:
    return ReasonView(
        path=one.path,
        kind=one.kind,
        holds=one.holds,
        decides=one.decides,
        sentence=one.sentence,
        value=one.value,
        of=[_reason(below) for below in one.of],
    )
