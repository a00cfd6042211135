"""One segment understood: its size over time, overlaps, versions laid over each other, put away."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def test_the_size_is_drawn_over_as_many_days_as_one_likes(open_page: Opener) -> None:
    page = open_page("/segments/1")

    expect(page.get_by_role("figure", name="30 天的人数变化")).to_be_visible()
    expect(page.get_by_text("之前没有记录")).to_have_count(0)
    page.get_by_text("90 天", exact=True).click()

    expect(page.get_by_role("figure", name="90 天的人数变化")).to_be_visible()
    expect(page.get_by_text("2026-10-12 之前没有记录，图上留空。")).to_be_visible()
    expect(page.locator("figure svg").get_by_text("改条件 +1,240 −305")).to_be_visible()


def test_a_segment_that_is_being_counted_has_no_sizes_yet(open_page: Opener) -> None:
    page = open_page("/segments/2")

    expect(page.get_by_text("还没有人数记录")).to_be_visible()
    expect(page.get_by_text("成员正在计算，算出来以后")).to_be_visible()


def test_overlaps_are_told_with_both_shares_and_the_rest_on_demand(open_page: Opener) -> None:
    page = open_page("/segments/1")
    names = page.locator("section").filter(has_text="与其他人群的重叠").locator("li a")

    expect(page.get_by_text("8,214 人中有 328 人不在其他任何人群里。")).to_be_visible()
    expect(names).to_have_text(
        ["唤醒对象", "华东会员", "流失预警", "绿茶爱好者", "本月生日", "抽样对照组", "企业采购", "开业活动新客"]
    )
    expect(page.get_by_text("占对方 12,630 人的 30%")).to_be_visible()
    expect(page.get_by_text("占 <0.1%")).to_be_visible()
    page.get_by_role("button", name="显示全部 9 个").click()

    expect(names.last).to_have_text("近期买过")


def test_a_version_is_laid_over_an_older_one_and_that_restored(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/1")

    expect(page.get_by_text("进入 1,240 · 离开 305")).to_be_visible()
    page.get_by_role("button", name="对比").first.click()
    outline = page.get_by_role("region", name="第 3 版与第 4 版的差别")
    expect(outline.get_by_text("新增 2 处 · 删除 1 处 · 修改 2 处")).to_be_visible()
    expect(outline.locator("[data-change=changed]").first).to_contain_text("最近 90 天内买过东西最近 60 天内买过东西")
    outline.get_by_role("button", name="恢复到第 3 版").click()
    dialog = page.locator(".t-dialog")
    expect(dialog).to_contain_text("恢复到第 3 版的条件")
    expect(dialog.get_by_role("radio", name="不触发")).to_be_checked()
    dialog.get_by_role("button", name="恢复").click()

    expect(page.get_by_text("已恢复到第 3 版的条件")).to_be_visible()
    assert stage.brand.segments[0]["version"] == 5
    assert not stage.brand.segments[0]["versions"][0]["fires"]


def test_a_segment_that_others_read_says_which_instead_of_going(open_page: Opener) -> None:
    page = open_page("/segments/1")

    page.get_by_role("button", name="归档").click()
    dialog = page.locator(".t-dialog")

    expect(dialog).to_contain_text("还有人群在引用它")
    expect(dialog.get_by_role("button", name="归档")).to_have_count(0)
    dialog.get_by_role("link", name="唤醒对象").click()
    expect(page.get_by_role("heading", name="唤醒对象", level=1)).to_be_visible()


def test_a_segment_is_put_away(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/3")

    page.get_by_role("button", name="归档").click()
    page.locator(".t-dialog").get_by_role("button", name="归档").click()

    expect(page.get_by_role("heading", name="人群", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="绿茶爱好者")).to_be_visible()
    expect(page.get_by_role("link", name="华东会员")).to_have_count(0)
    assert stage.brand.segments[2]["archived_at"] is not None


def test_an_analyst_reads_all_of_it_and_changes_nothing(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/segments/1")

    expect(page.get_by_role("figure", name="30 天的人数变化")).to_be_visible()
    page.get_by_role("button", name="对比").first.click()
    expect(page.get_by_role("region", name="第 3 版与第 4 版的差别")).to_contain_text("新增")
    expect(page.get_by_role("button", name="恢复到第 3 版")).to_have_count(0)
    expect(page.get_by_role("button", name="归档")).to_have_count(0)


def test_the_editor_says_with_whom_the_conditions_overlap_most(open_page: Opener) -> None:
    page = open_page("/segments/1/edit")

    overlap = page.locator("section").filter(has=page.get_by_role("heading", name="与其他人群的重叠"))

    expect(overlap.get_by_role("listitem")).to_have_count(3)
    expect(overlap.get_by_role("listitem").first).to_contain_text("唤醒对象")
