"""Customer groups: the list with its filters, one group with its people and tags, the groups of a customer."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage


def test_filters_stand_in_the_address_and_narrow_the_list(stage: Stage, open_page: Opener) -> None:
    page = open_page("/groupchats")
    live = [row for row in stage.brand.groups if row["dismissed_at"] is None]
    expect(page.get_by_text(f"共 {len(live)} 条")).to_be_visible()

    page.get_by_text("已解散", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(2)
    assert "life=dismissed" in page.url

    page.get_by_role("button", name="清除筛选").click()
    name = live[10]["name"]
    page.get_by_placeholder("搜索群名").fill(name)
    expect(page.get_by_role("row")).to_have_count(1 + sum(row["name"] == name for row in live))


def test_filters_that_nobody_fits_say_so_and_are_cleared(open_page: Opener) -> None:
    page = open_page("/groupchats?query=没有这样的群")
    place = page.get_by_role("status").filter(has_text="没有符合条件的群")
    expect(place).to_be_visible()

    place.get_by_role("button", name="清除筛选").click()

    expect(page.get_by_role("table")).to_be_visible()


def test_a_group_shows_who_is_in_it_how_they_came_and_who_left(stage: Stage, open_page: Opener) -> None:
    group = stage.brand.groups[1]
    names = {row["customer_id"]: row["name"] for row in stage.brand.customers}
    page = open_page("/groupchats/2")
    expect(page.get_by_role("heading", name=group["name"], level=1)).to_be_visible()
    first = page.get_by_role("row").nth(1)
    expect(first).to_contain_text(names[group["members"][0]])
    expect(first).to_contain_text("扫描群二维码")
    expect(first).to_contain_text("渠道 收银台立牌")

    page.get_by_role("tab", name="已离开").click()

    expect(page.get_by_role("row")).to_have_count(5)
    expect(page.get_by_role("row").nth(1)).to_contain_text("自己退出")
    assert "tab=past" in page.url


def test_tags_of_a_group_are_chosen_and_saved(stage: Stage, open_page: Opener) -> None:
    page = open_page("/groupchats/1")
    page.get_by_role("button", name="修改标签").click()
    page.get_by_role("group", name="修改标签").locator(".t-select-input").click()
    page.locator(".t-select-option").filter(has_text="新客群").click()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="群信息").click()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("群标签已保存")).to_be_visible()
    assert stage.brand.groups[0]["tags"] == [{"tag_id": 2, "name": "新客群"}]


def test_a_group_tag_is_made_and_deleted_after_asking(stage: Stage, open_page: Opener) -> None:
    page = open_page("/groupchats")
    page.get_by_role("button", name="管理群标签").click()
    page.get_by_placeholder("新标签名称").fill("重点群")
    page.keyboard.press("Enter")
    expect(page.get_by_text("群标签已新建")).to_be_visible()
    assert stage.brand.group_tags[-1]["name"] == "重点群"

    page.get_by_role("button", name="删除标签「重点群」").click()
    expect(page.get_by_text("删除群标签「重点群」？")).to_be_visible()
    page.get_by_role("button", name="删除标签「重点群」").click()

    expect(page.get_by_text("群标签已删除")).to_be_visible()
    assert [tag["name"] for tag in stage.brand.group_tags] == ["会员群", "新客群", "门店福利群"]


def test_a_customer_shows_the_groups_they_are_in(stage: Stage, open_page: Opener) -> None:
    group = next(row for row in stage.brand.groups if row["dismissed_at"] is None)
    whom = group["members"][0]
    page = open_page(f"/customers/{whom}?tab=groupchats")

    expect(page.get_by_role("table", name="客户群").get_by_role("link", name=group["name"])).to_be_visible()


def test_an_analyst_sees_numbers_instead_of_names_and_changes_no_tags(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/groupchats/2")
    whom = stage.brand.groups[1]["members"][0]

    expect(page.get_by_role("link", name=f"客户 #{whom}")).to_be_visible()
    expect(page.get_by_role("button", name="修改标签")).to_have_count(0)
    page.get_by_role("link", name="返回客户群列表").click()
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("button", name="管理群标签")).to_have_count(0)
