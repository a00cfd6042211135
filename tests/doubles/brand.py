"""A small brand as rows: members, customers, relations and tags, for tests that start after the sync."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, CustomerId, ExternalUserid, GroupchatId, StaffId, TagId, Userid

LONG_AGO = datetime.fromisoformat("2026-01-01T00:00:00Z")


@dataclass
class Brand:
    """Rows of one corp, written as they are asked for."""

    database: Database
    corp_id: CorpId
    customers: int = 0
    added_at: datetime = LONG_AGO
    userids: dict[StaffId, Userid] = field(default_factory=dict)

    async def hire(self, userid: str, *, follow_user: bool = True) -> StaffId:
        async with self.database.unit(self.corp_id) as unit:
            staff_id = StaffId(
                await unit.fetch_value(
                    """
                    INSERT INTO staff (corp_id, userid, name, is_follow_user)
                    VALUES (lingqu_corp(), %s, %s, %s) RETURNING staff_id
                    """,
                    (userid, f"员工{userid}", follow_user),
                )
            )
        self.userids[staff_id] = Userid(userid)
        return staff_id

    async def tag(self, name: str) -> TagId:
        async with self.database.unit(self.corp_id) as unit:
            return TagId(
                await unit.fetch_value(
                    """
                    INSERT INTO corp_tag (corp_id, group_id, wecom_tag_id, name)
                    VALUES (lingqu_corp(), 1, %s, %s) RETURNING tag_id
                    """,
                    (f"et-{name}", name),
                )
            )

    async def enlist(self, number: int) -> list[CustomerId]:
        """Make customers without relations; external_userid is `wm<ordinal>`."""
        ids = [CustomerId(self.customers + one) for one in range(number)]
        self.customers += number
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                """
                INSERT INTO customer (corp_id, customer_id, external_userid, name, first_seen_at)
                SELECT lingqu_corp(), id, 'wm' || id, '客户' || id, %s FROM unnest(%s::integer[]) AS c(id)
                """,
                (LONG_AGO, ids),
            )
        return ids

    async def follow(
        self,
        staff_id: StaffId,
        customer_ids: list[CustomerId],
        *tag_ids: TagId,
        half: bool = False,
        deleted: bool = False,
    ) -> None:
        """Relate customers to a member, each later than what was related before."""
        self.added_at += timedelta(minutes=1)
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                """
                INSERT INTO follow_relation (corp_id, customer_id, staff_id, half, added_at, deleted_at)
                SELECT lingqu_corp(), id, %(staff_id)s, %(half)s, %(at)s,
                       CASE WHEN %(deleted)s THEN %(at)s::timestamptz END
                FROM unnest(%(ids)s::integer[]) AS c(id)
                """,
                {
                    "staff_id": staff_id,
                    "half": half,
                    "at": self.added_at,
                    "deleted": deleted,
                    "ids": customer_ids,
                },
            )
            await unit.execute(
                """
                INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
                SELECT lingqu_corp(), c.id, %(staff_id)s, t.id, 'granted', 'wecom', %(at)s
                FROM unnest(%(ids)s::integer[]) AS c(id), unnest(%(tags)s::integer[]) AS t(id)
                """,
                {"staff_id": staff_id, "at": self.added_at, "ids": customer_ids, "tags": list(tag_ids)},
            )

    async def group(self, owner: StaffId | None, *customer_ids: CustomerId, others: int = 0) -> GroupchatId:
        """Make a customer group with these in it now; its chat_id is `wr<number>`."""
        async with self.database.unit(self.corp_id) as unit:
            groupchat_id = GroupchatId(
                await unit.fetch_value(
                    """
                    INSERT INTO groupchat (corp_id, chat_id, owner_id, first_seen_at, customers, others)
                    VALUES (lingqu_corp(), gen_random_uuid()::text, %s, %s, %s, %s) RETURNING groupchat_id
                    """,
                    (owner, LONG_AGO, len(customer_ids), others),
                )
            )
            await unit.execute(
                """
                UPDATE groupchat SET chat_id = 'wr' || groupchat_id, name = '茶友群' || groupchat_id
                WHERE corp_id = lingqu_corp() AND groupchat_id = %s
                """,
                (groupchat_id,),
            )
            await unit.execute(
                """
                INSERT INTO groupchat_member (corp_id, groupchat_id, customer_id, joined_at, is_confirmed)
                SELECT lingqu_corp(), %s, id, %s, true FROM unnest(%s::integer[]) AS c(id)
                """,
                (groupchat_id, LONG_AGO, list(customer_ids)),
            )
        return groupchat_id

    async def end_relation(self, staff_id: StaffId, customer_id: CustomerId) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                """
                UPDATE follow_relation SET deleted_at = %s, deleted_by = 'customer'
                WHERE corp_id = lingqu_corp() AND staff_id = %s AND customer_id = %s
                """,
                (unit.at, staff_id, customer_id),
            )


def external(*customer_ids: int) -> list[ExternalUserid]:
    return [ExternalUserid(f"wm{customer_id}") for customer_id in customer_ids]
