"""The words of definitions: what they may name, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lingqu.customers.api.attributes import list_attributes
from lingqu.customers.api.tags import list_tags
from lingqu.customers.contracts.views import AttributeType
from lingqu.customers.ports import ChannelNames
from lingqu.directory.api.people import cards_of, list_departments
from lingqu.groupchats.api.lists import list_groupchats, name_groupchats
from lingqu.groupchats.api.tags import list_tags as list_groupchat_tags
from lingqu.groupchats.contracts.groups import GroupchatFilter
from lingqu.infra.database import Session
from lingqu.kernel.ids import ChannelId, GroupchatId, StaffId
from lingqu.kernel.paging import MAX_LIMIT
from lingqu.segments.contracts.definition import Definition, GroupLeaf, RelationLeaf, TagLeaf
from lingqu.segments.contracts.speaking import Choice, Choices, EventChoice
from lingqu.segments.domain.comparing import OPS
from lingqu.segments.domain.event_words import EVENTS
from lingqu.segments.domain.reading import leaves_of
from lingqu.segments.domain.sentences.names import Language, Names
from lingqu.segments.domain.vocabulary import Vocabulary
from lingqu.segments.store import words as store


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """What exists of all that a definition names, and what it is called."""

    vocabulary: Vocabulary
    names: Names


async def list_choices(session: Session, *, language: Language) -> Choices:
    """Return what an editor offers."""
    groupchats = await list_groupchats(session, GroupchatFilter(), limit=MAX_LIMIT)
    segments = await store.list_segments(session)
    return Choices(
        attributes=[(one, sorted(OPS[one.type])) for one in await list_attributes(session)],
        groupchats=[Choice(id=one.groupchat_id, name=one.name or "") for one in groupchats.items],
        groupchat_tags=[Choice(id=one.tag_id, name=one.name) for one in await list_groupchat_tags(session)],
        segments=[Choice(id=number, name=name) for number, name in segments.items()],
        events=[
            EventChoice(name=name, label=getattr(words, language), properties=words.properties)
            for name, words in EVENTS.items()
        ],
    )


async def read_phrasebook(
    session: Session, definition: Definition, channel_names: ChannelNames, *, language: Language
) -> Phrasebook:
    """Return what the definition may name: of staff, channels and groups only those that it does name."""
    named = _named(definition)
    cards = await cards_of(session, named.staff)
    groups = await list_tags(session)
    attributes = await list_attributes(session)
    names = Names(
        attributes={one.key: one.label for one in attributes},
        tags={tag.tag_id: tag.name for group in groups for tag in group.tags},
        tag_groups={group.group_id: group.name for group in groups},
        staff={one.staff_id: one.name for one in cards.values()},
        departments={one.department_id: one.name for one in await list_departments(session)},
        channels=await channel_names(session, named.channels),
        chats=await name_groupchats(session, named.chats),
        chat_tags={one.tag_id: one.name for one in await list_groupchat_tags(session)},
        segments=await store.list_segments(session),
        events={name: getattr(words, language) for name, words in EVENTS.items()},
    )
    types = {one.key: one.type for one in attributes}
    return Phrasebook(_vocabulary(names, types), names)


@dataclass(frozen=True, slots=True)
class _Named:
    staff: set[StaffId] = field(default_factory=set)
    channels: set[ChannelId] = field(default_factory=set)
    chats: set[GroupchatId] = field(default_factory=set)


def _named(definition: Definition) -> _Named:
    found = _Named()
    for _, leaf in leaves_of(definition):
        if isinstance(leaf, TagLeaf | RelationLeaf) and leaf.scope is not None:
            found.staff.update(map(StaffId, leaf.scope.staff))
        if isinstance(leaf, RelationLeaf):
            found.channels.update(map(ChannelId, leaf.channels))
        if isinstance(leaf, GroupLeaf):
            found.staff.update(map(StaffId, leaf.owners))
            found.chats.update(map(GroupchatId, leaf.chats))
    return found


def _vocabulary(names: Names, types: Mapping[str, AttributeType]) -> Vocabulary:
    return Vocabulary(
        attributes=types,
        tags=frozenset(names.tags),
        tag_groups=frozenset(names.tag_groups),
        staff=frozenset(names.staff),
        departments=frozenset(names.departments),
        channels=frozenset(names.channels),
        chats=frozenset(names.chats),
        chat_tags=frozenset(names.chat_tags),
        events=frozenset(names.events),
        segments=dict.fromkeys(names.segments, frozenset()),
    )
