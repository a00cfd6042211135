"""The product album: what a product has, and who changes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import DAY, PNG, Stage, upload

PREFIX = "externalcontact/"
_fact = partial(Fact, source="externalcontact-misc.md §2, page 95096 (2026-02-12)")
_add = partial(_fact, call=PREFIX + "add_product_album")
_get = partial(_fact, call=PREFIX + "get_product_album")
_list = partial(_fact, call=PREFIX + "get_product_album_list")
_update = partial(_fact, call=PREFIX + "update_product_album")
_delete = partial(_fact, call=PREFIX + "delete_product_album")


def _picture(stage: Stage) -> str:
    return stage.need("media/upload_attachment", upload(PNG, media_type="image", attachment_type="2"))["media_id"]


def _shown(*media_ids: str) -> list[dict[str, Any]]:
    return [{"type": "image", "image": {"media_id": one}} for one in media_ids]


def _new(stage: Stage, **fields: Any) -> dict[str, Any]:
    pictures = _shown(_picture(stage))
    return {"description": "明前龙井 50g", "price": 19_900, "attachments": pictures, **fields}


def _asked(**fields: Any) -> Any:
    return lambda stage: _new(stage, **fields)


def _made(stage: Stage, **fields: Any) -> str:
    return stage.need(PREFIX + "add_product_album", _new(stage, **fields))["product_id"]


def _foreign(stage: Stage) -> str:
    return stage.need(PREFIX + "add_product_album", _new(stage), app=stage.other)["product_id"]


def _deleted(stage: Stage) -> str:
    product_id = _made(stage)
    stage.need(PREFIX + "delete_product_album", product_id=product_id)
    return product_id


def _it(stage: Stage) -> Asked:
    return {"product_id": stage.it}


def _changed(**fields: Any) -> Any:
    return lambda stage: {"product_id": stage.it, **fields}


def _product(stage: Stage, product_id: str) -> Reply:
    return stage.need(PREFIX + "get_product_album", product_id=product_id)["product"]


def _hundred_and_one(stage: Stage) -> None:
    new = _new(stage)
    for _ in range(101):
        stage.need(PREFIX + "add_product_album", new)


def _expired(stage: Stage) -> Asked:
    new = _new(stage)
    stage.wait(3 * DAY)
    stage.fresh_tokens()
    return new


def _full(stage: Stage) -> None:
    stage.set(products=1)
    _deleted(stage)
    _made(stage)


FACTS = [
    _add(
        id="album-added",
        says="A product is added, and read as it was given with the time of its making.",
        asked=_asked(product_sn="LJ50"),
        effect=lambda stage, reply: (
            (one := _product(stage, reply["product_id"]))["create_time"] == int(stage.now)
            and (one["description"], one["price"], one["product_sn"]) == ("明前龙井 50g", 19_900, "LJ50")
            and [sorted(picture) for picture in one["attachments"]] == [["image", "type"]]
        ),
    ),
    *(
        _add(
            id=f"album-without-{name}",
            says=f"A product has a {name}.",
            asked=_asked(**{name: value}),
            code=40063,
        )
        for name, value in (("description", ""), ("price", None), ("attachments", []))
    ),
    _add(
        id="album-longest-description", says="A description has 300 characters.", asked=_asked(description="茶" * 300)
    ),
    *(
        _add(
            id=f"album-description-too-long-{code}",
            says="A longer description is refused, with one of two codes.",
            asked=_asked(description="茶" * 301),
            code=code,
            confirmed=False,
            switch=("product_description_errcode", code),
        )
        for code in (41073, 41087)
    ),
    _add(id="album-free", says="A price may be nothing.", asked=_asked(price=0)),
    _add(id="album-dearest", says="A price goes up to 50,000 yuan.", asked=_asked(price=5_000_000)),
    _add(id="album-too-dear", says="A higher price is refused.", asked=_asked(price=5_000_001), code=41086),
    _add(id="album-price-below-nothing", says="A price below 0 is refused.", asked=_asked(price=-1), code=41086),
    _add(id="album-longest-number", says="A number has 128 bytes.", asked=_asked(product_sn="A" * 128)),
    _add(
        id="album-number-too-long", says="A longer number is refused.", asked=_asked(product_sn="A" * 129), code=41085
    ),
    _add(
        id="album-number-of-other-characters",
        says="A number is of letters and digits.",
        asked=_asked(product_sn="LJ-50"),
        code=41085,
    ),
    _add(
        id="album-most-pictures",
        says="A product has nine pictures.",
        asked=lambda stage: _new(stage, attachments=_shown(_picture(stage)) * 9),
    ),
    _add(
        id="album-too-many-pictures",
        says="More are refused.",
        asked=lambda stage: _new(stage, attachments=_shown(_picture(stage)) * 10),
        code=41064,
    ),
    _add(
        id="album-other-attachment",
        says="Attachments are pictures, named by `type`.",
        asked=_asked(attachments=[{"msgtype": "image", "image": {"media_id": "x"}}]),
        code=41065,
    ),
    _add(
        id="album-unknown-picture",
        says="An unknown media_id is refused.",
        asked=_asked(attachments=_shown("x")),
        code=40007,
    ),
    _add(id="album-expired-picture", says="A picture must be used within three days.", asked=_expired, code=40007),
    _add(
        id="album-picture-for-messages",
        says="A picture comes from media/upload_attachment for the album.",
        asked=lambda stage: _new(stage, attachments=_shown(stage.media())),
        code=41072,
    ),
    _add(
        id="album-full",
        says="The album of a corp takes so many; deleted ones do not count.",
        given=_full,
        asked=_asked(),
        code=41202,
    ),
    _get(
        id="album-read-by-another-app",
        says="Any app reads the products of the corp.",
        given=_foreign,
        asked=_it,
        effect=lambda stage, reply: reply["product"]["product_id"] == stage.it,
    ),
    _get(id="album-unnamed", says="The id is required.", code=40063),
    _get(id="album-unknown", says="An unknown id is refused.", asked={"product_id": "x"}, code=41075),
    _get(
        id="album-get-deleted",
        says="A deleted product is told from an unknown one.",
        given=_deleted,
        asked=_it,
        code=41074,
    ),
    _list(
        id="album-listed",
        says="The list shows products of all apps, without the time of making, and no deleted ones.",
        given=lambda stage: (_deleted(stage), _made(stage), _foreign(stage))[1:],
        effect=lambda stage, reply: (
            tuple(one["product_id"] for one in reply["product_list"]) == stage.it
            and "create_time" not in reply["product_list"][0]
            and reply["next_cursor"] == ""
        ),
    ),
    *(
        _list(
            id=f"album-page-{limit}",
            says="A page has 50 products unless asked otherwise, at most 100; a larger number means 50.",
            given=_hundred_and_one,
            asked={"limit": limit},
            effect=lambda _, reply, rows=rows: (len(reply["product_list"]), reply["next_cursor"]) == (rows, str(rows)),
        )
        for limit, rows in ((0, 50), (100, 100), (101, 50))
    ),
    _update(
        id="album-changed",
        says="What an update leaves out stays.",
        given=_made,
        asked=_changed(price=0),
        effect=lambda stage, _: (
            (one := _product(stage, stage.it))["price"] == 0
            and (one["description"], len(one["attachments"])) == ("明前龙井 50g", 1)
        ),
    ),
    _update(
        id="album-change-refused",
        says="A refused update changes nothing.",
        given=_made,
        asked=_changed(description="碧螺春", price=-1),
        code=41086,
        effect=lambda stage, _: _product(stage, stage.it)["description"] == "明前龙井 50g",
    ),
    *(
        call(
            id=f"album-{name}-of-another-app-{code}",
            says="An app changes and deletes its own products only; no page gives the code.",
            given=_foreign,
            asked=_it,
            code=code,
            confirmed=False,
            switch=("foreign_product_errcode", code),
        )
        for name, call in (("update", _update), ("delete", _delete))
        for code in (60011, 41075)
    ),
    _delete(id="album-deleted-twice", says="A product is deleted once.", given=_deleted, asked=_it, code=41074),
]
