"""What holds for every page, whatever it shows.

Runs against any server too: `LINGQU_BROWSER_BASE_URL=http://… LINGQU_BROWSER_ACCOUNT=name:password pytest …`.
"""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage
from browser.looks import CLIPPED, LOW_CONTRAST, NAMELESS
from browser.screens import EVERYWHERE, SCREENS

everywhere = pytest.mark.parametrize("path", EVERYWHERE)
HEADINGS = {screen.path: screen.heading for screen in SCREENS}


WORDS = """
document.title + document.body.innerText + [...document.querySelectorAll('input')].map((one) => one.placeholder)
"""


AT_REST = "document.getAnimations().every((one) => one.effect.getComputedTiming().endTime === Infinity)"
"""Whether no colour is on its way to another; what turns forever does not count."""


def settled(page: Page) -> Page:
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.wait_for_load_state("networkidle") if "/flow" not in page.url else page.wait_for_timeout(1_500)
    page.wait_for_function(AT_REST)
    return page


@everywhere
def test_a_page_is_named_readable_in_one_language_and_whole_also_at_1100_px(path: str, open_page: Opener) -> None:
    """One opening for all that is looked at and not touched: a page costs more than a look."""
    page = settled(open_page(path))

    if path in HEADINGS:
        expect(page.get_by_role("heading", level=1)).to_have_text(HEADINGS[path])
        assert page.title() == f"{HEADINGS[path]} · 灵渠"
    assert page.evaluate(LOW_CONTRAST) == []
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(CLIPPED) == []
    assert re.findall(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}", page.locator("body").inner_text()) == []

    page.set_viewport_size({"width": 1100, "height": 900})
    page.wait_for_function("document.documentElement.scrollWidth === 1100")
    page.wait_for_function(
        "(({ scrollWidth, clientWidth }) => scrollWidth === clientWidth)(document.querySelector('main'))"
    )


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("/channels", "新建渠道码"),
        ("/broadcasts", "新建群发"),
        ("/tags", "新建标签"),
        ("/doctor", "重新检查"),
        ("/dead-letters", "全部重放"),
        ("/channels/new", "保存"),
        ("/broadcasts/new", "发送…"),
        ("/group-welcomes", "新建欢迎语"),
        ("/group-welcomes/new", "保存"),
        ("/moments", "新建朋友圈"),
        ("/moments/new", "发布…"),
    ],
)
def test_the_primary_act_is_reached_by_tab_with_a_visible_focus(path: str, act: str, open_page: Opener) -> None:
    page = settled(open_page(path))

    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == act:
            break

    assert page.evaluate("document.activeElement.innerText") == act
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_first_tab_offers_to_skip_the_navigation(open_page: Opener) -> None:
    page = settled(open_page("/customers"))

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.skipif("LINGQU_BROWSER_BASE_URL" in os.environ, reason="only the fake's data can be put in Latin")
@everywhere
def test_english_pages_have_no_chinese_of_ours(path: str, stage: Stage, open_page: Opener) -> None:
    stage.in_latin()
    page = settled(open_page(path, language="en"))
    page.get_by_role("button", name="中文").evaluate("button => button.remove()")

    text = page.evaluate(WORDS)

    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_the_language_switch_changes_everything_and_is_remembered(open_page: Opener) -> None:
    page = settled(open_page("/customers"))

    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Customers", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    page.reload()

    expect(page.get_by_role("heading", name="Customers", level=1)).to_be_visible()
