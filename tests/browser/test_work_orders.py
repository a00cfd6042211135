"""Work orders: asked, followed, reminded of, taken back; and the board where many tasks are taken back at once."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def write_order(page: Page) -> None:
    page.get_by_label("标题").fill("回访试饮客")
    page.get_by_label("做法").fill("逐位问问口味，邀请周末再来。")
    page.get_by_text("有标签的客户", exact=True).click()
    page.get_by_role("group", name="客户标签").locator("input").click()
    page.get_by_text("熟客", exact=True).click()
    page.keyboard.press("Escape")


def test_the_list_says_how_far_each_is(open_page: Opener) -> None:
    page = open_page("/work-orders")
    row = page.get_by_role("row").filter(has_text="回访冬季新品尝鲜客")

    expect(row).to_contain_text("回访客户")
    expect(row).to_contain_text("进行中")
    expect(row).to_contain_text("96 / 140")
    row.get_by_role("link", name="回访冬季新品尝鲜客").click()
    expect(page.get_by_role("heading", name="回访冬季新品尝鲜客", level=1)).to_be_visible()


def test_an_order_is_written_counted_and_handed_out(stage: Stage, open_page: Opener) -> None:
    page = open_page("/work-orders/new")
    expect(page.get_by_label("现在会分派给")).to_contain_text("选好谁来做")
    write_order(page)
    expect(page.get_by_label("现在会分派给")).to_contain_text("86 位成员，91 项任务")
    expect(page.get_by_label("现在会分派给")).to_contain_text("另有 37 位客户没有成员跟进")
    page.get_by_role("button", name="加一条话术").click()
    page.get_by_label("话术 1").fill("上次的桂花乌龙喝着还习惯吗？")
    page.get_by_text("成员写下结果", exact=True).click()
    page.get_by_role("button", name="下一步").click()
    dialog = page.locator(".t-dialog")
    expect(dialog).to_contain_text("86 位成员将收到 91 项任务")
    assert [row["title"] for row in stage.brand.orders].count("回访试饮客") == 0
    dialog.get_by_role("button", name="发出", exact=True).click()

    expect(page.get_by_role("heading", name="回访试饮客", level=1)).to_be_visible()
    made = stage.brand.orders[0]
    assert (made["kind"], made["proof"], made["proof_tag_id"]) == ("follow_up", "note", None)
    assert made["phrases"] == ["上次的桂花乌龙喝着还习惯吗？"]
    assert list(made["audience"]) == ["tag_ids"]
    assert made["closes_at"].endswith("20:00:00+08:00")


def test_what_is_missing_is_said_at_its_field(stage: Stage, open_page: Opener) -> None:
    before = len(stage.brand.orders)
    page = open_page("/work-orders/new")
    page.get_by_text("客户都打上指定标签", exact=True).click()
    page.get_by_role("button", name="下一步").click()

    for fault in ("请填写标题，最多 30 个字", "请写清做法，最多 1,000 个字", "请选择谁来做", "请选择一个标签"):
        expect(page.get_by_role("alert").filter(has_text=fault)).to_be_visible()
    assert len(stage.brand.orders) == before


def test_an_order_shows_what_was_asked_of_whom_and_each_members_task(open_page: Opener) -> None:
    page = open_page("/work-orders/5")

    expect(page.get_by_text("已看到 21，没看到 17")).to_be_visible()
    expect(page.get_by_text("逐位回访一下口味和温度")).to_be_visible()
    expect(page.get_by_text("成员写下结果")).to_be_visible()
    tasks = page.get_by_role("table", name="员工任务")
    expect(tasks.locator("tbody tr").first).to_contain_text("回访冬季新品尝鲜客")
    page.get_by_role("tab", name="已取消").click()
    expect(tasks.locator("tbody tr").first).to_contain_text("做不了")


def test_an_order_is_reminded_of_and_cancelled_after_asking(stage: Stage, open_page: Opener) -> None:
    page = open_page("/work-orders/5")
    page.get_by_role("button", name="提醒未完成的").click()
    with page.expect_response("**/api/work-orders/5/remind"):
        page.locator(".t-dialog").get_by_role("button", name="提醒未完成的").click()
    expect(page.locator(".t-dialog")).to_have_count(0)
    page.get_by_role("button", name="取消任务单").click()
    expect(page.locator(".t-dialog")).to_contain_text("做完的保留")
    page.locator(".t-dialog").get_by_role("button", name="取消任务单").click()

    expect(page.get_by_role("button", name="取消任务单")).to_have_count(0)
    order = next(row for row in stage.brand.orders if row["work_order_id"] == 5)
    assert order["state"] == "cancelled"


def test_many_tasks_are_taken_back_at_once(stage: Stage, open_page: Opener) -> None:
    page = open_page("/tasks")
    boxes = page.get_by_role("table", name="员工任务").locator("tbody").get_by_role("checkbox")
    expect(boxes.first).to_be_visible()
    boxes.nth(0).click(force=True)
    boxes.nth(1).click(force=True)
    page.get_by_role("group", name="已选 2 项").get_by_role("button", name="取消所选").click()
    expect(page.locator(".t-dialog")).to_contain_text("取消所选的 2 项任务？")
    with page.expect_response("**/api/tasks/cancel") as answered:
        page.locator(".t-dialog").get_by_role("button", name="取消", exact=True).click()

    assert answered.value.json() == {"tasks": 2}
    expect(page.get_by_role("group", name=re.compile("已选"))).to_have_count(0)
    assert sum(row["state"] == "cancelled" and row["declined"] is None for row in stage.brand.tasks) >= 2


def test_all_of_a_page_are_picked_save_those_confirmed_in_wecom(open_page: Opener) -> None:
    page = open_page("/tasks?kind=group_send")
    expect(page.get_by_role("table", name="员工任务")).to_be_visible()
    expect(page.get_by_role("table", name="员工任务").get_by_role("checkbox")).to_have_count(0)

    page.goto("/tasks?kind=follow_up")
    page.get_by_label("选中本页可操作的任务").click(force=True)
    expect(page.get_by_role("button", name="取消所选")).to_be_visible()
    page.get_by_role("button", name="取消选择").click()
    expect(page.get_by_role("button", name="取消所选")).to_have_count(0)


def test_an_analyst_reads_orders_and_is_offered_no_act(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/work-orders/5")

    expect(page.get_by_text("参考话术")).to_be_visible()
    expect(page.get_by_role("button", name="取消任务单")).to_have_count(0)
    expect(page.get_by_role("checkbox")).to_have_count(0)
