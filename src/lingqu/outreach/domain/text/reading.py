"""From text to broadcasts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

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
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.domain.text import words
from lingqu.outreach.domain.text.contents import ContentReader, keyed
from lingqu.outreach.domain.variants import PLACE

MOST_BROADCASTS = 50
BODY: Final = "body"
"""Places of a broadcast are those of the request that says the same: what is refused there is told here."""

_NOBODY: Final = TagAudience(tag_ids=(), match=TagMatch.ANY)


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
    return replace(draft, variants=keyed(draft.variants, keys))


@dataclass(slots=True)
class _Reader:
    """Reads one broadcast; faults are noted at the desk, and reading goes on."""

    desk: Desk

    def broadcast(self, entry: Spot) -> TextBroadcast:
        fields = Fields(self.desk, entry, BODY, words.BROADCAST)
        self.desk.marks[BODY] = entry.mark
        contents = ContentReader(self.desk)
        programme_id = fields.read("programme", _maybe(fields.name(Noun.PROGRAMME)), None, place="programme_id")
        draft = BroadcastDraft(
            name=fields.need("name", fields.text, "").strip(),
            audience=fields.need("to", self._audience, _NOBODY),
            variants=contents.variants(fields, place=PLACE),
            programme_id=None if programme_id is None else ProgrammeId(programme_id),
        )
        at = fields.read("at", partial(_instant, fields), None)
        return TextBroadcast(draft=draft, at=at, mark=entry.mark, desk=self.desk, pictures=contents.pictures)

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


def _maybe(how: Callable[[Spot], int]) -> Callable[[Spot], int | None]:
    return lambda spot: None if spot.value is None else how(spot)


def _instant(fields: Fields, spot: Spot) -> datetime | None:
    found = read_instant(fields.text(spot), CORP_ZONE)
    if found is None:
        fields.fault(spot, "hour", written=spot.written)
    return found
