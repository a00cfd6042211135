"""What a definition's numbers stand for is looked up, within properties of events too."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from audiences.loading import load_world
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import ChannelId, CorpId
from lingqu.kernel.languages import Language
from lingqu.segments.api.speaking import say
from lingqu.segments.domain.reading import convert

NO_ID = 10**15


async def _channels(_session: Session, channel_ids: Collection[ChannelId]) -> Mapping[ChannelId, str]:
    assert set(channel_ids) <= {1, 2}, "only those that are meant, and nothing that cannot be one"
    return {ChannelId(one): f"立牌{one}" for one in channel_ids}


async def test_what_properties_of_events_stand_for_is_said_by_name(database: Database, corp_id: CorpId) -> None:
    asked = [
        ("relation.added", "channel_id", "in", [1, 2, NO_ID]),
        ("groupchat.member_joined", "groupchat_id", "eq", 1),
        ("stage.changed", "to", "eq", 4),
        ("tag.granted", "tag_id", "eq", 3),
        ("order.paid", "shop", "ne", 11),
        ("order.paid", "amount_fen", "ge", 20_000),
    ]
    definition = convert(
        {
            "kind": "any",
            "of": [
                {"kind": "event", "event": {"name": name, "where": [{"key": key, "op": op, "value": value}]}}
                for name, key, op, value in asked
            ]
            + [{"kind": "relation", "add_ways": [16]}],
        }
    )
    async with database.unit(corp_id) as unit:
        await load_world(unit)
        await unit.execute("UPDATE groupchat SET name = '茶友群' WHERE corp_id = lingqu_corp() AND groupchat_id = 1")
    async with database.read(corp_id) as session:
        said = await say(session, definition, _channels, language=Language.ZH)

    assert said.split("，或者") == [
        f"有过渠道是「立牌1」或「立牌2」或「#{NO_ID}」的「添加成员」",
        "有过客户群是「茶友群」的「加入客户群」",
        "有过新的阶段是「购买」的「阶段变化」",
        "有过标签是「t3」的「获得标签」",
        "有过门店有值但不是「d11」的「付款」",
        "有过订单金额至少为 ¥200 的「付款」",
        "与成员是好友（添加方式为「获客链接」）",
    ]
