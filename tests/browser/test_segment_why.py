"""Why a customer is in a segment or is not: what decided is seen at once, the rest is folded."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.server import Stage


def test_a_customer_is_searched_and_what_keeps_them_out_stands_open(open_page: Opener) -> None:
    page = open_page("/segments/1")
    why = page.locator("section").filter(has=page.get_by_role("heading", name="为什么在 / 为什么不在"))

    why.get_by_role("group", name="查哪位客户").locator("input").click()
    page.keyboard.type("Tina陈58")
    page.locator(".t-select-option").filter(has_text="Tina陈58 ").first.click()

    expect(why.get_by_text("不符合", exact=True)).to_be_visible()
    expect(why.get_by_text("1 单，最近一次下单 2026-11-04 11:02（18 天前）")).to_be_visible()
    expect(why.get_by_text("生日在本月")).to_have_count(0)
    why.get_by_role("button", name="另有 1 个条件不影响结果").first.click()
    expect(why.get_by_text("生日在本月")).to_be_visible()


def test_a_sample_of_the_editor_is_explained_beside_it(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")

    page.get_by_role("button", name="胡平 为什么符合").click()
    drawer = page.locator(".t-drawer")

    expect(drawer.get_by_text("符合", exact=True)).to_be_visible()
    expect(drawer.get_by_text("有「熟客」（刘艳子，2026-10-02 14:05）")).to_be_visible()


def test_on_their_page_a_customer_is_explained_in_and_out(open_page: Opener) -> None:
    page = open_page("/customers/2484?tab=segments")

    page.get_by_role("button", name="为什么在「沉睡熟客」").click()
    expect(page.get_by_text("有「熟客」（刘艳子，2026-10-02 14:05）")).to_be_visible()
    page.get_by_role("group", name="为什么不在").locator("input").click()
    page.locator(".t-select-option").filter(has_text="流失预警").click()

    expect(page.get_by_text("不符合", exact=True)).to_be_visible()


def test_while_history_is_down_nothing_is_guessed(stage: Stage, open_page: Opener) -> None:
    stage.brand.history_down = True
    page = open_page("/customers/2484?tab=segments")

    page.get_by_role("button", name="为什么在「沉睡熟客」").click()

    expect(page.get_by_role("alert").filter(has_text="错误码 history.down")).to_be_visible()
