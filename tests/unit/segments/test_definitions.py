"""Bad definitions are refused with the path of the fault; one meaning has one form."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiences.world import VOCABULARY
from lingqu.segments.contracts.definition import Node
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.domain.canonical import canonical, expression, leaf_key, leaves
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.reading import MOST_BYTES, MOST_LEAVES, convert, read
from lingqu.segments.errors import BadDefinitionError

TAG = {"kind": "tag", "tags": [1]}
EVENT = {"kind": "event", "event": {"name": "link.viewed"}}


def _place(document: Any, vocabulary: Vocabulary = VOCABULARY, **given: Any) -> str | None:
    with pytest.raises(BadDefinitionError) as refused:
        checked(convert(document), vocabulary, **given)
    return refused.value.place


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ({"kind": "all", "of": []}, "$.of"),
        ({"kind": "any", "of": [TAG, {"kind": "any", "of": []}]}, "$.of[1].of"),
        ({"kind": "tag"}, "$.tags"),
        ({"kind": "not", "of": {"kind": "tag", "tags": [1, 99]}}, "$.of.tags"),
        ({"kind": "tag", "groups": [99]}, "$.groups"),
        ({"kind": "tag", "tags": [1], "scope": {"staff": [99]}}, "$.scope.staff"),
        ({"kind": "tag", "tags": [1], "granted": {"kind": "last", "duration": "-P1D"}}, "$.granted.duration"),
        ({"kind": "tag", "tags": [1], "colour": "red"}, "$"),
        ({"kind": "attribute", "key": "shoe", "op": "eq", "value": 1}, "$.key"),
        ({"kind": "attribute", "key": "city", "op": "lt", "value": "上海"}, "$.op"),
        ({"kind": "attribute", "key": "city", "op": "eq", "value": 1}, "$.value"),
        ({"kind": "attribute", "key": "city", "op": "in", "value": ["上海", 1]}, "$.value[1]"),
        ({"kind": "attribute", "key": "score", "op": "between", "value": [3, 1]}, "$.value"),
        ({"kind": "attribute", "key": "score", "op": "eq", "value": True}, "$.value"),
        ({"kind": "attribute", "key": "birthday", "op": "eq", "value": "30 February"}, "$.value"),
        ({"kind": "attribute", "key": "birthday", "op": "within_last", "value": 0}, "$.value"),
        ({"kind": "attribute", "key": "birthday", "op": "this_month", "value": 3}, "$.value"),
        ({**EVENT, "event": {"name": "moon.landed"}}, "$.event.name"),
        ({**EVENT, "count": {"op": "lt", "n": 0}}, "$.count.n"),
        ({**EVENT, "count": {"op": "starts", "n": 1}}, "$.count.op"),
        ({**EVENT, "count": {"n": -1}}, "$.count.n"),
        ({**EVENT, "window": {"kind": "days", "first": "2026-02-02", "last": "2026-02-01"}}, "$.window.last"),
        ({**EVENT, "window": {"kind": "days", "first": "0001-01-01", "last": "2026-02-01"}}, "$.window"),
        ({**EVENT, "window": {"kind": "between", "since": "2026-02-02T00:00:00"}}, "$.window.since"),
        ({**EVENT, "event": {"name": "link.viewed", "where": [{"key": "", "op": "exists"}]}}, "$.event.where[0].key"),
        ({"kind": "sequence", "steps": [{"name": "link.viewed"}], "within": "P1D"}, "$.steps"),
        ({"kind": "order", "op": "in"}, "$.op"),
        ({"kind": "order", "value": 1.5}, "$.value"),
        ({"kind": "order", "op": "ge", "value": 0}, "$.value"),
        ({"kind": "order", "shops": [99]}, "$.shops"),
        ({"kind": "group", "owners": [99]}, "$.owners"),
        ({"kind": "segment", "segment_id": 99}, "$.segment_id"),
        ({"kind": "bucket", "salt": "s", "first": 5, "last": 4}, "$.last"),
        ({"kind": "bucket", "salt": "s", "last": 1000}, "$.last"),
        ({"kind": "list", "list_id": 99}, "$.list_id"),
    ],
)
def test_a_fault_is_named_by_its_path(document: Any, place: str) -> None:
    assert _place(document) == place


def test_a_segment_never_reads_itself_by_whatever_detour() -> None:
    reads = Vocabulary(segments={1: frozenset({2}), 2: frozenset(), 3: frozenset({2, 1})})
    document = {"kind": "all", "of": [{"kind": "segment", "segment_id": 3}]}

    assert _place(document, reads, itself=1) == "$.of[0].segment_id"
    assert _place(document, reads, itself=3) == "$.of[0].segment_id"
    assert checked(convert(document), reads, itself=4)


def test_absurd_sizes_are_refused_before_they_cost() -> None:
    deep = b'{"kind":"not","of":' * 200 + b'{"kind":"tag","tags":[1]}' + b"}" * 200
    wide = convert({"kind": "all", "of": [TAG] * MOST_LEAVES})

    assert checked(wide, VOCABULARY) == wide
    with pytest.raises(BadDefinitionError, match=f"at most {MOST_LEAVES} leaves"):
        convert({"kind": "all", "of": [TAG] * (MOST_LEAVES + 1)})
    with pytest.raises(BadDefinitionError, match="at most 16 deep"):
        read(deep)
    with pytest.raises(BadDefinitionError, match=f"at most {MOST_BYTES} bytes"):
        read(b" " * 10_000_000)


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_whatever_the_bytes_they_are_refused_by_name(document: bytes | str) -> None:
    with pytest.raises(BadDefinitionError) as refused:
        read(document)
    assert refused.value.place


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "of", "tags", "op", "value", "key", "window", "count"]), below)
    ),
    max_leaves=8,
)


@given(_JSON, st.sampled_from(sorted(str(one.__struct_config__.tag) for one in Node.__subclasses__())))
def test_whatever_the_json_it_is_a_definition_or_refused_by_name(document: Any, kind: str) -> None:
    if isinstance(document, dict):
        document["kind"] = kind
    try:
        sound = checked(convert(document), VOCABULARY)
    except BadDefinitionError as refused:
        named = refused.place
    else:
        named = leaves(expression(sound))
    assert named


@pytest.mark.parametrize(
    ("one", "other", "negated"),
    [
        ({"kind": "tag", "tags": [2, 1, 1]}, {"kind": "tag", "tags": [1, 2]}, False),
        ({"kind": "tag", "tags": [1], "match": "none"}, {"kind": "tag", "tags": [1]}, True),
        ({"kind": "tag", "tags": [1], "scope": {}}, {"kind": "tag", "tags": [1]}, False),
        ({**EVENT, "count": {"op": "eq", "n": 0}}, EVENT, True),
        ({**EVENT, "count": {"op": "le", "n": 0}}, EVENT, True),
        ({**EVENT, "count": {"op": "lt", "n": 1}}, EVENT, True),
        ({**EVENT, "count": {"op": "ne", "n": 0}}, EVENT, False),
        ({**EVENT, "count": {"op": "gt", "n": 0}}, EVENT, False),
        ({**EVENT, "count": {"op": "ne", "n": 2}}, {**EVENT, "count": {"op": "eq", "n": 2}}, True),
        ({"kind": "order", "op": "eq", "value": 0}, {"kind": "order", "op": "ne", "value": 0}, True),
        (
            {**EVENT, "window": {"kind": "between", "since": "2026-01-01T08:00:00+08:00"}},
            {**EVENT, "window": {"kind": "between", "since": "2026-01-01T00:00:00Z"}},
            False,
        ),
    ],
)
def test_what_means_the_same_shares_a_leaf(one: Any, other: Any, negated: Any) -> None:
    left, right = canonical(convert(one)), canonical(convert(other))

    assert leaf_key(left.leaf) == leaf_key(right.leaf)
    assert (left.negated is not right.negated) is negated


def test_the_key_of_a_leaf_never_changes() -> None:
    """Stored leaves are found by it: a change here orphans every bitmap."""
    term = canonical(convert({**EVENT, "window": {"kind": "last", "duration": "P30D"}}))

    assert leaf_key(term.leaf) == "7c58149961d7ad4afab5fa14f0820fc6"
