"""The governor: who of those that a broadcast or a moment is for gets it, and why each of the others does not.

One verdict a person, all reasons weighed in one order: no way to them, no consent, held out, a cap, something to come
that is worth more, the member's day, the budget. Whoever calls holds the rules, so verdicts of two broadcasts never
count past each other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from lingqu.customers.api import consent
from lingqu.customers.api.persons import everybody_of
from lingqu.customers.contracts.consent import ConsentChannel, Ground, Purpose
from lingqu.deliveries.contracts import PlannedDelivery, Reason
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import BroadcastId, CustomerId, MomentId, StaffId
from lingqu.outreach.api.drawing import Draws, Lot, draw, keep
from lingqu.outreach.api.workload import list_full, reserve
from lingqu.outreach.contracts.programmes import Programme
from lingqu.outreach.contracts.rules import Category, Channel, Rules
from lingqu.outreach.domain.audiences import Candidate, in_audience, skip_reason
from lingqu.outreach.domain.competing import GivenWay
from lingqu.outreach.domain.hours import day_of
from lingqu.outreach.domain.limits import Window, limits_of, verdict
from lingqu.outreach.domain.variants import Shares, only
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import usage as usage_store

GROUNDS = {
    Ground.WITHDRAWN: Reason.CONSENT_WITHDRAWN,
    Ground.SILENCE: Reason.NO_CONSENT,
    Ground.SUPPRESSED: Reason.SUPPRESSED,
}
_CONSENT = {Channel.MESSAGE: ConsentChannel.BROADCAST, Channel.MOMENT: ConsentChannel.MOMENT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What verdicts are made by: the rules, the broadcast or moment with its programme, and when it may be received.

    Attributes:
        shares: of each content; none where nothing is drawn, as in a forecast, or of a moment.
        contents: how many there are: a member is asked for each.
        given_way: for whom it gives way to something to come; `competing` finds that out before the first verdict.
    """

    rules: Rules
    broadcast_id: BroadcastId | None
    programme: Programme | None
    window: Window
    channel: Channel = Channel.MESSAGE
    moment_id: MomentId | None = None
    shares: Shares = field(default_factory=dict)
    contents: int = 1
    given_way: GivenWay = field(default_factory=GivenWay)

    @property
    def category(self) -> Category:
        """Without a programme a broadcast is marketing: the stricter of the two."""
        return self.programme.draft.category if self.programme else Category.MARKETING

    @property
    def day(self) -> date:
        """The day of the corp on which members are asked."""
        return day_of(self.window.opens_at)

    @property
    def lot(self) -> Lot:
        """What is drawn by."""
        return Lot(
            programme=self.programme,
            broadcast_id=self.broadcast_id,
            of_all_permille=self.rules.holdout_permille,
            shares=self.shares,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What is said of each customer of an audience, but for the budget.

    Attributes:
        reasons: why they do not get it, None where they do.
        contacts: of those who were looked at for caps, all customers that are the same person.
        draws: what was drawn for persons, now or before.
        variants: which content is drawn for whom, also of those beyond a cap.
    """

    reasons: dict[CustomerId, Reason | None]
    contacts: Mapping[CustomerId, Sequence[CustomerId]]
    draws: Draws
    variants: Mapping[CustomerId, str]

    @property
    def reached(self) -> list[CustomerId]:
        """Who gets it."""
        return _open(self.reasons)


async def judge(unit: UnitOfWork, case: Case, candidates: Sequence[Candidate]) -> list[PlannedDelivery]:
    """Return a verdict for each candidate of the audience, and spend the budget on those who are written to.

    The rules and the programme must be locked.
    """
    weighed = await weigh(unit, case, candidates)
    await keep(unit, case.lot, weighed.draws)
    reasons = weighed.reasons | await _over_budget(unit, case, weighed.reached)
    verdicts = [
        PlannedDelivery(
            customer_id=one.customer_id,
            staff_id=one.sender if reasons[one.customer_id] is None else None,
            variant=weighed.variants.get(one.customer_id, only(case.shares)),
            skip=reasons[one.customer_id],
        )
        for one in candidates
        if one.customer_id in reasons
    ]
    await _reserve(unit, case, {one.staff_id for one in verdicts if one.staff_id is not None})
    return verdicts


async def weigh(session: Session, case: Case, candidates: Sequence[Candidate]) -> Weighed:
    """Weigh all reasons but the budget, in their order; nothing is written."""
    reasons = {one.customer_id: skip_reason(one.standing) for one in candidates if in_audience(one.standing)}
    reasons |= await _refused(session, case, _open(reasons))
    persons = await everybody_of(session, _open(reasons))
    draws = await draw(session, case.lot, persons)
    reasons |= dict.fromkeys([one for one in _open(reasons) if draws.is_held_out(persons[one])], Reason.HELD_OUT)
    variants = {one: draws.variants[persons[one]] for one in _open(reasons) if persons[one] in draws.variants}
    contacts = _contacts_of(_open(reasons), persons)
    reasons |= await _capped(session, case, contacts)
    reasons |= {one: Reason.OUTRANKED for one in _open(reasons) if one in case.given_way.outranked}
    senders = {one.customer_id: one.sender for one in candidates}
    reasons |= await _overworked(session, case, {one: senders[one] for one in _open(reasons)})
    return Weighed(reasons=reasons, contacts=contacts, draws=draws, variants=variants)


def _open(reasons: Mapping[CustomerId, Reason | None]) -> list[CustomerId]:
    return [one for one, reason in reasons.items() if reason is None]


def _contacts_of(
    customers: Collection[CustomerId], persons: Mapping[CustomerId, CustomerId]
) -> dict[CustomerId, list[CustomerId]]:
    """Return, of each customer, all customers that are the same person.

    Args:
        persons: of each of those all, the person.
    """
    contacts: dict[CustomerId, list[CustomerId]] = {}
    for contact, person in persons.items():
        contacts.setdefault(person, []).append(contact)
    return {one: contacts[persons[one]] for one in customers}


async def _refused(session: Session, case: Case, customers: Collection[CustomerId]) -> dict[CustomerId, Reason | None]:
    """Return who does not want, or shall not have, such messages, and why."""
    purpose = Purpose(case.category.value)
    found = await consent.find_refusals(session, customers, purpose, _CONSENT[case.channel])
    return {one: GROUNDS[refusal.ground] for one, refusal in found.items()}


async def _capped(
    session: Session, case: Case, contacts: Mapping[CustomerId, Sequence[CustomerId]]
) -> dict[CustomerId, Reason | None]:
    """Return which cap one more message would break, None where it breaks none."""
    limits = limits_of(case.rules, case.category, case.window, case.channel, programme=case.programme)
    taken = await usage_store.count_taken(session, case.broadcast_id, contacts, limits, moment_id=case.moment_id)
    return {one: verdict(used, limits) for one, used in taken.items()}


async def _overworked(
    session: Session, case: Case, senders: Mapping[CustomerId, StaffId | None]
) -> dict[CustomerId, Reason | None]:
    """Return whose member has the day full, or shall have it full with what is worth more."""
    most = case.rules.tasks_per_day
    if most is None:
        return {}
    full = await list_full(session, case.broadcast_id, case.day, most=most, tasks=case.contents)
    return {
        one: Reason.OVERWORKED for one, sender in senders.items() if sender in full or one in case.given_way.overworked
    }


async def _reserve(unit: UnitOfWork, case: Case, senders: Collection[StaffId]) -> None:
    """Take a place in the members' day, where their days are bounded."""
    if case.rules.tasks_per_day is not None and case.broadcast_id is not None:
        await reserve(unit, case.broadcast_id, case.day, senders, tasks=case.contents)


async def _over_budget(
    unit: UnitOfWork, case: Case, customers: Sequence[CustomerId]
) -> dict[CustomerId, Reason | None]:
    """Leave out those for whom the programme's budget has nothing left, and spend it on the others."""
    programme = case.programme
    if programme is None:
        return {}
    left = len(customers) if programme.draft.budget is None else max(programme.draft.budget - programme.planned, 0)
    await programme_store.spend(unit, programme.programme_id, min(left, len(customers)))
    return dict.fromkeys(customers[left:], Reason.OVER_BUDGET)
