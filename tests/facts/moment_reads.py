"""What is read of moments: lists, audiences, answers."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.publishing import film, friends, linked, made, moment_of, published, the_moment, visible
from facts.stage import DAY, Stage

READS = "externalcontact-outreach.md §3.4 and §3.5, page 93333 (2026-02-12)"


def own(stage: Stage) -> str:
    stage.friend()
    return stage.world.publish_moment("chen_rui", "早安").moment_id


def crowd(stage: Stage, size: int) -> str:
    for _ in range(size):
        stage.friend()
    stage.set(path_per_minute=100_000)
    return published(stage)


def staffed(stage: Stage, size: int) -> str:
    for number in range(size):
        stage.world.add_member(stage.corp, f"staff{number}", f"店员{number}", departments=(2,))
    return made(stage)


def around(stage: Stage, before: float = 60, after: float = 60, **more: Any) -> dict[str, Any]:
    return {"start_time": int(stage.now - before), "end_time": int(stage.now + after), **more}


def ids(reply: dict[str, Any]) -> list[str]:
    return [one["moment_id"] for one in reply["moment_list"]]


FACTS = [
    *(
        Fact(
            id=f"moment-{call}-{name}", call=f"externalcontact/{call}", says=says, source=READS, asked=asked, code=code
        )
        for call in (
            "cancel_moment_task",
            "get_moment_task",
            "get_moment_customer_list",
            "get_moment_send_result",
            "get_moment_comments",
        )
        for name, says, asked, code in (
            ("without-id", f"{call} needs a moment_id.", {}, 41059),
            (
                "unknown",
                f"{call} refuses an unknown moment_id.",
                {"moment_id": "momNobody", "userid": "chen_rui"},
                41060,
            ),
        )
    ),
    *(
        Fact(
            id=f"moment-{call}-of-a-member",
            call=f"externalcontact/{call}",
            says=f"{call} is for moments of the corp only.",
            source=READS,
            given=own,
            asked=the_moment,
            code=41067,
        )
        for call in ("cancel_moment_task", "get_moment_task")
    ),
    *(
        Fact(
            id=f"moment-{call}-{name}",
            call=f"externalcontact/{call}",
            says=says,
            source=READS,
            given=given,
            asked=lambda stage, userid=userid: {**the_moment(stage), "userid": userid},
            code=code,
        )
        for call in ("get_moment_customer_list", "get_moment_send_result", "get_moment_comments")
        for name, says, given, userid, code in (
            ("nobody", f"{call} needs a userid.", published, "", 40063),
            ("ghost", f"{call} needs a member.", published, "ghost", 40003),
            ("invisible", f"{call} needs a visible member.", published, "wu_gang", 60011),
            ("no-part", f"{call} needs a member who has part in it.", own, "li_na", 41061),
            *(
                ()
                if call == "get_moment_customer_list"
                else (("early", f"{call} waits for the member to publish.", moment_of, "chen_rui", 41062),)
            ),
        )
    ),
    *(
        Fact(
            id=f"moment-audience-before-{shown}".lower(),
            call="externalcontact/get_moment_customer_list",
            says=f"Whether the chosen customers can be read before publishing no page says; here {shown}.",
            source=READS,
            confirmed=False,
            switch=("moment_audience_before_publishing", shown),
            given=moment_of,
            asked=the_moment,
            code=code,
        )
        for shown, code in ((True, 0), (False, 41062))
    ),
    *(
        Fact(
            id=f"moment-{call}-pages-{limit or 'default'}",
            call=f"externalcontact/{call}",
            says=f"{call} answers {rows} rows for a limit of {limit}.",
            source=READS,
            given=given,
            asked=lambda stage, limit=limit: {**the_moment(stage), "limit": limit},
            effect=lambda _, reply, key=key, rows=rows: len(reply[key]) == rows and bool(reply["next_cursor"]),
        )
        for call, key, given, limit, rows in (
            ("get_moment_task", "task_list", lambda stage: staffed(stage, 600), 0, 500),
            ("get_moment_task", "task_list", lambda stage: staffed(stage, 600), 550, 550),
            ("get_moment_task", "task_list", lambda stage: staffed(stage, 600), 1_001, 500),
            ("get_moment_customer_list", "customer_list", lambda stage: crowd(stage, 600), 0, 500),
            ("get_moment_customer_list", "customer_list", lambda stage: crowd(stage, 600), 1_001, 500),
            ("get_moment_send_result", "customer_list", lambda stage: crowd(stage, 3_001), 0, 3_000),
            ("get_moment_send_result", "customer_list", lambda stage: crowd(stage, 3_001), 5_001, 3_000),
        )
    ),
    *(
        Fact(
            id=f"moment-list-{name}",
            call="externalcontact/get_moment_list",
            says=says,
            source=READS,
            given=given,
            asked=asked,
            code=code,
            effect=effect,
        )
        for name, says, given, asked, code, effect in (
            ("needs-times", "start_time and end_time are needed.", None, {}, 40063, None),
            ("30-days", "The span is 30 days at most.", None, lambda stage: around(stage, 30 * DAY, 0), 0, None),
            ("31-days", "A longer span is refused.", None, lambda stage: around(stage, 30 * DAY, 1), 40058, None),
            (
                "backwards",
                "The end does not lie before the start.",
                None,
                lambda stage: around(stage, -1, 0),
                40058,
                None,
            ),
            (
                "of-the-corp",
                "A moment made through the API has no creator.",
                made,
                lambda stage: around(stage, filter_type=0),
                0,
                lambda stage, reply: ids(reply) == [stage.it] and "creator" not in reply["moment_list"][0],
            ),
            (
                "of-members",
                "filter_type 1 is moments of members, with their creator.",
                lambda stage: (made(stage), own(stage))[1],
                lambda stage: around(stage, filter_type=1),
                0,
                lambda stage, reply: ids(reply) == [stage.it] and reply["moment_list"][0]["creator"] == "chen_rui",
            ),
            (
                "of-one",
                "A creator's moments can be asked for.",
                own,
                lambda stage: around(stage, creator="li_na"),
                0,
                lambda _, reply: ids(reply) == [],
            ),
            (
                "invisible",
                "Moments of members outside the range are not listed.",
                lambda stage: stage.world.publish_moment("wu_gang", "早安"),
                around,
                0,
                lambda _, reply: ids(reply) == [],
            ),
            (
                "deleted",
                "Deleted moments are not listed.",
                lambda stage: stage.world.delete_moment(own(stage)),
                around,
                0,
                lambda _, reply: ids(reply) == [],
            ),
            (
                "open-ends",
                "Neither end is included.",
                own,
                lambda stage: around(stage, 0, 60),
                0,
                lambda _, reply: ids(reply) == [],
            ),
            (
                "partly-visible",
                "A moment for some customers is partly visible, 0; else public, 1.",
                lambda stage: made(stage, **visible(tags=(friends(stage)[1],))),
                around,
                0,
                lambda _, reply: reply["moment_list"][0]["visible_type"] == 0,
            ),
            (
                "20-a-page",
                "A page holds 20.",
                lambda stage: [own(stage) for _ in range(21)],
                lambda stage: around(stage, limit=100),
                0,
                lambda _, reply: len(ids(reply)) == 20 and bool(reply["next_cursor"]),
            ),
            (
                "film",
                "A film and a link are listed as such.",
                lambda stage: (made(stage, **film(stage)), made(stage, **linked(stage))),
                around,
                0,
                lambda _, reply: (
                    "thumb_media_id" in reply["moment_list"][0]["video"]
                    and reply["moment_list"][1]["link"] == {"title": "新茶", "url": "https://shop.example/tea"}
                ),
            ),
        )
    ),
    Fact(
        id="moment-answers",
        call="externalcontact/get_moment_comments",
        says="Likes and comments say who and when, and not what.",
        source=READS,
        given=lambda stage: (
            one := stage.friend(),
            moment := stage.world.publish_moment("chen_rui", "早安").moment_id,
            stage.world.like_moment(moment, "chen_rui", one),
            stage.world.comment_moment(moment, "chen_rui"),
        )[1],
        asked=the_moment,
        effect=lambda stage, reply: (
            [set(one) for one in reply["like_list"]] == [{"external_userid", "create_time"}]
            and reply["comment_list"] == [{"userid": "chen_rui", "create_time": int(stage.now)}]
        ),
    ),
]
