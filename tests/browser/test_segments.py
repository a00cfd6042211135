"""Segments: a definition is built, tried out while it is written, and saved."""

import json
import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage


def add(page: Page, kind: str) -> None:
    page.get_by_role("button", name="加条件", exact=True).first.click()
    page.get_by_role("menuitem").filter(has=page.get_by_text(kind, exact=True)).click()


def choose(page: Page, part: str, option: str) -> None:
    page.get_by_role("group", name=part, exact=True).locator("input").first.click()
    page.locator(".t-select-option").filter(has_text=option).first.click()
    page.keyboard.press("Escape")


def test_a_segment_is_built_and_saved(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    expect(page.get_by_text("加上第一个条件后")).to_be_visible()

    page.get_by_label("人群名称").fill("熟客")
    add(page, "标签")
    choose(page, "标签", "熟客")
    expect(page.get_by_text("25,000 人", exact=True)).to_be_visible()
    add(page, "订单")
    expect(page.get_by_text("16,666 人", exact=True)).to_be_visible()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="熟客", level=1)).to_be_visible()
    definition = stage.brand.segments[-1]["definition"]
    assert definition["kind"] == "all"
    assert [one["kind"] for one in definition["of"]] == ["tag", "order"]
    assert definition["of"][1]["window"] == {"kind": "last", "duration": "P30D"}


def test_a_fault_is_shown_at_its_condition_until_it_is_mended(open_page: Opener) -> None:
    page = open_page("/segments/new")

    add(page, "订单")
    add(page, "标签")
    fault = page.get_by_role("alert").filter(has_text="这里还没有填写")

    expect(fault).to_be_visible()
    expect(page.locator("[data-fault=true]").first).to_contain_text("标签")
    expect(page.get_by_text("有一个条件还不完整")).to_be_visible()
    choose(page, "标签", "熟客")
    expect(fault).to_have_count(0)


def test_conditions_move_by_keyboard_and_are_copied_and_removed(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")
    acts = page.get_by_role("button")

    acts.filter(visible=True).and_(page.get_by_label("下移：标签")).focus()
    page.keyboard.press("Enter")
    page.get_by_label("复制：标签").click()
    page.get_by_label("删除：条件组").click()
    page.get_by_role("tab", name="JSON").click()

    written = json.loads(page.get_by_label("人群定义（JSON）").input_value())
    assert written == {"kind": "all", "of": [{"kind": "tag", "tags": [1]}] * 2}


def test_groups_nest_and_may_be_none_of(open_page: Opener) -> None:
    page = open_page("/segments/new")

    page.get_by_role("button", name="加条件组").click()
    inner = page.get_by_role("region", name="条件组").last
    inner.get_by_role("button", name="都不满足").click()
    inner.get_by_role("button", name="加条件", exact=True).click()
    page.get_by_role("menuitem").filter(has_text="随机抽样").click()
    page.get_by_role("tab", name="JSON").click()

    written = json.loads(page.get_by_label("人群定义（JSON）").input_value())
    share = {"kind": "bucket", "salt": "A", "first": 0, "last": 99}
    assert written == {"kind": "all", "of": [{"kind": "not", "of": {"kind": "any", "of": [share]}}]}


def test_while_history_is_down_the_size_is_not_guessed(stage: Stage, open_page: Opener) -> None:
    stage.brand.history_down = True

    page = open_page("/segments/1/edit")

    expect(page.get_by_text("历史库暂不可用")).to_be_visible()
    expect(page.get_by_text("有 1 个条件要查历史")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_enabled()


def test_json_that_is_not_complete_changes_nothing(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")

    page.get_by_role("tab", name="JSON").click()
    page.get_by_label("人群定义（JSON）").fill('{"kind": "all"')
    expect(page.get_by_text("这不是完整的 JSON")).to_be_visible()
    page.get_by_role("tab", name="表单").click()

    expect(page.get_by_label("删除：标签")).to_be_visible()


def test_a_definition_is_built_mended_and_taken_back_by_keyboard_alone(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    page.get_by_label("人群名称").fill("甲")
    boxes = page.locator("[data-form]")

    page.keyboard.press("Tab")
    page.get_by_role("button", name="加条件", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="怎样匹配").locator("input")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".t-select-option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").filter(has_text="25,000 人符合。 人群是：条件 1")).to_be_attached()
    page.get_by_role("group", name="打上时间").locator("input").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="加条件组").focus()
    page.keyboard.press("Enter")
    expect(boxes).to_have_count(2)
    page.get_by_label("删除：标签").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("删除：条件组")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(boxes).to_have_count(2)
    page.keyboard.press("Control+Shift+z")
    expect(boxes).to_have_count(1)

    assert page.url.endswith("/segments/new")
    assert [one["name"] for one in stage.brand.segments if one["name"] == "甲"] == []


def test_the_text_is_the_definition_and_is_taken_back(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1/edit")

    page.get_by_role("tab", name="文本").click()
    sheet = page.get_by_role("textbox", name="人群定义（文本）")
    expect(sheet).to_have_value(re.compile("^segments:\n  - name: "))
    tag = re.search(r"tag: \[(.+?)\]", sheet.input_value())
    assert tag is not None
    sheet.fill(f"segments:\n- name: 改过的\n  who:\n    any:\n    - tag: {tag[1]}\n    - order: {{window: 30d}}\n")
    expect(page.get_by_text("文本正确")).to_be_visible()
    expect(page.get_by_text("16,666 人", exact=True)).to_be_visible()
    page.get_by_role("button", name="保存").click()
    page.locator(".t-dialog").get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="改过的", level=1)).to_be_visible()
    definition = stage.brand.segments[0]["definition"]
    assert (definition["kind"], [one["kind"] for one in definition["of"]]) == ("any", ["tag", "order"])


