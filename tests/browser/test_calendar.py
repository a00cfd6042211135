"""The calendar: everything planned by day, by month and by week, and where each leads."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage

WAITING = "2026-11-23"
"""The day on which a broadcast leaves that awaits approval: the brand's now is the 22nd."""


def cell(page: Page, day: str) -> Page:
    return page.get_by_role("gridcell", name=day)


def test_the_month_shows_broadcasts_moments_and_deadlines_on_their_days(open_page: Opener) -> None:
    page = open_page("/calendar")

    expect(page.get_by_role("heading", name="2026年11月")).to_be_visible()
    expect(cell(page, WAITING)).to_contain_text("沉睡熟客第二杯半价")
    expect(cell(page, WAITING)).to_contain_text("回访冬季新品尝鲜客")
    expect(cell(page, "2026-11-18")).to_contain_text("茶园清晨")
    expect(page.get_by_role("gridcell")).to_have_count(42)


def test_programmes_are_told_apart_by_letters_that_the_legend_explains(open_page: Opener) -> None:
    page = open_page("/calendar")
    legend = page.get_by_role("list", name="图例")

    expect(legend.get_by_role("listitem").filter(has_text="沉睡熟客唤醒")).to_contain_text("D")
    expect(legend.get_by_role("listitem").filter(has_text="会员日")).to_contain_text("C")
    expect(cell(page, WAITING).get_by_role("link", name=re.compile("沉睡熟客第二杯半价"))).to_contain_text("D")


def test_a_programme_alone_is_shown_when_it_is_chosen(open_page: Opener) -> None:
    page = open_page("/calendar?programme_id=4")

    expect(cell(page, WAITING)).to_contain_text("沉睡熟客第二杯半价")
    expect(cell(page, WAITING)).not_to_contain_text("回访冬季新品尝鲜客")
    expect(page.get_by_role("list", name="图例").get_by_role("listitem")).to_have_count(1)


def test_a_week_says_state_and_size_and_each_leads_to_its_page(open_page: Opener) -> None:
    page = open_page(f"/calendar?view=week&day={WAITING}")
    chip = cell(page, WAITING).get_by_role("link", name=re.compile("沉睡熟客第二杯半价"))

    expect(page.get_by_role("gridcell")).to_have_count(7)
    expect(chip).to_contain_text("群发 · 等待批准 · 12,480 人")
    chip.click()
    expect(page.get_by_role("heading", name="沉睡熟客第二杯半价", level=1)).to_be_visible()
    page.go_back()
    cell(page, WAITING).get_by_role("link", name=re.compile("回访冬季新品尝鲜客")).click()
    expect(page.get_by_role("heading", name="回访冬季新品尝鲜客", level=1)).to_be_visible()


def test_one_walks_to_other_months_and_back_to_today(open_page: Opener) -> None:
    page = open_page("/calendar")
    page.get_by_role("button", name="上个月").click()
    expect(page.get_by_role("heading", name="2026年10月")).to_be_visible()
    expect(cell(page, "2026-10-01")).to_contain_text("国庆")
    page.get_by_role("button", name="今天").click()
    expect(page.get_by_role("heading", name="2026年11月")).to_be_visible()

    page.get_by_text("周", exact=True).click()
    expect(page.get_by_role("gridcell")).to_have_count(7)
    page.get_by_role("button", name="下一周").click()
    expect(cell(page, WAITING)).to_be_visible()


def test_holidays_on_which_nothing_leaves_say_so(stage: Stage, open_page: Opener) -> None:
    stage.brand.rules["rests_on_holidays"] = True
    page = open_page("/calendar?day=2026-10-01")

    expect(cell(page, "2026-10-01")).to_contain_text("国庆，不发送")


def test_a_day_with_much_leads_to_its_week(stage: Stage, open_page: Opener) -> None:
    row = next(row for row in stage.brand.broadcasts if row["state"] == "awaiting_approval")
    stage.brand.broadcasts += [row | {"broadcast_id": 100 + number, "name": f"第{number}波"} for number in range(5)]
    page = open_page("/calendar")
    cell(page, WAITING).get_by_role("link", name="还有 4 项").click()

    expect(page).to_have_url(re.compile("view=week"))
    expect(cell(page, WAITING).get_by_role("link")).to_have_count(7)


def test_a_month_without_plans_says_so(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand().empty())
    page = open_page("/calendar")

    expect(page.get_by_text("这段时间没有安排。")).to_be_visible()
    expect(page.get_by_role("gridcell")).to_have_count(42)
