"""Group sends of which WeCom cannot tell: shown with their evidence, settled by a person with a reason."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage

TABLE = "结果不明的群发"


def test_a_person_says_that_it_was_sent_and_how_they_know(stage: Stage, open_page: Opener) -> None:
    name = stage.brand.unknown_calls[0]["staff"]["name"]
    page = open_page("/broadcasts/1")
    row = page.get_by_role("table", name=TABLE).get_by_role("row").nth(1)
    expect(row).to_contain_text("msgGCAAAXtWyujaWJHDDGi0mACAAAA · msgGCAAAXtWyujaWJHDDGi0mACAAAB")

    row.get_by_role("button", name=f"登记{name}这次群发的结果").click()
    dialog = page.locator(".t-dialog")
    dialog.get_by_role("button", name="登记").click()
    expect(dialog.get_by_role("alert")).to_have_text(["请选择", "请写明怎么知道的"])
    dialog.get_by_text("已发出", exact=True).click()
    dialog.get_by_label("怎么知道的").fill("群发助手里有记录")
    dialog.get_by_role("button", name="登记").click()

    expect(page.get_by_text("已登记，收件人的结果几秒内更新")).to_be_visible()
    expect(dialog).to_have_count(0)
    expect(row).to_contain_text("已发出林晓 · 群发助手里有记录")
    expect(page.get_by_role("listitem").filter(has_text="结果不明，不会重复发送")).to_have_count(0)
    assert stage.brand.unknown_calls[0]["verdict"]["sent"] is True


def test_of_two_who_say_it_the_second_is_told_that_it_is_known(stage: Stage, open_page: Opener) -> None:
    page = open_page("/broadcasts/1")
    page.get_by_role("table", name=TABLE).get_by_role("button").click()
    verdict = {"sent": True, "words": "问过成员", "by": "周倩", "at": "2025-11-18T02:00:00Z"}
    stage.brand.unknown_calls[0]["verdict"] = verdict
    dialog = page.locator(".t-dialog")
    dialog.get_by_text("没有发出", exact=True).click()
    dialog.get_by_label("怎么知道的").fill("聊天里没有")
    dialog.get_by_role("button", name="登记").click()

    expect(page.get_by_text("结果已经清楚，或同事刚刚登记过")).to_be_visible()
    expect(page.get_by_role("table", name=TABLE)).to_contain_text("周倩 · 问过成员")
    assert stage.brand.unknown_calls[0]["verdict"] == verdict


def test_where_everything_is_known_nothing_is_asked(open_page: Opener) -> None:
    page = open_page("/broadcasts/4")

    expect(page.get_by_role("heading", name="双十一门店通告", level=1)).to_be_visible()
    expect(page.get_by_role("table", name=TABLE)).to_have_count(0)


def test_an_analyst_reads_and_settles_nothing(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/broadcasts/1")

    expect(page.get_by_role("table", name=TABLE)).to_be_visible()
    expect(page.get_by_role("table", name=TABLE).get_by_role("button")).to_have_count(0)
