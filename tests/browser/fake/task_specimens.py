"""Work orders, tasks and a member's own tasks of the made-up brand."""

from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

ORDERS: list[tuple[str, str, str, int, tuple[int, int, int, int, int]]] = [
    ("回访冬季新品尝鲜客", "follow_up", "open", 1, (38, 21, 96, 0, 6)),
    ("邀请会员进门店福利群", "invite", "open", 3, (121, 64, 155, 0, 4)),
    ("补全会员生日标签", "tag", "opening", 7, (0, 0, 0, 0, 0)),
    ("老客生日祝福", "message", "over", -1, (0, 0, 243, 31, 6)),
    ("换季橱窗拍照回传", "other", "cancelled", 2, (0, 0, 12, 0, 268)),
]
TODO = (
    "上周到店尝过桂花乌龙的客人，逐位回访一下口味和温度。\n"
    "喜欢的，邀请本周末带朋友来，第二杯半价；没喝惯的，记下原因，推荐茉莉绿茶。"
)
PHRASES = [
    "您好，我是湖滨银泰店的小陈。上次的桂花乌龙喝着还习惯吗？这周末来店里，第二杯半价，我给您留位。",
    "要是觉得花香重，下次可以试试茉莉绿茶，少冰三分糖，很多老客都这么点。",
]


def make_orders() -> list[Json]:
    """Five work orders, the newest first."""
    return [_order(len(ORDERS) - index, index, *row) for index, row in enumerate(ORDERS)]


def _order(
    number: int, index: int, title: str, kind: str, state: str, days: int, counts: tuple[int, int, int, int, int]
) -> Json:
    opened, seen, confirmed, expired, cancelled = counts
    return {
        "work_order_id": number,
        "kind": kind,
        "title": title,
        "state": state,
        "closes_at": iso(START + timedelta(days=days, hours=7, minutes=28)),
        "created_at": iso(START - timedelta(days=index, hours=3)),
        "created_by": "林晓",
        "counts": {
            "open": opened,
            "seen": seen,
            "confirmed": confirmed,
            "expired": expired,
            "cancelled": cancelled,
            "declined": cancelled if state == "open" else 0,
            "customers": 0 if kind == "other" else (opened + confirmed) * 12,
            "customers_done": 0 if kind == "other" else confirmed * 12 + seen * 5,
        },
        "todo": TODO,
        "phrases": PHRASES,
        "proof": {"tag": "tag", "follow_up": "note"}.get(kind, "press"),
        "proof_tag_id": 5 if kind == "tag" else None,
        "audience": {"staff_ids": [], "department_ids": [10, 11], "tag_ids": [], "segment_id": None},
    }


STATES = ("open", "open", "confirmed", "open", "expired", "confirmed", "cancelled", "open")


def make_board(staff: list[Json]) -> list[Json]:
    """Tasks of all kinds: of the first order, of the second, and confirmations of a broadcast."""
    rows = [_task(number, one) for number, one in enumerate(staff[:240])]
    opened = sorted((row for row in rows if row["state"] == "open"), key=lambda row: row["closes_at"])
    return opened + [row for row in rows if row["state"] != "open"]


def _task(number: int, one: Json) -> Json:
    state, which = STATES[number % len(STATES)], number % 3
    order = {0: 5, 1: 4}.get(which)
    seen = number % 5 != 0
    ended = iso(START - timedelta(hours=number % 40 + 1)) if state != "open" else None
    return {
        "task_id": number + 1,
        "kind": ("follow_up", "invite", "group_send")[which],
        "state": state,
        "staff": {"staff_id": one["staff_id"], "name": one["name"], "shop": one["shop"]},
        "title": (ORDERS[0][0], ORDERS[1][0], None)[which],
        "broadcast_id": 1 if order is None else None,
        "work_order_id": order,
        "opened_at": iso(START - timedelta(hours=26)),
        "closes_at": iso(START + timedelta(hours=(number * 5) % 70 + 1) * (1 if state == "open" else -1)),
        "carded_at": None if order is None else iso(START - timedelta(hours=20)),
        "seen_at": iso(START - timedelta(hours=19)) if seen and order else None,
        "confirmed_at": ended if state == "confirmed" else None,
        "closed_at": ended,
        "reminders": number % 3 if state == "open" else 0,
        "declined": "no_answer" if state == "cancelled" and order else None,
        "cancel_reason": "replaced" if state == "cancelled" and not order else None,
        "note": "三位都没接，晚上再试过一次" if state == "cancelled" and order else None,
        "customers": 0 if order is None else 12,
        "customers_done": 0 if order is None else number % 12,
        "card_failed": "outside.refused:81013" if number == 9 and order else None,
    }


def make_mine(customers: list[Json]) -> list[Json]:
    """Tasks of the member who entered: one of each kind, and two that have ended."""
    people = [_person(row, index) for index, row in enumerate(customers[:12])]
    return [
        _mine(1, "follow_up", ORDERS[0][0], hours=1, proof="note", people=people, todo=TODO, phrases=PHRASES),
        _mine(2, "tag", ORDERS[2][0], hours=9, proof="tag", people=people[:4], todo="请客人告诉生日，打上生日月标签。"),
        _mine(3, "group_send", None, hours=30, todo=None),
        _mine(4, "other", ORDERS[4][0], hours=80, todo="换好橱窗后拍三张照片，发到店长群。"),
        _mine(5, "message", ORDERS[3][0], hours=-20, state="confirmed", people=people[:3], todo="祝生日快乐。"),
        _mine(6, "invite", ORDERS[1][0], hours=-44, state="expired", todo="邀请会员进门店福利群。"),
    ]


def _mine(number: int, kind: str, title: str | None, *, hours: int, **told: Any) -> Json:
    people = [dict(one) for one in told.get("people", [])]
    state = told.get("state", "open")
    ended = None if state == "open" else iso(START + timedelta(hours=hours))
    return {
        "task_id": number,
        "kind": kind,
        "state": state,
        "title": title,
        "opened_at": iso(START - timedelta(days=2)),
        "closes_at": iso(START + timedelta(hours=hours)),
        "closed_at": ended,
        "confirmed_at": ended if state == "confirmed" else None,
        "declined": None,
        "customers": len(people),
        "customers_done": sum(one["done_at"] is not None for one in people),
        "now": iso(START),
        "todo": told["todo"],
        "phrases": told.get("phrases", []),
        "proof": told.get("proof", "press"),
        "proof_tag": "生日 11 月" if told.get("proof") == "tag" else None,
        "note": None,
        "people": people,
    }


def _person(row: Json, index: int) -> Json:
    return {
        "customer_id": row["customer_id"],
        "name": row["name"],
        "avatar_url": None,
        "remark": f"{row['name']} 桂花乌龙" if index % 3 == 0 else None,
        "tags": [tag["name"] for tag in row["tags"][:3]],
        "followed": index != 5,
        "has_proof": index % 2 == 0,
        "done_at": iso(START - timedelta(hours=2)) if index in {0, 2} else None,
    }
