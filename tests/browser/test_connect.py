"""Connecting a corp: four steps in order, each with its state."""

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.people import START, iso
from browser.fake.server import Stage


def fill(page: Page, secret: str) -> None:
    page.get_by_label("企业 ID（corpid）").fill("ww0123456789abcdef")
    page.get_by_label("企业简称").fill("观山茶社")
    page.get_by_label("AgentId").fill("1000002")
    page.get_by_label("Secret").fill(secret)
    page.get_by_role("button", name="保存并验证").click()


def step(page: Page, number: int) -> str:
    return page.locator("main ol > li").nth(number - 1).locator("header").inner_text()


def test_later_steps_wait_for_the_credentials(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(connected=False))
    page = open_page("/connect")
    expect(page.get_by_role("button", name="保存并验证")).to_be_visible()

    assert "待完成" in step(page, 1)
    assert ["等待上一步" in step(page, number) for number in (2, 3, 4)] == [True, True, True]


def test_a_corp_connects_step_by_step_until_its_customers_are_read(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(connected=False))
    page = open_page("/connect")

    fill(page, "right-secret")
    expect(page.get_by_text("jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C")).to_be_visible()
    assert "已完成" in step(page, 1)
    assert "待完成" in step(page, 3)

    page.get_by_role("button", name="复制 Token").click()
    expect(page.get_by_text("已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "hJ8sQpW2nV5xYt"

    page.get_by_role("button", name="开始同步").click()
    expect(page.get_by_role("progressbar", name="部门")).to_have_attribute("aria-valuenow", "100")
    expect(page.get_by_text("50,000 / 50,000")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="打开实时看板")).to_be_visible()


def test_the_callback_turns_verified_by_itself(stage: Stage, open_page: Opener) -> None:
    stage.brand.corp["callback_verified_at"] = None
    page = open_page("/connect")
    expect(page.get_by_role("banner").get_by_text("待验证回调")).to_be_visible()

    stage.brand.corp["callback_verified_at"] = iso(START)

    expect(page.get_by_role("banner").get_by_text("已连接")).to_be_visible(timeout=20_000)


def test_refused_credentials_say_what_to_check(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(connected=False))
    page = open_page("/connect")

    fill(page, "wrong")

    expect(page.get_by_text("企业微信拒绝了这组凭证（errcode 40001）")).to_be_visible()
    assert stage.brand.corp["connected"] is False


def test_an_operator_sees_the_connection_without_its_secrets(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="operator"))
    page = open_page("/connect")

    expect(page.get_by_text("仅所有者与管理员可见").first).to_be_visible()
    expect(page.get_by_text("hJ8sQpW2nV5xYt")).to_have_count(0)
    expect(page.get_by_role("button", name="更换凭证")).to_have_count(0)
    expect(page.get_by_role("button", name="重新同步")).to_have_count(0)
