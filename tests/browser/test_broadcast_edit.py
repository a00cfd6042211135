"""A broadcast that has not begun to leave is changed in the wizard, from what is stored."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage

DRAFT = 2
WAITS = 7


def _row(stage: Stage, number: int) -> dict[str, object]:
    return next(one for one in stage.brand.broadcasts if one["broadcast_id"] == number)


def _edit(page: Page) -> None:
    page.get_by_role("link", name="修改").or_(page.get_by_role("button", name="修改", exact=True)).first.click()
    expect(page.get_by_role("heading", name="修改群发", level=1)).to_be_visible()


def test_a_draft_opens_as_it_is_and_is_kept_changed(stage: Stage, open_page: Opener) -> None:
    before = len(stage.brand.broadcasts)
    page = open_page(f"/broadcasts/{DRAFT}")
    _edit(page)
    expect(page.get_by_label("群发名称")).to_have_value("会员日提醒")
    expect(page.get_by_label("现在符合的客户")).to_contain_text("名成员确认发送")
    page.get_by_label("群发名称").fill("会员日提醒（改）")
    page.get_by_label("群发文字").first.fill("会员日改到周六")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="会员日提醒（改）", level=1)).to_be_visible()
    expect(page.get_by_text("会员日改到周六")).to_be_visible()
    assert (_row(stage, DRAFT)["version"], len(stage.brand.broadcasts)) == (2, before)


def test_what_others_changed_meanwhile_is_not_overwritten(stage: Stage, open_page: Opener) -> None:
    page = open_page(f"/broadcasts/{DRAFT}")
    _edit(page)
    _row(stage, DRAFT)["version"] = 5
    page.get_by_label("群发名称").fill("我的名字")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("这次群发刚被别人改过或发送了")).to_be_visible()
    assert _row(stage, DRAFT)["name"] == "会员日提醒"


def test_a_scheduled_one_says_that_it_becomes_a_draft_again(stage: Stage, open_page: Opener) -> None:
    page = open_page(f"/broadcasts/{WAITS}")
    _edit(page)
    expect(page.get_by_text("改了收件人或内容就变回草稿")).to_be_visible()
    page.get_by_label("群发文字").first.fill("改过的话")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("草稿", exact=True).first).to_be_visible()
    assert _row(stage, WAITS)["state"] == "draft"
