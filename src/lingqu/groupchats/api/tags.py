"""Our own tags on groups."""

from collections.abc import Collection, Iterable, Sequence

from lingqu.groupchats.contracts import facts
from lingqu.groupchats.contracts.groups import Tag
from lingqu.groupchats.errors import BadGroupchatTagError, GroupchatNotFoundError, UnknownGroupchatTagError
from lingqu.groupchats.store import lists as list_store
from lingqu.groupchats.store import tags as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import GroupchatId, GroupchatTagId

LONGEST_NAME = 30


async def list_tags(session: Session) -> list[Tag]:
    """Return all tags by name."""
    return [Tag(**row) for row in await list_store.list_tags(session)]


async def create_tag(unit: UnitOfWork, name: str) -> GroupchatTagId:
    """Create a tag, or find the one of that name.

    Raises:
        BadGroupchatTagError: the name is empty or longer than 30 characters.
    """
    given = name.strip()
    if not 0 < len(given) <= LONGEST_NAME:
        raise BadGroupchatTagError(f"a tag's name has 1 to {LONGEST_NAME} characters", place="body.name")
    return await store.insert(unit, given)


async def delete_tag(unit: UnitOfWork, tag_id: GroupchatTagId, *, source: str) -> None:
    """Delete a tag; groups lose it.

    Raises:
        UnknownGroupchatTagError: there is no such tag.
    """
    await _require(unit, [tag_id], place="path.tag_id")
    groups = await store.withdraw_everywhere(unit, tag_id)
    _publish(unit, facts.GROUPCHAT_UNTAGGED, [(group, tag_id) for group in groups], source=source)
    await unit.audit("groupchats.tag_deleted", f"groupchat_tag:{tag_id}", groupchats=len(groups))


async def change_tags(
    unit: UnitOfWork,
    groupchat_ids: Collection[GroupchatId],
    *,
    grant: Sequence[GroupchatTagId],
    withdraw: Sequence[GroupchatTagId],
    source: str,
) -> None:
    """Put tags on groups and take tags off them; what is so already stays and is no fact.

    Raises:
        GroupchatNotFoundError: one of the groups does not exist.
        UnknownGroupchatTagError: one of the tags to put on does not exist.
    """
    await _require(unit, grant, place="body.grant")
    known = await store.lock_groups(unit, groupchat_ids)
    for missing in sorted(set(groupchat_ids) - known):
        raise GroupchatNotFoundError(missing)
    granted = await store.grant(unit, ((group, tag) for group in known for tag in grant), source=source)
    gone = await store.withdraw(unit, ((group, tag) for group in known for tag in withdraw if tag not in grant))
    _publish(unit, facts.GROUPCHAT_TAGGED, granted, source=source)
    _publish(unit, facts.GROUPCHAT_UNTAGGED, gone, source=source)


def _publish(unit: UnitOfWork, kind: str, pairs: Iterable[tuple[GroupchatId, GroupchatTagId]], *, source: str) -> None:
    unit.publish(
        *(
            Fact(
                kind=kind, occurred_at=unit.at, data={"groupchat_id": group, "groupchat_tag_id": tag, "source": source}
            )
            for group, tag in sorted(pairs)
        )
    )


async def _require(session: Session, tag_ids: Collection[GroupchatTagId], *, place: str) -> None:
    unknown = sorted(set(tag_ids) - await list_store.known_tags(session, tag_ids)) if tag_ids else []
    if unknown:
        raise UnknownGroupchatTagError(f"there is no groupchat tag {unknown[0]}", place=place, tag_id=unknown[0])
