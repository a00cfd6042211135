"""Who is behind a request: the session's cookie, the CSRF token of writes, the viewer that handlers ask for."""

import hmac
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from lingqu.corps.contracts import NO_CORP
from lingqu.corps.errors import CorpNotConnectedError
from lingqu.directory.api.access import find_signed_in
from lingqu.directory.api.members import find_member
from lingqu.directory.contracts.access import SignedIn
from lingqu.directory.contracts.members import Member
from lingqu.directory.errors.access import CsrfError, SessionRequiredError
from lingqu.directory.errors.members import MemberRequiredError
from lingqu.directory.routes.members import MEMBER_COOKIE
from lingqu.directory.routes.session import GUEST_COOKIE, SESSION_COOKIE
from lingqu.infra.database import Database
from lingqu.kernel.access import Viewer

CSRF_HEADER = "x-csrf-token"
WITHOUT_CORP = "without_corp"
"""Option of a handler that writes before any corp is connected."""

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_STATE = "signed_in"


class SessionMiddleware(ASGIMiddleware):
    """Finds the session of a request, and refuses writes that another site could have made."""

    scopes = (ScopeType.HTTP,)
    exclude_path_pattern = "^/healthz$"

    def __init__(self, database: Database) -> None:
        self.database = database

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """See `ASGIMiddleware`."""
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        token = connection.cookies.get(SESSION_COOKIE)
        signed_in = await find_signed_in(self.database, token) if token else None
        if scope.get("method") not in _READING:
            expected = signed_in.csrf if signed_in else connection.cookies.get(GUEST_COOKIE, "")
            given = connection.headers.get(CSRF_HEADER, "")
            if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
                raise CsrfError("this write lacks the token that GET /api/session gave")
        connection.state[_STATE] = signed_in
        await next_app(scope, receive, send)


def provide_signed_in(request: Request[Any, Any, Any]) -> SignedIn | None:
    """Return who is signed in."""
    return request.state.get(_STATE)


def provide_viewer(request: Request[Any, Any, Any], signed_in: SignedIn | None) -> Viewer:
    """Return the signed-in account as it looks at its corp; before one is connected, at a corp without rows.

    Raises:
        SessionRequiredError: nobody is signed in.
        CorpNotConnectedError: a write, and no corp to write in.
    """
    if signed_in is None:
        raise SessionRequiredError("sign in first")
    writes = request.method not in _READING and not request.route_handler.opt.get(WITHOUT_CORP)
    viewer = Viewer(
        account_id=signed_in.account.account_id,
        name=signed_in.account.name,
        role=signed_in.role,
        corp_id=signed_in.corp_id or NO_CORP,
    )
    if writes and viewer.corp_id == NO_CORP:
        raise CorpNotConnectedError("connect a corp first")
    return viewer


async def provide_member(request: Request[Any, Any, Any], database: Database) -> Member:
    """Return the member who entered from WeCom.

    Raises:
        MemberRequiredError: nobody did, or it is too long ago.
    """
    token = request.cookies.get(MEMBER_COOKIE)
    member = await find_member(database, token) if token else None
    if member is None:
        raise MemberRequiredError("enter from WeCom first")
    return member
