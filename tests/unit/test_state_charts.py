"""docs/states.md draws what the code does."""

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import pytest

from lingqu.acquisition.domain.group_welcomes import MOVES as GROUP_WELCOME_MOVES
from lingqu.commerce.domain.states import MOVES as IMPORT_MOVES
from lingqu.deliveries.domain.moments import MOMENT_CALL_MOVES
from lingqu.deliveries.domain.states import GROUP_SEND_MOVES
from lingqu.deliveries.domain.states import MOVES as DELIVERY_MOVES
from lingqu.journeys.domain.journeys import MOVES as JOURNEY_MOVES
from lingqu.outreach.domain.broadcasts import MOVES as BROADCAST_MOVES
from lingqu.outreach.domain.moments import MOVES as MOMENT_MOVES
from lingqu.outreach.domain.programmes import MOVES as PROGRAMME_MOVES
from lingqu.segments.domain.granting import MOVES as GRANT_MOVES
from lingqu.tasks.domain.states import MOVES as TASK_MOVES

PAGE = Path(__file__).parents[2] / "docs" / "states.md"


def charts() -> dict[str, set[tuple[str, str]]]:
    """The arrows of every chart, by the first word of its heading."""
    sections = re.split(r"^## ", PAGE.read_text(), flags=re.MULTILINE)[1:]
    return {
        section.partition(" (")[0]: set(re.findall(r"^ +(\S+) --> (\S+)$", section, flags=re.MULTILINE))
        for section in sections
    }


@pytest.mark.parametrize(
    ("heading", "moves", "first"),
    [
        ("Delivery", DELIVERY_MOVES, "planned"),
        ("Group send", GROUP_SEND_MOVES, "ready"),
        ("Moment call", MOMENT_CALL_MOVES, "ready"),
        ("Moment", MOMENT_MOVES, "draft"),
        ("Task", TASK_MOVES, "open"),
        ("Broadcast", BROADCAST_MOVES, "draft"),
        ("Programme", PROGRAMME_MOVES, "running"),
        ("Import", IMPORT_MOVES, "opening"),
        ("Grant", GRANT_MOVES, "draft"),
        ("Group welcome", GROUP_WELCOME_MOVES, "waiting"),
        ("Journey", JOURNEY_MOVES, "draft"),
    ],
)
def test_a_chart_draws_exactly_the_moves_of_the_code(
    heading: str, moves: Mapping[StrEnum, frozenset[StrEnum]], first: str
) -> None:
    coded = {(state.value, target.value) for state, targets in moves.items() for target in targets}
    final = {(state.value, "[*]") for state, targets in moves.items() if not targets}

    assert charts()[heading] == coded | final | {("[*]", first)}
