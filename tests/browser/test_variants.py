"""Several contents of a broadcast: written, previewed each, and counted apart."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.server import Stage


def test_two_contents_are_written_with_their_shares_and_each_is_previewed(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new?segment=1")
    page.get_by_label("群发名称").fill("回来看看")
    page.get_by_label("群发文字").fill("好久不见，第二杯半价")
    page.get_by_role("button", name="再加一个版本").click()
    expect(page.get_by_role("tab", name="版本 B")).to_have_attribute("aria-selected", "true")
    page.get_by_label("群发文字").fill("您常喝的出了冬季款")
    phone = page.get_by_role("figure")
    expect(phone).to_contain_text("您常喝的出了冬季款")
    share = page.get_by_label("抽到这个版本的比例")
    expect(share).to_have_value("50")
    share.fill("30")
    share.blur()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("现在合计 80%")).to_be_visible()

    page.get_by_role("tab", name="版本 A").click()
    expect(phone).to_contain_text("好久不见，第二杯半价")
    share.fill("70")
    share.blur()
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_role("heading", name="回来看看", level=1)).to_be_visible()
    assert [(one["key"], one["permille"], one["content"]["text"]) for one in stage.brand.broadcasts[0]["variants"]] == [
        ("A", 700, "好久不见，第二杯半价"),
        ("B", 300, "您常喝的出了冬季款"),
    ]
    expect(page.get_by_role("heading", name="版本 B · 30%")).to_be_visible()


def test_the_content_that_the_server_refuses_is_shown(stage: Stage, open_page: Opener) -> None:
    before = len(stage.brand.broadcasts)
    page = open_page("/broadcasts/new?segment=1")
    page.get_by_label("群发名称").fill("回来看看")
    page.get_by_label("群发文字").fill("{{ customer.name }},好久不见")
    page.get_by_role("button", name="再加一个版本").click()
    page.get_by_label("群发文字").fill("您常喝的出了冬季款")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_text("群发内容对所有客户相同，不能使用变量")).to_be_visible()
    expect(page.get_by_role("tab", name="版本 A")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_label("群发文字")).to_have_value("{{ customer.name }},好久不见")
    assert len(stage.brand.broadcasts) == before


def test_a_content_that_is_removed_gives_its_share_to_the_first(open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    page.get_by_label("群发文字").fill("一")
    for _ in range(2):
        page.get_by_role("button", name="再加一个版本").click()
    tabs = page.get_by_role("tab")
    expect(tabs).to_have_text(["版本 A33.4%", "版本 B33.3%", "版本 C33.3%"])

    tabs.nth(1).click()
    page.get_by_role("button", name="删除版本 B").click()

    expect(tabs).to_have_text(["版本 A66.7%", "版本 B33.3%"])


def test_a_broadcast_counts_each_content_apart(open_page: Opener) -> None:
    page = open_page("/broadcasts/4?tab=deliveries")

    table = page.get_by_role("table", name="各版本")
    expect(table.locator("tbody tr")).to_have_count(2)
    rows = [row.split() for row in table.locator("tbody tr").all_inner_texts()]
    assert [(row[0], row[1]) for row in rows] == [("A", "50%"), ("B", "50%")]
    expect(page.get_by_role("table", name="客户结果").locator("th")).to_contain_text(["客户", "发送成员", "版本"])


def test_one_content_has_no_table_of_its_own(open_page: Opener) -> None:
    page = open_page("/broadcasts/1")

    expect(page.get_by_text("成员确认 202 / 280 人")).to_be_visible()
    expect(page.get_by_role("table", name="各版本")).to_have_count(0)
    expect(page.get_by_role("columnheader", name="版本")).to_have_count(0)
