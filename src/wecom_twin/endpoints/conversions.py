"""Customers under other ids: those of a provider, and temporary ones of meetings, forms and sheets.

Sources: https://developer.work.weixin.qq.com/document/path/95884 (2026-02-12), 98729 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.chance import pseudonym
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.lookups import provider_app

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Customer
    from wecom_twin.state.corp import App

_BUSINESSES = (1, 2, 3)
_USER_TYPES = (1, 2, 3, 4)
_IDS = 100


class _Service(msgspec.Struct):
    external_userid: str = ""
    source_agentid: int | None = None


class _Temporary(msgspec.Struct):
    business_type: int = 0
    user_type: int = 0
    tmp_external_userid_list: list[str] = []


def to_service(call: Call) -> Payload:
    """The id that the calling app's provider knows a customer by."""
    asked = call.body(_Service)
    if not call.app.provider:
        raise ApiError(846000)
    customer = call.customer(asked.external_userid)
    _check_followed(call, customer)
    return {"external_userid": _service_id(call, call.app, customer)}


def from_service(call: Call) -> Payload:
    """The corp's own id of a customer whom a provider's app named."""
    asked = call.body(_Service)
    if call.app.provider:
        raise ApiError(48002)
    if not asked.external_userid:
        raise ApiError(41035)
    source = provider_app(call, asked.source_agentid)
    for customer in call.corp.customers.values():
        if _service_id(call, source, customer) == asked.external_userid:
            _check_followed(call, customer)
            return {"external_userid": customer.external_userid}
    raise ApiError(40096)


def _service_id(call: Call, app: App, customer: Customer) -> str:
    return "wo" + pseudonym(call.realm.seed, app.provider, call.corp.corpid, customer.external_userid)


def _check_followed(call: Call, customer: Customer) -> None:
    if not any(one.readable and call.sight.sees(one.member) for one in customer.relations):
        raise ApiError(84084)


def convert_tmp_external_userid(call: Call) -> Payload:
    """Who stands behind temporary ids that this app got from a product of WeCom's."""
    asked = call.body(_Temporary)
    if not asked.tmp_external_userid_list:
        raise ApiError(40063)
    if asked.business_type not in _BUSINESSES or asked.user_type not in _USER_TYPES:
        raise ApiError(40058, "business_type is 1 to 3, user_type 1 to 4")
    if len(asked.tmp_external_userid_list) > _IDS:
        raise ApiError(40058, "a call takes 100 ids")
    wanted = (call.app.agentid, asked.business_type, asked.user_type)
    found: dict[str, str] = {}
    for tmp in asked.tmp_external_userid_list:
        known = call.corp.temporary_ids.get(tmp)
        if known is not None and (known.agentid, known.business_type, known.user_type) == wanted:
            found[tmp] = known.external_userid
    return {
        "results": [{"tmp_external_userid": tmp, "external_userid": one} for tmp, one in found.items()],
        "invalid_tmp_external_userid_list": [tmp for tmp in asked.tmp_external_userid_list if tmp not in found],
    }


ROUTES: dict[str, Route] = {
    "/cgi-bin/externalcontact/to_service_external_userid": Route(handler=to_service, customer_contact=True),
    "/cgi-bin/externalcontact/from_service_external_userid": Route(handler=from_service, customer_contact=True),
    "/cgi-bin/idconvert/convert_tmp_external_userid": Route(handler=convert_tmp_external_userid),
}
