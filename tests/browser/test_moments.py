"""Moments: written for the timeline, governed or not, marked, published, taken back."""

import json
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from browser.conftest import Opener
from browser.fake.brand import Brand
from browser.fake.server import Stage
from doubles.films import film

PICTURE = b"\x89PNG\r\n\x1a\n-not-really-"


def file(name: str, kind: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": kind, "buffer": content}


def field(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def write(page: Page, name: str, text: str) -> None:
    page.get_by_label("朋友圈名称").fill(name)
    page.get_by_label("朋友圈文字").fill(text)


def publish(page: Page) -> Locator:
    page.get_by_role("button", name="发布…").click()
    return page.locator(".t-dialog").filter(has_text="点一次「发表」客户才会看到")


def test_the_list_tells_of_each_how_far_it_is(open_page: Opener) -> None:
    page = open_page("/moments")

    row = page.get_by_role("row").filter(has_text="冬季新品")
    expect(row).to_contain_text("等待成员发表")
    expect(row).to_contain_text("204 / 286 人")
    expect(row).to_contain_text("9,318")
    expect(page.get_by_role("row").filter(has_text="冬至问候")).to_contain_text("已就绪12月1日 11:32")
    page.get_by_role("link", name="冬季新品").click()
    expect(page.get_by_role("heading", name="冬季新品", level=1)).to_be_visible()


def test_a_moment_for_everybody_leaves_and_says_who_would_see_it_nevertheless(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    reach = page.get_by_label("现在能看到的客户")
    expect(reach).to_contain_text("人仍会看到，虽然：已达企业自己的打扰上限")
    expect(reach).to_contain_text("人本月已看过 4 条，企业微信不会再展示")
    write(page, "立冬", "立冬了，喝杯热茶")
    stage.brand.rules["approval_above"] = None
    dialog = publish(page)
    expect(dialog.get_by_label("现在能看到的客户")).to_contain_text("名成员发表")
    assert stage.brand.moments[0]["name"] != "立冬"
    dialog.get_by_role("button", name="发布", exact=True).click()

    expect(page.get_by_role("heading", name="立冬", level=1)).to_be_visible()
    assert (stage.brand.moments[0]["state"], stage.brand.moments[0]["governed"]) == ("ready", False)


def test_a_segment_is_governed_and_marked_first(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    write(page, "唤醒", "好久不见")
    field(page, "给谁看").get_by_text("人群", exact=True).click()
    field(page, "人群").locator("input").click()
    page.locator(".t-select-option").filter(has_text="沉睡熟客").first.click()

    expect(page.get_by_role("checkbox", name="逐人筛选")).to_be_disabled()
    expect(page.get_by_role("checkbox", name="逐人筛选")).to_be_checked()
    expect(page.get_by_label("现在能看到的客户")).to_contain_text("要先标记 7,229 位客户，约需 61 分钟")
    expect(page.get_by_label("现在能看到的客户")).to_contain_text("821 人看不到：已达企业自己的打扰上限")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_role("heading", name="唤醒", level=1)).to_be_visible()
    assert stage.brand.moments[0]["segment"]["segment_id"] == 1


def test_a_programme_holds_people_out_and_more_than_one_may_decide_waits(stage: Stage, open_page: Opener) -> None:
    stage.brand.rules["approval_above"] = 10
    page = open_page("/moments/new")
    write(page, "会员日", "会员日，第二杯半价")
    field(page, "运营计划").locator("input").click()
    page.locator(".t-select-option").filter(has_text="沉睡熟客唤醒").click()
    expect(page.get_by_label("现在能看到的客户")).to_contain_text("人看不到：在对照组，不发送")
    dialog = publish(page)
    expect(dialog.get_by_text("超过 10 位客户，需要另一位同事批准后才会发布。")).to_be_visible()
    dialog.get_by_role("button", name="提交批准").click()

    expect(page.get_by_text("已提交，等待另一位同事批准")).to_be_visible()
    expect(page.get_by_text("你是发布的人，不能自己批准。")).to_be_visible()
    expect(page.get_by_role("button", name="批准", exact=True)).to_have_count(0)
    assert stage.brand.moments[0]["programme"] == {"programme_id": 4, "name": "沉睡熟客唤醒"}


def test_where_silence_is_a_no_there_is_no_choice(stage: Stage, open_page: Opener) -> None:
    stage.brand.silence["marketing"] = False
    page = open_page("/moments/new")

    expect(page.get_by_role("checkbox", name="逐人筛选")).to_be_disabled()
    expect(page.get_by_text("企业要求客户事先同意，所以必须逐人筛选")).to_be_visible()


def test_pictures_come_together_and_stand_as_the_timeline_shows_them(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    chosen = field(page, "图片（0 / 9）").locator("input[type=file]")
    chosen.set_input_files([file(f"{number}.png", "image/png", PICTURE + bytes([number])) for number in range(11)])

    expect(page.locator("figure img")).to_have_count(9)
    expect(page.get_by_text("图片（9 / 9）")).to_be_visible()
    expect(page.locator("input[type=file]")).to_have_count(0)
    page.get_by_role("button", name="删除第 1 张图片").click()
    expect(page.locator("figure img")).to_have_count(8)
    write(page, "九图", "")
    page.get_by_role("button", name="存为草稿").click()
    expect(page.get_by_role("heading", name="九图", level=1)).to_be_visible()
    kept = [stage.brand.blobs[one["blob_key"]][-1] for one in stage.brand.moments[0]["attachments"]]
    assert kept == list(range(1, 9))


def test_a_file_that_wecom_does_not_take_is_refused_at_its_field(open_page: Opener) -> None:
    page = open_page("/moments/new")
    page.locator("input[type=file]").set_input_files(file("a.gif", "image/gif", b"GIF89a"))
    expect(page.get_by_role("alert").filter(has_text="只能是 JPG 或 PNG 图片")).to_be_visible()
    page.locator("input[type=file]").set_input_files(file("a.png", "image/png", bytes(10 * 2**20 + 1)))
    expect(page.get_by_role("alert").filter(has_text="图片超过 10 MB")).to_be_visible()
    field(page, "配什么").get_by_text("视频").click()
    expect(page.get_by_text("MP4，不超过 10 MB、30 秒")).to_be_visible()

    def too_long(route: Route) -> None:
        data = {"seconds": 48.2, "most_seconds": 30}
        told = {"code": "deliveries.long_video", "message": "", "data": data, "place": "body.data"}
        route.fulfill(status=422, body=json.dumps(told), content_type="application/json")

    page.route("**/api/blobs/videos", too_long)
    page.locator("input[type=file]").set_input_files(file("a.mp4", "video/mp4", film(48)))

    expect(page.get_by_role("alert").filter(has_text="视频长 48.2 秒，企业微信最多接受 30 秒")).to_be_visible()
    page.unroute("**/api/blobs/videos")
    page.locator("input[type=file]").set_input_files(file("b.mp4", "video/mp4", film(12)))
    expect(page.locator("figure video")).to_have_count(1)
    expect(page.get_by_text("视频长 48.2 秒")).to_have_count(0)


def test_a_link_needs_an_address_and_a_cover(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    write(page, "新品页", "看看新品")
    field(page, "配什么").get_by_text("网页链接").click()
    page.get_by_role("button", name="存为草稿").click()
    for fault in ("请填写以 http 开头的网址", "请上传封面图：没有封面企业微信不接受链接"):
        expect(page.get_by_text(fault)).to_be_visible()
    page.get_by_label("链接标题").fill("茶" * 43)
    expect(page.get_by_text("标题太长：最多 64 个字符、128 字节")).to_be_visible()
    page.get_by_label("链接标题").fill("冬季新品")
    page.get_by_label("网址").fill("https://shop.guanshan.example/winter")
    field(page, "封面图").locator("input[type=file]").set_input_files(file("c.png", "image/png", PICTURE))
    expect(page.locator("figure img")).to_have_count(1)
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_role("heading", name="新品页", level=1)).to_be_visible()
    [link] = stage.brand.moments[0]["attachments"]
    assert (link["kind"], link["title"], link["url"]) == ("link", "冬季新品", "https://shop.guanshan.example/winter")
    assert stage.brand.blobs[link["blob_key"]] == PICTURE


def test_an_hour_is_chosen_and_counts_for_the_window(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    write(page, "早安", "早安")
    field(page, "交给成员").get_by_text("定时发布").click()
    hour = field(page, "发布时间（北京时间）").locator("input")
    expect(hour).to_have_value("2026-11-23 10:00")
    hour.fill("2026-11-21 10:00")
    hour.press("Enter")
    expect(page.get_by_text("请选择一个未来 60 天内的时间")).to_be_visible()
    page.get_by_role("button", name="存为草稿").click()
    assert stage.brand.moments[0]["name"] != "早安"
    hour.fill("2026-11-24 08:30")
    hour.press("Enter")
    expect(page.get_by_text("这个时间在安静时段（21:30–09:00），会等到 09:00 再交给成员。")).to_be_visible()
    expect(page.get_by_label("现在能看到的客户")).to_contain_text("成员可在 11月24日 08:30 至 11月24日 19:30 之间发表")
    page.get_by_role("button", name="存为草稿").click()

    expect(page.get_by_text("11月24日 08:30")).to_be_visible()
    assert stage.brand.moments[0]["starts_at"] == "2026-11-24T08:30:00+08:00"


def test_an_unfinished_moment_marks_what_is_missing(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/new")
    field(page, "给谁看").get_by_text("标签", exact=True).click()
    field(page, "配什么").get_by_text("视频").click()

    page.get_by_role("button", name="存为草稿").click()

    for fault in ("请填写名称", "请至少选择一个标签", "请写文字，或添加图片、视频、链接", "请上传视频"):
        expect(page.get_by_text(fault)).to_be_visible()
    assert len(stage.brand.moments) == 7


def test_the_marking_shows_how_far_it_is_and_why_some_are_left_out(open_page: Opener) -> None:
    page = open_page("/moments/6")

    expect(
        page.get_by_role("alert").or_(page.locator(".t-alert")).filter(has_text="已标记 3,412 / 7,906")
    ).to_contain_text("约还需 38 分钟（每分钟 120 次")
    expect(page.get_by_text("43%")).to_be_visible()
    left = page.get_by_role("list", name="事先排除的客户").get_by_role("listitem")
    expect(left).to_have_text(["612 人看不到：在对照组，不发送", "41 人看不到：客户已表示不再接收"])
    expect(page.get_by_text("还没有交给成员")).to_be_visible()


def test_a_ready_moment_says_since_when_and_what_it_waits_for(open_page: Opener) -> None:
    page = open_page("/moments/1")

    expect(page.get_by_text("12月1日 11:32 自动交给成员发表。")).to_be_visible()
    expect(page.get_by_text("11月22日 09:32 就绪")).to_be_visible()


def test_members_are_listed_with_what_they_did(open_page: Opener) -> None:
    page = open_page("/moments/5")

    expect(page.get_by_text("11月22日 21:32 之前没有发表的会自动撤回。")).to_be_visible()
    stages = [" ".join(text.split()) for text in page.locator("ol > li").all_inner_texts()]
    assert stages == [
        "交给成员 286 人 11月22日 07:32 交付",
        "成员已发表 204 人 占成员的 71.3%",
        "客户已看到 9,318 人 另有 3,166 位还没看到",
    ]
    expect(page.get_by_role("table", name="成员").get_by_role("row")).to_have_count(51)


def test_a_second_person_approves_or_gives_back(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/7")
    expect(page.get_by_text("周倩要发布给约 7,906 位客户。超过 5,000 位客户的发布需要两个人决定。")).to_be_visible()
    page.get_by_role("button", name="退回").click()
    page.locator(".t-dialog").get_by_role("button", name="退回").click()
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_visible()
    stage.brand.moments[1]["state"] = "awaiting_approval"
    page.reload()

    page.get_by_role("button", name="批准").click()
    page.locator(".t-dialog").get_by_role("button", name="批准").click()

    expect(page.get_by_text("标记客户中")).to_be_visible()
    assert (stage.brand.moments[1]["state"], stage.brand.moments[1]["approved_by"]) == ("marking", "account:1")


def test_cancelling_says_what_stays(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/5")
    page.get_by_role("button", name="取消朋友圈").click()
    expect(page.get_by_text("已经发表的会留在客户的朋友圈里")).to_be_visible()
    page.locator(".t-dialog").get_by_role("button", name="取消朋友圈").click()

    expect(page.get_by_role("button", name="取消朋友圈")).to_have_count(0)
    assert stage.brand.moments[3]["state"] == "cancelled"


def test_the_switch_names_the_moments_it_stopped(stage: Stage, open_page: Opener) -> None:
    page = open_page("/moments/5")
    expect(page.get_by_text("等成员在企业微信里点「发表」")).to_be_visible()
    page.goto("/broadcasts")
    page.get_by_role("button", name="停止全部发送").click()
    page.get_by_role("button", name="立即停止").click()

    told = page.locator(".t-dialog").filter(has_text="已停止全部发送")
    expect(told).to_contain_text("停止了 1 条朋友圈")
    expect(told.get_by_role("row").filter(has_text="冬季新品").last).to_contain_text("204 / 286")
    told.get_by_role("link", name="冬季新品", exact=True).click()
    expect(page.get_by_text("已结束：发送被全部停止，还没发表的已撤回")).to_be_visible()
    page.goto("/moments/8")
    page.get_by_role("button", name="发布", exact=True).click()
    page.locator(".t-dialog").get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("发送已全部停止").last).to_be_visible()
    assert stage.brand.moments[0]["state"] == "draft"


def test_an_analyst_reads_and_is_offered_no_act(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="analyst"))
    page = open_page("/moments")
    expect(page.get_by_role("table")).to_be_visible()
    expect(page.get_by_role("link", name="新建朋友圈")).to_have_count(0)
    page.goto("/moments/7")

    expect(page.get_by_text("等待另一位同事批准")).to_be_visible()
    expect(page.get_by_role("button", name="批准")).to_have_count(0)
