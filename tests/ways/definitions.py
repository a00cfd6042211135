"""Sound definitions: a chain of steps of every kind, other outlets onwards, out, or back to a wait."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from audiences.definitions import definitions as conditions
from audiences.definitions import matches
from audiences.world import ATTRIBUTES, SEGMENTS, TAGS, VOCABULARY
from lingqu.customers.contracts.views import AttributeType
from lingqu.deliveries.contracts import Content, Image, Link, Miniprogram
from lingqu.journeys.contracts.definition import (
    AfterDays,
    AfterEnd,
    AnyStep,
    Awaited,
    Branch,
    DayKind,
    Definition,
    Draw,
    Entry,
    EventEntry,
    Exit,
    Exits,
    Goal,
    InSegment,
    ManualEntry,
    Mark,
    Message,
    MessageEnds,
    Never,
    OnEvent,
    OutOfSegment,
    PerKey,
    ReachGoal,
    Repeat,
    ScheduleEntry,
    SegmentEntry,
    SetAttribute,
    SetStage,
    Share,
    Since,
    Split,
    Trigger,
    Wait,
    WaitDate,
    WaitFor,
    WaitUntil,
)
from lingqu.journeys.domain.graph import Outlet, outlets, rerouted
from lingqu.journeys.domain.ground import Ground
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.variants import KEYS

STAGES = (1, 2, 3)
PROGRAMMES = (1, 2)
GROUND = Ground(words=VOCABULARY, stages=STAGES, programmes=PROGRAMMES)

WORDS = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
STEP_KEYS = st.text("abcxyz问好谢_-09", min_size=1, max_size=6)
CLOCKS = st.builds(time, st.integers(0, 23), st.integers(0, 59), st.sampled_from([0, 0, 0, 30]))
SPANS = st.sampled_from(
    [timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1), timedelta(days=1), timedelta(days=3, hours=4)]
)
WHEN = st.integers(0, 10_000_000).map(lambda seconds: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds))
URLS = WORDS.map("https://shop.example/{}".format)
ATTACHMENTS = st.one_of(
    st.builds(Image, blob_key=WORDS),
    st.builds(Link, title=WORDS, url=URLS, desc=st.none() | WORDS, pic_url=st.none() | URLS),
    st.builds(Miniprogram, title=WORDS, appid=WORDS, page=WORDS, blob_key=WORDS),
)
TEXTS = st.text("好ab \n:-#'\"|", max_size=20)
CONTENTS = st.builds(Content, TEXTS, st.lists(ATTACHMENTS, max_size=2).map(tuple)).filter(
    lambda one: bool(one.text.strip() or one.attachments)
)


def some_names(most: int = 3) -> st.SearchStrategy[list[str]]:
    return st.lists(WORDS, min_size=1, max_size=most, unique=True)


@st.composite
def shares(draw: st.DrawFn, number: int) -> list[int]:
    """Parts of a thousand."""
    ends = sorted(draw(st.sets(st.integers(1, 999), min_size=number - 1, max_size=number - 1)))
    return [end - begin for begin, end in zip([0, *ends], [*ends, 1_000], strict=True)]


@st.composite
def variants(draw: st.DrawFn) -> tuple[Variant, ...]:
    contents = draw(st.lists(CONTENTS, min_size=1, max_size=3))
    each = zip(KEYS, draw(shares(len(contents))), contents, strict=False)
    return tuple(Variant(key=key, permille=permille, content=one) for key, permille, one in each)


@st.composite
def entries(draw: st.DrawFn, *, keyed: bool) -> tuple[Entry, ...]:
    key = st.sampled_from(["order_id", "page"]) if keyed else st.none()
    events = st.builds(EventEntry, event=matches().filter(lambda one: one.name != "page.opened"), key=key)
    others = st.one_of(
        st.builds(SegmentEntry, segment_id=st.sampled_from(SEGMENTS)),
        st.builds(ScheduleEntry, segment_id=st.sampled_from(SEGMENTS), first_at=WHEN, repeat=st.sampled_from(Repeat)),
        st.just(ManualEntry()),
    )
    several = draw(st.lists(others, max_size=2, unique_by=repr))
    first = [draw(events)] if keyed or not several or draw(st.booleans()) else []
    return (*first, *several)


VALUES: dict[AttributeType, st.SearchStrategy[Any]] = {
    AttributeType.STRING: WORDS,
    AttributeType.NUMBER: st.integers(-9, 9) | st.sampled_from([0.5, 12.25]),
    AttributeType.BOOLEAN: st.booleans(),
    AttributeType.DATE: st.dates().map(str),
    AttributeType.SET: st.lists(WORDS, min_size=1, max_size=3),
}

ATTRIBUTES_SET = st.sampled_from(sorted(ATTRIBUTES)).flatmap(
    lambda key: st.builds(SetAttribute, key=st.just(key), value=st.none() | VALUES[ATTRIBUTES[key]])
)


@st.composite
def marks(draw: st.DrawFn) -> Mark:
    tags = draw(st.lists(st.sampled_from(sorted(TAGS)), min_size=1, unique=True))
    cut = draw(st.integers(0, len(tags)))
    return Mark(give=tuple(tags[:cut]), take=tuple(tags[cut:]))


@st.composite
def waits_until(draw: st.DrawFn) -> WaitUntil:
    day = draw(st.sampled_from(DayKind))
    usual = {DayKind.ANY: range(1, 8), DayKind.WORKDAY: range(1, 6), DayKind.RESTDAY: (6, 7)}[day]
    return WaitUntil(
        clock=draw(CLOCKS),
        days_later=draw(st.integers(1, 3)),
        since=draw(st.sampled_from(Since)),
        day=day,
        weekdays=tuple(sorted(draw(st.sets(st.sampled_from(list(usual)), max_size=3)))),
    )


@st.composite
def waits_for(draw: st.DrawFn, sent: list[str]) -> WaitFor:
    segment = st.sampled_from(SEGMENTS)
    triggers: list[st.SearchStrategy[Trigger]] = [
        st.builds(OnEvent, event=matches()),
        st.builds(InSegment, segment_id=segment),
        st.builds(OutOfSegment, segment_id=segment),
    ]
    if sent:
        triggers.append(st.builds(MessageEnds, step=st.sampled_from(sent), received=st.booleans()))
    awaited = tuple(Awaited(name=name, on=draw(st.one_of(triggers))) for name in draw(some_names()))
    return WaitFor(awaited=awaited, timeout=draw(SPANS), since=draw(st.sampled_from(Since)))


@st.composite
def draws(draw: st.DrawFn) -> Draw:
    names = draw(some_names())
    parts = zip(names, draw(shares(len(names))), strict=True)
    return Draw(
        shares=tuple(Share(name=name, permille=permille) for name, permille in parts), salt=draw(st.none() | WORDS)
    )


def splits() -> st.SearchStrategy[Split]:
    return some_names(2).flatmap(
        lambda names: st.builds(
            Split, branches=st.tuples(*(st.builds(Branch, name=st.just(one), when=conditions()) for one in names))
        )
    )


def steps(sent: list[str], goals: list[str]) -> st.SearchStrategy[AnyStep]:
    """Steps of every kind that lead somewhere; where to is not said yet."""
    kinds: list[st.SearchStrategy[Any]] = [
        st.builds(Message, contents=variants(), gathers=SPANS.filter(lambda one: one <= timedelta(days=1))),
        st.builds(Wait, lasts=SPANS),
        waits_until(),
        st.builds(
            WaitDate,
            attribute=st.just("birthday"),
            clock=CLOCKS,
            offset_days=st.integers(-30, 30),
            yearly=st.booleans(),
        ),
        waits_for(sent),
        splits(),
        draws(),
        marks(),
        ATTRIBUTES_SET,
        st.builds(SetStage, stage_id=st.sampled_from(STAGES)),
    ]
    if goals:
        kinds.append(st.builds(ReachGoal, goal=st.sampled_from(goals)))
    return st.one_of(kinds)


def _returns(step: AnyStep) -> bool:
    """There is always a next one: none is missed."""
    if isinstance(step, WaitDate):
        return step.yearly
    return isinstance(step, WaitUntil) and step.since is Since.ARRIVAL


@st.composite
def journeys(draw: st.DrawFn) -> Definition:
    """Definitions without a fault."""
    goals = draw(st.lists(WORDS, max_size=2, unique=True))
    keys = draw(st.lists(STEP_KEYS, min_size=1, max_size=7, unique=True))
    made: dict[str, AnyStep] = {}
    for number, key in enumerate(keys):
        onwards = keys[number + 1 :]
        sent = [one for one, step in made.items() if isinstance(step, Message)]
        step = draw(steps(sent, goals))
        waits = [one for one, before in made.items() if isinstance(before, Wait)]
        made[key] = _led(draw, step, onwards, back=waits)
    if draw(st.booleans()):
        made[keys[-1]] = Exit(reason=draw(WORDS))
    titles = {key: draw(st.none() | WORDS) for key in keys}
    keyed = draw(st.booleans())
    ways_in = draw(entries(keyed=keyed))
    by_segment = any(isinstance(one, SegmentEntry) for one in ways_in)
    return Definition(
        programme_id=draw(st.none() | st.sampled_from(PROGRAMMES)),
        entries=ways_in,
        re_entry=PerKey()
        if keyed
        else draw(st.one_of(st.just(Never()), st.just(AfterEnd()), st.builds(AfterDays, days=st.integers(1, 90)))),
        goals=tuple(Goal(name=name, event=draw(matches()), within=draw(SPANS)) for name in goals),
        exits=Exits(on_goal=draw(st.booleans()), condition_ends=by_segment and draw(st.booleans())),
        first=keys[0],
        steps={key: replace(step, title=titles[key]) for key, step in made.items()},
    )


def _led(draw: st.DrawFn, step: AnyStep, onwards: list[str], *, back: list[str]) -> AnyStep:
    """Lead the first outlet to the next step, so that all are reached, the others anywhere that time passes."""
    anywhere = st.sampled_from([None, *onwards, *back])

    def whereto(outlet: Outlet) -> str | None:
        if onwards and outlet.place == outlets(step)[0].place:
            return onwards[0]
        if outlet.place == "missed" and _returns(step):
            return None
        return draw(anywhere)

    return rerouted(step, whereto)
