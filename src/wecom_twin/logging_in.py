"""The pages of the open platform that send a browser back with a code.

Who opens them is not to be seen over HTTP: the address says so (`twin_user=<userid>` or
`twin_guest=<external_userid>`), or else whoever was named beforehand.

Sources: https://developer.work.weixin.qq.com/document/path/91022 (inside the client), 98152 (outside)
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from wecom_twin.state.web import LoginCode, Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import App, Corp

AUTHORIZE = "/connect/oauth2/authorize"
LOGIN = "/wwlogin/sso/login"
_STATE = re.compile(r"[A-Za-z0-9]{0,128}")
_PRIVATE = "snsapi_privateinfo"
_SCOPES = frozenset({"snsapi_base", _PRIVATE})


class Page(NamedTuple):
    """What the browser gets: an address to go to, or the reason why not."""

    location: str
    error: str = ""


def open_page(realm: Realm, path: str, query: Mapping[str, str]) -> Page:
    """Send the browser back to where it came from, with a code, or show why not."""
    corp = realm.corps.get(query.get("appid", ""))
    if corp is None:
        return Page("", "40013 appid is no corp")
    error = _refusal(corp, path, query)
    if error:
        return Page("", error)
    visitor = _visitor(corp, query)
    if visitor is None:
        return Page("", "nobody opens the page: name somebody with twin_user or twin_guest")
    code = realm.ids.text("login_code", 43)
    private = query.get("scope") == _PRIVATE
    corp.web.codes[code] = LoginCode(visitor, private, realm.clock.now() + realm.limits.login_code_seconds)
    return Page(_with(query["redirect_uri"], code=code, state=query.get("state", "")))


def _refusal(corp: Corp, path: str, query: Mapping[str, str]) -> str:
    """The first demand that is not met, or nothing."""
    agentid = query.get("agentid", "")
    app = next((one for one in corp.apps.values() if str(one.agentid) == agentid), None)
    private, inside = query.get("scope") == _PRIVATE, path == AUTHORIZE
    demands = (
        (app is not None or not agentid, "40056 agentid is no app"),
        (not inside or query.get("response_type") == "code", "response_type is code"),
        (not inside or query.get("scope") in _SCOPES, "scope is snsapi_base or snsapi_privateinfo"),
        (not inside or not private or app is not None, "snsapi_privateinfo needs agentid"),
        (
            inside or (query.get("login_type") == "CorpApp" and app is not None),
            "login_type is CorpApp, with an agentid",
        ),
        (_STATE.fullmatch(query.get("state", "")) is not None, "state has letters and digits, 128 at most"),
        (_is_trusted(corp, app, query.get("redirect_uri", "")), "50001 redirect_uri is not on a trusted domain"),
    )
    return next((reason for met, reason in demands if not met), "")


def _is_trusted(corp: Corp, app: App | None, address: str) -> bool:
    """Host and port are exactly those of a trusted domain; a parent domain does not do."""
    host = urlsplit(address).netloc
    apps = [app] if app is not None else list(corp.apps.values())
    return bool(host) and any(one.trusted_domains is None or host in one.trusted_domains for one in apps)


def _visitor(corp: Corp, query: Mapping[str, str]) -> Visitor | None:
    if query.get("twin_user"):
        member = corp.directory.find_member(query["twin_user"])
        return Visitor(userid=member.userid) if member is not None else None
    if query.get("twin_guest"):
        return Visitor(external_userid=query["twin_guest"])
    return corp.web.visitor


def _with(address: str, **parameters: str) -> str:
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query), fragment=""))
