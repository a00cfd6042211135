"""Real Chromium against the fake server, or against any server named by LINGQU_BROWSER_BASE_URL.

Tests that set a scene need the fake; those in `test_pages.py` run against either.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from browser.chromium import FLAGS, find_chromium
from browser.fake.app import STATIC
from browser.fake.brand import Brand
from browser.fake.server import Stage, running

expect.set_options(timeout=15_000)
"""A busy machine is no failure; five seconds are few where three browsers share two cores."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all tests of this folder."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


def _not_run(why: str) -> None:
    told = f"BROWSER TESTS NOT RUN: {why}"
    if os.environ.get("CI") == "true":
        pytest.fail(told)
    pytest.skip(told)


# Module scope, not session: Playwright's loop must not be running while another module's async tests are.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    path = find_chromium()
    if path is None:
        _not_run("no Chromium found; install one or name it in LINGQU_CHROMIUM")
    if not (STATIC / "index.html").is_file():
        _not_run("the admin is not built; run `npm ci && npm run build` in web/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def _fake() -> Iterator[Stage]:
    with running(Stage()) as stage:
        yield stage


@pytest.fixture
def stage(_fake: Stage) -> Stage:
    """The fake server with a fresh brand on it."""
    _fake.play(Brand())
    return _fake


@dataclass
class Witness:
    """What a page did that nobody asserts by itself: it must not."""

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def watch(self, page: Page, base_url: str) -> None:
        """Note uncaught errors, and requests to anybody but our server; on a real one, avatars are WeCom's."""
        ours = (base_url, "data:", "blob:")
        elsewhere = os.environ.get("LINGQU_BROWSER_BASE_URL") is not None
        page.on("pageerror", lambda error: self.errors.append(str(error)))

        def note(request: Request) -> None:
            if not request.url.startswith(ours) and not (elsewhere and request.resource_type == "image"):
                self.foreign.append(request.url)

        page.on("request", note)


Opener = Callable[..., Page]


Contexts = dict[tuple[str, str], BrowserContext]


@pytest.fixture(scope="module")
def _contexts(chromium: Browser) -> Iterator[Contexts]:
    """One context per language and server: its cache spares every page but the first the parsing of the bundle."""
    contexts: Contexts = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def open_page(chromium: Browser, _contexts: Contexts, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Opens a path: `open_page("/flow", language="en", width=1100)`; `before` sees the page before it loads.

    Without LINGQU_BROWSER_BASE_URL the path is the fake's. After the test the page must have thrown nothing
    and asked nobody else.
    """
    base_url = os.environ.get("LINGQU_BROWSER_BASE_URL") or request.getfixturevalue("stage").base_url
    witness = Witness()
    pages: list[Page] = []

    def opened(
        path: str, *, language: str = "zh-CN", width: int = 1440, before: Callable[[Page], None] | None = None
    ) -> Page:
        key = (language, base_url)
        if key not in _contexts:
            _contexts[key] = _context(chromium, *key)
        page = _contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": 900})
        pages.append(page)
        witness.watch(page, base_url)
        if before is not None:
            before(page)
        page.goto(path)
        return page

    yield opened
    for page in pages:
        page.evaluate("localStorage.clear()")
        page.close()
    assert witness.errors == []
    assert witness.foreign == []


def _context(chromium: Browser, language: str, base_url: str) -> BrowserContext:
    context = chromium.new_context(
        locale=language,
        timezone_id="Asia/Shanghai",
        base_url=base_url,
        permissions=["clipboard-read", "clipboard-write"],
        reduced_motion="reduce",
    )
    context.set_default_timeout(10_000)
    _sign_in(context, base_url)
    return context


def _sign_in(context: BrowserContext, base_url: str) -> None:
    """On a server that is not the fake: with LINGQU_BROWSER_ACCOUNT, given as `name:password`."""
    name, _, password = os.environ.get("LINGQU_BROWSER_ACCOUNT", "").partition(":")
    if not name:
        return
    told = context.request.get(f"{base_url}/api/session").json()
    context.request.post(
        f"{base_url}/api/session",
        data={"name": name, "password": password},
        headers={"X-CSRF-Token": told["csrf_token"]},
        fail_on_status_code=True,
    )
