"""Customers, tags and remarks at WeCom, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

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
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import AnswerLostError, RefusedError, TryLaterError

NO_RELATION = 84061
UNKNOWN_TAG = 40068
NAME_USED = 40071
SPENT_CURSOR = 50100
UNKNOWN_MEMBER = 60111


def refused(errcode: int, api: str = "double") -> RefusedError:
    return RefusedError(f"errcode {errcode}", api=api, errcode=errcode)


@dataclass
class CustomersDouble:
    """`CustomerReader`, `TagLibrary` and `RemarkWriter`. Tests change the dicts as people in the client would.

    Faults: `unreadable` errcodes by customer, `not_now` customers, `lose_next` answers of writes (they take effect),
    `unknown_members` (or all but `members`, where given) that make a page fail, `spend_cursors` once,
    `refuse_empty` pages of members without customers.
    """

    people: dict[ExternalUserid, CustomerSnapshot] = field(default_factory=dict)
    follows: dict[tuple[str, ExternalUserid], FollowSnapshot] = field(default_factory=dict)
    library: dict[str, TagGroupSnapshot] = field(default_factory=dict)
    page_size: int = 100
    unreadable: dict[str, int] = field(default_factory=dict)
    not_now: set[str] = field(default_factory=set)
    unknown_members: set[str] = field(default_factory=set)
    members: set[str] | None = None
    spend_cursors: bool = False
    refuse_empty: bool = False
    lose_next: int = 0
    fail_page: int | None = None
    pages: int = 0
    reads: list[ExternalUserid] = field(default_factory=list)
    marked: list[Marking] = field(default_factory=list)
    remarked: list[Remark] = field(default_factory=list)
    _ids: count[int] = field(default_factory=lambda: count(1))

    # ── what people do ──

    def person(self, external_userid: str, name: str | None = None, **changes: object) -> ExternalUserid:
        whom = ExternalUserid(external_userid)
        self.people[whom] = replace(
            CustomerSnapshot(
                external_userid=whom,
                name=name or f"客户{external_userid}",
                avatar_url=f"https://img.example/{external_userid}.jpg",
                gender=2,
                type=1,
                unionid=None,
                corp_name=None,
                follows=(),
            ),
            **changes,  # pyright: ignore[reportArgumentType] - fields of the snapshot
        )
        return whom

    def follow(self, userid: str, external_userid: str, at: datetime, **changes: object) -> None:
        whom = ExternalUserid(external_userid)
        if whom not in self.people:
            self.person(external_userid)
        self.follows[userid, whom] = replace(
            FollowSnapshot(
                userid=Userid(userid),
                added_at=at,
                remark=None,
                description=None,
                wecom_tag_ids=frozenset(),
                phones=(),
                add_way=1,
                oper_userid=external_userid,
                state=None,
            ),
            **changes,  # pyright: ignore[reportArgumentType] - fields of the snapshot
        )

    def note(self, userid: str, external_userid: str, **changes: object) -> None:
        key = userid, ExternalUserid(external_userid)
        self.follows[key] = replace(
            self.follows[key],
            **changes,  # pyright: ignore[reportArgumentType] - fields of the snapshot
        )

    def staff_deletes(self, userid: str, external_userid: str) -> None:
        del self.follows[userid, ExternalUserid(external_userid)]

    def tag_group(self, name: str, *tags: str) -> dict[str, str]:
        """Make a group in the console; returns WeCom's ids by name."""
        group = TagGroupSnapshot(
            wecom_group_id=f"etg{next(self._ids)}",
            name=name,
            sort=0,
            tags=tuple(TagSnapshot(wecom_tag_id=f"et{next(self._ids)}", name=tag, sort=0) for tag in tags),
        )
        self.library[name] = group
        return {tag.name: tag.wecom_tag_id for tag in group.tags}

    def add_tag(self, group_name: str, name: str) -> str:
        """Make a tag in the console, in the group of that name; returns WeCom's id."""
        made = TagSnapshot(wecom_tag_id=f"et{next(self._ids)}", name=name, sort=0)
        group = self.library.get(group_name) or TagGroupSnapshot(
            wecom_group_id=f"etg{next(self._ids)}", name=group_name, sort=0, tags=()
        )
        self.library[group_name] = replace(group, tags=(*group.tags, made))
        return made.wecom_tag_id

    def tags_of(self, userid: str, external_userid: str) -> frozenset[str]:
        return self.follows[userid, ExternalUserid(external_userid)].wecom_tag_ids

    # ── reads ──

    async def read_customers(self, corp_id: CorpId, external_userids: Sequence[ExternalUserid]) -> list[ReadOutcome]:
        del corp_id
        self.reads.extend(external_userids)
        return [self._read(one) for one in external_userids]

    def _read(self, whom: ExternalUserid) -> ReadOutcome:
        if whom in self.not_now:
            return NotNow(whom, timedelta(seconds=2))
        if whom in self.unreadable:
            return Unreadable(whom, self.unreadable[whom])
        follows = tuple(follow for (_, other), follow in self.follows.items() if other == whom)
        return replace(self.people[whom], follows=follows) if follows else Unreadable(whom, NO_RELATION)

    async def read_page(self, corp_id: CorpId, userids: Sequence[Userid], cursor: str | None) -> CustomerPage:
        del corp_id
        known = set(userids) if self.members is None else self.members
        if self.unknown_members & set(userids) or not set(userids) <= known:
            raise refused(UNKNOWN_MEMBER)
        if cursor and self.spend_cursors:
            self.spend_cursors = False
            raise refused(SPENT_CURSOR)
        self.pages += 1
        if self.pages == self.fail_page:
            raise TryLaterError("busy", api="batch", after=timedelta(seconds=1))
        rows = sorted(
            ((userids.index(Userid(userid)), whom, follow) for (userid, whom), follow in self.follows.items()
             if userid in userids),
            key=lambda row: row[:2],
        )  # fmt: skip
        if not rows and self.refuse_empty:
            raise refused(NO_RELATION)
        start = int(cursor or 0)
        end = start + self.page_size
        return CustomerPage(
            customers=tuple(replace(self.people[whom], follows=(follow,)) for _, whom, follow in rows[start:end]),
            next_cursor=str(end) if end < len(rows) else None,
        )

    async def read_tags(self, corp_id: CorpId) -> list[TagGroupSnapshot]:
        del corp_id
        return list(self.library.values())

    # ── writes ──

    async def create_tags(self, corp_id: CorpId, *, group_name: str, names: Sequence[str]) -> TagGroupSnapshot:
        del corp_id
        known = self.library.get(group_name)
        if known and any(tag.name in names for tag in known.tags):
            raise refused(NAME_USED)
        new = tuple(TagSnapshot(wecom_tag_id=f"et{next(self._ids)}", name=name, sort=0) for name in names)
        group = known or TagGroupSnapshot(wecom_group_id=f"etg{next(self._ids)}", name=group_name, sort=0, tags=())
        self.library[group_name] = replace(group, tags=(*group.tags, *new))
        self._answer()
        return replace(group, tags=new)

    async def delete_tags(self, corp_id: CorpId, wecom_tag_ids: Sequence[str]) -> None:
        del corp_id
        gone = set(wecom_tag_ids)
        for name, group in self.library.items():
            kept = tuple(tag for tag in group.tags if tag.wecom_tag_id not in gone)
            self.library[name] = replace(group, tags=kept)
        self.follows = {key: replace(one, wecom_tag_ids=one.wecom_tag_ids - gone) for key, one in self.follows.items()}
        self._answer()

    async def mark(self, corp_id: CorpId, markings: Sequence[Marking]) -> list[RefusedError | None]:
        del corp_id
        answers = [self._mark(one) for one in markings]
        self._answer()
        return answers

    def _mark(self, marking: Marking) -> RefusedError | None:
        key = marking.userid, marking.external_userid
        if key not in self.follows:
            return refused(NO_RELATION)
        known = {tag.wecom_tag_id for group in self.library.values() for tag in group.tags}
        if not {*marking.add, *marking.remove} <= known:
            return refused(UNKNOWN_TAG)
        self.marked.append(marking)
        follow = self.follows[key]
        self.follows[key] = replace(
            follow, wecom_tag_ids=(follow.wecom_tag_ids | set(marking.add)) - set(marking.remove)
        )
        return None

    async def write_remarks(self, corp_id: CorpId, remarks: Sequence[Remark]) -> list[RefusedError | None]:
        del corp_id
        answers: list[RefusedError | None] = []
        for one in remarks:
            if (one.userid, one.external_userid) not in self.follows:
                answers.append(refused(NO_RELATION))
                continue
            self.remarked.append(one)
            self.note(one.userid, one.external_userid, remark=one.remark or None)
            answers.append(None)
        self._answer()
        return answers

    def _answer(self) -> None:
        if self.lose_next:
            self.lose_next -= 1
            raise AnswerLostError("no answer", api="double")
