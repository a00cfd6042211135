"""Relations, the tags on them, and groupchats."""

from collections.abc import Sequence

from lingqu.customers.contracts.tags import MatchTags, TagStatus
from lingqu.segments.contracts.definition import GroupLeaf, RelationLeaf, RelationState, TagLeaf
from lingqu.segments.store.questions.writing import MERGED, OPERATORS, PERSON, Writer

_STATES = {
    RelationState.LIVE: "x.deleted_at IS NULL",
    RelationState.ENDED: "x.deleted_at IS NOT NULL",
    RelationState.DELETED_BY_CUSTOMER: "x.deleted_at IS NOT NULL AND x.deleted_by = 'customer'",
    RelationState.DELETED_BY_STAFF: "x.deleted_at IS NOT NULL AND x.deleted_by = 'staff'",
    RelationState.ANY: "true",
}


def relation(leaf: RelationLeaf, to: Writer) -> str:
    """Count members whose relation satisfies all of it."""
    added = to.covered("x.added_at", leaf.added) if leaf.added else "true"
    ended = to.covered("x.deleted_at", leaf.ended) if leaf.ended else "true"
    turns = [
        to.turn(column, window)
        for column, window in (("x.added_at", leaf.added), ("x.deleted_at", leaf.ended))
        if window
    ]
    return f"""
    SELECT customer_id, count(DISTINCT staff_id) FILTER (WHERE fits) {OPERATORS[leaf.count.op]} {to.value(leaf.count.n)}
             AS holds,
           min(turn) AS turns_at
    FROM (
      SELECT {PERSON} AS customer_id, x.staff_id, {added} AND {ended} AS fits,
             {_least(turns)} AS turn
      FROM follow_relation x {MERGED}
      WHERE x.corp_id = lingqu_corp() AND {_STATES[leaf.state]} AND {to.among()}
        AND {to.in_scope(leaf.scope, "x.staff_id")}
        AND {to.any_of("x.add_way", leaf.add_ways, "integer")}
        AND {to.any_of("x.channel_id", leaf.channels, "integer")}
    ) r GROUP BY customer_id
    """


def _least(turns: list[str]) -> str:
    return f"least({', '.join(turns)})" if turns else "NULL::timestamptz"


def tag(leaf: TagLeaf, to: Writer) -> str:
    """Look for marks on live relations; without `one_relation` a canonical leaf asks for any of them."""
    if leaf.one_relation:
        return _one_relation(leaf, to)
    return f"""
    SELECT {PERSON} AS customer_id, coalesce(bool_or({_counts(leaf, to)}), false) AS holds,
           min({to.turn("t.granted_at", leaf.granted) if leaf.granted else "NULL::timestamptz"}) AS turns_at
    FROM {_marks(leaf)}
    JOIN follow_relation x ON x.corp_id = lingqu_corp() AND x.customer_id = t.customer_id AND x.staff_id = t.staff_id
                          AND x.deleted_at IS NULL {MERGED}
    WHERE {_named(leaf, to)} AND {to.among()} AND {to.in_scope(leaf.scope, "x.staff_id")}
    GROUP BY 1
    """


def tags_each(tags: Sequence[int], to: Writer) -> str:
    """Look for several tags on live relations at once: who has which, in one pass over the marks."""
    stays = f"t.status <> '{TagStatus.WITHDRAWING}'"
    named = f"t.tag_id = ANY({to.value(list(tags))}::integer[])"
    if to.asks_everybody:
        return f"""
        SELECT t.tag_id, {PERSON} AS customer_id
        FROM relation_tag t
        JOIN follow_relation x ON x.corp_id = lingqu_corp() AND x.customer_id = t.customer_id
                              AND x.staff_id = t.staff_id AND x.deleted_at IS NULL {MERGED}
        WHERE t.corp_id = lingqu_corp() AND {stays} AND {named}
        """
    # Each kind of row by its customers, whatever the planner thinks of them: it would look for each tag of each.
    return f"""
    WITH marks AS MATERIALIZED (
      SELECT t.customer_id, t.staff_id, t.tag_id
      FROM relation_tag t WHERE t.corp_id = lingqu_corp() AND {stays} AND {to.among("t.customer_id")}
    ), live AS MATERIALIZED (
      SELECT x.customer_id, x.staff_id, {PERSON} AS person
      FROM follow_relation x {MERGED} WHERE x.corp_id = lingqu_corp() AND x.deleted_at IS NULL AND {to.among()}
    )
    SELECT t.tag_id, live.person AS customer_id
    FROM marks t JOIN live ON live.customer_id = t.customer_id AND live.staff_id = t.staff_id
    WHERE {named}
    """


