"""What becomes of a relation's marks when a read is seen or WeCom answers ours.

Marks made in WeCom win over older ones of ours; ours that are not answered yet win until they are.
"""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.contracts.tags import TagStatus
from lingqu.kernel.ids import TagId


@dataclass(frozen=True, slots=True)
class Merge:
    """Marks that WeCom has and we had not, and the other way round."""

    appeared: frozenset[TagId]
    vanished: frozenset[TagId]


NOTHING = Merge(frozenset(), frozenset())


def merge(
    ours: Mapping[TagId, TagStatus], theirs: AbstractSet[TagId], *, asked_at: datetime, written_at: datetime | None
) -> Merge:
    """Compare a relation's marks with a read.

    Args:
        asked_at: when the read was asked for.
        written_at: when WeCom last answered a change of ours; a read asked for before that is out of date.
    """
    if written_at is not None and asked_at <= written_at:
        return NOTHING
    settled = frozenset(tag_id for tag_id, status in ours.items() if status is TagStatus.GRANTED)
    return Merge(appeared=frozenset(theirs) - ours.keys(), vanished=settled - theirs)


def wanted(status: TagStatus | None, *, grant: bool) -> TagStatus | None:
    """Return the status after somebody here grants or withdraws; equal to `status` when nothing changes.

    Withdrawing what is still pending goes through `withdrawing`: the grant may be on its way already.
    """
    if grant:
        return status if status in {TagStatus.GRANTED, TagStatus.PENDING} else TagStatus.PENDING
    return None if status is None else TagStatus.WITHDRAWING


def answered(status: TagStatus | None, sent: TagStatus, *, taken: bool) -> TagStatus | None:
    """Return the status after WeCom answered what was sent as `sent`; None stands for no mark.

    A mark that changed again meanwhile keeps waiting for the answer to its own change.
    """
    if status is not sent:
        return status
    granted = (sent is TagStatus.PENDING) is taken
    return TagStatus.GRANTED if granted else None
