"""A member's own page on a phone: entering, the list, one task, done, not possible."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from browser.conftest import Opener
from browser.fake.server import Stage
from browser.looks import LOW_CONTRAST, NAMELESS

CORP = "/m/ww5f1e0c2a9b7d4e36"
PHONE = 390


def test_the_list_begins_with_what_is_due_first_and_tells_that_it_was_seen(stage: Stage, open_page: Opener) -> None:
    page = open_page(CORP, width=PHONE)

    expect(page.get_by_role("heading", name="我的任务")).to_be_visible()
    expect(page.get_by_text("待完成 4 项")).to_be_visible()
    expect(page.locator("main li a").first).to_contain_text("回访冬季新品尝鲜客")
    expect(page.get_by_text("今天 11:32 前")).to_be_visible()
    page.wait_for_timeout(300)
    assert stage.brand.seen == {1, 2, 3, 4}
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


@pytest.mark.parametrize("path", [CORP, f"{CORP}/tasks/1", f"{CORP}/tasks/2", f"{CORP}/tasks/5"])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_page_is_named_readable_and_no_wider_than_the_phone(path: str, language: str, open_page: Opener) -> None:
    page = open_page(path, width=PHONE, language=language)

    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.wait_for_load_state("networkidle")
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE


def test_a_double_press_is_one_and_the_note_is_needed(stage: Stage, open_page: Opener) -> None:
    page = open_page(f"{CORP}/tasks/1", width=PHONE)
    expect(page.get_by_role("button", name="先写跟进结果")).to_be_disabled()
    page.get_by_label("跟进结果").fill("12 位已回访，3 位周末来")
    page.get_by_role("button", name="复制").first.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()

    page.get_by_role("button", name="完成任务").dblclick()

    expect(page.get_by_text("已完成，辛苦了！")).to_be_visible()
    assert stage.brand.presses == 1
    assert stage.brand.my_tasks[0]["note"] == "12 位已回访，3 位周末来"
    expect(page.get_by_role("region", name="跟进结果")).to_contain_text("12 位已回访，3 位周末来")
    page.get_by_role("button", name="全部任务").click()
    expect(page.get_by_text("待完成 3 项")).to_be_visible()


def test_customers_are_ticked_off_one_by_one(stage: Stage, open_page: Opener) -> None:
    page = open_page(f"{CORP}/tasks/1", width=PHONE)
    expect(page.get_by_text("客户 2/12 位已跟进")).to_be_visible()
    page.get_by_role("checkbox").nth(1).click()

    expect(page.get_by_text("客户 3/12 位已跟进")).to_be_visible()
    assert stage.brand.my_tasks[0]["people"][1]["done_at"] is not None


def test_what_cannot_be_done_is_said_with_a_reason(stage: Stage, open_page: Opener) -> None:
    page = open_page(f"{CORP}/tasks/4", width=PHONE)
    page.get_by_role("button", name="做不了").click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("button", name="提交")).to_be_disabled()
    sheet.get_by_text("其他原因").click()
    expect(sheet.get_by_role("button", name="提交")).to_be_disabled()
    sheet.get_by_text("时间来不及").click()
    sheet.get_by_role("button", name="提交").click()

    expect(page.get_by_text("你已反馈做不了：时间来不及")).to_be_visible()
    assert stage.brand.my_tasks[3]["declined"] == "no_time"


def test_a_missing_tag_a_foreign_task_and_an_ended_one_are_said(open_page: Opener) -> None:
    page = open_page(f"{CORP}/tasks/2", width=PHONE)
    page.get_by_role("button", name="完成任务").click()
    expect(page.get_by_role("alert")).to_contain_text("还有客户没有打上标签")

    page.goto(f"{CORP}/tasks/99")
    expect(page.get_by_text("它可能不是分给你的")).to_be_visible()
    page.goto(f"{CORP}/tasks/6")
    expect(page.get_by_text("任务已过截止时间，不用再做。")).to_be_visible()
    expect(page.get_by_role("button", name="完成任务")).to_have_count(0)


def test_a_phone_without_a_session_enters_by_itself_and_comes_back_to_the_task(stage: Stage, open_page: Opener) -> None:
    stage.brand.entered = False
    page = open_page(f"{CORP}/tasks/4", width=PHONE)

    expect(page.get_by_role("heading", name="换季橱窗拍照回传")).to_be_visible()
    assert page.url.endswith(f"{CORP}/tasks/4")


def test_who_is_not_recognised_is_told_whom_to_ask(stage: Stage, open_page: Opener) -> None:
    stage.brand.entered = stage.brand.recognised = False
    page = open_page(CORP, width=PHONE)

    expect(page.get_by_role("heading", name="没有认出你")).to_be_visible()
    expect(page.get_by_role("link", name="进入我的任务")).to_be_visible()


def test_a_lost_answer_is_asked_again_and_a_dead_line_says_so(open_page: Opener) -> None:
    lost: list[Route] = []

    def lose_first(page: Page) -> None:
        def answer(route: Route) -> None:
            if not lost:
                lost.append(route)
                route.abort()
            else:
                route.continue_()

        page.route(re.compile(r"/api/my/tasks$"), answer)

    page = open_page(CORP, width=PHONE, before=lose_first)
    expect(page.get_by_text("待完成 4 项")).to_be_visible()
    assert len(lost) == 1
