"""The key with which a brand's own servers tell events: made, shown once, changed, ended."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage

KEY = "5f0c" * 16


def test_the_first_key_is_made_and_shown_once(stage: Stage, open_page: Opener) -> None:
    brand = Brand()
    brand.event_door |= {"made_at": None, "used_at": None, "former_until": None, "former_used_at": None}
    stage.play(brand)
    page = open_page("/event-door")
    expect(page.get_by_text("还没有密钥")).to_be_visible()

    page.get_by_role("button", name="生成密钥").click()

    expect(page.get_by_text("新密钥：现在就复制")).to_be_visible()
    expect(page.get_by_text(KEY)).to_be_visible()
    page.get_by_role("button", name="我已保存").click()
    expect(page.get_by_text(KEY)).to_have_count(0)
    expect(page.get_by_text("还没有用过")).to_be_visible()
    page.reload()
    expect(page.get_by_text("已启用")).to_be_visible()
    expect(page.get_by_text(KEY)).to_have_count(0)


def test_another_key_says_how_long_the_former_is_good(stage: Stage, open_page: Opener) -> None:
    page = open_page("/event-door")

    page.get_by_role("button", name="更换密钥").click()
    dialog = page.locator(".t-dialog")
    expect(dialog.get_by_role("radio", name="再用 24 小时")).to_be_checked()
    expect(dialog).to_contain_text("同时可用的最多两把")
    dialog.get_by_text("立即停用", exact=True).click()
    dialog.get_by_role("button", name="生成密钥").click()

    expect(page.get_by_text(KEY)).to_be_visible()
    expect(page.get_by_text("旧密钥", exact=True)).to_have_count(0)
    assert stage.brand.event_door["former_until"] is None


def test_the_former_key_is_ended_after_asking(stage: Stage, open_page: Opener) -> None:
    page = open_page("/event-door")
    expect(page.get_by_text("旧密钥", exact=True)).to_be_visible()
    expect(page.get_by_text("最近使用 12分钟前")).to_be_visible()

    page.get_by_role("button", name="立即停用").click()
    expect(page.get_by_text("还在用它的服务器会立即收到 401")).to_be_visible()
    page.locator(".t-popup").get_by_role("button", name="确定").click()

    expect(page.get_by_text("旧密钥已停用")).to_be_visible()
    assert stage.brand.event_door["former_until"] is None


def test_an_operator_is_told_that_the_key_is_not_theirs(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="operator"))

    page = open_page("/event-door")

    expect(page.get_by_role("heading", name="事件接入", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="密钥")).to_have_count(0)
