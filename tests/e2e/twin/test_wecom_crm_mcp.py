"""wecom-crm-mcp, unchanged, against the twin: every method that it has, or the reason why not.

Its tools for language models are left out as a whole: they pass their arguments on to these methods, and they are
written for a framework (mcp 1) older than the one that is installed.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from wecom_crm_mcp.client import WecomClient
from wecom_crm_mcp.config import WecomConfig
from wecom_crm_mcp.exceptions import WecomAPIError, WecomAuthError
from wecom_crm_mcp.modules.acquisition import AcquisitionModule
from wecom_crm_mcp.modules.contact_way import ContactWayModule
from wecom_crm_mcp.modules.customer import CustomerModule
from wecom_crm_mcp.modules.group_chat import GroupChatModule
from wecom_crm_mcp.modules.media import MediaModule
from wecom_crm_mcp.modules.misc import MiscModule
from wecom_crm_mcp.modules.moment import MomentModule
from wecom_crm_mcp.modules.msg_template import MsgTemplateModule
from wecom_crm_mcp.modules.statistics import StatisticsModule
from wecom_crm_mcp.modules.tag import TagModule
from wecom_crm_mcp.modules.transfer_active import TransferActiveModule
from wecom_crm_mcp.modules.transfer_resigned import TransferResignedModule

from e2e.twin.client import Caller
from e2e.twin.crm_paths import MET, NOT_IN_THE_TWIN, written
from e2e.twin.pictures import png
from e2e.twin.receiver import Receiver, element
from wecom_twin.endpoints.routes import ROUTES
from wecom_twin.server import TwinServer

DAY = 86_400
NOON = 1_767_326_400


def test_every_method_of_the_package_is_met_or_left_out_for_a_reason() -> None:
    met = set().union(*MET.values())
    paths = list(written())

    assert len(paths) == 65
    assert set(paths) == met | NOT_IN_THE_TWIN.keys()
    assert not met & NOT_IN_THE_TWIN.keys()
    assert [path for path in NOT_IN_THE_TWIN if f"/cgi-bin/externalcontact/{path}" in ROUTES] == []


@pytest.fixture
async def crm(twin: TwinServer, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[WecomClient]:
    """The client as it is sold; at the end the test has met exactly the paths that stand beside its name."""
    app, met = twin.world.app(), set[str]()
    config = WecomConfig(twin.world.corp().corpid, app.secret, app.agentid, twin.base_url, str(tmp_path))

    async def note(request: httpx.Request) -> None:
        met.add(request.url.path.removeprefix("/cgi-bin/").removeprefix("externalcontact/"))

    async with (
        httpx.AsyncClient(base_url=twin.base_url, event_hooks={"request": [note]}) as http,
        WecomClient(config, http_client=http) as client,
    ):
        yield client
    expected = MET.get(request.node.name)
    assert expected is None or met - {"gettoken"} == expected


@pytest.fixture
def known(twin: TwinServer) -> str:
    """The external_userid of a customer of chen_rui's."""
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "小鹿🦌").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    return external_userid


async def test_it_makes_a_way_and_greets_who_scans_it(twin: TwinServer, crm: WecomClient, receiver: Receiver) -> None:
    ways, messages = ContactWayModule(crm), MsgTemplateModule(crm)
    made = await ways.add_contact_way(2, 2, user=["chen_rui", "li_na"], state="ch_7", remark="海报")
    twin.world.scan(made["config_id"])
    twin.settle()
    code = element(receiver.deliveries[0].xml, "WelcomeCode") or ""

    await messages.send_welcome_msg(code, text={"content": "欢迎"})
    shown = (await ways.get_contact_way(made["config_id"]))["contact_way"]
    assert (shown["state"], shown["user"], shown["qr_code"]) == ("ch_7", ["chen_rui", "li_na"], made["qr_code"])
    assert (await ways.list_contact_way())["contact_way"] == [{"config_id": made["config_id"]}]
    assert [one.text for one in twin.ledger.receipts] == ["欢迎"]
    await ways.update_contact_way(made["config_id"], user=["wang_wei"])
    await ways.del_contact_way(made["config_id"])
    with pytest.raises(WecomAPIError, match="41044"):
        await ways.get_contact_way(made["config_id"])


