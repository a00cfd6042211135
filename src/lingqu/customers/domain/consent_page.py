"""The preference page's decisions: which statements a form that was sent amounts to."""

from collections.abc import Collection, Mapping
from datetime import datetime

from lingqu.customers.contracts.consent import (
    CUSTOMER,
    ConsentChannel,
    ConsentSource,
    ConsentStanding,
    Purpose,
    Stance,
    Statement,
)
from lingqu.kernel.ids import CustomerId

Place = tuple[Purpose, ConsentChannel]


def statements_of(
    wanted: Mapping[Place, bool],
    *,
    customer_id: CustomerId,
    standing: Collection[ConsentStanding],
    form: str,
    at: datetime,
) -> list[Statement]:
    """Return what a customer says by the switches they sent: one statement for each that they moved.

    Args:
        standing: what stands of the person now.
        form: the number of the form they filled in; sent twice, it states once.
    """
    stands = {(one.purpose, one.channel): one.wanted for one in standing}
    return [
        _statement(purpose, channel, granted=granted, customer_id=customer_id, form=form, at=at)
        for (purpose, channel), granted in wanted.items()
        if stands.get((purpose, channel)) is not granted
    ]


def farewell(purpose: Purpose, *, customer_id: CustomerId, form: str, at: datetime) -> Statement:
    """Return what a customer says who wants nothing of a purpose any more, whatever the channel."""
    return _statement(purpose, ConsentChannel.ANY, granted=False, customer_id=customer_id, form=form, at=at)


def _statement(
    purpose: Purpose,
    channel: ConsentChannel,
    *,
    granted: bool,
    customer_id: CustomerId,
    form: str,
    at: datetime,
) -> Statement:
    return Statement(
        key=f"page:{form}:{purpose}:{channel}",
        customer_id=customer_id,
        purpose=purpose,
        channel=channel,
        stance=Stance.GRANTED if granted else Stance.WITHDRAWN,
        source=ConsentSource.PREFERENCE_PAGE,
        said_by=CUSTOMER,
        occurred_at=at,
    )
