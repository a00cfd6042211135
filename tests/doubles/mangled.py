"""Bodies near enough to what an endpoint reads to get past its first line, and wrong enough to hurt it."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as shapes

from wecom_twin.clock import Clock
from wecom_twin.state.sends import GroupSend, MemberTask, Outcome
from wecom_twin.state.ways import ContactWay
from wecom_twin.world import World

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_twin.endpoints.call import Route

NOON = 1_767_326_400.0

NASTY_BODIES: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"1e999",
    b"NaN",
    b"{'userid': 'x'}",
    b'{"userid": "\\ud800"}',
    b'{"userid": "\xff\xfe"}',
    b"\xef\xbb\xbf{}",
    b"\x00",
    b"[" * 100_000,
    b'{"userid":' * 50_000,
    b'{"userid":' + b"9" * 5_000 + b"}",
    b'{"userid":"' + b"x" * 1_000_000 + b'"}',
    b"{" + b",".join(b'"k%d":0' % number for number in range(20_000)) + b"}",
    b"<xml><a/></xml>",
)

NASTY_NUMBERS = (0, -1, 1, 2, 2**31, 2**63, -(2**63), 10**30)
NASTY_TEXTS = ("", " ", "\x00", "\u202e倒", "x" * 70_000, "9" * 5_000, "²", "../../etc", "👨‍👩‍👧" * 600, "-1", "0x10")


def inhabited_world() -> World:
    """One corp with somebody and something of most kinds, so that ids in a body can be real."""
    world = World(clock=Clock.stepped(NOON), seed=11)
    corp = world.add_corp()
    world.add_app(corp)
    shop = world.add_department(corp, "徐汇店")
    for userid in ("chen_rui", "li_na"):
        world.add_member(corp, userid, userid, departments=(shop.id,))
    world.add_tag(corp, "等级", "金卡")
    for number in range(3):
        customer = world.add_customer(corp, f"顾客{number}")
        world.relate(corp, "chen_rui", customer.external_userid)
    way = ContactWay("c" * 32, 1, 2, NOON, corp.app.agentid, state="ch_1", user=["chen_rui"])
    corp.ways[way.config_id] = way
    outcomes = {one: Outcome(one) for one in corp.customers}
    task = MemberTask("chen_rui", outcomes)
    corp.sends["m" * 32] = GroupSend("m" * 32, "single", 0, NOON, NOON, "会员日", (), "d", tasks={"chen_rui": task})
    return world


def known_ids(world: World) -> list[str]:
    """Ids that mean something in that world."""
    corp = world.corp()
    tags = [tag.id for group in corp.tags.living_groups() for tag in (group, *group.living())]
    return [*corp.directory.members, *corp.customers, *tags, *corp.ways, *corp.sends]


def bodies_for(route: Route) -> st.SearchStrategy[Any]:
    """Objects shaped like what the route's handler decodes, with wrong values strewn in."""
    found = list(_structs_named_in(route.handler))
    if not found:
        return _anything()
    return st.one_of([_value(shapes.type_info(one)) for one in found])


def _structs_named_in(handler: Callable[..., object]) -> list[type[msgspec.Struct]]:
    """The shapes that a handler mentions, or all of its module when it leaves reading to a neighbour."""
    module = sys.modules[handler.__module__]
    known = {
        name: one
        for name, one in vars(module).items()
        if isinstance(one, type) and issubclass(one, msgspec.Struct) and one is not msgspec.Struct
    }
    code = getattr(handler, "__code__", None)
    named = [known[name] for name in (code.co_names if code else ()) if name in known]
    return named or list(known.values())


def _anything() -> st.SearchStrategy[Any]:
    leaves = st.none() | st.booleans() | st.sampled_from(NASTY_NUMBERS) | _text()
    return st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_text(), inner, max_size=3))


@cache
def _text() -> st.SearchStrategy[str]:
    ids = known_ids(inhabited_world())
    return st.sampled_from([*ids, *ids, *NASTY_TEXTS, "会员日", "single", "group", "image", "2026-01-01"])


def _value(kind: shapes.Type) -> st.SearchStrategy[Any]:
    """Mostly of the right type; one value in ten is anything at all."""
    right = _right(kind)
    return st.integers(0, 9).flatmap(lambda draw: _anything() if draw == 0 else right)


def _right(kind: shapes.Type) -> st.SearchStrategy[Any]:
    plain = _plain(type(kind))
    if plain is not None:
        return plain
    match kind:
        case shapes.StructType():
            required = {one.encode_name: _value(one.type) for one in kind.fields if one.required}
            optional = {one.encode_name: _value(one.type) for one in kind.fields if not one.required}
            found = st.fixed_dictionaries(required, optional=optional)
        case shapes.LiteralType():
            found = st.sampled_from(list(kind.values))
        case shapes.UnionType():
            found = st.one_of([_right(one) for one in kind.types])
        case shapes.ListType() | shapes.VarTupleType() | shapes.SetType() | shapes.FrozenSetType():
            found = st.lists(_value(kind.item_type), max_size=4)
        case shapes.DictType():
            found = st.dictionaries(_text(), _value(kind.value_type), max_size=3)
        case _:
            found = _anything()
    return found


def _plain(kind: type[shapes.Type]) -> st.SearchStrategy[Any] | None:
    """Values of a type without parts."""
    plain: dict[type[shapes.Type], st.SearchStrategy[Any]] = {
        shapes.IntType: st.sampled_from(NASTY_NUMBERS) | st.integers(int(NOON) - 10**7, int(NOON) + 10**7),
        shapes.FloatType: st.floats(allow_nan=False, allow_infinity=False),
        shapes.BoolType: st.booleans(),
        shapes.StrType: _text(),
        shapes.NoneType: st.none(),
    }
    return plain.get(kind)
