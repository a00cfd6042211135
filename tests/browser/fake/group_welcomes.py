"""Welcome templates of groups: one in each state a reader meets; made, changed, renewed and removed."""

from collections.abc import Callable
from typing import Any

from .brand import Brand
from .group_welcome_specimens import group_welcome
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find

Json = dict[str, Any]

HELD = {"waiting", "making", "live", "unknown", "removing"}
SETTLES = {"waiting": "live", "making": "live", "removing": "removed"}
"""What WeCom's answer, which comes after one look, makes of a state."""


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register welcome templates of groups."""

    def row_of(request: Request) -> Json:
        return find(brand().group_welcomes, "group_welcome_id", request, "acquisition.group_welcome_not_found")

    def listed(_: Request) -> Json:
        items = [one for one in brand().group_welcomes if one["state"] != "removed"]
        return {"items": items, "held": sum(one["state"] in HELD for one in items), "most": 100}

    def look(request: Request) -> Json:
        row = row_of(request)
        seen = dict(row)
        row |= {"state": SETTLES.get(row["state"], row["state"]), "changing": False}
        if row["state"] == "live":
            row["told_at"] = row["told_at"] or iso(START)
        return seen

    def create(request: Request) -> Json:
        now = brand()
        if len(now.group_welcomes) >= 100:
            raise Refused(409, "acquisition.library_full", held=100)
        number = max((one["group_welcome_id"] for one in now.group_welcomes), default=0) + 1
        fresh = group_welcome(number, state="waiting", created_at=iso(START), told_at=None, **request.body)
        now.group_welcomes.insert(0, fresh)
        return fresh

    def revise(request: Request) -> Json:
        row = row_of(request)
        live = row["state"] == "live"
        again = {"errcode": None, "removal_refused": False, "changed_at": iso(START), "changing": live}
        row |= request.body | again | {"state": "live" if live else "waiting"}
        return row

    def make_again(request: Request) -> Json:
        row = row_of(request)
        row |= {"state": "waiting", "errcode": None, "called_at": None, "told_at": None}
        return row

    def remove(request: Request) -> Json:
        row = row_of(request)
        row["state"] = "removing" if row["state"] == "live" else "removed"
        return row

    router.add("GET", "/api/group-welcomes", listed)
    router.add("POST", "/api/group-welcomes", create)
    router.add("GET", "/api/group-welcomes/{id}", look)
    router.add("PUT", "/api/group-welcomes/{id}", revise)
    router.add("POST", "/api/group-welcomes/{id}/make-again", make_again)
    router.add("POST", "/api/group-welcomes/{id}/remove", remove)
