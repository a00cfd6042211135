"""Welcome templates of groups: how each stands at WeCom, written, changed, made again, deleted."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage
from doubles.films import film

PICTURE = b"\x89PNG\r\n\x1a\n-not-really-"


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name, exact=True))


def dialog(page: Page) -> Locator:
    return page.locator(".t-dialog:visible")


def find(stage: Stage, number: int) -> dict[str, Any]:
    return next(one for one in stage.brand.group_welcomes if one["group_welcome_id"] == number)


def test_the_list_tells_of_each_where_it_stands_and_of_the_library_how_full_it_is(open_page: Opener) -> None:
    page = open_page("/group-welcomes")

    expect(page.get_by_text("素材库已用 5 / 100")).to_be_visible()
    expect(row(page, "会员群")).to_contain_text("可选用创建时通知")
    expect(row(page, "会员群")).to_contain_text("欢迎 〔昵称〕 来到观山茶社会员群")
    expect(row(page, "会员群")).to_contain_text("带链接")
    expect(row(page, "周末品鉴群")).to_contain_text("创建中")
    expect(row(page, "新店开业群")).to_contain_text("不确定请到管理后台核对")
    expect(row(page, "礼盒团购群")).to_contain_text("被拒绝附件不被接受（41065）")
    expect(row(page, "老茶客群")).to_contain_text("可选用企业微信拒绝删除")
    expect(row(page, "秋茶预售群")).to_contain_text("可选用企业微信拒绝了这次修改")
    expect(row(page, "门店福利群")).to_contain_text("（没有文字）带图片")
    page.get_by_role("link", name="新店开业群").click()
    expect(page.get_by_role("heading", name="新店开业群", level=1)).to_be_visible()


def test_one_is_written_with_a_nickname_and_a_link_and_becomes_ready(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/new")
    page.get_by_label("名称").fill("品鉴群")
    page.get_by_label("欢迎语文字").fill("欢迎 来喝茶")
    page.get_by_label("欢迎语文字").evaluate("box => box.setSelectionRange(3, 3)")
    page.get_by_role("button", name="+ 昵称").click()
    phone = page.get_by_role("figure")
    expect(phone).to_contain_text("“王小雨”加入了群聊")
    expect(phone).to_contain_text("欢迎 王小雨来喝茶")
    expect(page.get_by_text("26 / 3,000 字节")).to_be_visible()
    field(page, "附件").get_by_text("网页链接").click()
    page.get_by_label("标题").fill("群规")
    page.get_by_role("textbox", name="网址", exact=True).fill("https://shop.guanshan.example/rules")
    page.get_by_role("checkbox", name="创建时由企业微信提醒成员把它用到自己的群").uncheck(force=True)
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="品鉴群", level=1)).to_be_visible()
    expect(page.get_by_text("可选用")).to_be_visible()
    kept = stage.brand.group_welcomes[0]
    assert (kept["text"], kept["notify"]) == ("欢迎 %NICKNAME%来喝茶", False)
    assert [(one["kind"], one["title"]) for one in kept["attachments"]] == [("link", "群规")]


def test_what_wecom_would_refuse_is_said_while_it_is_written(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/new")
    page.get_by_role("button", name="保存").click()
    for fault in ("请填写名称", "请写文字，或选一种附件", "请先修改标出的地方"):
        expect(page.get_by_text(fault)).to_be_visible()
    page.get_by_label("欢迎语文字").fill("好" * 1_001)
    expect(page.get_by_text("超出 3 字节，企业微信最多接受 3,000 字节")).to_be_visible()
    page.get_by_label("欢迎语文字").fill("欢迎 %nickname%")
    expect(page.get_by_text("昵称要写成大写的 %NICKNAME%，否则不会被替换")).to_be_visible()
    field(page, "附件").get_by_text("图片").click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请上传图片")).to_be_visible()

    assert len(stage.brand.group_welcomes) == 7


def test_a_change_of_the_attachment_keeps_what_was_chosen_before(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/6/edit")
    expect(page.get_by_role("checkbox")).to_be_disabled()
    field(page, "附件").get_by_text("图片").click()
    page.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PICTURE})
    expect(page.get_by_role("figure").locator("img")).to_have_count(1)
    field(page, "附件").get_by_text("网页链接").click()
    expect(page.get_by_label("标题")).to_have_value("观山茶社群规")
    field(page, "附件").get_by_text("图片").click()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="会员群", level=1)).to_be_visible()
    [picture] = find(stage, 6)["attachments"]
    assert stage.brand.blobs[picture["blob_key"]] == PICTURE


def test_a_file_goes_under_its_own_name(stage: Stage, open_page: Opener, tmp_path: Path) -> None:
    large = tmp_path / "大.pdf"
    large.write_bytes(bytes(20 * 2**20 + 1))
    page = open_page("/group-welcomes/new")
    page.get_by_label("名称").fill("群规群")
    field(page, "附件").get_by_text("文件", exact=True).click()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("请上传文件")).to_be_visible()
    chosen = page.locator("input[type=file]")
    chosen.set_input_files({"name": "空.pdf", "mimeType": "application/pdf", "buffer": b"12345"})
    expect(page.get_by_text("文件是空的，或不到 6 个字节")).to_be_visible()
    chosen.set_input_files(large)
    expect(page.get_by_text("文件超过 20 MB")).to_be_visible()
    chosen.set_input_files({"name": "群规 2026.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    expect(page.get_by_role("figure")).to_contain_text("群规 2026.pdf")
    expect(page.get_by_role("link", name="群规 2026.pdf")).to_be_visible()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="群规群", level=1)).to_be_visible()
    [kept] = stage.brand.group_welcomes[0]["attachments"]
    assert (kept["kind"], kept["name"]) == ("file", "群规 2026.pdf")
    assert stage.brand.blobs[kept["blob_key"]] == b"%PDF-1.7"


def test_a_video_may_play_longer_than_in_a_moment(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/6/edit")
    field(page, "附件").get_by_text("视频", exact=True).click()
    page.locator("input[type=file]").set_input_files({"name": "a.gif", "mimeType": "image/gif", "buffer": b"GIF89a"})
    expect(page.get_by_text("只能是 MP4 视频")).to_be_visible()
    with page.expect_request("**/api/blobs/videos?any_length=true"):
        page.locator("input[type=file]").set_input_files({"name": "a.mp4", "mimeType": "video/mp4", "buffer": film(90)})
    expect(page.get_by_role("figure").locator("video")).to_have_count(1)
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("heading", name="会员群", level=1)).to_be_visible()
    [kept] = find(stage, 6)["attachments"]
    assert (kept["kind"], stage.brand.blobs[kept["blob_key"]]) == ("video", film(90))


def test_an_unknown_one_tells_its_evidence_and_is_made_again_by_who_has_looked(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/5")
    told = page.locator(".t-alert").filter(has_text="不知道企业微信有没有创建它")
    expect(told).to_contain_text("2026-11-20 05:32:00 请企业微信创建时没有收到答复")
    expect(page.get_by_role("link", name="修改")).to_have_count(0)
    page.get_by_role("button", name="没找到，再创建").click()
    expect(dialog(page)).to_contain_text("如果那里已经有了，再创建会多出一条")
    assert find(stage, 5)["state"] == "unknown"
    dialog(page).get_by_role("button", name="再创建").click()

    expect(page.get_by_text("可选用")).to_be_visible()
    expect(told).to_have_count(0)


def test_a_refusal_says_why_and_a_better_draft_is_made(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/4")
    expect(page.get_by_text("原因：附件不被接受（41065）。")).to_be_visible()
    page.get_by_role("link", name="修改").click()
    page.get_by_label("欢迎语文字").fill("团购接龙，欢迎 %NICKNAME%")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("可选用")).to_be_visible()
    assert find(stage, 4)["text"] == "团购接龙，欢迎 %NICKNAME%"


def test_deleting_says_what_becomes_of_the_groups_and_waits_for_wecom(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/6")
    page.get_by_role("button", name="删除").click()
    expect(dialog(page)).to_contain_text("选用它的群，新成员进群后不再有欢迎语")
    dialog(page).get_by_role("button", name="删除").click()

    expect(page.get_by_text("已删除，企业微信那边也没有了")).to_be_visible()
    for act in ("删除", "再创建"):
        expect(page.get_by_role("button", name=act)).to_have_count(0)
    assert find(stage, 6)["state"] == "removed"


def test_deleting_what_may_be_at_wecom_says_that_it_stays_there(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/5")
    page.get_by_role("button", name="删除").click()
    expect(dialog(page)).to_contain_text("它会留在那里，请到管理后台删除")
    dialog(page).get_by_role("button", name="删除").click()

    expect(page.get_by_role("heading", name="入群欢迎语", level=1)).to_be_visible()
    expect(page.get_by_role("link", name="新店开业群")).to_have_count(0)
    assert find(stage, 5)["state"] == "removed"


def test_what_wecom_refused_to_delete_says_why_and_may_be_deleted_again(stage: Stage, open_page: Opener) -> None:
    page = open_page("/group-welcomes/3")

    expect(page.locator(".t-alert")).to_contain_text("原因：这条素材属于另一个应用（41058）。它还在素材库里")
    page.get_by_role("button", name="删除").click()
    dialog(page).get_by_role("button", name="删除").click()
    expect(page.get_by_text("已删除，企业微信那边也没有了")).to_be_visible()
    assert find(stage, 3)["state"] == "removed"


def test_a_full_library_is_said_at_the_form(stage: Stage, open_page: Opener) -> None:
    stage.brand.group_welcomes = stage.brand.group_welcomes * 15
    page = open_page("/group-welcomes/new")
    page.get_by_label("名称").fill("又一条")
    page.get_by_label("欢迎语文字").fill("欢迎")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("入群欢迎语已有 100 条，企业微信最多 100 条")).to_be_visible()


def test_an_analyst_reads_and_is_offered_no_act(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/group-welcomes")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("link", name="新建欢迎语")).to_have_count(0)
    page.goto("/group-welcomes/5")

    expect(page.get_by_text("不知道企业微信有没有创建它")).to_be_visible()
    for act in ("删除", "没找到，再创建"):
        expect(page.get_by_role("button", name=act)).to_have_count(0)
