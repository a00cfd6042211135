"""What callbacks and reads make of groups, where WeCom is late, silent or forgetful."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from doubles.groupchats import member
from lingqu.groupchats.contracts.snapshots import NotNow
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ChatId

from .conftest import Scene

pytestmark = pytest.mark.postgres

MINUTE = timedelta(minutes=1)


async def test_an_old_payload_without_names_and_versions_is_settled_by_a_read(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now() - MINUTE, "wm_1")

    await scene.hear(scene.event("add_member", "wr_1"))
    assert await scene.inside() == set()
    await scene.steps.run_until(scene.clock.now() + MINUTE)

    assert await scene.inside() == {"wm_1"}
    assert [row["name"] for row in await scene.rows("SELECT name FROM customer")] == ["名wm_1"]


async def test_a_read_that_shows_the_version_before_changes_nothing_and_is_made_again(scene: Scene) -> None:
    joined = scene.clock.now()
    scene.wecom.group("wr_1", "chen_rui", joined - MINUTE, "wm_1")
    await scene.read("wr_1")
    old = scene.wecom.groups[ChatId("wr_1")]
    scene.wecom.leave("wr_1", "wm_1")
    scene.wecom.enter("wr_1", member(joined, external_userid="wm_2", state="door"))
    new = scene.wecom.groups[ChatId("wr_1")]
    scene.wecom.groups[ChatId("wr_1")] = old

    await scene.hear(
        scene.event("del_member", "wr_1", "wm_1", QuitScene="1", LastMemVer="between", CurMemVer="later"),
        scene.event(
            "add_member", "wr_1", "wm_2", JoinScene="3", LastMemVer=old.member_version or "", CurMemVer="between"
        ),
    )
    await scene.steps.run_until(scene.clock.now() + timedelta(seconds=20))
    assert await scene.inside() == set()
    scene.wecom.groups[ChatId("wr_1")] = new
    await scene.steps.run_until(scene.clock.now() + timedelta(seconds=20))

    assert await scene.inside() == {"wm_2"}
    told = await scene.rows("SELECT data->>'channel_id' AS channel FROM fact WHERE kind = 'groupchat.member_joined'")
    assert [row["channel"] for row in told] == [None, None, "7"]


async def test_people_without_an_id_are_counted_and_not_made_up(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now(), "wm_1", "wo_stranger")
    scene.wecom.enter("wr_1", member(scene.clock.now()))

    await scene.read("wr_1")

    [row] = await scene.rows("SELECT customers, staff, others FROM groupchat")
    assert (row["customers"], row["staff"], row["others"]) == (1, 1, 2)
    assert [row["external_userid"] for row in await scene.rows("SELECT external_userid FROM customer")] == ["wm_1"]


async def test_a_group_just_made_is_asked_for_until_wecom_shows_it(scene: Scene) -> None:
    await scene.hear(scene.event("create", "wr_1"))
    await scene.steps.run_until(scene.clock.now() + timedelta(seconds=10))
    assert scene.wecom.asked.count("wr_1") > 1
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now(), "wm_1")
    await scene.steps.run_until(scene.clock.now() + timedelta(seconds=10))

    [row] = await scene.rows("SELECT dismissed_at, created_at, customers FROM groupchat")
    assert (row["dismissed_at"], row["customers"]) == (None, 1)


async def test_a_group_out_of_sight_keeps_what_is_known_and_says_why(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now(), "wm_1")
    await scene.read("wr_1")
    scene.wecom.hidden.add("chen_rui")
    scene.clock.advance(MINUTE)

    await scene.read("wr_1")

    [row] = await scene.rows("SELECT unreadable_errcode, dismissed_at FROM groupchat")
    assert (row["unreadable_errcode"], row["dismissed_at"]) == (60011, None)
    assert await scene.inside() == {"wm_1"}


async def test_an_answer_that_may_come_later_is_asked_for_later(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now(), "wm_1")
    scene.wecom.later[ChatId("wr_1")] = NotNow(ChatId("wr_1"), timedelta(seconds=30))

    await scene.read("wr_1")
    assert await scene.inside() == set()
    await scene.steps.run_until(scene.clock.now() + timedelta(seconds=31))

    assert await scene.inside() == {"wm_1"}


async def test_a_new_owner_and_a_new_name_are_facts_without_the_name(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now(), name="茶友群")
    await scene.read("wr_1")
    scene.wecom.group("wr_1", "li_na", scene.clock.now(), name="茶友大群")
    scene.clock.advance(MINUTE)

    await scene.read("wr_1")

    told = await scene.rows("SELECT kind, data::text FROM fact WHERE kind NOT LIKE '%member%' ORDER BY id")
    assert [row["kind"] for row in told] == [
        "groupchat.created",
        "groupchat.owner_changed",
        "groupchat.renamed",
    ]
    assert not any("茶友" in row["data"] for row in told)


async def test_what_callbacks_of_a_dissolved_group_tell_afterwards_opens_nothing(scene: Scene) -> None:
    scene.wecom.group("wr_1", "chen_rui", scene.clock.now() - MINUTE, "wm_1")
    await scene.read("wr_1")
    late = scene.event("add_member", "wr_1", "wm_2", JoinScene="3")
    scene.clock.advance(timedelta(seconds=5))

    await scene.hear(scene.event("dismiss", "wr_1"))
    await scene.hear(late, scene.event("dismiss", "wr_1"))
    await scene.steps.run_until(scene.clock.now() + MINUTE)

    assert await scene.inside() == set()
    [ended] = await scene.rows("SELECT count(*) AS times FROM fact WHERE kind = 'groupchat.dismissed'")
    assert ended["times"] == 1


async def test_a_batch_of_callbacks_asks_the_database_no_more_than_one(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One statement per batch, however many groups and people it tells of."""
    counted = [0]
    fetch, execute = Session.fetch, UnitOfWork.execute

    async def counting_fetch(self: Session, *args: Any, **options: Any) -> Any:
        counted[0] += 1
        return await fetch(self, *args, **options)

    async def counting_execute(self: UnitOfWork, *args: Any, **options: Any) -> Any:
        counted[0] += 1
        return await execute(self, *args, **options)

    monkeypatch.setattr(Session, "fetch", counting_fetch)
    monkeypatch.setattr(UnitOfWork, "execute", counting_execute)
    await scene.hear(scene.event("add_member", "wr_0", "wm_0", JoinScene="3"))
    one, counted[0] = counted[0], 0
    await scene.hear(
        *(scene.event("add_member", f"wr_{number}", f"wm_{number}", JoinScene="3") for number in range(1, 41))
    )

    assert counted[0] == one
