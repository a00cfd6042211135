"""HTTP of signing in: the first owner, sessions, CSRF tokens."""

import importlib.metadata
import secrets
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.status_codes import HTTP_200_OK

from lingqu.corps import api as corps
from lingqu.directory.api import access as api
from lingqu.directory.api.passwords import Passwords
from lingqu.directory.contracts.access import SESSION_LIFE, NewSession, SignedIn
from lingqu.directory.schemas.session import (
    AccountView,
    ClockView,
    Credentials,
    SessionCorp,
    SessionState,
    SessionView,
)
from lingqu.infra.database import Database

SESSION_COOKIE = "lingqu_session"
GUEST_COOKIE = "lingqu_guest"
"""Holds the CSRF token of somebody who is not signed in; a page of another site can neither read nor set it."""


@get("/session", operation_id="getSession", tags=["session"], opt={"public": True})
async def get_session(
    *, request: Request[Any, Any, Any], database: Database, signed_in: SignedIn | None, secure_cookies: bool
) -> Response[SessionView]:
    """Return who is signed in, and the token that writes must carry."""
    if signed_in is not None:
        return Response(await _view(database, signed_in))
    token = request.cookies.get(GUEST_COOKIE) or secrets.token_urlsafe(24)
    cookie = _cookie(GUEST_COOKIE, token, secure=secure_cookies)
    return Response(await _nobody(database, token), cookies=[cookie])


@post("/session/owner", operation_id="createOwner", status_code=HTTP_200_OK, tags=["session"], opt={"public": True})
async def create_owner(
    *, data: Credentials, database: Database, passwords: Passwords, secure_cookies: bool
) -> Response[SessionView]:
    """Make the owner at the first run, and sign in."""
    account_id = await api.create_owner(database, passwords, name=data.name, password=data.password)
    return await _begun(database, await api.begin_session(database, account_id), secure=secure_cookies)


@post("/session", operation_id="signIn", status_code=HTTP_200_OK, tags=["session"], opt={"public": True})
async def sign_in(
    *,
    data: Credentials,
    request: Request[Any, Any, Any],
    database: Database,
    passwords: Passwords,
    secure_cookies: bool,
) -> Response[SessionView]:
    """Sign in with name and password."""
    address = request.client.host if request.client else "unknown"
    session = await api.sign_in(database, passwords, name=data.name, password=data.password, address=address)
    return await _begun(database, session, secure=secure_cookies)


@delete("/session", operation_id="signOut", status_code=HTTP_200_OK, tags=["session"], opt={"public": True})
async def sign_out(
    *, request: Request[Any, Any, Any], database: Database, secure_cookies: bool
) -> Response[SessionView]:
    """Sign out; harmless when nobody is signed in."""
    token = request.cookies.get(SESSION_COOKIE)
    if token:
        await api.sign_out(database, token)
    guest = secrets.token_urlsafe(24)
    response = Response(await _nobody(database, guest), cookies=[_cookie(GUEST_COOKIE, guest, secure=secure_cookies)])
    response.delete_cookie(SESSION_COOKIE)
    return response


async def _begun(database: Database, session: NewSession, *, secure: bool) -> Response[SessionView]:
    signed_in = await api.find_signed_in(database, session.token)
    view = await _view(database, signed_in) if signed_in else await _nobody(database, session.csrf)
    cookie = _cookie(SESSION_COOKIE, session.token, secure=secure, seconds=round(SESSION_LIFE.total_seconds()))
    return Response(view, cookies=[cookie])


async def _view(database: Database, signed_in: SignedIn) -> SessionView:
    corp = None
    if signed_in.corp_id is not None:
        async with database.read(signed_in.corp_id) as session:
            named = await corps.find_name(session)
        if named:
            corp = SessionCorp(corp_id=signed_in.corp_id, corpid=named[0], name=named[1])
    account = signed_in.account
    return SessionView(
        state=SessionState.SIGNED_IN,
        csrf_token=signed_in.csrf,
        account=AccountView(id=account.account_id, name=account.name, role=signed_in.role),
        corp=corp,
        clock=_clock(database),
        version=importlib.metadata.version("lingqu"),
    )


async def _nobody(database: Database, csrf_token: str) -> SessionView:
    first = await api.is_first_run(database)
    return SessionView(
        state=SessionState.FIRST_RUN if first else SessionState.SIGNED_OUT,
        csrf_token=csrf_token,
        account=None,
        corp=None,
        clock=_clock(database),
        version=importlib.metadata.version("lingqu"),
    )


def _clock(database: Database) -> ClockView:
    return ClockView(now=database.clock.now(), rate=float(getattr(database.clock, "rate", 1.0)))


def _cookie(key: str, value: str, *, secure: bool, seconds: int | None = None) -> Cookie:
    return Cookie(key=key, value=value, path="/", httponly=True, secure=secure, samesite="lax", max_age=seconds)


ROUTES = [get_session, create_owner, sign_in, sign_out]
