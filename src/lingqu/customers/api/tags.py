"""Operations on the tag library, and on tags of relations."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import groupby

from lingqu.customers.api import marking, relations
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import Tag, TagChange, TagGroup, TagGroupSnapshot, TagStatus
from lingqu.customers.domain.tags import wanted
from lingqu.customers.errors import BadTagError, NoLiveRelationError, UnknownTagError
from lingqu.customers.ports import TagLibrary
from lingqu.customers.store import library as library_store
from lingqu.customers.store import marks as mark_store
from lingqu.customers.store import people as people_store
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, TagId
from lingqu.kernel.outside import AnswerLostError, RefusedError

LONGEST_NAME = 30
MOST_NEW_TAGS = 100
NAME_USED = 40071


async def list_tags(session: Session) -> list[TagGroup]:
    """Return the library as mirrored, in WeCom's order."""
    rows = await library_store.list_tags(session)
    return [
        TagGroup(
            group_id=group_id,
            name=name,
            tags=[
                Tag(tag_id=row["tag_id"], name=row["name"], ours=row["ours"], customers=row["customers"])
                for row in members
            ],
        )
        for (group_id, name), members in groupby(rows, key=lambda row: (row["group_id"], row["group_name"]))
    ]


async def list_names(session: Session) -> list[tuple[str, str, TagId]]:
    """Return group, name and number of every tag, without counting who has it."""
    return [(row["group_name"], row["name"], TagId(row["tag_id"])) for row in await library_store.list_names(session)]


async def known_tags(session: Session, tag_ids: Collection[TagId]) -> dict[TagId, str]:
    """Return the names of those tags that exist and were not deleted."""
    return await library_store.names_of(session, tag_ids) if tag_ids else {}


async def create_tags(
    database: Database,
    corp_id: CorpId,
    library: TagLibrary,
    *,
    group_name: str,
    names: Sequence[str],
    actor: str,
) -> list[TagGroup]:
    """Create tags at WeCom, mirror them as ours, and return the library. Waits for WeCom: open no unit around it.

    After a lost answer the library tells: what is there now and was not before was made by us.

    Raises:
        BadTagError: a name is empty, longer than 30 characters, given twice, or used in that group already.
    """
    group, tags = _checked_names(group_name, names)
    library_now: list[TagGroupSnapshot] = []
    try:
        made = [await library.create_tags(corp_id, group_name=group, names=tags)]
    except AnswerLostError:
        library_now = await library.read_tags(corp_id)
        async with database.read(corp_id) as session:
            made = await _not_mirrored(session, library_now, group_name=group, names=tags)
    except RefusedError as error:
        if error.errcode != NAME_USED:
            raise
        raise BadTagError("a tag of this name is there already", place="body.names", names=tags) from error
    async with database.unit(corp_id, actor=actor) as unit:
        await library_store.lock(unit)
        if library_now:
            await library_store.mirror(unit, library_now, whole=True)
        await library_store.mirror(unit, made, whole=False, ours=True)
        await unit.audit("customers.tags_created", f"tag_group:{group}", count=len(tags))
        return await list_tags(unit)


async def grant_tags(
    unit: UnitOfWork, pairs: Sequence[Pair], tag_ids: Sequence[TagId], *, source: str, cause: str | None = None
) -> None:
    """Grant the same tags on many relations: here at once, at WeCom by jobs in the same transaction. Idempotent.

    Relations that are not live and whole are passed over, and so are tags that were deleted.

    Args:
        source: who grants, e.g. `channel:7` or `account:1`.
    """
    if not pairs or not tag_ids:
        return
    changes = [TagChange(customer_id=one.customer_id, staff_id=one.staff_id, grant=tag_ids) for one in pairs]
    await change_tags(unit, changes, source=source, cause=cause)


