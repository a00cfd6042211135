"""Channels at WeCom: contact ways, and the names of customers who wait for a greeting."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import structlog

from lingqu.acquisition.contracts import CarriedWay, ContactWay
from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, ExternalUserid
from lingqu.kernel.outside import OutsideError, RefusedError, StaleError
from wecom_api.calls.contact_ways import (
    QR_CODE,
    SEVERAL_MEMBERS,
    AddContactWay,
    DelContactWay,
    GetContactWay,
    ListContactWay,
    UpdateContactWay,
)
from wecom_api.calls.customers import GetCustomer

log = structlog.get_logger(__name__)

UNKNOWN_CONFIG_ID = 41044
NAMES_AT_ONCE = 16


class WecomContactWays:
    """`lingqu.acquisition.ports.ContactWayCarrier` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def add(self, corp_id: CorpId, way: ContactWay) -> CarriedWay:
        """See the port. Always type 2: the type cannot change when a second member joins."""
        made = await self._clients.call(
            corp_id,
            AddContactWay(
                type=SEVERAL_MEMBERS,
                scene=QR_CODE,
                remark=way.remark,
                skip_verify=way.skip_verify,
                state=way.state,
                user=list(way.user) or None,
                party=list(way.party) or None,
            ),
        )
        return CarriedWay(config_id=made.config_id, qr_code=made.qr_code)

    async def find(self, corp_id: CorpId, state: str, *, since: datetime) -> CarriedWay | None:
        """See the port. The list holds ids only, so each is read until the state matches."""
        async for page in self._clients.pages(corp_id, ListContactWay(start_time=int(since.timestamp()))):
            for row in page.contact_way:
                detail = await self._clients.call(corp_id, GetContactWay(config_id=row.config_id))
                if detail.contact_way.state == state:
                    return CarriedWay(config_id=row.config_id, qr_code=detail.contact_way.qr_code)
        return None

    async def update(self, corp_id: CorpId, config_id: str, way: ContactWay) -> None:
        """See the port."""
        call = UpdateContactWay(
            config_id=config_id,
            remark=way.remark,
            skip_verify=way.skip_verify,
            state=way.state,
            user=list(way.user),
            party=list(way.party),
        )
        try:
            await self._clients.call(corp_id, call)
        except RefusedError as error:
            if error.errcode == UNKNOWN_CONFIG_ID:
                raise StaleError(str(error), api=error.api, errcode=error.errcode) from error
            raise

    async def delete(self, corp_id: CorpId, config_id: str) -> None:
        """See the port."""
        try:
            await self._clients.call(corp_id, DelContactWay(config_id=config_id))
        except RefusedError as error:
            if error.errcode != UNKNOWN_CONFIG_ID:
                raise


class WecomNames:
    """`lingqu.acquisition.ports.NameReader` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def read_names(
        self, corp_id: CorpId, external_userids: Sequence[ExternalUserid], *, deadline: datetime
    ) -> Mapping[ExternalUserid, str]:
        """See the port: whoever cannot be read in time is missing from the answer."""
        gate = asyncio.Semaphore(NAMES_AT_ONCE)

        async def one(external_userid: ExternalUserid) -> tuple[ExternalUserid, str]:
            async with gate:
                try:
                    answer = await self._clients.call(
                        corp_id, GetCustomer(external_userid=external_userid), deadline=deadline
                    )
                except OutsideError as error:
                    log.debug("name not read", code=error.code, errcode=error.errcode)
                    return external_userid, ""
                return external_userid, answer.external_contact.name

        found = await asyncio.gather(*(one(each) for each in dict.fromkeys(external_userids)))
        return {external_userid: name for external_userid, name in found if name}
