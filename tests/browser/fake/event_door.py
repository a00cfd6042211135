"""The door for events of the brand's own servers: its key, and what was told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from .brand import Brand
from .http import Refused, Request, Router
from .people import START, iso
from .specimens import DOOR_URL

Json = dict[str, Any]


def routes(router: Router, brand: Callable[[], Brand]) -> None:
    """Register the door and its keys."""

    def door(_: Request) -> Json:
        now = brand()
        if now.role not in {"owner", "admin"}:
            raise Refused(403, "access.forbidden")
        return now.event_door

    def turn(request: Request) -> Json:
        found = door(request)
        hours = int(request.one("former_hours", "24"))
        lives = found["made_at"] is not None and hours > 0
        found["former_until"] = iso(START + timedelta(hours=hours)) if lives else None
        found["former_used_at"] = found["used_at"] if lives else None
        found |= {"made_at": iso(START), "used_at": None}
        return {"key": "5f0c" * 16, "url": DOOR_URL, "former_until": found["former_until"]}

    def end(request: Request) -> Json:
        door(request).update(former_until=None, former_used_at=None)
        return {}

    router.add("GET", "/api/event-door", door)
    router.add("POST", "/api/event-door/key", turn)
    router.add("DELETE", "/api/event-door/former-key", end)
