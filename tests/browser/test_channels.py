"""Channel codes: list, editor with its preview, code, report."""

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage


def choose(page: Page, group: str, option: str) -> None:
    page.get_by_role("group", name=group).locator(".t-select__wrap, .t-select-input").first.click()
    page.locator(".t-select-option").filter(has_text=option).first.click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()


def test_a_code_opens_as_a_card_to_print_and_as_files(open_page: Opener) -> None:
    page = open_page("/channels")

    page.get_by_role("button", name="查看二维码 收银台立牌").click()

    card = page.get_by_role("img", name="渠道「收银台立牌」的二维码")
    expect(card).to_be_visible()
    assert card.evaluate("image => image.complete && image.naturalWidth > 0")
    with page.expect_download() as download:
        page.get_by_text("下载 PNG").click()
    assert download.value.suggested_filename == "收银台立牌.png"


def test_a_failed_code_says_why(open_page: Opener) -> None:
    page = open_page("/channels")

    expect(page.get_by_role("row").filter(has_text="门店员工工牌")).to_contain_text("没有可用的跟进关系")


def test_an_empty_form_marks_what_is_missing_and_sends_nothing(stage: Stage, open_page: Opener) -> None:
    page = open_page("/channels/new")

    page.get_by_role("button", name="保存").click()

    for fault in ("请填写渠道名称", "请至少选择一名成员或一个部门", "请填写欢迎语文字", "有内容需要修改，已标出"):
        expect(page.get_by_text(fault)).to_be_visible()
    assert stage.brand.drafts == {}


def test_the_greeting_is_previewed_as_the_customer_sees_it(open_page: Opener) -> None:
    page = open_page("/channels/new")
    text = page.get_by_role("textbox", name="欢迎语文字")

    text.fill("您好，")
    page.get_by_role("button", name="+ 客户昵称").click()
    text.press_sequentially("！")

    expect(text).to_have_value("您好，{{ customer.name }}！")
    expect(page.get_by_role("figure", name="客户在微信里看到的样子")).to_contain_text("您好，刘颖！")


def test_a_variable_goes_where_the_cursor_is(open_page: Opener) -> None:
    page = open_page("/channels/new")
    text = page.get_by_role("textbox", name="欢迎语文字")

    text.fill("我是，欢迎")
    for _ in range(3):
        text.press("ArrowLeft")
    page.get_by_role("button", name="+ 成员姓名").first.click()

    expect(text).to_have_value("我是{{ staff.name }}，欢迎")


def test_a_broken_variable_is_told_beside_the_preview(open_page: Opener) -> None:
    page = open_page("/channels/new")

    page.get_by_role("textbox", name="欢迎语文字").fill("您好 {{ customer")

    expect(page.get_by_role("alert").filter(has_text="没有写完整")).to_be_visible()


def test_the_length_is_counted_as_wecom_counts_it(open_page: Opener) -> None:
    page = open_page("/channels/new")

    page.get_by_role("textbox", name="欢迎语文字").fill("茶" * 1334)

    expect(page.get_by_text("超出 2 字节，企业微信最多接受 4,000 字节")).to_be_visible()


def test_a_channel_with_hours_tags_and_a_link_is_created(stage: Stage, open_page: Opener) -> None:
    page = open_page("/channels/new")

    page.get_by_label("渠道名称").fill("地铁灯箱")
    page.get_by_label("投放成本").fill("1200.5")
    choose(page, "接待成员", "罗敏")
    choose(page, "自动打上的标签", "新客")
    page.get_by_role("textbox", name="欢迎语文字").fill("您好，欢迎")
    page.get_by_role("button", name="链接").click()
    page.get_by_label("标题").fill("新客立减 5 元")
    page.get_by_label("网址", exact=False).first.fill("https://example.com/coupon")
    page.get_by_role("button", name="添加时段").click()
    page.get_by_role("textbox", name="欢迎语文字").fill("您好，门店已打烊")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="地铁灯箱", level=1)).to_be_visible()
    draft = stage.brand.drafts[9]
    assert draft["cost_fen"] == 120_050
    assert draft["staff_ids"] == [2]
    assert draft["tag_ids"] == [1]
    night, always = draft["welcome"]
    assert night["hours"] == {"weekdays": [1, 2, 3, 4, 5], "from": "21:00", "to": "09:00"}
    assert night["text"] == "您好，门店已打烊"
    assert always["hours"] is None
    assert always["attachments"] == [
        {
            "kind": "link",
            "title": "新客立减 5 元",
            "url": "https://example.com/coupon",
            "desc": None,
            "pic_url": None,
        }
    ]


def test_an_incomplete_attachment_says_what_it_lacks(open_page: Opener) -> None:
    page = open_page("/channels/new")
    page.get_by_role("button", name="小程序").click()

    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("alert").filter(has_text="请填写标题")).to_be_visible()


def test_a_picture_is_uploaded_and_shown_in_the_phone(stage: Stage, open_page: Opener) -> None:
    page = open_page("/channels/new")
    page.get_by_role("button", name="图片").click()

    page.locator("input[type=file]").set_input_files(
        {"name": "tea.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n-not-really-"}
    )

    expect(page.locator("figure img")).to_have_count(1)
    assert b"\x89PNG\r\n\x1a\n-not-really-" in stage.brand.blobs.values()


def test_editing_keeps_what_was_not_touched(stage: Stage, open_page: Opener) -> None:
    page = open_page("/channels/1/edit")

    page.get_by_label("渠道名称").fill("收银台新立牌")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("alert").filter(has_text="请上传图片")).to_be_visible()
    page.get_by_role("button", name="删除第 2 个附件").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", name="收银台新立牌", level=1)).to_be_visible()
    assert stage.brand.drafts[1]["fallback_staff_ids"] == [281]


def test_a_report_shows_what_wecom_does_not_tell_as_not_known(open_page: Opener) -> None:
    page = open_page("/channel-report")
    expect(page.get_by_text("扫码次数")).to_be_visible()

    unknown = page.get_by_label("不可知: 企业微信不提供二维码被扫描的次数，不做推测。")
    unknown.focus()

    expect(unknown).to_have_text("不可知")
    expect(unknown).to_be_focused()


def test_a_report_asks_for_the_corps_last_thirty_days(open_page: Opener) -> None:
    page = open_page("/flow")

    with page.expect_request("**/api/channels/1/report?*") as asked:
        page.get_by_role("link", name="收银台立牌").first.click()

    assert asked.value.url.endswith("from=2026-10-24&to=2026-11-22")


def test_archiving_asks_first(stage: Stage, open_page: Opener) -> None:
    page = open_page("/channels/1")
    page.get_by_role("button", name="归档").click()
    dialog = page.get_by_text("归档后这个码不再接待新客户")
    expect(dialog).to_be_visible()
    assert stage.brand.channels[0]["status"] == "live"

    page.locator(".t-dialog").get_by_role("button", name="归档").click()

    expect(page.get_by_text("已归档").first).to_be_visible()
    assert stage.brand.channels[0]["status"] == "archived"
