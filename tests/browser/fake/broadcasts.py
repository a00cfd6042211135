"""Broadcasts, their audience, tasks and results."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from .brand import OWNER, Brand
from .customer_routes import tag_names
from .group_sends import meant_by, named, owners_tasks, results
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find, page
from .sends import make_tasks
from .stream import delivery

Json = dict[str, Any]

ME = "account:1"
"""Who is signed in, as what they send remembers them."""


def _refuse_variables(variants: list[Json]) -> None:
    for number, one in enumerate(variants):
        if "{{" in one["content"]["text"]:
            raise Refused(422, "outreach.variable", f"body.variants[{number}].content.text")


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register broadcasts."""

    def row_of(request: Request) -> Json:
        return find(brand().broadcasts, "broadcast_id", request, "outreach.broadcast_not_found")

    def create(request: Request) -> Json:
        _refuse_variables(request.body["variants"])
        now, names = brand(), tag_names(brand())
        row = now.broadcasts[1] if len(now.broadcasts) > 1 else {}
        fresh = (
            row | request.body | {"broadcast_id": len(now.broadcasts) + 1, "state": "draft", "created_at": iso(START)}
        )
        fresh["tags"] = [{"tag_id": tag, "name": names[tag]} for tag in request.body.get("tag_ids", [])]
        fresh["segment"] = _segment(now, request.body)
        fresh["variants"] = _uncounted(fresh, request.body["variants"])
        fresh["groups"] = named(now, request.body.get("groups"))
        fresh["programme"] = _programme(now, request.body.get("programme_id"))
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

    def forecast(request: Request) -> Json:
        return _foretold(preview(request)["customers"], request.body.get("at"))

    def listed(request: Request) -> Json:
        wanted = request.one("programme_id")
        rows = [row for row in brand().broadcasts if wanted in {"", str((row["programme"] or {}).get("programme_id"))}]
        return page(rows, request)

    def sent(request: Request) -> Json:
        wanted = request.one("state")
        if row_of(request)["groups"] is not None:
            return page([row for row in results(brand()) if wanted in {"", row["state"]}], request)
        states = [("delivered", None)] * 5 + [("failed", "not_friend"), ("skipped", "over_cap"), ("handed_over", None)]
        rows = [
            delivery(row, 0, "broadcast", *states[index % len(states)], START - timedelta(minutes=index))
            for index, row in enumerate(brand().customers[:400])
        ]
        return page([row for row in rows if wanted in {"", row["state"]}], request)

    def tasks(request: Request) -> Json:
        into_groups = row_of(request)["groups"] is not None
        return page(owners_tasks(brand()) if into_groups else make_tasks(brand().staff), request)

    _acts(router, brand, row_of)
    _settling(router, brand, row_of)
    _revising(router, brand, row_of)
    router.add("GET", "/api/broadcasts", listed)
    router.add("POST", "/api/broadcasts", create)
    router.add("POST", "/api/broadcasts/preview", preview)
    router.add("POST", "/api/broadcasts/forecast", forecast)
    router.add("GET", "/api/broadcasts/{id}", row_of)
    router.add("GET", "/api/broadcasts/{id}/tasks", tasks)
    router.add("GET", "/api/broadcasts/{id}/deliveries", sent)


def _acts(router: Router, brand: Callable[[], Brand], row_of: Callable[[Request], Json]) -> None:
    def send(request: Request) -> Json:
        now, row = brand(), row_of(request)
        if now.rules["frozen_at"] is not None:
            raise Refused(409, "outreach.frozen")
        at, above = request.body.get("at"), now.rules["approval_above"]
        reach = _size(now, row)
        row |= {"sent_by": ME, "sent_by_name": OWNER["name"], "scheduled_at": at or iso(now.stream.now)}
        if above is not None and reach > above:
            return _put(row, {"state": "awaiting_approval", "reach": reach})
        return _put(row, {"state": "scheduled"}) if at else _leave(row)

    def approve(request: Request) -> Json:
        row = row_of(request)
        if row["sent_by"] == ME:
            raise Refused(409, "outreach.own_approval")
        row |= {"approved_by": ME, "approved_by_name": OWNER["name"]}
        waits = row["scheduled_at"] > iso(brand().stream.now)
        return _put(row, {"state": "scheduled"}) if waits else _leave(row)

    def give_back(request: Request) -> Json:
        return _put(row_of(request), {"state": "draft"})

    def cancel(request: Request) -> Json:
        row = row_of(request)
        row["state"] = "cancelled"
        return row

    router.add("POST", "/api/broadcasts/{id}/approve", approve)
    router.add("POST", "/api/broadcasts/{id}/return", give_back)
    router.add("POST", "/api/broadcasts/{id}/send", send)
    router.add("POST", "/api/broadcasts/{id}/cancel", cancel)
    router.add("POST", "/api/broadcasts/{id}/remind", row_of)


