"""Moments: written, counted, sent, approved, taken back."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .brand import OWNER, Brand
from .customer_routes import tag_names
from .http import Refused, Request, Router
from .moment_specimens import make_copies, moment
from .people import START, iso
from .platform import find, page

Json = dict[str, Any]

ME = "account:1"
ASKED = {"handing_over", "waiting"}
"""States in which members are asked to publish, or are about to be."""
PER_MINUTE = 120


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register moments."""

    def row_of(request: Request) -> Json:
        return find(brand().moments, "moment_id", request, "outreach.moment_not_found")

    def create(request: Request) -> Json:
        now, asked = brand(), request.body
        governing = _governing(now, asked)
        fresh = moment(
            max((one["moment_id"] for one in now.moments), default=0) + 1,
            asked["name"],
            "draft",
            asked["text"],
            asked["attachments"],
            created_at=iso(START),
            tags=[{"tag_id": one, "name": tag_names(now)[one]} for one in asked.get("tag_ids", [])],
            segment=_named(now.segments, "segment_id", asked, archived=False),
            programme=_named(now.programmes, "programme_id", asked),
            governed=asked["governed"] or governing is not None,
            starts_at=asked.get("starts_at"),
        )
        now.moments.insert(0, fresh)
        return fresh

    def members(request: Request) -> Json:
        return page(make_copies(row_of(request), brand().staff), request, total=False)

    _acts(router, brand, row_of)
    router.add("GET", "/api/moments", lambda request: page(brand().moments, request))
    router.add("POST", "/api/moments", create)
    router.add("POST", "/api/moments/preview", lambda request: reach_of(brand(), request.body))
    router.add("GET", "/api/moments/{id}", row_of)
    router.add("GET", "/api/moments/{id}/members", members)


def stop(row: Json) -> Json:
    """Take back a moment that members are asked to publish; say what had been seen."""
    row |= {"state": "cancelled", "problem": "frozen"}
    members, shown = row["members"], row["counts"]["shown"]
    told = {"moment_id": row["moment_id"], "name": row["name"], "shown": shown}
    return told | {"published": members["published"], "members": members["asked"]}


def reach_of(now: Brand, asked: Json) -> Json:
    """Whom a moment would reach: tenths of an audience are left out where it is governed."""
    everybody, staff = _size(now, asked), len(asked.get("staff_ids", [])) or len(now.staff)
    governing = _governing(now, asked)
    governed = asked["governed"] or governing is not None
    reasons = {"capped": everybody // 10, "consent_withdrawn": everybody // 50}
    if asked.get("programme_id") is not None:
        reasons["held_out"] = everybody // 10
    told = [{"reason": reason, "count": count} for reason, count in reasons.items() if count]
    marks = everybody - sum(reasons.values()) if governed else 0
    opens = datetime.fromisoformat(asked.get("starts_at") or iso(START))
    return {
        "opens_at": iso(opens),
        "closes_at": iso(opens + timedelta(hours=11)),
        "governing": governing,
        "governed": governed,
        "customers": marks if governed else everybody,
        "staff": staff,
        "hidden": 0 if governed else everybody // 100,
        "most_a_month": 4,
        "marks": marks,
        "minutes": -(-marks // PER_MINUTE),
        "skipped": told if governed else [],
        "nevertheless": [] if governed else told,
    }


def _size(now: Brand, asked: Json) -> int:
    if asked.get("segment_id") is not None:
        row = next(one for one in now.segments if one["segment_id"] == asked["segment_id"])
        if row["is_building"]:
            raise Refused(409, "outreach.segment_building", "body.segment_id", segment_id=1, name=row["name"])
        return row["size"]
    wanted = set(asked.get("tag_ids", []))
    return sum(
        row["live"] and (not wanted or any(tag["tag_id"] in wanted for tag in row["tags"])) for row in now.customers
    )


def _governing(now: Brand, asked: Json) -> str | None:
    if asked.get("segment_id") is not None:
        return "segment"
    if asked.get("programme_id") is not None:
        return "programme"
    return None if now.silence["marketing"] else "consent"


def _named(rows: list[Json], key: str, asked: Json, **more: Any) -> Json | None:
    row = next((one for one in rows if one[key] == asked.get(key)), None)
    return None if row is None else {key: row[key], "name": row["name"], **more}


def _acts(router: Router, brand: Callable[[], Brand], row_of: Callable[[Request], Json]) -> None:
    def send(request: Request) -> Json:
        now, row = brand(), row_of(request)
        if now.rules["frozen_at"] is not None:
            raise Refused(409, "outreach.frozen")
        customers, above = reach_of(now, _asked(row))["customers"], now.rules["approval_above"]
        row |= {"sent_by": ME, "sent_by_name": OWNER["name"]}
        if above is not None and customers > above:
            return _put(row, {"state": "awaiting_approval", "reach": customers})
        return _leave(row, customers)

    def approve(request: Request) -> Json:
        row = row_of(request)
        if row["sent_by"] == ME:
            raise Refused(409, "outreach.own_approval")
        row |= {"approved_by": ME, "approved_by_name": OWNER["name"]}
        return _leave(row, row["reach"])

    def give_back(request: Request) -> Json:
        return _put(row_of(request), {"state": "draft"})

    def cancel(request: Request) -> Json:
        return _put(row_of(request), {"state": "cancelled"})

    router.add("POST", "/api/moments/{id}/send", send)
    router.add("POST", "/api/moments/{id}/approve", approve)
    router.add("POST", "/api/moments/{id}/return", give_back)
    router.add("POST", "/api/moments/{id}/cancel", cancel)


def _asked(row: Json) -> Json:
    segment, programme = row["segment"] or {}, row["programme"] or {}
    return {
        "tag_ids": [one["tag_id"] for one in row["tags"]],
        "segment_id": segment.get("segment_id"),
        "programme_id": programme.get("programme_id"),
        "governed": row["governed"],
    }


def _leave(row: Json, customers: int) -> Json:
    if not row["governed"]:
        return _put(row, {"state": "ready", "ready_at": iso(START)})
    marking = {"marks": 0, "marked": 0, "unplanned": customers, "minutes": customers // PER_MINUTE}
    return _put(row, {"state": "marking", "marking": marking | {"per_minute": PER_MINUTE}})


def _put(row: Json, changed: Json) -> Json:
    row |= changed
    return row
