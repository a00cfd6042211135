"""Broadcasts into customer groups: which groups, how many, what WeCom shows, and the words for groups everywhere."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.group_sends import meant_by
from browser.fake.server import Stage

INTO_GROUPS = "/broadcasts/8"


def choose_groups(page: Page) -> None:
    page.get_by_role("group", name="发给", exact=True).get_by_text("客户群", exact=True).click()


def choose_tag(page: Page, name: str) -> None:
    page.get_by_role("group", name="群标签", exact=True).locator(".t-select-input").click()
    page.locator(".t-select-option").filter(has_text=name).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="预览").click()


def fitting(page: Page) -> Locator:
    return page.get_by_label("现在符合的客户群")


def reached(brand: Brand, **asked: object) -> int:
    return sum(row["groupchat_id"] % 11 != 0 for row in meant_by(brand, asked))


def test_groups_are_counted_while_conditions_are_chosen(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    choose_groups(page)
    expect(fitting(page)).to_contain_text(f"{reached(stage.brand)} 个群")
    expect(fitting(page)).to_contain_text("名群主确认发送")
    expect(fitting(page)).to_contain_text("会看到不止一次")
    expect(fitting(page)).to_contain_text("群主已变更，或没有客户联系权限")

    choose_tag(page, "会员群")
    expect(fitting(page)).to_contain_text(f"{reached(stage.brand, tag_ids=[1])} 个群")
    page.get_by_placeholder("最少", exact=True).fill("100")
    page.get_by_placeholder("最少", exact=True).blur()

    expect(fitting(page)).to_contain_text(f"{reached(stage.brand, tag_ids=[1], least_people=100)} 个群")


def test_a_most_below_the_least_is_told_and_counts_nothing(open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    choose_groups(page)
    for name, people in (("最少", "100"), ("最多", "20")):
        page.get_by_placeholder(name, exact=True).fill(people)
        page.get_by_placeholder(name, exact=True).blur()

    expect(page.get_by_text("最多不能小于最少")).to_be_visible()
    expect(fitting(page)).to_contain_text("选择客户群后，这里实时显示数量")


def test_where_no_group_fits_it_says_so(open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    choose_groups(page)
    page.get_by_placeholder("最少", exact=True).fill("5000")
    page.get_by_placeholder("最少", exact=True).blur()

    expect(page.get_by_text("没有客户群符合，放宽一个条件试试")).to_be_visible()


def test_groups_are_found_by_name_and_chosen_one_by_one(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    page.get_by_label("群发名称").fill("新品到店")
    page.get_by_label("群发文字").fill("新品三款已到店")
    choose_groups(page)
    page.get_by_text("逐个选择", exact=True).click()
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_text("请至少选择一个群")).to_be_visible()

    first = next(row for row in stage.brand.groups if row["name"])
    select = page.get_by_role("group", name="客户群", exact=True).locator("input")
    select.click()
    select.press_sequentially(first["name"][:4])
    page.locator(".t-select-option").filter(has_text=f"{first['name']} · {first['owner']['name']}").first.click()
    page.get_by_role("heading", name="预览").click()
    expect(fitting(page)).to_contain_text("1 个群")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_role("heading", name="新品到店", level=1)).to_be_visible()
    expect(page.get_by_text("选定的 1 个群")).to_be_visible()
    assert [one["id"] for one in stage.brand.broadcasts[0]["groups"]["groupchats"]] == [first["groupchat_id"]]


def test_a_forecast_names_the_groups_beyond_a_cap_and_from_when_on_they_could(open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    choose_groups(page)
    page.get_by_role("button", name="预估现在发能到多少个群").click()

    told = page.get_by_label("发送预估")
    expect(told).to_contain_text("个群能收到")
    expect(told).to_contain_text("个群超过接收上限")
    expect(told.get_by_role("list", name="超过上限的群").get_by_role("listitem").first).to_contain_text("起可发")


def test_sending_into_groups_says_that_owners_must_confirm(stage: Stage, open_page: Opener) -> None:
    stage.brand.rules["approval_above"] = None
    page = open_page("/broadcasts/new")
    page.get_by_label("群发名称").fill("周末特饮")
    page.get_by_label("群发文字").fill("周末第二杯半价")
    choose_groups(page)
    expect(fitting(page)).to_contain_text("名群主确认发送")
    expect(page.get_by_label("客户在微信里看到的样子")).to_contain_text("会员福利群")
    page.get_by_role("button", name="发送…").click()

    dialog = page.locator(".t-dialog")
    expect(dialog).to_contain_text("个客户群，由")
    expect(dialog).to_contain_text("群主需要在企业微信里确认后才会发到群里")
    dialog.get_by_role("button", name="发送", exact=True).click()
    expect(page.get_by_role("heading", name="周末特饮", level=1)).to_be_visible()
    assert stage.brand.broadcasts[0]["groups"] is not None


def test_many_people_in_the_groups_need_a_second_person(stage: Stage, open_page: Opener) -> None:
    stage.brand.rules["approval_above"] = 100
    page = open_page("/broadcasts/new")
    page.get_by_label("群发名称").fill("周末特饮")
    page.get_by_label("群发文字").fill("周末第二杯半价")
    choose_groups(page)
    expect(fitting(page)).to_contain_text("名群主确认发送")
    page.get_by_role("button", name="发送…").click()

    page.locator(".t-dialog").get_by_role("button", name="提交批准").click()

    expect(page.get_by_text("能看到。")).to_be_visible()
    assert stage.brand.broadcasts[0]["state"] == "awaiting_approval"


def test_the_page_of_one_counts_groups_owners_and_results_by_group(open_page: Opener) -> None:
    page = open_page(INTO_GROUPS)
    expect(page.get_by_text("已送达的群")).to_be_visible()
    stages = [" ".join(text.split()) for text in page.locator("ol > li").all_inner_texts()]
    assert stages == [
        "计划发送 52 个群",
        "已交给群主 52 个群 占计划的 100%",
        "群主已确认 43 个群 占计划的 82.7%",
        "已送达的群 34 个群 占计划的 65.4%",
    ]
    expect(page.get_by_role("columnheader", name="群主")).to_be_visible()

    page.get_by_role("tab", name="各群结果").click()
    expect(page.get_by_role("columnheader", name="客户群")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="群主已发送，但企业微信未显示送达").first).to_be_visible()


def test_list_and_calendar_speak_of_groups(open_page: Opener) -> None:
    page = open_page("/broadcasts")
    row = page.get_by_role("row").filter(has_text="会员群周末福利")
    expect(row).to_contain_text("客户群 · 至少 30 人")
    expect(row).to_contain_text("34 / 60 个群")

    page = open_page("/calendar?view=week&day=2026-11-22")
    expect(page.get_by_role("link").filter(has_text="会员群周末福利")).to_contain_text(
        "群发到客户群 · 等待成员确认 · 52 个群"
    )


@pytest.mark.parametrize(
    ("status", "code", "told"), [(500, "internal", "错误码 internal"), (403, "access.forbidden", "没有权限")]
)
def test_a_count_that_fails_says_so(open_page: Opener, status: int, code: str, told: str) -> None:
    body = json.dumps({"code": code, "message": "", "data": {}, "place": None})
    page = open_page("/broadcasts/new")
    page.route(
        "**/api/broadcasts/groups/preview",
        lambda route: route.fulfill(status=status, body=body, content_type="application/json"),
    )
    choose_groups(page)

    expect(fitting(page)).to_contain_text(told)
