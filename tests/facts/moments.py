"""Moments (客户朋友圈): attachments, jobs, members who publish, timelines, answers."""

from __future__ import annotations

import struct
from typing import Any

from facts.fact import Ask, Fact
from facts.stage import DAY, Stage, upload

PAGE = "externalcontact-outreach.md §3.1–3.3, page 95094 (2026-02-12)"
READS = "externalcontact-outreach.md §3.4 and §3.5, page 93333 (2026-02-12)"
FILES = "externalcontact-outreach.md §3.7, page 95098 (2026-02-12)"
CAPS = "externalcontact-outreach.md §1, older wording of the console"
ADD = "externalcontact/add_moment_task"
RESULT = "externalcontact/get_moment_task_result"
UPLOAD = "media/upload_attachment"
TEXT = {"content": "新茶上市"}


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + bytes(8)


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(8)


def mp4(seconds: int, *, long_clock: bool = False) -> bytes:
    times = (
        struct.pack(">4xQQIQ", 0, 0, 1_000, seconds * 1_000)
        if long_clock
        else struct.pack(">4xIIII", 0, 0, 1_000, seconds * 1_000)
    )
    return b"\x00\x00\x00\x14ftypisom----mvhd" + (b"\x01" if long_clock else b"\x00") + times[1:]


def attachment(content: bytes, media_type: str = "image", attachment_type: object = 1) -> Ask:
    return upload(content, media_type=media_type, attachment_type=str(attachment_type))


def stored(stage: Stage, content: bytes = png(600, 600), media_type: str = "image", attachment_type: int = 1) -> str:
    return stage.need(UPLOAD, attachment(content, media_type, attachment_type))["media_id"]


def pictures(stage: Stage, count: int = 1) -> dict[str, Any]:
    one = {"msgtype": "image", "image": {"media_id": stored(stage)}}
    return {"attachments": [one] * count}


def film(stage: Stage, count: int = 1) -> dict[str, Any]:
    return {"attachments": [{"msgtype": "video", "video": {"media_id": stored(stage, mp4(20), "video")}}] * count}


def linked(stage: Stage, *, count: int = 1, **fields: Any) -> dict[str, Any]:
    body = {"title": "新茶", "url": "https://shop.example/tea", "media_id": stored(stage), **fields}
    return {"attachments": [{"msgtype": "link", "link": body}] * count}


def made(stage: Stage, **fields: Any) -> str:
    """A moment that members can publish: its id."""
    jobid = stage.need(ADD, {"text": TEXT, **fields})["jobid"]
    stage.wait(4)
    return stage.need(RESULT, jobid=jobid)["result"]["moment_id"]


def visible(*userids: str, tags: tuple[str, ...] = (), departments: tuple[int, ...] = ()) -> dict[str, Any]:
    senders = {"user_list": list(userids), "department_list": list(departments)}
    return {
        "visible_range": {
            **({"sender_list": senders} if userids or departments else {}),
            **({"external_contact_list": {"tag_list": list(tags)}} if tags else {}),
        }
    }


def friends(stage: Stage) -> tuple[str, str]:
    """One customer of chen_rui with a tag, one of li_na without; the tag's id is kept on the stage."""
    first, second = stage.friend("chen_rui"), stage.friend("li_na")
    tag = stage.tag()
    stage.need("externalcontact/mark_tag", userid="chen_rui", external_userid=first, add_tag=[tag])
    return first, tag if second else ""


def moment_of(stage: Stage, **fields: Any) -> str:
    stage.friend()
    return made(stage, **fields)


def published(stage: Stage) -> str:
    moment_id = moment_of(stage)
    assert stage.world.confirm_moment(moment_id, "chen_rui") == "published"
    return moment_id


def own(stage: Stage) -> str:
    stage.friend()
    return stage.world.publish_moment("chen_rui", "早安").moment_id


