"""From broadcasts to text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.text.book import Book, Noun
from lingqu.kernel.text.values import write_instant
from lingqu.kernel.text.writing import dump
from lingqu.outreach.contracts.broadcasts import (
    BroadcastAudience,
    BroadcastDraft,
    MailingAudience,
    SegmentAudience,
    TagMatch,
)
from lingqu.outreach.domain.text.contents import write_contents
from lingqu.outreach.domain.text.words import EVERY_GROUP


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a text says about one broadcast; without an hour it schedules nothing."""

    draft: BroadcastDraft
    at: datetime | None = None


def write_broadcasts(several: Iterable[Written], book: Book) -> str:
    """Return the text of broadcasts; `domain.text.reading` reads it. Pictures are called by their keys."""
    return dump({"broadcasts": [write_tree(one, book) for one in several]})


def write_tree(one: Written, book: Book) -> dict[str, Any]:
    """Return a broadcast as lists and mappings of plain values, names instead of numbers."""
    draft = one.draft
    return _some(
        name=draft.name,
        programme=None if draft.programme_id is None else book.name(Noun.PROGRAMME, draft.programme_id),
        to=_audience(draft.audience, book),
        **write_contents(draft.variants),
        at=None if one.at is None else write_instant(one.at, CORP_ZONE),
    )


def _audience(audience: BroadcastAudience, book: Book) -> dict[str, Any]:
    if isinstance(audience, MailingAudience):
        raise AssertionError("a mailing is part of its journey's text")  # noqa: TRY004 - nobody can ask for it
    if isinstance(audience, SegmentAudience):
        return {"segment": book.name(Noun.SEGMENT, audience.segment_id)}
    if isinstance(audience, GroupAudience):
        return {"groups": _groups(audience, book) or EVERY_GROUP}
    return _some(
        tags=[book.name(Noun.TAG, one) for one in audience.tag_ids],
        match=None if audience.match is TagMatch.ANY else audience.match.value,
    )


def _groups(audience: GroupAudience, book: Book) -> dict[str, Any]:
    def names(noun: Noun, numbers: Sequence[int]) -> list[str] | None:
        return [book.name(noun, one) for one in numbers] or None

    return _some(
        chats=names(Noun.CHAT, audience.groupchat_ids),
        tags=names(Noun.CHAT_TAG, audience.tag_ids),
        owners=names(Noun.STAFF, audience.owner_ids),
        departments=names(Noun.DEPARTMENT, audience.department_ids),
        people=_some(at_least=audience.least_people, at_most=audience.most_people) or None,
    )


def _some(**fields: Any) -> dict[str, Any]:
    """Return what says something."""
    return {key: value for key, value in fields.items() if value is not None}
