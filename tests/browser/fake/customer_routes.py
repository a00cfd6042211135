"""Tags and customers."""

from collections.abc import Callable
from typing import Any

from .brand import Brand
from .customers import detail_of
from .http import Request, Router
from .people import START, iso
from .platform import find, page
from .stream import deliveries, history

Json = dict[str, Any]


def _matches(row: Json, request: Request) -> bool:
    tags = {tag["tag_id"] for tag in row["tags"]}
    wanted = {int(tag) for tag in request.query.get("tag_id", [])}
    match = request.one("tag_match", "any")
    by_tag = not wanted or {"any": bool(tags & wanted), "all": wanted <= tags, "none": not tags & wanted}[match]
    relation = request.one("relation", "any")
    staff, channel = request.one("staff_id"), request.one("channel_id")
    return (
        by_tag
        and request.one("query") in row["name"]
        and relation in {"any", "live" if row["live"] else "lost"}
        and (not staff or any(one["staff_id"] == int(staff) for one in row["staff"]))
        and (not channel or (bool(row["channel"]) and row["channel"]["channel_id"] == int(channel)))
        and request.one("added_from") <= row["added_at"][:10] <= (request.one("added_to") or "9999")
    )


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register tags and customers."""
    _tags(router, brand)
    _customers(router, brand)


def _tags(router: Router, brand: Callable[[], Brand]) -> None:
    def add_tags(request: Request) -> Json:
        groups = brand().tags
        first = max((tag["tag_id"] for group in groups for tag in group["tags"]), default=0) + 1
        rows = [
            {"tag_id": first + index, "name": name, "ours": True, "customers": 0}
            for index, name in enumerate(request.body["names"])
        ]
        for group in groups:
            if group["name"] == request.body["group_name"]:
                group["tags"] += rows
                return {"items": groups}
        groups.append({"group_id": len(groups) + 1, "name": request.body["group_name"], "tags": rows})
        return {"items": groups}

    router.add("GET", "/api/tags", lambda _: {"items": brand().tags})
    router.add("POST", "/api/tags", add_tags)


def _customers(router: Router, brand: Callable[[], Brand]) -> None:
    def row_of(request: Request) -> Json:
        return find(brand().customers, "customer_id", request, "customers.not_found")

    def detail(request: Request) -> Json:
        now = brand()
        row = row_of(request)
        shown = detail_of(row, now.remarks, now.attributes, now.values)
        return _for(now, shown | {"stage": _standing(now, row["customer_id"])})

    def listed(request: Request) -> Json:
        now = brand()
        rows = page([row for row in now.customers if _matches(row, request)], request)
        return rows | {"items": [_for(now, row) for row in rows["items"]]}

    def retag(request: Request) -> Json:
        row, body, names = row_of(request), request.body, tag_names(brand())
        row["tags"] = [tag for tag in row["tags"] if tag["tag_id"] not in body["withdraw"]]
        row["tags"] += [{"tag_id": tag, "name": names[tag]} for tag in body["grant"]]
        return detail(request)

    def remark(request: Request) -> Json:
        brand().remarks[int(request.parts["id"]), request.body["staff_id"]] = request.body["remark"]
        return detail(request)

    def set_value(request: Request) -> Json:
        brand().values[int(request.parts["id"]), request.parts["key"]] = request.body["value"]
        return detail(request)

    def define(request: Request) -> Json:
        brand().attributes.append(request.body)
        return request.body

    def move(request: Request) -> Json:
        brand().standing[int(request.parts["id"])] = request.body["stage_id"]
        return detail(request)

    router.add("POST", "/api/customers/{id}/stage", move)
    router.add("GET", "/api/customers", listed)
    router.add("GET", "/api/customers/{id}", detail)
    router.add("GET", "/api/customers/{id}/timeline", lambda request: page(history(row_of(request), START), request))
    router.add(
        "GET", "/api/customers/{id}/deliveries", lambda request: page(deliveries(row_of(request), START), request)
    )
    router.add("POST", "/api/customers/{id}/tags", retag)
    router.add("PUT", "/api/customers/{id}/remark", remark)
    router.add("PUT", "/api/customers/{id}/attributes/{key}", set_value)
    router.add("GET", "/api/attributes", lambda _: {"items": brand().attributes})
    router.add("POST", "/api/attributes", define)


def _standing(brand: Brand, customer_id: int) -> Json | None:
    """Every third customer stands nowhere; who was moved by hand stands there."""
    by_hand = brand.standing.get(customer_id)
    number = by_hand or customer_id % 3 + customer_id % 2
    stage = next((one for one in brand.stages if one["stage_id"] == number), None)
    if stage is None:
        return None
    source = "grant:2" if by_hand is None else "account:1"
    return {"stage_id": number, "name": stage["name"], "since": iso(START), "source": source}


def _for(brand: Brand, row: Json) -> Json:
    return row | {"name": None} if brand.role == "analyst" else row


def tag_names(brand: Brand) -> dict[int, str]:
    """Names of all tags by id."""
    return {tag["tag_id"]: tag["name"] for group in brand.tags for tag in group["tags"]}
