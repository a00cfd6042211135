"""Definitions held against what a corp has, and against the rules of the capabilities whose words they use."""

from __future__ import annotations

from collections.abc import Iterator

from lingqu.customers.api.attributes import check_value
from lingqu.customers.api.stages import list_stages
from lingqu.customers.contracts.views import AttributeDefinition
from lingqu.customers.errors import AttributeValueError
from lingqu.deliveries.contracts import Problem
from lingqu.infra.database import Session
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.domain import checking as domain
from lingqu.journeys.domain.ground import Ground
from lingqu.journeys.domain.parts import conditions_of, contents_of, events_of, values_of, with_conditions
from lingqu.journeys.errors import BadDefinitionError
from lingqu.outreach.api.contents import check_contents
from lingqu.outreach.api.programmes import list_open
from lingqu.segments.api.checking import check_condition, check_event
from lingqu.segments.api.saving import read_vocabulary
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.errors import BadDefinitionError as BadConditionError


async def check(session: Session, definition: Definition) -> Definition:
    """Return a definition that may be published, its conditions' dates as dates.

    Raises:
        BadDefinitionError: with every fault.
    """
    return checked(definition, await read_ground(session))


async def read_ground(session: Session) -> Ground:
    """Return what definitions of a corp may speak of."""
    return Ground(
        words=await read_vocabulary(session),
        stages=frozenset(one.stage_id for one in await list_stages(session)),
        programmes=frozenset(await list_open(session)),
    )


async def list_problems(session: Session, definition: Definition) -> list[Problem]:
    """Return everything that keeps a definition from being published; of none it may be."""
    return problems_of(definition, await read_ground(session))[0]


def checked(definition: Definition, ground: Ground) -> Definition:
    """Return a definition with its conditions' dates as dates; BadDefinitionError as for `check`."""
    problems, sound = problems_of(definition, ground)
    if problems:
        raise BadDefinitionError(problems)
    return with_conditions(definition, sound)


def problems_of(definition: Definition, ground: Ground) -> tuple[list[Problem], dict[str, Condition]]:
    """Return everything that is wrong with a definition, and those of its conditions that are sound, by place."""
    problems = [
        *domain.problems_of(definition, ground),
        *_events(definition, ground),
        *_values(definition, ground),
        *(one for place, contents in contents_of(definition) for one in check_contents(contents, place=place)),
    ]
    sound: dict[str, Condition] = {}
    for place, condition in conditions_of(definition):
        try:
            sound[place] = check_condition(condition, ground.words, place=place)
        except BadConditionError as error:
            problems.append(_told(error, place))
    return problems, sound


def _events(definition: Definition, ground: Ground) -> Iterator[Problem]:
    for place, event in events_of(definition):
        try:
            check_event(event, ground.words, place=place)
        except BadConditionError as error:
            yield _told(error, place)


def _values(definition: Definition, ground: Ground) -> Iterator[Problem]:
    for place, key, value in values_of(definition):
        kind = ground.words.attributes.get(key)
        if kind is None:
            continue
        try:
            check_value(AttributeDefinition(key=key, label=key, type=kind), value)
        except AttributeValueError as error:
            yield Problem(place=place, code=error.code, message=str(error), data=error.data)


def _told(error: BadConditionError, place: str) -> Problem:
    """Return what segments refuse, with the kind of the fault in its data as they have it."""
    return Problem(place=error.place or place, code=error.code, message=str(error), data=error.data)
