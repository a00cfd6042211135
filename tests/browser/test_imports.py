"""Tables are brought in: chosen, mapped, checked, published; people become lists."""

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage

ORDERS = "单号,时间,会员手机号,金额\nA1,2026-11-22 10:00:00,13912340001,12.00\nA2,2026-11-22 10:01:00,1391,twelve\n"
PEOPLE = "姓名,手机号\n胡平,13912340001\n罗敏,13912340002\n"


def upload(page: Page, name: str, content: str) -> None:
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(file)  # pyright: ignore[reportArgumentType]


def become(page: Page, column: str, field: str) -> None:
    page.get_by_role("group", name=column, exact=True).locator("input").click()
    page.locator(".t-select-option").filter(has_text=field, visible=True).first.click()
    expect(page.locator(".t-select-option").filter(visible=True)).to_have_count(0)  # the list has closed


def test_orders_go_all_the_way_in(stage: Stage, open_page: Opener) -> None:
    page = open_page("/imports/new")
    upload(page, "今天的小票.csv", ORDERS)
    expect(page.get_by_text("正在打开文件")).to_be_visible()
    expect(page.get_by_text("还缺：下单时间 / 付款时间")).to_be_visible()
    expect(page.get_by_role("button", name="核对全部行")).to_be_disabled()

    become(page, "时间", "下单时间")
    become(page, "金额", "订单金额")
    expect(page.get_by_text("前 2 行里有 1 行读不懂")).to_be_visible()
    expect(page.get_by_text("不是电话号码")).to_be_visible()
    page.get_by_role("button", name="核对全部行").click()
    expect(page.get_by_text("正在逐行核对")).to_be_visible()
    expect(page.get_by_text("这些订单是谁的？")).to_be_visible()
    expect(page.get_by_role("link", name="下载未通过的行")).to_have_attribute(
        "href", "/api/imports/7/errors.csv?language=zh"
    )
    page.get_by_role("button", name="开始导入").click()

    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()
    kept = stage.brand.imports[-1]["mapping"]["assignments"]
    assert {one["column"]: one["field"] for one in kept} == {
        0: "order_no", 1: "placed_at", 2: "phone", 3: "amount",
    }  # fmt: skip


def test_people_become_a_list_that_the_editor_offers(stage: Stage, open_page: Opener) -> None:
    page = open_page("/imports/new?kind=people")
    upload(page, "秋茶节来宾.csv", PEOPLE)
    expect(page.get_by_text("必要的列都有了")).to_be_visible()
    page.get_by_role("button", name="核对全部行").click()
    expect(page.get_by_label("名单名称")).to_have_value("秋茶节来宾")
    page.get_by_role("button", name="存成名单").click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()
    page.get_by_role("link", name="查看名单").click()

    expect(page.get_by_role("heading", name="秋茶节来宾", level=1)).to_be_visible()
    assert [one["name"] for one in stage.brand.lists] == ["秋茶节来宾", "品鉴会来宾", "门店体验官"]


def test_a_segment_begins_with_those_on_a_list(open_page: Opener) -> None:
    page = open_page("/lists/1")

    page.get_by_role("link", name="用它圈人群").click()

    expect(page.get_by_role("group", name="名单", exact=True).locator("input")).to_have_value("品鉴会来宾")


def test_a_list_is_a_condition(stage: Stage, open_page: Opener) -> None:
    page = open_page("/segments/new")
    page.get_by_label("人群名称").fill("来宾")
    page.get_by_role("button", name="加条件", exact=True).first.click()
    page.get_by_role("menuitem").filter(has=page.get_by_text("名单", exact=True)).click()
    become(page, "名单", "品鉴会来宾")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="来宾", level=1)).to_be_visible()
    assert stage.brand.segments[-1]["definition"]["of"] == [{"kind": "list", "list_id": 1}]


def test_a_new_file_replaces_the_people_of_a_list(stage: Stage, open_page: Opener) -> None:
    page = open_page("/lists/1")
    page.get_by_role("link", name="上传新文件替换").click()
    expect(page.get_by_text("这份文件会替换名单「品鉴会来宾」里的人")).to_be_visible()
    upload(page, "新名单.csv", PEOPLE)
    page.get_by_role("button", name="核对全部行").click()
    expect(page.get_by_text("不在新文件里的人会离开")).to_be_visible()
    page.get_by_role("button", name="替换名单").click()
    expect(page.get_by_role("heading", name="导入完成")).to_be_visible()

    assert stage.brand.lists[0]["version"] == 3


def test_what_a_state_means_is_said_once(stage: Stage, open_page: Opener) -> None:
    page = open_page("/imports/6")
    expect(page.get_by_text("这些状态是什么意思？")).to_be_visible()

    page.get_by_role("group", name="换货", exact=True).locator("input").click()
    page.locator(".t-select-option").filter(has_text="已完成").first.click()

    expect(page.get_by_text("前 7 行里有 2 行读不懂")).to_be_visible()
    assert stage.brand.imports[-1]["mapping"]["statuses"] == {"换货": "completed"}


def test_a_file_that_cannot_be_read_says_what_to_do(open_page: Opener) -> None:
    page = open_page("/imports/2")

    expect(page.get_by_text("旧格式或加密的工作簿")).to_be_visible()
    expect(page.get_by_text("另存为 .xlsx 或 CSV")).to_be_visible()
    expect(page.get_by_role("link", name="换一个文件")).to_have_attribute("href", "/imports/new?kind=members")


def test_nothing_is_left_of_a_cancelled_import(stage: Stage, open_page: Opener) -> None:
    page = open_page("/imports/5")
    page.get_by_role("button", name="取消导入").click()
    page.locator(".t-dialog").get_by_role("button", name="取消导入").click()

    expect(page.get_by_text("这次导入已取消")).to_be_visible()
    assert stage.brand.imports[4]["state"] == "cancelled"
