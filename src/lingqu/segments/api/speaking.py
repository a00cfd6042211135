"""The words of definitions: what they may name, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from lingqu.customers.api.attributes import list_attributes
from lingqu.customers.api.stages import stage_names
from lingqu.customers.api.tags import list_tags
from lingqu.customers.ports import ChannelNames
from lingqu.directory.api.people import cards_of, list_departments
from lingqu.groupchats.api.lists import list_groupchats, name_groupchats
from lingqu.groupchats.api.tags import list_tags as list_groupchat_tags
from lingqu.groupchats.contracts.groups import GroupchatFilter
from lingqu.infra.database import Session
from lingqu.ingestion.api import telling
from lingqu.kernel.ids import ChannelId, GroupchatId, StaffId
from lingqu.kernel.languages import Language
from lingqu.kernel.paging import MAX_LIMIT
from lingqu.segments.contracts.definition import Definition, GroupLeaf, RelationLeaf, TagLeaf
from lingqu.segments.contracts.events import EVENTS
from lingqu.segments.contracts.speaking import Choice, Choices, EventChoice
from lingqu.segments.domain.comparing import OPS
from lingqu.segments.domain.event_words import EVENT_WORDS
from lingqu.segments.domain.reading import leaves_of
from lingqu.segments.domain.sentences.add_way_words import add_ways_in
from lingqu.segments.domain.sentences.names import Names
from lingqu.segments.domain.sentences.property_words import Stands, ids_in, tests_of
from lingqu.segments.domain.sentences.saying import sentence
from lingqu.segments.store import lists as list_store
from lingqu.segments.store import segments as store


async def list_choices(session: Session, *, language: Language) -> Choices:
    """Return what an editor offers."""
    groupchats = await list_groupchats(session, GroupchatFilter(), limit=MAX_LIMIT)
    segments = await store.list_living(session)
    events = _events(language)
    return Choices(
        attributes=[(one, sorted(OPS[one.type])) for one in await list_attributes(session)],
        groupchats=[Choice(id=one.groupchat_id, name=one.name or "") for one in groupchats.items],
        groupchat_tags=[Choice(id=one.tag_id, name=one.name) for one in await list_groupchat_tags(session)],
        segments=[Choice(id=one.segment_id, name=one.name) for one in segments],
        lists=[Choice(id=one.list_id, name=one.name) for one in await list_store.list_living(session) if one.version],
        events=[
            EventChoice(name=name, label=events.get(name, name), properties=properties)
            for name, properties in (await _told(session)).items()
        ],
    )


async def say(session: Session, definition: Definition, channel_names: ChannelNames, *, language: Language) -> str:
    """Return a definition as a sentence."""
    return (await say_all(session, [definition], channel_names, language=language))[0]


async def say_all(
    session: Session, definitions: Sequence[Definition], channel_names: ChannelNames, *, language: Language
) -> list[str]:
    """Return each definition as a sentence; names are looked up once for all."""
    names = await names_of(session, definitions, channel_names, language)
    return [sentence(one, names, language=language) for one in definitions]


@dataclass(frozen=True, slots=True)
class Named:
    """Of what there is too much to name it all: what is meant."""

    staff: set[StaffId] = field(default_factory=set)
    channels: set[ChannelId] = field(default_factory=set)
    chats: set[GroupchatId] = field(default_factory=set)

    def add_property(self, event: str, key: str, value: Any) -> None:
        """Add what a value of an event's property stands for."""
        self.channels.update(map(ChannelId, ids_in(event, key, value, Stands.CHANNEL)))
        self.chats.update(map(GroupchatId, ids_in(event, key, value, Stands.CHAT)))


async def names_of(
    session: Session,
    definitions: Sequence[Definition],
    channel_names: ChannelNames,
    language: Language,
    *,
    also: Named | None = None,
) -> Names:
    """Return what things are called: of staff, channels and groups only those that are meant."""
    named = _named(definitions, also or Named())
    cards = await cards_of(session, named.staff)
    groups = await list_tags(session)
    attributes = await list_attributes(session)
    return Names(
        attributes={one.key: one.label for one in attributes},
        tags={tag.tag_id: tag.name for group in groups for tag in group.tags},
        tag_groups={group.group_id: group.name for group in groups},
        staff={one.staff_id: one.name for one in cards.values()},
        departments={one.department_id: one.name for one in await list_departments(session)},
        channels=await channel_names(session, named.channels),
        add_ways=add_ways_in(language),
        chats=await name_groupchats(session, named.chats),
        chat_tags={one.tag_id: one.name for one in await list_groupchat_tags(session)},
        segments={one.segment_id: one.name for one in await store.list_living(session)},
        lists={one.list_id: one.name for one in await list_store.list_living(session)},
        events=_events(language),
        stages=await stage_names(session),
    )


async def _told(session: Session) -> dict[str, Sequence[str]]:
    """Return the events that may be asked for, with their properties; what the corp's servers told adds to ours."""
    told = {one.name: one.properties for one in await telling.list_names(session)}
    return {**EVENTS, **told}


def _events(language: Language) -> dict[str, str]:
    return {name: getattr(words, language) for name, words in EVENT_WORDS.items()}


def _named(definitions: Sequence[Definition], found: Named) -> Named:
    for _, leaf in chain.from_iterable(map(leaves_of, definitions)):
        if isinstance(leaf, TagLeaf | RelationLeaf) and leaf.scope is not None:
            found.staff.update(map(StaffId, leaf.scope.staff))
        if isinstance(leaf, RelationLeaf):
            found.channels.update(map(ChannelId, leaf.channels))
        if isinstance(leaf, GroupLeaf):
            found.staff.update(map(StaffId, leaf.owners))
            found.chats.update(map(GroupchatId, leaf.chats))
        for event, test in tests_of(leaf):
            found.add_property(event, test.key, test.value)
    return found
