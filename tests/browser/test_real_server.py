"""The admin on the real server, beside the twin: every page as it comes, and an operator's first hour."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, Request, Response, expect
from rich.console import Console

from browser.screens import FORMS
from browser.test_channels import choose
from browser.test_segments import add as add_condition
from doubles.folders import open_folder
from lingqu.entrypoints.demo import ACCOUNT, PASSWORD, Demo, installation
from lingqu.entrypoints.twin_control import Twin, TwinProcess
from lingqu.gateway.codes import read_picture
from wecom_twin.pictures import LINK

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.timeout(300)]

T = TypeVar("T")

PAGES = {
    "/flow": "实时看板",
    "/customers": "客户列表",
    "/tags": "客户标签",
    "/channels": "渠道码",
    "/channels/1": "门店收银台海报",
    "/channels/1/edit": "编辑渠道码",
    "/channel-report": "渠道报表",
    "/broadcasts": "客户群发",
    "/programmes": "运营计划",
    "/sending-rules": "发送规则",
    "/directory": "通讯录",
    "/connect": "企业微信连接",
    "/doctor": "系统检查",
    "/dead-letters": "死信",
    "/groupchats": "客户群",
    "/segments": "人群",
    "/group-welcomes": "入群欢迎语",
    **dict(
        zip(
            FORMS,
            ("新建渠道码", "新建入群欢迎语", "新建群发", "新建朋友圈", "新建计划", "新建人群", "新建导入"),
            strict=True,
        )
    ),
}


@dataclass
class Brand:
    """A brand in the twin and the platform connected to it."""

    twin: Twin
    demo: Demo
    url: str


@dataclass
class Visit:
    """A signed-in browser; `faults` are what no page may do."""

    context: BrowserContext
    url: str
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.set_viewport_size({"width": 1440, "height": 900})
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("request", self._note_request)
        page.on("response", self._note_response)
        page.goto(self.url + path)
        return page

    def ask(self, path: str) -> Any:
        return self.context.request.get(f"{self.url}/api{path}", fail_on_status_code=True).json()

    def wait_for(self, path: str, wanted: Callable[[APIResponse], T]) -> T:
        """Ask until the answer has what is wanted."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            told = self.context.request.get(f"{self.url}/api{path}")
            if told.ok and (found := wanted(told)):
                return found
            time.sleep(0.3)
        raise AssertionError(f"{path} does not have it after a minute")

    def is_person(self, item: dict[str, Any], scan: dict[str, Any]) -> bool:
        return self.ask(f"/customers/{item['customer_id']}")["external_userid"] == scan["external_userid"]

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")) and request.resource_type != "image":
            self.faults.append(f"asked somebody else: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status} {response.url}")


@pytest.fixture(scope="module")
def brand() -> Iterator[Brand]:
    with open_folder() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINGQU_DATA_DIR", str(folder))
        with TwinProcess() as twin, installation("demo", twin) as stack:
            demo = Demo(twin, stack, Console(stderr=True, quiet=True))
            demo.connect(400, shops=6, staff=30)
            demo.open_channels()
            demo.follow_sync()
            demo.let_people_act(1.0)
            yield Brand(twin, demo, f"http://{stack.settings.host}:{stack.settings.port}")
            demo.close()


@pytest.fixture
def visit(chromium: Browser, brand: Brand) -> Iterator[Visit]:
    context = chromium.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", reduced_motion="reduce")
    context.set_default_timeout(20_000)
    told = context.request.get(f"{brand.url}/api/session").json()
    context.request.post(
        f"{brand.url}/api/session",
        data={"name": ACCOUNT, "password": PASSWORD},
        headers={"X-CSRF-Token": told["csrf_token"]},
        fail_on_status_code=True,
    )
    visit = Visit(context, brand.url)
    yield visit
    context.close()
    assert visit.faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_with_what_the_real_server_answers(path: str, visit: Visit) -> None:
    page = visit.open(path)

    expect(page.get_by_role("heading", level=1)).to_have_text(PAGES[path])
    page.wait_for_load_state("networkidle" if path != "/flow" else "load")
    expect(page.locator(".t-skeleton")).to_have_count(0)
    assert "undefined" not in page.locator("main").inner_text()
    assert "NaN" not in page.locator("main").inner_text()


