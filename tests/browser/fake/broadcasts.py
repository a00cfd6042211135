"""Broadcasts, their audience, tasks and results."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .customer_routes import tag_names
from .http import Request, Router
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
        fresh["tags"] = [{"tag_id": tag, "name": names[tag]} for tag in request.body["tag_ids"]]
        now.broadcasts.insert(0, fresh)
        return fresh

    def preview(request: Request) -> Json:
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