async def change_tags(
    unit: UnitOfWork, changes: Sequence[TagChange], *, source: str, cause: str | None = None
) -> list[Pair]:
    """Grant and withdraw tags on relations; return the relations that WeCom takes marks for.

    The customer has the tag, or has it no more, from this unit on; a refusal by WeCom undoes it and says so.
    """
    by_pair = {Pair(one.customer_id, one.staff_id): one for one in changes}
    await people_store.lock(unit, {pair.customer_id for pair in by_pair})
    writable = await relations.writable(unit, list(by_pair))
    known = await known_tags(unit, {tag_id for one in changes for tag_id in (*one.grant, *one.withdraw)})
    marks = await mark_store.load(unit, {pair.customer_id for pair in writable})
    upserts: list[mark_store.Mark] = []
    for pair in writable:
        asked = [(tag_id, True) for tag_id in by_pair[pair].grant] + [
            (tag_id, False) for tag_id in by_pair[pair].withdraw
        ]
        for tag_id, grant in asked:
            now = marks.get(pair, {}).get(tag_id)
            after = wanted(now, grant=grant)
            if tag_id in known and after is not None and after is not now:
                upserts.append(mark_store.Mark(pair=pair, tag_id=tag_id, status=after, source=source))
    await mark_store.upsert(unit, upserts, at=unit.at, cause=cause or unit.cause)
    unit.publish(*(_changed(unit, mark) for mark in upserts))
    unit.enqueue(*(marking.tags_job(pair) for pair in dict.fromkeys(mark.pair for mark in upserts)))
    return list(writable)


async def change_tags_of(unit: UnitOfWork, change: TagChange, *, source: str) -> None:
    """Grant and withdraw tags on one relation, as asked for by a person.

    Raises:
        UnknownTagError: a tag does not exist, or was deleted.
        NoLiveRelationError: the two are no contacts.
    """
    asked = {*change.grant, *change.withdraw}
    unknown = sorted(asked - (await known_tags(unit, asked)).keys())
    if unknown:
        raise UnknownTagError("some tags are not known", place="body.grant", tag_ids=unknown)
    if not await change_tags(unit, [change], source=source):
        raise NoLiveRelationError(change.customer_id, change.staff_id)
    await unit.audit(
        "customers.tags_changed",
        f"customer:{change.customer_id}",
        staff_id=change.staff_id,
        grant=list(change.grant),
        withdraw=list(change.withdraw),
    )


async def _not_mirrored(
    session: Session, groups: Sequence[TagGroupSnapshot], *, group_name: str, names: Collection[str]
) -> list[TagGroupSnapshot]:
    """Return of a group what has one of the names and is not in our mirror yet."""
    known = await library_store.known_wecom_ids(session, [tag.wecom_tag_id for one in groups for tag in one.tags])
    return [
        replace(one, tags=tuple(tag for tag in one.tags if tag.name in names and tag.wecom_tag_id not in known))
        for one in groups
        if one.name == group_name
    ]


def _checked_names(group_name: str, names: Sequence[str]) -> tuple[str, list[str]]:
    group, tags = group_name.strip(), [name.strip() for name in names]
    if not 0 < len(group) <= LONGEST_NAME:
        raise BadTagError(f"a group's name is 1 to {LONGEST_NAME} characters", place="body.group_name")
    if not 0 < len(tags) <= MOST_NEW_TAGS:
        raise BadTagError(f"give 1 to {MOST_NEW_TAGS} names", place="body.names", most=MOST_NEW_TAGS)
    for number, name in enumerate(tags):
        if not 0 < len(name) <= LONGEST_NAME or name in tags[:number]:
            raise BadTagError(
                f"a tag's name is 1 to {LONGEST_NAME} characters, each given once", place=f"body.names[{number}]"
            )
    return group, tags


def _changed(unit: UnitOfWork, mark: mark_store.Mark) -> Fact:
    return Fact(
        kind=facts.TAG_GRANTED if mark.status is TagStatus.PENDING else facts.TAG_WITHDRAWN,
        occurred_at=unit.at,
        customer_id=mark.pair.customer_id,
        staff_id=mark.pair.staff_id,
        data={"tag_id": mark.tag_id, "source": mark.source},
    )
