"""A remark whose answer was lost is written again, however often: writing it twice writes it once."""

from __future__ import annotations

from datetime import timedelta

from integration.customers import test_marking
from integration.customers.test_marking import Desk

desk = test_marking.desk


async def test_a_remark_whose_answer_was_lost_is_written_again(desk: Desk) -> None:
    await desk.remark("刘颖 VIP")
    desk.wecom.lose_next = 12
    for _ in range(13):
        await desk.steps.run_due()
        desk.steps.clock.advance(timedelta(minutes=1))

    assert await desk.rows("SELECT remark, remark_pending FROM follow_relation") == [
        {"remark": "刘颖 VIP", "remark_pending": False}
    ]
    assert {one.remark for one in desk.wecom.remarked} == {"刘颖 VIP"}
