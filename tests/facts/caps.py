"""How many group sends a customer may receive, in each shape that a corp can choose."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, HOUR, Stage

ADD = "externalcontact/add_msg_template"
_cap = partial(Fact, call="confirm", asked=None, source="externalcontact-outreach.md §1, page 92135 (2025-11-17)")


def _receives(stage: Stage, person: str, count: int) -> list[int]:
    """The results of so many sends, one after the other."""
    results: list[int] = []
    for _ in range(count):
        msgid = stage.send(person)
        stage.world.confirm(msgid, "chen_rui")
        results.append(stage.world.group_send(msgid).tasks["chen_rui"].outcomes[person].status)
    return results


def _shape(cap: str) -> Any:
    def given(stage: Stage) -> str:
        stage.corp.cap = cap
        return stage.friend()

    return given


def _allows(count: int, *, until: float, instead: float) -> Any:
    """So many arrive, one more does not; `until` seconds later still not, after `instead` one does."""

    def effect(stage: Stage, _: Any) -> None:
        assert _receives(stage, stage.it, count + 1) == [1] * count + [3]
        stage.wait(until)
        stage.fresh_tokens()
        assert _receives(stage, stage.it, 1) == [3]
        stage.wait(instead - until)
        stage.fresh_tokens()
        assert _receives(stage, stage.it, 1) == [1]

    return effect


def _capped(stage: Stage) -> tuple[str, str]:
    """A customer over a day's cap, and one who is not."""
    person = _shape("daily_1")(stage)
    _receives(stage, person, 1)
    return person, stage.friend()


FACTS = [
    _cap(
        id="cap-day",
        says="One a day: the next arrives after midnight in Beijing.",
        given=_shape("daily_1"),
        effect=_allows(1, until=11 * HOUR, instead=12 * HOUR),
    ),
    _cap(
        id="cap-month",
        says="As many a month as it has days: the next arrives on the first of the next month in Beijing.",
        given=_shape("monthly_days"),
        effect=_allows(31, until=29 * DAY, instead=29 * DAY + 12 * HOUR),
    ),
    *(
        _cap(
            id=f"cap-week-{'rolls' if rolls else 'calendar'}",
            says=f"Seven a week: the next arrives {'168 hours after the first' if rolls else 'on Monday in Beijing'}.",
            confirmed=False,
            switch=("weekly_cap_rolls", rolls),
            given=_shape("weekly_7"),
            effect=_allows(7, until=until, instead=instead),
        )
        for rolls, until, instead in (
            (False, 2 * DAY + 11 * HOUR, 2 * DAY + 12 * HOUR),
            (True, 6 * DAY, 7 * DAY + 60),
        )
    ),
    _cap(
        id="cap-counts-members-own",
        says="What members send on their own counts in the same cap.",
        given=_shape("daily_1"),
        effect=lambda stage, _: (
            stage.world.member_sends("chen_rui", [stage.it], "新品") and _receives(stage, stage.it, 1) == [3]
        ),
    ),
    _cap(
        id="cap-silent",
        says="Who is over the cap receives nothing, and no error says so.",
        given=_capped,
        effect=lambda stage, _: _receives(stage, stage.it[0], 1) == [3] and len(stage.received(stage.it[0])) == 1,
    ),
    *(
        Fact(
            id=f"cap-fail-list-{'names' if names else 'silent'}",
            call=ADD,
            says=f"fail_list {'names' if names else 'does not name'} customers who are over their cap already.",
            source="externalcontact-outreach.md §4",
            confirmed=False,
            switch=("fail_list_names_capped", names),
            given=_capped,
            asked=lambda stage: {"external_userid": list(stage.it), "text": {"content": "新品"}},
            effect=lambda stage, reply, names=names: reply["fail_list"] == ([stage.it[0]] if names else []),
        )
        for names in (False, True)
    ),
]