def test_a_customer_opens_from_the_list_with_timeline_and_deliveries(visit: Visit) -> None:
    page = visit.open("/customers")

    page.locator("tbody").get_by_role("link").first.click()

    expect(page.get_by_text("跟进关系")).to_be_visible()
    expect(page.get_by_text("添加于")).to_be_visible()
    page.get_by_text("发送记录").click()
    expect(page.get_by_text("欢迎语").or_(page.get_by_text("还没有")).first).to_be_visible()


def test_a_new_channel_s_code_is_scanned_and_the_customer_is_greeted_and_tagged(visit: Visit, brand: Brand) -> None:
    member = next(one for one in visit.ask("/staff?limit=200")["items"] if one["is_follow_user"] and one["active"])
    tag = visit.ask("/tags")["items"][0]["tags"][0]["name"]
    page = visit.open("/channels/new")
    page.get_by_label("渠道名称").fill("地铁灯箱")
    choose(page, "接待成员", member["name"])
    choose(page, "自动打上的标签", tag)
    page.get_by_role("textbox", name="欢迎语文字").fill("您好，地铁里见过我们吧")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="地铁灯箱", level=1)).to_be_visible()
    channel_id = int(re.findall(r"/channels/(\d+)", page.url)[0])

    config_id = visit.wait_for(f"/channels/{channel_id}", lambda told: told.json()["config_id"])
    visit.wait_for(f"/channels/{channel_id}/qr.png", lambda told: read_picture(told.body()) == LINK + config_id)
    page.reload()
    with page.expect_download() as download:
        page.get_by_text("下载 PNG").click()
    assert read_picture(download.value.path().read_bytes()) == LINK + config_id
    corpid = brand.demo.corpid
    scan = brand.twin.ask("POST", f"/corps/{corpid}/acts/scan", {"config_id": config_id})["scans"][0]

    customer_id = visit.wait_for(
        "/customers?limit=20",
        lambda told: next((one["customer_id"] for one in told.json()["items"] if visit.is_person(one, scan)), None),
    )
    page = visit.open(f"/customers/{customer_id}")
    expect(page.get_by_text(tag, exact=True).first).to_be_visible()
    expect(page.get_by_text("渠道「地铁灯箱」")).to_be_visible()
    page.get_by_text("发送记录").click()
    expect(page.get_by_text("已送达")).to_be_visible()
    messages = brand.twin.rows("receipts", corpid=corpid)
    received = [one["text"] for one in messages if one["external_userid"] == scan["external_userid"]]
    assert received == ["您好，地铁里见过我们吧"]


def test_a_broadcast_is_sent_confirmed_and_counted(visit: Visit) -> None:
    tag = min((tag for group in visit.ask("/tags")["items"] for tag in group["tags"]), key=lambda one: one["customers"])
    page = visit.open("/broadcasts/new")
    page.get_by_label("群发名称").fill("周末到店礼")
    page.get_by_role("group", name="客户标签").locator("input").click()
    page.locator(".t-select-option").filter(has_text=tag["name"]).first.click()
    page.keyboard.press("Escape")
    page.get_by_label("群发文字").fill("本周末到店，凭本消息领小礼物")
    expect(page.get_by_label("现在符合的客户")).to_contain_text("名成员确认发送")
    page.get_by_role("button", name="发送…").click()
    page.locator(".t-dialog:visible").get_by_role("button", name="发送").click()

    expect(page.get_by_role("heading", name="周末到店礼", level=1)).to_be_visible()
    expect(page.get_by_text("已确认").first).to_be_visible(timeout=60_000)
    expect(page.get_by_role("cell", name="已确认").first).to_be_visible(timeout=60_000)


