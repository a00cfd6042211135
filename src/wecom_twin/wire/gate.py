"""The gate: token, capability, address and quota, in the order in which WeCom is seen to check them.

Order: 41001 token missing, 40014 token unknown, 42001 token expired, 48002 capability, 60020
address, 45009 frequency. The order is unconfirmed; token checks are observed to come first.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import quote

import msgspec

from wecom_twin.endpoints.access import GETTOKEN, gettoken
from wecom_twin.endpoints.call import Call, FileReply, Payload, Route
from wecom_twin.endpoints.errors import ApiError, failing_errmsg
from wecom_twin.endpoints.robots import KEYED, KeyCall
from wecom_twin.endpoints.routes import RETIRED, ROUTES
from wecom_twin.wire.quota import Windows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.realm import Realm, Token

_HOUR = 3_600.0
_WRONG_SECRET = frozenset({40001, 40013, 40091})
_REMEMBERED_CALLS = 10_000
_encode = msgspec.json.Encoder().encode

Method = Literal["GET", "POST"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An HTTP request, read whole."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes
    content_type: str
    byte_range: str
    ip: str
    at_once: int = 1
    """Calls of its corp on its path that are being served, this one among them."""


class Reply(NamedTuple):
    """An HTTP reply."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes


class CallRecord(NamedTuple):
    """One API call, for those who ask what a platform did."""

    id: int
    at: float
    corpid: str
    agentid: int
    path: str
    errcode: int


_JSON = ((b"content-type", b"application/json; charset=UTF-8"),)
TOO_LARGE = Reply(413, ((b"content-type", b"text/plain"),), b"request entity too large")
"""How a gateway in front of everything refuses a body."""


