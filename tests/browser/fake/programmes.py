"""Programmes of the brand: a series for each thing it wants of its customers."""

from datetime import timedelta
from typing import Any

from .people import START, iso

Json = dict[str, Any]

ZERO = dict.fromkeys(
    ("planned", "handed_over", "delivered", "failed", "expired", "cancelled", "skipped", "unknown", "total"), 0
)


def make_programmes() -> list[Json]:
    """Four programmes: two running, one paused, one over."""
    return [
        _programme(
            4,
            "沉睡熟客唤醒",
            {
                "owner": "周倩",
                "hypothesis": "60 天没来的熟客不是不喜欢，是忘了。一张第二杯半价券能让十分之一的人两周内回来。",
                "target": "两周内到店率比对照组高 3 个百分点",
                "budget": 60_000,
                "priority": 70,
                "value_fen": 180,
                "holdout_permille": 100,
            },
            planned=41_320,
            counts={"delivered": 30_418, "handed_over": 6_204, "failed": 412, "expired": 1_286, "planned": 3_000},
            skips={"held_out": 4_602, "capped": 3_180, "over_cap": 214},
            arms={"treated": 40_890, "holdout": 4_602, "global_holdout": 921},
            broadcasts=5,
        ),
        _programme(
            3,
            "会员日",
            {"owner": "林晓", "target": "每月会员日复购人数", "priority": 50, "value_fen": 90, "holdout_permille": 50},
            planned=128_400,
            counts={"delivered": 121_960, "failed": 2_140, "expired": 4_300},
            skips={"capped": 18_420, "held_out": 7_020},
            arms={"treated": 132_010, "holdout": 7_020, "global_holdout": 2_790},
            broadcasts=11,
        ),
        _programme(
            2,
            "门店营业通知",
            {"category": "service", "owner": "陈默", "priority": 90, "overnight": True},
            state="paused",
            planned=8_204,
            counts={"delivered": 8_011, "failed": 193},
            skips={},
            arms={"treated": 8_204},
            broadcasts=3,
        ),
        _programme(
            1,
            "双十一预热",
            {"owner": "周倩", "budget": 50_000, "value_fen": 220, "holdout_permille": 50},
            state="ended",
            planned=50_000,
            counts={"delivered": 47_310, "failed": 620, "expired": 2_070},
            skips={"over_budget": 6_208, "held_out": 2_640},
            arms={"treated": 56_210, "holdout": 2_640, "global_holdout": 1_120},
            broadcasts=2,
        ),
    ]


def _programme(number: int, name: str, said: Json, **became: Any) -> Json:
    counts = ZERO | became["counts"] | {"skipped": sum(became["skips"].values())}
    counts["total"] = sum(counts.values())
    return {
        "programme_id": number,
        "name": name,
        "category": "marketing",
        "hypothesis": "",
        "target": "",
        "budget": None,
        "priority": 50,
        "value_fen": 0,
        "holdout_permille": 0,
        "overnight": False,
        "cadence": None,
        "state": became.get("state", "running"),
        "planned": became["planned"],
        "created_at": iso(START - timedelta(days=60 - number * 10)),
        "created_by": "林晓",
        "broadcasts": became["broadcasts"],
        "counts": counts,
        "skips": [{"reason": reason, "count": count} for reason, count in became["skips"].items()],
        "arms": [{"arm": arm, "persons": persons} for arm, persons in became["arms"].items()],
    } | said
