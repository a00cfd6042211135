"""Customer groups as an audience: what may be one, what it reaches now, and what the governor would decide."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from lingqu.deliveries.contracts import Reason
from lingqu.directory.api.people import cards_of, list_departments
from lingqu.groupchats.api import audiences as groupchats
from lingqu.groupchats.api.lists import name_groupchats
from lingqu.groupchats.api.tags import list_tags
from lingqu.groupchats.contracts.audiences import GroupAudience, GroupStanding
from lingqu.groupchats.contracts.groups import StaffName, TagName
from lingqu.infra.database import Session
from lingqu.kernel.ids import BroadcastId, GroupchatId
from lingqu.outreach.api.workload import list_full
from lingqu.outreach.contracts.groups import (
    DepartmentName,
    GroupAudienceView,
    GroupForecast,
    GroupName,
    GroupReach,
    GroupSample,
    GroupsPreview,
    WaitingGroup,
)
from lingqu.outreach.contracts.programmes import Programme, ProgrammeId
from lingqu.outreach.contracts.rules import Category, Rules
from lingqu.outreach.domain.audiences import SAMPLE
from lingqu.outreach.domain.groups import cap_reason, faults_of, skip_reason
from lingqu.outreach.domain.hours import BEIJING, closing, day_of, next_open
from lingqu.outreach.domain.limits import Limit, Window, group_limits_of, has_room
from lingqu.outreach.domain.programmes import affordable
from lingqu.outreach.errors import BadGroupsError, EmptyAudienceError, ProgrammeNotFoundError, UnknownGroupError
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.outreach.store import usage_groups as usage_store

LOOK_AHEAD = timedelta(days=31)
MOST_WAITING = 50
"""Groups beyond a cap that a forecast names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCase:
    """What verdicts about groups are made by: the rules, the broadcast with its programme, and when it may arrive."""

    rules: Rules
    broadcast_id: BroadcastId | None
    programme: Programme | None
    window: Window

    @property
    def category(self) -> Category:
        """Without a programme a broadcast is marketing: the stricter of the two."""
        return self.programme.draft.category if self.programme else Category.MARKETING

    @property
    def limits(self) -> list[Limit]:
        """Every limit that one more message into a group may meet."""
        return group_limits_of(self.rules, self.category, self.window)


async def check_groups(session: Session, audience: GroupAudience) -> None:
    """Refuse what cannot be an audience of groups.

    Raises:
        BadGroupsError: it says what cannot be meant.
        UnknownGroupError: it names groups, tags, members or departments that there are not.
    """
    for place, message in faults_of(audience):
        raise BadGroupsError(message, place=f"body.groups.{place}")
    for missing in await groupchats.find_missing(session, audience):
        raise UnknownGroupError(f"body.groups.{missing.place}", missing.numbers)


async def require_groups(session: Session, audience: GroupAudience) -> None:
    """Refuse an audience none of whose groups can be sent to now.

    Raises:
        EmptyAudienceError: there is none.
        BadGroupsError, UnknownGroupError: the audience.
    """
    await check_groups(session, audience)
    if not _open(await groupchats.list_meant(session, audience)):
        raise EmptyAudienceError("body.groups")


async def preview_groups(session: Session, audience: GroupAudience) -> GroupsPreview:
    """Return what a broadcast into groups would reach now, and which groups nobody could send to.

    Raises:
        BadGroupsError, UnknownGroupError: the audience.
    """
    await check_groups(session, audience)
    meant = await groupchats.list_meant(session, audience)
    reached = _open(meant)
    return GroupsPreview(
        reach=await reach_of(session, reached),
        sample=tuple(_sample(one) for one in sorted(reached, key=lambda one: -one.people)[:SAMPLE]),
        skipped=Counter(reason for one in meant if (reason := skip_reason(one))),
    )


async def forecast_groups(
    session: Session, audience: GroupAudience, *, programme_id: ProgrammeId | None, at: datetime | None
) -> GroupForecast:
    """Return what would become of a broadcast into groups if it left at an hour, None is now.

    Raises:
        ProgrammeNotFoundError: there is no such programme.
        BadGroupsError, UnknownGroupError: the audience.
    """
    await check_groups(session, audience)
    rules = await rules_store.find(session)
    programme = None if programme_id is None else await programme_store.find(session, programme_id)
    if programme_id is not None and programme is None:
        raise ProgrammeNotFoundError(programme_id)
    case = _case(rules, programme, max(at or session.at, session.at))
    meant = await groupchats.list_meant(session, audience)
    reasons = await weigh_groups(session, case, meant)
    wanted = [one for one in meant if reasons[one.groupchat_id] is None]
    reached = wanted[: affordable(programme, len(wanted))]
    days = await _first_days(session, case, [one for one, reason in reasons.items() if _is_cap(reason)])
    skipped = Counter(reason for reason in reasons.values() if reason is not None)
    skipped[Reason.OVER_BUDGET] = len(wanted) - len(reached)
    later = Counter(day for day in days.values() if day is not None)
    return GroupForecast(
        opens_at=case.window.opens_at,
        closes_at=case.window.closes_at,
        reach=await reach_of(session, reached),
        skipped={reason: number for reason, number in skipped.items() if number},
        waiting=tuple(
            WaitingGroup(group=_sample(one), reason=reason, day=days[one.groupchat_id])
            for one in meant
            if (reason := reasons[one.groupchat_id]) is not None and one.groupchat_id in days
        )[:MOST_WAITING],
        later={day: later[day] for day in sorted(later)},
        too_late=sum(day is None for day in days.values()),
    )


