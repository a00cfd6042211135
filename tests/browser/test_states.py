"""Every page has its loading, error, no-permission and empty state."""

import json

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage
from browser.screens import SCREENS, Screen

every_screen = pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.path)
lists = pytest.mark.parametrize(
    ("path", "told", "act"),
    [
        ("/flow", "正在等待新的动静", "新建渠道码"),
        ("/customers", "还没有客户", "新建渠道码"),
        ("/groupchats", "还没有客户群", "查看同步进度"),
        ("/tags", "还没有标签", "新建标签"),
        ("/channels", "还没有渠道码", "新建渠道码"),
        ("/group-welcomes", "还没有入群欢迎语", "新建欢迎语"),
        ("/channel-report", "这段时间没有客户通过渠道码添加", None),
        ("/broadcasts", "还没有群发", "新建群发"),
        ("/moments", "还没有朋友圈", "新建朋友圈"),
        ("/deliveries", "这七天没有发送", None),
        ("/tasks", "没有这样的任务", None),
        ("/work-orders", "还没有任务单", "新建任务单"),
        ("/programmes", "还没有运营计划", "新建计划"),
        ("/segments", "还没有人群", "新建人群"),
        ("/lists", "还没有名单", "上传名单"),
        ("/imports", "还没有导入过文件", "新建导入"),
        ("/dead-letters", "没有死信", None),
    ],
)


def refuse(status: int, code: str) -> str:
    return json.dumps({"code": code, "message": "", "data": {}, "place": None})


@every_screen
def test_a_page_says_that_it_loads_and_that_it_failed_and_recovers_on_retry(screen: Screen, open_page: Opener) -> None:
    held: list[Route] = []
    body = refuse(500, "internal")

    def fail(route: Route) -> None:
        route.fulfill(status=500, body=body, content_type="application/json")

    def hold(route: Route) -> None:
        held.append(route)

    page = open_page(screen.path, before=lambda page: page.route(screen.question, hold))

    expect(page.get_by_role("status", name="正在加载").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.route(screen.question, fail)
    for route in held:
        fail(route)
    alert = page.get_by_role("alert").filter(has_text="系统检查")
    expect(alert).to_contain_text("错误码 internal")
    page.unroute_all(behavior="ignoreErrors")
    alert.get_by_role("button", name="重试").click()
    expect(page.locator(screen.data).first).to_be_visible()


@every_screen
def test_a_page_without_permission_says_so_and_offers_no_retry(screen: Screen, open_page: Opener) -> None:
    body = refuse(403, "access.forbidden")

    def forbid(page: Page) -> None:
        page.route(screen.question, lambda route: route.fulfill(status=403, body=body, content_type="application/json"))

    page = open_page(screen.path, before=forbid)

    expect(page.get_by_text("没有权限", exact=True)).to_be_visible()
    expect(page.get_by_text("请联系企业的所有者或管理员")).to_be_visible()
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


@lists
def test_an_empty_page_says_what_will_be_there_and_what_to_do(
    path: str, told: str, act: str | None, stage: Stage, open_page: Opener
) -> None:
    stage.play(Brand().empty())
    page = open_page(path)
    place = page.get_by_role("status").filter(has_text=told)

    expect(place).to_be_visible()
    if act is not None:
        expect(page.get_by_role("main").locator("a, button").filter(has_text=act).first).to_be_visible()


def test_a_lost_session_leads_to_the_sign_in_and_back(stage: Stage, open_page: Opener) -> None:
    page = open_page("/customers")
    expect(page.get_by_role("table")).to_be_visible()
    page.wait_for_load_state("networkidle")  # or what is still asked leads to the sign-in before anybody clicks

    stage.brand.state = "signed_out"
    page.get_by_role("link", name="渠道码").click()
    expect(page.get_by_role("heading", name="登录", level=1)).to_be_visible()
    page.get_by_label("用户名").fill("林晓")
    page.get_by_label("密码").fill("lingqu-demo-2026")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="渠道码", level=1)).to_be_visible()


def test_an_address_that_is_no_page_says_so(open_page: Opener) -> None:
    page = open_page("/nowhere")

    expect(page.get_by_text("没有这个页面")).to_be_visible()
    expect(page.get_by_role("link", name="回到实时看板")).to_be_visible()


def test_a_missing_customer_is_told_from_a_failure(open_page: Opener) -> None:
    page = open_page("/customers/999999")

    expect(page.get_by_text("没有这位客户")).to_be_visible()
