"""What a list of stages may be, and which moves change anything."""

from collections.abc import Mapping, Sequence

from lingqu.customers.contracts.stages import NamedStage, Stage, StageMove, StageMoved, Standing
from lingqu.customers.domain.stage_words import USUAL_NAMES
from lingqu.customers.errors import BadStageError
from lingqu.kernel.ids import CustomerId, StageId

USUAL = tuple(Stage(stage_id=StageId(number), name=name) for number, name in enumerate(USUAL_NAMES, start=1))
"""The order of a corp that wrote none of its own."""

MOST_STAGES = 20
LONGEST_NAME = 20


def checked_list(named: Sequence[NamedStage], known: Sequence[Stage]) -> list[NamedStage]:
    """Return a list as it can be kept, names without spaces around.

    Raises:
        BadStageError: it is empty or too long, a name cannot be or is given twice, a number is not one of `known`'s.
    """
    if not 0 < len(named) <= MOST_STAGES:
        raise BadStageError(f"give 1 to {MOST_STAGES} stages", place="body.stages", most=MOST_STAGES)
    numbers = {one.stage_id for one in known}
    checked: list[NamedStage] = []
    for place, one in enumerate(named):
        name = one.name.strip()
        if not 0 < len(name) <= LONGEST_NAME or name in {other.name for other in checked}:
            raise BadStageError(
                f"a name is 1 to {LONGEST_NAME} characters, each given once", place=f"body.stages[{place}].name"
            )
        if one.stage_id is not None and (
            one.stage_id not in numbers or one.stage_id in {other.stage_id for other in checked}
        ):
            raise BadStageError(
                "a number is that of a stage there is, each given once", place=f"body.stages[{place}].stage_id"
            )
        checked.append(NamedStage(stage_id=one.stage_id, name=name))
    return checked


def decide(
    moves: Sequence[StageMove],
    *,
    persons: Mapping[CustomerId, CustomerId],
    standing: Mapping[CustomerId, Standing],
    order: Sequence[StageId],
    forward_only: bool,
) -> list[StageMoved]:
    """Return the moves that change where somebody stands; of several of one person the last counts.

    A move to where one stands already is none, and so is a move of somebody whom there is not.

    Args:
        persons: whom each customer is one with.
        standing: where persons stand.
        forward_only: a move back in the order is none either.
    """
    places = {stage_id: place for place, stage_id in enumerate(order)}
    last = {persons[one.customer_id]: one for one in moves if one.customer_id in persons and one.stage_id in places}
    decided: list[StageMoved] = []
    for person, move in last.items():
        now = standing.get(person)
        before = None if now is None else now.stage_id
        back = before is not None and places.get(before, -1) > places[move.stage_id]
        if move.stage_id == before or (back and forward_only):
            continue
        decided.append(StageMoved(customer_id=person, before=before, after=move.stage_id, chain=tuple(move.chain)))
    return decided
