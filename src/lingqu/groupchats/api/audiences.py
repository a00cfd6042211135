"""Groups as an audience, for those who write to groups."""

from collections.abc import Sequence

from lingqu.directory.api.people import cards_of, list_departments, staff_in
from lingqu.groupchats.contracts.audiences import GroupAudience, GroupStanding, Missing
from lingqu.groupchats.store import audiences as store
from lingqu.groupchats.store import lists
from lingqu.infra.database import Session
from lingqu.kernel.ids import GroupchatId, StaffId


async def list_meant(
    session: Session, audience: GroupAudience, *, after: GroupchatId | None = None, limit: int | None = None
) -> list[GroupStanding]:
    """Return the groups of an audience that are there now, by number; dissolved ones are nobody's audience."""
    owners = await _owners(session, audience)
    return await store.list_meant(session, audience, owner_ids=owners, after=after, limit=limit)


async def find_missing(session: Session, audience: GroupAudience) -> list[Missing]:
    """Return what an audience names that is not there: groups, tags, members, departments."""
    named = {
        "groupchat_ids": (audience.groupchat_ids, await store.known_groups(session, audience.groupchat_ids)),
        "tag_ids": (audience.tag_ids, await lists.known_tags(session, audience.tag_ids)),
        "owner_ids": (audience.owner_ids, set(await cards_of(session, audience.owner_ids))),
        "department_ids": (
            audience.department_ids,
            {one.department_id for one in await list_departments(session)} if audience.department_ids else set(),
        ),
    }
    return [
        Missing(place=place, numbers=missing)
        for place, (asked, known) in named.items()
        if (missing := tuple(one for one in asked if one not in known))
    ]


async def count_in_several(session: Session, groupchat_ids: Sequence[GroupchatId]) -> int:
    """Count the persons who are in more than one of some groups now."""
    return await store.count_in_several(session, groupchat_ids)


async def _owners(session: Session, audience: GroupAudience) -> set[StaffId] | None:
    """Return whose groups are meant: who is named and works where it is said; None is anybody's."""
    named = set(audience.owner_ids) if audience.owner_ids else None
    if not audience.department_ids:
        return named
    there = set(await staff_in(session, audience.department_ids))
    return there if named is None else there & named
