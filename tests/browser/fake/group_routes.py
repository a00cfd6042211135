"""Customer groups, who is in them, and tags on them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Request, Router
from .people import START, iso
from .platform import find, page

Json = dict[str, Any]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register groups and their tags."""
    _groups(router, brand)
    _tags(router, brand)


def _groups(router: Router, brand: Callable[[], Brand]) -> None:
    def row_of(request: Request) -> Json:
        return find(brand().groups, "groupchat_id", request, "groupchats.not_found")

    def listed(request: Request) -> Json:
        rows = page([row for row in brand().groups if _matches(row, request)], request)
        return rows | {"items": [_shown(row) for row in rows["items"]]}

    def members(request: Request) -> Json:
        present = request.one("present", "true") == "true"
        return page(_members(brand(), row_of(request), present=present), request)

    def retag(request: Request) -> Json:
        row, body = row_of(request), request.body
        names = {tag["tag_id"]: tag["name"] for tag in brand().group_tags}
        row["tags"] = [tag for tag in row["tags"] if tag["tag_id"] not in body["withdraw"]]
        row["tags"] += [{"tag_id": tag, "name": names[tag]} for tag in body["grant"]]
        return _shown(row)

    def of_customer(request: Request) -> Json:
        whom = int(request.parts["id"])
        inside = [row for row in brand().groups if whom in row["members"]]
        return {"items": [_time(row, left=row["dismissed_at"]) for row in inside]}

    router.add("GET", "/api/groupchats", listed)
    router.add("GET", "/api/groupchats/{id}", lambda request: _shown(row_of(request)))
    router.add("GET", "/api/groupchats/{id}/members", members)
    router.add("POST", "/api/groupchats/{id}/tags", retag)
    router.add("GET", "/api/customers/{id}/groupchats", of_customer)


def _tags(router: Router, brand: Callable[[], Brand]) -> None:
    def told(_: Request) -> Json:
        counted = [
            {**tag, "groupchats": sum(any(one["tag_id"] == tag["tag_id"] for one in row["tags"]) for row in rows)}
            for rows in [brand().groups]
            for tag in brand().group_tags
        ]
        return {"items": counted}

    def create(request: Request) -> Json:
        tags = brand().group_tags
        tags.append({"tag_id": len(tags) + 1, "name": request.body["name"]})
        return told(request)

    def delete(request: Request) -> Json:
        gone = int(request.parts["id"])
        brand().group_tags[:] = [tag for tag in brand().group_tags if tag["tag_id"] != gone]
        for row in brand().groups:
            row["tags"] = [tag for tag in row["tags"] if tag["tag_id"] != gone]
        return told(request)

    router.add("GET", "/api/groupchat-tags", told)
    router.add("POST", "/api/groupchat-tags", create)
    router.add("DELETE", "/api/groupchat-tags/{id}", delete)


def _matches(row: Json, request: Request) -> bool:
    life, owner, tag = request.one("life", "live"), request.one("owner_id"), request.one("tag_id")
    return (
        life in {"any", "live" if row["dismissed_at"] is None else "dismissed"}
        and request.one("query") in (row["name"] or "")
        and (not owner or row["owner"]["staff_id"] == int(owner))
        and (not tag or any(one["tag_id"] == int(tag) for one in row["tags"]))
    )


def _shown(row: Json) -> Json:
    return {key: value for key, value in row.items() if key != "members"}


def _time(row: Json, *, left: str | None) -> Json:
    return {
        "groupchat_id": row["groupchat_id"],
        "name": row["name"],
        "owner": row["owner"],
        "joined_at": row["created_at"],
        "join_scene": row["groupchat_id"] % 3 + 1,
        "channel": None,
        "left_at": left,
        "quit_scene": None,
        "dismissed": row["dismissed_at"] is not None,
    }


def _members(brand: Brand, row: Json, *, present: bool) -> list[Json]:
    names = {one["customer_id"]: one["name"] for one in brand.customers}
    people = row["members"] if present else row["members"][:4]
    owner: Json = {"customer_id": None, "staff_id": row["owner"]["staff_id"], "name": row["owner"]["name"]}
    customers: list[Json] = [
        {"customer_id": one, "staff_id": None, "name": None if brand.role == "analyst" else names[one]}
        for one in people
    ]
    inside: list[Json] = [*customers, *([owner] if present else [])]
    return [
        who
        | {
            "joined_at": iso(START - timedelta(hours=number + 1)),
            "join_scene": (3, 1, 2)[number % 3],
            "invitor": row["owner"] if number % 3 == 1 else None,
            "channel": {"channel_id": 1, "name": "收银台立牌"} if number % 3 == 0 else None,
            "left_at": None if present else iso(START - timedelta(minutes=number)),
            "quit_scene": None if present else number % 2,
        }
        for number, who in enumerate(inside)
    ]
