"""Dead letters and the system check."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.server import Stage


def test_a_dead_letter_is_read_with_its_secrets_masked(open_page: Opener) -> None:
    page = open_page("/dead-letters")
    page.get_by_role("row").filter(has_text="transfer_fail").get_by_role("button", name="查看").click()

    drawer = page.locator(".t-drawer")
    expect(drawer).to_contain_text('"WelcomeCode": "******"')
    expect(drawer).to_contain_text("2026-11-22 07:32:00")


def test_a_replayed_letter_leaves_the_list(stage: Stage, open_page: Opener) -> None:
    page = open_page("/dead-letters?kind=job")
    page.get_by_role("row").filter(has_text="customers.mark_tag").get_by_role("button", name="重放").click()

    expect(page.get_by_text("没有死信")).to_be_visible()
    assert [row["dead_letter_id"] for row in stage.brand.dead_letters] == ["c-1", "c-2"]


def test_all_letters_of_the_shown_kind_are_replayed_after_asking(stage: Stage, open_page: Opener) -> None:
    page = open_page("/dead-letters")
    expect(page.get_by_text("共 2 条")).to_be_visible()
    page.get_by_role("button", name="全部重放").click()
    expect(page.get_by_text("重放不会重复发送消息")).to_be_visible()

    page.locator(".t-dialog").get_by_role("button", name="全部重放").click()

    expect(page.get_by_text("没有死信")).to_be_visible()
    assert [row["dead_letter_id"] for row in stage.brand.dead_letters] == ["j-1"]


def test_deleting_a_letter_asks_first_and_can_be_left(stage: Stage, open_page: Opener) -> None:
    page = open_page("/dead-letters")
    page.get_by_role("row").filter(has_text="transfer_fail").get_by_role("button", name="删除").click()
    page.locator(".t-dialog").get_by_role("button", name="取消").click()
    assert len(stage.brand.dead_letters) == 3

    page.get_by_role("row").filter(has_text="transfer_fail").get_by_role("button", name="删除").click()
    page.locator(".t-dialog").get_by_role("button", name="删除").click()

    expect(page.get_by_text("共 1 条")).to_be_visible()
    assert [row["dead_letter_id"] for row in stage.brand.dead_letters] == ["c-2", "j-1"]


def test_the_check_shows_what_is_broken_first_and_how_to_mend_it(open_page: Opener) -> None:
    page = open_page("/doctor")
    expect(page.get_by_text("1 项异常，1 项需要留意，11 项正常")).to_be_visible()

    server = page.locator("section").filter(has=page.get_by_role("heading", name="服务器")).locator("li")

    expect(server.first).to_contain_text("磁盘空间")
    expect(server.first).to_contain_text("怎么修")


def test_checking_again_asks_the_server_again(open_page: Opener) -> None:
    page = open_page("/doctor")
    expect(page.get_by_text("磁盘空间")).to_be_visible()

    with page.expect_response("**/api/doctor"):
        page.get_by_role("button", name="重新检查").click()
