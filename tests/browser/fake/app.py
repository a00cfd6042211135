"""The fake's routes, as the contract lists them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import (
    broadcasts,
    calendar,
    channels,
    consent,
    customer_routes,
    deliveries,
    event_door,
    grants,
    group_routes,
    group_sends,
    group_welcomes,
    imports,
    moments,
    platform,
    portrait,
    programme_routes,
    rules,
    segments,
    tasks,
    understanding,
)
from .brand import Brand
from .http import Refused, Request, Router

Json = dict[str, Any]

STATIC = Path(__file__).parents[3] / "src/lingqu/entrypoints/web/static"

OPEN_PATHS = {"/api/session", "/api/session/owner"}
MEMBERS = "/api/my/"
"""A member's own page asks for no account."""
READERS = {"owner", "admin", "operator", "analyst"}
ASKING = ("/preview", "/overlap", "/explain", "/forecast")
"""Ends of paths that are asked by POST and change nothing."""
WRITERS = {"owner", "admin", "operator"}


def make_app(brand: Callable[[], Brand]) -> Router:
    """The whole fake over whichever brand is current."""

    def guard(request: Request) -> None:
        now = brand()
        if request.method != "GET" and request.headers.get("x-csrf-token") != "csrf-of-the-fake":
            raise Refused(403, "session.bad_csrf_token")
        if request.path in OPEN_PATHS or request.path.startswith(MEMBERS):
            return
        if now.state != "signed_in":
            raise Refused(401, "session.required")
        allowed = READERS if request.method == "GET" or request.path.endswith(ASKING) else WRITERS
        if now.role not in allowed:
            raise Refused(403, "access.forbidden")

    router = Router(STATIC, guard)
    platform.routes(router, brand)
    customer_routes.routes(router, brand)
    group_routes.routes(router, brand)
    channels.routes(router, brand)
    calendar.routes(router, brand)
    broadcasts.routes(router, brand)
    group_sends.routes(router, brand)
    group_welcomes.routes(router, brand)
    deliveries.routes(router, brand)
    moments.routes(router, brand)
    rules.routes(router, brand)
    programme_routes.routes(router, brand)
    imports.routes(router, brand)
    segments.routes(router, brand)
    understanding.routes(router, brand)
    portrait.routes(router, brand)
    consent.routes(router, brand)
    event_door.routes(router, brand)
    grants.routes(router, brand)
    tasks.routes(router, brand)
    return router