def the_moment(stage: Stage) -> dict[str, Any]:
    return {"moment_id": stage.it, "userid": "chen_rui"}


def job(stage: Stage, *, after: float = 0.0, **fields: Any) -> str:
    jobid = stage.need(ADD, {"text": TEXT, **fields})["jobid"]
    stage.wait(after)
    stage.fresh_tokens()
    return jobid


def audience(stage: Stage, **fields: Any) -> dict[str, tuple[str, ...]]:
    moment = stage.world.moment(made(stage, **fields))
    return {userid: task.audience for userid, task in moment.tasks.items()}


def crowd(stage: Stage, size: int) -> str:
    for _ in range(size):
        stage.friend()
    stage.set(path_per_minute=100_000)
    return published(stage)


def staffed(stage: Stage, size: int) -> str:
    for number in range(size):
        stage.world.add_member(stage.corp, f"staff{number}", f"店员{number}", departments=(2,))
    return made(stage)


def shown_times(stage: Stage, external_userid: str, times: int) -> int:
    """How many of so many corp moments a timeline shows."""
    for _ in range(times):
        stage.world.confirm_moment(made(stage), "chen_rui")
    return len(stage.received(external_userid))


def around(stage: Stage, before: float = 60, after: float = 60, **more: Any) -> dict[str, Any]:
    return {"start_time": int(stage.now - before), "end_time": int(stage.now + after), **more}


def ids(reply: dict[str, Any]) -> list[str]:
    return [one["moment_id"] for one in reply["moment_list"]]


