"""Programmes: begun, revised, paused and ended; what became of their messages."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def test_the_list_says_how_much_of_each_budget_is_planned(open_page: Opener) -> None:
    page = open_page("/programmes")

    row = page.get_by_role("row").filter(has_text="沉睡熟客唤醒")
    expect(row).to_contain_text("41,320 / 60,000 条")
    expect(row).to_contain_text("10%")
    expect(page.get_by_role("row").filter(has_text="门店营业通知")).to_contain_text("8,204 条，不限")


def test_a_programme_is_begun_and_leads_to_a_broadcast_of_it(stage: Stage, open_page: Opener) -> None:
    page = open_page("/programmes/new")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_have_text("请填写名称，最多 60 个字")
    page.get_by_label("名称").fill("新品尝鲜")
    page.get_by_label("负责人").fill("陈默")
    page.get_by_label("预算").fill("3000")
    page.get_by_label("每条预计带来").fill("2.5")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="新品尝鲜", level=1)).to_be_visible()
    expect(page.get_by_text("还没有人轮到")).to_be_visible()
    made = stage.brand.programmes[0]
    assert (made["budget"], made["value_fen"], made["holdout_permille"]) == (3_000, 250, 50)
    page.get_by_role("link", name="新建群发").click()
    expect(page.get_by_role("group", name="运营计划").locator("input")).to_have_value("新品尝鲜")


def test_a_programme_shows_what_it_is_for_and_how_people_were_drawn(open_page: Opener) -> None:
    page = open_page("/programmes/4")

    expect(page.get_by_text("两周内到店率比对照组高 3 个百分点")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="本计划对照组")).to_contain_text("4,602 人，9.9%")
    expect(page.get_by_role("listitem").filter(has_text="已达企业自己的打扰上限")).to_contain_text("3,180")


def test_a_programme_lists_its_broadcasts_with_whom_each_left_out(stage: Stage, open_page: Opener) -> None:
    mine = next(row for row in stage.brand.broadcasts if (row["programme"] or {}).get("programme_id") == 4)
    mine["skips"] = [{"reason": "capped", "count": 246}, {"reason": "held_out", "count": 78}]
    mine["counts"]["skipped"] = 324
    page = open_page("/programmes/4")

    rows = page.get_by_role("table", name="计划里的群发").get_by_role("row")
    expect(rows.filter(has_text=mine["name"])).to_contain_text("324 人已达企业自己的打扰上限 246 · 在对照组，不发送 78")
    expect(rows.filter(has_text="会员日")).to_have_count(0)
    rows.get_by_role("link", name=mine["name"]).click()
    expect(page.get_by_role("heading", name=mine["name"], level=1)).to_be_visible()


def test_a_programme_without_broadcasts_says_so(open_page: Opener) -> None:
    page = open_page("/programmes/1")

    expect(page.get_by_role("status").filter(has_text="计划里还没有群发")).to_be_visible()


def test_a_programme_is_revised_paused_resumed_and_ended_after_asking(stage: Stage, open_page: Opener) -> None:
    page = open_page("/programmes/4")
    page.get_by_role("link", name="修改").click()
    page.get_by_label("优先级").fill("80")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    assert stage.brand.programmes[0]["priority"] == 80

    for act, state in (("暂停", "paused"), ("恢复", "running"), ("结束", "ended")):
        page.get_by_role("button", name=act, exact=True).click()
        with page.expect_response("**/api/programmes/4/move"):
            page.locator(".t-dialog").get_by_role("button", name=act, exact=True).click()
        expect(page.locator(".t-dialog")).to_have_count(0)
        assert stage.brand.programmes[0]["state"] == state
    expect(page.get_by_role("link", name="修改")).to_have_count(0)


def test_numbers_look_the_same_whether_their_field_is_entered_or_left(open_page: Opener) -> None:
    page = open_page("/programmes/4/edit")
    fields = {name: page.get_by_label(name) for name in ("对照组", "每条预计带来", "优先级")}

    for field in fields.values():
        left = field.input_value()
        field.focus()
        assert field.input_value() == left
        field.blur()
    expect(fields["每条预计带来"]).to_have_value("1.8")


def test_an_analyst_reads_programmes_and_is_offered_no_act(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/programmes/4")

    expect(page.get_by_text("人是怎么分的")).to_be_visible()
    expect(page.get_by_role("button", name="暂停")).to_have_count(0)
    expect(page.get_by_role("link", name="修改")).to_have_count(0)
