"""What a programme must say, where it may go, and who is held out of it."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from lingqu.kernel.chance import bucket_permille
from lingqu.kernel.ids import CustomerId
from lingqu.outreach.contracts.programmes import (
    HELD_OUT,
    HELD_OUT_OF_ALL,
    TREATED,
    Programme,
    ProgrammeDraft,
    ProgrammeId,
    ProgrammeState,
)
from lingqu.outreach.domain.rules import MOST_A_PERIOD

_P = ProgrammeState

MOVES: Mapping[ProgrammeState, frozenset[ProgrammeState]] = MappingProxyType(
    {_P.RUNNING: frozenset({_P.PAUSED, _P.ENDED}), _P.PAUSED: frozenset({_P.RUNNING, _P.ENDED}), _P.ENDED: frozenset()}
)
"""From each state, where it may go; a state without moves is final."""

NAME_CHARACTERS, WORDS_CHARACTERS = 60, 1_000
MOST_PRIORITY, MOST_PERMILLE = 100, 1_000
MOST_NUMBER = 2**31 - 1

EVERYBODY_SALT = "outreach"
"""Of the share that no programme writes to."""


def faults_of(draft: ProgrammeDraft) -> Iterator[tuple[str, str]]:
    """Give what is wrong with a draft: the place, and what it should be."""
    if not 1 <= len(draft.name) <= NAME_CHARACTERS:
        yield "body.name", f"a name of 1 to {NAME_CHARACTERS} characters"
    if not 1 <= len(draft.owner) <= NAME_CHARACTERS:
        yield "body.owner", f"an owner of 1 to {NAME_CHARACTERS} characters"
    for place, words in (("body.hypothesis", draft.hypothesis), ("body.target", draft.target)):
        if len(words) > WORDS_CHARACTERS:
            yield place, f"at most {WORDS_CHARACTERS} characters"
    if draft.budget is not None and not 1 <= draft.budget <= MOST_NUMBER:
        yield "body.budget", f"1 to {MOST_NUMBER} messages, or none"
    for place, number, most in (
        ("body.priority", draft.priority, MOST_PRIORITY),
        ("body.value_fen", draft.value_fen, MOST_NUMBER),
        ("body.holdout_permille", draft.holdout_permille, MOST_PERMILLE),
    ):
        if not 0 <= number <= most:
            yield place, f"0 to {most}"
    if draft.cadence is not None and not 1 <= draft.cadence.most <= MOST_A_PERIOD:
        yield "body.cadence.most", f"1 to {MOST_A_PERIOD} messages"


def affordable(programme: Programme | None, messages: int) -> int:
    """Return how many of some messages the budget is enough for."""
    if programme is None or programme.draft.budget is None:
        return messages
    return min(messages, max(programme.draft.budget - programme.planned, 0))


def draw_arm(
    customer_id: CustomerId, programme_id: ProgrammeId | None, *, holdout_permille: int, of_all_permille: int
) -> str:
    """Draw the arm of a person: the same one whenever it is drawn, whatever the shares become for others.

    A share that grows takes in more persons and lets none go; who has been decided about stays decided, by the row
    that is kept of it.
    """
    if bucket_permille(EVERYBODY_SALT, customer_id) < of_all_permille:
        return HELD_OUT_OF_ALL
    if programme_id is not None and bucket_permille(f"programme:{programme_id}", customer_id) < holdout_permille:
        return HELD_OUT
    return TREATED
