"""Customers of the made-up brand: rows, details, relations, timelines."""

import random
from datetime import timedelta
from typing import Any

from .people import NICKNAMES, START, iso, person

Json = dict[str, Any]

COUNT = 2_486


def make_customers(chance: random.Random, staff: list[Json], groups: list[Json], channels: list[Json]) -> list[Json]:
    """Rows of the customer list, newest first."""
    tags = [{"tag_id": tag["tag_id"], "name": tag["name"]} for group in groups for tag in group["tags"]]
    live_channels = [row for row in channels if row["added"]]
    rows: list[Json] = []
    added_at = START
    for number in range(COUNT, 0, -1):
        added_at -= timedelta(seconds=chance.randrange(20, 9_000))
        owner = staff[chance.randrange(280)]
        others = [staff[chance.randrange(280)]] if chance.random() < 0.15 else []
        channel = chance.choice(live_channels) if chance.random() < 0.85 else None
        name = person(chance) if chance.random() < 0.6 else chance.choice(NICKNAMES) + str(number % 97)
        rows.append(
            {
                "customer_id": number,
                "name": name,
                "avatar_url": None,
                "gender": chance.choice((0, 1, 2, 2)),
                "type": 2 if chance.random() < 0.04 else 1,
                "tags": sorted(chance.sample(tags, chance.choice((0, 1, 2, 2, 3, 5))), key=lambda tag: tag["tag_id"]),
                "staff": [
                    {
                        "staff_id": one["staff_id"],
                        "name": one["name"],
                        "shop_name": one["shop"]["name"] if one["shop"] else None,
                    }
                    for one in (owner, *others)
                ],
                "staff_count": 1 + len(others),
                "channel": channel and {"channel_id": channel["channel_id"], "name": channel["name"]},
                "added_at": iso(added_at),
                "live": chance.random() > 0.06,
            }
        )
    return rows


ATTRIBUTES: list[Json] = [
    {"key": "birthday", "label": "生日", "type": "date"},
    {"key": "points", "label": "积分", "type": "number"},
    {"key": "member", "label": "是否会员", "type": "boolean"},
    {"key": "favourites", "label": "常点饮品", "type": "set"},
]
VALUES = {"points": 3_764, "member": True, "favourites": ["茉莉绿茶", "桂花乌龙"]}


def detail_of(
    row: Json, remarks: dict[tuple[int, int], str], attributes: list[Json], values: dict[tuple[int, str], Any]
) -> Json:
    """A customer with relations, attributes and what could not be read."""
    number = row["customer_id"]
    return row | {
        "external_userid": f"wmGUANSHAN{number:06}",
        "unionid": f"oGUANSHAN{number:08}" if number % 3 else None,
        "corp_name": "山月贸易有限公司" if row["type"] == 2 else None,
        "stage": None,
        "relations": [_relation(row, index, one, remarks) for index, one in enumerate(row["staff"])],
        "attributes": [
            attribute | {"value": value}
            for attribute in attributes
            if (value := values.get((number, attribute["key"]), VALUES.get(attribute["key"]))) is not None
        ],
        "last_read_at": iso(START - timedelta(minutes=number % 90)),
        "unreadable_reason": None if row["live"] else "deleted_by_staff",
    }


def _relation(row: Json, index: int, one: Json, remarks: dict[tuple[int, int], str]) -> Json:
    lost = not row["live"]
    default = f"{row['name']}-{one['shop_name'] or '总部'}"
    return {
        "customer_id": row["customer_id"],
        "staff_id": one["staff_id"],
        "staff_name": one["name"],
        "shop_name": one["shop_name"],
        "remark": remarks.get((row["customer_id"], one["staff_id"]), default),
        "description": "喜欢少糖，常带同事来" if row["customer_id"] % 4 == 0 else None,
        "phones": ["139****1111"] if row["customer_id"] % 2 else [],
        "state": "ch_1024" if row["channel"] else None,
        "channel": row["channel"],
        "add_way": 1 if row["channel"] else 3,
        "added_at": row["added_at"],
        "deleted_at": iso(START - timedelta(hours=2)) if lost else None,
        "deleted_by": "staff" if lost else None,
        "tags": [
            tag | {"status": "pending" if index == 0 and not n else "granted"} for n, tag in enumerate(row["tags"])
        ],
    }
