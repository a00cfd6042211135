"""Members read an app's cards and menu and press what is there to be pressed; the app hears of it.

Source: https://developer.work.weixin.qq.com/document/path/94945 (2025-07-24), 90376 (events)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wecom_twin.callbacks.messages import Element, Message
from wecom_twin.state.talk import Card, CardBody, ResponseCode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import App, Corp

_OPENS_PAGE = 1


class CannotPressError(ValueError):
    """The card or menu has nothing of that kind to press."""


def issue_code(realm: Realm, app: App, card: Card) -> str:
    """A fresh right to change the card once."""
    code = realm.ids.text("response_code", 48)
    app.talk.codes[code] = ResponseCode(card, realm.clock.now() + realm.limits.response_code_seconds)
    return code


def press_card(
    realm: Realm,
    corp: Corp,
    app: App,
    member: Member,
    card: Card,
    *,
    key: str,
    selected: Mapping[str, Sequence[str]],
) -> str:
    """A member presses a button of a card, with what they chose; says the response code that the app hears.

    Raises:
        CannotPressError: not their card, no such button, already settled, or a choice that is not offered.
    """
    if member.userid not in card.userids:
        raise CannotPressError(f"{member.userid} has not received {card.task_id}")
    shown = card.shown_to(member.userid)
    from_menu = key in _keys(_block(shown, "action_menu"), "action_list")
    if not from_menu:
        if member.userid in card.settled:
            raise CannotPressError(f"{card.task_id} is settled for {member.userid}")
        if key not in (*_keys(shown, "button_list"), _block(shown, "submit_button").get("key")):
            raise CannotPressError(f"{card.task_id} has no button {key}")
    for question, chosen in selected.items():
        _check_choice(shown, question, chosen)
    code = issue_code(realm, app, card)
    event = "template_card_menu_event" if from_menu else "template_card_event"
    elements: tuple[Element, ...] = (
        ("EventKey", key),
        ("TaskId", card.task_id),
        ("CardType", str(shown.get("card_type", ""))),
        ("ResponseCode", code),
        ("AgentID", app.agentid),
    )
    if selected:
        elements = (*elements, ("SelectedItems", tuple(map(_selected_item, selected, selected.values()))))
    realm.outbox.raise_to(corp, app, Message(event, "", elements, member.userid, sender=member.userid))
    return code


def _selected_item(question: str, chosen: Sequence[str]) -> Element:
    options: tuple[Element, ...] = tuple(("OptionId", one) for one in chosen)
    return "SelectedItem", (("QuestionKey", question), ("OptionIds", options))


def _check_choice(shown: CardBody, question: str, chosen: Sequence[str]) -> None:
    for asked in _questions(shown):
        if asked.get("question_key") == question:
            offered = {one.get("id") for one in _list(asked, "option_list")}
            several = asked is _block(shown, "checkbox") and asked.get("mode") == 1
            if not offered.issuperset(chosen) or (len(chosen) != 1 and not several):
                raise CannotPressError(f"{question} does not offer {', '.join(chosen) or 'nothing'}")
            return
    raise CannotPressError(f"nothing asks {question}")


def _questions(shown: CardBody) -> Iterator[CardBody]:
    yield _block(shown, "checkbox")
    yield _block(shown, "button_selection")
    yield from _list(shown, "select_list")


def _block(body: CardBody, name: str) -> CardBody:
    return cast("CardBody", body.get(name) or {})


def _list(body: CardBody, name: str) -> list[CardBody]:
    return cast("list[CardBody]", body.get(name) or [])


def _keys(body: CardBody, name: str) -> list[object]:
    return [one.get("key") for one in _list(body, name) if one.get("type") != _OPENS_PAGE]


def press_menu(realm: Realm, corp: Corp, app: App, member: Member, name: str) -> None:
    """A member presses an entry of the app's menu: `click` tells its key, `view` the page it opens.

    Raises:
        CannotPressError: the menu has no such entry.
    """
    entries = [*(app.talk.menu or ()), *(sub for one in app.talk.menu or () for sub in _list(one, "sub_button"))]
    entry = next((one for one in entries if one.get("name") == name and not one.get("sub_button")), None)
    if entry is None:
        raise CannotPressError(f"the menu of {app.agentid} has no entry {name}")
    kind = "view" if str(entry.get("type")).startswith("view") else "click"
    told = entry.get("url") or entry.get("pagepath") if kind == "view" else entry.get("key")
    _raise_of(realm, corp, app, member, event=kind, key=str(told or ""))


def enter_app(realm: Realm, corp: Corp, app: App, member: Member) -> None:
    """A member opens the app's conversation."""
    _raise_of(realm, corp, app, member, event="enter_agent", key="")


def _raise_of(realm: Realm, corp: Corp, app: App, member: Member, *, event: str, key: str) -> None:
    elements: tuple[Element, ...] = (("EventKey", key), ("AgentID", app.agentid))
    realm.outbox.raise_to(corp, app, Message(event, "", elements, member.userid, sender=member.userid))
