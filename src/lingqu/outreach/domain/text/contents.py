"""Contents of messages as text: what broadcasts say, and whatever else draws from several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from msgspec.structs import replace as with_fields

from lingqu.deliveries.contracts import Attachment, Content, Image, Link, Miniprogram
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import read_share, write_share
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.text import words
from lingqu.outreach.domain.variants import KEYS, WHOLE, content_place


def keyed(variants: Iterable[Variant], keys: Mapping[str, str]) -> tuple[Variant, ...]:
    """Return contents whose pictures have their keys instead of what a text calls them."""

    def one_keyed(one: Attachment) -> Attachment:
        return one if isinstance(one, Link) else with_fields(one, blob_key=keys.get(one.blob_key, one.blob_key))

    return tuple(
        replace(one, content=Content(one.content.text, tuple(map(one_keyed, one.content.attachments))))
        for one in variants
    )


@dataclass(slots=True)
class ContentReader:
    """Reads contents; faults are noted at the desk, and reading goes on. Pictures are noted as they are met."""

    desk: Desk
    pictures: list[PictureNamed] = field(default_factory=list[PictureNamed])

    def variants(self, fields: Fields, *, place: str) -> tuple[Variant, ...]:
        """Return the contents: several by their letters, or the one that is told by `text` and `attachments` alone.

        Args:
            fields: among them those of a content, and `variants`.
            place: what is read stands there; it begins with the place of `fields`.
        """
        inside = place.removeprefix(f"{fields.place}.")
        spot = fields.find("variants", place=inside)
        beside = [key for key in ("text", "attachments") if key in fields]
        if spot is None:
            if isinstance(fields.spot.value, dict) and not beside:
                fields.fault(fields.spot, "missing", key="text")
            content = self._content(fields, content_place(0, place=inside))
            return (Variant(key=KEYS[0], permille=WHOLE, content=content),)
        for key in beside:
            self.desk.faults.add(fields.spot.keys[key], "beside_variants", key=key)
        if not isinstance(spot.value, dict):
            fields.fault(spot, "type", wanted="mapping", found=spot.kind)
            return ()
        return tuple(
            self._variant(f"{place}[{number}]", Spot(spot.keys[key], key), below)
            for number, (key, below) in enumerate(spot.value.items())
        )

    def _variant(self, place: str, key: Spot, spot: Spot) -> Variant:
        self.desk.marks |= {place: spot.mark, f"{place}.key": key.mark}
        fields = Fields(self.desk, spot, place, words.VARIANT)
        permille = fields.need("share", partial(_share, fields), WHOLE, place="permille")
        return Variant(key=str(key.value), permille=permille, content=self._content(fields, "content"))

    def _content(self, fields: Fields, inside: str) -> Content:
        """Return the content whose fields are these; a request has it at `inside` of their place."""
        text = fields.read("text", fields.text, "", place=f"{inside}.text")
        several = fields.read("attachments", fields.items, (), place=f"{inside}.attachments")
        read = [
            self._attachment(f"{fields.place}.{inside}.attachments.{number}", one) for number, one in enumerate(several)
        ]
        return Content(text, tuple(one for one in read if one is not None))

    def _attachment(self, place: str, spot: Spot) -> Attachment | None:
        self.desk.marks[place] = spot.mark
        kinds = list(spot.value) if isinstance(spot.value, dict) else []
        if len(kinds) != 1 or kinds[0] not in words.ATTACHMENTS:
            self.desk.faults.add(spot.mark, "attachment", known=list(words.ATTACHMENTS))
            return None
        read = {"image": self._image, "link": self._link, "miniprogram": self._miniprogram}
        return read[kinds[0]](place, spot)

    def _image(self, place: str, spot: Spot) -> Image:
        one = Fields(self.desk, spot, place, ("image",))
        return Image(blob_key=one.need("image", partial(self._picture, one), "", place="blob_key"))

    def _link(self, place: str, spot: Spot) -> Link:
        one = Fields(self.desk, self._below(spot), place, words.LINK)
        return Link(
            title=one.need("title", one.text, ""),
            url=one.need("url", one.text, ""),
            desc=one.read("desc", one.text, None),
            pic_url=one.read("picture", one.text, None, place="pic_url"),
        )

    def _miniprogram(self, place: str, spot: Spot) -> Miniprogram:
        one = Fields(self.desk, self._below(spot), place, words.MINIPROGRAM)
        return Miniprogram(
            title=one.need("title", one.text, ""),
            appid=one.need("appid", one.text, ""),
            page=one.need("page", one.text, ""),
            blob_key=one.need("cover", partial(self._picture, one), "", place="blob_key"),
        )

    def _picture(self, fields: Fields, spot: Spot) -> str:
        written = fields.text(spot)
        self.pictures.append(PictureNamed(written=written, mark=spot.mark))
        return written

    @staticmethod
    def _below(spot: Spot) -> Spot:
        assert isinstance(spot.value, dict)  # noqa: S101  as `_attachment` has found
        return next(iter(spot.value.values()))


def _share(fields: Fields, spot: Spot) -> int:
    permille = read_share(fields.text(spot))
    if permille is None:
        fields.fault(spot, "share", written=spot.written)
    return WHOLE if permille is None else permille


# ───────────────────────── writing ─────────────────────────


def write_contents(variants: Sequence[Variant]) -> dict[str, Any]:
    """Return the one content, or all of them by their letters, each with its share."""
    if [one.key for one in variants] == [KEYS[0]]:
        return _content(variants[0].content)
    return {"variants": {one.key: {"share": write_share(one.permille), **_content(one.content)} for one in variants}}


def _content(content: Content) -> dict[str, Any]:
    return _some(text=content.text or None, attachments=[_attachment(one) for one in content.attachments] or None)


def _attachment(one: Attachment) -> dict[str, Any]:
    match one:
        case Image(blob_key):
            return {"image": blob_key}
        case Link():
            return {"link": _some(title=one.title, url=one.url, desc=one.desc, picture=one.pic_url)}
        case Miniprogram():
            return {"miniprogram": {"title": one.title, "appid": one.appid, "page": one.page, "cover": one.blob_key}}


def _some(**fields: Any) -> dict[str, Any]:
    """Return what says something."""
    return {key: value for key, value in fields.items() if value is not None}
