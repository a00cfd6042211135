"""Relations, corp tags on them, and groupchats."""

from datetime import datetime

from lingqu.customers.contracts.tags import MatchTags
from lingqu.segments.contracts.definition import GroupLeaf, RelationLeaf, RelationScope, RelationState, TagLeaf
from lingqu.segments.contracts.person import Mark, Person, PersonGroup, PersonRelation
from lingqu.segments.domain.comparing import fits
from lingqu.segments.domain.questions.answer import Answer, Look

_STATES = {
    RelationState.LIVE: lambda one: one.live,
    RelationState.ENDED: lambda one: not one.live,
    RelationState.DELETED_BY_CUSTOMER: lambda one: one.ended_by == "customer",
    RelationState.DELETED_BY_STAFF: lambda one: one.ended_by == "staff",
    RelationState.ANY: lambda _: True,
}


def ask_relation(leaf: RelationLeaf, person: Person, look: Look) -> Answer:
    """Count the members whose relation satisfies all of it at once."""
    staff = sorted({one.staff_id for one in person.relations if _matches(leaf, one, look)})
    return Answer(
        fits(leaf.count, len(staff)),
        {"count": len(staff), "staff": staff},
        tuple(turn for one in person.relations for turn in _relation_turns(leaf, one, look)),
    )


def _matches(leaf: RelationLeaf, one: PersonRelation, look: Look) -> bool:
    return (
        _STATES[leaf.state](one)
        and _in_scope(leaf.scope, one)
        and (not leaf.add_ways or one.add_way in leaf.add_ways)
        and (not leaf.channels or one.channel_id in leaf.channels)
        and (leaf.added is None or look.calendar.covers(leaf.added, one.added_at, look.at))
        and (
            leaf.ended is None or (one.ended_at is not None and look.calendar.covers(leaf.ended, one.ended_at, look.at))
        )
    )


def _relation_turns(leaf: RelationLeaf, one: PersonRelation, look: Look) -> tuple[datetime, ...]:
    added = look.calendar.turns(leaf.added, one.added_at) if leaf.added else ()
    ended = look.calendar.turns(leaf.ended, one.ended_at) if leaf.ended and one.ended_at else ()
    return added + ended


def _in_scope(scope: RelationScope | None, one: PersonRelation) -> bool:
    """An empty scope names nobody in particular: every relation is in it."""
    if scope is None or not (scope.staff or scope.departments):
        return True
    return one.staff_id in scope.staff or not one.departments.isdisjoint(scope.departments)


def ask_tag(leaf: TagLeaf, person: Person, look: Look) -> Answer:
    """Look for marks on the live relations of the scope."""
    relations = [one for one in person.relations if one.live and _in_scope(leaf.scope, one)]
    sets = [[mark for mark in one.marks if _counts(leaf, mark, look)] for one in relations]
    if not leaf.one_relation:
        sets = [[mark for marks in sets for mark in marks]]
    turns = tuple(
        turn
        for one in relations
        for mark in one.marks
        if leaf.granted
        for turn in look.calendar.turns(leaf.granted, mark.granted_at)
    )
    named = [(one.staff_id, mark) for one in relations for mark in one.marks if _named(leaf, mark)]
    found = {
        "marks": [(staff, mark) for staff, mark in named if _counts(leaf, mark, look)],
        "others": [(staff, mark) for staff, mark in named if not _counts(leaf, mark, look)],
    }
    return Answer(any(_answers(leaf, marks) for marks in sets), found, turns)


def _counts(leaf: TagLeaf, mark: Mark, look: Look) -> bool:
    if leaf.sources and mark.source not in leaf.sources:
        return False
    return leaf.granted is None or look.calendar.covers(leaf.granted, mark.granted_at, look.at)


def _named(leaf: TagLeaf, mark: Mark) -> bool:
    return mark.tag_id in leaf.tags or mark.group_id in leaf.groups


def _answers(leaf: TagLeaf, marks: list[Mark]) -> bool:
    if leaf.match is MatchTags.ALL:
        tags = {mark.tag_id for mark in marks}
        groups = {mark.group_id for mark in marks}
        return tags.issuperset(leaf.tags) and groups.issuperset(leaf.groups)
    some = any(_named(leaf, mark) for mark in marks)
    return some if leaf.match is MatchTags.ANY else not some


def ask_group(leaf: GroupLeaf, person: Person, look: Look) -> Answer:
    """Look for a groupchat that satisfies all of it."""
    matching = [one for one in person.groups if _group_matches(leaf, one, look)]
    turns = tuple(
        turn for one in person.groups if leaf.joined for turn in look.calendar.turns(leaf.joined, one.joined_at)
    )
    return Answer(bool(matching), {"chats": [(one.chat, one.joined_at) for one in matching]}, turns)


def _group_matches(leaf: GroupLeaf, one: PersonGroup, look: Look) -> bool:
    return (
        (not leaf.chats or one.chat in leaf.chats)
        and (not leaf.chat_tags or not one.tags.isdisjoint(leaf.chat_tags))
        and (not leaf.owners or one.owner in leaf.owners)
        and (leaf.joined is None or look.calendar.covers(leaf.joined, one.joined_at, look.at))
    )
