from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from lingqu.acquisition.api.channels import get_channel
from lingqu.acquisition.contracts import Channel, ChannelDraft, ChannelStatus, Welcome
from lingqu.acquisition.domain.carriage import state_of
from lingqu.acquisition.store import channels as store
from lingqu.directory.api.people import ensure_staff
from lingqu.kernel.ids import StaffId, TagId

if TYPE_CHECKING:
    from lingqu.infra.database import Database
    from lingqu.kernel.ids import CorpId

WELCOME = Welcome(
    hours=None,
    text="{{ customer.name }}您好,我是{{ staff.name }}",
    fallback_text="您好,我是{{ staff.name }}",
    attachments=(),
)


@dataclass(frozen=True)
class Shop:
    """A corp with two members who may add customers, and a tag."""

    corp_id: CorpId
    chen: StaffId
    li: StaffId
    night: StaffId
    tag_id: TagId

    @property
    def draft(self) -> ChannelDraft:
        return ChannelDraft(
            name="门店海报",
            cost_fen=120_000,
            staff_ids=(self.chen, self.li),
            department_ids=(),
            skip_verify=True,
            expires_at=None,
            fallback_staff_ids=(),
            tag_ids=(self.tag_id,),
            remark_template="{{ customer.name }}-门店A",
            welcome=(WELCOME,),
        )


@pytest.fixture
async def shop(database: Database, corp_id: CorpId) -> Shop:
    async with database.unit(corp_id) as unit:
        staff = await ensure_staff(unit, ["chen_rui", "li_na", "night_desk"])
        await unit.execute(
            """
            UPDATE staff SET is_follow_user = true,
              name = CASE userid WHEN 'chen_rui' THEN '陈睿' WHEN 'li_na' THEN '李娜' ELSE '夜班' END
            WHERE corp_id = lingqu_corp()
            """
        )
        group_id = await unit.fetch_value(
            """
            INSERT INTO tag_group (corp_id, wecom_group_id, name) VALUES (lingqu_corp(), 'etG', '来源')
            RETURNING group_id
            """
        )
        tag_id = await unit.fetch_value(
            """
            INSERT INTO corp_tag (corp_id, group_id, wecom_tag_id, name, ours)
            VALUES (lingqu_corp(), %s, 'etT', '门店', true) RETURNING tag_id
            """,
            (group_id,),
        )
    return Shop(corp_id, staff["chen_rui"], staff["li_na"], staff["night_desk"], TagId(tag_id))


async def carried(database: Database, shop: Shop, draft: ChannelDraft | None = None) -> Channel:
    """A live channel, as it stands after WeCom carried it."""
    async with database.unit(shop.corp_id) as unit:
        channel_id = await store.reserve_channel_id(unit)
        await store.insert_channel(
            unit, channel_id, draft or shop.draft, state=state_of(channel_id), status=ChannelStatus.LIVE
        )
        return await get_channel(unit, channel_id)
