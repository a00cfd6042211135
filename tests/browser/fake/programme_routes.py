"""Routes of programmes."""

from collections.abc import Callable
from typing import Any

from .brand import OWNER, Brand
from .http import Refused, Request, Router
from .people import START, iso
from .platform import find, page
from .programmes import ZERO

Json = dict[str, Any]

MOVES = {"running": {"paused", "ended"}, "paused": {"running", "ended"}, "ended": set[str]()}


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register programmes."""

    def row_of(request: Request) -> Json:
        return find(brand().programmes, "programme_id", request, "outreach.programme_not_found")

    def create(request: Request) -> Json:
        _check(request.body)
        now = brand()
        fresh = request.body | {
            "programme_id": len(now.programmes) + 1,
            "state": "running",
            "planned": 0,
            "created_at": iso(START),
            "created_by": OWNER["name"],
            "broadcasts": 0,
            "counts": ZERO,
            "skips": [],
            "taken_out": [],
            "arms": [],
        }
        now.programmes.insert(0, fresh)
        return fresh

    def revise(request: Request) -> Json:
        _check(request.body)
        row = row_of(request)
        row |= request.body
        return row

    def move(request: Request) -> Json:
        row, state = row_of(request), request.body["state"]
        if state not in MOVES[row["state"]]:
            raise Refused(409, "outreach.programme_state")
        row["state"] = state
        return row

    router.add("GET", "/api/programmes", lambda request: page(brand().programmes, request))
    router.add("POST", "/api/programmes", create)
    router.add("GET", "/api/programmes/{id}", row_of)
    router.add("PUT", "/api/programmes/{id}", revise)
    router.add("POST", "/api/programmes/{id}/move", move)


def _check(draft: Json) -> None:
    for field in ("name", "owner"):
        if not draft[field].strip():
            raise Refused(422, "outreach.bad_programme", f"body.{field}")
    if draft["budget"] is not None and draft["budget"] < 1:
        raise Refused(422, "outreach.bad_programme", "body.budget")
    for field, most in (("priority", 100), ("holdout_permille", 1_000)):
        if not 0 <= draft[field] <= most:
            raise Refused(422, "outreach.bad_programme", f"body.{field}")
