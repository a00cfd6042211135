"""wecomkit, unchanged, against the twin."""

import inspect
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from wecomkit import AsyncWeComClient, WeComConfig
from wecomkit.exceptions import WeComAPIError
from wecomkit.services import DepartmentService, MessageService, TagService, UserService

from e2e.twin.pictures import png
from wecom_twin.server import TwinServer

MP4 = b"\0\0\0\x18ftypmp42"
AMR = b"#!AMR\n" + bytes(13)
SERVICES = {"users": UserService, "departments": DepartmentService, "tags": TagService, "messages": MessageService}
WRITES = "the directory is written in the console, not by a platform"
LEFT_OUT = {
    "users.create": WRITES,
    "users.update": WRITES,
    "users.delete": WRITES,
    "users.batch_delete": WRITES,
    "users.invite": WRITES,
    "users.get_join_qrcode": WRITES,
    "users.list_id": "needs the secret of the directory's synchronisation, which this client's app is not",
    "departments.create": WRITES,
    "departments.update": WRITES,
    "departments.delete": WRITES,
    "tags.create": WRITES,
    "tags.update": WRITES,
    "tags.delete": WRITES,
    "tags.add_users": WRITES,
    "tags.delete_users": WRITES,
    "messages.send": "every kind of message goes through it",
}


@pytest.fixture
async def kit(twin: TwinServer) -> AsyncIterator[AsyncWeComClient]:
    config = WeComConfig(twin.world.corp().corpid, twin.world.app().secret, base_url=twin.base_url)
    async with AsyncWeComClient(config) as client:
        yield client


def test_every_method_for_contacts_and_messages_is_called_here_or_left_out_for_a_reason() -> None:
    here = Path(__file__).read_text("utf-8")
    uncalled = {
        f"{service}.{name}"
        for service, kind in SERVICES.items()
        for name, _ in inspect.getmembers(kind, inspect.iscoroutinefunction)
        if not name.startswith("_") and f"{service}.{name}(" not in here
    }

    assert uncalled == LEFT_OUT.keys()


async def test_wecomkit_reads_the_directory_and_the_app(twin: TwinServer, kit: AsyncWeComClient) -> None:
    assert [one["name"] for one in (await kit.departments.list())["department"]] == ["灵渠示例", "上海徐汇店"]
    assert (await kit.departments.simple_list(2))["department_id"] == [{"id": 2, "parentid": 1, "order": 0}]
    assert (await kit.departments.get(2))["department"]["name"] == "上海徐汇店"
    assert [one["userid"] for one in (await kit.users.list_by_department(2))["userlist"]] == [
        "chen_rui",
        "li_na",
        "wang_wei",
    ]
    member = await kit.users.get("CHEN_RUI")
    assert (member["userid"], member["name"], member["status"], "mobile" in member) == ("chen_rui", "陈睿", 1, False)
    app = await kit.agent.get(twin.world.app().agentid)
    assert app["allow_partys"] == {"partyid": [1]}
    with pytest.raises(WeComAPIError, match="60111"):
        await kit.users.get("ghost")


async def test_wecomkit_messages_members_and_learns_who_is_nobody(twin: TwinServer, kit: AsyncWeComClient) -> None:
    agentid = twin.world.app().agentid
    sent = await kit.messages.send_text(agentid, "有新客户待跟进", to_user="chen_rui|GHOST")
    await kit.messages.send_textcard(agentid, "待办", "请确认群发", "https://scrm.example/t/1", to_party="2")

    assert (sent["invaliduser"], len(sent["msgid"])) == ("ghost", 64)
    assert [one.userid for one in twin.ledger.iter_receipts(kinds=["app_message"])] == [
        "chen_rui",
        "chen_rui",
        "li_na",
        "wang_wei",
    ]
    with pytest.raises(WeComAPIError, match="81013"):
        await kit.messages.send_text(agentid, "没有人", to_user="ghost")


async def test_wecomkit_sends_every_kind_that_it_knows(twin: TwinServer, kit: AsyncWeComClient, tmp_path: Path) -> None:
    agentid, to, messages = twin.world.app().agentid, "chen_rui", kit.messages
    names: dict[Literal["image", "voice", "video", "file"], str] = {
        "image": "p.png",
        "file": "f.txt",
        "video": "v.mp4",
        "voice": "v.amr",
    }
    contents = {"image": png(), "file": b"price list", "video": MP4, "voice": AMR}
    media = {}
    for kind, name in names.items():
        (tmp_path / name).write_bytes(contents[kind])
        media[kind] = (await kit.media.upload(str(tmp_path / name), kind))["media_id"]
    page = {"title": "会员日", "url": "https://scrm.example/m"}
    whole = {"title": "会员日", "thumb_media_id": media["image"], "content": "<b>会员日</b>"}
    card = {
        "card_type": "button_interaction",
        "main_title": {"title": "退款"},
        "task_id": "t1",
        "button_list": [{"text": "同意", "key": "yes"}],
    }
    await messages.send_markdown(agentid, "**会员日**", to_user=to)
    await messages.send_news(agentid, [page], to_user=to)
    await messages.send_mpnews(agentid, [whole], to_user=to)
    await messages.send_miniprogram_notice(agentid, "wx123", "pages/m", "会员日", to_user=to)
    await messages.send_image(agentid, media["image"], to_user=to)
    await messages.send_file(agentid, media["file"], to_user=to)
    await messages.send_video(agentid, media["video"], to_user=to)
    await messages.send_voice(agentid, media["voice"], to_user=to)
    sent = await messages.send_template_card(agentid, card, to_user=to)
    updated = await messages.update_template_card(
        agentid, sent["response_code"], atall=1, button={"replace_name": "已同意"}
    )

    received = list(twin.ledger.iter_receipts(kinds=["app_message"]))
    assert [one.userid for one in received] == ["chen_rui"] * 9
    assert updated["errcode"] == 0


async def test_wecomkit_reads_members_and_their_tags(twin: TwinServer, kit: AsyncWeComClient) -> None:
    tag = twin.world.add_member_tag(twin.world.corp(), "店长", userids=["chen_rui"])

    assert [one["userid"] for one in (await kit.users.simple_list_by_department(2))["userlist"]] == [
        "chen_rui",
        "li_na",
        "wang_wei",
    ]
    assert (await kit.tags.list())["taglist"] == [{"tagid": tag.id, "tagname": "店长"}]
    assert [one["userid"] for one in (await kit.tags.get(tag.id))["userlist"]] == ["chen_rui"]


async def test_wecomkit_uploads_and_downloads(twin: TwinServer, kit: AsyncWeComClient, tmp_path: Path) -> None:
    content = png()
    picture = tmp_path / "报价.png"
    picture.write_bytes(content)
    uploaded = await kit.media.upload(str(picture), "image")
    copy = await kit.media.download(uploaded["media_id"], tmp_path / "copy.png")
    permanent = await kit.media.upload_image(str(picture))

    assert (uploaded["type"], uploaded["created_at"]) == ("image", "1767326400")
    assert copy.read_bytes() == content
    assert permanent["url"].startswith("https://")
    twin.advance(by=3 * 86_400)
    await kit.get_access_token(force_refresh=True)
    with pytest.raises(WeComAPIError, match="40007"):
        await kit.media.get(uploaded["media_id"])
