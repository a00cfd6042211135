"""A corp whose segments give: people with followers, readers and jobs that run when told, and a WeCom in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from audiences.loading import load_world
from doubles.customers import CustomersDouble
from doubles.jobs import Steps
from lingqu.commerce.api.matching import KnownBuyers
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api import tags
from lingqu.customers.api.sync import Reading
from lingqu.customers.contracts.relations import Pair
from lingqu.customers.contracts.tags import TagChange
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.infra.secrets import Keyring
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId, CustomerId, StaffId, StageId, TagId
from lingqu.segments import jobs as segment_jobs
from lingqu.segments.api import grants, saving
from lingqu.segments.api.following import Following
from lingqu.segments.api.granting import Granting
from lingqu.segments.contracts.grants import Grant, GrantTarget
from lingqu.segments.domain.reading import convert


class GivingCorp:
    """Acts and looks. Staff 1 to 3 and tags 1 to 4 are the small world's; a tag is `t<number>` at WeCom."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock, *, per_minute: int = 2_000) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.wecom = CustomersDouble()
        self.names: dict[int, str] = {}
        seals = Keyring([bytes(range(32))])

        async def nothing(*_: Any) -> Any:
            return {}

        reading = Reading(reader=self.wecom, seals=seals, resolve_channels=nothing, on_joined=nothing)
        kinds = customer_jobs.kinds(reading, self.wecom, self.wecom, grants_per_minute=per_minute)
        self.steps = Steps(database, clock, [*kinds, *segment_jobs.kinds(seals, KnownBuyers(seals))])
        self.readers = [Following(HistoryDoor(database, None), of_past=False), Granting()]

    async def begin(self, people: int) -> None:
        """Write the world, and people of whom each is followed by staff 1 since the clock's hour."""
        self.wecom.tag_group("g", "t1", "t2", "t3", "t4")
        made = list(self.wecom.library["g"].tags)
        async with self.database.unit(self.corp_id) as unit:
            await load_world(unit)
            for number, tag in enumerate(made, start=1):
                await unit.execute(
                    "UPDATE corp_tag SET wecom_tag_id = %s WHERE tag_id = %s", (tag.wecom_tag_id, number)
                )
            await unit.execute(
                """
                INSERT INTO customer
                  (corp_id, customer_id, external_userid, first_seen_at, last_added_at, live_relations)
                SELECT lingqu_corp(), c, 'w' || c, %s, %s, 1 FROM generate_series(0, %s - 1) AS c
                """,
                (unit.at, unit.at, people),
            )
        self.names = {number: tag.wecom_tag_id for number, tag in enumerate(made, start=1)}
        async with self.database.unit(self.corp_id) as unit:
            await self._follow(unit, range(people), 1)
        for one in range(people):
            self.wecom.follow("u1", f"w{one}", self.clock.now())
        self.clock.advance(timedelta(minutes=1))

    async def _follow(self, unit: Any, customers: Sequence[int], staff: int) -> None:
        await unit.execute(
            """
            INSERT INTO follow_relation (corp_id, customer_id, staff_id, add_way, added_at)
            SELECT lingqu_corp(), c, %s, 1, %s FROM unnest(%s::integer[]) AS c
            """,
            (staff, unit.at, list(customers)),
        )
        await unit.execute(
            """
            INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning)
            SELECT lingqu_corp(), c, %s, %s, %s, false FROM unnest(%s::integer[]) AS c
            """,
            (staff, unit.at, unit.at, list(customers)),
        )

    async def follow(self, customer: int, staff: int) -> None:
        """A member adds a customer."""
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            await self._follow(unit, [customer], staff)
            self._tell(unit, "relation.added", customer, staff)
        self.wecom.follow(f"u{staff}", f"w{customer}", self.clock.now())

    async def leave(self, customer: int, staff: int) -> None:
        """A customer deletes a member."""
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                "UPDATE follow_relation SET deleted_at = %s, deleted_by = 'customer'"
                " WHERE customer_id = %s AND staff_id = %s",
                (unit.at, customer, staff),
            )
            await unit.execute(
                "UPDATE relation_spell SET ended_at = %s, ended_by = 'customer'"
                " WHERE customer_id = %s AND staff_id = %s",
                (unit.at, customer, staff),
            )
            self._tell(unit, "relation.deleted_by_customer", customer, staff)
        self.wecom.staff_deletes(f"u{staff}", f"w{customer}")

    def _tell(self, unit: Any, kind: str, customer: int, staff: int | None = None, **data: Any) -> None:
        staff_id = None if staff is None else StaffId(staff)
        fact = Fact(kind=kind, occurred_at=unit.at, customer_id=CustomerId(customer), staff_id=staff_id, data=data)
        unit.publish(fact)

    async def set_city(self, city: str, *customers: int) -> None:
        """Write where customers live: who lives in 上海 is what the tests' segments mostly ask."""
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                """
                INSERT INTO customer_attribute (corp_id, customer_id, key, value, set_at)
                SELECT lingqu_corp(), c, 'city', to_jsonb(%s::text), %s FROM unnest(%s::integer[]) AS c
                ON CONFLICT (corp_id, customer_id, key) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at
                """,
                (city, unit.at, list(customers)),
            )
            for one in customers:
                self._tell(unit, "customer.attribute_set", one, key="city")

    async def merge(self, away: int, into: int) -> None:
        """Two customers are one person, as OneID would write it."""
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            merge_id = await unit.fetch_value(
                "INSERT INTO customer_merge (corp_id, customer_id, into_id, identity_id, claim_id, merged_at)"
                " VALUES (lingqu_corp(), %s, %s, 1, 1, %s) RETURNING merge_id",
                (away, into, unit.at),
            )
            await unit.execute("UPDATE customer SET merged_into = %s WHERE customer_id = %s", (into, away))
            self._tell(unit, "customer.merged", away, into=into, by="unionid", identity_id=1, merge_id=merge_id)

    async def unmerge(self, away: int) -> None:
        """They are two again."""
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id) as unit:
            merge_id = await unit.fetch_value(
                "UPDATE customer_merge SET ended_at = %s, ended_by = 'account:1'"
                " WHERE customer_id = %s RETURNING merge_id",
                (unit.at, away),
            )
            await unit.execute("UPDATE customer SET merged_into = NULL WHERE customer_id = %s", (away,))
            self._tell(unit, "customer.unmerged", away, by="unionid", identity_id=1, merge_id=merge_id)

    async def mark_by_hand(self, customer: int, tag: int, *, staff: int = 1, grant: bool = True) -> None:
        """A person gives or takes a tag."""
        self.clock.advance(timedelta(seconds=1))
        given = [TagId(tag)]
        change = TagChange(
            customer_id=CustomerId(customer),
            staff_id=StaffId(staff),
            grant=given if grant else (),
            withdraw=() if grant else given,
        )
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await tags.change_tags_of(unit, change, source="account:1")

    # ── segments and grants ──

    async def segment(self, name: str, document: object) -> int:
        """Save a segment; its members are found when the readers run."""
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            return (await saving.create(unit, name=name, definition=convert(document))).segment_id

    async def redefine(self, segment_id: int, document: object) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            version = (await saving.get(unit, segment_id)).version
            await saving.revise(unit, segment_id, version=version, definition=convert(document))

    async def grant(
        self, segment_id: int, tag: int | None = None, *, stage: int | None = None, withdraw: bool = False
    ) -> Grant:
        """Draft a grant."""
        target = GrantTarget(
            tag_id=None if tag is None else TagId(tag),
            stage_id=None if stage is None else StageId(stage),
            withdraw_on_left=withdraw,
        )
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            return await grants.create(unit, segment_id, target)

    async def switch_on(self, grant: Grant) -> None:
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await grants.switch_on(unit, grant.segment_id, grant.grant_id)

    async def switch_off(self, grant: Grant, *, take_back: bool = False) -> None:
        self.clock.advance(timedelta(seconds=1))
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await grants.switch_off(unit, grant.segment_id, grant.grant_id, take_back=take_back)

    async def read(self) -> None:
        """Let the readers go on until neither has anything to do; jobs stay where they are."""
        for _ in range(200):
            did = [await reader.step(self.database, self.corp_id) for reader in self.readers]
            if not any(did):
                return
        raise AssertionError("the readers never come to rest")

    async def settle(self) -> None:
        """Let readers and jobs go on until nothing is left."""
        for _ in range(50):
            await self.read()
            if not await self.steps.run_due():
                self.clock.advance(timedelta(seconds=6))
                await self.read()
                if not await self.steps.run_due():
                    return
        raise AssertionError("the jobs never come to an end")

    # ── looks ──

    async def fetch(self, sql: str, *params: Any) -> list[dict[str, Any]]:
        async with self.database.read(self.corp_id) as session:
            return await session.fetch(sql, params)

    async def marks(self, tag: int = 1) -> list[tuple[int, int, str, str]]:
        """Customer, staff, status and source of every mark of a tag."""
        rows = await self.fetch("SELECT * FROM relation_tag WHERE tag_id = %s ORDER BY customer_id, staff_id", tag)
        return [(row["customer_id"], row["staff_id"], row["status"], row["source"]) for row in rows]

    async def facts(self, *kinds: str) -> list[tuple[str, int, dict[str, Any]]]:
        rows = await self.fetch(
            "SELECT kind, customer_id, data FROM fact WHERE kind = ANY(%s) ORDER BY xid, id", list(kinds)
        )
        return [(row["kind"], row["customer_id"], row["data"]) for row in rows]

    def at_wecom(self, tag: int = 1) -> set[Pair]:
        """The relations that have a tag at WeCom."""
        name = self.names[tag]
        return {
            Pair(CustomerId(int(whom[1:])), StaffId(int(userid[1:])))
            for (userid, whom), follow in self.wecom.follows.items()
            if name in follow.wecom_tag_ids
        }

    async def see(self, grant: Grant) -> Grant:
        async with self.database.read(self.corp_id) as session:
            return await grants.get(session, grant.segment_id, grant.grant_id)

    async def given(self, grant: Grant) -> int:
        async with self.database.read(self.corp_id) as session:
            [found] = [
                one
                for one in await grants.list_grants(session, grant.segment_id)
                if one.grant.grant_id == grant.grant_id
            ]
        return found.given
