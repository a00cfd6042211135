import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.acquisition.contracts import MAX_TEXT_BYTES
from lingqu.acquisition.domain import templates
from lingqu.acquisition.domain.templates import Names, clean, needs_customer_name, problem_of, render

NAMES = Names(customer="刘颖", staff="陈睿", channel="门店海报")
NAMELESS = Names(customer=None, staff="陈睿", channel="门店海报")


def test_names_are_filled_in() -> None:
    text = "{{ customer.name }}您好,我是{{staff.name}},来自{{ channel.name }}"

    assert render(text, NAMES) == "刘颖您好,我是陈睿,来自门店海报"


def test_without_the_needed_name_there_is_no_text() -> None:
    assert render("{{ customer.name }}您好", NAMELESS) is None


def test_a_default_stands_in_for_a_missing_name() -> None:
    assert render('{{ customer.name | default: "朋友" }}您好', NAMELESS) == "朋友您好"


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("您好", False),
        ("{{ staff.name }}", False),
        ("{{ customer.name }}", True),
        ('{{ customer.name | default: "朋友" }}', False),
    ],
)
def test_a_text_tells_whether_it_needs_the_customers_name(text: str, needs: bool) -> None:  # noqa: FBT001 - a column
    assert needs_customer_name(text) is needs


@pytest.mark.parametrize("text", ["您好", "{{ customer.name }}", '{{ customer.name | default: "朋友" }}', "{ 括号 }"])
def test_a_good_text_has_no_problem(text: str) -> None:
    assert problem_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "{{ customer.phone }}",
        "{{ customer }}",
        "{{ customer[staff.name] }}",
        "{{ customer.name",
        "{{ customer.name | upcase }}",
        "{{ }}",
        "{% if customer.name %}您好{% endif %}",
        "{% assign a = 1 %}",
        "{% for i in (1..99999999) %}x{% endfor %}",
        "{% include 'secrets' %}",
        "}} 您好",
        "{{ '{{' }}",
        "{%",
    ],
)
def test_what_is_no_text_of_ours_is_named_as_a_problem(text: str) -> None:
    assert problem_of(text)


def test_a_name_with_braces_does_not_look_like_a_variable() -> None:
    spoken = render("{{ customer.name }}您好", Names(customer="{{ staff.name }}", staff="陈睿", channel=None))

    assert spoken == "｛｛ staff.name ｝｝您好"


def test_a_name_is_one_visible_line_of_32_characters_at_most() -> None:
    assert clean(" 刘\n颖\u200b🌸 ") == "刘 颖 🌸"
    assert clean("长" * 40) == "长" * templates.MAX_NAME_CHARS


def test_a_name_of_nothing_visible_is_no_name() -> None:
    assert render("{{ customer.name }}您好", Names(customer="\u200b \u2060", staff="陈睿", channel=None)) is None


def test_a_text_that_grows_past_wecoms_limit_is_not_sent() -> None:
    text = "{{ customer.name }}" + "好" * ((MAX_TEXT_BYTES - 3) // 3)

    assert render(text, Names(customer="刘", staff=None, channel=None)) is not None
    assert render(text, Names(customer="刘颖", staff=None, channel=None)) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_accepted_and_whatever_the_name_no_variable_is_left_unfilled(text: str, name: str) -> None:
    if problem_of(text):
        return

    spoken = render(text, Names(customer=name, staff=name, channel=name))

    assert spoken is None or ("{{" not in spoken and "}}" not in spoken)


@given(st.text(alphabet="{}% |'\"customer.name\n[]()", max_size=40))
def test_any_text_is_either_a_problem_or_renders(text: str) -> None:
    assert problem_of(text) is not None or render(text, NAMES) is not None
