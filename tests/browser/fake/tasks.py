"""Work orders, the board of tasks, and a member's own page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Answer, Refused, Request, Router
from .people import START, iso
from .platform import find, page

Json = dict[str, Any]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register work orders, the board, and the member's page."""
    _orders(router, brand)
    _board(router, brand)
    _mine(router, brand)


def _orders(router: Router, brand: Callable[[], Brand]) -> None:
    def row_of(request: Request) -> Json:
        return find(brand().orders, "work_order_id", request, "tasks.order_not_found")

    def create(request: Request) -> Json:
        now, body = brand(), request.body
        row = body | {
            "work_order_id": len(now.orders) + 1,
            "state": "opening",
            "created_at": iso(START),
            "created_by": "林晓",
            "counts": dict.fromkeys(now.orders[0]["counts"] if now.orders else COUNTS, 0),
        }
        now.orders.insert(0, row)
        return row

    def preview(request: Request) -> Json:
        asked = request.body
        if asked.get("segment_id") is not None or asked.get("tag_ids"):
            return {"staff": 86, "tasks": 91, "customers": 1_204, "without_owner": 37}
        staff = len(asked.get("staff_ids", [])) + 12 * len(asked.get("department_ids", []))
        return {"staff": staff, "tasks": staff, "customers": 0, "without_owner": 0}

    def cancel(request: Request) -> Json:
        row = row_of(request)
        row["state"] = "cancelled"
        row["counts"] |= {"cancelled": row["counts"]["cancelled"] + row["counts"]["open"], "open": 0}
        return row

    def remind(request: Request) -> Json:
        return {"tasks": row_of(request)["counts"]["open"]}

    router.add("GET", "/api/work-orders", lambda request: page(brand().orders, request))
    router.add("POST", "/api/work-orders", create)
    router.add("POST", "/api/work-orders/preview", preview)
    router.add("GET", "/api/work-orders/{id}", row_of)
    router.add("POST", "/api/work-orders/{id}/remind", remind)
    router.add("POST", "/api/work-orders/{id}/cancel", cancel)


COUNTS = ("open", "seen", "confirmed", "expired", "cancelled", "declined", "customers", "customers_done")


def _board(router: Router, brand: Callable[[], Brand]) -> None:
    def listed(request: Request) -> Json:
        wanted = {name: request.one(name) for name in ("state", "kind", "work_order_id")}
        staff, department = request.one("staff_id"), request.one("department_id")
        rows = [
            row
            for row in brand().tasks
            if all(value in {"", str(row[name])} for name, value in wanted.items())
            and (not staff or row["staff"]["staff_id"] == int(staff))
            and (not department or (row["staff"]["shop"] or {}).get("department_id") == int(department))
        ]
        return page(rows, request)

    def summary(_: Request) -> Json:
        rows = brand().tasks
        shops = {row["staff"]["shop"]["name"]: row["staff"]["shop"] for row in rows if row["staff"]["shop"]}
        groups = [
            _sums([row for row in rows if row["staff"]["shop"] == shop]) | {"shop": shop} for shop in shops.values()
        ]
        return _sums(rows) | {"shops": sorted(groups, key=lambda one: -one["open"])}

    def touch(state: str | None) -> Callable[[Request], Json]:
        def act(request: Request) -> Json:
            rows = [row for row in brand().tasks if row["task_id"] in request.body["task_ids"]]
            open_rows = [row for row in rows if row["state"] == "open" and row["kind"] != "group_send"]
            if not open_rows:
                raise Refused(409, "tasks.nothing_to_remind")
            for row in open_rows:
                row.update({"state": state} if state else {"reminders": row["reminders"] + 1})
            return {"tasks": len(open_rows)}

        return act

    router.add("GET", "/api/tasks", listed)
    router.add("GET", "/api/tasks/summary", summary)
    router.add("POST", "/api/tasks/remind", touch(None))
    router.add("POST", "/api/tasks/cancel", touch("cancelled"))


def _sums(rows: list[Json]) -> Json:
    opened = [row for row in rows if row["state"] == "open"]
    return {
        "open": len(opened),
        "unseen": sum(row["seen_at"] is None and row["work_order_id"] is not None for row in opened),
        "due_soon": sum(row["closes_at"] <= iso(START + timedelta(days=1)) for row in opened),
        "confirmed": sum(row["state"] == "confirmed" for row in rows),
        "expired": sum(row["state"] == "expired" for row in rows),
        "declined": sum(row["declined"] is not None for row in rows),
    }


def _mine(router: Router, brand: Callable[[], Brand]) -> None:  # noqa: C901 - one small handler after another
    def require() -> None:
        if not brand().entered:
            raise Refused(401, "session.member_required")

    def own() -> list[Json]:
        require()
        return brand().my_tasks

    def row_of(request: Request) -> Json:
        require()
        return find(own(), "task_id", request, "tasks.task_not_found")

    def listed(_: Request) -> Json:
        rows = own()
        return {
            "member": "陈蕊",
            "shop": "杭州湖滨银泰店",
            "now": iso(START),
            "open": [_short(row) for row in rows if row["state"] == "open"],
            "ended": [_short(row) for row in rows if row["state"] != "open"],
        }

    def seen(request: Request) -> Json:
        require()
        brand().seen |= set(request.body["task_ids"])
        return {"tasks": len(request.body["task_ids"])}

    def finish(request: Request) -> Json:
        row = row_of(request)
        brand().presses += 1
        if row["proof"] == "tag" and not all(one["has_proof"] for one in row["people"]):
            raise Refused(409, "tasks.proof_missing")
        if row["state"] == "open":
            row |= {"state": "confirmed", "confirmed_at": iso(START), "closed_at": iso(START)}
            row["note"] = request.body["note"] or None
        return row

    def decline(request: Request) -> Json:
        row = row_of(request)
        row |= {"state": "cancelled", "declined": request.body["reason"], "closed_at": iso(START)}
        return row

    def tick(request: Request) -> Json:
        row = row_of(request)
        for one in row["people"]:
            if one["customer_id"] == int(request.parts["customer"]):
                one["done_at"] = iso(START) if request.body["done"] else None
        row["customers_done"] = sum(one["done_at"] is not None for one in row["people"])
        return row

    def enter(request: Request) -> Answer:
        brand().entered = brand().recognised
        task = request.one("task")
        corpid = request.parts["corpid"]
        where = f"/m/{corpid}/tasks/{task}" if task else f"/m/{corpid}"
        if not brand().recognised:
            where = f"/m/{corpid}?refused=unknown"
        return Answer(b"", "text/plain", 302, headers=(("location", where),))

    router.add("GET", "/api/my/enter/{corpid}", enter)
    router.add("GET", "/api/my/tasks", listed)
    router.add("POST", "/api/my/tasks/seen", seen)
    router.add("GET", "/api/my/tasks/{id}", row_of)
    router.add("POST", "/api/my/tasks/{id}/done", finish)
    router.add("POST", "/api/my/tasks/{id}/decline", decline)
    router.add("POST", "/api/my/tasks/{id}/customers/{customer}", tick)


def _short(row: Json) -> Json:
    return {name: value for name, value in row.items() if name not in {"people", "todo", "phrases", "proof", "note"}}