class Gate:
    """Lets calls through to the endpoints and counts them. Used under the realm's lock."""

    def __init__(self, realm: Realm) -> None:
        self._realm = realm
        self._windows = Windows()
        self._wrong_secrets: dict[str, deque[float]] = {}
        self._banned_until: dict[str, float] = {}
        self.calls: Counter[tuple[str, str, int]] = Counter()
        """How often (corpid, path) answered errcode."""
        self.recent: deque[CallRecord] = deque(maxlen=_REMEMBERED_CALLS)
        self.last_id = 0

    def serve(self, request: Request, *, forced: int | None = None) -> Reply:
        """Answer a request; `forced` is an errcode to answer in the endpoint's place."""
        if self._is_too_large(request) and not self._realm.switches.giant_body_errcode:
            return TOO_LARGE
        self.last_id += 1
        token = self._realm.tokens.get(request.query.get("access_token", ""))
        route = ROUTES.get(request.path)
        errcode = 0
        try:
            answer = self._answer(request, route, token, forced)
            if isinstance(answer, FileReply):
                return _file(answer)
            body = _encode({"errcode": 0, "errmsg": "ok", **answer})
        except ApiError as error:
            errcode = error.errcode
            body = self._refusal(request, route, error)
        finally:
            self._remember(request, token, errcode)
        return Reply(200, _JSON, body)

    def let_others_call(self, corpid: str, path: str, *, per_minute: float) -> None:
        """Let another app of the corp eat so much of the limit of a path, from now on; 0 ends it."""
        self._windows.let_others_call((corpid, path), per_minute=per_minute, now=self._realm.clock.now())

    def corpid_of(self, request: Request) -> str:
        """Whose call a request is, as far as it can be told."""
        token = self._realm.tokens.get(request.query.get("access_token", ""))
        return token.corp.corpid if token else request.query.get("corpid", "")

    def _answer(
        self, request: Request, route: Route | None, token: Token | None, forced: int | None
    ) -> Payload | FileReply:
        if self._banned_until.get(request.ip, 0.0) > self._realm.clock.now():
            raise ApiError(45009)
        if request.path == GETTOKEN:
            return self._gettoken(request, forced)
        if request.path in KEYED:
            return self._keyed(request, forced)
        if request.path in RETIRED:
            raise ApiError(48005)
        if route is None:
            raise ApiError(self._realm.switches.unknown_path_errcode)
        token = self._check_token(request, token)
        self._check_capability(route, token)
        self._check_address(request, token)
        exempt = route.exempt is not None and route.exempt(self._realm, token.corp, request.query)
        if route.counted and not exempt:
            self._count(request, token.corp.corpid)
        self._check_load(request, forced)
        call = Call(
            id=self.last_id,
            realm=self._realm,
            corp=token.corp,
            app=token.app,
            path=request.path,
            query=request.query,
            # A GET on a path that takes a body is read as if it had none, as WeCom does.
            raw=request.body if request.method == "POST" else b"",
            content_type=request.content_type,
            byte_range=request.byte_range,
            ip=request.ip,
        )
        return route.handler(call)

    def _check_token(self, request: Request, token: Token | None) -> Token:
        if not request.query.get("access_token"):
            raise ApiError(41001)
        if token is None:
            raise ApiError(40014)
        if token.expires_at <= self._realm.clock.now():
            raise ApiError(42001)
        return token

    def _check_capability(self, route: Route, token: Token) -> None:
        app = token.app
        if app.kind not in route.kinds or (route.customer_contact and not app.customer_contact):
            raise ApiError(48002)

    def _check_address(self, request: Request, token: Token) -> None:
        trusted = token.app.trusted_ips
        if trusted is not None and request.ip not in trusted:
            raise ApiError(60020)

    def _is_too_large(self, request: Request) -> bool:
        return len(request.body) > self._realm.limits.body_bytes

    def _check_load(self, request: Request, forced: int | None) -> None:
        """Refuse what is too much at once; a fault on purpose comes before."""
        if forced is not None:
            raise ApiError(forced)
        if request.at_once > self._realm.limits.concurrent_calls:
            raise ApiError(45033)
        if self._is_too_large(request):
            raise ApiError(self._realm.switches.giant_body_errcode)

    def _count(self, request: Request, corpid: str) -> None:
        limits, now = self._realm.limits, self._realm.clock.now()
        if "debug" in request.query and not self._windows.take(
            (corpid, f"{request.path}?debug"), now=now, per_minute=limits.debug_per_minute, per_hour=1 << 62
        ):
            raise ApiError(45009)
        by_corp = self._windows.take(
            (corpid, request.path),
            now=now,
            per_minute=limits.path_per_minute,
            per_hour=limits.path_per_hour,
        )
        by_ip = self._windows.take(
            (request.ip, request.path), now=now, per_minute=limits.ip_per_minute, per_hour=limits.ip_per_hour
        )
        if not (by_corp and by_ip):
            raise ApiError(45009)

    def _gettoken(self, request: Request, forced: int | None) -> Payload:
        self._count(request, request.query.get("corpid", ""))
        self._check_load(request, forced)
        try:
            payload = gettoken(self._realm, request.query)
        except ApiError as error:
            if error.errcode in _WRONG_SECRET:
                self._mind_wrong_secret(request.ip)
            raise
        if self._realm.switches.gettoken_checks_ip:
            token = self._realm.tokens[str(payload["access_token"])]
            self._check_address(request, token)
        return payload

    def _keyed(self, request: Request, forced: int | None) -> Payload:
        """A robot's call: its key is all that is asked for, and it has a limit of its own."""
        self._check_load(request, forced)
        call = KeyCall(
            id=self.last_id,
            realm=self._realm,
            query=request.query,
            raw=request.body if request.method == "POST" else b"",
            content_type=request.content_type,
        )
        return KEYED[request.path](call)

    def _mind_wrong_secret(self, ip: str) -> None:
        """Too many in an hour shut the address out of everything for an hour."""
        now = self._realm.clock.now()
        wrong = self._wrong_secrets.setdefault(ip, deque())
        wrong.append(now)
        while wrong[0] <= now - _HOUR:
            wrong.popleft()
        if len(wrong) >= self._realm.limits.wrong_secrets_per_hour:
            wrong.clear()
            self._banned_until[ip] = now + _HOUR

    def _refusal(self, request: Request, route: Route | None, error: ApiError) -> bytes:
        errmsg = failing_errmsg(
            error,
            at=self._realm.clock.now(),
            call_id=self.last_id,
            hint=self._realm.ids.hexadecimal("hint", 32),
            ip=request.ip,
        )
        empty = route.empty if route else {}
        return _encode({"errcode": error.errcode, "errmsg": errmsg, **empty, **error.payload})

    def _remember(self, request: Request, token: Token | None, errcode: int) -> None:
        corpid = token.corp.corpid if token else request.query.get("corpid", "")
        agentid = token.app.agentid if token else 0
        self.calls[corpid, request.path, errcode] += 1
        now = self._realm.clock.now()
        self.recent.append(CallRecord(self.last_id, now, corpid, agentid, request.path, errcode))


def _file(reply: FileReply) -> Reply:
    name = quote(reply.filename)
    headers = (
        (b"content-type", reply.content_type.encode()),
        (b"content-disposition", f'attachment; filename="{name}"'.encode()),
    )
    if reply.partial:
        return Reply(206, (*headers, (b"content-range", reply.partial.encode())), reply.content)
    return Reply(200, headers, reply.content)
