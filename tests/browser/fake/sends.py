"""Broadcasts of the made-up brand in each of their states."""

import json
from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

TEXT = "冬季新品三款上市：桂花乌龙拿铁、红枣姜茶、雪顶抹茶。\n到店出示本消息，第二杯半价，11 月 30 日前有效。"
OTHER_TEXT = "您常喝的桂花乌龙出了冬季款，到店出示本消息，第二杯半价"
STATES = ["waiting", "draft", "planning", "done", "cancelled", "awaiting_approval", "scheduled", "waiting"]
NAMES = [
    "冬季新品尝鲜",
    "会员日提醒",
    "十二月储值活动",
    "双十一门店通告",
    "台风天营业调整",
    "沉睡熟客第二杯半价",
    "十二月会员日预告",
    "会员群周末福利",
]
PROGRAMMES = {
    "十二月储值活动": {"programme_id": 3, "name": "会员日"},
    "沉睡熟客第二杯半价": {"programme_id": 4, "name": "沉睡熟客唤醒"},
    "十二月会员日预告": {"programme_id": 3, "name": "会员日"},
}
WAITS = {"awaiting_approval": timedelta(hours=25, minutes=28), "scheduled": timedelta(days=8, minutes=-32)}
"""After which what waits leaves."""

SLEEPING = {"segment_id": 1, "name": "沉睡熟客", "archived": False}
SEGMENTS = {"会员日提醒": SLEEPING, "沉睡熟客第二杯半价": SLEEPING}


GROUPS = {
    "groupchats": [],
    "tags": [{"id": 1, "name": "会员群"}],
    "owners": [],
    "departments": [],
    "least_people": 30,
    "most_people": None,
}
IN_GROUPS = {"handed_over": 9, "delivered": 34, "failed": 9, "skipped": 8, "total": 60}


def make_broadcasts() -> list[Json]:
    """One broadcast in each state a reader meets, and one into groups."""
    made = [_broadcast(index + 1, name, STATES[index]) for index, name in enumerate(NAMES)]
    into_groups = made[-1]
    into_groups |= {"groups": GROUPS, "tag_match": None, "tags": [], "taken_out": []}
    into_groups["counts"] |= IN_GROUPS | {"unknown": 0}
    into_groups["tasks"] = {"open": 13, "confirmed": 37, "expired": 0, "cancelled": 0}
    into_groups["skips"] = [{"reason": "over_cap", "count": 6}, {"reason": "no_owner", "count": 2}]
    into_groups["variants"] = into_groups["variants"][:1]
    into_groups["variants"][0] |= {"permille": 1000, "counts": into_groups["counts"]}
    return made


def _broadcast(broadcast_id: int, name: str, state: str) -> Json:
    counts = dict.fromkeys(
        ("planned", "handed_over", "delivered", "failed", "expired", "cancelled", "skipped", "unknown", "total"), 0
    )
    tasks = dict.fromkeys(("open", "confirmed", "expired", "cancelled"), 0)
    if state == "waiting":
        counts |= {
            "handed_over": 3_204,
            "delivered": 8_412,
            "failed": 61,
            "skipped": 324,
            "unknown": 2,
            "total": 12_003,
        }
        tasks |= {"open": 78, "confirmed": 202}
    elif state == "planning":
        counts |= {"planned": 5_120, "total": 5_120}
    elif state == "done":
        counts |= {"delivered": 20_418, "failed": 214, "expired": 1_062, "skipped": 806, "total": 22_500}
        tasks |= {"confirmed": 268, "expired": 12}
    elif state == "cancelled":
        counts |= {"cancelled": 2_340, "total": 2_340}
        tasks |= {"cancelled": 40}
    segment = SEGMENTS.get(name)
    sent = state in {"waiting", "done", "cancelled"}
    awaiting = state == "awaiting_approval"
    return {
        "broadcast_id": broadcast_id,
        "name": name,
        "state": state,
        "created_at": iso(START - timedelta(days=broadcast_id, hours=2)),
        "created_by": "林晓",
        "tag_match": None if segment else "any" if broadcast_id % 2 else "all",
        "tags": [] if segment else [{"tag_id": 2, "name": "熟客"}, {"tag_id": 3, "name": "会员"}],
        "segment": segment,
        "groups": None,
        "programme": PROGRAMMES.get(name),
        "scheduled_at": iso(START + WAITS[state]) if state in WAITS else None,
        "end_reason": None,
        "counts": counts,
        "tasks": tasks,
        "variants": make_variants(state, counts),
        "version": 1,
        "taken_out": [{"reason": "consent_withdrawn", "customers": 5, "had_left": 2}] if sent else [],
        "skips": [{"reason": "over_cap", "count": 246}, {"reason": "no_relation", "count": 78}] if sent else [],
        "handed_over_at": iso(START - timedelta(hours=5)) if sent else None,
        "closes_at": iso(START + timedelta(days=2, hours=19)) if state == "waiting" else None,
        "sent_by": "account:2" if awaiting else "account:1" if sent else None,
        "sent_by_name": "周倩" if awaiting else "林晓" if sent else None,
        "approved_by": None,
        "approved_by_name": None,
        "reach": 12_480 if awaiting else None,
    }


