"""Every fact of the reference holds in the twin; every switch has rows for two of its positions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields

import pytest

from facts.fact import Fact
from facts.leftovers import leftovers
from facts.rows import all_facts, play
from facts.stage import Stage
from wecom_twin.rules import Limits, Switches

# A switch leaves this list when it has rows for two positions; none ever joins it.
SWITCHES_WITHOUT_ROWS: frozenset[str] = frozenset()

FACTS = all_facts()


@pytest.mark.parametrize("fact", FACTS, ids=lambda one: one.id)
def test_the_twin_agrees(fact: Fact) -> None:
    stage = Stage()
    play(fact, stage)
    _rename(stage)


def _rename(stage: Stage) -> None:
    """Whatever a row has brought into the corp follows when the userids of those whom the rows use most change."""
    for former in ("chen_rui", "li_na"):
        if stage.corp.directory.find_member(former) and former not in stage.corp.departed:
            stage.world.member_renamed(former, f"{former}.renamed")
            assert leftovers(stage.corp, former) == [], f"{former} is named there"


def test_ids_are_unique() -> None:
    ids = [one.id for one in FACTS]
    assert len(ids) == len(set(ids)), sorted({one for one in ids if ids.count(one) > 1})


def test_what_no_page_confirms_names_its_switch() -> None:
    known = {one.name for one in (*fields(Switches), *fields(Limits))}
    assert [one.id for one in FACTS if one.switch and one.switch[0] not in known] == []
    assert [one.id for one in FACTS if not one.confirmed and one.switch is None] == []


def test_switches_have_rows_for_two_positions() -> None:
    positions: defaultdict[str, list[object]] = defaultdict(list)
    for one in FACTS:
        if one.switch and one.switch[1] not in positions[one.switch[0]]:
            positions[one.switch[0]].append(one.switch[1])
    lacking = {one.name for one in fields(Switches) if len(positions[one.name]) < 2}
    assert lacking - SWITCHES_WITHOUT_ROWS == set(), "switches need rows for two positions"
    assert SWITCHES_WITHOUT_ROWS - lacking == set(), "they have their rows now: take them off the list"


def test_rows_say_something() -> None:
    assert [one.id for one in FACTS if not (one.says.endswith(".") and one.source)] == []
    assert [one.id for one in FACTS if one.asked is None and one.effect is None] == []
