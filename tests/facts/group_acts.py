"""What people do in customer groups: how many fit, and who is told."""

from __future__ import annotations

from facts.fact import Fact
from facts.groups import group
from facts.stage import DAY, Stage

EVENT_PAGE = "callbacks-externalcontact.md §3, page 92130 (2026-07)"
ACT = "change_external_chat"


def _joins_until_full(stage: Stage) -> list[str]:
    chat_id = group(stage, members=1)
    return [stage.world.join_group(chat_id, stage.customer()) for _ in range(2)]


def _three_are_invited(stage: Stage) -> int:
    chat_id = group(stage)
    return len(stage.world.invite_to_group(chat_id, [stage.customer() for _ in range(3)], by="chen_rui"))


FACTS = [
    *(
        Fact(
            id=f"group-takes-{size}",
            call=ACT,
            says="A group holds so many members and customers, by a secondary source.",
            source="externalcontact-groups.md §5",
            given=_joins_until_full,
            asked=None,
            effect=lambda stage, _, outcomes=outcomes: stage.it == outcomes,
            confirmed=False,
            switch=("group_members", size),
        )
        for size, outcomes in ((2, ["full", "full"]), (3, ["joined", "full"]), (500, ["joined", "joined"]))
    ),
    Fact(
        id="group-events-stay-in-sight",
        call=ACT,
        says="Events of a group go to apps that see its owner.",
        source=EVENT_PAGE,
        given=lambda stage: stage.world.create_group("wu_gang"),
        asked=None,
        effect=lambda stage, _: stage.callbacks("create") == [],
    ),
    Fact(
        id="group-event-of-a-scan",
        call=ACT,
        says="Joining by scan raises update/add_member with JoinScene 3 and both versions.",
        source=EVENT_PAGE,
        given=lambda stage: stage.world.join_group(group(stage, created_at=stage.now - DAY), stage.customer()),
        asked=None,
        effect=lambda stage, _: "<JoinScene>3</JoinScene>" in stage.callbacks("update")[-1].message,
    ),
    Fact(
        id="group-event-of-an-invitation",
        call=ACT,
        says="An invitation brings as many as fit, in one event with JoinScene 0.",
        source=EVENT_PAGE,
        given=_three_are_invited,
        asked=None,
        effect=lambda stage, _: (
            stage.it == 2
            and [("<MemChangeCnt>2<" in one.message, "<JoinScene>0<" in one.message) for one in stage.callbacks()]
            == [(True, True)]
        ),
        switch=("group_members", 3),
    ),
]