def _marks(leaf: TagLeaf) -> str:
    groups = "JOIN corp_tag g ON g.corp_id = lingqu_corp() AND g.tag_id = t.tag_id" if leaf.groups else ""
    return f"relation_tag t {groups}"


def _named(leaf: TagLeaf, to: Writer) -> str:
    named = f"t.tag_id = ANY({to.value(list(leaf.tags))}::integer[])"
    if leaf.groups:
        named = f"({named} OR g.group_id = ANY({to.value(list(leaf.groups))}::integer[]))"
    return f"t.corp_id = lingqu_corp() AND t.status <> '{TagStatus.WITHDRAWING}' AND {named}"


def _counts(leaf: TagLeaf, to: Writer) -> str:
    granted = to.covered("t.granted_at", leaf.granted) if leaf.granted else "true"
    return f"{granted} AND {to.any_of('t.source', leaf.sources, 'text')}"


def _one_relation(leaf: TagLeaf, to: Writer) -> str:
    """Put the question to each live relation; one that has none of the marks answers too."""
    distinct = "count(DISTINCT t.tag_id) FILTER (WHERE t.counts AND t.tag_id = ANY({})) = cardinality({})"
    tags = f"{to.value(list(leaf.tags))}::integer[]"
    answer = {
        MatchTags.ANY: "coalesce(bool_or(t.counts), false)",
        MatchTags.NONE: "NOT coalesce(bool_or(t.counts), false)",
        MatchTags.ALL: distinct.format(tags, tags),
    }[leaf.match]
    if leaf.match is MatchTags.ALL and leaf.groups:
        groups = f"{to.value(list(leaf.groups))}::integer[]"
        answer += (
            f" AND count(DISTINCT t.group_id) FILTER (WHERE t.counts AND t.group_id = ANY({groups}))"
            f" = cardinality({groups})"
        )
    group_id = "g.group_id" if leaf.groups else "NULL::integer AS group_id"
    return f"""
    SELECT customer_id, bool_or(fits) AS holds, min(turn) AS turns_at FROM (
      SELECT {PERSON} AS customer_id, {answer} AS fits, min(t.turn) AS turn
      FROM follow_relation x {MERGED}
      LEFT JOIN LATERAL (
        SELECT t.tag_id, {group_id}, {_counts(leaf, to)} AS counts,
               {to.turn("t.granted_at", leaf.granted) if leaf.granted else "NULL::timestamptz"} AS turn
        FROM {_marks(leaf)}
        WHERE {_named(leaf, to)} AND t.customer_id = x.customer_id AND t.staff_id = x.staff_id
      ) t ON true
      WHERE x.corp_id = lingqu_corp() AND x.deleted_at IS NULL AND {to.among()}
        AND {to.in_scope(leaf.scope, "x.staff_id")}
      GROUP BY 1, x.customer_id, x.staff_id
    ) r GROUP BY customer_id
    """


def group(leaf: GroupLeaf, to: Writer) -> str:
    """Look for a groupchat that satisfies all of it."""
    tagged = f"""EXISTS (
      SELECT FROM groupchat_tagged t WHERE t.corp_id = lingqu_corp() AND t.groupchat_id = x.groupchat_id
        AND t.tag_id = ANY({to.value(list(leaf.chat_tags))}::integer[])
    )"""
    joined = to.covered("x.joined_at", leaf.joined) if leaf.joined else "true"
    return f"""
    SELECT {PERSON} AS customer_id, bool_or({joined}) AS holds,
           min({to.turn("x.joined_at", leaf.joined) if leaf.joined else "NULL::timestamptz"}) AS turns_at
    FROM groupchat_member x {MERGED}
    JOIN groupchat g ON g.corp_id = lingqu_corp() AND g.groupchat_id = x.groupchat_id AND g.dismissed_at IS NULL
    WHERE x.corp_id = lingqu_corp() AND x.customer_id IS NOT NULL AND x.left_at IS NULL AND x.is_confirmed
      AND {to.among()} AND {to.any_of("x.groupchat_id", leaf.chats, "integer")}
      AND {to.any_of("g.owner_id", leaf.owners, "integer")}
      AND {tagged if leaf.chat_tags else "true"}
    GROUP BY 1
    """