async def test_it_reads_remarks_and_tags_a_customer(twin: TwinServer, crm: WecomClient) -> None:
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "小鹿🦌").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    customers, tags = CustomerModule(crm), TagModule(crm)
    made = (await tags.add_corp_tag(group_name="购买阶段", tag=[{"name": "意向"}, {"name": "成交", "order": 2}]))[
        "tag_group"
    ]
    bought, tag_id = (one["id"] for one in made["tag"]), made["tag"][1]["id"]
    await tags.mark_tag("chen_rui", external_userid, add_tag=list(bought))
    await tags.mark_tag("chen_rui", external_userid, remove_tag=[made["tag"][0]["id"]])
    await tags.edit_corp_tag(tag_id, name="有意向")
    await customers.remark("chen_rui", external_userid, remark="老顾客", remark_mobiles=["13900001111"])

    assert (await customers.list_followers())["follow_user"] == ["chen_rui", "li_na", "wang_wei"]
    assert (await customers.list("chen_rui"))["external_userid"] == [external_userid]
    detail = await customers.get(external_userid)
    (follow,) = detail["follow_user"]
    assert detail["external_contact"]["name"] == "小鹿🦌"
    assert (follow["remark"], follow["remark_mobiles"]) == ("老顾客", ["13900001111"])
    assert [(one["tag_name"], one["group_name"]) for one in follow["tags"]] == [("有意向", "购买阶段")]
    (row,) = (await customers.batch_get(["chen_rui", "li_na"]))["external_contact_list"]
    assert row["follow_info"]["tag_id"] == [tag_id]
    await tags.del_corp_tag(group_id=[made["group_id"]])
    assert (await tags.list_corp_tags())["tag_group"] == []
    assert (await tags.list_corp_tags(group_id=[made["group_id"]]))["tag_group"][0]["tag"][0]["deleted"] is True


async def test_it_sends_to_many_and_polls_the_result(twin: TwinServer, crm: WecomClient, tmp_path: Path) -> None:
    corp = twin.world.corp()
    external_userid = twin.world.add_customer(corp, "顾客").external_userid
    twin.world.relate(corp, "chen_rui", external_userid)
    picture = tmp_path / "海报.png"
    picture.write_bytes(png())
    media_id = (await MediaModule(crm).upload(picture))["media_id"]
    messages = MsgTemplateModule(crm)
    made = await messages.add_msg_template(
        "single",
        external_userid=[external_userid],
        sender="chen_rui",
        text={"content": "周末会员日"},
        attachments=[{"msgtype": "image", "image": {"media_id": media_id}}],
    )
    twin.advance(by=2)
    twin.world.confirm(made["msgid"], "chen_rui")

    now = int(twin.world.now())
    (listed,) = (await messages.get_groupmsg_list_v2("single", now - 60, now))["group_msg_list"]
    assert listed["attachments"] == [{"msgtype": "image", "image": {"media_id": media_id}}]
    assert (await messages.get_groupmsg_task(made["msgid"]))["task_list"] == [
        {"userid": "chen_rui", "status": 2, "send_time": now}
    ]
    assert (await messages.get_groupmsg_send_result(made["msgid"], "chen_rui"))["send_list"] == [
        {"external_userid": external_userid, "userid": "chen_rui", "status": 1, "send_time": now}
    ]


async def test_it_ends_the_talk_of_a_temporary_way(twin: TwinServer, crm: WecomClient) -> None:
    ways = ContactWayModule(crm)
    made = await ways.add_contact_way(1, 2, user=["li_na"], is_temp=True, chat_expires_in=3_600)
    (came,) = twin.world.scan(made["config_id"])

    assert (await ways.close_temp_chat("li_na", came.external_userid))["errcode"] == 0


async def test_it_lets_strangers_into_a_group_and_reads_it(twin: TwinServer, crm: WecomClient, known: str) -> None:
    corp = twin.world.corp()
    group = twin.world.add_group(corp, "chen_rui", "茶友群", external_userids=[known])
    ways, groups = ContactWayModule(crm), GroupChatModule(crm)
    made = await ways.groupchat_add_join_way(scene=2, chat_id_list=[group.chat_id], state="门店海报")
    await ways.groupchat_update_join_way(made["config_id"], scene=2, chat_id_list=[group.chat_id], remark="新海报")
    way = (await ways.groupchat_get_join_way(made["config_id"]))["join_way"]
    await ways.groupchat_del_join_way(made["config_id"])

    assert (way["chat_id_list"], way["remark"]) == ([group.chat_id], "新海报")
    with pytest.raises(WecomAPIError):
        await ways.groupchat_get_join_way(made["config_id"])
    assert (await groups.list_groupchats())["group_chat_list"] == [{"chat_id": group.chat_id, "status": 0}]
    read = (await groups.get_groupchat(group.chat_id))["group_chat"]
    assert (read["name"], [one["userid"] for one in read["member_list"]]) == ("茶友群", ["chen_rui", known])
    assert (await groups.opengid_to_chatid(group.opengid))["chat_id"] == group.chat_id


