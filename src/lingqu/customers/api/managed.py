"""Tags that we keep for a purpose of our own, for as long as it lasts: made when needed, deleted with all marks."""

from dataclasses import replace
from datetime import timedelta

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.tags import TagGroupSnapshot
from lingqu.customers.ports import TagLibrary
from lingqu.customers.store import granting as grant_store
from lingqu.customers.store import library as library_store
from lingqu.infra.database import Database, Session
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, TagId
from lingqu.kernel.outside import AnswerLostError, TryLaterError

AFTER_LOST_ANSWER = timedelta(seconds=5)
UNIT_ROWS = 2_000


async def ensure_tag(database: Database, corp_id: CorpId, library: TagLibrary, *, group_name: str, name: str) -> TagId:
    """Return the tag of a name in a group of ours, made at WeCom unless it is there. Open no unit around it.

    Idempotent: WeCom's library is read first, so a tag whose making nobody heard of is found.

    Raises:
        TryLaterError: also after a lost answer.
    """
    async with database.read(corp_id) as session:
        known = await library_store.list_names(session)
    for row in known:
        if (row["group_name"], row["name"]) == (group_name, name):
            return TagId(row["tag_id"])
    made = _named(await library.read_tags(corp_id), group_name, name)
    if made is None:
        try:
            made = await library.create_tags(corp_id, group_name=group_name, names=[name])
        except AnswerLostError as error:
            raise TryLaterError(str(error), api=error.api, after=AFTER_LOST_ANSWER) from error
    async with database.unit(corp_id) as unit:
        await library_store.lock(unit)
        await library_store.mirror(unit, [made], whole=False, ours=True)
        wecom_ids = [tag.wecom_tag_id for tag in made.tags]
        return (await library_store.known_wecom_ids(unit, wecom_ids))[wecom_ids[0]]


async def wecom_ids_of(session: Session, tag_ids: list[TagId]) -> list[str]:
    """Return what WeCom calls tags; deleted ones are missing."""
    found = await library_store.wecom_ids_of(session, tag_ids)
    return [found[one] for one in tag_ids if one in found]


async def drop_tag(database: Database, corp_id: CorpId, library: TagLibrary, tag_id: TagId, *, source: str) -> None:
    """Delete a tag of ours at WeCom, which takes it from all customers, and forget its marks. Idempotent.

    One call instead of one per relation. Raises what the call raises.
    """
    async with database.read(corp_id) as session:
        wecom_ids = list((await library_store.wecom_ids_of(session, [tag_id])).values())
    if wecom_ids:
        await library.delete_tags(corp_id, wecom_ids)
    async with database.unit(corp_id) as unit:
        await library_store.mark_deleted(unit, tag_id)
    dropped = UNIT_ROWS
    while dropped == UNIT_ROWS:
        async with database.unit(corp_id) as unit:
            pairs = await grant_store.drop_marks(unit, tag_id, limit=UNIT_ROWS)
            unit.publish(
                *(
                    Fact(
                        kind=facts.TAG_WITHDRAWN,
                        occurred_at=unit.at,
                        customer_id=pair.customer_id,
                        staff_id=pair.staff_id,
                        data={"tag_id": tag_id, "source": source},
                    )
                    for pair in pairs
                )
            )
            dropped = len(pairs)


def _named(groups: list[TagGroupSnapshot], group_name: str, name: str) -> TagGroupSnapshot | None:
    """Return a group with just the tag of that name."""
    for group in groups:
        found = tuple(tag for tag in group.tags if tag.name == name)
        if group.name == group_name and found:
            return replace(group, tags=found)
    return None
