"""Decisions about customer groups as an audience."""

from collections.abc import Iterator, Sequence

from lingqu.deliveries.contracts import Reason
from lingqu.groupchats.contracts.audiences import GroupAudience, GroupStanding
from lingqu.outreach.domain.limits import Limit, Taken, verdict

MOST_CHOSEN = 2_000
"""Groups chosen one by one."""


def faults_of(audience: GroupAudience) -> Iterator[tuple[str, str]]:
    """Give what is wrong with an audience: the place, and what it should be."""
    conditions = (audience.tag_ids, audience.owner_ids, audience.department_ids)
    bounds = (audience.least_people, audience.most_people)
    if audience.groupchat_ids and (any(conditions) or bounds != (None, None)):
        yield "groupchat_ids", "either groups chosen one by one, or conditions"
    if len(audience.groupchat_ids) > MOST_CHOSEN:
        yield "groupchat_ids", f"at most {MOST_CHOSEN} groups"
    for place, bound in zip(("least_people", "most_people"), bounds, strict=True):
        if bound is not None and bound < 0:
            yield place, "no less than nobody"
    least, most = bounds
    if least is not None and most is not None and least > most:
        yield "most_people", "no fewer than the least"


def skip_reason(group: GroupStanding) -> Reason | None:
    """Return why nobody can send into a group; None when its owner can."""
    if not group.readable:
        return Reason.UNREADABLE
    return None if group.may_send else Reason.NO_OWNER


def cap_reason(taken: Sequence[Taken], limits: Sequence[Limit]) -> Reason | None:
    """Return which cap one more message into a group would break."""
    return verdict([sum(one.counts_in(limit) for one in taken) for limit in limits], limits)
