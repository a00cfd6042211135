"""The made-up brand: a tea house with 40 shops, 300 staff and their customers."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

START = datetime(2026, 11, 22, 2, 32, tzinfo=UTC)
"""Its clock's first instant: 10:32 in China on a Sunday."""

REGIONS = {
    "华东大区": ["上海", "杭州", "南京", "苏州", "宁波"],
    "华南大区": ["广州", "深圳", "厦门", "福州", "佛山"],
    "华北大区": ["北京", "天津", "济南", "青岛", "石家庄"],
    "西南大区": ["成都", "重庆", "昆明", "贵阳", "南宁"],
}
PLACES = ["万象城店", "大悦城店"]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红玲鑫雨晨子涵欣怡梓轩浩宇思远"
NICKNAMES = ["小鹿", "Lily", "一杯清茶", "阿Ken", "晚风", "Momo", "老街坊", "Tina陈", "云边有个小卖部", "大橘"]
TAG_GROUPS: list[tuple[str, list[str]]] = [
    ("客户等级", ["新客", "熟客", "会员", "高价值"]),
    ("口味偏好", ["绿茶", "乌龙", "普洱", "花茶", "少糖"]),
    ("来源活动", ["门店扫码", "开业活动", "包裹卡", "公众号", "抖音团购"]),
    ("生命周期", ["首购", "复购", "沉默", "流失预警"]),
]
CHANNELS = [
    ("收银台立牌", 128_000),
    ("外卖包裹卡", 86_000),
    ("公众号菜单", 0),
    ("抖音团购核销页", 450_000),
    ("新店开业海报", 210_000),
    ("会员日小程序", 60_000),
    ("朋友圈广告", 980_000),
    ("门店员工工牌", 12_000),
]


def iso(at: datetime) -> str:
    """RFC 3339 in UTC, as the contract has it."""
    return at.isoformat().replace("+00:00", "Z")


def make_departments() -> list[Json]:
    """One root, four regions, forty shops."""
    rows = [_department(1, None, "观山茶社", is_shop=False)]
    shop_id = 100
    for index, (region, cities) in enumerate(REGIONS.items()):
        rows.append(_department(10 + index, 1, region, is_shop=False))
        for city in cities:
            for place in PLACES:
                rows.append(_department(shop_id, 10 + index, city + place, is_shop=True))
                shop_id += 1
    return rows


def _department(department_id: int, parent_id: int | None, name: str, *, is_shop: bool) -> Json:
    return {
        "department_id": department_id,
        "parent_id": parent_id,
        "name": name,
        "is_shop": is_shop,
        "staff_count": 7 if is_shop else 0,
    }


def person(chance: random.Random) -> str:
    """A Chinese name of two or three signs."""
    return chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.choice((1, 2))))


def make_staff(chance: random.Random, departments: list[Json]) -> list[Json]:
    """300 members: seven a shop, twenty at headquarters."""
    shops = [row for row in departments if row["is_shop"]]
    rows: list[Json] = []
    for number in range(300):
        shop = shops[number % len(shops)] if number < 280 else None
        rows.append(
            {
                "staff_id": number + 1,
                "userid": f"staff{number + 1:03}",
                "name": person(chance),
                "department_ids": [shop["department_id"] if shop else 1],
                "shop": shop and {"department_id": shop["department_id"], "name": shop["name"]},
                "is_follow_user": number < 280,
                "active": number % 61 != 60,
                "customers": chance.randrange(20, 640) if number < 280 else 0,
            }
        )
    return rows


def make_tags(chance: random.Random) -> list[Json]:
    """Corp tags by group; the last group was made in WeCom's console, not by us."""
    groups: list[Json] = []
    tag_id = 1
    for group_id, (name, tags) in enumerate(TAG_GROUPS, start=1):
        rows: list[Json] = []
        for tag in tags:
            rows.append(
                {"tag_id": tag_id, "name": tag, "ours": group_id < 4, "customers": chance.randrange(400, 14_000)}
            )
            tag_id += 1
        groups.append({"group_id": group_id, "name": name, "tags": rows})
    return groups


def make_channels(chance: random.Random) -> list[Json]:
    """Eight channel codes in every status."""
    status = ["live", "live", "live", "live", "live", "preparing", "expired", "failed"]
    rows: list[Json] = []
    for index, (name, cost) in enumerate(CHANNELS):
        added = 0 if status[index] in {"preparing", "failed"} else chance.randrange(600, 9_800)
        rows.append(
            {
                "channel_id": index + 1,
                "name": name,
                "state": f"ch_{1024 + index}",
                "status": status[index],
                "status_reason": "no_relation" if status[index] == "failed" else None,
                "cost_fen": cost,
                "staff_count": chance.randrange(3, 40),
                "expires_at": iso(START + timedelta(days=30 - index * 5)) if index in {4, 6} else None,
                "added": added,
                "added_today": added // 40 if status[index] == "live" else 0,
                "greeted_in_time_permille": 1000 - index if added else None,
                "cost_per_add_fen": cost // added if added and cost else None,
                "created_at": iso(START - timedelta(days=60 - index)),
            }
        )
    return rows
