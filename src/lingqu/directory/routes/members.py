"""HTTP of entering from WeCom: out to WeCom's silent page, back with a code, on to the member's own page."""

import hmac
import secrets
from typing import Annotated, Any

import structlog
from litestar import Request, Response, get
from litestar.datastructures import Cookie
from litestar.params import QueryParameter
from litestar.response import Redirect

from lingqu.directory.api import members as api
from lingqu.directory.contracts.members import ENTERING_LIFE, MEMBER_SESSION_LIFE
from lingqu.directory.errors.members import UnknownMemberError
from lingqu.directory.ports import MemberRecogniser
from lingqu.infra.database import Database
from lingqu.infra.settings import Settings
from lingqu.kernel.outside import OutsideError, RefusedError

log = structlog.get_logger(__name__)

MEMBER_COOKIE = "lingqu_member"
ENTERING_COOKIE = "lingqu_entering"
"""Binds the way out to the way back: `state`, then the task that was asked for."""

LARGEST_TASK = 2**63 - 1

AnyRequest = Request[Any, Any, Any]


@get("/my/enter/{corpid:str}", operation_id="enterFromWecom", include_in_schema=False, opt={"public": True})
async def enter_from_wecom(
    *,
    corpid: str,
    database: Database,
    recogniser: MemberRecogniser,
    settings: Settings,
    secure_cookies: bool,
    task: Annotated[int | None, QueryParameter(ge=1, le=LARGEST_TASK)] = None,
) -> Redirect:
    """Send the browser to WeCom, which asks the member nothing and sends it back with a code."""
    route = await api.find_corp(database, corpid)
    state = secrets.token_hex(16)
    address = recogniser.address(
        route.corpid, redirect_uri=f"{settings.public_url}/api/my/back/{route.corpid}", state=state
    )
    cookie = _cookie(
        ENTERING_COOKIE, f"{state}.{task or ''}", secure=secure_cookies, seconds=ENTERING_LIFE.total_seconds()
    )
    return Redirect(address, cookies=[cookie])


@get("/my/back/{corpid:str}", operation_id="backFromWecom", include_in_schema=False, opt={"public": True})
async def back_from_wecom(
    *,
    corpid: str,
    request: AnyRequest,
    database: Database,
    recogniser: MemberRecogniser,
    secure_cookies: bool,
    code: str = "",
    returned: Annotated[str, QueryParameter(name="state")] = "",
) -> Response[Any]:
    """Recognise the member and go on to what was asked for; a page says so where that fails."""
    route = await api.find_corp(database, corpid)
    state, _, task = request.cookies.get(ENTERING_COOKIE, "").partition(".")
    page = f"/m/{route.corpid}"
    if not state or not code or not hmac.compare_digest(state.encode(), returned.encode()):
        return Redirect(f"{page}?refused=again")
    try:
        session = await api.enter(database, route.corp_id, code, recogniser=recogniser)
    except UnknownMemberError:
        return Redirect(f"{page}?refused=unknown")
    except OutsideError as error:
        log.warning("member not recognised", corp_id=route.corp_id, code=error.code, errcode=error.errcode)
        return Redirect(f"{page}?refused={'again' if isinstance(error, RefusedError) else 'later'}")
    cookie = _cookie(MEMBER_COOKIE, session.token, secure=secure_cookies, seconds=MEMBER_SESSION_LIFE.total_seconds())
    answer = Redirect(f"{page}/tasks/{task}" if task.isdigit() else page, cookies=[cookie])
    answer.delete_cookie(ENTERING_COOKIE)
    return answer


def _cookie(key: str, value: str, *, secure: bool, seconds: float) -> Cookie:
    return Cookie(key=key, value=value, path="/", httponly=True, secure=secure, samesite="lax", max_age=round(seconds))


ROUTES = [enter_from_wecom, back_from_wecom]
