"""What a scan of a contact way and the life of a pair bring about."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import Stage
from wecom_twin.state.contacts import Bond

_scan = partial(Fact, call="scan", asked=None, source="externalcontact-acquisition.md §1.8, page 92228 (2026-02-12)")
_event = partial(Fact, call="callback", asked=None, source="callbacks-externalcontact.md §2, page 92129 (2026-07)")
_ADDED = "add_external_contact"
_HALF = "add_half_external_contact"


def _outcomes(stage: Stage, config_id: str, count: int = 1, **who: Any) -> list[tuple[str, str]]:
    return [(one.outcome, one.userid) for one in stage.world.scan(config_id, n=count, **who)]


def _kinds(stage: Stage) -> list[str]:
    return [one.change_type for one in stage.callbacks()]


def _friend_of_one(stage: Stage) -> tuple[str, str]:
    """A way of both members, and a friend of li_na's."""
    return stage.way("chen_rui", "li_na"), stage.friend("li_na")


def _one_is_full(stage: Stage) -> str:
    stage.set(customers_per_member=1)
    stage.friend("chen_rui")
    return stage.way("chen_rui", "li_na")


def _came_back(stage: Stage) -> str:
    """Scanned with one state, deleted the member, and scans again with another."""
    person = stage.arrive(state="first")
    stage.world.customer_deletes("chen_rui", person)
    stage.world.scan(stage.way(state="second"), external_userid=person)
    return person


def _state(stage: Stage) -> Any:
    return stage.need("externalcontact/get", external_userid=stage.it)["follow_user"][0].get("state")


def _half(stage: Stage) -> str:
    stage.set(half_add_first=True)
    return stage.arrive()


def _told(stage: Stage) -> list[str]:
    """What was raised since the adding."""
    return _kinds(stage)[1:]


