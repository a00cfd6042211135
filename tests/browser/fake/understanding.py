"""What makes a segment understood: sizes, overlaps, changes, archiving."""

import math
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find

Json = dict[str, Any]

RECORDED_DAYS = 41
SHARES = [0.0, 0.0, 0.462, 0.377, 0.128, 0.051, 1.0, 0.0497, 0.0006, 0.0]
LARGEST = 50_000


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register what is asked about a segment beside its definition."""

    def row_of(request: Request) -> Json:
        return find(brand().segments, "segment_id", request, "segments.not_found")

    def sizes(request: Request) -> Json:
        return sizes_of(row_of(request), int(request.one("days", "30")))

    def overlap(request: Request) -> Json:
        now = brand()
        itself = request.body.get("segment_id")
        sizes = {one["segment_id"]: one["size"] for one in now.segments}
        known = sizes.get(itself)
        size: int = LARGEST // 6 if known is None else known
        others = [_overlap(one, size) for one in now.segments if one["segment_id"] != itself]
        others.sort(key=lambda one: -1 if one["both"] is None else one["both"], reverse=True)
        return {"size": size, "alone": size * 4 // 100, "others": others}

    def changes(request: Request) -> Json:
        row = row_of(request)
        version = int(request.parts["version"])
        since = int(request.one("since", str(version - 1)))
        told = {one["version"]: one for one in row["versions"]}
        if version not in told or since not in told or since >= version:
            raise Refused(404, "segments.version_not_found")
        return {
            "before": told[since],
            "after": told[version],
            "definition_before": row["definition"],
            "lines": LINES if version - since == 1 else [LINES[0], *LINES[2:]],
        }

    def archive(request: Request) -> Json:
        row = row_of(request)
        if row["read_by"]:
            raise Refused(409, "segments.in_use", readers=[one["id"] for one in row["read_by"]])
        drafts = [
            {"broadcast_id": one["broadcast_id"], "name": one["name"]}
            for one in brand().broadcasts
            if one["state"] == "draft" and one["segment"] and one["segment"]["segment_id"] == row["segment_id"]
        ]
        if drafts:
            names = " · ".join(one["name"] for one in drafts)
            raise Refused(409, "segments.awaited", segment_id=row["segment_id"], broadcasts=drafts, names=names)
        row["archived_at"] = iso(START)
        return {}

    router.add("GET", "/api/segments/{id}/sizes", sizes)
    router.add("POST", "/api/segments/overlap", overlap)
    router.add("GET", "/api/segments/{id}/versions/{version}/changes", changes)
    router.add("POST", "/api/segments/{id}/archive", archive)


def _overlap(row: Json, size: int) -> Json:
    share = SHARES[(row["segment_id"] - 1) % len(SHARES)]
    known = row["size"] is not None
    return {
        "segment_id": row["segment_id"],
        "name": row["name"],
        "size": row["size"],
        "both": min(round(size * share), row["size"]) if known else None,
        "is_building": row["is_building"],
    }


def _line(
    depth: int,
    change: str,
    sentence: str | None = None,
    before: str | None = None,
    *,
    joining: str | None = None,
    joining_before: str | None = None,
) -> Json:
    told = {"depth": depth, "change": change, "sentence": sentence, "sentence_before": before}
    return told | {"joining": joining, "joining_before": joining_before}


LINES = [
    _line(0, "same", joining="all"),
    _line(1, "same", "有标签「熟客」", "有标签「熟客」"),
    _line(1, "removed", before="由「华东大区」的成员服务"),
    _line(1, "added", "添加于最近 365 天内"),
    _line(1, "same", joining="none"),
    _line(2, "changed", "最近 60 天内买过东西", "最近 90 天内买过东西"),
    _line(1, "changed", joining="any", joining_before="all"),
    _line(2, "same", "生日已填写", "生日已填写"),
    _line(2, "added", "最近 30 天内打开过页面至少 2 次，其中标签包含「绿茶」"),
]


def sizes_of(row: Json, days: int) -> Json:
    """The last days of a segment; nothing is recorded of those before it was made."""
    if row["size"] is None:
        told = [_day(number, None) for number in range(days)]
        return {"since": None, "days": told[::-1]}
    chance = random.Random(row["segment_id"])
    edits = {(START - _instant(one["made_at"])).days: one for one in row["versions"]}
    size = row["size"]
    told: list[Json] = []
    for ago in range(days):
        edit = edits.get(ago)
        known = ago <= RECORDED_DAYS
        wave = 1 + 0.4 * math.sin(ago / 1.1)
        entered, left = (round(chance.randrange(40, 120) * wave), chance.randrange(30, 110)) if known else (0, 0)
        let_in, put_out = (edit["let_in"] or 0, edit["put_out"] or 0) if edit else (0, 0)
        told.append(
            _day(ago, size if known else None)
            | {"entered": entered, "left": left, "let_in": let_in, "put_out": put_out}
        )
        size = max(0, size - (entered - left + (let_in - put_out if edit and edit["version"] > 1 else 0)))
    return {"since": _date(RECORDED_DAYS), "days": told[::-1]}


def _day(ago: int, size: int | None) -> Json:
    return {"day": _date(ago), "entered": 0, "left": 0, "let_in": 0, "put_out": 0, "size": size}


def _date(ago: int) -> str:
    return (START - timedelta(days=ago)).date().isoformat()


def _instant(text: str) -> Any:
    return START.fromisoformat(text)
