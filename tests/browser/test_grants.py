"""Automatic tags and stages: counted before they are switched on, refused with the way around, moved by hand."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage


def choose(page: Page, name: str) -> None:
    page.locator(".t-dialog .t-select input").click()
    page.locator(".t-select-option").filter(has_text=re.compile(f"^{name}$")).click()


def test_a_tag_is_counted_before_it_is_switched_on_and_then_goes_on(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1")
    page.get_by_role("button", name="添加", exact=True).click()
    save = page.get_by_role("button", name="添加并开启")
    expect(save).to_be_disabled()

    choose(page, "乌龙")
    expect(page.locator(".t-dialog").get_by_text("6,836")).to_be_visible()
    expect(page.get_by_text("约 4 分钟同步到企业微信")).to_be_visible()
    save.click()

    expect(page.get_by_role("progressbar", name="正在给现有成员打标签")).to_be_visible()
    made = stage.brand.grants[-1]
    assert (made["segment_id"], made["state"], made["withdraw_on_left"]) == (1, "on", True)


def test_a_tag_that_the_segment_asks_for_is_refused_with_the_way_around(open_page: Opener) -> None:
    page = open_page("/segments/1")
    page.get_by_role("button", name="添加", exact=True).click()

    choose(page, "新客")

    refusal = page.get_by_role("alert").filter(has_text="它会触发自己")
    expect(refusal.get_by_role("listitem")).to_have_text(["沉睡熟客", "新客", "沉睡熟客"])
    expect(page.get_by_role("button", name="添加并开启")).to_be_disabled()


def test_what_was_given_is_taken_back_where_that_is_asked_for(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1")
    page.get_by_role("button", name="关闭", exact=True).first.click()
    page.get_by_text("同时收回它打上的标签").click()
    expect(page.get_by_text("1,912 人会失去这个标签")).to_be_visible()

    page.locator(".t-dialog").get_by_role("button", name="关闭", exact=True).click()

    expect(page.get_by_role("progressbar", name="正在收回")).to_be_visible()
    assert stage.brand.grants[0]["state"] == "off"


def test_who_may_only_read_sees_grants_and_switches_none(stage: Stage, open_page: Opener) -> None:
    stage.brand.role = "analyst"
    page = open_page("/segments/1")

    expect(page.get_by_text("已给 1,912 人")).to_be_visible()
    expect(page.get_by_role("button", name="添加", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="关闭", exact=True)).to_have_count(0)


def test_a_segment_without_grants_says_what_they_are_for(open_page: Opener) -> None:
    page = open_page("/segments/2")

    expect(page.get_by_text("检测到循环，已截断 12 次")).to_be_visible()
    page.get_by_role("button", name="删除").click()

    expect(page.get_by_text("这个人群还不会自动打标签")).to_be_visible()


def test_the_tag_library_tells_automatic_tags_and_stages_are_edited(stage: Stage, open_page: Opener) -> None:
    page = open_page("/tags")
    expect(page.get_by_role("listitem").filter(has_text="沉默").get_by_role("link", name="自动")).to_be_visible()

    page.get_by_role("button", name="编辑阶段").click()
    expect(page.get_by_role("button", name="移除").first).to_be_disabled()
    page.get_by_label("阶段 1").fill("认识")
    page.get_by_role("button", name="增加阶段").click()
    page.get_by_label("阶段 5").fill("复购")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("阶段已保存")).to_be_visible()
    assert [(one["stage_id"], one["name"]) for one in stage.brand.stages][::4] == [(1, "认识"), (5, "复购")]


def test_a_customer_is_moved_to_another_stage(open_page: Opener) -> None:
    page = open_page("/customers/2484")
    expect(page.get_by_text("还没有进入任何阶段")).to_be_visible()

    page.get_by_role("button", name="兴趣").click()

    expect(page.get_by_role("button", name="兴趣")).to_have_attribute("aria-current", "step")
    expect(page.get_by_text("手动设置")).to_be_visible()
