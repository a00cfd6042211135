"""A customer's consent: what stands, what was said, how they are left in peace; and the corp's rules."""

import json

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage

CONSENT = "/customers/2484?tab=consent"
NOBODY_SAID = "/customers/2485?tab=consent"


def cell(page: Page, way: str, column: int) -> str:
    row = page.get_by_role("table", name="现在能发什么").get_by_role("row").filter(has_text=way)
    return row.locator("td").nth(column).inner_text()


def test_what_stands_is_told_by_purpose_and_channel_with_its_reason(open_page: Opener) -> None:
    page = open_page(CONSENT)
    expect(page.get_by_role("table", name="现在能发什么")).to_be_visible()

    assert cell(page, "群发消息", 1).startswith("可以发\n客户同意 · 偏好设置页 · 3天前")
    assert cell(page, "朋友圈", 1).startswith("不能发\n客户撤回 · 对话中提出")
    assert cell(page, "朋友圈", 2) == "可以发\n客户没有表态，按规则可以发"


def test_the_ledger_tells_who_said_what_and_on_what_ground(open_page: Opener) -> None:
    page = open_page(CONSENT)
    ledger = page.get_by_role("table", name="同意台账")

    expect(ledger.locator("tbody tr")).to_have_count(3)
    expect(ledger).to_contain_text("微信里说:最近在备孕,不想收新品推荐了")
    expect(ledger.locator("tbody tr").nth(2)).to_contain_text("记录于 2026-10-13")


def test_a_withdrawal_is_recorded_with_a_reason_and_stands_at_once(open_page: Opener) -> None:
    page = open_page(NOBODY_SAID)
    expect(page.get_by_text("还没有同意记录")).to_be_visible()

    page.get_by_role("button", name="记录同意或撤回").click()
    dialog = page.locator(".t-dialog")
    dialog.get_by_role("button", name="保存").click()
    expect(dialog.get_by_text("请写一句说明，日后可以作为依据")).to_be_visible()
    dialog.locator("textarea").fill("电话里要求不再推送活动")
    with page.expect_request("**/api/customers/2485/consent") as asked:
        dialog.get_by_role("button", name="保存").click()

    body = asked.value.post_data_json or {}
    assert body.pop("key")
    assert body == {
        "purpose": "marketing",
        "channel": "any",
        "stance": "withdrawn",
        "source": "conversation",
        "reason": "电话里要求不再推送活动",
        "occurred_at": None,
    }
    expect(page.get_by_role("table", name="同意台账")).to_contain_text("电话里要求不再推送活动")
    assert {cell(page, way, 1).split("\n")[0] for way in ("群发消息", "朋友圈", "客户群")} == {"不能发"}


def test_a_customer_is_left_in_peace_and_it_is_lifted(open_page: Opener) -> None:
    page = open_page(NOBODY_SAID)

    page.get_by_role("button", name="暂停打扰").click()
    dialog = page.locator(".t-dialog")
    dialog.locator("textarea").fill("12315 工单处理中")
    dialog.get_by_role("button", name="保存").click()
    expect(page.get_by_text("所有消息 · 投诉 · 直到解除")).to_be_visible()
    assert cell(page, "群发消息", 2) == "不能发\n暂停打扰 · 投诉 · 直到解除"

    page.get_by_role("button", name="解除", exact=True).click()
    page.locator(".t-popconfirm, .t-popup").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已解除", exact=True)).to_be_visible()
    assert cell(page, "群发消息", 2).startswith("可以发")


def test_an_analyst_sees_what_stands_but_no_notes_and_no_acts(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page(CONSENT)

    expect(page.get_by_role("table", name="同意台账")).to_contain_text("你的角色看不到")
    expect(page.get_by_text("备孕")).to_have_count(0)
    expect(page.get_by_role("button", name="记录同意或撤回")).to_have_count(0)
    expect(page.get_by_role("button", name="暂停打扰")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "code", "told"), [(500, "internal", "错误码 internal"), (403, "access.forbidden", "没有权限")]
)
def test_consent_says_that_it_failed_or_may_not_be_seen(open_page: Opener, status: int, code: str, told: str) -> None:
    body = json.dumps({"code": code, "message": "", "data": {}, "place": None})

    def refuse(page: Page) -> None:
        page.route(
            "**/api/customers/2484/consent",
            lambda route: route.fulfill(status=status, body=body, content_type="application/json"),
        )

    page = open_page(CONSENT, before=refuse)

    expect(page.get_by_text(told).first).to_be_visible()


def test_the_corp_demands_an_explicit_yes_for_marketing(open_page: Opener) -> None:
    page = open_page("/tags")
    rules = page.locator("section").filter(has=page.get_by_role("heading", name="同意规则"))
    expect(rules.get_by_text("/c/ww5f1e0c2a9b7d4e36/preferences")).to_be_visible()

    line = rules.get_by_role("listitem").filter(has_text="营销")
    line.get_by_role("button", name="要客户先同意才能发").click()
    with page.expect_request("**/api/consent/rules") as asked:
        page.locator(".t-popconfirm, .t-popup").get_by_role("button", name="确定").click()

    assert asked.value.post_data_json == {"service": True, "marketing": False}
    expect(line.get_by_text("要客户先同意才能发")).to_be_visible()
    expect(line.get_by_role("button", name="没有表态也可以发")).to_be_visible()


def test_consent_speaks_english(open_page: Opener) -> None:
    page = open_page(CONSENT, language="en")

    expect(page.get_by_role("table", name="What may be sent now")).to_contain_text("Withdrawn · in a conversation")
    expect(page.get_by_role("table", name="Ledger")).to_contain_text("Said")
