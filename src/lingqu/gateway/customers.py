"""Customers, tags and remarks at WeCom."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from lingqu.customers.contracts.snapshots import (
    CustomerPage,
    CustomerSnapshot,
    FollowSnapshot,
    NotNow,
    ReadOutcome,
    Unreadable,
)
from lingqu.customers.contracts.tags import TagGroupSnapshot, TagSnapshot
from lingqu.customers.ports import Marking, Remark
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError
from wecom_api.calls.customers import BatchGetByUser, ExternalContact, FollowUser, GetCustomer, RemarkCustomer
from wecom_api.calls.tags import AddCorpTag, CorpTagGroup, DelCorpTag, GetCorpTagList, MarkTag, NewTag

ResultT = TypeVar("ResultT")

CALLS_AT_ONCE = 8
CORP_TAG = 1
NO_SUCH_TAG = 40068
NO_ANSWER_PAUSE = timedelta(seconds=2)


class WecomCustomers:
    """`CustomerReader`, `TagLibrary` and `RemarkWriter` of `lingqu.customers.ports` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def read_customers(self, corp_id: CorpId, external_userids: Sequence[ExternalUserid]) -> list[ReadOutcome]:
        """See the port."""
        return await together(self._read(corp_id, each) for each in external_userids)

    async def _read(self, corp_id: CorpId, external_userid: ExternalUserid) -> ReadOutcome:
        try:
            pages = [page async for page in self._clients.pages(corp_id, GetCustomer(external_userid=external_userid))]
        except RefusedError as error:
            return Unreadable(external_userid, error.errcode or 0)
        except TryLaterError as error:
            return NotNow(external_userid, error.after)
        except AnswerLostError:
            return NotNow(external_userid, NO_ANSWER_PAUSE)
        follows = [follow for page in pages for follow in page.follow_user]
        return _snapshot(external_userid, pages[0].external_contact, follows)

    async def read_page(self, corp_id: CorpId, userids: Sequence[Userid], cursor: str | None) -> CustomerPage:
        """See the port."""
        page = await self._clients.call(corp_id, BatchGetByUser(userid_list=list(userids), cursor=cursor or None))
        return CustomerPage(
            customers=tuple(
                _snapshot(ExternalUserid(one.external_contact.external_userid), one.external_contact, [one.follow_info])
                for one in page.external_contact_list
            ),
            next_cursor=page.next_cursor or None,
        )

    async def read_tags(self, corp_id: CorpId) -> list[TagGroupSnapshot]:
        """See the port."""
        return [_group(one) for one in (await self._clients.call(corp_id, GetCorpTagList())).tag_group]

    async def create_tags(self, corp_id: CorpId, *, group_name: str, names: Sequence[str]) -> TagGroupSnapshot:
        """See the port."""
        call = AddCorpTag(group_name=group_name, tag=[NewTag(name=name) for name in names])
        return _group((await self._clients.call(corp_id, call)).tag_group)

    async def delete_tags(self, corp_id: CorpId, wecom_tag_ids: Sequence[str]) -> None:
        """See the port."""
        try:
            await self._clients.call(corp_id, DelCorpTag(tag_id=wecom_tag_ids))
        except RefusedError as error:
            if error.errcode != NO_SUCH_TAG:
                raise

    async def mark(self, corp_id: CorpId, markings: Sequence[Marking]) -> list[RefusedError | None]:
        """See the port."""
        return await together(
            _refusal(
                self._clients.call(
                    corp_id,
                    MarkTag(
                        userid=one.userid,
                        external_userid=one.external_userid,
                        add_tag=list(one.add) or None,
                        remove_tag=list(one.remove) or None,
                    ),
                )
            )
            for one in markings
        )

    async def write_remarks(self, corp_id: CorpId, remarks: Sequence[Remark]) -> list[RefusedError | None]:
        """See the port."""
        return await together(
            _refusal(
                self._clients.call(
                    corp_id,
                    RemarkCustomer(userid=one.userid, external_userid=one.external_userid, remark=one.remark),
                )
            )
            for one in remarks
        )


async def together(calls: Iterable[Awaitable[ResultT]]) -> list[ResultT]:
    """Await calls a few at a time; answers in order. A failure is raised when all have ended."""
    gate = asyncio.Semaphore(CALLS_AT_ONCE)

    async def one(call: Awaitable[ResultT]) -> ResultT:
        async with gate:
            return await call

    tasks = [asyncio.ensure_future(one(call)) for call in calls]
    await asyncio.gather(*tasks, return_exceptions=True)
    return [task.result() for task in tasks]


async def _refusal(call: Awaitable[object]) -> RefusedError | None:
    try:
        await call
    except RefusedError as error:
        return error
    return None


def _snapshot(
    external_userid: ExternalUserid, person: ExternalContact, follows: Sequence[FollowUser]
) -> CustomerSnapshot:
    return CustomerSnapshot(
        external_userid=external_userid,
        name=person.name or None,
        avatar_url=person.avatar or None,
        gender=person.gender,
        type=person.type or (2 if external_userid.startswith("wo") else 1),
        unionid=person.unionid or None,
        corp_name=person.corp_name or None,
        follows=tuple(_follow(one) for one in follows),
    )


def _follow(follow: FollowUser) -> FollowSnapshot:
    corp_tags = {tag.tag_id for tag in follow.tags if tag.type == CORP_TAG and tag.tag_id}
    return FollowSnapshot(
        userid=Userid(follow.userid),
        added_at=datetime.fromtimestamp(follow.createtime, UTC),
        remark=follow.remark or None,
        description=follow.description or None,
        wecom_tag_ids=frozenset(corp_tags | set(follow.tag_id)),
        phones=tuple(phone for phone in follow.remark_mobiles if phone),
        add_way=follow.add_way,
        oper_userid=follow.oper_userid or None,
        state=follow.state or None,
    )


def _group(group: CorpTagGroup) -> TagGroupSnapshot:
    return TagGroupSnapshot(
        wecom_group_id=group.group_id,
        name=group.group_name,
        sort=group.order,
        tags=tuple(
            TagSnapshot(wecom_tag_id=tag.id, name=tag.name, sort=tag.order) for tag in group.tag if not tag.deleted
        ),
    )
