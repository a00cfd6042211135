"""The sending rules, and the switch that stops everything."""

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def save(page: Page) -> None:
    page.get_by_role("button", name="保存规则").click()


def test_a_cap_is_added_and_saved(stage: Stage, open_page: Opener) -> None:
    page = open_page("/sending-rules")
    expect(page.get_by_role("group", name="第 3 条上限")).to_be_visible()
    expect(page.get_by_role("button", name="保存规则")).to_have_count(0)

    page.get_by_role("button", name="添加上限").click()
    row = page.get_by_role("group", name="第 4 条上限")
    row.locator("input").nth(0).click()
    page.locator(".t-select-option").filter(has_text="服务").locator("visible=true").click()
    row.locator("input").nth(3).fill("5")
    row.locator("input").nth(3).press("Tab")
    save(page)

    expect(page.get_by_text("发送规则已保存")).to_be_visible()
    assert stage.brand.rules["caps"][3] == {"category": "service", "channel": "message", "period": "week", "most": 5}
    expect(page.get_by_role("button", name="保存规则")).to_have_count(0)


def test_what_is_refused_is_said_where_it_stands(stage: Stage, open_page: Opener) -> None:
    page = open_page("/sending-rules")
    page.get_by_role("button", name="添加上限").click()
    save(page)
    row = page.get_by_role("group", name="第 4 条上限")
    expect(row.get_by_role("alert")).to_have_text("同一类别、方式和周期只能有一条上限")

    row.get_by_role("button", name="删除第 4 条上限").click()
    first = page.get_by_role("group", name="第 1 条上限")
    first.locator("input").nth(3).fill("0")
    first.locator("input").nth(3).press("Tab")
    save(page)

    expect(first.get_by_role("alert")).to_have_text("请填 1 到 1,000 条")
    assert stage.brand.rules["caps"][0]["most"] == 2
    page.get_by_role("button", name="放弃修改").click()
    expect(first.locator("input").nth(3)).to_have_value("2")


def test_quiet_hours_are_drawn_and_may_go(stage: Stage, open_page: Opener) -> None:
    page = open_page("/sending-rules")
    expect(page.get_by_role("figure", name="每天 12.5 小时可以发送：09:00–21:30")).to_be_visible()

    page.get_by_role("group", name="每天有安静时段").get_by_role("switch").click()
    expect(page.get_by_role("figure", name="全天都可以发送")).to_be_visible()
    save(page)

    expect(page.get_by_text("发送规则已保存")).to_be_visible()
    assert stage.brand.rules["quiet"] is None


def test_the_switch_asks_and_says_what_it_stopped_and_an_admin_resumes(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts")
    page.get_by_role("button", name="停止全部发送").click()
    expect(page.get_by_text("成员已经发出的消息无法收回")).to_be_visible()
    assert stage.brand.rules["frozen_at"] is None
    page.get_by_role("button", name="立即停止").click()

    told = page.locator(".t-dialog").filter(has_text="已停止全部发送")
    expect(told).to_contain_text("停止了 3 次群发：8,333 条尚未收到的正在撤回，8,446 条已经送达，无法收回。")
    expect(told.get_by_role("row").filter(has_text="冬季新品尝鲜")).to_contain_text("3,204")
    told.get_by_role("button", name="知道了").click()
    expect(page.get_by_role("alert").filter(has_text="发送已全部停止")).to_contain_text("林晓")
    expect(page.get_by_role("button", name="停止全部发送")).to_have_count(0)

    page.get_by_role("button", name="恢复发送").click()
    page.locator(".t-dialog").get_by_role("button", name="恢复发送").click()

    expect(page.get_by_text("发送已全部停止")).to_have_count(0)
    assert stage.brand.rules["frozen_at"] is None
    assert [row["state"] for row in stage.brand.broadcasts[:3]] == ["cancelled", "draft", "cancelled"]


def test_an_operator_reads_the_rules_and_may_stop_but_not_resume(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="operator"))
    page = open_page("/sending-rules")
    expect(page.get_by_text("只有所有者和管理员能修改发送规则")).to_be_visible()
    expect(page.get_by_role("button", name="添加上限")).to_have_count(0)

    page.get_by_role("button", name="停止全部发送").click()
    page.get_by_role("button", name="立即停止").click()
    page.get_by_role("button", name="知道了").click()

    expect(page.get_by_text("请联系所有者或管理员恢复发送。")).to_be_visible()
    expect(page.get_by_role("button", name="恢复发送")).to_have_count(0)


def test_an_analyst_sees_that_all_is_stopped_and_has_no_switch(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/broadcasts")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button", name="停止全部发送")).to_have_count(0)

    stage.brand.rules |= {"frozen_at": "2026-11-22T02:00:00Z", "frozen_by": "林晓"}
    page.reload()

    expect(page.get_by_text("林晓 于 2026-11-22 10:00:00 停止。")).to_be_visible()
