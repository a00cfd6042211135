"""The explorer of deliveries: counted by outcome and reason, narrowed, and leading on."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def rows(page: Page) -> list[str]:
    return page.get_by_role("table", name="发送明细").locator("tbody tr").all_inner_texts()


def test_the_reasons_are_counted_and_say_what_mends_them(open_page: Opener) -> None:
    page = open_page("/deliveries")
    why = page.get_by_role("list", name="没到的原因").get_by_role("listitem")

    expect(why.first).to_contain_text("已达企业自己的打扰上限")
    expect(why.first).to_contain_text("你们自己定的上限到了。到「发送规则」看上限，或等下个周期。")
    expect(why).to_have_count(5)
    page.get_by_role("button", name="其余 3 个原因").click()
    expect(why).to_have_count(8)
    expect(page.get_by_role("list", name="结果", exact=True).get_by_role("listitem").first).to_contain_text("已送达")


def test_choosing_a_reason_narrows_the_list_and_choosing_it_again_lets_it_go(open_page: Opener) -> None:
    page = open_page("/deliveries")
    bar = page.get_by_role("button", name="客户已不是好友")
    bar.click()

    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(page).to_have_url(re.compile("reason=not_friend"))
    expect(page.get_by_role("table", name="发送明细")).not_to_contain_text("已送达")
    assert all("客户已不是好友" in row for row in rows(page))
    expect(page.get_by_role("list", name="没到的原因").get_by_role("listitem")).to_have_count(5)
    bar.click()
    expect(page).not_to_have_url(re.compile("reason"))
    expect(page.get_by_role("table", name="发送明细")).to_contain_text("已送达")


def test_state_way_and_member_narrow_together_and_are_cleared_at_once(stage: Stage, open_page: Opener) -> None:
    member = stage.brand.customers[0]["staff"][0]
    page = open_page(f"/deliveries?channel=broadcast&staff_id={member['staff_id']}&state=delivered")

    expect(page.get_by_role("table", name="发送明细").locator("tbody tr").first).to_contain_text("冬季新品尝鲜")
    assert all(member["name"] in row and "已送达" in row for row in rows(page))
    page.get_by_role("button", name="清除筛选").click()
    expect(page).to_have_url(re.compile("/deliveries$"))


def test_a_row_leads_to_the_customer_and_to_what_was_sent(stage: Stage, open_page: Opener) -> None:
    page = open_page("/deliveries?channel=broadcast")
    first = page.get_by_role("table", name="发送明细").locator("tbody tr").first
    first.get_by_role("link", name="冬季新品尝鲜").click()
    expect(page.get_by_role("heading", name="冬季新品尝鲜", level=1)).to_be_visible()

    page.go_back()
    name = stage.brand.customers[0]["name"]
    first.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_pages_follow_and_begin_anew_when_the_question_changes(open_page: Opener) -> None:
    page = open_page("/deliveries")
    first = page.get_by_role("table", name="发送明细").locator("tbody tr").first
    before = first.inner_text()
    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("第 2 页")).to_be_visible()
    # The page before stays until the next has come.
    expect(first).not_to_have_text(before, use_inner_text=True)

    page.get_by_role("button", name="已送达").click()
    expect(page.get_by_text("第 1 页")).to_be_visible()


def test_nothing_that_fits_offers_to_clear_the_filters(open_page: Opener) -> None:
    page = open_page("/deliveries?from=2026-01-01&to=2026-01-03")

    place = page.get_by_role("status").filter(has_text="没有符合条件的发送")
    place.get_by_role("button", name="清除筛选").click()
    expect(page.get_by_role("table", name="发送明细")).to_be_visible()


def test_an_analyst_sees_the_reasons(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/deliveries")

    expect(page.get_by_role("list", name="没到的原因").get_by_role("listitem").first).to_be_visible()
    expect(page.get_by_placeholder("客户编号")).to_be_visible()
