"""The in-memory WeCom behaves as the ports of customers say."""

from __future__ import annotations

from datetime import datetime
from itertools import count

import pytest

from conformance.customers.customers_suite import CustomerReaderSuite, RemarkWriterSuite, TagLibrarySuite
from doubles.customers import CustomersDouble
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid


class Stage:
    """The double as the suites see it."""

    corp_id = CorpId(1)

    def __init__(self, clock: SteppedClock) -> None:
        self.wecom = CustomersDouble(members={"chen_rui", "li_na"})
        self._clock = clock
        self._ids = count(1)

    def befriend(self, userid: Userid, name: str, *, state: str | None = None) -> ExternalUserid:
        whom = self.wecom.person(f"wm_{next(self._ids)}", name)
        self.wecom.follow(userid, whom, self.now(), state=state)
        return whom

    def befriend_again(self, userid: Userid, external_userid: ExternalUserid) -> None:
        self.wecom.follow(userid, external_userid, self.now())

    def staff_edits(self, userid: Userid, external_userid: ExternalUserid, *, remark: str, tag: str) -> None:
        self.wecom.note(userid, external_userid, remark=remark, wecom_tag_ids=frozenset({tag}))

    def customer_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None:
        """The customer goes; WeCom lists the pair as before."""

    def staff_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None:
        self.wecom.staff_deletes(userid, external_userid)

    def add_tag(self, group: str, name: str) -> str:
        return self.wecom.add_tag(group, name)

    def tags_of(self, userid: Userid, external_userid: ExternalUserid) -> set[str]:
        return set(self.wecom.tags_of(userid, external_userid))

    def remark_of(self, userid: Userid, external_userid: ExternalUserid) -> str:
        return self.wecom.follows[userid, external_userid].remark or ""

    def lose_answer(self, api: str) -> None:
        del api
        self.wecom.lose_next = 1

    def now(self) -> datetime:
        return self._clock.now()


@pytest.fixture
def stage(clock: SteppedClock) -> Stage:
    return Stage(clock)


class TestCustomersDoubleReads(CustomerReaderSuite):
    pass


class TestCustomersDoubleTags(TagLibrarySuite):
    pass


class TestCustomersDoubleRemarks(RemarkWriterSuite):
    pass
