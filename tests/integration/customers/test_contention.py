"""Units that touch the same customers at the same time wait for each other, never in a ring."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from datetime import datetime

from doubles.customers import CustomersDouble
from lingqu.customers.api import tags
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.api.reading import take_in
from lingqu.customers.api.remarks import set_remarks
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.snapshots import CustomerSnapshot
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, ExternalUserid, TagId

from .conftest import Callbacks, Mirrored, Rows, resolve_channels

At = Callable[[float], datetime]

PEOPLE = [f"wm_{number}" for number in range(40)]
STAFF = [f"staff_{number}" for number in range(6)]
ROUNDS = 12


async def test_callbacks_reads_greetings_tags_and_remarks_do_not_block_each_other_for_good(
    *,
    database: Database,
    corp_id: CorpId,
    keyring: Keyring,
    callbacks: Callbacks,
    wecom: CustomersDouble,
    mirrored: Mirrored,
    rows: Rows,
    later: At,
) -> None:
    chance = random.Random(7)
    wecom.tag_group("等级", "VIP")
    await mirrored()
    vip = TagId((await rows("SELECT tag_id FROM corp_tag"))[0]["tag_id"])
    for whom in PEOPLE:
        wecom.follow(chance.choice(STAFF), whom, later(chance.randrange(50)))

    async def hear(turn: int) -> None:
        """Half an hour's callbacks, mixed."""
        told = [
            chance.choice([callbacks.added, callbacks.added, callbacks.customer_deleted])(
                chance.choice(STAFF), whom, later(60 * turn + chance.randrange(60))
            )
            for whom in chance.sample(PEOPLE, 20)
        ]
        await callbacks.take(*told)

    async def read(turn: int) -> None:
        whom = [ExternalUserid(one) for one in chance.sample(PEOPLE, 20)]
        found = [one for one in await wecom.read_customers(corp_id, whom) if isinstance(one, CustomerSnapshot)]
        async with database.unit(corp_id) as unit:
            await take_in(unit, found, asked_at=later(60 * turn), seals=keyring, resolve_channels=resolve_channels)

    async def greet(turn: int) -> None:
        """As the greetings' lane does: members, then customers, some of them new."""
        async with database.unit(corp_id) as unit:
            await ensure_staff(unit, chance.sample(STAFF, 3))
            some = [*chance.sample(PEOPLE, 5), f"wm_new_{turn}"]
            await ensure_customers(unit, {ExternalUserid(one): unit.at for one in some})

    async def mark(_: int) -> None:
        known = await rows("SELECT customer_id, staff_id FROM follow_relation")
        pairs = [Pair(row["customer_id"], row["staff_id"]) for row in known]
        some = chance.sample(pairs, min(15, len(pairs)))
        async with database.unit(corp_id) as unit:
            await tags.grant_tags(unit, some, [vip], source="channel:7")
            await set_remarks(unit, dict.fromkeys(reversed(some), "老客"), source="channel:7")

    acts = [hear, read, greet, mark, hear]
    await asyncio.gather(*(act(turn) for turn in range(ROUNDS) for act in acts))

    [counts] = await rows("SELECT count(*) AS people, max(customer_id) AS last FROM customer")
    assert counts["last"] == counts["people"] - 1
    wrong = await rows(
        """
        SELECT c.customer_id FROM customer c LEFT JOIN follow_relation f USING (corp_id, customer_id)
        GROUP BY c.customer_id, c.live_relations, c.last_added_at
        HAVING c.live_relations <> count(f.*) FILTER (WHERE f.deleted_at IS NULL)
            OR c.last_added_at IS DISTINCT FROM max(f.added_at)
        """
    )
    assert wrong == []
