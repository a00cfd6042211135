"""A broadcast is changed until it begins to leave; who approved another one has approved nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from doubles.broadcasts import Scene, alone, brand_of_two
from lingqu.kernel.ids import BroadcastId, TagId
from lingqu.outreach.api import revising, rules, sending
from lingqu.outreach.contracts.broadcasts import Broadcast, BroadcastDraft, BroadcastState, TagAudience, TagMatch
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.errors import (
    BroadcastChangedError,
    BroadcastNotFoundError,
    BroadcastStateError,
    UnknownTagError,
    VariableError,
)

TOMORROW = timedelta(days=1)


async def stored(scene: Scene, broadcast_id: BroadcastId) -> Broadcast:
    return (await scene.detail(broadcast_id)).view.broadcast


async def revise(scene: Scene, broadcast_id: BroadcastId, draft: BroadcastDraft, *, version: int | None = None) -> None:
    seen = (await stored(scene, broadcast_id)).version if version is None else version
    async with scene.database.unit(scene.corp_id, actor="op") as unit:
        await revising.revise_broadcast(unit, broadcast_id, draft, version=seen)


async def audit(scene: Scene) -> list[str]:
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch("SELECT action FROM audit_record WHERE corp_id = lingqu_corp() ORDER BY id")
    return [row["action"] for row in rows if row["action"].startswith("broadcast.")]


async def test_a_draft_is_changed_whole_and_audited(scene: Scene) -> None:
    vip = await brand_of_two(scene)
    other = await scene.brand.tag("新客")
    broadcast_id = await scene.draft(vip)
    before = await stored(scene, broadcast_id)
    wanted = replace(
        before.draft,
        name="换季",
        audience=TagAudience(tag_ids=(vip, other), match=TagMatch.ANY),
        variants=alone("到新货了"),
    )

    await revise(scene, broadcast_id, wanted)

    after = await stored(scene, broadcast_id)
    assert (after.draft, after.state, after.version) == (wanted, BroadcastState.DRAFT, before.version + 1)
    assert await audit(scene) == ["broadcast.create", "broadcast.revise"]


async def test_what_is_the_same_is_not_written_again(scene: Scene) -> None:
    broadcast_id = await scene.draft(await brand_of_two(scene))
    before = await stored(scene, broadcast_id)

    await revise(scene, broadcast_id, before.draft)

    assert await stored(scene, broadcast_id) == before
    assert await audit(scene) == ["broadcast.create"]


async def test_what_somebody_else_changed_meanwhile_is_not_overwritten(scene: Scene) -> None:
    broadcast_id = await scene.draft(await brand_of_two(scene))
    draft = (await stored(scene, broadcast_id)).draft
    await revise(scene, broadcast_id, replace(draft, variants=alone("第一位改的")))

    with pytest.raises(BroadcastChangedError):
        await revise(scene, broadcast_id, replace(draft, variants=alone("第二位改的")), version=1)

    assert (await stored(scene, broadcast_id)).variants == alone("第一位改的")


async def test_a_scheduled_one_that_is_changed_waits_for_nothing_any_more(scene: Scene) -> None:
    vip = await brand_of_two(scene)
    broadcast_id = await scene.send(vip, at=scene.clock.now() + TOMORROW)
    before = await stored(scene, broadcast_id)

    await revise(scene, broadcast_id, replace(before.draft, variants=alone("改过的话")))
    after = await stored(scene, broadcast_id)
    await scene.run(TOMORROW.total_seconds() * 2)

    assert (before.state, after.state) == (BroadcastState.SCHEDULED, BroadcastState.DRAFT)
    assert (after.scheduled_at, after.sent_by, after.approved_by, after.reach) == (None, None, None, None)
    assert (await stored(scene, broadcast_id)).state is BroadcastState.DRAFT
    assert scene.desk.calls == 0
    assert await audit(scene) == ["broadcast.create", "broadcast.send", "broadcast.revise", "broadcast.recall"]


async def test_another_name_recalls_nothing(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene), at=scene.clock.now() + TOMORROW)
    before = await stored(scene, broadcast_id)

    await revise(scene, broadcast_id, replace(before.draft, name="会员日(周末)"))

    after = await stored(scene, broadcast_id)
    assert (after.name, after.state, after.scheduled_at) == (
        "会员日(周末)",
        BroadcastState.SCHEDULED,
        before.scheduled_at,
    )


async def test_an_approval_is_of_what_was_seen(scene: Scene) -> None:
    vip = await brand_of_two(scene)
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.set_rules(unit, Rules(approval_above=1))
    broadcast_id = await scene.send(vip, reach=6, at=scene.clock.now() + TOMORROW)
    seen = await stored(scene, broadcast_id)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.approve_broadcast(unit, broadcast_id, by="boss", version=seen.version)
    approved = await stored(scene, broadcast_id)

    await revise(scene, broadcast_id, replace(seen.draft, variants=alone("批准之后改的")))
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, broadcast_id, by="op", at=scene.clock.now() + TOMORROW, reach=6)
    again = await stored(scene, broadcast_id)
    with pytest.raises(BroadcastChangedError):
        async with scene.database.unit(scene.corp_id) as unit:
            await sending.approve_broadcast(unit, broadcast_id, by="boss", version=seen.version)

    assert (seen.state, approved.state, approved.approved_by) == (
        BroadcastState.AWAITING_APPROVAL,
        BroadcastState.SCHEDULED,
        "boss",
    )
    assert (again.state, again.approved_by) == (BroadcastState.AWAITING_APPROVAL, None)


async def test_what_was_counted_of_another_version_is_not_sent(scene: Scene) -> None:
    vip = await brand_of_two(scene)
    broadcast_id = await scene.draft(vip)
    counted = await stored(scene, broadcast_id)
    await revise(scene, broadcast_id, replace(counted.draft, variants=alone("数过之后改的")))

    with pytest.raises(BroadcastChangedError):
        async with scene.database.unit(scene.corp_id) as unit:
            await sending.send_broadcast(unit, broadcast_id, by="op", reach=1, version=counted.version)

    assert (await stored(scene, broadcast_id)).state is BroadcastState.DRAFT


async def test_what_has_begun_to_leave_is_not_changed(scene: Scene) -> None:
    broadcast_id = await scene.send(await brand_of_two(scene))
    before = await stored(scene, broadcast_id)

    with pytest.raises(BroadcastStateError):
        await revise(scene, broadcast_id, replace(before.draft, name="改名也不行"))

    assert await stored(scene, broadcast_id) == before


async def test_what_could_not_be_sent_is_refused_as_for_a_new_one(scene: Scene) -> None:
    vip = await brand_of_two(scene)
    broadcast_id = await scene.draft(vip)
    before = await stored(scene, broadcast_id)
    gone = TagAudience(tag_ids=(TagId(99),), match=TagMatch.ANY)

    with pytest.raises(VariableError):
        await revise(scene, broadcast_id, replace(before.draft, variants=alone("{{ name }},您好")))
    with pytest.raises(UnknownTagError):
        await revise(scene, broadcast_id, replace(before.draft, audience=gone))
    with pytest.raises(BroadcastNotFoundError):
        async with scene.database.unit(scene.corp_id) as unit:
            await revising.revise_broadcast(unit, BroadcastId(99), before.draft, version=1)

    assert await stored(scene, broadcast_id) == before
