"""Who is one person: visitors, merges, quarantine, and the way back."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.customers.api import identities
from lingqu.customers.api.persons import canonical_of, get_identities, list_quarantined, list_universe
from lingqu.customers.api.rebuilding import Rebuilt, rebuild
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.identities import (
    DEFAULT_MOST,
    DEVICE,
    MEMBER,
    PHONE,
    UNIONID,
    Identities,
    Observation,
    Quarantined,
    Shown,
    Source,
)
from lingqu.customers.domain.union import unite_all
from lingqu.customers.errors import BadIdentityError, MergeNotFoundError, NotQuarantinedError, TooManyToJoinError
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, CustomerId, IdentityId, MergeId

from .conftest import Callbacks, Rows

At = Callable[[float], datetime]

PHONE_OF_LIU = "13912341111"

STATE = (
    "SELECT customer_id, merged_into, live_relations, last_added_at, is_visitor FROM customer ORDER BY customer_id",
    "SELECT identity_id, customer_id, quarantined_at FROM identity ORDER BY identity_id",
    "SELECT customer_id, into_id, identity_id, claim_id FROM customer_merge WHERE ended_at IS NULL ORDER BY 1",
)


class House:
    """People who show things, and who is one with whom in the end."""

    def __init__(
        self, database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, steps: Steps, rows: Rows
    ) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.keyring = keyring
        self.steps = steps
        self.rows = rows

    def shown(self, kind: str, value: str, *, source: Source = Source.ORDER) -> Shown:
        return Shown(kind=kind, value=value, source=source, seen_at=self.clock.now())

    async def meet(self, *arrivals: Sequence[tuple[str, str]]) -> list[CustomerId]:
        async with self.database.unit(self.corp_id) as unit:
            shown = [[self.shown(*one) for one in arrival] for arrival in arrivals]
            met = await identities.meet(unit, shown, seals=self.keyring)
        await self.steps.run_due()
        return met

    async def visitors(self, number: int) -> list[CustomerId]:
        """People nobody knows, each with a device."""
        return await self.meet(*([(DEVICE, f"device {one}")] for one in range(number)))

    async def show(self, *seen: tuple[int, str, str]) -> None:
        """Record what customers show, at once, and join."""
        async with self.database.unit(self.corp_id) as unit:
            observations = [
                Observation(customer_id=CustomerId(one), shown=self.shown(kind, value)) for one, kind, value in seen
            ]
            await identities.record(unit, observations, seals=self.keyring)
        await self.steps.run_due()

    async def unmerge(self, customer_id: int, merge_id: int) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await identities.unmerge(unit, CustomerId(customer_id), MergeId(merge_id), most=DEFAULT_MOST)

    async def release(self, identity_id: int) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await identities.release(unit, IdentityId(identity_id), most=DEFAULT_MOST)

    async def people(self) -> dict[int, int]:
        found = await self.rows("SELECT customer_id, merged_into FROM customer WHERE merged_into IS NOT NULL")
        return {row["customer_id"]: row["merged_into"] for row in found}

    async def quarantined(self) -> list[Quarantined]:
        async with self.database.read(self.corp_id) as session:
            return (await list_quarantined(session, seals=self.keyring)).items

    async def identities(self, customer_id: int) -> Identities:
        async with self.database.read(self.corp_id) as session:
            return await get_identities(session, CustomerId(customer_id), seals=self.keyring)

    async def state(self) -> list[list[dict[str, Any]]]:
        return [await self.rows(sql) for sql in STATE]

    async def told(self) -> list[tuple[str, int | None, int | None, str | None]]:
        found = await self.rows.facts(
            facts.CUSTOMER_MERGED, facts.CUSTOMER_UNMERGED, facts.IDENTITY_QUARANTINED, facts.IDENTITY_RELEASED
        )
        return [(kind, customer_id, data.get("into"), data["by"]) for kind, customer_id, _, data in found]


@pytest.fixture
def house(
    database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, steps: Steps, rows: Rows
) -> House:
    return House(database, corp_id, clock, keyring, steps, rows)


# ───────────────────────── visitors ─────────────────────────


async def test_a_member_number_makes_a_visitor_belong_which_is_told_once(house: House) -> None:
    (visitor,) = await house.visitors(1)

    await house.show((visitor, MEMBER, "m1"))
    await house.show((visitor, MEMBER, "m2"))

    assert await house.rows.facts(facts.CUSTOMER_BELONGS) == [(facts.CUSTOMER_BELONGS, visitor, None, {"by": MEMBER})]


async def test_whoever_nobody_knows_is_a_visitor_and_is_known_when_they_come_again(house: House) -> None:
    first = await house.meet([("openid", "o1@wxapp"), (DEVICE, "d1")])
    again = await house.meet([(DEVICE, "d2"), ("openid", "o1@wxapp")])

    assert first == again == [0]
    assert await house.rows("SELECT external_userid, is_visitor FROM customer") == [
        {"external_userid": None, "is_visitor": True}
    ]


async def test_strangers_of_one_batch_who_show_the_same_are_one(house: House) -> None:
    met = await house.meet([(DEVICE, "d1"), ("buyer:youzan", "7")], [("buyer:youzan", "7")], [(DEVICE, "d2")])

    assert met == [0, 0, 1]


async def test_what_joins_nobody_points_to_who_showed_it_last(house: House) -> None:
    await house.visitors(2)
    await house.show((0, DEVICE, "shared"))
    house.clock.advance(timedelta(minutes=1))
    await house.show((1, DEVICE, "shared"))

    assert await house.meet([(DEVICE, "shared")]) == [1]
    assert await house.people() == {}


async def test_visitors_are_outside_the_universe_until_they_belong(
    house: House, callbacks: Callbacks, database: Database, corp_id: CorpId
) -> None:
    await house.visitors(4)
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))

    async def universe() -> list[CustomerId]:
        async with database.read(corp_id) as session:
            return await list_universe(session, first=CustomerId(0), before=CustomerId(65536))

    assert await universe() == [4]
    await house.show((1, MEMBER, "M1"))
    assert await universe() == [1, 4]
    await house.show((3, PHONE, PHONE_OF_LIU), (4, PHONE, PHONE_OF_LIU))
    assert await universe() == [1, 3]


# ───────────────────────── merges ─────────────────────────


async def test_a_visitor_who_proves_the_phone_of_another_is_the_same_person(house: House) -> None:
    await house.visitors(2)

    await house.show((1, PHONE, PHONE_OF_LIU))
    await house.show((0, PHONE, "+86 139 1234 1111"))

    assert await house.people() == {1: 0}
    assert await house.told() == [(facts.CUSTOMER_MERGED, 1, 0, PHONE)]
    [merge] = (await house.identities(1)).merges
    assert (merge.customer_id, merge.into_id, merge.kind, merge.value, merge.source) == (
        1,
        0,
        PHONE,
        "139****1111",
        Source.ORDER,
    )


async def test_a_phone_rests_sealed(house: House) -> None:
    await house.visitors(1)
    await house.show((0, PHONE, PHONE_OF_LIU))

    [row] = await house.rows("SELECT value, sealed FROM identity WHERE kind = 'phone'")
    assert "1391234" not in row["value"]
    assert b"1391234" not in bytes(row["sealed"])


async def test_a_phone_typed_by_staff_merges_nobody(
    house: House, wecom: CustomersDouble, callbacks: Callbacks, steps: Steps
) -> None:
    for number in (1, 2):
        wecom.person(f"wm_{number}", f"客户{number}")
        wecom.follow("chen_rui", f"wm_{number}", callbacks.clock.now(), phones=(PHONE_OF_LIU,))
        await callbacks.take(callbacks.added("chen_rui", f"wm_{number}"))
    await steps.run_due()
    [visitor] = await house.meet([(PHONE, PHONE_OF_LIU)])

    assert visitor == 2
    assert await house.people() == {}


async def test_the_unionid_that_wecom_tells_joins(
    house: House, wecom: CustomersDouble, callbacks: Callbacks, steps: Steps
) -> None:
    [visitor] = await house.meet([(UNIONID, "union of liu"), ("openid", "o1@wxapp")])
    wecom.person("wm_1", "刘颖", unionid="union of liu")
    wecom.follow("chen_rui", "wm_1", callbacks.clock.now())
    await callbacks.take(callbacks.added("chen_rui", "wm_1"))
    await steps.run_due()
    await steps.run_due()

    assert await house.people() == {1: visitor}
    shown = await house.identities(1)
    assert (shown.customer_id, list(shown.external_userids)) == (0, [(1, "wm_1")])
    assert [(one.kind, one.source) for one in shown.identities] == [
        ("openid", Source.ORDER),
        (UNIONID, Source.ORDER),
        (UNIONID, Source.WECOM),
    ]


async def test_telling_the_same_again_changes_nothing(house: House) -> None:
    await house.visitors(2)
    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU))
    before = await house.state()

    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU))

    assert await house.state() == before
    assert len(await house.told()) == 1


async def test_counts_of_whoever_stands_for_others_are_theirs_too(
    house: House, callbacks: Callbacks, rows: Rows, later: At
) -> None:
    await callbacks.take(callbacks.added("chen_rui", "wm_1", later(1)), callbacks.added("li_na", "wm_2", later(2)))
    await house.show((0, UNIONID, "u"), (1, UNIONID, "u"))
    counts = "SELECT live_relations, last_added_at FROM customer WHERE customer_id = 0"
    assert await rows(counts) == [{"live_relations": 2, "last_added_at": later(2)}]

    await callbacks.take(
        callbacks.customer_deleted("chen_rui", "wm_1", later(3)), callbacks.added("wang", "wm_2", later(4))
    )

    assert await rows(counts) == [{"live_relations": 2, "last_added_at": later(4)}]


async def test_the_canonical_map_is_read_in_one_question(house: House, database: Database, corp_id: CorpId) -> None:
    await house.visitors(3)
    await house.show((0, MEMBER, "7"), (2, MEMBER, "7"))

    async with database.read(corp_id) as session:
        assert await canonical_of(session, [CustomerId(one) for one in (0, 1, 2, 9)]) == {0: 0, 1: 1, 2: 0}


async def test_a_value_that_cannot_be_is_named_by_its_place(house: House) -> None:
    await house.visitors(1)

    with pytest.raises(BadIdentityError) as refusal:
        await house.show((0, DEVICE, "d"), (0, PHONE, "123"))

    assert refusal.value.place == "body[1].value"


# ───────────────────────── quarantine ─────────────────────────


async def test_an_identity_that_would_join_six_joins_none_and_names_them(house: House) -> None:
    await house.visitors(6)
    for one in range(5):
        await house.show((one, PHONE, PHONE_OF_LIU))
    assert await house.people() == {1: 0, 2: 0, 3: 0, 4: 0}

    await house.show((5, PHONE, PHONE_OF_LIU))

    assert await house.people() == {}
    [held] = await house.quarantined()
    assert (held.kind, held.value, held.customers, list(held.customer_ids)) == (
        PHONE,
        "139****1111",
        6,
        [0, 1, 2, 3, 4, 5],
    )
    assert (await house.told())[4:] == [
        (facts.IDENTITY_QUARANTINED, None, None, PHONE),
        *((facts.CUSTOMER_UNMERGED, one, None, PHONE) for one in (1, 2, 3, 4)),
    ]


async def test_what_comes_later_to_quarantine_is_listed_and_joins_nobody(house: House) -> None:
    await house.visitors(7)
    await house.show(*((one, PHONE, PHONE_OF_LIU) for one in range(6)))
    await house.show((6, PHONE, PHONE_OF_LIU))

    assert await house.people() == {}
    assert [held.customers for held in await house.quarantined()] == [7]


async def test_a_released_identity_joins_those_a_person_saw_and_goes_back_when_more_come(house: House) -> None:
    await house.visitors(7)
    await house.show(*((one, MEMBER, "shared card") for one in range(6)))
    [held] = await house.quarantined()

    await house.release(held.identity_id)
    assert await house.people() == dict.fromkeys(range(1, 6), 0)

    await house.show((6, MEMBER, "shared card"))
    assert await house.people() == {}
    assert [again.customers for again in await house.quarantined()] == [7]


async def test_only_what_is_in_quarantine_is_released(house: House) -> None:
    await house.visitors(1)

    with pytest.raises(NotQuarantinedError):
        await house.release(1)


async def test_nobody_is_more_than_a_hundred_customers(house: House) -> None:
    await house.visitors(101)
    await house.show(*((one, PHONE, PHONE_OF_LIU) for one in range(101)))
    [held] = await house.quarantined()

    with pytest.raises(TooManyToJoinError):
        await house.release(held.identity_id)


# ───────────────────────── the way back ─────────────────────────


async def test_a_merge_taken_back_leaves_everything_as_it_was(house: House, callbacks: Callbacks, later: At) -> None:
    await callbacks.take(*(callbacks.added("chen_rui", f"wm_{one}", later(one)) for one in range(4)))
    await house.show((0, PHONE, PHONE_OF_LIU), (1, UNIONID, "u"), (2, UNIONID, "u"), (2, DEVICE, "d"))
    before = await house.state()

    await house.show((2, PHONE, PHONE_OF_LIU))
    assert await house.people() == {1: 0, 2: 0}
    [merge] = [one for one in (await house.identities(2)).merges if one.kind == PHONE]
    await house.unmerge(0, merge.merge_id)

    assert await house.state() == before
    assert (await house.told())[-4:] == [
        (facts.CUSTOMER_MERGED, 1, 0, PHONE),
        (facts.CUSTOMER_MERGED, 2, 0, UNIONID),
        (facts.CUSTOMER_UNMERGED, 1, None, PHONE),
        (facts.CUSTOMER_MERGED, 2, 1, UNIONID),
    ]
    [ended] = [one for one in (await house.identities(0)).merges if one.ended_at]
    assert ended.ended_by == "account:1"


async def test_what_a_person_parted_is_not_joined_by_the_same_again(house: House) -> None:
    await house.visitors(2)
    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU))
    [merge] = (await house.identities(0)).merges
    await house.unmerge(1, merge.merge_id)

    house.clock.advance(timedelta(days=1))
    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU))
    assert await house.people() == {}

    await house.show((0, MEMBER, "7"), (1, MEMBER, "7"))
    assert await house.people() == {1: 0}


async def test_a_merge_is_taken_back_once_and_by_its_own_people_only(house: House) -> None:
    await house.visitors(3)
    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU))
    [merge] = (await house.identities(0)).merges

    with pytest.raises(MergeNotFoundError):
        await house.unmerge(2, merge.merge_id)
    await house.unmerge(0, merge.merge_id)
    with pytest.raises(MergeNotFoundError):
        await house.unmerge(0, merge.merge_id)


# ───────────────────────── all at once ─────────────────────────


@pytest.mark.parametrize("seed", range(4))
async def test_a_rebuild_from_all_claims_finds_what_came_one_by_one(house: House, seed: int) -> None:
    chance = random.Random(seed)
    people = 25
    await house.visitors(people)
    kinds = [(UNIONID, 12), (MEMBER, 6), (PHONE, 3)]
    for _ in range(12):
        batch = []
        for _ in range(chance.randint(1, 6)):
            kind, values = chance.choice(kinds)
            value = f"1391234{1000 + chance.randrange(values)}"
            batch.append((chance.randrange(people), kind, value))
        await house.show(*batch)
        standing = await house.rows("SELECT merge_id, customer_id FROM customer_merge WHERE ended_at IS NULL")
        if standing and chance.random() < 0.3:
            undone = chance.choice(standing)
            await house.unmerge(undone["customer_id"], undone["merge_id"])

    claims = await house.rows(
        """
        SELECT claim_id, identity_id, c.customer_id FROM identity_claim c JOIN identity i USING (corp_id, identity_id)
        WHERE cut_at IS NULL AND kind <> 'device' ORDER BY claim_id
        """,
    )
    last = max(row["identity_id"] for row in claims)
    rebuilt = unite_all(
        np.array([row["identity_id"] for row in claims], np.int32),
        np.array([row["customer_id"] for row in claims], np.int32),
        limits=np.full(last + 1, DEFAULT_MOST, np.int32),
        people=people,
    )

    assert await house.people() == {
        one: person for one, person in enumerate(rebuilt.canonical.tolist()) if one != person
    }
    assert {held.identity_id for held in await house.quarantined()} == set(rebuilt.quarantined.tolist())
    told: dict[int, int | None] = {}
    for kind, customer_id, into, _ in await house.told():
        if customer_id is not None:
            told[customer_id] = into if kind == facts.CUSTOMER_MERGED else None
    assert {one: into for one, into in told.items() if into is not None} == await house.people()
    merges = await house.rows(STATE[2])
    assert [tuple(row.values()) for row in merges] == [
        (away, into, claims[claim]["identity_id"], claims[claim]["claim_id"])
        for away, into, claim in zip(
            rebuilt.merged.tolist(), rebuilt.into.tolist(), rebuilt.claims.tolist(), strict=True
        )
    ]


async def test_a_rebuild_mends_what_stands_otherwise_and_nothing_else(house: House) -> None:
    await house.visitors(9)
    await house.show((0, PHONE, PHONE_OF_LIU), (1, PHONE, PHONE_OF_LIU), (2, MEMBER, "7"), (3, MEMBER, "7"))
    await house.show(*((one, UNIONID, "shared") for one in range(3, 9)))
    before = await house.state()
    async with house.database.unit(house.corp_id) as unit:
        await unit.execute("UPDATE customer SET merged_into = NULL WHERE customer_id = 1")
        await unit.execute("DELETE FROM customer_merge WHERE customer_id = 1")

    found = await rebuild(house.database, house.corp_id, most=DEFAULT_MOST)
    again = await rebuild(house.database, house.corp_id, most=DEFAULT_MOST)

    assert (found.merged, found.repaired, again.repaired) == (2, 1, 0)
    assert await house.state() == before


async def test_a_smaller_limit_takes_hold_with_a_rebuild(house: House) -> None:
    await house.visitors(3)
    await house.show(*((one, PHONE, PHONE_OF_LIU) for one in range(3)))

    found = await rebuild(house.database, house.corp_id, most=2)

    assert (found.quarantined, found.repaired) == (1, 2)
    assert await house.people() == {}
    assert [held.customers for held in await house.quarantined()] == [3]


async def test_a_corp_without_identities_has_nothing_to_rebuild(house: House) -> None:
    assert await rebuild(house.database, house.corp_id, most=DEFAULT_MOST) == Rebuilt(
        claims=0, merged=0, quarantined=0, repaired=0
    )


# ───────────────────────── at the same time ─────────────────────────


async def test_joins_ways_back_callbacks_and_reads_do_not_block_each_other_for_good(
    house: House, callbacks: Callbacks, later: At
) -> None:
    chance = random.Random(5)
    people = [f"wm_{one}" for one in range(20)]
    await callbacks.take(*(callbacks.added("chen_rui", one, later(0)) for one in people))

    async def hear(turn: int) -> None:
        some = chance.sample(people, 10)
        await callbacks.take(
            *(
                chance.choice([callbacks.added, callbacks.customer_deleted])(f"staff_{turn % 3}", one, later(turn))
                for one in some
            )
        )

    async def show(_: int) -> None:
        async with house.database.unit(house.corp_id) as unit:
            some = [CustomerId(one) for one in chance.sample(range(20), 6)]
            await identities.record(
                unit,
                [
                    Observation(customer_id=one, shown=house.shown(MEMBER, f"card {chance.randrange(12)}"))
                    for one in some
                ],
                seals=house.keyring,
            )

    async def join(_: int) -> None:
        known = await house.rows("SELECT identity_id FROM identity")
        async with house.database.unit(house.corp_id) as unit:
            await identities.join(unit, [row["identity_id"] for row in known], most=DEFAULT_MOST)

    async def part(_: int) -> None:
        standing = await house.rows("SELECT merge_id, customer_id FROM customer_merge WHERE ended_at IS NULL")
        if standing:
            undone = chance.choice(standing)
            with contextlib.suppress(MergeNotFoundError):
                await house.unmerge(undone["customer_id"], undone["merge_id"])

    acts = [hear, show, join, hear, part]
    await asyncio.gather(*(act(turn) for turn in range(8) for act in acts))
    await join(0)

    again = await rebuild(house.database, house.corp_id, most=DEFAULT_MOST)
    assert again.repaired == 0
    wrong = await house.rows(
        """
        SELECT c.customer_id
        FROM customer c
        JOIN customer m ON m.customer_id = c.customer_id OR m.merged_into = c.customer_id
        LEFT JOIN follow_relation f ON f.customer_id = m.customer_id
        GROUP BY c.customer_id, c.live_relations, c.last_added_at
        HAVING c.live_relations <> count(DISTINCT f.staff_id) FILTER (WHERE f.deleted_at IS NULL)
            OR c.last_added_at IS DISTINCT FROM max(f.added_at)
        """
    )
    assert wrong == []