async def test_it_publishes_a_moment_and_stops_another(
    twin: TwinServer, crm: WecomClient, known: str, tmp_path: Path
) -> None:
    picture = tmp_path / "新品.png"
    picture.write_bytes(png())
    uploaded = await MediaModule(crm).upload_attachment(picture, media_type="image", attachment_type=1)
    moments = MomentModule(crm)
    shown = [{"msgtype": "image", "image": {"media_id": uploaded["media_id"]}}]
    to = {"sender_list": {"user_list": ["chen_rui"]}}
    jobs = [
        await moments.add_moment_task({"content": text}, shown, visible_range=to) for text in ("新品到店", "写错了")
    ]
    twin.advance(by=120)
    results = [(await moments.get_moment_task_result(one["jobid"]))["result"] for one in jobs]
    wanted, mistaken = (one["moment_id"] for one in results)
    await moments.cancel_moment_task(mistaken)

    assert twin.world.confirm_moment(wanted, "chen_rui") == "published"
    assert twin.world.confirm_moment(mistaken, "chen_rui") == "cancelled"
    listed = (await moments.get_moment_list(NOON - 60, NOON + 3_600))["moment_list"]
    assert wanted in [one["moment_id"] for one in listed]
    assert (await moments.get_moment_task(wanted))["task_list"] == [{"userid": "chen_rui", "publish_status": 1}]
    assert (await moments.get_moment_customer_list(wanted, "chen_rui"))["customer_list"] == [
        {"userid": "chen_rui", "external_userid": known}
    ]


async def test_it_keeps_links_that_somebody_else_made(twin: TwinServer, crm: WecomClient, caller: Caller) -> None:
    twin.world.buy_link_quota(10)
    body = {"link_name": "抖音投放", "range": {"user_list": ["chen_rui"]}}
    link = caller.post("externalcontact/customer_acquisition/create_link", **body)["link"]
    (came,) = twin.world.open_link(f"{link['url']}?customer_channel=dy")
    links = AcquisitionModule(crm)

    # It puts everything under "link", where the page has it at the top.
    with pytest.raises(WecomAPIError):
        await links.create_link(body)
    await links.update_link(link["link_id"], body)
    assert (await links.list_links(limit=10))["link_id_list"] == [link["link_id"]]
    assert (await links.get_link(link["link_id"]))["link"]["link_name"] == "抖音投放"
    (row,) = (await links.list_customers(link["link_id"]))["customer_list"]
    assert (row["external_userid"], row["state"]) == (came.external_userid, "dy")
    counted = await links.get_statistic(link["link_id"], NOON, NOON + 60)
    assert (counted["click_link_customer_cnt"], counted["new_customer_cnt"]) == (1, 1)
    assert (await links.delete_link(link["link_id"]))["errcode"] == 0


async def test_it_counts_a_day_of_members_and_groups(twin: TwinServer, crm: WecomClient, known: str) -> None:
    group = twin.world.add_group(twin.world.corp(), "chen_rui", "茶友群", external_userids=[known])
    twin.world.speak_in_group(group.chat_id, known, "有货吗")
    twin.world.write("chen_rui", known, "有的")
    twin.advance(by=DAY)
    midnight = NOON - 12 * 3_600
    statistics = StatisticsModule(crm)
    owners = {"userid_list": ["chen_rui"]}
    answer = await statistics.get_user_behavior_data(userid=["chen_rui"], start_time=midnight, end_time=midnight)

    (day,) = answer["behavior_data"]
    assert (day["stat_time"], day["chat_cnt"], day["message_cnt"]) == (midnight, 1, 1)
    (row,) = (await statistics.groupchat_statistic(midnight, owner_filter=owners))["items"]
    assert (row["owner"], row["data"]["chat_total"], row["data"]["msg_total"]) == ("chen_rui", 1, 1)
    by_day = await statistics.groupchat_statistic_group_by_day(midnight, midnight, owner_filter=owners)
    assert [one["stat_time"] for one in by_day["items"]] == [midnight]


