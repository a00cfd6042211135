"""Several contents: drawn once in a programme, carried by calls of their own, counted apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from doubles.broadcasts import Scene, brand_of_two, halves
from doubles.deliveries import answer_lost
from doubles.governing import DRAFT, at_noon, begin, deliver, govern
from lingqu.deliveries.contracts import DeliveryState, Reason
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import BroadcastId, CustomerId, TagId
from lingqu.outreach.api import programmes
from lingqu.outreach.contracts.broadcasts import BroadcastState
from lingqu.outreach.contracts.rules import Rules, SendShape

FIRST = halves("上新一", "上新二")
SECOND = halves("第二波一", "第二波二")


async def crowd(scene: Scene, number: int) -> TagId:
    """One member whose customers have one tag."""
    vip = await scene.brand.tag("VIP")
    await scene.brand.follow(await scene.brand.hire("chen_rui"), await scene.brand.enlist(number), vip)
    return vip


def heard(scene: Scene, *texts: str) -> list[set[str]]:
    """Who received each text."""
    return [{one for one, said in scene.desk.received if said == text} for text in texts]


async def exposed(scene: Scene) -> list[dict[str, Any]]:
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch("SELECT customer_id, data FROM fact WHERE kind = 'programme.exposed' ORDER BY 1")
    return [{"customer_id": row["customer_id"], **row["data"]} for row in rows]


async def variants_of(scene: Scene, broadcast_id: BroadcastId) -> dict[int, str | None]:
    async with scene.database.read(scene.corp_id) as session:
        rows = await session.fetch("SELECT customer_id, variant FROM delivery WHERE broadcast_id = %s", (broadcast_id,))
    return {row["customer_id"]: row["variant"] for row in rows}


async def test_each_is_sent_one_content_and_counted_with_it(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    broadcast_id = await scene.send(await crowd(scene, 100), variants=FIRST)
    await deliver(scene)
    detail = await scene.detail(broadcast_id)

    one, two = heard(scene, "上新一", "上新二")
    assert (len(one) + len(two), one & two) == (100, set())
    assert 30 < len(one) < 70
    assert detail.by_variant == {
        "A": {DeliveryState.DELIVERED: len(one)},
        "B": {DeliveryState.DELIVERED: len(two)},
    }
    assert detail.view.broadcast.state is BroadcastState.DONE, "what is kept of one that is over says the same"
    assert detail.view.counts == {DeliveryState.DELIVERED: 100}
    assert detail.view.tasks.confirmed == 2, "a member confirms each content"
    assert sorted(variant or "" for variant in (await variants_of(scene, broadcast_id)).values()).count("A") == len(one)


async def test_in_a_programme_the_same_persons_hear_the_same_letter(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, holdout_permille=200))
    vip = await crowd(scene, 100)
    first = await scene.send(vip, variants=FIRST, programme_id=season)
    await deliver(scene)
    lopsided = (replace(SECOND[0], permille=1), replace(SECOND[1], permille=999))
    await scene.send(vip, variants=lopsided, programme_id=season)
    await deliver(scene)

    one, two, again_one, again_two = heard(scene, "上新一", "上新二", "第二波一", "第二波二")
    assert min(len(one), len(two)) > 20, "a share that is changed moves nobody who was drawn"
    assert (one, two) == (again_one, again_two)
    held = (await scene.detail(first)).view.skips[Reason.HELD_OUT]
    facts = await exposed(scene)
    assert len(facts) == 100
    assert {"programme_id": season, "arm": "holdout"} in [
        {key: fact[key] for key in fact if key != "customer_id"} for fact in facts
    ]
    told = [fact["variant"] for fact in facts if fact["arm"] == "treated"]
    assert (told.count("A"), told.count("B"), held) == (len(one), len(two), 100 - len(told))
    assert {fact.get("variants") for fact in facts} == {"AB", None}


async def test_changed_shares_hold_for_those_who_come_later(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene)
    vip = await crowd(scene, 40)
    await scene.send(vip, variants=FIRST, programme_id=season)
    await deliver(scene)
    await scene.brand.follow(await scene.brand.hire("li_na"), await scene.brand.enlist(40), vip)
    only_b = (replace(SECOND[0], permille=1), replace(SECOND[1], permille=999))
    await scene.send(vip, variants=only_b, programme_id=season)
    await deliver(scene)

    one, again_one, again_two = heard(scene, "上新一", "第二波一", "第二波二")
    assert 8 < len(one) < 32
    assert one == again_one
    assert len(again_two) == 80 - len(one)


async def test_another_set_of_letters_is_drawn_anew(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene)
    vip = await crowd(scene, 60)
    await scene.send(vip, variants=FIRST, programme_id=season)
    await scene.send(vip, text="给所有人", programme_id=season)
    await scene.send(vip, variants=(SECOND[0], replace(SECOND[1], key="C")), programme_id=season)
    await deliver(scene)

    one, everybody, other = heard(scene, "上新一", "给所有人", "第二波一")
    assert len(everybody) == 60
    assert one != other
    assert (await scene.fact_counts())["programme.exposed"] == 120, "one content decides nothing"


async def test_outside_a_programme_each_broadcast_draws_for_itself(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    vip = await crowd(scene, 60)
    await scene.send(vip, variants=FIRST)
    await scene.send(vip, variants=SECOND)
    await deliver(scene)

    one, other = heard(scene, "上新一", "第二波一")
    assert one != other
    assert "programme.exposed" not in await scene.fact_counts()


async def test_persons_who_became_one_keep_the_content_that_was_drawn_first(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene)
    vip = await scene.brand.tag("VIP")
    staff = await scene.brand.hire("chen_rui")
    people = await scene.brand.enlist(30)
    early, late = people[15:], people[:15]
    await scene.brand.follow(staff, early, vip)
    await scene.send(vip, variants=FIRST, programme_id=season)
    await deliver(scene)
    clock.advance(timedelta(days=1))
    await scene.brand.follow(staff, late, vip)
    await scene.send(vip, variants=FIRST, programme_id=season)
    await deliver(scene)
    before = dict(scene.desk.received)
    await unite(scene, list(zip(early, late, strict=True)))
    scene.desk.received.clear()
    last = await scene.send(vip, variants=FIRST, programme_id=season)
    await deliver(scene)

    assert len(scene.desk.received) == 15
    drawn = await variants_of(scene, last)
    texts = {"A": "上新一", "B": "上新二"}
    first_heard = {person: before[f"wm{contact}"] for contact, person in zip(early, late, strict=True)}
    contacts = dict(zip(early, late, strict=True))
    assert {contacts.get(CustomerId(one), one): texts[key or ""] for one, key in drawn.items()} == first_heard
    assert {before[f"wm{one}"] == before[f"wm{other}"] for one, other in zip(early, late, strict=True)} == {True, False}


async def unite(scene: Scene, pairs: list[tuple[CustomerId, CustomerId]]) -> None:
    """Make each first customer one with the second."""
    async with scene.database.unit(scene.corp_id) as unit:
        for one, into in pairs:
            await unit.execute(
                "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (into, one)
            )


async def test_who_is_beyond_a_cap_was_drawn_before(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    await govern(scene, Rules(shape=SendShape.DAILY_1))
    season = await begin(scene)
    vip = await brand_of_two(scene)
    await scene.send(vip, programme_id=season)
    await deliver(scene)
    capped = await scene.send(vip, variants=FIRST, programme_id=season)
    await scene.run(10)

    by_variant = (await scene.detail(capped)).by_variant
    assert {state for states in by_variant.values() for state in states} == {DeliveryState.SKIPPED}
    assert sum(sum(states.values()) for states in by_variant.values()) == 6


async def test_a_lost_answer_of_one_content_is_settled_and_the_other_goes_on(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    vip = await crowd(scene, 40)
    scene.desk.faults.after.append(lambda: answer_lost("add_msg_template"))
    broadcast_id = await scene.send(vip, variants=FIRST)
    await scene.run(10)
    meanwhile = len(scene.desk.tasks)
    await scene.run(200)
    scene.desk.confirm_all()
    await scene.run(60)

    assert meanwhile == 2
    assert len(scene.desk.tasks) == 2
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 40}


async def test_two_contents_that_wecom_cannot_tell_apart_wait_for_each_other(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    vip = await crowd(scene, 40)
    scene.desk.faults.after.append(lambda: answer_lost("add_msg_template"))
    broadcast_id = await scene.send(vip, variants=halves("同一句", "同一句"))
    await scene.run(10)
    meanwhile = len(scene.desk.tasks)
    await scene.run(200)
    scene.desk.confirm_all()
    await scene.run(60)

    assert meanwhile == 1, "the second is not called while the first may have been made"
    assert len(scene.desk.tasks) == 2
    assert len(scene.desk.received) == len(set(scene.desk.received)) == 40
    assert await scene.counts(broadcast_id) == {DeliveryState.DELIVERED: 40}


async def test_a_programme_counts_persons_not_contacts(scene: Scene, clock: SteppedClock) -> None:
    at_noon(clock)
    season = await begin(scene, replace(DRAFT, holdout_permille=500))
    vip = await crowd(scene, 20)
    await scene.send(vip, programme_id=season)
    await deliver(scene)
    await unite(scene, [(CustomerId(1), CustomerId(0)), (CustomerId(2), CustomerId(0))])
    async with scene.database.read(scene.corp_id) as session:
        arms = (await programmes.get_programme(session, season)).arms

    assert sum(arms.values()) == 18
