"""The calendar of the brand: its broadcasts, moments and work orders by day."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from .brand import Brand
from .http import Request, Router
from .people import START, iso

Json = dict[str, Any]

FESTIVALS = {"2026-10-01": "National Day", "2026-10-02": "National Day", "2027-01-01": "New Year's Day"}
MOMENTS = [("冬至问候", "ready", 9, 1), ("茶园清晨", "done", -4, -2)]
"""Name, state, and how many days and hours from now."""


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register the calendar."""

    def calendar(request: Request) -> Json:
        now = brand()
        first, last = date.fromisoformat(request.one("from")), date.fromisoformat(request.one("to"))
        programme = request.one("programme_id")
        entries = [_broadcast(now, row) for row in now.broadcasts if row["state"] not in {"draft", "cancelled"}]
        if programme:
            entries = [one for one in entries if str((one["programme"] or {}).get("programme_id")) == programme]
        elif now.orders:
            entries += [_entry("moment", number + 1, *row) for number, row in enumerate(MOMENTS)]
            entries += [_order(row) for row in now.orders if row["state"] != "cancelled"]
        shown = [one for one in entries if str(first) <= one["at"][:10] <= str(last)]
        return {
            "from_on": str(first),
            "to_on": str(last),
            "days": [_day(now, first + timedelta(days=number)) for number in range((last - first).days + 1)],
            "entries": sorted(shown, key=lambda one: one["at"]),
        }

    router.add("GET", "/api/broadcasts/calendar", calendar)


def _day(now: Brand, day: date) -> Json:
    festival = FESTIVALS.get(str(day))
    return {"day": str(day), "festival": festival, "rests": festival is not None and now.rules["rests_on_holidays"]}


def _broadcast(now: Brand, row: Json) -> Json:
    categories = {one["programme_id"]: one["category"] for one in now.programmes}
    size = row["counts"]["total"] - row["counts"]["skipped"]
    return {
        "kind": "broadcast",
        "number": row["broadcast_id"],
        "name": row["name"],
        "state": row["state"],
        "programme": row["programme"],
        "category": categories.get((row["programme"] or {}).get("programme_id"), "marketing"),
        "at": row["scheduled_at"] or row["handed_over_at"] or row["created_at"],
        "into_groups": row["groups"] is not None,
        "size": row["reach"] or size or None,
    }


def _entry(kind: str, number: int, name: str, state: str, days: int, hours: int) -> Json:
    at = iso(START + timedelta(days=days, hours=hours))
    told = {"kind": kind, "number": number, "name": name, "state": state, "at": at}
    return told | {"programme": None, "category": None, "into_groups": False, "size": None}


def _order(row: Json) -> Json:
    counts = row["counts"]
    tasks = counts["open"] + counts["confirmed"] + counts["expired"] + counts["cancelled"]
    told = {"kind": "work_order", "number": row["work_order_id"], "name": row["title"], "state": row["state"]}
    return told | {"programme": None, "category": None, "into_groups": False, "at": row["closes_at"], "size": tasks}
