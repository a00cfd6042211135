"""What the reads say of group sends: lists, tasks, results."""

from __future__ import annotations

from functools import partial

from facts.fact import Fact
from facts.group_sends import LIST, RESULT, TASK, just_sent, of_it, sent_to_two, span
from facts.stage import DAY

_FILE = "externalcontact-outreach.md"
_list = partial(Fact, call=LIST, source=f"{_FILE} §2.4, page 93338 (2026-02-12)")
_task = partial(Fact, call=TASK, source=f"{_FILE} §2.5, page 93338 (2026-02-12)")
_result = partial(Fact, call=RESULT, source=f"{_FILE} §2.6, page 93338 (2026-02-12)")

FACTS = [
    _list(
        id="sends-listed",
        says="An API-made send has no creator; a member's own has.",
        given=lambda stage: (
            just_sent(stage),
            stage.world.member_sends("li_na", [stage.friend("li_na")], "新品"),
        )[0],
        asked=span,
        effect=lambda stage, reply: (
            {one.get("creator"): one["create_type"] for one in reply["group_msg_list"]} == {None: 0, "li_na": 1}
            and len(stage.need(LIST, span(stage, filter_type=0))["group_msg_list"]) == 1
            and len(stage.need(LIST, span(stage, creator="li_na"))["group_msg_list"]) == 1
        ),
    ),
    _list(
        id="sends-limit",
        says="A limit over 100 falls back to 50.",
        given=lambda stage: (person := stage.friend(), [stage.send(person) for _ in range(51)]),
        asked=lambda stage: span(stage, limit=101),
        effect=lambda stage, reply: (
            len(reply["group_msg_list"]) == 50
            and len(stage.need(LIST, span(stage, cursor=reply["next_cursor"]))["group_msg_list"]) == 1
        ),
    ),
    _list(
        id="sends-no-type",
        says="Without a chat_type: 40063.",
        asked=lambda stage: span(stage, chat_type=""),
        code=40063,
    ),
    _list(
        id="sends-type", says="Another chat_type: 40058.", asked=lambda stage: span(stage, chat_type="x"), code=40058
    ),
    _list(id="sends-no-span", says="Without times: 40063.", asked={"chat_type": "single"}, code=40063),
    _list(id="sends-month", says="A span of a month passes.", asked=lambda stage: span(stage, 31 * DAY)),
    _list(
        id="sends-long-span", says="A longer span: 40058.", asked=lambda stage: span(stage, 31 * DAY + 1), code=40058
    ),
    _list(
        id="sends-cursor",
        says="A cursor that was never given: 40058.",
        asked=lambda stage: span(stage, cursor="wrong"),
        code=40058,
        source="core.md §5",
    ),
    _task(
        id="task-open",
        says="A task that waits has status 0 and no time.",
        given=just_sent,
        asked=of_it(),
        effect=lambda _, reply: reply["task_list"] == [{"userid": "chen_rui", "status": 0}],
    ),
    _task(id="task-no-msgid", says="Without a msgid: 41046.", code=41046),
    _result(
        id="result-pages",
        says="Results are paged, pending ones with status 0 and no time.",
        given=sent_to_two,
        asked=of_it(userid="chen_rui", limit=1),
        effect=lambda stage, reply: (
            reply["send_list"] == [{"external_userid": stage.it[0], "userid": "chen_rui", "status": 0}]
            and stage.need(RESULT, msgid=stage.it[1], userid="chen_rui", cursor=reply["next_cursor"])["next_cursor"]
            == ""
        ),
    ),
    _result(
        id="result-no-userid",
        says="Without a userid: 40063.",
        source="core.md §5",
        given=just_sent,
        asked=of_it(),
        code=40063,
    ),
    _result(
        id="result-no-part",
        says="A member who has no part in it: 40003.",
        source="core.md §5",
        given=just_sent,
        asked=of_it(userid="li_na"),
        code=40003,
    ),
]
