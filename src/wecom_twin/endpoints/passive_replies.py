"""What an app's passive reply does: it speaks to the member who acted, or changes the card that was pressed.

How a card is written in XML no page that we have shows whole: names are read in camel case, blocks
that end in List may stand several times. A reply that cannot be read, or a card that would be
refused, changes nothing.

Source: https://developer.work.weixin.qq.com/document/path/94945 (2025-07-24), 91144 (2024-07-18)
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, cast
from xml.etree import ElementTree as ET

from wecom_twin.endpoints.cards import check_card
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.ledger import Receipt

if TYPE_CHECKING:
    from wecom_twin.ledger import CallbackRecord
    from wecom_twin.realm import Realm
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.talk import ResponseCode

_OF_CARDS = frozenset({"template_card_event", "template_card_menu_event"})
_OF_MEMBERS = _OF_CARDS | {"click", "view", "enter_agent"}
_SPOKEN = {"text": "Content", "image": "Image", "voice": "Voice", "video": "Video", "news": "Articles"}
_AS_ONE_WORD = {"key_name": "keyname", "app_id": "appid", "page_path": "pagepath", "user_id": "userid"}
_NUMBERS = frozenset({"type", "style", "desc_color", "mode"})
_FLAGS = frozenset({"disable", "is_checked"})
_SEVERAL = "_list"
_CODE = re.compile(r"<ResponseCode><!\[CDATA\[([^\]]+)\]\]>")


def take(realm: Realm, corp: Corp, app: App, record: CallbackRecord, reply: str) -> None:
    """Let a reply, in plain, to a callback have its effect."""
    read = _read(reply)
    if read is None or record.event not in _OF_MEMBERS:
        return
    kind = read.findtext("MsgType", "")
    if kind in _SPOKEN:
        content = read.find(_SPOKEN[kind])
        if content is not None:
            _say(realm, corp, record, "".join(content.itertext()).strip())
    elif record.event in _OF_CARDS:
        code = app.talk.codes[_CODE.findall(record.message)[0]]
        if not code.used and _change(code, record.userid, read):
            code.used = realm.switches.passive_reply_spends_code


def _read(reply: str) -> ET.Element | None:
    """The reply's XML; none where it is no XML, or more than plain elements."""
    if "<!DOCTYPE" in reply or "<!ENTITY" in reply:
        return None
    try:
        return ET.fromstring(reply)  # noqa: S314 - without a document type there is nothing to expand
    except ET.ParseError:
        return None


def _say(realm: Realm, corp: Corp, record: CallbackRecord, text: str) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    realm.ledger.receive(
        Receipt(
            at=realm.clock.now(),
            corpid=corp.corpid,
            kind="app_message",
            userid=record.userid,
            external_userid="",
            key=str(record.id),
            occasion=digest,
            digest=digest,
            text=text,
            call_id=0,
            by_platform=True,
        )
    )


def _change(code: ResponseCode, userid: str, read: ET.Element) -> bool:
    """Change the card as one reader sees it, and say whether it was changed."""
    card = code.card
    match read.findtext("MsgType"):
        case "update_button":
            text = read.findtext("Button/ReplaceName")
            if not text:
                return False
            card.settled[userid] = text
            return True
        case "update_template_card":
            body = _card(read, task_id=card.task_id)
            if body is None:
                return False
            card.replace(userid, body)
            return True
        case _:
            return False


def _card(read: ET.Element, *, task_id: str) -> dict[str, object] | None:
    """The card of a reply, as the API's JSON would have it; none where that would be refused."""
    element = read.find("TemplateCard")
    if element is None or not len(element):
        return None
    body = {"task_id": task_id, **cast("dict[str, object]", _value(element))}
    try:
        check_card(body)
    except ApiError:
        return None
    return body


def _value(element: ET.Element) -> object:
    """A block as an object, a leaf as text, number or flag."""
    if not len(element):
        return _leaf(_name(element), element.text or "")
    block: dict[str, object] = {}
    for child in element:
        name = _name(child)
        if name.endswith(_SEVERAL):
            cast("list[object]", block.setdefault(name, [])).append(_value(child))
        else:
            block[name] = _value(child)
    return block


def _leaf(name: str, text: str) -> object:
    if name in _FLAGS:
        return text in ("1", "true")
    return int(text) if name in _NUMBERS and text.isdecimal() else text


def _name(element: ET.Element) -> str:
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", element.tag).lower()
    return _AS_ONE_WORD.get(name, name)
