"""What every adapter of `lingqu.customers.ports` does; subclass the suites and give them a stage."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import pytest

from lingqu.customers.contracts.snapshots import CustomerSnapshot, Unreadable
from lingqu.customers.ports import CustomerReader, Marking, Remark, RemarkWriter, TagLibrary
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from lingqu.kernel.outside import AnswerLostError, RefusedError

CHEN, LI = Userid("chen_rui"), Userid("li_na")
NO_RELATION = 84061
UNKNOWN_TAG = 40068
NAME_USED = 40071


class Wecom(CustomerReader, TagLibrary, RemarkWriter, Protocol):
    """All three ports; one adapter serves them."""


class CustomersStage(Protocol):
    """WeCom as the suites need it: two members, `chen_rui` and `li_na`, and people who act."""

    wecom: Wecom
    corp_id: CorpId

    def befriend(self, userid: Userid, name: str, *, state: str | None = None) -> ExternalUserid:
        """Let somebody new and a member become contacts."""
        ...

    def befriend_again(self, userid: Userid, external_userid: ExternalUserid) -> None:
        """Let somebody known and another member become contacts."""
        ...

    def staff_edits(self, userid: Userid, external_userid: ExternalUserid, *, remark: str, tag: str) -> None:
        """Let a member note a remark and mark a tag."""
        ...

    def customer_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None: ...

    def staff_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None: ...

    def add_tag(self, group: str, name: str) -> str:
        """Make a tag in the console; return WeCom's id."""
        ...

    def tags_of(self, userid: Userid, external_userid: ExternalUserid) -> set[str]: ...

    def remark_of(self, userid: Userid, external_userid: ExternalUserid) -> str: ...

    def lose_answer(self, api: str) -> None:
        """Lose the next answer of this call after it took effect."""
        ...

    def now(self) -> datetime: ...


class CustomerReaderSuite:
    """Reads of customers, one by one and page by page."""

    async def _read(self, stage: CustomersStage, external_userid: ExternalUserid) -> CustomerSnapshot:
        [outcome] = await stage.wecom.read_customers(stage.corp_id, [external_userid])
        assert isinstance(outcome, CustomerSnapshot)
        return outcome

    async def test_a_customer_is_read_with_every_relation(self, stage: CustomersStage) -> None:
        whom = stage.befriend(CHEN, "刘颖🌸", state="ch_1")
        stage.befriend_again(LI, whom)

        found = await self._read(stage, whom)

        assert (found.external_userid, found.name, found.type) == (whom, "刘颖🌸", 1)
        assert {(follow.userid, follow.state) for follow in found.follows} == {(CHEN, "ch_1"), (LI, None)}
        assert {follow.added_at for follow in found.follows} == {stage.now().replace(microsecond=0)}

    async def test_a_relation_tells_remark_and_corp_tags(self, stage: CustomersStage) -> None:
        vip = stage.add_tag("等级", "VIP")
        whom = stage.befriend(CHEN, "刘颖")
        stage.staff_edits(CHEN, whom, remark="刘颖-门店A", tag=vip)

        [follow] = (await self._read(stage, whom)).follows

        assert (follow.remark, follow.wecom_tag_ids) == ("刘颖-门店A", {vip})

    async def test_what_is_not_told_is_none(self, stage: CustomersStage) -> None:
        [follow] = (await self._read(stage, stage.befriend(CHEN, "刘颖"))).follows

        assert (follow.remark, follow.description, follow.state, follow.phones) == (None, None, None, ())

    async def test_whom_the_member_deleted_cannot_be_read(self, stage: CustomersStage) -> None:
        whom = stage.befriend(CHEN, "刘颖")
        stage.staff_deletes(CHEN, whom)

        assert await stage.wecom.read_customers(stage.corp_id, [whom]) == [Unreadable(whom, NO_RELATION)]

    async def test_who_deleted_the_member_is_still_read(self, stage: CustomersStage) -> None:
        whom = stage.befriend(CHEN, "刘颖")
        stage.customer_deletes(CHEN, whom)

        assert [follow.userid for follow in (await self._read(stage, whom)).follows] == [CHEN]

    async def test_outcomes_come_in_the_order_asked_for(self, stage: CustomersStage) -> None:
        here = [stage.befriend(CHEN, f"客户{number}") for number in range(12)]
        stage.staff_deletes(CHEN, here[5])

        outcomes = await stage.wecom.read_customers(stage.corp_id, here)

        assert [outcome.external_userid for outcome in outcomes] == here
        assert isinstance(outcomes[5], Unreadable)

    async def test_pages_meet_every_pair_once(self, stage: CustomersStage) -> None:
        people = [stage.befriend(CHEN, f"客户{number}") for number in range(130)]
        stage.befriend_again(LI, people[0])

        met: list[tuple[Userid, ExternalUserid]] = []
        cursor: str | None = None
        while True:
            page = await stage.wecom.read_page(stage.corp_id, [CHEN, LI], cursor)
            met += [(follow.userid, one.external_userid) for one in page.customers for follow in one.follows]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert sorted(met) == sorted([*((CHEN, whom) for whom in people), (LI, people[0])])

    async def test_a_page_tells_what_a_single_read_tells(self, stage: CustomersStage) -> None:
        vip = stage.add_tag("等级", "VIP")
        whom = stage.befriend(CHEN, "刘颖", state="ch_1")
        stage.staff_edits(CHEN, whom, remark="刘颖-门店A", tag=vip)

        [paged] = (await stage.wecom.read_page(stage.corp_id, [CHEN], None)).customers

        assert paged == await self._read(stage, whom)

    async def test_members_without_customers_give_an_empty_page(self, stage: CustomersStage) -> None:
        page = await stage.wecom.read_page(stage.corp_id, [CHEN, LI], None)

        assert (page.customers, page.next_cursor) == ((), None)

    async def test_an_unknown_member_is_refused(self, stage: CustomersStage) -> None:
        with pytest.raises(RefusedError):
            await stage.wecom.read_page(stage.corp_id, [CHEN, Userid("nobody")], None)