async def weigh_groups(
    session: Session, case: GroupCase, groups: Sequence[GroupStanding]
) -> dict[GroupchatId, Reason | None]:
    """Return why groups would not get a message, None where they would; all reasons but the budget."""
    reasons = {one.groupchat_id: skip_reason(one) for one in groups}
    limits = case.limits
    since = min(limit.begins for limit in limits)
    open_groups = [one for one, reason in reasons.items() if reason is None]
    taken = await usage_store.list_taken(session, case.broadcast_id, open_groups, since=since)
    reasons |= {one: cap_reason(several, limits) for one, several in taken.items()}
    most = case.rules.tasks_per_day
    if most is None:
        return reasons
    full = await list_full(session, case.broadcast_id, day_of(case.window.opens_at), most=most)
    owned = [one for one in groups if reasons[one.groupchat_id] is None and one.owner_id in full]
    return reasons | dict.fromkeys((one.groupchat_id for one in owned), Reason.OVERWORKED)


async def reach_of(session: Session, groups: Sequence[GroupStanding]) -> GroupReach:
    """Return whom some groups reach."""
    return GroupReach(
        groups=len(groups),
        owners=len({one.owner_id for one in groups}),
        people=sum(one.people for one in groups),
        repeated=await groupchats.count_in_several(session, [one.groupchat_id for one in groups]),
    )


async def show_groups(
    session: Session, audiences: Mapping[BroadcastId, GroupAudience]
) -> dict[BroadcastId, GroupAudienceView]:
    """Return audiences with the names of what they are made of; what is gone is missing."""
    if not audiences:
        return {}
    named = await name_groupchats(session, {one for each in audiences.values() for one in each.groupchat_ids})
    tags = {one.tag_id: TagName(one.tag_id, one.name) for one in await list_tags(session)}
    owners = await cards_of(session, {one for each in audiences.values() for one in each.owner_ids})
    departments = {one.department_id: one.name for one in await list_departments(session)}
    return {
        number: GroupAudienceView(
            audience=one,
            groupchats=tuple(GroupName(group, named[group] or None) for group in one.groupchat_ids if group in named),
            tags=tuple(tags[tag] for tag in one.tag_ids if tag in tags),
            owners=tuple(StaffName(owner, owners[owner].name) for owner in one.owner_ids if owner in owners),
            departments=tuple(
                DepartmentName(place, departments[place]) for place in one.department_ids if place in departments
            ),
        )
        for number, one in audiences.items()
    }


def _open(groups: Sequence[GroupStanding]) -> list[GroupStanding]:
    return [one for one in groups if skip_reason(one) is None]


def _is_cap(reason: Reason | None) -> bool:
    return reason in (Reason.OVER_CAP, Reason.CAPPED)


def _case(rules: Rules, programme: Programme | None, at: datetime) -> GroupCase:
    opens_at = next_open(rules, at)
    overnight = programme is not None and programme.draft.overnight
    window = Window(opens_at, closing(rules, opens_at, overnight=overnight))
    return GroupCase(rules=rules, broadcast_id=None, programme=programme, window=window)


async def _first_days(
    session: Session, case: GroupCase, groups: Sequence[GroupchatId]
) -> dict[GroupchatId, date | None]:
    """Return the first day on which each of some groups could get a message that leaves at the same hour."""
    first = case.window.opens_at.astimezone(BEIJING)
    ahead: dict[date, list[Limit]] = {}
    for number in range(1, LOOK_AHEAD.days + 1):
        later = _case(case.rules, case.programme, first + timedelta(days=number))
        ahead.setdefault(later.window.opens_at.astimezone(BEIJING).date(), later.limits)
    since = min(limit.begins for limits in ahead.values() for limit in limits)
    taken = await usage_store.list_taken(session, case.broadcast_id, groups, since=since)
    return {
        one: next((day for day, limits in ahead.items() if has_room(several, limits)), None)
        for one, several in taken.items()
    }


def _sample(group: GroupStanding) -> GroupSample:
    return GroupSample(
        groupchat_id=group.groupchat_id, name=group.name or None, owner=group.owner_name, people=group.people
    )
