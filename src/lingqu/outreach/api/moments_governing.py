"""The governor before moments: which must be governed, whom one could be shown to, and by what it is judged."""

from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from lingqu.customers.api import consent
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, MomentId, StaffId, TagId
from lingqu.outreach.api.governing import Case
from lingqu.outreach.contracts.broadcasts import SegmentAudience, TagAudience
from lingqu.outreach.contracts.moments import Aim, Governing, MomentAudience
from lingqu.outreach.contracts.programmes import Programme
from lingqu.outreach.contracts.rules import Category, Channel, Rules
from lingqu.outreach.domain.limits import Window
from lingqu.outreach.domain.moments import latest_close, why_governed
from lingqu.outreach.errors import ProgrammeNotFoundError, UngovernedMomentError
from lingqu.outreach.store import moments_reach as reach_store
from lingqu.outreach.store import programmes as programme_store
from lingqu.segments.api.audiences import members_of
from lingqu.segments.leaves import Shelf


async def reason_to_govern(session: Session, aim: Aim) -> Governing | None:
    """Return why a moment must be governed, whatever was asked for; None where it need not."""
    demands = {rule.purpose.value for rule in await consent.list_rules(session) if not rule.silence_allows}
    return why_governed(aim, demands_consent=Category.MARKETING.value in demands)


async def require_governed(session: Session, aim: Aim) -> None:
    """Refuse a moment that would be shown to people who must be left out.

    Raises:
        UngovernedMomentError: it must be governed, and is not.
    """
    reason = await reason_to_govern(session, aim)
    if reason is not None and not aim.governed:
        raise UngovernedMomentError(reason)


async def programme_of(session: Session, aim: Aim) -> Programme | None:
    """Return the programme a moment belongs to.

    Raises:
        ProgrammeNotFoundError: there is no such programme.
    """
    if aim.programme_id is None:
        return None
    programme = await programme_store.find(session, aim.programme_id)
    if programme is None:
        raise ProgrammeNotFoundError(aim.programme_id)
    return programme


def case_of(rules: Rules, programme: Programme | None, window: Window, *, moment_id: MomentId | None) -> Case:
    """Return what verdicts on a moment are made by."""
    return Case(
        rules=rules,
        broadcast_id=None,
        programme=programme,
        window=window,
        channel=Channel.MOMENT,
        moment_id=moment_id,
    )


def longest_window(session: Session, rules: Rules, programme: Programme | None, aim: Aim) -> Window:
    """Return all the time in which a moment that is marked from now on may be shown."""
    first_at = max(aim.starts_at or session.at, session.at)
    return Window(first_at, latest_close(rules, first_at, overnight=is_overnight(programme)))


def is_overnight(programme: Programme | None) -> bool:
    """Tell whether members may go on publishing in quiet hours."""
    return programme is not None and programme.draft.overnight


async def persons_of(
    session: Session, shelf: Shelf, audience: MomentAudience, senders: Sequence[StaffId] | None
) -> BitMap:
    """Return whom a moment is for now: of a segment its members, else the persons that its senders could show it to."""
    if isinstance(audience, SegmentAudience):
        return await members_of(session, shelf, audience.segment_id)
    return await reach_store.list_customers(session, senders=senders, tags=tags_of(audience))


def slices_of(persons: BitMap, most: int) -> Iterator[list[CustomerId]]:
    """Give persons in their order, so many at a time."""
    for start in range(0, len(persons), most):
        yield [CustomerId(one) for one in persons[start : start + most]]


def tags_of(audience: MomentAudience) -> tuple[TagId, ...] | None:
    """Return the tags a relation must have one of; None where it need have none."""
    return audience.tag_ids if isinstance(audience, TagAudience) else None
