"""What happens in the brand: facts of single customers and the flow of the whole."""

import random
from datetime import datetime, timedelta
from typing import Any

from .people import iso

Json = dict[str, Any]

DAY_FACTORS = [3, 5, 4, 6, 8, 7, 9, 6, 5, 7, 8, 10, 9, 7, 6, 8, 11, 9, 8, 7, 9, 12, 10, 9, 8, 10, 11, 9, 12, 13]
"""Shape of the last thirty minutes."""


def fact(number: int, kind: str, at: datetime, row: Json, **detail: object) -> Json:
    """One fact about a customer, told with the first member who follows them."""
    staff = row["staff"][0]
    return {
        "id": f"f{number}",
        "kind": kind,
        "occurred_at": iso(at),
        "customer": {"customer_id": row["customer_id"], "name": row["name"]},
        "staff": {"staff_id": staff["staff_id"], "name": staff["name"]},
        "channel": row["channel"] if kind.startswith("relation.") else None,
        "detail": detail,
    }


def scan(number: int, at: datetime, row: Json, chance: random.Random) -> list[Json]:
    """A customer scans a code: added, greeted, tagged; or what else a day brings. Oldest first."""
    lot = chance.random()
    if lot < 0.08:
        return [fact(number, "relation.deleted_by_customer", at, row)]
    if lot < 0.14:
        return [fact(number, "task.confirmed", at, row)]
    if lot < 0.18:
        return [fact(number, "delivery.failed", at, row, channel="broadcast", reason="not_friend")]
    facts = [
        fact(number, "relation.added", at, row),
        fact(
            number + 1,
            "delivery.delivered",
            at + timedelta(seconds=1),
            row,
            channel="welcome",
            seconds=round(0.6 + chance.random(), 1),
        ),
    ]
    if row["tags"]:
        facts.append(fact(number + 2, "tag.granted", at + timedelta(seconds=1), row, tag_id=row["tags"][0]["tag_id"]))
    return facts


def history(row: Json, at: datetime) -> list[Json]:
    """The timeline of one customer, newest first, over three days."""
    number = row["customer_id"] * 100
    day = timedelta(days=1)
    tags = [tag["tag_id"] for tag in row["tags"]] or [1]
    told = [
        fact(number, "relation.added", at - 3 * day, row),
        fact(
            number + 1,
            "delivery.delivered",
            at - 3 * day + timedelta(seconds=2),
            row,
            channel="welcome",
            seconds=1.2,
        ),
        fact(number + 2, "customer.read", at - 3 * day + timedelta(seconds=4), row),
        *(
            fact(number + 10 + index, "tag.granted", at - 2 * day + timedelta(minutes=index), row, tag_id=tag)
            for index, tag in enumerate(tags)
        ),
        fact(number + 15, "segment.entered", at - 2 * day + timedelta(hours=1), row, segment_id=1, because="data"),
        fact(number + 20, "relation.edited", at - day - timedelta(hours=1), row),
        fact(number + 30, "delivery.planned", at - day, row, channel="broadcast"),
        fact(number + 31, "delivery.handed_over", at - day + timedelta(minutes=1), row, channel="broadcast"),
        fact(number + 32, "delivery.delivered", at - timedelta(hours=3), row, channel="broadcast"),
    ]
    if not row["live"]:
        told.append(fact(number + 40, "relation.deleted_by_staff", at - timedelta(hours=2), row))
    return told[::-1]


def deliveries(row: Json, at: datetime) -> list[Json]:
    """What was sent to one customer, newest first."""
    states = [("broadcast", "delivered", None), ("broadcast", "skipped", "over_cap"), ("welcome", "delivered", None)]
    return [
        delivery(row, index, channel, state, reason, at - timedelta(days=index))
        for index, (channel, state, reason) in enumerate(states)
    ]


def delivery(row: Json, index: int, channel: str, state: str, reason: str | None, at: datetime) -> Json:
    """One delivery to one customer."""
    staff = row["staff"][0]
    settled = state not in {"planned", "claimed", "handed_over"}
    return {
        "delivery_id": row["customer_id"] * 10 + index,
        "channel": channel,
        "state": state,
        "reason": reason,
        "customer": {"customer_id": row["customer_id"], "name": row["name"]},
        "staff": {"staff_id": staff["staff_id"], "name": staff["name"]},
        "broadcast": {"broadcast_id": 1, "name": "冬季新品尝鲜"} if channel == "broadcast" else None,
        "moment": None,
        "groupchat": None,
        "variant": "AB"[row["customer_id"] % 2] if channel == "broadcast" else None,
        "planned_at": iso(at),
        "handed_over_at": iso(at + timedelta(seconds=40)) if state != "skipped" else None,
        "settled_at": iso(at + timedelta(seconds=90)) if settled else None,
        "text": "您好，欢迎来到观山茶社，回复「菜单」看本店新品"
        if channel == "welcome"
        else "冬季新品三款，到店出示本消息第二杯半价",
        "taken_out": None,
        "seconds_to_send": 1.2 if channel == "welcome" else None,
    }


class Stream:
    """The living part: moves one second a tick, and counts."""

    def __init__(self, chance: random.Random, customers: list[Json], channels: list[Json], start: datetime) -> None:
        self._chance = chance
        self._customers = customers
        self._number = 0
        self.now = start
        self.counts = {"callbacks": 24_318, "added": 3_142, "greeted": 3_138, "deleted": 96, "tagged": 5_871}
        self.dead = 3
        self.channels = [
            {"channel_id": row["channel_id"], "name": row["name"], "added": row["added_today"] * 9}
            for row in channels
            if row["added_today"]
        ]
        self.recent: list[Json] = []
        for _ in range(12):
            self._scan()

    def _scan(self) -> list[Json]:
        row = self._chance.choice(self._customers)
        told = scan(self._number, self.now, row, self._chance)
        self._number += 3
        self.recent = (told[::-1] + self.recent)[:30]
        for one in told:
            self.counts["callbacks"] += 1
            self.counts["added"] += one["kind"] == "relation.added"
            self.counts["greeted"] += one["kind"] == "delivery.delivered"
            self.counts["tagged"] += one["kind"] == "tag.granted"
            self.counts["deleted"] += one["kind"] == "relation.deleted_by_customer"
            if one["kind"] == "relation.added":
                for channel in self.channels:
                    channel["added"] += channel["name"] == (one["channel"] or {}).get("name")
        return told

    def tick(self, scans: int) -> list[Json]:
        """One second passes with so many scans; returns their facts, oldest first."""
        self.now += timedelta(seconds=1)
        return [one for _ in range(scans) for one in self._scan()]

    def flow(self) -> Json:
        """The flow of the brand at this instant."""
        minute = self.now.replace(second=0)
        return {
            "at": iso(self.now),
            "callbacks_today": self.counts["callbacks"],
            "added_today": self.counts["added"],
            "greeted_today": self.counts["greeted"],
            "greeted_in_time_permille": 998,
            "deleted_today": self.counts["deleted"],
            "tagged_today": self.counts["tagged"],
            "waiting": {"inbox": 0, "greetings": 0, "jobs": 14, "dead": self.dead},
            "per_minute": [
                {
                    "minute": iso(minute - timedelta(minutes=29 - index)),
                    "callbacks": factor * 31 + index,
                    "added": factor * 7,
                    "greeted": factor * 7 - index % 2,
                }
                for index, factor in enumerate(DAY_FACTORS)
            ],
            "recent": self.recent,
            "by_channel_today": sorted(self.channels, key=lambda row: -row["added"]),
        }