def test_faults_of_the_text_are_told_with_their_lines_and_lead_there(open_page: Opener) -> None:
    page = open_page("/segments/new")

    page.get_by_role("tab", name="文本").click()
    sheet = page.get_by_role("textbox", name="人群定义（文本）")
    sheet.fill("segments:\n- name: 甲\n  who:\n    all:\n    - tag: 没有/这个\n    - order: {sum: 1}\n")

    expect(page.get_by_text("没有标签“没有/这个”")).to_be_visible()
    expect(page.get_by_text("有 2 处错误")).to_be_visible()
    expect(page.get_by_role("button", name="保存")).to_be_disabled()
    page.get_by_role("button", name="第 6 行，第 15 列").click()
    assert page.evaluate("document.activeElement.selectionStart") == sheet.input_value().index("sum")
    expect(page.locator("[data-fault=true]")).to_have_text(["5", "6"])


def test_an_edit_triggers_only_what_was_asked_and_says_whom_beforehand(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1/edit")
    page.get_by_label("删除：条件组").click()
    expect(page.get_by_text("将进入 17,608 人，离开 822 人")).to_be_visible()
    page.get_by_role("button", name="保存").click()
    dialog = page.locator(".t-dialog")

    expect(dialog).to_contain_text("保存为第 5 版")
    expect(dialog.locator("[data-name=entered]")).to_have_text("进入17,608 人")
    expect(dialog.locator("[data-name=left]")).to_have_text("离开822 人")
    expect(dialog.get_by_role("radio", name="不触发")).to_be_checked()
    dialog.get_by_text("触发", exact=True).click()
    expect(dialog).to_contain_text("已开启的自动标签与阶段：")
    expect(dialog).to_contain_text("引用它的 1 个人群会重新计算成员，但不触发。")
    dialog.get_by_role("button", name="保存并触发").click()

    expect(page.get_by_text("将触发", exact=True)).to_be_visible()
    assert [one["fires"] for one in stage.brand.segments[0]["versions"]] == [True, True, False, False, False]


def test_a_new_name_alone_is_saved_without_a_question(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1/edit")

    page.get_by_label("人群名称").fill("睡着的熟客")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="睡着的熟客", level=1)).to_be_visible()
    assert not stage.brand.segments[0]["versions"][0]["fires"]


def test_a_new_segment_triggers_for_those_who_fit_when_asked(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    page.get_by_label("人群名称").fill("熟客")
    add(page, "标签")
    choose(page, "标签", "熟客")

    page.get_by_role("checkbox", name="现在就符合条件的客户").check(force=True)
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("将触发", exact=True)).to_be_visible()
    assert stage.brand.segments[-1]["versions"][0]["fires"]


def test_a_segment_that_is_being_found_says_how_far_it_is_and_what_it_waits_for(open_page: Opener) -> None:
    page = open_page("/segments")
    row = page.get_by_role("row").filter(has_text="近期买过")
    expect(row.get_by_text("等待中")).to_have_attribute("title", re.compile("历史库正在补录全部记录"))

    row.get_by_role("link").click()

    expect(page.get_by_text("已查完 1 / 3 个条件")).to_be_visible()
    expect(page.get_by_text("历史库正在补录全部记录，补完后自动继续。")).to_be_visible()


