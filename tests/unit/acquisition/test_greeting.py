from dataclasses import replace

from lingqu.acquisition.domain.greeting import choose, compose
from lingqu.acquisition.domain.templates import Names
from lingqu.deliveries.contracts import Content, Image, Reason
from unit.acquisition.specimens import CHANNEL, NOON, WELCOME

NAMED = replace(WELCOME, text="{{ customer.name }}您好,我是{{ staff.name }}", fallback_text="您好,我是{{ staff.name }}")
KNOWN = Names(customer="刘颖", staff="陈睿", channel="门店海报")
UNKNOWN = replace(KNOWN, customer=None)


def test_a_known_customer_is_greeted_by_name() -> None:
    choice = choose(replace(CHANNEL, welcome=(NAMED,)), at=NOON)

    assert choice.needs_customer_name
    assert compose(choice, KNOWN) == Content("刘颖您好,我是陈睿", ())


def test_an_unknown_customer_is_greeted_with_the_fall_back() -> None:
    assert compose(choose(replace(CHANNEL, welcome=(NAMED,)), at=NOON), UNKNOWN) == Content("您好,我是陈睿", ())


def test_a_text_without_the_customers_name_asks_for_none() -> None:
    choice = choose(CHANNEL, at=NOON)

    assert not choice.needs_customer_name
    assert compose(choice, UNKNOWN) == Content("您好", ())


def test_without_a_channel_nothing_is_said() -> None:
    assert compose(choose(None, at=NOON), KNOWN) is Reason.NO_WELCOME


def test_attachments_go_along() -> None:
    picture = Image("welcome/poster.png")

    said = compose(choose(replace(CHANNEL, welcome=(replace(WELCOME, attachments=(picture,)),)), at=NOON), KNOWN)

    assert said == Content("您好", (picture,))


def test_when_no_text_can_be_said_the_picture_still_is() -> None:
    picture = Image("welcome/poster.png")
    welcome = replace(NAMED, fallback_text=None, attachments=(picture,))

    assert compose(choose(replace(CHANNEL, welcome=(welcome,)), at=NOON), UNKNOWN) == Content("", (picture,))


def test_when_nothing_can_be_said_it_is_said_so() -> None:
    welcome = replace(NAMED, fallback_text=None)

    assert compose(choose(replace(CHANNEL, welcome=(welcome,)), at=NOON), UNKNOWN) is Reason.NO_WELCOME