FACTS = [
    *(
        Fact(id=f"attachment-{name}", call=UPLOAD, says=says, source=FILES, asked=asked, code=code)
        for name, says, asked, code in (
            ("moment-image", "A picture for moments is kept.", attachment(png(600, 600)), 0),
            ("moment-video", "A film for moments is kept.", attachment(mp4(30), "video"), 0),
            (
                "album-image",
                "A picture for the album is kept, of any resolution.",
                attachment(png(9_000, 9_000), "image", 2),
                0,
            ),
            ("album-video", "The album takes pictures only.", attachment(mp4(5), "video", 2), 41072),
            ("moment-file", "Moments take no file.", attachment(b"0123456789", "file"), 41072),
            ("kind", "media_type is image, video or file.", attachment(png(1, 1), "voice"), 40004),
            ("scene", "attachment_type is 1 or 2.", attachment(png(1, 1), "image", 3), 40058),
            ("tiny", "A file is larger than five bytes.", attachment(b"\xff\xd8\xff12"), 41080),
            ("top", "A file of 10 MB is taken.", attachment(png(9, 9).ljust(10 << 20, b"0")), 0),
            ("over-10-mb", "A larger file is not.", attachment(png(9, 9).ljust((10 << 20) + 1, b"0")), 41080),
            ("format", "Pictures are JPG or PNG.", attachment(b"GIF89a--------"), 40005),
            ("sides", "A picture of 10,800 by 1,080 pixels is taken.", attachment(png(1_080, 10_800)), 0),
            ("long-side", "The long side is at most 10,800 pixels.", attachment(png(10_801, 900)), 41081),
            ("short-side", "The short side is at most 1,080 pixels.", attachment(jpeg(1_200, 1_081)), 41081),
            ("video-format", "Films are MP4.", attachment(b"RIFF-----------", "video"), 41090),
            ("video-31-s", "A film lasts at most 30 seconds.", attachment(mp4(31), "video"), 41082),
            ("video-31-s-long", "In either form of its head.", attachment(mp4(31, long_clock=True), "video"), 41082),
        )
    ),
    *(
        Fact(id=f"moment-{name}", call=ADD, says=says, source=PAGE, given=given, asked=asked, code=code)
        for name, says, given, asked, code in (
            ("text", "A moment may be text alone.", None, {"text": TEXT}, 0),
            ("empty", "Text and attachments are not both empty.", None, {}, 41089),
            ("text-2000", "A text has 2,000 characters at most.", None, {"text": {"content": "好" * 2_000}}, 0),
            ("text-2001", "A longer text is refused.", None, {"text": {"content": "好" * 2_001}}, 40058),
            ("nine-pictures", "Nine pictures are taken.", None, lambda stage: pictures(stage, 9), 0),
            ("ten-pictures", "Ten pictures are not.", None, lambda stage: pictures(stage, 10), 41064),
            ("film", "One film is taken.", None, film, 0),
            ("two-films", "Two films are not.", None, lambda stage: film(stage, 2), 41064),
            ("link", "One link is taken.", None, linked, 0),
            ("two-links", "Two links are not.", None, lambda stage: linked(stage, count=2), 41064),
            (
                "link-title",
                "A link's title has 64 characters at most.",
                None,
                lambda stage: linked(stage, title="题" * 65),
                41065,
            ),
            ("link-url", "A link needs its address.", None, lambda stage: linked(stage, url=""), 41065),
            ("link-cover", "A link needs its cover.", None, lambda stage: linked(stage, media_id=""), 41065),
            (
                "mixed",
                "Pictures and films are not mixed.",
                None,
                lambda stage: {"attachments": pictures(stage)["attachments"] + film(stage)["attachments"]},
                41065,
            ),
            ("kind", "Files are no part of a moment.", None, {"attachments": [{"msgtype": "file", "file": {}}]}, 41065),
            (
                "media-unknown",
                "Media must exist.",
                None,
                {"attachments": [{"msgtype": "image", "image": {"media_id": "3bNobody"}}]},
                40007,
            ),
            (
                "media-of-messages",
                "Media come from upload_attachment.",
                Stage.media,
                lambda stage: {"attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}]},
                40007,
            ),
            (
                "media-of-album",
                "Media are of the scene of moments.",
                lambda stage: stored(stage, attachment_type=2),
                lambda stage: {"attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}]},
                41072,
            ),
            (
                "media-after-3-days",
                "Media live three days.",
                lambda stage: (pictures(stage), stage.wait(3 * DAY), stage.fresh_tokens())[0],
                lambda stage: stage.it,
                40007,
            ),
            (
                "not-enabled",
                "The corp must have the moments function.",
                lambda stage: setattr(stage.corp, "moments_enabled", False),
                {"text": TEXT},
                41211,
            ),
            (
                "eleventh-of-a-minute",
                "Ten a minute are taken.",
                lambda stage: [stage.set(moment_making_seconds=0.0), *(job(stage) for _ in range(10))],
                {"text": TEXT},
                45009,
            ),
            (
                "a-minute-later",
                "After the minute the next is taken.",
                lambda stage: [stage.set(running_moment_jobs=99), *(job(stage) for _ in range(10)), stage.wait(60)],
                {"text": TEXT},
                0,
            ),
            (
                "over-the-month",
                "100,000 a month are taken.",
                lambda stage: (stage.set(moment_tasks_per_month=1), job(stage, after=3)),
                {"text": TEXT},
                41210,
            ),
            (
                "next-month",
                "The month is the calendar's.",
                lambda stage: (stage.set(moment_tasks_per_month=1), job(stage, after=30 * DAY)),
                {"text": TEXT},
                0,
            ),
            (
                "too-many-senders",
                "100,000 senders can be named.",
                lambda stage: stage.set(moment_senders=1),
                {"text": TEXT, **visible("chen_rui", "li_na")},
                40058,
            ),
        )
    ),
    Fact(
        id="moment-media-in-messages",
        call="externalcontact/add_msg_template",
        says="Attachments of moments cannot be sent as messages.",
        source=FILES + "; externalcontact-misc.md §7",
        given=lambda stage: (stage.friend(), stored(stage))[1],
        asked=lambda stage: {
            "sender": "chen_rui",
            "attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}],
        },
        code=40007,
    ),
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
