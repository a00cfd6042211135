"""The rules that bound all sending, and the switch that stops it."""

from collections.abc import Callable
from typing import Any

from .brand import OWNER, Brand
from .http import Refused, Request, Router
from .moments import ASKED, stop
from .people import iso

Json = dict[str, Any]

RUNNING = {"planning", "handing_over", "waiting"}


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register the rules and the switch."""

    def write(request: Request) -> Json:
        _require_connect(brand())
        _check(request.body)
        brand().rules |= request.body
        return brand().rules

    def freeze(_: Request) -> Json:
        now = brand()
        stopped: list[Json] = []
        moments: list[Json] = []
        if now.rules["frozen_at"] is None:
            now.rules |= {"frozen_at": iso(now.stream.now), "frozen_by": OWNER["name"]}
            stopped = [_stop(row) for row in now.broadcasts if row["state"] in RUNNING]
            moments = [stop(row) for row in now.moments if row["state"] in ASKED]
        return {"rules": now.rules, "stopped": stopped, "moments": moments}

    def thaw(_: Request) -> Json:
        _require_connect(brand())
        brand().rules |= {"frozen_at": None, "frozen_by": None}
        return brand().rules

    router.add("GET", "/api/outreach/rules", lambda _: brand().rules)
    router.add("PUT", "/api/outreach/rules", write)
    router.add("POST", "/api/outreach/freeze", freeze)
    router.add("POST", "/api/outreach/thaw", thaw)


def _require_connect(now: Brand) -> None:
    if now.role not in {"owner", "admin"}:
        raise Refused(403, "access.forbidden")


def _check(rules: Json) -> None:
    seen: set[tuple[Any, ...]] = set()
    for number, cap in enumerate(rules["caps"]):
        if not 1 <= cap["most"] <= 1_000:
            raise Refused(422, "outreach.bad_rules", f"body.caps[{number}].most")
        if (cap["category"], cap["channel"], cap["period"]) in seen:
            raise Refused(422, "outreach.bad_rules", f"body.caps[{number}]")
        seen.add((cap["category"], cap["channel"], cap["period"]))
    if rules["quiet"] is not None and rules["quiet"]["begins"] == rules["quiet"]["ends"]:
        raise Refused(422, "outreach.bad_rules", "body.quiet.ends")
    if not 0 <= rules["holdout_permille"] <= 1_000:
        raise Refused(422, "outreach.bad_rules", "body.holdout_permille")


def _stop(row: Json) -> Json:
    counts = row["counts"]
    taken_back = counts["planned"] + counts["handed_over"]
    row |= {"state": "cancelled", "end_reason": "frozen"}
    row["counts"] = counts | {"planned": 0, "handed_over": 0, "cancelled": counts["cancelled"] + taken_back}
    return {
        "broadcast_id": row["broadcast_id"],
        "name": row["name"],
        "delivered": counts["delivered"],
        "taken_back": taken_back,
    }