FACTS = [
    _scan(
        id="scan-adds",
        says="A scan of a way that asks for no approval adds at once, with the way's state in the event and in reads.",
        given=lambda stage: stage.arrive(state="ch_1"),
        effect=lambda stage, _: (
            "<State><![CDATA[ch_1]]></State>" in stage.callbacks(_ADDED)[0].message and _state(stage) == "ch_1"
        ),
    ),
    _scan(
        id="scan-asks",
        says="With approval nothing is raised until the member accepts.",
        given=lambda stage: stage.arrive(skip_verify=False),
        effect=lambda stage, _: (
            not stage.callbacks() and stage.world.accept("chen_rui", stage.it) and _kinds(stage) == [_ADDED]
        ),
    ),
    _scan(
        id="scan-friend",
        says="Whom the member has already brings about neither event nor state.",
        given=lambda stage: (stage.way(state="new"), stage.friend()),
        effect=lambda stage, _: (
            _outcomes(stage, stage.it[0], external_userid=stage.it[1]) == [("already_friend", "chen_rui")]
            and not stage.callbacks()
        ),
    ),
    _scan(
        id="scan-deleted-way",
        says="The code of a deleted way is dead.",
        source="externalcontact-acquisition.md §1.5, page 92228 (2026-02-12)",
        given=lambda stage: (way := stage.way(), stage.need("externalcontact/del_contact_way", config_id=way))[0],
        effect=lambda stage, _: _outcomes(stage, stage.it) == [("dead_code", "")],
    ),
    _scan(
        id="scan-hears-both-apps",
        says="Each app of the family hears its own copy, with a code of its own.",
        source="callbacks-externalcontact.md §1",
        given=lambda stage: stage.arrive(),
        effect=lambda stage, _: (
            len(stage.callbacks(_ADDED)) == len(stage.callbacks(_ADDED, app=stage.other)) == 1
            and stage.welcome_code() != stage.welcome_code(stage.other)
        ),
    ),
    *(
        _scan(
            id=f"scan-{'prefers' if prefers else 'ignores'}-friends",
            says=f"Of several members the platform picks {'who is a friend already' if prefers else 'any'}.",
            confirmed=False,
            switch=("contact_way_prefers_friend", prefers),
            given=_friend_of_one,
            effect=lambda stage, _, prefers=prefers: (
                prefers
                == all(
                    one == ("already_friend", "li_na")
                    for _ in range(12)
                    for one in _outcomes(stage, stage.it[0], external_userid=stage.it[1])
                    if stage.world.relation("li_na", stage.it[1])
                )
            ),
        )
        for prefers in (False, True)
    ),
    *(
        _scan(
            id=f"scan-{'skips' if skips else 'takes'}-full-members",
            says=f"Members at their limit of customers are {'passed over' if skips else 'picked as others are'}.",
            confirmed=False,
            switch=("contact_way_skips_full_members", skips),
            given=_one_is_full,
            effect=lambda stage, _, skips=skips: (
                ("chen_rui" not in [stage.world.scan(stage.it)[0].userid for _ in range(1 if skips else 12)]) == skips
                and (not skips or _outcomes(stage, stage.it) in ([("nobody_available", "")], [("added", "li_na")]))
            ),
        )
        for skips in (True, False)
    ),
    _scan(
        id="scan-all-full",
        says="Where every member is full, nobody is added.",
        confirmed=False,
        switch=("contact_way_skips_full_members", True),
        given=lambda stage: (stage.set(customers_per_member=1), stage.friend(), stage.way())[2],
        effect=lambda stage, _: _outcomes(stage, stage.it) == [("nobody_available", "")],
    ),
    *(
        _scan(
            id=f"scan-again-{'new-state' if keeps else 'no-state'}",
            says=f"Who had deleted the member and scans again has {'the new state' if keeps else 'no state'}.",
            source="callbacks-externalcontact.md §2, reports of others",
            confirmed=False,
            switch=("readd_keeps_state", keeps),
            given=_came_back,
            effect=lambda stage, _, state=state: _state(stage) == state,
        )
        for keeps, state in ((True, "second"), (False, None))
    ),
    *(
        _scan(
            id=f"scan-{'half-first' if half else 'full-at-once'}",
            says=f"A scan raises {'the half event before' if half else 'only'} the full one.",
            source="callbacks-externalcontact.md §9",
            confirmed=False,
            switch=("half_add_first", half),
            given=lambda stage: (stage.arrive(), stage.wait(2)),
            effect=lambda stage, _, kinds=kinds: _kinds(stage) == kinds,
        )
        for half, kinds in ((False, [_ADDED]), (True, [_HALF, _ADDED]))
    ),
    *(
        Fact(
            id=f"half-lasts-{seconds:g}",
            call="externalcontact/get",
            says=f"For {seconds:g} s between the half and the full event the customer answers 84061.",
            source="callbacks-externalcontact.md §2",
            confirmed=False,
            switch=("half_add_seconds", seconds),
            given=lambda stage, seconds=seconds: (_half(stage), stage.wait(seconds - 0.5))[0],
            asked=lambda stage: {"external_userid": stage.it},
            code=84061,
            effect=lambda stage, _: (
                (stage.wait(0.5), stage.code("externalcontact/get", external_userid=stage.it))[1] == 0
            ),
        )
        for seconds in (2.0, 10.0)
    ),
    _event(
        id="event-half-greeted",
        says="After a welcome with the half event's code, the full event has none.",
        switch=("half_add_first", True),
        given=lambda stage: (
            stage.arrive(),
            stage.need("externalcontact/send_welcome_msg", welcome_code=stage.welcome_code(), text={"content": "欢迎"}),
            stage.wait(2),
        ),
        effect=lambda stage, _: "<WelcomeCode>" not in stage.callbacks(_ADDED)[0].message,
    ),
    _event(
        id="event-customer-deletes",
        says="A customer who deletes a member raises del_follow_user.",
        given=lambda stage: stage.world.customer_deletes("chen_rui", stage.arrive()),
        effect=lambda stage, _: _told(stage) == ["del_follow_user"],
    ),
    _event(
        id="event-member-deletes",
        says="A member who deletes a customer raises del_external_contact.",
        given=lambda stage: stage.world.staff_deletes("chen_rui", stage.arrive()),
        effect=lambda stage, _: _told(stage) == ["del_external_contact"],
    ),
    _event(
        id="event-member-edits",
        says="A member's edit raises edit_external_contact, without what changed.",
        given=lambda stage: stage.world.staff_edits("chen_rui", stage.arrive(), remark="甲"),
        effect=lambda stage, _: _told(stage) == ["edit_external_contact"] and "甲" not in stage.callbacks()[1].message,
    ),
    _event(
        id="event-outside-range",
        says="An app hears nothing of members outside its visible range.",
        source="callbacks-externalcontact.md §1",
        given=lambda stage: stage.world.add_contact("wu_gang", stage.customer()),
        effect=lambda stage, _: stage.it.bond is Bond.FULL and not stage.callbacks(),
    ),
    _event(
        id="event-group-of-tags-deleted",
        says="A deleted group raises one event, and none for its tags.",
        source="callbacks-externalcontact.md §4, page 92130 (2026-07)",
        given=lambda stage: stage.world.console_deletes_tag(stage.corp.tags.tags[stage.tag()].group.id),
        effect=lambda stage, _: (
            [one.event for one in stage.callbacks()] == ["change_external_tag"]
            and "tag_group" in stage.callbacks("delete")[0].message
        ),
    ),
    _event(
        id="event-member-leaves",
        says="A self-built app hears of a leaver only that they are out of its range.",
        source="directory.md §6, page 90376 (2025-11-26)",
        given=lambda stage: stage.world.member_leaves("li_na"),
        effect=lambda stage, _: [one.event for one in stage.callbacks()] == ["unsubscribe"],
    ),
]
