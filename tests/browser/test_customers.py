"""The list of customers, one customer, tags, directory."""

import re

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def names(page: Page) -> list[str]:
    return page.locator("tbody tr a").all_inner_texts()


def pick(page: Page, group: str, *options: str) -> None:
    page.get_by_role("group", name=group).locator(".t-select__wrap").last.click()
    for option in options:
        page.locator(".t-select-option").filter(has_text=option).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()


def test_searching_in_chinese_narrows_the_list_and_stays_in_the_address(open_page: Opener) -> None:
    page = open_page("/customers")

    page.get_by_placeholder("姓名、备注，或完整手机号").fill("一杯清茶")
    expect(page).to_have_url(re.compile(r"[?&]query="))
    expect(page.locator("tbody tr").filter(has_text="一杯清茶").first).to_be_visible()
    expect(page.locator("tbody tr").filter(has_not_text="一杯清茶")).to_have_count(0)
    page.reload()
    expect(page.get_by_placeholder("姓名、备注，或完整手机号")).to_have_value("一杯清茶")
    expect(page.locator("tbody tr").filter(has_text="一杯清茶").first).to_be_visible()
    expect(page.locator("tbody tr").filter(has_not_text="一杯清茶")).to_have_count(0)


def test_none_of_the_tags_excludes_everybody_who_has_one(open_page: Opener) -> None:
    page = open_page("/customers?tag_id=%5B1,2,3,4%5D&tag_match=none")
    expect(page.get_by_role("table")).to_be_visible()

    told = page.locator("tbody tr td:nth-child(2)").all_inner_texts()

    assert told
    assert not any(tag in text for text in told for tag in ("新客", "熟客", "会员", "高价值"))


def test_filters_combine_and_can_be_cleared(open_page: Opener) -> None:
    page = open_page("/customers")
    page.get_by_text("已流失", exact=True).first.click()
    expect(page.locator("tbody tr").first).to_contain_text("已流失")
    pick(page, "渠道", "收银台立牌")
    expect(page.locator("tbody tr").first).to_contain_text("收银台立牌")
    assert "relation=lost" in page.url
    assert "channel_id=1" in page.url

    page.get_by_role("button", name="清空筛选").click()

    expect(page.get_by_text("共 2,486 条")).to_be_visible()
    assert page.url.endswith("/customers")


def test_pages_go_forth_and_back_by_keyset(open_page: Opener) -> None:
    page = open_page("/customers")
    expect(page.get_by_text("共 2,486 条")).to_be_visible()
    first = names(page)

    page.get_by_role("button", name="下一页").click()
    expect(page.get_by_text("第 2 页")).to_be_visible()
    expect(page.locator("tbody tr a").first).not_to_have_text(first[0])
    second = names(page)
    page.get_by_role("button", name="上一页").click()
    expect(page.get_by_text("第 1 页")).to_be_visible()

    assert len(second) == 50
    assert names(page) == first
    expect(page.get_by_role("button", name="上一页")).to_be_disabled()


def test_no_match_offers_to_loosen_the_filters(open_page: Opener) -> None:
    page = open_page("/customers?query=没有这个人")

    expect(page.get_by_text("没有符合条件的客户")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="清空筛选").last.click()
    expect(page.get_by_role("table")).to_be_visible()


def test_a_customer_shows_relations_and_days_of_facts(open_page: Opener) -> None:
    page = open_page("/customers/2484")

    expect(page.get_by_text("扫描二维码 · 渠道「外卖包裹卡」")).to_be_visible()
    expect(page.get_by_role("heading", name="2026年11月22日星期日")).to_be_visible()
    expect(page.get_by_text("胡平 获得标签「新客」")).to_be_visible()
    expect(page.get_by_text("胡平 进入人群「沉睡熟客」")).to_be_visible()
    expect(page.get_by_text("刘艳子 的欢迎语已送达 胡平，用时 1.2 秒")).to_be_visible()


def test_deliveries_tell_why_a_message_was_not_sent(open_page: Opener) -> None:
    page = open_page("/customers/2484")

    page.get_by_role("tab", name="发送记录").click()

    row = page.get_by_role("row").filter(has_text="未发送")
    expect(row).to_contain_text("已达企业微信的接收上限")
    assert "tab=deliveries" in page.url


def test_granting_and_withdrawing_tags_sends_only_what_changed(open_page: Opener) -> None:
    page = open_page("/customers/2484")

    page.get_by_role("button", name="编辑标签").click()
    pick(page, "编辑标签", "绿茶", "高价值")
    with page.expect_request("**/api/customers/2484/tags") as asked:
        page.get_by_role("group", name="编辑标签").get_by_role("button", name="保存").click()

    assert asked.value.post_data_json["grant"] == [4]
    assert asked.value.post_data_json["withdraw"] == [5]
    expect(page.get_by_text("标签已更新，正在同步到企业微信")).to_be_visible()


