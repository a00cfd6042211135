"""A definition is refused with all its faults, each at its place; a sound one has none."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lingqu.journeys.api.checking import checked
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.domain.checking import MOST_STEPS
from lingqu.journeys.domain.reading import MOST_BYTES, convert, read, write
from lingqu.journeys.errors import BadDefinitionError
from ways.definitions import GROUND, journeys

SOUND: dict[str, Any] = {
    "programme_id": 1,
    "entries": [
        {"kind": "event", "event": {"name": "link.viewed"}},
        {"kind": "segment", "segment_id": 1},
        {"kind": "schedule", "segment_id": 2, "first_at": "2026-03-02T02:00:00Z", "repeat": "weekly"},
        {"kind": "manual"},
    ],
    "re_entry": {"kind": "after_days", "days": 30},
    "goals": [{"name": "首单", "event": {"name": "card.clicked"}, "within": "P14D"}],
    "exits": {"condition_ends": True},
    "first": "问好",
    "steps": {
        "问好": {
            "kind": "message",
            "title": "第一句",
            "contents": [
                {"key": "A", "permille": 500, "content": {"text": "您好", "attachments": []}},
                {"key": "B", "permille": 500, "content": {"text": "早", "attachments": []}},
            ],
            "next": "歇",
        },
        "歇": {"kind": "wait", "lasts": "P1D", "next": "上班"},
        "上班": {"kind": "wait_until", "clock": "10:00:00", "day": "workday", "weekdays": [1, 2], "next": "生日"},
        "生日": {"kind": "wait_date", "attribute": "birthday", "clock": "09:00:00", "yearly": True, "next": "回应"},
        "回应": {
            "kind": "wait_for",
            "awaited": [
                {"name": "看了", "on": {"kind": "event", "event": {"name": "page.opened"}}, "to": "分"},
                {"name": "收到", "on": {"kind": "message_ends", "step": "问好"}, "to": "分"},
                {"name": "进来", "on": {"kind": "in_segment", "segment_id": 1}, "to": "分"},
            ],
            "timeout": "P3D",
            "late": "抽",
        },
        "分": {
            "kind": "split",
            "branches": [
                {"name": "上海", "when": {"kind": "attribute", "key": "city", "op": "eq", "value": "上海"}, "to": "抽"},
                {"name": "高", "when": {"kind": "tag", "tags": [1]}},
            ],
            "otherwise": "抽",
        },
        "抽": {
            "kind": "draw",
            "shares": [{"name": "甲", "permille": 300, "to": "标"}, {"name": "乙", "permille": 700, "to": "歇"}],
        },
        "标": {"kind": "mark", "give": [1], "take": [2], "next": "城"},
        "城": {"kind": "attribute", "key": "city", "value": "上海", "next": "段"},
        "段": {"kind": "stage", "stage_id": 1, "next": "成"},
        "成": {"kind": "goal", "goal": "首单", "next": "走"},
        "走": {"kind": "exit", "reason": "完了"},
    },
}

Plant = Callable[[dict[str, Any]], None]


def put(way: str, value: Any) -> Plant:
    """Write a value at `steps.问好.title`; `None` as a value takes it away."""

    def plant(document: dict[str, Any]) -> None:
        *before, last = [int(one) if one.isdigit() else one for one in way.split(".")]
        at: Any = document
        for one in before:
            at = at[one]
        if value is None:
            del at[last]
        else:
            at[last] = value

    return plant


def _problems(document: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(BadDefinitionError) as refused:
        checked(convert(document), GROUND)
    told = refused.value.data["problems"]
    assert all(one["message"] for one in told)
    assert refused.value.place == told[0]["place"]
    return [(one["place"], one["code"]) for one in told]


EVENT = {"kind": "event", "event": {"name": "link.viewed"}}
SEGMENT = "segments.bad_definition"
PLANTS: list[tuple[list[Plant], list[tuple[str, str]]]] = [
    ([put("programme_id", 9)], [("$.programme_id", "journeys.unknown")]),
    (
        [put("entries", [])],
        [("$.entries", "journeys.no_entry"), ("$.exits.condition_ends", "journeys.no_segment_entry")],
    ),
    ([put("entries.1.segment_id", 9)], [("$.entries[1].segment_id", "journeys.unknown")]),
    ([put("entries.2.segment_id", 9)], [("$.entries[2].segment_id", "journeys.unknown")]),
    ([put("entries.0.event.name", "moon.landed")], [("$.entries[0].event.name", SEGMENT)]),
    (
        [put("entries.0.event.where", [{"key": "1a", "op": "exists"}])],
        [("$.entries[0].event.where[0].key", SEGMENT)],
    ),
    ([put("entries.3", EVENT)], [("$.entries[3]", "journeys.doubled_entry")]),
    ([put("entries.0.key", "page")], [("$.entries[0].key", "journeys.idle_key")]),
    ([put("re_entry", {"kind": "per_key"})], [("$.entries[0].key", "journeys.no_key")]),
    (
        [put("re_entry", {"kind": "per_key"}), put("entries", [{"kind": "segment", "segment_id": 1}])],
        [("$.re_entry", "journeys.no_key")],
    ),
    (
        [
            put("re_entry", {"kind": "per_key"}),
            put("entries.0", {"kind": "event", "event": {"name": "page.opened"}, "key": "colour"}),
        ],
        [("$.entries[0].key", "journeys.unknown_property")],
    ),
    (
        [put("exits", {"condition_ends": True}), put("entries", [EVENT])],
        [("$.exits.condition_ends", "journeys.no_segment_entry")],
    ),
    ([put("goals.0.event.name", "moon.landed")], [("$.goals[0].event.name", SEGMENT)]),
    ([put("goals.0.within", "P400D")], [("$.goals[0].within", "journeys.bad_duration")]),
    ([put("goals", [SOUND["goals"][0]] * 2)], [("$.goals[1].name", "journeys.doubled_name")]),
    ([put("first", "去哪")], [("$.first", "journeys.unknown_step")]),
    (
        [put("first", "上班")],
        [("$.steps.问好", "journeys.unreachable")],
    ),
    ([put("steps.城.next", "去哪"), put("steps.抽.shares.1.to", "段")], [("$.steps.城.next", "journeys.unknown_step")]),
    ([put("steps.分.branches.1.to", "去哪")], [("$.steps.分.branches[1].to", "journeys.unknown_step")]),
    ([put("steps.回应.late", "去哪")], [("$.steps.回应.late", "journeys.unknown_step")]),
    ([put("steps.空", {"kind": "exit", "reason": "x"})], [("$.steps.空", "journeys.unreachable")]),
    (
        [put("steps.a b", {"kind": "exit", "reason": "x"}), put("steps.成.next", "a b"), put("steps.走", None)],
        [("$.steps.a b", "journeys.bad_step_name")],
    ),
    (
        [put("steps.end", {"kind": "exit", "reason": "x"}), put("steps.成.next", "end"), put("steps.走", None)],
        [("$.steps.end", "journeys.bad_step_name")],
    ),
    ([put("steps.问好.title", " ")], [("$.steps.问好.title", "journeys.bad_name")]),
    ([put("steps.问好.gathers", "P2D")], [("$.steps.问好.gathers", "journeys.bad_duration")]),
    ([put("steps.问好.gathers", "PT0S")], [("$.steps.问好.gathers", "journeys.bad_duration")]),
    ([put("steps.问好.contents.0.permille", 400)], [("$.steps.问好.contents", "outreach.bad_variants")]),
    ([put("steps.问好.contents.1.key", "A")], [("$.steps.问好.contents[1].key", "outreach.bad_variants")]),
    ([put("steps.问好.contents.0.content.text", "")], [("$.steps.问好.contents[0].content.text", "content.empty")]),
    (
        [put("steps.问好.contents.0.content.text", "好" * 1400)],
        [("$.steps.问好.contents[0].content.text", "content.too_long")],
    ),
    (
        [put("steps.问好.contents.1.content.text", "{{name}}")],
        [("$.steps.问好.contents[1].content.text", "outreach.variable")],
    ),
    ([put("steps.歇.lasts", "P367D")], [("$.steps.歇.lasts", "journeys.bad_duration")]),
    ([put("steps.歇.lasts", "-P1D")], [("$.steps.歇.lasts", "journeys.bad_duration")]),
    ([put("steps.上班.weekdays", [6, 7])], [("$.steps.上班.weekdays", "journeys.no_such_day")]),
    ([put("steps.上班.weekdays", [1, 1])], [("$.steps.上班.weekdays", "journeys.bad_weekdays")]),
    ([put("steps.上班.day", "restday")], [("$.steps.上班.weekdays", "journeys.no_such_day")]),
    ([put("steps.上班.clock", "10:00:00Z")], [("$.steps.上班.clock", "journeys.bad_clock")]),
    ([put("steps.上班.missed", "走")], [("$.steps.上班.missed", "journeys.idle_missed")]),
    ([put("steps.生日.attribute", "shoe")], [("$.steps.生日.attribute", "journeys.unknown")]),
    ([put("steps.生日.attribute", "city")], [("$.steps.生日.attribute", "journeys.no_date")]),
    ([put("steps.生日.clock", "10:00:00.5")], [("$.steps.生日.clock", "journeys.bad_clock")]),
    ([put("steps.回应.timeout", "PT0S")], [("$.steps.回应.timeout", "journeys.bad_duration")]),
    ([put("steps.回应.timeout", "P400D")], [("$.steps.回应.timeout", "journeys.bad_duration")]),
    ([put("steps.回应.awaited.1.name", "看了")], [("$.steps.回应.awaited[1].name", "journeys.doubled_name")]),
    ([put("steps.回应.awaited.1.on.step", "歇")], [("$.steps.回应.awaited[1].on.step", "journeys.no_message")]),
    (
        [
            put("steps.再问", {**SOUND["steps"]["问好"], "next": "走"}),
            put("steps.成.next", "再问"),
            put("steps.回应.awaited.1.on.step", "再问"),
        ],
        [("$.steps.回应.awaited[1].on.step", "journeys.never_sent")],
    ),
    ([put("steps.生日.missed", "走")], [("$.steps.生日.missed", "journeys.idle_missed")]),
    ([put("steps.回应.awaited.1.on.step", "去哪")], [("$.steps.回应.awaited[1].on.step", "journeys.unknown_step")]),
    ([put("steps.回应.awaited.2.on.segment_id", 9)], [("$.steps.回应.awaited[2].on.segment_id", "journeys.unknown")]),
    ([put("steps.回应.awaited.0.on.event.name", "moon.landed")], [("$.steps.回应.awaited[0].on.event.name", SEGMENT)]),
    ([put("steps.分.branches.1.name", "上海")], [("$.steps.分.branches[1].name", "journeys.doubled_name")]),
    ([put("steps.分.branches.1.name", "otherwise")], [("$.steps.分.branches[1].name", "journeys.doubled_name")]),
    ([put("steps.回应.awaited.1.name", "late")], [("$.steps.回应.awaited[1].name", "journeys.doubled_name")]),
    ([put("steps.分.branches.0.name", "长" * 41)], [("$.steps.分.branches[0].name", "journeys.bad_name")]),
    ([put("steps.分.branches.0.when.value", 1)], [("$.steps.分.branches[0].when.value", SEGMENT)]),
    ([put("steps.分.branches.1.when.tags", [9])], [("$.steps.分.branches[1].when.tags", SEGMENT)]),
    (
        [put("steps.分.branches.1.when", {"kind": "list", "list_id": 9})],
        [("$.steps.分.branches[1].when.list_id", SEGMENT)],
    ),
    ([put("steps.分.branches", [])], [("$.steps.分.branches", "journeys.size")]),
    ([put("steps.抽.shares.0.permille", 200)], [("$.steps.抽.shares", "journeys.bad_shares")]),
    ([put("steps.抽.shares.1.name", "甲")], [("$.steps.抽.shares[1].name", "journeys.doubled_name")]),
    ([put("steps.抽.salt", "")], [("$.steps.抽.salt", "journeys.bad_name")]),
    ([put("steps.标.give", [9])], [("$.steps.标.give", "journeys.unknown")]),
    ([put("steps.标.take", [1])], [("$.steps.标.take", "journeys.given_and_taken")]),
    ([put("steps.标.take", [2, 2])], [("$.steps.标.take", "journeys.doubled_tag")]),
    ([put("steps.标.give", []), put("steps.标.take", [])], [("$.steps.标", "journeys.no_tags")]),
    ([put("steps.城.key", "shoe")], [("$.steps.城.key", "journeys.unknown")]),
    ([put("steps.城.value", 3)], [("$.steps.城.value", "customers.attribute_value")]),
    ([put("steps.段.stage_id", 9)], [("$.steps.段.stage_id", "journeys.unknown")]),
    ([put("steps.成.goal", "复购")], [("$.steps.成.goal", "journeys.unknown_goal")]),
    ([put("steps.走.reason", "")], [("$.steps.走.reason", "journeys.bad_name")]),
]
# What a plant costs beside itself is told too; these few are checked by what they must tell at least.
LOOSE: list[tuple[list[Plant], tuple[str, str]]] = [
    ([put("steps.歇.next", "去哪")], ("$.steps.歇.next", "journeys.unknown_step")),
    ([put("steps.段.next", "标")], ("$.steps.段.next", "journeys.timeless_loop")),
    ([put("steps.标.next", "抽")], ("$.steps.标.next", "journeys.timeless_loop")),
    ([put("entries", [EVENT] * 17)], ("$.entries", "journeys.size")),
]


def _planted(plants: list[Plant]) -> dict[str, Any]:
    document = copy.deepcopy(SOUND)
    for plant in plants:
        plant(document)
    return document


def test_a_sound_definition_is_given_back() -> None:
    assert checked(convert(SOUND), GROUND) == convert(SOUND)


@pytest.mark.parametrize(("plants", "told"), PLANTS)
def test_a_planted_fault_is_told_at_its_place_alone(plants: list[Plant], told: list[tuple[str, str]]) -> None:
    assert _problems(_planted(plants)) == told


@pytest.mark.parametrize(("plants", "told"), LOOSE)
def test_a_fault_with_consequences_is_told_with_them(plants: list[Plant], told: tuple[str, str]) -> None:
    assert told in _problems(_planted(plants))


def test_all_faults_are_told_at_once() -> None:
    some = [
        put("programme_id", 9),
        put("steps.歇.lasts", "P367D"),
        put("steps.抽.shares.0.permille", 200),
        put("steps.分.branches.1.when.tags", [9]),
    ]

    assert len(_problems(_planted(some))) == len(some)


def test_a_loop_is_told_with_its_way() -> None:
    with pytest.raises(BadDefinitionError) as refused:
        checked(convert(_planted([put("steps.段.next", "标")])), GROUND)
    [loop] = [one for one in refused.value.data["problems"] if one["code"] == "journeys.timeless_loop"]

    assert loop["way"] == ["标", "城", "段", "标"]


@settings(max_examples=40)
@given(journeys())
def test_sound_definitions_have_no_fault_and_survive_json(definition: Definition) -> None:
    sound = checked(definition, GROUND)

    assert checked(read(write(sound)), GROUND) == sound


@settings(max_examples=40)
@given(journeys(), st.data())
def test_whatever_is_taken_out_is_refused_by_name_or_sound(definition: Definition, data: st.DataObject) -> None:
    document = msgspec.to_builtins(definition)
    del document["steps"][data.draw(st.sampled_from(sorted(document["steps"])))]
    told = _problems(document)

    assert all(place.startswith("$") and code for place, code in told)


@pytest.mark.parametrize(
    ("document", "place", "code"),
    [
        (b"{", "$", "journeys.no_json"),
        (b"[]", "$", "journeys.malformed"),
        (b"\xff", "$", "journeys.no_json"),
        (b" " * (MOST_BYTES + 1), "$", "journeys.too_big"),
        (b'{"entries":[{"kind":"magic"}],"first":"a","steps":{}}', "$.entries[0].kind", "journeys.malformed"),
        (b'{"entries":[],"first":"a","steps":{"a":{"kind":"wait"}}}', "$.steps[...]", "journeys.malformed"),
        (b'{"entries":[],"first":"a","steps":{},"colour":1}', "$", "journeys.malformed"),
    ],
)
def test_what_is_no_definition_is_refused(document: bytes, place: str, code: str) -> None:
    with pytest.raises(BadDefinitionError) as refused:
        read(document)
    [told] = refused.value.data["problems"]

    assert (told["place"], told["code"]) == (place, code)


def test_too_many_steps_are_refused_unwalked() -> None:
    many = {f"s{number}": {"kind": "stage", "stage_id": 1} for number in range(MOST_STEPS + 1)}

    assert _problems({"entries": [EVENT], "first": "s0", "steps": many}) == [("$.steps", "journeys.size")]