LINK = {
    "kind": "link",
    "title": "冬季新品三款",
    "url": "https://example.com/winter",
    "desc": "桂花乌龙拿铁 · 红枣姜茶 · 雪顶抹茶",
    "pic_url": None,
}


def make_variants(state: str, counts: Json) -> list[Json]:
    """One content; of a broadcast that is done two, of which the first did a little better."""
    if state != "done":
        return [_variant("A", 1_000, TEXT, counts)]
    first = {name: count * (51 if name == "delivered" else 48) // 100 for name, count in counts.items()}
    first["total"] = sum(first.values()) - first["total"]
    second = {name: count - first[name] for name, count in counts.items()}
    return [_variant("A", 500, TEXT, first), _variant("B", 500, OTHER_TEXT, second)]


def _variant(key: str, permille: int, text: str, counts: Json) -> Json:
    return {"key": key, "permille": permille, "content": {"text": text, "attachments": [LINK]}, "counts": counts}


def make_tasks(staff: list[Json]) -> list[Json]:
    """The members' tasks of the broadcast that waits for them."""
    return [
        {
            "task_id": one["staff_id"],
            "staff": {
                "staff_id": one["staff_id"],
                "name": one["name"],
                "shop_name": one["shop"]["name"] if one["shop"] else None,
            },
            "variant": "AB"[index % 2],
            "state": "open" if index % 4 == 0 else "confirmed",
            "customers": 20 + index * 7 % 60,
            "delivered": 0 if index % 4 == 0 else 19 + index * 7 % 60,
            "failed": 0 if index % 4 == 0 else 1,
            "opened_at": iso(START - timedelta(hours=5)),
            "confirmed_at": None if index % 4 == 0 else iso(START - timedelta(hours=4, minutes=index)),
            "cancel_reason": None,
            "reminders": index % 3 if index % 4 == 0 else 0,
        }
        for index, one in enumerate(staff[:280])
    ]


def make_unknown_calls(staff: list[Json]) -> list[Json]:
    """A member's call of the broadcast that waits: its answer was lost, and two group sends of WeCom are alike."""
    return [
        {
            "group_send_id": 41,
            "staff": {"staff_id": staff[3]["staff_id"], "name": staff[3]["name"]},
            "variant": "A",
            "recipients": 2,
            "called_at": iso(START - timedelta(hours=5)),
            "msgids": ["msgGCAAAXtWyujaWJHDDGi0mACAAAA", "msgGCAAAXtWyujaWJHDDGi0mACAAAB"],
            "verdict": None,
        }
    ]


def make_dead_letters() -> list[Json]:
    """Three things that could not be done."""
    payload = json.dumps(
        {
            "ToUserName": "wwGUANSHAN",
            "Event": "change_external_contact",
            "ChangeType": "%s",
            "UserID": "staff007",
            "ExternalUserID": "wmGUANSHAN000214",
            "WelcomeCode": "******",
        },
        indent=2,
    )
    return [
        {
            "dead_letter_id": "c-1",
            "kind": "callback",
            "name": "change_external_contact.transfer_fail",
            "reason": "not_understood",
            "error": None,
            "attempts": 1,
            "first_at": iso(START - timedelta(hours=3)),
            "last_at": iso(START - timedelta(hours=3)),
            "payload": payload % "transfer_fail",
        },
        {
            "dead_letter_id": "c-2",
            "kind": "callback",
            "name": "change_external_contact.add_external_contact",
            "reason": "failed",
            "error": "errcode -1",
            "attempts": 8,
            "first_at": iso(START - timedelta(hours=2)),
            "last_at": iso(START - timedelta(minutes=40)),
            "payload": payload % "add_external_contact",
        },
        {
            "dead_letter_id": "j-1",
            "kind": "job",
            "name": "customers.mark_tag",
            "reason": "failed",
            "error": "errcode 84061",
            "attempts": 3,
            "first_at": iso(START - timedelta(minutes=90)),
            "last_at": iso(START - timedelta(minutes=15)),
            "payload": '{\n  "staff_id": 7,\n  "customer_id": 214,\n  "grant": [3]\n}',
        },
    ]
