"""From text to broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final

from msgspec.structs import replace as with_fields

from lingqu.deliveries.contracts import Attachment, Content, Image, Link, Miniprogram
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.ids import DepartmentId, GroupchatId, GroupchatTagId, StaffId, TagId
from lingqu.kernel.text.book import Book, Noun
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.files import items_under
from lingqu.kernel.text.tree import Spot, parse
from lingqu.kernel.text.values import read_instant
from lingqu.outreach.contracts.broadcasts import (
    BroadcastAudience,
    BroadcastDraft,
    SegmentAudience,
    TagAudience,
    TagMatch,
)
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.text import words
from lingqu.outreach.domain.text.values import read_share
from lingqu.outreach.domain.variants import KEYS, WHOLE, content_place

MOST_BROADCASTS = 50
BODY: Final = "body"
"""Places of a broadcast are those of the request that says the same: what is refused there is told here."""

_NOBODY: Final = TagAudience(tag_ids=(), match=TagMatch.ANY)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureNamed:
    """A picture that a text names: a file beside it, or the key of one that the corp has."""

    written: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBroadcast:
    """A broadcast of a text. Its pictures are what the text calls them, until `with_pictures`."""

    draft: BroadcastDraft
    at: datetime | None
    mark: Mark
    desk: Desk
    pictures: Sequence[PictureNamed] = ()


def read_texts(texts: Mapping[str, bytes | str], book: Book) -> list[TextBroadcast]:
    """Return the broadcasts of several files, in their order.

    Args:
        texts: by the name that faults call them.

    Raises:
        BadTextError: with every fault that could be found.
    """
    faults = Faults()
    desk = partial(Desk, book, CORP_ZONE, faults)
    read = [
        _Reader(desk()).broadcast(entry)
        for file, text in texts.items()
        for entry in items_under(parse(text, file=file), desk(), words.BROADCASTS, most=MOST_BROADCASTS)
    ]
    if len(read) > MOST_BROADCASTS:
        faults.add(read[MOST_BROADCASTS].mark, "many", most=MOST_BROADCASTS)
    met: dict[tuple[int | None, str], Mark] = {}
    for one in read:
        key = (one.draft.programme_id, one.draft.name)
        before = met.setdefault(key, one.mark)
        if before is not one.mark:
            mark = one.desk.mark_of(f"{BODY}.name")
            faults.add(mark, "twice", name=one.draft.name, line=before.line, file=before.file)
    faults.refuse()
    return read


def with_pictures(draft: BroadcastDraft, keys: Mapping[str, str]) -> BroadcastDraft:
    """Return a draft whose pictures have their keys instead of what the text calls them."""

    def keyed(one: Attachment) -> Attachment:
        return one if isinstance(one, Link) else with_fields(one, blob_key=keys.get(one.blob_key, one.blob_key))

    return replace(
        draft,
        variants=tuple(
            replace(one, content=Content(one.content.text, tuple(map(keyed, one.content.attachments))))
            for one in draft.variants
        ),
    )


@dataclass(slots=True)
class _Reader:
    """Reads one broadcast; faults are noted at the desk, and reading goes on."""

    desk: Desk
    pictures: list[PictureNamed] = field(default_factory=list[PictureNamed])

    def broadcast(self, entry: Spot) -> TextBroadcast:
        fields = Fields(self.desk, entry, BODY, words.BROADCAST)
        self.desk.marks[BODY] = entry.mark
        programme_id = fields.read("programme", _maybe(fields.name(Noun.PROGRAMME)), None, place="programme_id")
        draft = BroadcastDraft(
            name=fields.need("name", fields.text, "").strip(),
            audience=fields.need("to", self._audience, _NOBODY),
            variants=self._variants(fields),
            programme_id=None if programme_id is None else ProgrammeId(programme_id),
        )
        at = fields.read("at", partial(_instant, fields), None)
        return TextBroadcast(draft=draft, at=at, mark=entry.mark, desk=self.desk, pictures=self.pictures)

    # ───────────────────────── to whom ─────────────────────────

    def _audience(self, spot: Spot) -> BroadcastAudience:
        kinds = [key for key in words.AUDIENCES if isinstance(spot.value, dict) and key in spot.value]
        if isinstance(spot.value, dict) and len(kinds) != 1:
            self.desk.faults.add(spot.mark, "one_audience", met=kinds)
            return _NOBODY
        fields = Fields(self.desk, spot, BODY, words.TAGS if kinds == ["tags"] else kinds)
        if "groups" in fields:
            return fields.read("groups", self._groups, GroupAudience())
        if "segment" in fields:
            return SegmentAudience(segment_id=fields.read("segment", fields.name(Noun.SEGMENT), 0, place="segment_id"))
        tags = fields.read("tags", fields.names(Noun.TAG), (), place="tag_ids")
        match = fields.read("match", fields.choice(TagMatch), TagMatch.ANY)
        return TagAudience(tag_ids=tuple(map(TagId, dict.fromkeys(tags))), match=match)

    def _groups(self, spot: Spot) -> GroupAudience:
        if spot.value == words.EVERY_GROUP:
            return GroupAudience()
        place = f"{BODY}.groups"
        fields = Fields(self.desk, spot, place, words.GROUPS)

        def several(key: str, noun: Noun, where: str) -> Iterable[int]:
            return dict.fromkeys(fields.read(key, fields.names(noun), (), place=where))

        people = fields.find("people")
        bounds = None if people is None else Fields(self.desk, people, place, words.PEOPLE)
        return GroupAudience(
            groupchat_ids=tuple(map(GroupchatId, several("chats", Noun.CHAT, "groupchat_ids"))),
            tag_ids=tuple(map(GroupchatTagId, several("tags", Noun.CHAT_TAG, "tag_ids"))),
            owner_ids=tuple(map(StaffId, several("owners", Noun.STAFF, "owner_ids"))),
            department_ids=tuple(map(DepartmentId, several("departments", Noun.DEPARTMENT, "department_ids"))),
            least_people=bounds and bounds.read("at_least", bounds.whole, None, place="least_people"),
            most_people=bounds and bounds.read("at_most", bounds.whole, None, place="most_people"),
        )

    # ───────────────────────── what ─────────────────────────

    def _variants(self, fields: Fields) -> tuple[Variant, ...]:
        """Return the contents: several by their letters, or the one that stands beside the name."""
        spot = fields.find("variants")
        beside = [key for key in ("text", "attachments") if key in fields]
        if spot is None:
            if isinstance(fields.spot.value, dict) and not beside:
                fields.fault(fields.spot, "missing", key="text")
            content = self._content(fields, content_place(0).removeprefix(f"{BODY}."))
            return (Variant(key=KEYS[0], permille=WHOLE, content=content),)
        for key in beside:
            self.desk.faults.add(fields.spot.keys[key], "beside_variants", key=key)
        if not isinstance(spot.value, dict):
            fields.fault(spot, "type", wanted="mapping", found=spot.kind)
            return ()
        return tuple(
            self._variant(f"{BODY}.variants[{number}]", Spot(spot.keys[key], key), below)
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


def _maybe(how: Callable[[Spot], int]) -> Callable[[Spot], int | None]:
    return lambda spot: None if spot.value is None else how(spot)


def _instant(fields: Fields, spot: Spot) -> datetime | None:
    found = read_instant(fields.text(spot), CORP_ZONE)
    if found is None:
        fields.fault(spot, "hour", written=spot.written)
    return found


def _share(fields: Fields, spot: Spot) -> int:
    permille = read_share(fields.text(spot))
    if permille is None:
        fields.fault(spot, "share", written=spot.written)
    return WHOLE if permille is None else permille
