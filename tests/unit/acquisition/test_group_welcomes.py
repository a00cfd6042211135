"""Welcome templates of groups: what may be said, and what WeCom is asked in which state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from lingqu.acquisition.contracts.group_welcomes import (
    GroupWelcome,
    GroupWelcomeDraft,
    GroupWelcomeId,
    GroupWelcomeState,
)
from lingqu.acquisition.domain.group_welcomes import (
    MAKEABLE,
    MOVES,
    REMOVABLE,
    Change,
    Delete,
    Lose,
    Make,
    Nothing,
    Step,
    after_removal,
    faults_of,
    next_step,
)
from lingqu.deliveries.contracts import Image, Link, Miniprogram
from lingqu.deliveries.contracts.materials import File, Material, Video

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
DAY = timedelta(days=1)
RULES = Link("群规", "https://shop.example/rules", None, None)
CARD = Miniprogram("会员中心", "wx1", "pages/m.html", "cover.png")
DRAFT = GroupWelcomeDraft(name="会员群", content=Material("欢迎 %NICKNAME% 入群", (RULES,)), notify=True)
LIVE = GroupWelcome(
    group_welcome_id=GroupWelcomeId(1),
    draft=DRAFT,
    state=GroupWelcomeState.LIVE,
    template_id="msg1",
    called_at=NOON,
    told_at=NOON,
    errcode=None,
    removal_refused=False,
    created_at=NOON,
    created_by="运营",
    changed_at=NOON,
)


@pytest.mark.parametrize(
    ("welcome", "step"),
    [
        (LIVE, Nothing()),
        (replace(LIVE, changed_at=NOON + DAY), Change("msg1")),
        (replace(LIVE, changed_at=NOON + DAY, errcode=40007), Nothing()),
        (replace(LIVE, changed_at=NOON + DAY, errcode=41058, removal_refused=True), Change("msg1")),
        (replace(LIVE, state=GroupWelcomeState.WAITING, template_id=None), Make()),
        (replace(LIVE, state=GroupWelcomeState.MAKING, template_id=None), Lose()),
        (replace(LIVE, state=GroupWelcomeState.UNKNOWN, template_id=None), Nothing()),
        (replace(LIVE, state=GroupWelcomeState.REMOVING), Delete("msg1")),
        (replace(LIVE, state=GroupWelcomeState.REMOVED), Nothing()),
    ],
)
def test_wecom_is_asked_for_what_a_state_asks_for(welcome: GroupWelcome, step: Step) -> None:
    assert next_step(welcome, at=NOON + DAY) == step


def test_what_ends_after_three_days_is_told_anew_after_two_and_a_link_never() -> None:
    for attachment in (CARD, Video("film.mp4"), File("a.bin", "群规.pdf")):
        ends = replace(LIVE, draft=replace(DRAFT, content=Material("", (attachment,))))

        assert next_step(ends, at=NOON + 2 * DAY - timedelta(seconds=1)) == Nothing()
        assert next_step(ends, at=NOON + 2 * DAY) == Change("msg1")
    assert next_step(LIVE, at=NOON + 30 * DAY) == Nothing()


@pytest.mark.parametrize(
    ("draft", "places"),
    [
        (DRAFT, []),
        (replace(DRAFT, name=" "), ["body.name"]),
        (replace(DRAFT, name="群" * 41), ["body.name"]),
        (replace(DRAFT, content=Material("好" * 1_000, ())), []),
        (replace(DRAFT, content=Material("好" * 1_000 + "a", ())), ["body.text"]),
        (replace(DRAFT, content=Material("欢迎 %Nickname%", ())), ["body.text"]),
        (replace(DRAFT, content=Material("", (RULES, Image("a.png")))), ["body.attachments"]),
    ],
)
def test_a_draft_is_refused_with_its_places(draft: GroupWelcomeDraft, places: list[str]) -> None:
    assert [place for place, _ in faults_of(draft)] == places


def test_every_act_is_a_move_of_the_machine() -> None:
    for state in MAKEABLE:
        assert GroupWelcomeState.WAITING in MOVES[state]
    for state in REMOVABLE:
        assert after_removal(state) in MOVES[state]
    assert MOVES[GroupWelcomeState.REMOVED] == frozenset()
    assert set(MOVES) == set(GroupWelcomeState)
