"""The outermost application: which address belongs to whom, and the headers every answer carries."""

from lingqu.entrypoints.http.asgi import Application, Message, Receive, Scope, Send

CALLBACKS = "/callbacks/"
EVENTS = "/in/events/"
PAGES = "/c/"
API = "/api"
HEALTH = "/healthz"

_POLICY = (
    "default-src 'self'",
    "img-src 'self' data: blob: https: http:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "frame-ancestors 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "object-src 'none'",
)
"""Pictures come from anywhere: avatars are WeCom's. Styles inline: components set sizes so."""

_HEADERS = [
    (b"content-security-policy", "; ".join(_POLICY).encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
]


class Doors:
    """Callbacks, told events, customers' pages go past every framework, the API to Litestar, all else to the admin."""

    def __init__(
        self,
        *,
        callbacks: Application,
        events: Application,
        pages: Application,
        api: Application,
        site: Application,
    ) -> None:
        self._callbacks = callbacks
        self._events = events
        self._pages = pages
        self._api = api
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":  # lifespan
            return await self._api(scope, receive, send)
        path = scope["path"]
        if path.startswith(CALLBACKS):
            return await self._callbacks(scope, receive, send)
        if path.startswith(EVENTS):
            return await self._events(scope, receive, _guarded(send))
        if path.startswith(PAGES):
            return await self._pages(scope, receive, _guarded(send))
        theirs = self._api if path == API or path.startswith((API + "/", HEALTH)) else self._site
        return await theirs(scope, receive, _guarded(send))


def _guarded(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *_HEADERS]
        await send(message)

    return guarded
