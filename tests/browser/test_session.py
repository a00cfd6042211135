"""First run, sign in, sign out."""

from playwright.sync_api import expect

from browser.conftest import Opener
from browser.fake.brand import OWNER, Brand
from browser.fake.server import Stage


def test_the_first_visitor_becomes_the_owner_and_is_led_to_the_connection(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(state="first_run", connected=False))
    page = open_page("/")

    page.get_by_label("用户名").fill("林晓")
    page.get_by_label("密码", exact=True).fill("lingqu-demo-2026")
    page.get_by_label("再次输入密码").fill("lingqu-demo-2026")
    page.get_by_role("button", name="创建并登录").click()

    expect(page.get_by_role("heading", name="企业微信连接", level=1)).to_be_visible()
    assert page.url.endswith("/connect")


def test_a_short_password_says_how_much_is_missing_before_anything_is_sent(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(state="first_run", connected=False))
    page = open_page("/")

    page.get_by_label("密码", exact=True).fill("1234567")
    page.get_by_role("button", name="创建并登录").click()

    expect(page.get_by_text("密码至少 10 个字符，还差 3 个")).to_be_visible()
    expect(page.get_by_text("请输入用户名")).to_be_visible()
    assert stage.brand.state == "first_run"


def test_signing_in_works_by_keyboard_alone_and_keeps_the_address(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(state="signed_out"))
    page = open_page("/customers?relation=lost")

    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type(OWNER["name"])
    page.keyboard.press("Tab")
    page.keyboard.type(OWNER["password"])
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="客户列表", level=1)).to_be_visible()
    assert page.url.endswith("/customers?relation=lost")


def test_a_wrong_password_is_told_in_words_and_the_form_keeps_its_values(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(state="signed_out"))
    page = open_page("/")

    page.get_by_label("用户名").fill("林晓")
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="用户名或密码不正确")).to_be_visible()
    expect(page.get_by_label("用户名")).to_have_value("林晓")


def test_too_many_attempts_close_the_button_and_count_down(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(state="signed_out"))
    page = open_page("/")

    page.get_by_label("用户名").fill("locked")
    page.get_by_label("密码").fill("wrong")
    page.keyboard.press("Enter")

    button = page.get_by_role("button", name="秒后重试")
    expect(button).to_be_disabled()
    told = button.inner_text()
    expect(button).not_to_have_text(told)
    expect(button).to_be_disabled()


def test_signing_out_ends_at_the_sign_in(stage: Stage, open_page: Opener) -> None:
    page = open_page("/flow")

    page.get_by_role("button", name="退出登录").click()

    expect(page.get_by_role("heading", name="登录", level=1)).to_be_visible()
    assert stage.brand.state == "signed_out"


def test_without_a_corp_an_operator_is_told_whom_to_ask(stage: Stage, open_page: Opener) -> None:
    stage.play(Brand(role="operator", connected=False))
    page = open_page("/flow")

    expect(page.get_by_text("请联系所有者或管理员先连接企业微信")).to_be_visible()


def test_a_fast_clock_shows_its_rate(stage: Stage, open_page: Opener) -> None:
    stage.brand.rate = 60
    page = open_page("/flow")

    expect(page.get_by_role("banner").get_by_text("×60")).to_be_visible()
