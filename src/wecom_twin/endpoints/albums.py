"""The product album: every app reads all of it and changes what it added itself.

Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
"""

from __future__ import annotations

import re

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route, cut_page, page_limit
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.state.albums import Product
from wecom_twin.state.media import FOR_ALBUM

_DESCRIPTION_CHARS = 300
_TOP_PRICE_FEN = 5_000_000
_PICTURES = 9
_SN = re.compile(r"[0-9A-Za-z]{1,128}", re.ASCII)
_PAGE = 50
_LARGEST_PAGE = 100


class _Picture(msgspec.Struct):
    media_id: str = ""


class _Attachment(msgspec.Struct):
    type: str = ""
    image: _Picture | None = None


class _Product(msgspec.Struct):
    product_id: str = ""
    description: str | None = None
    price: int | None = None
    product_sn: str | None = None
    attachments: list[_Attachment] = []


class _Page(msgspec.Struct):
    cursor: str = ""
    limit: int = _PAGE


def add(call: Call) -> Payload:
    """Put a product into the album."""
    asked = call.body(_Product)
    if not asked.description or asked.price is None or not asked.attachments:
        raise ApiError(40063)
    pictures = _taken(call, asked)
    living = sum(not one.deleted for one in call.corp.products.values())
    if living >= call.realm.limits.products:
        raise ApiError(41202)
    product = Product(
        id=call.realm.ids.text("product", 30),
        agentid=call.app.agentid,
        create_time=int(call.now),
        description=asked.description,
        price=asked.price,
        sn=asked.product_sn or "",
        pictures=pictures,
    )
    call.corp.products[product.id] = product
    return {"product_id": product.id}


def _taken(call: Call, asked: _Product) -> tuple[str, ...]:
    """The pictures of what was asked, once all of it was found right."""
    if len(asked.description or "") > _DESCRIPTION_CHARS:
        raise ApiError(call.realm.switches.product_description_errcode)
    if asked.price is not None and not 0 <= asked.price <= _TOP_PRICE_FEN:
        raise ApiError(41086)
    if asked.product_sn and not _SN.fullmatch(asked.product_sn):
        raise ApiError(41085)
    if len(asked.attachments) > _PICTURES:
        raise ApiError(41064)
    return tuple(_picture(call, one) for one in asked.attachments)


def _picture(call: Call, attachment: _Attachment) -> str:
    if attachment.type != "image" or attachment.image is None:
        raise ApiError(41065)
    media = call.corp.media.get(attachment.image.media_id)
    if media is None or media.expires_at <= call.now:
        raise ApiError(40007)
    if media.purpose != FOR_ALBUM:
        raise ApiError(41072)
    return media.media_id


def _find(call: Call, product_id: str, *, own: bool) -> Product:
    if not product_id:
        raise ApiError(40063)
    product = call.corp.products.get(product_id)
    if product is None:
        raise ApiError(41075)
    if own and product.agentid != call.app.agentid:
        raise ApiError(call.realm.switches.foreign_product_errcode)
    if product.deleted:
        raise ApiError(41074)
    return product


def get(call: Call) -> Payload:
    """One product, whichever app added it."""
    product = _find(call, call.body(_Product).product_id, own=False)
    return {"product": {**_shown(product), "create_time": product.create_time}}


def _shown(product: Product) -> Payload:
    return {
        "product_id": product.id,
        "description": product.description,
        "price": product.price,
        "product_sn": product.sn,
        "attachments": [{"type": "image", "image": {"media_id": one}} for one in product.pictures],
    }


def list_(call: Call) -> Payload:
    """The products of the corp page by page, without the time of their making."""
    asked = call.body(_Page)
    living = [_shown(one) for one in call.corp.products.values() if not one.deleted]
    limit = page_limit(asked.limit, default=_PAGE, top=_LARGEST_PAGE, above=_PAGE)
    page, next_cursor = cut_page(living, asked.cursor, limit)
    return {"product_list": page, "next_cursor": next_cursor}


def update(call: Call) -> Payload:
    """Change a product; what is left out stays."""
    asked = call.body(_Product)
    product = _find(call, asked.product_id, own=True)
    pictures = _taken(call, asked)
    product.description = asked.description or product.description
    product.price = product.price if asked.price is None else asked.price
    product.sn = product.sn if asked.product_sn is None else asked.product_sn
    product.pictures = pictures or product.pictures
    return {}


def delete(call: Call) -> Payload:
    """Take a product out of the album."""
    _find(call, call.body(_Product).product_id, own=True).deleted = True
    return {}


_PREFIX = "/cgi-bin/externalcontact/"
ROUTES: dict[str, Route] = {
    _PREFIX + "add_product_album": Route(handler=add, customer_contact=True),
    _PREFIX + "get_product_album": Route(handler=get, customer_contact=True),
    _PREFIX + "get_product_album_list": Route(handler=list_, customer_contact=True, empty={"product_list": []}),
    _PREFIX + "update_product_album": Route(handler=update, customer_contact=True),
    _PREFIX + "delete_product_album": Route(handler=delete, customer_contact=True),
}
