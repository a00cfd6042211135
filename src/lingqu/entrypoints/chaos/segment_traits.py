"""What customers are and where they belong, by chance: attributes set and taken away, groups joined and left."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from lingqu.customers.api import attributes
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.entrypoints.chaos.segment_kinds import BORN, CHENGDU, CITY, DUE, HANGZHOU, POINTS, SHANGHAI
from lingqu.entrypoints.chaos.segment_writing import columns, tell
from lingqu.groupchats.contracts.facts import (
    GROUPCHAT_MEMBER_JOINED,
    GROUPCHAT_MEMBER_LEFT,
    GROUPCHAT_TAGGED,
    GROUPCHAT_UNTAGGED,
)
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId

GROUPS = 3
TAKEN_AWAY_PERMILLE = 100
"""Of attributes told; the others are set."""
MARKED_PERMILLE = 60
"""Of units; so often a group is given a tag, or loses it."""
_TYPES = {
    CITY: AttributeType.STRING,
    POINTS: AttributeType.NUMBER,
    DUE: AttributeType.DATE,
    BORN: AttributeType.DATE,
}
_DAY = timedelta(days=1)
_BEIJING = timedelta(hours=8)
_BORN_IN = 1990


@dataclass(slots=True)
class Traits:
    """Attributes and groups, by chance."""

    chance: random.Random

    async def begin(self, unit: UnitOfWork, customers: range) -> None:
        """Define attributes, give everybody the dates that midnight turns, and make groups."""
        for key, type_ in _TYPES.items():
            await attributes.define_attribute(unit, AttributeDefinition(key=key, label=key, type=type_))
        await attributes.set_attributes(
            unit, {CustomerId(one): {DUE: self._value(unit, DUE), BORN: self._value(unit, BORN)} for one in customers}
        )
        await unit.execute(
            """
            INSERT INTO groupchat (corp_id, groupchat_id, chat_id, owner_id, first_seen_at)
            OVERRIDING SYSTEM VALUE
            SELECT lingqu_corp(), n, 'wr' || n, 1, %s FROM generate_series(1, %s) n
            """,
            (unit.at, GROUPS),
        )
        await unit.execute(
            """
            INSERT INTO groupchat_tag (corp_id, tag_id, name, created_at) OVERRIDING SYSTEM VALUE
            VALUES (lingqu_corp(), 1, 'g1', %s)
            """,
            (unit.at,),
        )

    async def tell(self, unit: UnitOfWork, customers: Mapping[int, str]) -> None:
        """Set an attribute of each of some customers, or take it away."""
        told: dict[CustomerId, dict[str, Any]] = {}
        for who, key in sorted(customers.items()):
            if self.chance.randrange(1000) < TAKEN_AWAY_PERMILLE:
                await attributes.set_attribute(unit, CustomerId(who), key, None)
            else:
                told[CustomerId(who)] = {key: self._value(unit, key)}
        if told:
            await attributes.set_attributes(unit, told)

    def draw(self) -> str:
        """Return the key of an attribute."""
        return self.chance.choice(list(_TYPES))

    def _value(self, unit: UnitOfWork, key: str) -> Any:
        if key == CITY:
            return self.chance.choice([SHANGHAI, HANGZHOU, CHENGDU])
        if key == POINTS:
            return self.chance.choice([0, 49.5, 50, 80])
        day = (unit.at + _BEIJING).date() + self.chance.randrange(-3, 4) * _DAY
        return (day if key == DUE else day.replace(year=_BORN_IN, day=min(day.day, 28))).isoformat()

    async def move(self, unit: UnitOfWork, pairs: set[tuple[int, int]]) -> None:
        """Let customers leave the groups that they are in, and join those that they are not in; mark a group."""
        left = await unit.fetch(
            """
            UPDATE groupchat_member m SET left_at = %(at)s
            FROM unnest(%(customers)s::integer[], %(groups)s::integer[]) AS x(customer, chat)
            WHERE m.corp_id = lingqu_corp() AND m.customer_id = x.customer AND m.groupchat_id = x.chat
              AND m.left_at IS NULL
            RETURNING m.customer_id, m.groupchat_id
            """,
            {"at": unit.at, **columns(pairs, "customers", "groups")},
        )
        joined = sorted(pairs - {tuple(row.values()) for row in left})
        await unit.execute(
            """
            INSERT INTO groupchat_member (corp_id, groupchat_id, customer_id, joined_at, is_confirmed)
            SELECT lingqu_corp(), x.chat, x.customer, %(at)s, true
            FROM unnest(%(customers)s::integer[], %(groups)s::integer[]) AS x(customer, chat)
            """,
            {"at": unit.at, **columns(joined, "customers", "groups")},
        )
        await unit.execute(
            "UPDATE customer SET belongs_at = %s"
            " WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) AND belongs_at IS NULL",
            (unit.at, [who for who, _ in joined]),
        )
        for row in left:
            tell(unit, GROUPCHAT_MEMBER_LEFT, row["customer_id"], groupchat_id=row["groupchat_id"])
        for who, chat in joined:
            tell(unit, GROUPCHAT_MEMBER_JOINED, who, groupchat_id=chat)
        if self.chance.randrange(1000) < MARKED_PERMILLE:
            await self._mark(unit, self.chance.randint(1, GROUPS))

    async def _mark(self, unit: UnitOfWork, chat: int) -> None:
        """Take a group's tag off, or put it on."""
        gone = await unit.execute(
            "DELETE FROM groupchat_tagged WHERE corp_id = lingqu_corp() AND groupchat_id = %s AND tag_id = 1", (chat,)
        )
        if not gone:
            await unit.execute(
                """
                INSERT INTO groupchat_tagged (corp_id, groupchat_id, tag_id, granted_at, source)
                VALUES (lingqu_corp(), %s, 1, %s, 'account:1')
                """,
                (chat, unit.at),
            )
        kind = GROUPCHAT_UNTAGGED if gone else GROUPCHAT_TAGGED
        unit.publish(Fact(kind=kind, occurred_at=unit.at, data={"groupchat_id": chat, "groupchat_tag_id": 1}))