def test_a_remark_is_edited_in_place_by_keyboard(stage: Stage, open_page: Opener) -> None:
    page = open_page("/customers/2484")

    page.get_by_role("button", name="修改备注").click()
    page.get_by_role("group", name="修改备注").get_by_role("textbox").fill("胡平-老客户")
    page.keyboard.press("Enter")

    expect(page.get_by_text("胡平-老客户")).to_be_visible()
    assert list(stage.brand.remarks.values()) == ["胡平-老客户"]


def test_a_field_is_defined_and_filled_for_a_customer(stage: Stage, open_page: Opener) -> None:
    page = open_page("/customers/2484")
    page.get_by_role("button", name="新增资料项").click()
    page.get_by_label("名称").fill("杯型")
    page.get_by_label("标识").fill("cup_size")
    page.locator(".t-dialog").get_by_role("button", name="保存").click()
    expect(page.get_by_text("资料项已新增")).to_be_visible()

    page.get_by_role("button", name="修改杯型").click()
    page.get_by_role("group", name="修改杯型").get_by_role("textbox").fill("大杯")
    page.keyboard.press("Enter")

    expect(page.get_by_text("大杯")).to_be_visible()
    assert stage.brand.values == {(2484, "cup_size"): "大杯"}


def test_an_analyst_sees_numbers_instead_of_names_and_changes_nothing(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/customers")
    page.get_by_role("link", name="客户 #2484").click()

    expect(page.get_by_role("heading", name="客户 #2484", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="编辑标签")).to_have_count(0)
    expect(page.get_by_role("button", name="修改备注")).to_have_count(0)


def test_new_tags_join_the_group_of_that_name(stage: Stage, open_page: Opener) -> None:
    page = open_page("/tags")

    page.get_by_role("button", name="新建标签").click()
    page.get_by_label("标签组").fill("口味偏好")
    page.get_by_label("标签名").fill("白茶\n红茶\n白茶")
    page.get_by_role("button", name="创建", exact=True).click()

    expect(page.get_by_text("红茶", exact=True)).to_be_visible()  # in the list; what was typed stands among others
    assert [tag["name"] for tag in stage.brand.tags[1]["tags"]][-2:] == ["白茶", "红茶"]


def test_a_department_narrows_the_staff_and_becomes_a_shop(stage: Stage, open_page: Opener) -> None:
    page = open_page("/directory")
    page.get_by_role("button", name="华东大区 10 家门店").click()
    expect(page.get_by_text("共 70 条")).to_be_visible()

    page.get_by_role("button", name="标记为门店").click()

    expect(page.get_by_role("button", name="取消门店")).to_be_visible()
    assert stage.brand.departments[1]["is_shop"] is True


def test_what_a_customer_bought_is_summed_and_listed(open_page: Opener) -> None:
    page = open_page("/customers/2484")

    page.get_by_role("link", name="累计消费").click()

    expect(page.get_by_text("已扣除退款 ¥219.00")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="M20261002-77")).to_contain_text("退款 ¥199.00")
    expect(page.get_by_role("row").filter(has_text="SH01-88213")).to_contain_text("门店收银 · 上海万象城店")
    assert "tab=orders" in page.url


def test_a_merge_is_told_with_its_reason_and_taken_back(stage: Stage, open_page: Opener) -> None:
    page = open_page("/customers/2484?tab=identities")

    expect(page.get_by_text("客户 #2424 并入了客户 #2484")).to_be_visible()
    expect(page.get_by_text("因为两边出现过同一个手机号：+86139****1111（来自订单）")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="+86400****8888")).to_contain_text("已隔离")
    page.get_by_role("button", name="撤销合并").click()
    page.locator(".t-popup").get_by_role("button", name="确定").click()

    expect(page.get_by_text("由人撤销")).to_be_visible()
    expect(page.get_by_role("button", name="撤销合并")).to_have_count(0)
    assert stage.brand.unmerged == {1}


def test_an_analyst_sees_kinds_of_identities_and_no_values(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/customers/2484?tab=identities")

    expect(page.get_by_text("你的角色看不到").first).to_be_visible()
    expect(page.get_by_text("tb_qingcha88")).to_have_count(0)
    expect(page.get_by_role("button", name="放行")).to_have_count(0)


def test_the_segments_of_a_customer_say_since_when_and_why(open_page: Opener) -> None:
    page = open_page("/customers/2484?tab=segments")

    row = page.get_by_role("listitem").filter(has_text="沉睡熟客")
    expect(row).to_contain_text("因为时间推移")
    expect(page.get_by_role("listitem").filter(has_text="抽样对照组")).to_contain_text("进入时间没有记录")
