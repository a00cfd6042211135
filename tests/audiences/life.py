"""What happens to a few customers, by chance: the state that its owner would write, and the fact beside it."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from psycopg.types.json import Jsonb

from audiences.loading import insert
from audiences.world import ADD_WAYS, CATEGORIES, CITIES, DAY, ORDER_SOURCES, SOURCES, STAFF, TAGS
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StaffId

PEOPLE = range(12)
_ORDERS = count(1)


@dataclass
class Life:
    """Acts upon a corp, each with the fact that its owner would record."""

    unit: UnitOfWork
    chance: random.Random

    async def act(self) -> None:
        acts: list[Callable[[int], Awaitable[None]]] = [
            self.add, self.add, self.end, self.grant, self.grant, self.withdraw, self.tell, self.join, self.leave,
            self.merge, self.unmerge, self.tag_group, self.pay, self.pay, self.refund,
        ]  # fmt: skip
        await self.chance.choice(acts)(self.chance.choice(PEOPLE))

    def _tell(
        self,
        kind: str,
        customer: int,
        data: Mapping[str, object] | None = None,
        staff: int | None = None,
        *,
        ago: timedelta = timedelta(0),
    ) -> None:
        self.unit.publish(
            Fact(
                kind=kind,
                occurred_at=self.unit.at - ago,
                customer_id=CustomerId(customer),
                staff_id=None if staff is None else StaffId(staff),
                data=data or {},
            )
        )

    async def add(self, customer: int) -> None:
        staff = self.chance.choice(STAFF)
        await self.unit.execute(
            """
            INSERT INTO follow_relation (corp_id, customer_id, staff_id, add_way, added_at)
            VALUES (lingqu_corp(), %s, %s, %s, %s)
            ON CONFLICT (corp_id, customer_id, staff_id)
              DO UPDATE SET added_at = EXCLUDED.added_at, deleted_at = NULL, deleted_by = NULL
            """,
            (customer, staff, self.chance.choice(ADD_WAYS), self.unit.at),
        )
        await self.unit.execute(
            "UPDATE customer SET last_added_at = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
            (self.unit.at, customer),
        )
        self._tell("relation.added", customer, staff=staff)

    async def end(self, customer: int) -> None:
        by, staff = self.chance.choice(["customer", "staff"]), self.chance.choice(STAFF)
        ended = await self.unit.execute(
            "UPDATE follow_relation SET deleted_at = %s, deleted_by = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND staff_id = %s AND deleted_at IS NULL",
            (self.unit.at, by, customer, staff),
        )
        if ended:
            self._tell(f"relation.deleted_by_{by}", customer, staff=staff)

    async def grant(self, customer: int) -> None:
        tag, staff = self.chance.choice(sorted(TAGS)), self.chance.choice(STAFF)
        await self.unit.execute(
            """
            INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
            VALUES (lingqu_corp(), %s, %s, %s, 'granted', %s, %s)
            ON CONFLICT (corp_id, customer_id, staff_id, tag_id) DO UPDATE SET granted_at = EXCLUDED.granted_at
            """,
            (customer, staff, tag, self.chance.choice(SOURCES), self.unit.at),
        )
        self._tell("tag.granted", customer, {"tag_id": tag}, staff)

    async def withdraw(self, customer: int) -> None:
        tag = self.chance.choice(sorted(TAGS))
        await self.unit.execute(
            "DELETE FROM relation_tag WHERE corp_id = lingqu_corp() AND customer_id = %s AND tag_id = %s",
            (customer, tag),
        )
        self._tell("tag.withdrawn", customer, {"tag_id": tag})

    async def tell(self, customer: int) -> None:
        birthday = (self.unit.at + self.chance.randrange(-3, 12) * DAY).date().replace(year=1990).isoformat()
        key, value = self.chance.choice(
            [
                ("city", self.chance.choice(CITIES)),
                ("birthday", birthday),
                ("score", self.chance.choice([-1, 0, 2.5, 7])),
                ("vip", self.chance.choice([True, False])),
                ("interests", self.chance.choice([[], ["跑步"], ["跑步", "露营"]])),
            ]
        )
        await self.unit.execute(
            """
            INSERT INTO customer_attribute (corp_id, customer_id, key, value, set_at)
            VALUES (lingqu_corp(), %s, %s, %s, %s)
            ON CONFLICT (corp_id, customer_id, key) DO UPDATE SET value = EXCLUDED.value, set_at = EXCLUDED.set_at
            """,
            (customer, key, Jsonb(value), self.unit.at),
        )
        self._tell("customer.attribute_set", customer, {"key": key})

    async def join(self, customer: int) -> None:
        row = (customer, self.chance.choice([1, 2]), self.unit.at, True)
        await insert(self.unit, "groupchat_member", "customer_id, groupchat_id, joined_at, is_confirmed", [row])
        await self.unit.execute(
            "UPDATE customer SET belongs_at = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
            (self.unit.at, customer),
        )
        self._tell("groupchat.member_joined", customer, {"groupchat_id": row[1]})

    async def leave(self, customer: int) -> None:
        await self.unit.execute(
            "UPDATE groupchat_member SET left_at = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND left_at IS NULL",
            (self.unit.at, customer),
        )
        self._tell("groupchat.member_left", customer)

    async def tag_group(self, _customer: int) -> None:
        chat = self.chance.choice([1, 2])
        gone = await self.unit.execute(
            "DELETE FROM groupchat_tagged WHERE corp_id = lingqu_corp() AND groupchat_id = %s AND tag_id = 1", (chat,)
        )
        if not gone:
            row = (chat, 1, self.unit.at, "test")
            await insert(self.unit, "groupchat_tagged", "groupchat_id, tag_id, granted_at, source", [row])
        kind = "groupchat.untagged" if gone else "groupchat.tagged"
        self.unit.publish(Fact(kind=kind, occurred_at=self.unit.at, data={"groupchat_id": chat}))

    async def merge(self, customer: int) -> None:
        into = self.chance.choice(PEOPLE)
        free = await self.unit.fetch_value(
            """
            SELECT count(*) FROM customer WHERE corp_id = lingqu_corp() AND (
              (customer_id = ANY(%(both)s) AND merged_into IS NOT NULL) OR merged_into = %(customer)s)
            """,
            {"both": [customer, into], "customer": customer},
        )
        if customer <= into or free:
            return
        merge = await self.unit.fetch_value(
            "INSERT INTO customer_merge (corp_id, customer_id, into_id, identity_id, claim_id, merged_at)"
            " VALUES (lingqu_corp(), %s, %s, 1, 1, %s) RETURNING merge_id",
            (customer, into, self.unit.at),
        )
        await self._point(customer, into)
        self._tell("customer.merged", customer, {"into": into, "merge_id": merge})

    async def unmerge(self, customer: int) -> None:
        merge = await self.unit.fetch_value(
            "UPDATE customer_merge SET ended_at = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = %s AND ended_at IS NULL RETURNING merge_id",
            (self.unit.at, customer),
        )
        if merge is not None:
            await self._point(customer, None)
            self._tell("customer.unmerged", customer, {"merge_id": merge})

    async def _point(self, customer: int, into: int | None) -> None:
        await self.unit.execute(
            "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s", (into, customer)
        )

    async def pay(self, customer: int) -> None:
        """Some orders are heard of late. Each is paid once."""
        order = {
            "order_id": next(_ORDERS),
            "amount_fen": self.chance.choice([100, 19_900]),
            "source": self.chance.choice(ORDER_SOURCES),
            "shop": None,
            "categories": [self.chance.choice(CATEGORIES)],
            "items": 1,
        }
        self._tell("order.paid", customer, order, ago=self.chance.choice([0, 0, 1, 5]) * DAY)

    async def refund(self, customer: int) -> None:
        """Take an order back, in part or wholly; more than once changes nothing."""
        paid = await self._paid(customer)
        if paid:
            order = self.chance.choice(paid)
            self._tell("order.refunded", customer, {**order, "refunded_fen": order["amount_fen"]})

    async def _paid(self, customer: int) -> list[dict[str, Any]]:
        """Return what they paid, as far as another unit has told it."""
        rows = await self.unit.fetch(
            "SELECT data FROM fact WHERE corp_id = lingqu_corp() AND kind = %s AND customer_id = %s ORDER BY id",
            ("order.paid", customer),
        )
        return [row["data"] for row in rows]