def test_segments_are_searched_by_name_and_by_what_they_ask(open_page: Opener) -> None:
    page = open_page("/segments")
    rows = page.get_by_role("table").get_by_role("link")
    expect(page.get_by_text("显示 10 / 10 个")).to_be_visible()

    search = page.get_by_role("textbox", name="搜索名称或条件")
    search.fill("绿茶")
    expect(rows).to_have_text(["绿茶爱好者"])
    search.fill("没有这样的")

    expect(page.get_by_text("没有找到人群")).to_be_visible()


def test_properties_of_events_are_asked_by_name_and_money_in_yuan(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    page.get_by_label("人群名称").fill("付款不低于 200 元")
    add(page, "行为次数")
    choose(page, "行为", "付款")
    page.get_by_role("button", name="加属性条件").click()

    expect(page.get_by_role("group", name="属性", exact=True).locator("input")).to_have_value("订单金额（元）")
    page.get_by_role("group", name="值", exact=True).locator("input").fill("200")
    page.get_by_role("button", name="加属性条件").click()
    page.get_by_role("group", name="属性", exact=True).last.locator("input").click()
    page.locator(".t-select-option").filter(has_text="门店").filter(visible=True).click()
    page.get_by_role("group", name="值", exact=True).last.locator("input").click()
    page.locator(".t-select-option").filter(has_text="杭州大悦城店").filter(visible=True).click()
    expect(page.get_by_text("25,000 人", exact=True)).to_be_visible()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="付款不低于 200 元", level=1)).to_be_visible()
    shop = next(one["department_id"] for one in stage.brand.departments if one["name"] == "杭州大悦城店")
    assert stage.brand.segments[-1]["definition"]["of"][0]["event"]["where"] == [
        {"key": "amount_fen", "op": "ge", "value": 20_000},
        {"key": "shop", "op": "eq", "value": shop},
    ]


def test_the_size_beside_a_faulty_text_is_told_to_be_an_older_one(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")
    page.get_by_role("tab", name="文本").click()
    expect(page.get_by_text("文本正确")).to_be_visible()

    page.get_by_role("textbox", name="人群定义（文本）").fill("segments:\n- name: 甲\n  who: {tag: 没有/这个}\n")

    expect(page.get_by_text("有 1 处错误")).to_be_visible()
    expect(page.get_by_text("这是修改之前的结果")).to_be_visible()
    page.get_by_role("tab", name="表单").click()
    expect(page.get_by_text("这是修改之前的结果")).to_have_count(0)


def test_who_leaves_with_something_unsaved_is_asked(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")
    page.get_by_label("人群名称").fill("睡着的熟客")
    dialog = page.locator(".t-dialog").filter(has_text="还没有保存")

    page.get_by_role("link", name="返回人群").click()
    dialog.get_by_role("button", name="继续编辑").click()
    expect(page.get_by_label("人群名称")).to_have_value("睡着的熟客")
    page.get_by_role("link", name="返回人群").click()
    dialog.get_by_role("button", name="不保存，离开").click()

    expect(page.get_by_role("heading", name="沉睡熟客", level=1)).to_be_visible()


def test_what_is_typed_and_is_no_day_is_not_taken(open_page: Opener) -> None:
    page = open_page("/segments/new")
    add(page, "订单")
    choose(page, "时间", "日期")
    field = page.get_by_role("group", name="时间").locator("input").nth(1)
    before = field.input_value()

    for typed in ("2026-02-30", "明天", ""):
        field.click()
        field.fill(typed)
        page.keyboard.press("Tab")
        expect(field).to_have_value(before)
        page.keyboard.press("Escape")


def test_days_are_typed_and_shops_found_by_their_names(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    page.get_by_label("人群名称").fill("去年冬天买过")
    add(page, "订单")
    choose(page, "时间", "日期")
    first, last = page.get_by_role("group", name="时间").locator("input").all()[1:]
    for field, day in ((first, "2025-12-01"), (last, "2026-02-28")):
        field.click()  # the calendar is open while the day is typed
        field.fill(day)
        page.keyboard.press("Enter")
    choose(page, "下单门店", "杭州万象城店")
    expect(page.get_by_text("25,000 人", exact=True)).to_be_visible()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="去年冬天买过", level=1)).to_be_visible()
    order = stage.brand.segments[-1]["definition"]["of"][0]
    assert order["window"] == {"kind": "days", "first": "2025-12-01", "last": "2026-02-28"}
    shop = next(one["department_id"] for one in stage.brand.departments if one["name"] == "杭州万象城店")
    assert order["shops"] == [shop]
