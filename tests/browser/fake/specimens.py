"""Segments, grants and the events' door as the fake begins with them."""

from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

TAGGED = {"kind": "tag", "tags": [1]}
REGULAR_IN_EAST = {"kind": "tag", "tags": [2], "scope": {"departments": [10]}}
BOUGHT = {"kind": "order", "window": {"kind": "last", "duration": "P60D"}}


def make_segments() -> list[Json]:
    """Segments as a brand has them: one with a history, one being counted, some that read others."""
    sleeping = {"kind": "all", "of": [TAGGED, {"kind": "not", "of": {"kind": "any", "of": [BOUGHT]}}]}
    rows = [
        segment(1, "沉睡熟客", "有标签「熟客」，不满足（最近 60 天内买过东西）", sleeping, size=8_214),
        segment(2, "近期买过", "最近 60 天内买过东西", {"kind": "all", "of": [BOUGHT]}, size=None),
        segment(3, "华东会员", "由「华东大区」的成员服务，有标签「会员」", REGULAR_IN_EAST, size=12_630),
        segment(4, "流失预警", "距最近一单超过 90 天，有标签「熟客」或「会员」", TAGGED, size=5_377),
        segment(5, "绿茶爱好者", "有标签「绿茶」，最近 180 天内买过绿茶至少 2 次", TAGGED, size=3_106),
        segment(6, "本月生日", "生日在本月", {"kind": "attribute", "key": "birthday", "op": "this_month"}, size=1_982),
        segment(7, "唤醒对象", "在人群「沉睡熟客」中", {"kind": "segment", "segment_id": 1}, size=8_214),
        segment(
            8, "抽样对照组", "抽样「A」的 0–49 号（占 5%）", {"kind": "bucket", "salt": "A", "last": 49}, size=2_499
        ),
        segment(9, "企业采购", "企业微信客户，单笔不低于 2,000 元", TAGGED, size=146),
        segment(10, "开业活动新客", "最近 30 天内从渠道「新店开业海报」添加", TAGGED, size=0),
    ]
    rows[1]["progress"] = {"found": 1, "needed": 3, "waits": [waiting("history", "history.not_ready")]}
    with_history(rows[0])
    rows[0]["read_by"] = [{"id": 7, "name": "唤醒对象"}]
    return rows


def segment(number: int, name: str, sentence: str, definition: Json, *, size: int | None) -> Json:
    """A segment as the API shows it."""
    at = iso(START)
    first = version(1, at, sentence, let_in=size, put_out=None if size is None else 0)
    return {
        "segment_id": number,
        "name": name,
        "version": 1,
        "sentence": sentence,
        "size": size,
        "sized_at": None if size is None else at,
        "as_of": at,
        "is_building": size is None,
        "progress": {"found": 0, "needed": 1, "waits": []} if size is None else None,
        "changed_at": at,
        "archived_at": None,
        "definition": definition,
        "versions": [first],
        "read_by": [],
    }


def waiting(what: str, reason: str | None = None, *segments: Json) -> Json:
    """What the finding of members waits for."""
    return {"what": what, "reason": reason, "segments": list(segments)}


def version(
    number: int,
    at: str,
    sentence: str,
    *,
    let_in: int | None,
    put_out: int | None,
    author: str | None = "林晓",
    fires: bool = False,
    told: int | None = None,
) -> Json:
    """A version and what it did."""
    who = {"version": number, "author": author, "made_at": at, "sentence": sentence}
    return who | {"let_in": let_in, "put_out": put_out, "fires": fires, "told": told}


