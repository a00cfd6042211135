"""Broadcasts, their audience, tasks and results."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .customer_routes import tag_names
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find, page
from .sends import make_tasks
from .stream import delivery

Json = dict[str, Any]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register broadcasts."""

    def row_of(request: Request) -> Json:
        return find(brand().broadcasts, "broadcast_id", request, "outreach.broadcast_not_found")

    def create(request: Request) -> Json:
        now, names = brand(), tag_names(brand())
        row = now.broadcasts[1] if len(now.broadcasts) > 1 else {}
        fresh = (
            row | request.body | {"broadcast_id": len(now.broadcasts) + 1, "state": "draft", "created_at": iso(START)}
        )
        fresh["tags"] = [{"tag_id": tag, "name": names[tag]} for tag in request.body.get("tag_ids", [])]
        fresh["segment"] = _segment(now, request.body)
        now.broadcasts.insert(0, fresh)
        return fresh

    def preview(request: Request) -> Json:
        named = _segment(brand(), request.body)
        if named is not None:
            return _reached(brand(), named["segment_id"])
        wanted, match = set(request.body["tag_ids"]), request.body["tag_match"]
        has = [(row, {tag["tag_id"] for tag in row["tags"]}) for row in brand().customers if row["live"]]
        rows = [row for row, tags in has if wanted and (bool(tags & wanted) if match == "any" else wanted <= tags)]
        sample = [{"customer_id": row["customer_id"], "name": row["name"]} for row in rows[:10]]
        skipped = [
            {"reason": "over_cap", "count": len(rows) // 50},
            {"reason": "no_relation", "count": len(rows) // 90},
        ]
        staff = len({row["staff"][0]["staff_id"] for row in rows})
        return {
            "customers": len(rows),
            "staff": staff,
            "sample": sample,
            "skipped": [skip for skip in skipped if skip["count"]],
        }

    def send(request: Request) -> Json:
        row = row_of(request)
        row |= {"state": "planning", "counts": row["counts"] | {"planned": 120, "total": 120}}
        return row

    def cancel(request: Request) -> Json:
        row = row_of(request)
        row["state"] = "cancelled"
        return row

    def sent(request: Request) -> Json:
        states = [("delivered", None)] * 5 + [("failed", "not_friend"), ("skipped", "over_cap"), ("handed_over", None)]
        rows = [
            delivery(row, 0, "broadcast", *states[index % len(states)], START - timedelta(minutes=index))
            for index, row in enumerate(brand().customers[:400])
        ]
        wanted = request.one("state")
        return page([row for row in rows if wanted in {"", row["state"]}], request)

    router.add("GET", "/api/broadcasts", lambda request: page(brand().broadcasts, request))
    router.add("POST", "/api/broadcasts", create)
    router.add("POST", "/api/broadcasts/preview", preview)
    router.add("GET", "/api/broadcasts/{id}", row_of)
    router.add("POST", "/api/broadcasts/{id}/send", send)
    router.add("POST", "/api/broadcasts/{id}/cancel", cancel)
    router.add("POST", "/api/broadcasts/{id}/remind", row_of)
    router.add("GET", "/api/broadcasts/{id}/tasks", lambda request: page(make_tasks(brand().staff), request))
    router.add("GET", "/api/broadcasts/{id}/deliveries", sent)


def _segment(now: Brand, asked: Json) -> Json | None:
    """Return the segment that is asked for, None where tags are; refused while its members are being found."""
    number = asked.get("segment_id")
    if number is None:
        return None
    row = next((one for one in now.segments if one["segment_id"] == number), None)
    if row is None:
        raise Refused(422, "outreach.unknown_segment", "body.segment_id", segment_id=number)
    if row["is_building"]:
        raise Refused(409, "outreach.segment_building", "body.segment_id", segment_id=number, name=row["name"])
    return {"segment_id": number, "name": row["name"], "archived": row["archived_at"] is not None}


def _reached(now: Brand, number: int) -> Json:
    """Say whom a segment reaches: all but a few of its members."""
    size = next(one["size"] for one in now.segments if one["segment_id"] == number)
    lost, unable = size // 40, size // 90
    return {
        "customers": size - lost - unable,
        "staff": len(now.staff),
        "sample": [{"customer_id": one["customer_id"], "name": one["name"]} for one in now.customers[:10]],
        "skipped": [{"reason": "no_live_relation", "count": lost}, {"reason": "no_follow_user", "count": unable}],
    }
