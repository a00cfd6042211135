"""Deliveries of the whole brand: looked through, and counted by state and reason."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Request, Router
from .people import START
from .platform import page
from .stream import delivery

Json = dict[str, Any]

BECAME: list[tuple[str, str, str | None]] = [
    *[("broadcast", "delivered", None)] * 9,
    *[("welcome", "delivered", None)] * 4,
    ("broadcast", "handed_over", None),
    ("broadcast", "handed_over", None),
    ("broadcast", "skipped", "capped"),
    ("broadcast", "skipped", "capped"),
    ("broadcast", "skipped", "held_out"),
    ("broadcast", "failed", "not_friend"),
    ("broadcast", "expired", "not_confirmed"),
    ("welcome", "failed", "too_late"),
    ("broadcast", "unknown", "lost_answer"),
    ("moment", "failed", "not_shown"),
    ("broadcast", "skipped", "consent_withdrawn"),
]
"""Channel, state and reason; every customer in turn has one of these."""
FIRST, LAST = "2026-11-16", "2026-11-22"


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register the explorer of deliveries."""

    def summary(request: Request) -> Json:
        counts = Counter((row["state"], row["reason"]) for row in _found(brand(), request, narrowed=False))
        return {
            "from_on": request.one("from", FIRST),
            "to_on": request.one("to", LAST),
            "total": counts.total(),
            "outcomes": [
                {"state": state, "reason": reason, "count": count} for (state, reason), count in counts.most_common()
            ],
        }

    def listed(request: Request) -> Json:
        return page(_found(brand(), request, narrowed=True), request, total=False)

    router.add("GET", "/api/deliveries", listed)
    router.add("GET", "/api/deliveries/summary", summary)


def make_deliveries(now: Brand) -> list[Json]:
    """One delivery for each customer, the newest first, ten minutes apart."""
    return [_one(row, index, *BECAME[index % len(BECAME)]) for index, row in enumerate(now.customers)]


def _one(row: Json, index: int, channel: str, state: str, reason: str | None) -> Json:
    told = delivery(row, index + 1, channel, state, reason, START - timedelta(minutes=10 * index))
    return told | {"moment": {"moment_id": 2, "name": "茶园清晨"}} if channel == "moment" else told


def _found(now: Brand, request: Request, *, narrowed: bool) -> list[Json]:
    own = {"channel", *({"state", "reason"} if narrowed else set())}
    wanted = {name: request.one(name) for name in own}
    customer, staff, broadcast = (request.one(name) for name in ("customer_id", "staff_id", "broadcast_id"))
    first, last = request.one("from", FIRST), request.one("to", LAST)
    programme = request.one("programme_id")
    return [
        row
        for row in make_deliveries(now)
        if all(value in {"", row[name]} for name, value in wanted.items())
        and customer in {"", str(row["customer"]["customer_id"])}
        and staff in {"", str(row["staff"]["staff_id"])}
        and broadcast in {"", str((row["broadcast"] or {}).get("broadcast_id"))}
        and (programme == "" or row["broadcast"] is not None)
        and first <= row["planned_at"][:10] <= last
    ]