class TagLibrarySuite:
    """The tag library and marks on relations."""

    async def test_the_library_tells_groups_with_their_tags(self, stage: CustomersStage) -> None:
        vip, plain = stage.add_tag("等级", "VIP"), stage.add_tag("等级", "普通")

        [group] = await stage.wecom.read_tags(stage.corp_id)

        assert group.name == "等级"
        assert {(tag.wecom_tag_id, tag.name) for tag in group.tags} == {(vip, "VIP"), (plain, "普通")}

    async def test_new_tags_are_answered_with_their_ids_and_are_in_the_library(self, stage: CustomersStage) -> None:
        stage.add_tag("等级", "VIP")

        made = await stage.wecom.create_tags(stage.corp_id, group_name="等级", names=["黑钻", "白金"])

        assert [tag.name for tag in made.tags] == ["黑钻", "白金"]
        [group] = await stage.wecom.read_tags(stage.corp_id)
        assert {tag.name for tag in group.tags} == {"VIP", "黑钻", "白金"}
        assert group.wecom_group_id == made.wecom_group_id

    async def test_a_name_that_is_used_is_refused(self, stage: CustomersStage) -> None:
        stage.add_tag("等级", "VIP")

        with pytest.raises(RefusedError) as refusal:
            await stage.wecom.create_tags(stage.corp_id, group_name="等级", names=["VIP"])

        assert refusal.value.errcode == NAME_USED

    async def test_a_lost_answer_to_a_creation_is_told_as_lost(self, stage: CustomersStage) -> None:
        stage.lose_answer("add_corp_tag")

        with pytest.raises(AnswerLostError):
            await stage.wecom.create_tags(stage.corp_id, group_name="等级", names=["VIP"])

        [group] = await stage.wecom.read_tags(stage.corp_id)
        assert [tag.name for tag in group.tags] == ["VIP"]

    async def test_marks_come_and_go_and_may_be_repeated(self, stage: CustomersStage) -> None:
        vip, plain = stage.add_tag("等级", "VIP"), stage.add_tag("等级", "普通")
        whom = stage.befriend(CHEN, "刘颖")
        first = Marking(userid=CHEN, external_userid=whom, add=(vip,), remove=())
        second = Marking(userid=CHEN, external_userid=whom, add=(plain,), remove=(vip,))

        for marking in (first, first, second, second):
            assert await stage.wecom.mark(stage.corp_id, [marking]) == [None]

        assert stage.tags_of(CHEN, whom) == {plain}

    async def test_each_marking_has_its_own_answer(self, stage: CustomersStage) -> None:
        vip = stage.add_tag("等级", "VIP")
        here, gone = stage.befriend(CHEN, "刘颖"), stage.befriend(CHEN, "王五")
        stage.staff_deletes(CHEN, gone)

        answers = await stage.wecom.mark(
            stage.corp_id,
            [
                Marking(userid=CHEN, external_userid=gone, add=(vip,), remove=()),
                Marking(userid=CHEN, external_userid=here, add=("etNoSuchTag",), remove=()),
                Marking(userid=CHEN, external_userid=here, add=(vip,), remove=()),
            ],
        )

        assert [answer and answer.errcode for answer in answers] == [NO_RELATION, UNKNOWN_TAG, None]
        assert stage.tags_of(CHEN, here) == {vip}


class RemarkWriterSuite:
    """Remarks on relations."""

    async def test_a_remark_is_written_and_taken_away(self, stage: CustomersStage) -> None:
        whom = stage.befriend(CHEN, "刘颖")

        for text in ("刘颖 VIP", "刘颖 VIP", ""):
            answers = await stage.wecom.write_remarks(
                stage.corp_id, [Remark(userid=CHEN, external_userid=whom, remark=text)]
            )
            assert answers == [None]
            assert stage.remark_of(CHEN, whom) == text

    async def test_each_remark_has_its_own_answer(self, stage: CustomersStage) -> None:
        here, gone = stage.befriend(CHEN, "刘颖"), stage.befriend(CHEN, "王五")
        stage.staff_deletes(CHEN, gone)

        answers = await stage.wecom.write_remarks(
            stage.corp_id,
            [
                Remark(userid=CHEN, external_userid=gone, remark="王五"),
                Remark(userid=CHEN, external_userid=here, remark="刘颖"),
            ],
        )

        assert [answer and answer.errcode for answer in answers] == [NO_RELATION, None]
        assert stage.remark_of(CHEN, here) == "刘颖"
