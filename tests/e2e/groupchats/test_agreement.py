"""Whatever happens in groups, and however badly it is told, we end up holding what WeCom holds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest

from lingqu.groupchats.contracts import facts
from lingqu.ingestion.contracts import InboundEvent
from wecom_twin.world import World

from .conftest import Groups

pytestmark = pytest.mark.postgres

STAFF = ("chen_rui", "li_na", "wang_wei")


def people(groups: Groups, count: int) -> list[str]:
    world = groups.twin.world
    return [world.add_customer(world.corp(), f"顾客{number}").external_userid for number in range(count)]


def live_through(groups: Groups, crowd: list[str], *, acts: int, seed: int) -> None:
    """Let people make, join, leave, rename, pass on and dissolve groups; up to some acts a second."""
    chance = random.Random(seed)
    for _ in range(acts):
        if chance.random() < 0.6:
            groups.twin.advance(by=chance.choice([0.3, 1, 2, 7]))
        kind = chance.choices(list(ACTS), weights=[weight for weight, _ in ACTS.values()])[0]
        ACTS[kind][1](groups.twin.world, crowd, chance)


def some_group(world: World, chance: random.Random) -> tuple[str, str, list[str]]:
    """A group that is there: its id, its owner, and who else is in it."""
    group = chance.choice([group for group in world.corp().groups.values() if group.alive])
    return group.chat_id, group.owner, [one for one in group.face.participants if one != group.owner]


def joins(world: World, crowd: list[str], chance: random.Random) -> None:
    world.join_group(some_group(world, chance)[0], chance.choice(crowd), state=chance.choice(["", "door"]))


def leaves(world: World, crowd: list[str], chance: random.Random) -> None:
    chat_id, _, inside = some_group(world, chance)
    world.leave_group(chat_id, chance.choice([*inside, *crowd[:1]]))


def removes(world: World, crowd: list[str], chance: random.Random) -> None:
    chat_id, _, inside = some_group(world, chance)
    world.remove_from_group(chat_id, chance.sample([*inside, *crowd], 3))


def invites(world: World, crowd: list[str], chance: random.Random) -> None:
    chat_id, owner, _ = some_group(world, chance)
    world.invite_to_group(chat_id, [*chance.sample(crowd, 3), chance.choice(STAFF)], by=owner)


def renames(world: World, _: list[str], chance: random.Random) -> None:
    world.rename_group(some_group(world, chance)[0], f"群{chance.randrange(100)}")


def passes_on(world: World, _: list[str], chance: random.Random) -> None:
    chat_id, _owner, inside = some_group(world, chance)
    for heir in [one for one in inside if one in STAFF][:1]:
        world.pass_on_group(chat_id, heir)


def creates(world: World, crowd: list[str], chance: random.Random) -> None:
    world.create_group(chance.choice(STAFF), "新群", external_userids=chance.sample(crowd, 2))


def dismisses(world: World, _: list[str], chance: random.Random) -> None:
    if sum(group.alive for group in world.corp().groups.values()) > 2:
        world.dismiss_group(some_group(world, chance)[0])


ACTS: dict[str, tuple[int, Callable[[World, list[str], random.Random], None]]] = {
    "join": (40, joins),
    "leave": (25, leaves),
    "remove": (6, removes),
    "invite": (10, invites),
    "rename": (6, renames),
    "pass on": (4, passes_on),
    "create": (3, creates),
    "dismiss": (2, dismisses),
}
"""What people do, and how often."""


def badly(raised: list[InboundEvent], *, seed: int) -> list[list[InboundEvent]]:
    """Lose a fifth, tell a fifth twice, put neighbours out of order; cut into batches as a worker meets them."""
    chance = random.Random(seed)
    told = [one for one in raised if chance.random() > 0.2]
    told += [one for one in told if chance.random() < 0.2]
    told.sort(key=lambda one: one.inbox_id + chance.uniform(0, 12))
    batches: list[list[InboundEvent]] = []
    while told:
        size = chance.randint(1, 25)
        batches.append(told[:size])
        told = told[size:]
    return batches


async def books(groups: Groups) -> Counter[tuple[int | None, int | None, int]]:
    """By the facts alone: who is in which group, more often in than out."""
    rows = await groups.rows("SELECT kind, customer_id, staff_id, data FROM fact WHERE kind LIKE 'groupchat.member%%'")
    inside: Counter[tuple[int | None, int | None, int]] = Counter()
    for row in rows:
        step = 1 if row["kind"] == facts.GROUPCHAT_MEMBER_JOINED else -1
        inside[(row["customer_id"], row["staff_id"], row["data"]["groupchat_id"])] += step
    return +inside


async def members(groups: Groups) -> Counter[tuple[int | None, int | None, int]]:
    rows = await groups.rows(
        "SELECT customer_id, staff_id, groupchat_id FROM groupchat_member WHERE left_at IS NULL AND is_confirmed"
    )
    return Counter((row["customer_id"], row["staff_id"], row["groupchat_id"]) for row in rows)


async def test_the_first_walk_finds_every_group_and_everybody_in_it(groups: Groups) -> None:
    crowd, world = people(groups, 40), groups.twin.world
    for number in range(12):
        world.add_group(
            world.corp(), STAFF[number % 3], f"群{number}", userids=["wang_wei"], external_userids=crowd[number:]
        )

    await groups.walk()

    assert await groups.held() == groups.there()
    assert len(groups.there()) == 12
    kinds = await groups.rows("SELECT kind, count(*) AS times FROM fact GROUP BY kind ORDER BY kind")
    assert {row["kind"]: row["times"] for row in kinds} == {
        facts.GROUPCHAT_CREATED: 12,
        facts.GROUPCHAT_MEMBER_JOINED: sum(len(inside) for _, _, inside in groups.there().values()),
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_told_well_we_hold_what_wecom_holds(groups: Groups, seed: int) -> None:
    crowd, world = people(groups, 25), groups.twin.world
    for owner in STAFF:
        world.add_group(world.corp(), owner, "群", external_userids=crowd[:8])
    await groups.walk()

    for turn in range(6):
        live_through(groups, crowd, acts=20, seed=seed * 10 + turn)
        await groups.hear_all()
        await groups.settle(2)
    await groups.settle(60)

    assert await groups.held() == groups.there()
    assert await books(groups) == await members(groups)


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
async def test_told_badly_we_hold_what_wecom_holds_after_a_sweep(groups: Groups, seed: int) -> None:
    crowd, world = people(groups, 25), groups.twin.world
    for owner in STAFF:
        world.add_group(world.corp(), owner, "群", external_userids=crowd[:8])
    await groups.walk()

    for turn in range(6):
        live_through(groups, crowd, acts=25, seed=seed * 10 + turn)
        for batch in badly(groups.raised, seed=seed * 10 + turn):
            await groups.hear(*batch)
            await groups.settle(1)
        groups.raised.clear()
    await groups.settle(120)
    await groups.walk()

    assert await groups.held() == groups.there()
    assert await books(groups) == await members(groups)
    run = await groups.newest_run()
    await groups.walk()
    assert run.is_sweep
    assert {kind: one.found for kind, one in (await groups.newest_run()).drift.items() if one.found} == {}


async def test_a_join_through_a_channel_is_one_fact_with_the_channel(groups: Groups) -> None:
    [newcomer], world = people(groups, 1), groups.twin.world
    chat_id = world.add_group(world.corp(), "chen_rui", "群").chat_id
    await groups.walk()

    world.join_group(chat_id, newcomer, state="door")
    await groups.hear_all()
    assert await groups.rows("SELECT 1 FROM fact WHERE customer_id IS NOT NULL") == []
    await groups.settle(10)
    world.leave_group(chat_id, newcomer)
    await groups.hear_all()
    reads = await groups.rows("SELECT 1 FROM job WHERE kind = 'groupchats.read'")

    told = await groups.rows("SELECT kind, data FROM fact WHERE customer_id IS NOT NULL ORDER BY id")
    assert [(row["kind"], row["data"]["channel_id"]) for row in told] == [
        (facts.GROUPCHAT_MEMBER_JOINED, 7),
        (facts.GROUPCHAT_MEMBER_LEFT, 7),
    ]
    assert told[0]["data"]["join_scene"] == 3
    assert told[1]["data"]["quit_scene"] == 0
    assert reads == []  # a leaving that follows what we hold says everything


async def test_a_stay_shorter_than_the_next_read_is_known(groups: Groups) -> None:
    [guest], world = people(groups, 1), groups.twin.world
    chat_id = world.add_group(world.corp(), "chen_rui", "群").chat_id
    await groups.walk()

    world.join_group(chat_id, guest)
    groups.twin.advance(by=1)
    world.leave_group(chat_id, guest)
    await groups.hear_all()
    await groups.settle(10)

    told = await groups.rows("SELECT kind FROM fact WHERE customer_id IS NOT NULL ORDER BY id")
    assert [row["kind"] for row in told] == [facts.GROUPCHAT_MEMBER_JOINED, facts.GROUPCHAT_MEMBER_LEFT]
    assert await groups.held() == groups.there()


async def test_a_group_that_ends_is_left_by_all_and_is_known_without_a_callback_too(groups: Groups) -> None:
    crowd, world = people(groups, 3), groups.twin.world
    told, silent = (world.add_group(world.corp(), "chen_rui", "群", external_userids=crowd).chat_id for _ in "12")
    await groups.walk()

    world.dismiss_group(told)
    await groups.hear_all()
    world.dismiss_group(silent)
    groups.twin.advance(by=3600)
    await groups.walk()

    left = await groups.rows(
        "SELECT data->>'learnt' AS learnt, data->>'dismissed' AS dismissed, count(*) AS times FROM fact"
        " WHERE kind = 'groupchat.member_left' GROUP BY 1, 2 ORDER BY 1"
    )
    assert [(row["learnt"], row["dismissed"], row["times"]) for row in left] == [
        ("callback", "true", 4),
        ("sweep", "true", 4),
    ]
    ended = await groups.rows("SELECT data->>'learnt' AS learnt FROM fact WHERE kind = 'groupchat.dismissed'")
    assert {row["learnt"] for row in ended} == {"callback", "sweep"}
    assert await groups.held() == {}


async def test_a_group_of_somebody_who_left_is_still_read(groups: Groups) -> None:
    crowd, world = people(groups, 2), groups.twin.world
    world.add_group(world.corp(), "li_na", "群", external_userids=crowd)
    await groups.walk()
    world.member_leaves("li_na")
    groups.twin.advance(by=60)
    async with groups.database.unit(groups.corp_id) as unit:
        await unit.execute("UPDATE staff SET is_follow_user = false, left_at = %s WHERE userid = 'li_na'", (unit.at,))

    await groups.walk()

    assert [row["status"] for row in await groups.rows("SELECT status FROM groupchat")] == [1]
    assert await groups.held() == groups.there()


async def test_members_of_other_corps_are_counted_until_they_are_customers(groups: Groups) -> None:
    [known, unknown], world = people(groups, 2), groups.twin.world
    for one in (known, unknown):
        world.corp().customers[f"wo{one[2:]}"] = world.corp().customers[one]
    chat_id = world.add_group(world.corp(), "chen_rui", "群").chat_id
    world.invite_to_group(chat_id, [f"wo{known[2:]}", f"wo{unknown[2:]}"], by="chen_rui")
    async with groups.database.unit(groups.corp_id) as unit:
        await unit.execute(
            "INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at) VALUES"
            " (lingqu_corp(), 0, %s, %s)",
            (f"wo{known[2:]}", unit.at),
        )
        await unit.execute("INSERT INTO customer_ordinal (corp_id, next) VALUES (lingqu_corp(), 1)")
    groups.twin.advance(by=5)

    await groups.walk()

    [row] = await groups.rows("SELECT customers, staff, others FROM groupchat")
    assert (row["customers"], row["staff"], row["others"]) == (1, 1, 1)
    assert len(await groups.rows("SELECT 1 FROM customer")) == 1
