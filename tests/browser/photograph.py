"""Photographs each screen at 1440 px, a member's page as on a phone, into docs/images, for docs/screens.md.

Run from the repository: `PYTHONPATH=tests python -m browser.photograph [NAME …]`; `--width 1280 --into FOLDER` looks at
another width.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from browser.chromium import FLAGS, find_chromium
from browser.fake.brand import Brand
from browser.fake.moment_specimens import PICTURES, make_blobs
from browser.fake.server import Stage, running

IMAGES = Path(__file__).parents[2] / "docs/images"
DESKTOP, PHONE = 1440, 390
MEMBER = "/m/ww5f1e0c2a9b7d4e36"


def still(_: Page) -> None:
    """The page as it opens."""


def fill_broadcast(page: Page) -> None:
    """Half-written: two tags chosen, so that the audience is counted."""
    page.get_by_label("群发名称").fill("冬季新品尝鲜")
    page.get_by_role("group", name="客户标签").locator("input").click()
    page.get_by_text("熟客", exact=True).click()
    page.get_by_text("会员", exact=True).click()
    page.keyboard.press("Escape")
    page.get_by_label("群发文字").fill("冬季新品三款上市，到店出示本消息，第二杯半价。")
    page.get_by_role("heading", name="预览").click()
    page.wait_for_timeout(800)


def choose_segment(page: Page) -> None:
    """Half-written: a segment being sought by name, with sizes."""
    page.get_by_label("群发名称").fill("回来看看")
    page.get_by_label("群发文字").fill("好久不见，给您留了一张第二杯半价券，本周内到店出示本消息即可。")
    page.wait_for_timeout(800)
    page.get_by_role("group", name="人群", exact=True).locator("input").click()
    page.wait_for_timeout(800)


def fill_moment(page: Page) -> None:
    """Half-written: for a segment, with a link and its cover, at an hour."""
    page.get_by_label("朋友圈名称").fill("冬季新品预告")
    page.get_by_role("group", name="给谁看", exact=True).get_by_text("人群", exact=True).click()
    page.get_by_role("group", name="人群", exact=True).locator("input").click()
    page.locator(".t-select-option").filter(has_text="沉睡熟客").first.click()
    page.get_by_label("朋友圈文字").fill(
        "冬季新品三款上市：桂花乌龙拿铁、红枣姜茶、雪顶抹茶。\n带上朋友圈到店，第二杯半价。"
    )
    cups = [{"name": f"{key}", "mimeType": "image/png", "buffer": make_blobs()[key]} for key in PICTURES]
    page.locator("input[type=file]").set_input_files(cups)
    page.get_by_role("group", name="交给成员").get_by_text("定时发布").click()
    page.wait_for_timeout(1200)


def compare_versions(page: Page) -> None:
    """Two versions laid over each other, and somebody explained."""
    page.get_by_role("button", name="对比").first.click()
    some = page.locator("section").filter(has=page.get_by_role("heading", name="为什么在 / 为什么不在"))
    some.locator("p button").nth(1).click()
    page.wait_for_timeout(1500)


def turn_key(page: Page) -> None:
    """A key that was just made, beside the one before it."""
    page.get_by_role("button", name="更换密钥").click()
    page.locator(".t-dialog").get_by_role("button", name="生成密钥").click()
    page.wait_for_timeout(800)


def ask_to_save(page: Page) -> None:
    """An edit about to be saved: who would come and go, and whether that triggers."""
    page.get_by_label("删除：条件组").click()
    page.wait_for_timeout(800)
    page.get_by_role("button", name="保存").click()
    page.locator(".t-dialog").get_by_text("触发", exact=True).click()
    page.wait_for_timeout(800)


def ask_why(page: Page) -> None:
    """Why the customer is in the first of their segments."""
    page.get_by_role("button", name="为什么在").first.click()
    page.wait_for_timeout(800)


def write_two(page: Page) -> None:
    """Two contents, the second being written."""
    page.get_by_label("群发名称").fill("沉睡熟客回来看看")
    page.get_by_label("群发文字").fill("好久不见，第二杯半价，11 月 30 日前到店出示本消息")
    page.get_by_role("button", name="再加一个版本").click()
    page.get_by_label("群发文字").fill("您常喝的桂花乌龙出了冬季款，第二杯半价")
    page.wait_for_timeout(800)


def ask_to_send(page: Page) -> None:
    """A draft about to be scheduled, with what would become of it."""
    page.get_by_role("button", name="发送", exact=True).click()
    page.locator(".t-dialog").get_by_text("定时发送", exact=True).first.click()
    page.wait_for_timeout(1200)


def stop_all(page: Page) -> None:
    """Everything was stopped just now: what it was, and what had left."""
    page.get_by_role("button", name="停止全部发送").click()
    page.locator(".t-dialog").get_by_role("button", name="立即停止").click()
    page.wait_for_timeout(800)


@dataclass(frozen=True)
class Shot:
    """One photograph: what is set up, where, what is done before."""

    name: str
    path: str
    brand: Callable[[], Brand] = Brand
    act: Callable[[Page], None] = still
    language: str = "zh-CN"
    full: bool = False
    width: int = DESKTOP


SHOTS = [
    Shot("first-run", "/", lambda: Brand(state="first_run", connected=False)),
    Shot("sign-in", "/", lambda: Brand(state="signed_out")),
    Shot("connect-start", "/connect", lambda: Brand(connected=False)),
    Shot("connect", "/connect", full=True),
    Shot("event-door", "/event-door", act=turn_key, full=True),
    Shot("flow", "/flow", act=lambda page: page.wait_for_timeout(3000), full=True),
    Shot("flow-en", "/flow", act=lambda page: page.wait_for_timeout(3000), language="en", full=True),
    Shot("customers", "/customers"),
    Shot("customer", "/customers/2484", full=True),
    Shot("customer-orders", "/customers/2484?tab=orders"),
    Shot("customer-segments", "/customers/2484?tab=segments", act=ask_why, full=True),
    Shot("customer-identities", "/customers/2484?tab=identities", full=True),
    Shot("customer-deliveries", "/customers/2484?tab=deliveries"),
    Shot("groupchats", "/groupchats"),
    Shot("groupchat", "/groupchats/2"),
    Shot("customer-groupchats", "/customers/2484?tab=groupchats"),
    Shot("tags", "/tags"),
    Shot("directory", "/directory"),
    Shot("doctor", "/doctor", full=True),
    Shot("channels", "/channels"),
    Shot("channel", "/channels/1", full=True),
    Shot("channel-report", "/channel-report", full=True),
    Shot("channel-editor", "/channels/1/edit", full=True),
    Shot("group-welcomes", "/group-welcomes"),
    Shot("group-welcome", "/group-welcomes/5"),
    Shot("group-welcome-edit", "/group-welcomes/6/edit", full=True),
    Shot("broadcasts", "/broadcasts"),
    Shot("new-broadcast", "/broadcasts/new", act=fill_broadcast, full=True),
    Shot("new-broadcast-segment", "/broadcasts/new?segment=1", act=choose_segment, full=True),
    Shot("new-broadcast-variants", "/broadcasts/new?segment=1", act=write_two, full=True),
    Shot("broadcast", "/broadcasts/1"),
    Shot("broadcast-variants", "/broadcasts/4?tab=content", full=True),
    Shot("broadcast-results", "/broadcasts/1?tab=deliveries"),
    Shot("broadcast-approval", "/broadcasts/6"),
    Shot("broadcast-send", "/broadcasts/2", act=ask_to_send),
    Shot("moments", "/moments"),
    Shot("new-moment", "/moments/new", act=fill_moment, full=True),
    Shot("moment-marking", "/moments/6", full=True),
    Shot("moment", "/moments/5"),
    Shot("calendar", "/calendar", full=True),
    Shot("deliveries", "/deliveries"),
    Shot("work-orders", "/work-orders"),
    Shot("work-order", "/work-orders/5"),
    Shot("tasks", "/tasks"),
    Shot("member-tasks", MEMBER, full=True, width=PHONE),
    Shot("member-task", f"{MEMBER}/tasks/1", full=True, width=PHONE),
    Shot("programmes", "/programmes"),
    Shot("programme", "/programmes/4", full=True),
    Shot("programme-edit", "/programmes/4/edit", full=True),
    Shot("sending-rules", "/sending-rules", full=True),
    Shot("stop-all", "/broadcasts", act=stop_all),
    Shot("segments", "/segments"),
    Shot("segment", "/segments/1", act=compare_versions, full=True),
    Shot("segment-editor", "/segments/1/edit", act=lambda page: page.wait_for_timeout(1200), full=True),
    Shot("segment-save", "/segments/1/edit", act=ask_to_save),
    Shot("lists", "/lists"),
    Shot("list", "/lists/1", full=True),
    Shot("imports", "/imports"),
    Shot("new-import", "/imports/new"),
    Shot("import-columns", "/imports/6", act=lambda page: page.wait_for_timeout(1200), full=True),
    Shot("import-checked", "/imports/5", full=True),
    Shot("import-done", "/imports/1", full=True),
    Shot("dead-letters", "/dead-letters"),
]


def take(shots: list[Shot], into: Path, *, desktop: int = DESKTOP) -> None:
    """Take the photographs, one fresh context each."""
    chromium = find_chromium()
    if chromium is None:
        raise SystemExit("no Chromium found: set LINGQU_CHROMIUM")
    into.mkdir(parents=True, exist_ok=True)
    with running(Stage()) as stage, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in shots:
            stage.play(shot.brand())
            width = desktop if shot.width == DESKTOP else shot.width
            context = browser.new_context(
                viewport={"width": width, "height": 900},
                locale=shot.language,
                timezone_id="Asia/Shanghai",
                base_url=stage.base_url,
            )
            page = context.new_page()
            page.on("pageerror", lambda error: print(f"  page error: {error}"))
            page.goto(shot.path)
            page.wait_for_selector("h1")
            page.wait_for_timeout(600)
            shot.act(page)
            height = page.evaluate("document.querySelector('#main')?.scrollHeight ?? 0") + 57
            if shot.full and height > 900:
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(400)
            page.screenshot(path=into / f"{shot.name}.png")
            print(f"{shot.name}.png")
            context.close()
        browser.close()


def main() -> None:
    """Take all photographs, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="photographs to take; all by default")
    parser.add_argument("--into", type=Path, default=IMAGES)
    parser.add_argument("--width", type=int, default=DESKTOP, help="of the screens that are not a phone's")
    asked = parser.parse_args()
    take([shot for shot in SHOTS if not asked.names or shot.name in asked.names], asked.into, desktop=asked.width)


if __name__ == "__main__":
    main()
