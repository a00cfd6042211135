"""Tokens, addresses and the calling app itself.

Sources: https://developer.work.weixin.qq.com/document/path/91039 (gettoken, 2024-03-26), 90930
(callback addresses, 2026-02-12), 90227 (agent)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.endpoints.call import Call, Payload, Route, whole_number
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.realm import Token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import App, Corp, SecretKind

GETTOKEN = "/cgi-bin/gettoken"
_ANY: frozenset[SecretKind] = frozenset({"app", "contacts_sync"})
_API_ADDRESSES = ("203.0.113.7", "203.0.113.8")
_CALLBACK_ADDRESSES = ("198.51.100.21", "198.51.100.22", "127.0.0.1")


def gettoken(realm: Realm, query: Mapping[str, str]) -> Payload:
    """The token of one secret: the same one until it expires.

    Raises:
        ApiError: 41002, 41004 something missing; 40013 bad corpid; 40001 wrong secret, disabled app.
    """
    corp = _corp(realm, query)
    app = _by_secret(corp, query)
    now = realm.clock.now()
    token = realm.current_tokens.get((corp.corpid, app.agentid))
    if token is None or token.expires_at <= now or token.text not in realm.tokens:
        token = Token(realm.ids.text("access_token", 214), corp, app, now + realm.limits.token_seconds)
        realm.current_tokens[corp.corpid, app.agentid] = realm.tokens[token.text] = token
    left = int(token.expires_at - now)
    expires_in = left if realm.switches.token_expires_in_shrinks else realm.limits.token_seconds
    return {"access_token": token.text, "expires_in": expires_in}


def _corp(realm: Realm, query: Mapping[str, str]) -> Corp:
    corpid = query.get("corpid", "")
    if not corpid:
        raise ApiError(41002)
    corp = realm.corps.get(corpid)
    if corp is None:
        raise ApiError(40013)
    return corp


def _by_secret(corp: Corp, query: Mapping[str, str]) -> App:
    secret = query.get("corpsecret", "")
    if not secret:
        raise ApiError(41004)
    for app in corp.apps.values():
        if app.secret == secret and not app.disabled:
            return app
    raise ApiError(40001)


def get_api_domain_ip(_: Call) -> Payload:
    """Addresses of the API host."""
    return {"ip_list": list(_API_ADDRESSES)}


def getcallbackip(_: Call) -> Payload:
    """Addresses that callbacks come from."""
    return {"ip_list": list(_CALLBACK_ADDRESSES)}


def agent_get(call: Call) -> Payload:
    """The calling app with its visible range."""
    asked = call.query.get("agentid", "")
    if asked != str(call.app.agentid):
        raise ApiError(301002 if whole_number(asked) in call.corp.apps else 40056)
    app = call.app
    return {
        "agentid": app.agentid,
        "name": app.name,
        "square_logo_url": "",
        "description": "",
        "allow_userinfos": {"user": [{"userid": one} for one in sorted(app.visible_users)]},
        "allow_partys": {"partyid": sorted(app.visible_departments)},
        "allow_tags": {"tagid": []},
        "close": int(app.disabled),
        "redirect_domain": "",
        "report_location_flag": 0,
        "isreportenter": 0,
        "home_url": "",
        "customized_publish_status": 1,
    }


def agent_list(call: Call) -> Payload:
    """Only the calling app."""
    return {"agentlist": [{"agentid": call.app.agentid, "name": call.app.name, "square_logo_url": ""}]}


ROUTES: dict[str, Route] = {
    "/cgi-bin/get_api_domain_ip": Route(handler=get_api_domain_ip, method="GET", kinds=_ANY, empty={"ip_list": []}),
    "/cgi-bin/getcallbackip": Route(handler=getcallbackip, method="GET", kinds=_ANY, empty={"ip_list": []}),
    "/cgi-bin/agent/get": Route(handler=agent_get, method="GET"),
    "/cgi-bin/agent/list": Route(handler=agent_list, method="GET"),
}