def with_history(row: Json) -> None:
    """Four versions: edited twice by hand, once by the command line."""
    made = [iso(START - timedelta(days=days)) for days in (41, 24, 9, 2)]
    row["version"], row["changed_at"] = 4, made[-1]
    row["versions"] = [
        version(4, made[3], row["sentence"], let_in=1_240, put_out=305, fires=True, told=1_545),
        version(
            3,
            made[2],
            "有标签「熟客」或「会员」，由「华东大区」的成员服务，不满足（最近 90 天内买过东西）",
            let_in=0,
            put_out=2_118,
            author="周敏",
        ),
        version(
            2, made[1], "有标签「熟客」或「会员」，不满足（最近 90 天内买过东西）", let_in=0, put_out=0, author=None
        ),
        version(1, made[0], "有标签「熟客」，不满足（最近 90 天内买过东西）", let_in=9_402, put_out=0),
    ]


def grant(number: int, segment_id: int, *, tag_id: int | None, stage_id: int | None, withdraw_on_left: bool) -> Json:
    """A draft as the API shows it, names aside."""
    return {
        "grant_id": number,
        "segment_id": segment_id,
        "tag_id": tag_id,
        "stage_id": stage_id,
        "withdraw_on_left": withdraw_on_left,
        "state": "draft",
        "made_at": iso(START - timedelta(days=3)),
        "switched_at": None,
        "progress": None,
        "given": 0,
        "waiting": 0,
        "cuts": {"count": 0, "at": None, "chain": []},
    }


def make_stages() -> list[Json]:
    """The usual stages, with a funnel of people."""
    counted = (("认知", 2_150), ("信任", 1_320), ("兴趣", 640), ("购买", 286))
    return [{"stage_id": number, "name": name, "customers": count} for number, (name, count) in enumerate(counted, 1)]


def make_grants() -> list[Json]:
    """A tag that is on with marks on the way, a stage that is on, a draft, and one that was cut in a loop."""
    on = {"state": "on", "switched_at": iso(START - timedelta(days=2))}
    tagging = grant(1, 1, tag_id=17, stage_id=None, withdraw_on_left=True) | on | {"given": 1_912, "waiting": 1_280}
    moving = grant(2, 1, tag_id=None, stage_id=3, withdraw_on_left=False) | on | {"given": 640}
    draft = grant(3, 1, tag_id=18, stage_id=None, withdraw_on_left=False)
    cuts = {"count": 12, "at": iso(START), "chain": [1, 4]}
    looped = grant(4, 2, tag_id=5, stage_id=None, withdraw_on_left=True) | {"state": "off", "given": 12, "cuts": cuts}
    return [tagging, moving, draft, looped]


DOOR_URL = "https://lingqu.brand.example/in/events/k2v9x4"
DOOR_NAMES = [
    {"name": "own.coupon_claimed", "properties": ["coupon", "scene"]},
    {"name": "own.tasting_booked", "properties": ["city", "seats", "shop"]},
    {"name": "page.opened", "properties": ["page", "seconds", "source", "tags"]},
]


def make_door() -> Json:
    """A door in use: the key was changed this morning, and one server still has the former."""
    return {
        "url": DOOR_URL,
        "made_at": iso(START - timedelta(hours=3)),
        "used_at": iso(START - timedelta(minutes=1)),
        "former_until": iso(START + timedelta(hours=21)),
        "former_used_at": iso(START - timedelta(minutes=12)),
        "names": DOOR_NAMES,
        "facts": 184_206,
        "waiting": 1_318,
        "unmatched": 427,
    }


def make_rules() -> Json:
    """What bounds all sending of the brand."""
    return {
        "shape": "weekly_7",
        "group_caps": [],
        "caps": [
            {"category": "marketing", "channel": "message", "period": "week", "most": 2},
            {"category": "marketing", "channel": "moment", "period": "month", "most": 6},
            {"category": None, "channel": None, "period": "day", "most": 1},
        ],
        "quiet": {"begins": "21:30:00", "ends": "09:00:00"},
        "rests_on_holidays": True,
        "holdout_permille": 20,
        "approval_above": 5_000,
        "tasks_per_day": 3,
        "frozen_at": None,
        "frozen_by": None,
    }