def _settling(router: Router, brand: Callable[[], Brand], row_of: Callable[[Request], Json]) -> None:
    def calls(request: Request) -> Json:
        return {"items": brand().unknown_calls if row_of(request)["broadcast_id"] == 1 else []}

    def settle(request: Request) -> Json:
        wanted = int(request.parts["group_send_id"])
        call = next(one for one in brand().unknown_calls if one["group_send_id"] == wanted)
        if call["verdict"] is not None:
            raise Refused(409, "deliveries.call_settled")
        call["verdict"] = {**request.body, "by": OWNER["name"], "at": iso(brand().stream.now)}
        counts, sent = row_of(request)["counts"], "delivered" if request.body["sent"] else "failed"
        counts |= {sent: counts[sent] + call["recipients"], "unknown": counts["unknown"] - call["recipients"]}
        return calls(request)

    router.add("GET", "/api/broadcasts/{id}/unknown", calls)
    router.add("POST", "/api/broadcasts/{id}/unknown/{group_send_id}/settle", settle)


def _revising(router: Router, brand: Callable[[], Brand], row_of: Callable[[Request], Json]) -> None:
    def revise(request: Request) -> Json:
        now, row, names = brand(), row_of(request), tag_names(brand())
        if request.body["version"] != row["version"]:
            raise Refused(409, "outreach.broadcast_changed", broadcast_id=row["broadcast_id"], version=row["version"])
        row |= {"name": request.body["name"], "state": "draft", "version": row["version"] + 1}
        row["tags"] = [{"tag_id": tag, "name": names[tag]} for tag in request.body.get("tag_ids", [])]
        row["segment"] = _segment(now, request.body)
        row["groups"] = named(now, request.body.get("groups"))
        row["programme"] = _programme(now, request.body.get("programme_id"))
        return _put(row, {"variants": _uncounted(row, request.body["variants"])})

    router.add("PUT", "/api/broadcasts/{id}", revise)


def _size(now: Brand, row: Json) -> int:
    """Say by how many people a broadcast is large."""
    if row["groups"] is not None:
        asked = {
            f"{what[:-1]}_ids": [one["id"] for one in row["groups"][what]] for what in ("groupchats", "tags", "owners")
        }
        return sum(one["customers"] + one["others"] for one in meant_by(now, asked))
    return _reached(now, row["segment"]["segment_id"])["customers"] if row["segment"] else 0


def _uncounted(row: Json, variants: list[Json]) -> list[Json]:
    return [one | {"counts": dict.fromkeys(row["counts"], 0)} for one in variants]


def _put(row: Json, changed: Json) -> Json:
    row |= changed
    return row


def _leave(row: Json) -> Json:
    return _put(row, {"state": "planning", "counts": row["counts"] | {"planned": 120, "total": 120}})


def _programme(now: Brand, number: int | None) -> Json | None:
    row = next((one for one in now.programmes if one["programme_id"] == number), None)
    return None if row is None else {"programme_id": number, "name": row["name"]}


def _foretold(everybody: int, at: str | None) -> Json:
    """Say when an eighth of them, who have had enough, could get it."""
    capped = everybody // 8
    first, second = capped * 6 // 10, capped * 3 // 10
    opens = START if at is None else datetime.fromisoformat(at)
    shares = [(1, first), (3, second), (8, capped - first - second - capped // 40)]
    return {
        "opens_at": iso(opens),
        "closes_at": iso(opens + timedelta(hours=11)),
        "customers": everybody - capped - everybody // 50,
        "skipped": [{"reason": "capped", "count": capped}, {"reason": "held_out", "count": everybody // 50}],
        "later": [
            {"day": str((opens + timedelta(days=days)).date()), "customers": count} for days, count in shares if count
        ],
        "too_late": capped // 40,
    }


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
