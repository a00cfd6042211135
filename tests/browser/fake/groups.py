"""Customer groups and our tags on them."""

import random
from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

GROUP_TAGS = ("会员群", "新客群", "门店福利群")


def make_groups(chance: random.Random, staff: list[Json], customers: list[Json]) -> list[Json]:
    """Sixty groups of shops: some passed on, one dissolved, one that cannot be read."""
    rows: list[Json] = []
    for number in range(60):
        owner, start = staff[number * 3 % 280], chance.randrange(0, 2_000)
        members = customers[start : start + chance.randrange(20, 180)]
        shop = owner["shop"]["name"] if owner["shop"] else "总部"
        rows.append(
            {
                "groupchat_id": number + 1,
                "chat_id": f"wrOgQhDgAA{number:04}CnqBkgO9wf4DW3hQ",
                "name": None if number == 7 else f"{shop}茶友群 {number % 3 + 1}",
                "owner": {"staff_id": owner["staff_id"], "name": owner["name"]},
                "status": ("resigned", "inheriting", "inherited")[number % 3] if number in {4, 9, 14} else "normal",
                "customers": len(members),
                "staff": 2,
                "others": 3 if number == 2 else 0,
                "tags": [{"tag_id": number % 3 + 1, "name": GROUP_TAGS[number % 3]}] if number % 2 else [],
                "created_at": iso(START - timedelta(days=number * 2, hours=3)),
                "dismissed_at": iso(START - timedelta(hours=5)) if number == 5 else None,
                "last_read_at": iso(START - timedelta(minutes=number)),
                "unreadable_errcode": 60011 if number == 3 else None,
                "members": [row["customer_id"] for row in members],
            }
        )
    return rows
