"""Broadcasts: audience while writing, sending, tasks, results."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def choose_tags(page: Page, *tags: str) -> None:
    page.get_by_role("group", name="客户标签").locator(".t-select-input").click()
    for tag in tags:
        page.locator(".t-select-option").filter(has_text=tag).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="预览").click()


def audience(brand: Brand, tags: set[int], match: str) -> int:
    has = [{tag["tag_id"] for tag in row["tags"]} for row in brand.customers if row["live"]]
    return sum(bool(tags & one) if match == "any" else tags <= one for one in has)


def test_the_audience_is_counted_while_tags_are_chosen(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    expect(page.get_by_text("选择标签后，这里实时显示人数")).to_be_visible()

    choose_tags(page, "熟客", "会员")
    expect(page.get_by_label("现在符合的客户")).to_contain_text(f"{audience(stage.brand, {2, 3}, 'any'):,} 人")
    expect(page.get_by_label("现在符合的客户")).to_contain_text("已达企业微信的接收上限")

    page.get_by_text("同时满足", exact=True).click()

    expect(page.get_by_label("现在符合的客户")).to_contain_text(f"{audience(stage.brand, {2, 3}, 'all'):,} 人")


def test_sending_says_that_members_must_confirm(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new")
    page.get_by_label("群发名称").fill("周末特饮")
    choose_tags(page, "熟客")
    page.get_by_label("群发文字").fill("周末第二杯半价")
    expect(page.get_by_label("现在符合的客户")).to_contain_text("名成员确认发送")
    page.get_by_role("button", name="发送…").click()

    dialog = page.locator(".t-dialog")
    expect(dialog.get_by_label("发送预估")).to_contain_text("人能收到")
    expect(dialog).to_contain_text("成员需要在企业微信里确认后才会发出")
    assert [row["name"] for row in stage.brand.broadcasts].count("周末特饮") == 0
    dialog.get_by_role("button", name="发送", exact=True).click()

    expect(page.get_by_role("heading", name="周末特饮", level=1)).to_be_visible()
    expect(page.get_by_text("计算收件人", exact=True)).to_be_visible()
    assert stage.brand.broadcasts[0]["state"] == "planning"


def test_a_segment_is_found_by_its_name_with_its_size_and_is_an_audience(stage: Stage, open_page: Opener) -> None:
    sleeping = stage.brand.segments[0]
    page = open_page("/broadcasts/new")
    page.get_by_label("群发名称").fill("回来看看")
    page.get_by_label("群发文字").fill("好久不见，第二杯半价")
    page.get_by_role("group", name="按什么选客户").get_by_text("人群", exact=True).click()
    expect(page.get_by_text("选择人群后，这里实时显示人数")).to_be_visible()

    select = page.get_by_role("group", name="人群", exact=True).locator("input")
    select.click()
    expect(page.locator(".t-select-option")).to_have_count(len(stage.brand.segments))
    select.press_sequentially("沉睡")
    option = page.locator(".t-select-option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text(f"{sleeping['size']:,} 人")
    option.click()
    expect(page.get_by_label("现在符合的客户")).to_contain_text("没有跟进中的关系")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_role("heading", name="回来看看", level=1)).to_be_visible()
    page.get_by_role("link", name="沉睡熟客").click()
    expect(page.get_by_role("heading", name="沉睡熟客", level=1)).to_be_visible()
    assert stage.brand.broadcasts[0]["segment_id"] == sleeping["segment_id"]


def test_a_segments_page_leads_to_a_broadcast_for_it(open_page: Opener) -> None:
    page = open_page("/segments/1")

    page.get_by_role("link", name="用于群发").click()

    expect(page.get_by_role("heading", name="新建群发", level=1)).to_be_visible()
    expect(page.get_by_role("group", name="人群", exact=True).locator("input")).to_have_value("沉睡熟客")
    expect(page.get_by_label("现在符合的客户")).to_contain_text("名成员确认发送")


def test_a_segment_for_which_a_draft_waits_is_not_archived(stage: Stage, open_page: Opener) -> None:
    stage.brand.broadcasts[1]["segment"] = {"segment_id": 3, "name": "华东会员", "archived": False}
    page = open_page("/segments/3")
    page.get_by_role("button", name="归档", exact=True).click()
    page.locator(".t-dialog").get_by_role("button", name="归档").click()

    expect(page.get_by_text("有群发草稿要发给这个人群 — 先发送或取消：会员日提醒。")).to_be_visible()
    assert stage.brand.segments[2]["archived_at"] is None


def test_where_there_is_no_segment_one_is_invited_to_make_one(stage: Stage, open_page: Opener) -> None:
    stage.brand.segments = []
    page = open_page("/broadcasts/new")
    page.get_by_role("group", name="按什么选客户").get_by_text("人群", exact=True).click()

    page.get_by_role("link", name="新建人群").click()

    expect(page.get_by_role("heading", name="新建人群", level=1)).to_be_visible()


def test_while_its_members_are_being_found_a_segment_is_refused_with_what_to_do(
    stage: Stage, open_page: Opener
) -> None:
    stage.brand.segments[0] |= {"is_building": True, "size": None}
    page = open_page("/broadcasts/new?segment=1")

    expect(page.get_by_text("正在找出「沉睡熟客」的成员")).to_be_visible()
    expect(page.get_by_text("请等人群显示出人数后再试。")).to_be_visible()


def test_an_unfinished_broadcast_marks_what_is_missing(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new")

    page.get_by_role("button", name="存为草稿").click()

    for fault in ("请填写群发名称", "请至少选择一个标签", "请填写群发文字"):
        expect(page.get_by_text(fault)).to_be_visible()
    assert len(stage.brand.broadcasts) == 8


def test_progress_runs_from_planned_to_delivered(open_page: Opener) -> None:
    page = open_page("/broadcasts/1")
    expect(page.get_by_text("成员确认 202 / 280 人")).to_be_visible()

    stages = page.locator("ol > li").all_inner_texts()

    assert [" ".join(text.split()) for text in stages] == [
        "计划发送 11,679 人",
        "已交给成员 11,679 人 占计划的 100%",
        "成员已确认 8,473 人 占计划的 72.5%",
        "已送达客户 8,412 人 占计划的 72%",
    ]
    expect(page.get_by_role("listitem").filter(has_text="结果不明，不会重复发送")).to_contain_text("2")


def test_members_who_have_not_confirmed_are_reminded_after_asking(open_page: Opener) -> None:
    page = open_page("/broadcasts/1")
    expect(page.get_by_role("row").filter(has_text="待确认").first).to_be_visible()

    page.get_by_role("button", name="提醒未确认成员").click()
    expect(page.get_by_text("提醒 78 名未确认的成员？")).to_be_visible()
    with page.expect_request("**/api/broadcasts/1/remind"):
        page.locator(".t-dialog").get_by_role("button", name="提醒未确认成员").click()

    expect(page.get_by_text("已提醒")).to_be_visible()


def test_results_are_narrowed_to_one_outcome_with_its_reason(open_page: Opener) -> None:
    page = open_page("/broadcasts/1?tab=deliveries")
    page.get_by_role("group", name="按结果筛选").click()
    page.locator(".t-select-option").filter(has_text="未送达").click()

    results = page.get_by_role("table", name="客户结果")
    expect(results.locator("tbody tr").first).to_contain_text("客户已不是好友")
    assert set(results.locator("tbody tr td:nth-child(3)").all_inner_texts()) == {"未送达"}
    assert "state=failed" in page.url


def test_cancelling_says_what_cannot_be_taken_back(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/1")
    page.get_by_role("button", name="取消群发").click()
    expect(page.get_by_text("成员已经发出的消息无法收回")).to_be_visible()

    page.locator(".t-dialog").get_by_role("button", name="取消群发").click()

    expect(page.get_by_role("button", name="提醒未确认成员")).to_have_count(0)
    assert stage.brand.broadcasts[0]["state"] == "cancelled"


def test_an_analyst_reads_and_is_offered_no_act(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/broadcasts/1")

    expect(page.get_by_text("已送达客户")).to_be_visible()
    expect(page.get_by_role("button", name="提醒未确认成员")).to_have_count(0)
    expect(page.get_by_role("button", name="取消群发")).to_have_count(0)


def test_a_forecast_is_made_when_it_is_asked_for(open_page: Opener) -> None:
    page = open_page("/broadcasts/new?segment=1")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    expect(page.get_by_label("现在符合的客户")).to_contain_text("名成员确认发送")
    assert not [url for url in asked if url.endswith("/forecast")]

    page.get_by_role("button", name="预估现在发能到多少人").click()

    told = page.get_by_label("发送预估")
    expect(told).to_contain_text("人超过接收上限")
    expect(told).to_contain_text("人最早 11月23日周一 可发")
    expect(told.get_by_role("listitem")).to_have_count(3)
    expect(told).to_contain_text("在对照组，不发送")


def test_a_draft_is_scheduled_within_quiet_hours_and_cancelled_again(stage: Stage, open_page: Opener) -> None:
    stage.brand.rules["approval_above"] = None
    page = open_page("/broadcasts/2")
    page.get_by_role("button", name="发送", exact=True).click()
    dialog = page.locator(".t-dialog")
    dialog.get_by_text("定时发送", exact=True).first.click()
    hour = dialog.get_by_role("group", name="发送时间（北京时间）").locator("input")
    expect(hour).to_have_value("2026-11-23 10:00")
    hour.fill("2026-11-23 22:30")
    hour.press("Enter")
    expect(dialog.get_by_text("这个时间在安静时段（21:30–09:00），会等到 09:00 再交给成员。")).to_be_visible()
    dialog.get_by_role("button", name="定时发送").click()

    expect(page.get_by_text("定于 11月23日 22:30 发出（北京时间）")).to_be_visible()
    assert stage.brand.broadcasts[1]["scheduled_at"] == "2026-11-23T22:30:00+08:00"
    page.get_by_role("button", name="取消群发").click()
    expect(page.get_by_text("还没有发给任何人")).to_be_visible()
    page.locator(".t-dialog").get_by_role("button", name="取消群发").click()
    expect(page.get_by_role("button", name="取消群发")).to_have_count(0)
    assert stage.brand.broadcasts[1]["state"] == "cancelled"


def test_a_large_broadcast_is_submitted_and_its_sender_cannot_approve_it(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/2")
    stage.brand.rules["approval_above"] = 100
    page.reload()
    page.get_by_role("button", name="发送", exact=True).click()
    dialog = page.locator(".t-dialog")
    expect(dialog.get_by_text("超过 100 人，需要另一位同事批准后才会发出。")).to_be_visible()
    dialog.get_by_role("button", name="提交批准").click()

    expect(page.get_by_text("你是发送的人，不能自己批准。")).to_be_visible()
    expect(page.get_by_role("button", name="批准发送")).to_have_count(0)
    page.get_by_role("button", name="退回修改").click()
    page.locator(".t-dialog").get_by_role("button", name="退回修改").click()
    expect(page.get_by_role("button", name="发送", exact=True)).to_be_visible()
    assert stage.brand.broadcasts[1]["state"] == "draft"


def test_a_second_person_approves_and_it_waits_for_its_hour(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/6")
    expect(page.get_by_text("周倩要发给约 12,480 人。超过 5,000 人的群发需要两个人决定。")).to_be_visible()

    page.get_by_role("button", name="批准发送").click()
    page.locator(".t-dialog").get_by_role("button", name="批准发送").click()

    expect(page.get_by_text("定于 11月23日 12:00 发出（北京时间）")).to_be_visible()
    assert stage.brand.broadcasts[5]["state"] == "scheduled"


def test_a_broadcast_says_until_when_members_may_confirm_and_why_it_ended(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/1")
    expect(page.get_by_text("成员可确认到")).to_be_visible()
    expect(page.get_by_text("11月25日 05:32")).to_be_visible()

    stage.brand.broadcasts[0] |= {"state": "cancelled", "end_reason": "audience_gone"}
    page.reload()

    expect(page.get_by_text("它的人群已归档或标签已删除")).to_be_visible()


def test_a_programme_is_chosen_with_what_follows_from_it(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/new?segment=1")
    page.get_by_role("group", name="运营计划").locator("input").click()
    over = page.locator(".t-select-option").filter(has_text="双十一预热")
    expect(over).to_have_class(re.compile("is-disabled"))
    page.locator(".t-select-option").filter(has_text="沉睡熟客唤醒").click()
    expect(page.get_by_text("营销 · 10% 的人在对照组，不会收到 · 预算还剩 18,680 条")).to_be_visible()
    page.get_by_label("群发名称").fill("回来看看")
    page.get_by_label("群发文字").fill("好久不见，第二杯半价")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_role("heading", name="回来看看", level=1)).to_be_visible()
    assert stage.brand.broadcasts[0]["programme"] == {"programme_id": 4, "name": "沉睡熟客唤醒"}
