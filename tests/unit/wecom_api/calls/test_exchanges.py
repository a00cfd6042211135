from __future__ import annotations

import importlib
import pkgutil
import re
from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.calls import exchanges
from unit.wecom_api.calls.every_call import every_call
from wecom_api.calls.login import GetUserDetail, GetUserInfo
from wecom_api.calls.robots import SendWebhook, UploadWebhookMedia

if TYPE_CHECKING:
    from types import ModuleType

    from unit.wecom_api.calls.exchanges.exchange import Exchange
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from wecom_api.client import Client
    from wecom_api.wire import Wire

# The first is what tokens are made of, the others answer with files: test_tokens.py and test_downloads.py have them.
ELSEWHERE = {"GetToken", "GetMedia", "GetJssdkVoice"}


def _modules() -> list[ModuleType]:
    found = pkgutil.iter_modules(exchanges.__path__, f"{exchanges.__name__}.")
    modules = [importlib.import_module(module.name) for module in found]
    return [module for module in modules if hasattr(module, "EXCHANGES")]


EXCHANGES: list[Exchange] = [exchange for module in _modules() for exchange in module.EXCHANGES]


@pytest.mark.parametrize("exchange", EXCHANGES, ids=lambda exchange: type(exchange.call).__name__)
async def test_call_goes_out_and_its_answer_comes_back_field_by_field(
    exchange: Exchange, wire: Wire, wecom: ScriptedWecom
) -> None:
    call = exchange.call
    wecom.will_answer(call.path, {"errcode": 0, "errmsg": "ok"} | exchange.answer)

    result = await wire.send(call, access_token="T")

    (request,) = wecom.requests
    assert (request.method, request.path, request.token) == (call.method, call.path, "T")
    query = {name: value for name, value in request.query.items() if name != "access_token"}
    if call.method == "GET" or call.upload() is not None:
        assert query == exchange.sent
    else:
        assert (query, request.json) == (exchange.query, exchange.sent)
    assert result == exchange.result


def test_every_call_has_an_exchange() -> None:
    shown = {type(exchange.call) for exchange in EXCHANGES}

    assert {call.__name__ for call in every_call() if call not in shown} == ELSEWHERE


async def test_robot_speaks_without_a_token(client: Client, wecom: ScriptedWecom) -> None:
    await client(next(exchange.call for exchange in EXCHANGES if isinstance(exchange.call, SendWebhook)))

    assert [(request.path, request.query) for request in wecom.requests] == [("/cgi-bin/webhook/send", {"key": "K"})]


async def test_robot_uploads_with_key_and_type_in_the_query(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(UploadWebhookMedia.path, {"type": "file", "media_id": "m1", "created_at": "17"})

    media = await client(UploadWebhookMedia(key="K", type="file", filename="报价.pdf", content=b"x" * 6))

    [request] = wecom.requests
    assert (media.media_id, media.created_at) == ("m1", 17)
    assert request.query == {"key": "K", "type": "file"}
    assert 'filename="报价.pdf"; filelength=6'.encode() in request.body


@pytest.mark.parametrize(
    "exchange",
    [one for one in EXCHANGES if isinstance(one.call, SendWebhook | GetUserInfo | GetUserDetail)],
    ids=lambda exchange: type(exchange.call).__name__,
)
def test_what_opens_doors_does_not_show_in_a_call(exchange: Exchange) -> None:
    assert not re.search(r"(key|code|user_ticket)=", repr(exchange.call))
