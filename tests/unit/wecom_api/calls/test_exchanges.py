from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import pytest

from unit.wecom_api.calls import exchanges
from unit.wecom_api.calls.every_call import every_call

if TYPE_CHECKING:
    from types import ModuleType

    from unit.wecom_api.calls.exchanges.exchange import Exchange
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from wecom_api.wire import Wire


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
    by_query = call.method == "GET" or call.upload() is not None
    assert (query if by_query else request.json) == exchange.sent
    assert by_query or not query
    assert result == exchange.result


def test_every_call_of_a_file_with_exchanges_has_one() -> None:
    shown = {type(exchange.call) for exchange in EXCHANGES}
    files = {call.__module__ for call in shown}

    assert {call.__name__ for call in every_call() if call.__module__ in files and call not in shown} == set()
