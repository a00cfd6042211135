"""The live view: numbers and facts arrive, and nothing jumps."""

from playwright.sync_api import Page, expect

from browser.conftest import Opener
from browser.fake.server import Stage

WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { sources } of list.getEntries())
    window.shifts.push(...sources.map(({ node }) => node?.parentElement?.outerHTML ?? '?'));
}).observe({ type: 'layout-shift', buffered: false });
"""
BOXES = """
() => [...document.querySelectorAll('main section, main section h2, main li')].map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y, width, height];
})
"""


def feed(page: Page) -> list[str]:
    return page.locator("section").filter(has_text="事实流").locator("ol > li").all_inner_texts()


def test_numbers_have_units_and_thousands(open_page: Opener) -> None:
    page = open_page("/flow")

    expect(page.get_by_text("24,3").first).to_contain_text("次")
    expect(page.get_by_text("20 秒内送达 99.8%")).to_be_visible()


def test_facts_arrive_as_sentences_that_lead_to_the_customer(stage: Stage, open_page: Opener) -> None:
    stage.brand.scans_per_second = 0
    page = open_page("/flow")
    expect(page.get_by_text("实时更新")).to_be_visible()

    stage.brand.scans_per_second = 1
    expect(page.get_by_text("通过「").first).to_be_visible()
    stage.brand.scans_per_second = 0
    page.wait_for_timeout(2_500)
    newest = stage.brand.stream.recent[0]["customer"]["name"]
    row = page.locator("ol > li").filter(has_text=newest).first
    row.get_by_role("link", name=newest, exact=True).click()

    expect(page.get_by_role("heading", name=newest, level=1)).to_be_visible()


def test_nothing_moves_while_live_data_arrives(stage: Stage, open_page: Opener) -> None:
    stage.brand.scans_per_second = 25
    stage.brand.stream.counts["deleted"] = 300  # a digit more would rightly move the unit behind it
    page = open_page("/flow")
    expect(page.get_by_text("抽样显示")).to_be_visible()
    expect(page.locator("figure svg")).to_be_visible()
    page.evaluate(WATCH_SHIFTS)
    before, told = page.evaluate(BOXES), feed(page)

    page.wait_for_timeout(4_000)

    assert feed(page) != told
    assert page.evaluate(BOXES) == before
    assert page.evaluate("window.shifts") == []


def test_the_stream_stands_still_under_the_pointer(stage: Stage, open_page: Opener) -> None:
    stage.brand.scans_per_second = 2
    page = open_page("/flow")
    expect(page.get_by_text("实时更新")).to_be_visible()
    page.locator("ol > li").nth(3).hover()
    page.wait_for_timeout(1_200)
    told = feed(page)

    page.wait_for_timeout(3_000)

    assert feed(page) == told
    expect(page.get_by_text("已暂停，新到")).to_be_visible()
    page.mouse.move(5, 5)
    page.wait_for_timeout(2_500)
    assert feed(page) != told


def test_the_stream_can_be_narrowed_to_one_family(open_page: Opener) -> None:
    page = open_page("/flow")
    expect(page.get_by_text("实时更新")).to_be_visible()

    page.get_by_text("标签", exact=True).first.click()
    page.wait_for_timeout(2_500)

    assert {text.split()[1] for text in feed(page) if text} == {"标签"}


def test_a_broken_stream_is_told_and_mends_itself(open_page: Opener) -> None:
    def cut(page: Page) -> None:
        page.route("**/api/flow/stream", lambda route: route.fulfill(status=503, body=""))

    page = open_page("/flow", before=cut)
    expect(page.get_by_text("重新连接中")).to_be_visible()

    page.unroute("**/api/flow/stream")

    expect(page.get_by_text("实时更新")).to_be_visible()


def test_dead_letters_that_wait_lead_to_their_page(open_page: Opener) -> None:
    page = open_page("/flow")

    page.get_by_role("link", name="去处理").click()

    expect(page.get_by_role("heading", name="死信", level=1)).to_be_visible()