def test_a_group_welcome_with_a_file_is_made_changed_and_deleted_at_wecom(visit: Visit, brand: Brand) -> None:
    page = visit.open("/group-welcomes/new")
    page.get_by_label("名称").fill("会员群")
    page.get_by_label("欢迎语文字").fill("欢迎 %NICKNAME%，请看群规")
    page.get_by_role("group", name="附件", exact=True).get_by_text("文件", exact=True).click()
    rules = {"name": "群规 2026.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    page.locator("input[type=file]").set_input_files(rules)
    expect(page.get_by_role("figure")).to_contain_text("群规 2026.pdf")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("可选用")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="修改").click()
    page.get_by_label("欢迎语文字").fill("欢迎 %NICKNAME%")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("欢迎 王小雨")).to_be_visible()
    expect(page.get_by_text("修改已保存，正在同步给企业微信")).to_have_count(0, timeout=60_000)
    page.get_by_role("button", name="删除").click()
    page.locator(".t-dialog:visible").get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除，企业微信那边也没有了")).to_be_visible(timeout=60_000)

    library = "/cgi-bin/externalcontact/group_welcome_template/"
    calls = [one for one in brand.twin.calls(corpid=brand.demo.corpid) if one["path"].startswith(library)]
    told = [(one["path"].removeprefix(library), one["errcode"]) for one in calls]
    assert told == [("add", 0), ("edit", 0), ("del", 0)]


def test_a_segment_is_built_understood_revised_and_put_away(visit: Visit) -> None:
    page = visit.open("/segments/new")
    page.get_by_label("人群名称").fill("正在服务的客户")
    add_condition(page, "好友关系")
    expect(page.get_by_role("status").filter(has_text="人符合")).to_be_attached()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="正在服务的客户", level=1)).to_be_visible()
    segment_id = int(re.findall(r"/segments/(\d+)", page.url)[0])

    visit.wait_for(f"/segments/{segment_id}", lambda told: told.json()["size"])
    page.reload()
    expect(page.get_by_role("figure", name="30 天的人数变化")).to_be_visible()
    why = page.locator("section").filter(has=page.get_by_role("heading", name="为什么在 / 为什么不在"))
    why.locator("p button").first.click()
    expect(why.get_by_text("符合", exact=True)).to_be_visible()
    expect(why.get_by_text("1 位：").first).to_be_visible()
    customer = why.locator("article a")
    customer.click()
    page.get_by_role("tab", name="人群").click()
    expect(page.get_by_role("listitem").filter(has_text="正在服务的客户")).to_contain_text("建立人群或修改条件时算入")

    page = visit.open(f"/segments/{segment_id}/edit")
    add_condition(page, "随机抽样")
    expect(page.get_by_role("status").filter(has_text="抽样")).to_be_attached()
    page.get_by_role("button", name="保存").click()
    saving = page.locator(".t-dialog:visible")
    saving.get_by_text("触发", exact=True).click()
    expect(saving.locator("[data-name=left]")).to_contain_text("人")
    saving.get_by_role("button", name="保存并触发").click()
    visit.wait_for(f"/segments/{segment_id}", lambda told: told.json()["versions"][0]["told"])
    page = visit.open(f"/segments/{segment_id}")
    expect(page.get_by_text("已触发", exact=True)).to_be_visible()
    page.get_by_role("button", name="对比").click()
    expect(page.get_by_role("region", name="第 1 版与第 2 版的差别")).to_contain_text("＋ 新增")
    expect(page.get_by_text("林晓").or_(page.get_by_text(ACCOUNT)).first).to_be_visible()
    page.get_by_role("button", name="归档").click()
    page.locator(".t-dialog:visible").get_by_role("button", name="归档").click()
    expect(page.get_by_role("heading", name="人群", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="正在服务的客户")).to_have_count(0)
