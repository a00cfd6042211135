"""Addresses that send a browser to WeCom to learn who is looking.

Both come back to `redirect_uri` with `code` and `state`; `wecom_api.calls.login` tells whose code it is.
"""

from __future__ import annotations

import re
from typing import Final, Literal
from urllib.parse import urlencode, urlsplit

from wecom_api.errors import InvalidCallError

AUTHORIZE_URL: Final = "https://open.weixin.qq.com/connect/oauth2/authorize"
LOGIN_URL: Final = "https://login.work.weixin.qq.com/wwlogin/sso/login"

_STATE = re.compile(r"[A-Za-z0-9]{1,128}", re.ASCII)

Scope = Literal["snsapi_base", "snsapi_privateinfo"]


def authorize_url(
    *,
    corpid: str,
    redirect_uri: str,
    state: str,
    scope: Scope = "snsapi_base",
    agentid: int | None = None,
    base_url: str = AUTHORIZE_URL,
) -> str:
    """Where to send a browser inside the WeCom client; a customer's WeChat may follow it too.

    Args:
        corpid: of the app's corp.
        redirect_uri: absolute; its host and port must be a trusted domain of the app, exactly (else 50001).
        state: 1 to 128 letters and digits; bind it to the browser, it comes back with the code.
        scope: `snsapi_base` asks nobody and tells a userid; `snsapi_privateinfo` asks the member's consent.
        agentid: of the app; `snsapi_privateinfo` needs it.
        base_url: WeCom's page, or that of a double.

    Raises:
        InvalidCallError: WeCom's page would certainly refuse it.

    Source: https://developer.work.weixin.qq.com/document/path/96442 (2022-09-23)
    """
    _check(corpid=corpid, redirect_uri=redirect_uri, state=state)
    if scope == "snsapi_privateinfo" and agentid is None:
        _refuse("agentid", "is required by snsapi_privateinfo", "give agentid")
    query: dict[str, str | int] = {
        "appid": corpid,
        "redirect_uri": redirect_uri,
        "response_type": "code",
        "scope": scope,
        "state": state,
    }
    if agentid is not None:
        query["agentid"] = agentid
    return f"{base_url}?{urlencode(query)}#wechat_redirect"


def login_url(
    *,
    corpid: str,
    agentid: int,
    redirect_uri: str,
    state: str,
    lang: Literal["zh", "en"] = "zh",
    base_url: str = LOGIN_URL,
) -> str:
    """Where to send a browser outside the WeCom client: a QR code, or the desktop client's quick login.

    Args:
        corpid: of the app's corp.
        agentid: of the app.
        redirect_uri: absolute; its domain must be listed under the app's web login (企业微信授权登录).
        state: 1 to 128 letters and digits; bind it to the browser, it comes back with the code.
        lang: of WeCom's page.
        base_url: WeCom's page, or that of a double.

    Raises:
        InvalidCallError: WeCom's page would certainly refuse it.

    Source: https://developer.work.weixin.qq.com/document/path/98177 (2024-07-18)
    """
    _check(corpid=corpid, redirect_uri=redirect_uri, state=state)
    query = {
        "login_type": "CorpApp",
        "appid": corpid,
        "agentid": agentid,
        "redirect_uri": redirect_uri,
        "state": state,
        "lang": lang,
    }
    return f"{base_url}?{urlencode(query)}"


def _check(*, corpid: str, redirect_uri: str, state: str) -> None:
    if not corpid:
        _refuse("appid", "is required and may not be empty", "give the corpid")
    address = urlsplit(redirect_uri)
    if address.scheme not in {"http", "https"} or not address.netloc:
        _refuse("redirect_uri", f"an absolute address, got {redirect_uri!r}", "give scheme and host")
    if not _STATE.fullmatch(state):
        _refuse("state", "1 to 128 letters and digits", "choose another state")


def _refuse(field: str, limit: str, mend: str) -> None:
    raise InvalidCallError(call="oauth", field=field, limit=limit, mend=mend)
