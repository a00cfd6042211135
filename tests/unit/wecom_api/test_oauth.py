from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from wecom_api.errors import InvalidCallError
from wecom_api.oauth import authorize_url, login_url

if TYPE_CHECKING:
    from collections.abc import Callable

BACK = "https://scrm.example.com/login/back?next=/客户&x=1"


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_silent_authorisation_is_asked_for_in_the_documented_order_and_ends_in_the_mark() -> None:
    url = authorize_url(corpid="ww1", redirect_uri="https://a.example/b?c=1", state="n0")

    assert url == (
        "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1"
        "&redirect_uri=https%3A%2F%2Fa.example%2Fb%3Fc%3D1&response_type=code&scope=snsapi_base&state=n0"
        "#wechat_redirect"
    )


def test_consent_names_the_app() -> None:
    url = authorize_url(corpid="ww1", redirect_uri=BACK, state="n0", scope="snsapi_privateinfo", agentid=1000002)

    assert query_of(url) == {
        "appid": "ww1",
        "redirect_uri": BACK,
        "response_type": "code",
        "scope": "snsapi_privateinfo",
        "state": "n0",
        "agentid": "1000002",
    }


def test_web_login_names_corp_and_app() -> None:
    url = login_url(corpid="ww1", agentid=1000002, redirect_uri=BACK, state="n0")

    assert url.startswith("https://login.work.weixin.qq.com/wwlogin/sso/login?login_type=CorpApp&")
    assert query_of(url) == {
        "login_type": "CorpApp",
        "appid": "ww1",
        "agentid": "1000002",
        "redirect_uri": BACK,
        "state": "n0",
        "lang": "zh",
    }


@pytest.mark.parametrize(
    ("field", "make"),
    [
        ("appid", lambda: authorize_url(corpid="", redirect_uri=BACK, state="n")),
        ("redirect_uri", lambda: authorize_url(corpid="ww1", redirect_uri="/login/back", state="n")),
        ("redirect_uri", lambda: login_url(corpid="ww1", agentid=1, redirect_uri="ftp://a.example/", state="n")),
        ("state", lambda: authorize_url(corpid="ww1", redirect_uri=BACK, state="")),
        ("state", lambda: authorize_url(corpid="ww1", redirect_uri=BACK, state="n" * 129)),
        ("state", lambda: login_url(corpid="ww1", agentid=1, redirect_uri=BACK, state="a-b")),
        ("agentid", lambda: authorize_url(corpid="ww1", redirect_uri=BACK, state="n", scope="snsapi_privateinfo")),
    ],
)
def test_what_wecoms_page_would_refuse_is_refused_here(field: str, make: Callable[[], str]) -> None:
    with pytest.raises(InvalidCallError) as refusal:
        make()

    assert refusal.value.field == field