async def test_it_keeps_an_album(crm: WecomClient, tmp_path: Path) -> None:
    picture = tmp_path / "新品.png"
    picture.write_bytes(png())
    uploaded = await MediaModule(crm).upload_attachment(picture, media_type="image", attachment_type=2)
    album = MiscModule(crm)
    shown = [{"type": "image", "image": {"media_id": uploaded["media_id"]}}]
    made = await album.product_album_add({"description": "龙井礼盒", "price": 19_900, "attachments": shown})
    await album.product_album_update({"product_id": made["product_id"], "price": 17_900})
    product = (await album.product_album_get(made["product_id"]))["product"]
    listed = (await album.product_album_list(limit=10))["product_list"]
    await album.product_album_delete(made["product_id"])

    assert (product["description"], product["price"]) == ("龙井礼盒", 17_900)
    assert [one["product_id"] for one in listed] == [made["product_id"]]
    assert (await album.product_album_list())["product_list"] == []


async def test_it_keeps_rules_of_words(crm: WecomClient) -> None:
    rules = MiscModule(crm)
    within = {"user_list": ["chen_rui"]}
    rule = {"rule_name": "私下收款", "word_list": ["转账"], "intercept_type": 1, "applicable_range": within}
    made = await rules.add_intercept_rule(rule)
    await rules.update_intercept_rule({"rule_id": made["rule_id"], "word_list": ["转账", "红包"]})
    read = (await rules.get_intercept_rule(made["rule_id"]))["rule"]
    # It posts what the page has as a GET; the twin takes both.
    listed = (await rules.list_intercept_rule())["rule_list"]
    await rules.del_intercept_rule(made["rule_id"])

    assert (read["rule_name"], read["word_list"]) == ("私下收款", ["转账", "红包"])
    assert [one["rule_id"] for one in listed] == [made["rule_id"]]


async def test_it_hands_a_colleague_s_customers_and_groups_over(twin: TwinServer, crm: WecomClient, known: str) -> None:
    group = twin.world.add_group(twin.world.corp(), "chen_rui", "茶友群", external_userids=[known])
    active, resigned = TransferActiveModule(crm), TransferResignedModule(crm)
    begun = await active.transfer_customer("chen_rui", "li_na", [known], "以后由李娜为您服务")
    # What it files under those who left is the path for those who stayed, and the other way round.
    given = await resigned.groupchat_transfer([group.chat_id], "li_na")
    twin.advance(by=DAY)
    await crm.get_access_token(force_refresh=True)
    (row,) = (await active.transfer_result("chen_rui", "li_na"))["customer"]

    assert begun["customer"] == [{"external_userid": known, "errcode": 0}]
    assert (given["failed_chat_list"], twin.world.group(group.chat_id).owner) == ([], "li_na")
    assert (row["external_userid"], row["status"]) == (known, 1)


async def test_it_finds_new_hands_for_what_was_left_behind(twin: TwinServer, crm: WecomClient, known: str) -> None:
    group = twin.world.add_group(twin.world.corp(), "chen_rui", "茶友群", external_userids=[known])
    twin.world.member_leaves("chen_rui")
    active, resigned = TransferActiveModule(crm), TransferResignedModule(crm)
    (waiting,) = (await resigned.get_unassigned_list(page_size=100))["info"]
    await resigned.resigned_transfer_customer("chen_rui", "li_na", [known])
    given = await active.group_chat_transfer([group.chat_id], "li_na")
    twin.advance(by=DAY)
    await crm.get_access_token(force_refresh=True)
    (row,) = (await resigned.resigned_transfer_result("chen_rui", "li_na"))["customer"]

    assert waiting["external_userid"] == known
    assert (given["failed_chat_list"], twin.world.group(group.chat_id).owner) == ([], "li_na")
    assert (row["external_userid"], row["status"]) == (known, 1)


async def test_it_renews_a_token_that_died_early(twin: TwinServer, crm: WecomClient) -> None:
    customers = CustomerModule(crm)
    await customers.list_followers()
    twin.world.kill_token()

    assert (await customers.list_followers())["errcode"] == 0


async def test_it_is_told_of_a_wrong_secret(twin: TwinServer, tmp_path: Path) -> None:
    config = WecomConfig(twin.world.corp().corpid, "wrong", None, twin.base_url, str(tmp_path))

    async with WecomClient(config) as client:
        with pytest.raises(WecomAuthError, match="errcode=40001"):
            await client.get_access_token()
