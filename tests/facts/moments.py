"""Moments (客户朋友圈): jobs, members who publish, timelines."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.publishing import (
    ADD,
    PAGE,
    RESULT,
    TEXT,
    friends,
    job,
    made,
    moment_of,
    published,
    the_moment,
    visible,
)
from facts.stage import DAY, Stage

CAPS = "externalcontact-outreach.md §1, older wording of the console"


def shown_times(stage: Stage, external_userid: str, times: int) -> int:
    """How many of so many corp moments a timeline shows."""
    for _ in range(times):
        stage.world.confirm_moment(made(stage), "chen_rui")
    return len(stage.received(external_userid))


def audience(stage: Stage, **fields: Any) -> dict[str, tuple[str, ...]]:
    moment = stage.world.moment(made(stage, **fields))
    return {userid: task.audience for userid, task in moment.tasks.items()}


FACTS = [
    Fact(
        id="moment-running-jobs",
        call=ADD,
        says="Only so many jobs run at once; no page gives the number.",
        source=PAGE,
        confirmed=False,
        switch=("running_moment_jobs", 1),
        given=job,
        asked={"text": TEXT},
        code=41078,
    ),
    *(
        Fact(
            id=f"moment-audience-{name}",
            call=ADD,
            says=says,
            source=PAGE,
            given=friends,
            asked=None,
            effect=lambda stage, _, fields=fields, expected=expected: expected(stage, audience(stage, **fields(stage))),
        )
        for name, says, fields, expected in (
            (
                "all",
                "Without a range all visible members publish to all their customers.",
                lambda _: {},
                lambda _, found: {one: len(who) for one, who in found.items()} == {"chen_rui": 1, "li_na": 1},
            ),
            (
                "senders",
                "With senders alone these publish to all their customers.",
                lambda _: visible("li_na"),
                lambda _, found: list(found) == ["li_na"],
            ),
            (
                "department",
                "A department stands for its visible members.",
                lambda _: visible(departments=(2,)),
                lambda _, found: set(found) == {"chen_rui", "li_na"},
            ),
            (
                "tags",
                "With tags alone, members who follow a tagged customer publish to those.",
                lambda stage: visible(tags=(stage.it[1],)),
                lambda stage, found: found == {"chen_rui": (stage.it[0],)},
            ),
            (
                "both",
                "With both, the senders who have a tagged customer.",
                lambda stage: visible("chen_rui", "li_na", tags=(stage.it[1],)),
                lambda stage, found: found == {"chen_rui": (stage.it[0],)},
            ),
        )
    ),
    *(
        Fact(
            id=f"moment-for-nobody-{code}",
            call=RESULT,
            says=f"A job with nobody to publish answers 0 and carries {code}, with the names that meant nobody.",
            source=PAGE,
            confirmed=False,
            switch=("nobody_for_moment_errcode", code),
            given=lambda stage: job(stage, after=3, **visible("wu_gang", "ghost", departments=(3,))),
            asked=lambda stage: {"jobid": stage.it},
            effect=lambda _, reply, code=code: (
                reply["result"]["errcode"] == code
                and reply["result"]["invalid_sender_list"]
                == {"user_list": ["wu_gang", "ghost"], "department_list": [3]}
                and "moment_id" not in reply["result"]
            ),
        )
        for code in (41048, 81013)
    ),
    *(
        Fact(
            id=f"moment-job-{name}",
            call=RESULT,
            says=says,
            source="externalcontact-outreach.md §3.2, page 95094 (2026-02-12)",
            given=lambda stage, after=after: job(stage, after=after),
            asked=lambda stage: {"jobid": stage.it},
            code=code,
            effect=lambda _, reply, status=status: reply.get("status") == status,
        )
        for name, says, after, code, status in (
            ("started", "A job begins with status 1.", 0, 0, 1),
            ("running", "Then it runs, status 2.", 1, 0, 2),
            ("finished", "Then it is finished, status 3.", 2, 0, 3),
            ("kept-a-day", "Its result is kept for 24 hours.", DAY - 1, 0, 3),
            ("cleaned", "After 24 hours it is cleaned.", DAY, 40089, None),
        )
    ),
    *(
        Fact(
            id=f"moment-making-{seconds:g}-s",
            call=RESULT,
            says=f"A job takes a while, such as {seconds:g} s; no page says how long.",
            source="externalcontact-outreach.md §3.8",
            confirmed=False,
            switch=("moment_making_seconds", seconds),
            given=lambda stage: job(stage, after=5),
            asked=lambda stage: {"jobid": stage.it},
            effect=lambda _, reply, status=status: reply["status"] == status,
        )
        for seconds, status in ((2.0, 3), (60.0, 1))
    ),
    Fact(id="moment-job-none", call=RESULT, says="A jobid is needed.", source=PAGE, code=40063),
    Fact(
        id="moment-job-unknown",
        call=RESULT,
        says="An unknown jobid is refused.",
        source="externalcontact-outreach.md §3.2",
        asked={"jobid": "nobody"},
        code=40088,
    ),
    *(
        Fact(
            id=f"moment-dispatching-{seconds:g}-s",
            call="externalcontact/get_moment_task",
            says=f"A moment is dispatched for a while, such as {seconds:g} s, in which reads answer 41079.",
            source="externalcontact-outreach.md §3.5 and §3.8",
            confirmed=False,
            switch=("moment_dispatch_seconds", seconds),
            given=made,
            asked=the_moment,
            code=code,
            effect=lambda stage, _, press=press: stage.world.confirm_moment(stage.it, "chen_rui") == press,
        )
        for seconds, code, press in ((2.0, 0, "published"), (60.0, 41079, "dispatching"))
    ),
    Fact(
        id="moment-cancelled",
        call="externalcontact/cancel_moment_task",
        says="After stopping nobody can publish; what was published stays.",
        source="externalcontact-outreach.md §3.3, page 97612 (2026-02-12)",
        given=published,
        asked=the_moment,
        effect=lambda stage, _: (
            stage.world.confirm_moment(stage.it, "li_na") == "cancelled"
            and stage.world.confirm_moment(stage.it, "chen_rui") == "already_published"
            and len(stage.need("externalcontact/get_moment_send_result", the_moment(stage))["customer_list"]) == 1
        ),
    ),
    Fact(
        id="moment-of-a-disabled-member",
        call="externalcontact/get_moment_task",
        says="Who was disabled cannot publish.",
        source="externalcontact-outreach.md §3.8",
        given=lambda stage: (moment_of(stage), stage.world.member_moves("chen_rui", status=2))[0],
        asked=the_moment,
        effect=lambda stage, _: stage.world.confirm_moment(stage.it, "chen_rui") == "cannot_publish",
    ),
    *(
        Fact(
            id=f"moment-corp-cap-{cap}",
            call="confirm_moment",
            says=f"A timeline shows {cap or 'all'} moments of the corp in a month.",
            source=CAPS,
            confirmed=False,
            switch=("corp_moments_per_month", cap),
            given=Stage.friend,
            asked=None,
            effect=lambda stage, _, shown=shown: shown_times(stage, stage.it, 5) == shown,
        )
        for cap, shown in ((4, 4), (None, 5))
    ),
    Fact(
        id="moment-corp-cap-renewed",
        call="confirm_moment",
        says="The month of the cap is the calendar's.",
        source=CAPS,
        confirmed=False,
        switch=("corp_moments_per_month", 1),
        given=Stage.friend,
        asked=None,
        effect=lambda stage, _: (
            shown_times(stage, stage.it, 2) == 1
            and not (stage.wait(30 * DAY), stage.fresh_tokens())[0]
            and shown_times(stage, stage.it, 1) == 2
        ),
    ),
    *(
        Fact(
            id=f"moment-member-cap-{cap}",
            call="publish_moment",
            says=f"A timeline shows {cap or 'all'} moments of members in a day.",
            source=CAPS,
            confirmed=False,
            switch=("member_moments_per_day", cap),
            given=lambda stage: (
                (one := stage.friend(), [stage.world.publish_moment("chen_rui", "早") for _ in range(4)]) and one
            ),
            asked=None,
            effect=lambda stage, _, shown=shown: len(stage.received(stage.it)) == shown,
        )
        for cap, shown in ((3, 3), (None, 4))
    ),
    Fact(
        id="moment-not-for-who-left",
        call="externalcontact/get_moment_send_result",
        says="Who has left is chosen and does not see it.",
        source="externalcontact-outreach.md §3.8",
        given=lambda stage: (
            one := stage.friend(),
            moment := made(stage),
            stage.world.customer_deletes("chen_rui", one),
            stage.world.confirm_moment(moment, "chen_rui"),
        )[1],
        asked=the_moment,
        effect=lambda stage, reply: (
            reply["customer_list"] == []
            and len(stage.need("externalcontact/get_moment_customer_list", the_moment(stage))["customer_list"]) == 1
        ),
    ),
    Fact(
        id="moment-raises-nothing",
        call="callback",
        says="Publishing and answering raise no callback.",
        source="callbacks-externalcontact.md §6",
        given=published,
        asked=None,
        effect=lambda stage, _: stage.callbacks() == [],
    ),
]
