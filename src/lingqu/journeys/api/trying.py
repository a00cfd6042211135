"""The tests that texts of journeys bring along: small people go their way in stepped time. No corp is needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import zip_longest
from typing import Any, Final, TypeVar

from lingqu.customers.contracts.views import AttributeType
from lingqu.journeys.api.texts import PARTS, check_texts
from lingqu.journeys.contracts.definition import Definition, SetAttribute, StepKey, WaitDate
from lingqu.journeys.domain.ground import Ground
from lingqu.journeys.domain.parts import conditions_of, events_of
from lingqu.journeys.domain.text.reading import TextJourney, read_texts
from lingqu.journeys.domain.text.trial_words import TRIAL
from lingqu.journeys.domain.walking import Life, Undrawn, Walk, walk
from lingqu.kernel.days import CORP_ZONE
from lingqu.kernel.ids import CustomerId
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import InventedBook, Noun, near
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import read_day, write_instant
from lingqu.segments.api.matching import is_meant
from lingqu.segments.api.small_people import does_fit, invent, read_moment, read_person
from lingqu.segments.contracts.definition import EventMatch
from lingqu.segments.contracts.person import Occurrence, Person

MOST_TESTS: Final = 200
WAITING: Final = "waiting"
"""What a test says of somebody whose way has not ended."""

_TRIAL: Final = ("name", "at", "person", "received", "not_received", "leaves", "drawn", "way", "sent", "ends")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedPerson:
    """What came of one test.

    Attributes:
        because: the way as it was gone, each line with ✓ or ✗ where the test says something of it.
    """

    file: str
    line: int
    journey: str
    name: str
    passed: bool
    because: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """Somebody, and what should become of them; None where the test does not say.

    Attributes:
        sent: messages, and when; None where that may be any time.
    """

    name: str
    mark: Mark
    life: Life
    way: Sequence[StepKey] | None
    sent: Mapping[StepKey, datetime | None] | None
    ends: str | None


def try_texts(texts: Mapping[str, bytes | str], language: str) -> list[TriedPerson]:
    """Send every person of the texts on their way, in the order of the texts; `language` is `zh` or `en`.

    Raises:
        BadTextError: with every fault that could be found.
    """
    book = InventedBook()
    read = read_texts(texts, book, PARTS)
    faults = Faults()
    trials = [_trials(one, faults) for one in read]
    met = [trial.mark for several in trials for trial in several]
    if len(met) > MOST_TESTS:
        faults.add(met[MOST_TESTS], "many_tests", most=MOST_TESTS)
    faults.refuse()
    conditions = [condition for one in read for _, condition in conditions_of(one.definition)]
    words, people = invent(
        book,
        conditions,
        [trial.life.person for several in trials for trial in several],
        events=[event.name for one in read for _, event in events_of(one.definition)],
        types=_types(one.definition for one in read),
    )
    ground = Ground(words=words, stages=_numbers(book, Noun.STAGE), programmes=_numbers(book, Noun.PROGRAMME))
    typed = iter(people)
    found = [
        _tried(journey, replace(trial, life=replace(trial.life, person=next(typed))), faults, Language(language))
        for journey, several in zip(check_texts(read, ground), trials, strict=True)
        for trial in several
    ]
    faults.refuse()
    return found


# ───────────────────────── reading ─────────────────────────


def _trials(journey: TextJourney, faults: Faults) -> list[_Trial]:
    if journey.tests is None:
        return []
    if not isinstance(journey.tests.value, list):
        faults.add(journey.tests.mark, "type", wanted="list", found=journey.tests.kind)
        return []
    desk = replace(journey.desk, faults=faults, marks={})
    return [_trial(desk, journey.definition, number, spot) for number, spot in enumerate(journey.tests.value, 1)]


def _trial(desk: Desk, definition: Definition, number: int, spot: Spot) -> _Trial:
    fields = Fields(desk, spot, "", _TRIAL)
    at = fields.need("at", partial(read_moment, desk, _EPOCH), _EPOCH)
    moment = partial(read_moment, desk, at)
    step = partial(_step, fields, definition)
    if isinstance(spot.value, dict) and not {"way", "sent", "ends"} & spot.value.keys():
        desk.faults.add(spot.mark, "nothing_expected")
    nobody = Person(customer_id=CustomerId(number))
    life = Life(
        at=at,
        person=fields.read("person", partial(read_person, desk, at, number), nobody),
        leaves=fields.read("leaves", partial(_each, fields, fields.name(Noun.SEGMENT), moment), {}),
        received=fields.read("received", partial(_each, fields, step, moment), {}),
        not_received=fields.read("not_received", partial(_each, fields, step, moment), {}),
        drawn=fields.read("drawn", partial(_each, fields, step, fields.text), {}),
    )
    return _Trial(
        name=fields.read("name", fields.text, f"#{number}"),
        mark=spot.mark,
        life=life,
        way=fields.read("way", lambda one: [step(each) for each in fields.items(one)], None),
        sent=fields.read("sent", partial(_sent, fields, step, moment), None),
        ends=fields.read("ends", fields.text, None),
    )


def _step(fields: Fields, definition: Definition, spot: Spot) -> StepKey:
    name = fields.text(spot)
    if name not in definition.steps:
        fields.fault(spot, "no_step", name=name, near=near(name, list(definition.steps)))
    return name


_Key = TypeVar("_Key")


def _each(fields: Fields, key: Callable[[Spot], _Key], value: Callable[[Spot], _T], spot: Spot) -> dict[_Key, _T]:
    """Return a mapping of names to what is said of each."""
    if not isinstance(spot.value, dict):
        fields.fault(spot, "type", wanted="mapping", found=spot.kind)
        return {}
    return {key(Spot(spot.keys[name], name, name)): value(one) for name, one in spot.value.items()}


def _sent(
    fields: Fields, step: Callable[[Spot], StepKey], moment: Callable[[Spot], datetime], spot: Spot
) -> dict[StepKey, datetime | None]:
    """Return messages with their moments, or a list of messages that may leave at any."""
    if isinstance(spot.value, dict):
        return dict(_each(fields, step, moment, spot))
    return {step(one): None for one in fields.items(spot)}


# ───────────────────────── what nobody told: the corp ─────────────────────────


def _numbers(book: InventedBook, noun: Noun) -> frozenset[int]:
    return frozenset(book.names.get(noun, {}).values())


def _types(definitions: Iterator[Definition]) -> dict[str, AttributeType]:
    """Return the types of the attributes that steps set or wait for."""
    found: dict[str, AttributeType] = {}
    for definition in definitions:
        for step in definition.steps.values():
            if isinstance(step, SetAttribute) and step.value is not None:
                found.setdefault(step.key, _type(step.value))
            elif isinstance(step, WaitDate):
                found[step.attribute] = AttributeType.DATE
    return found


def _type(value: Any) -> AttributeType:
    match value:
        case bool():
            return AttributeType.BOOLEAN
        case int() | float():
            return AttributeType.NUMBER
        case list():
            return AttributeType.SET
        case _:
            return AttributeType.DATE if read_day(str(value)) else AttributeType.STRING


# ───────────────────────── what came of it ─────────────────────────


def _tried(journey: TextJourney, trial: _Trial, faults: Faults, language: Language) -> TriedPerson:
    try:
        walked = walk(journey.definition, trial.life, fits=does_fit, matches=_matches)
    except Undrawn as undrawn:
        faults.add(trial.mark, "undrawn", name=undrawn.step)
        walked = Walk(visits=[], reason=None)
    lines = list(_told(trial, walked, TRIAL[language]))
    return TriedPerson(
        file=trial.mark.file,
        line=trial.mark.line,
        journey=journey.name,
        name=trial.name,
        passed=not any(line.startswith(_WRONG) for line in lines),
        because=lines,
    )


def _matches(event: EventMatch, happened: Occurrence) -> bool:
    return is_meant(event, happened.name, happened.properties)


_RIGHT, _WRONG, _UNASKED = "✓", "✗", " "


def _told(trial: _Trial, walked: Walk, words: Mapping[str, str]) -> Iterator[str]:
    should: Sequence[StepKey | None] = [None] * len(walked.visits) if trial.way is None else trial.way
    for visit, step in zip_longest(walked.visits, should):
        if visit is None:
            yield f"{_WRONG} {step} {words['not_reached']}"
            continue
        on = "" if visit.left_at is None else f" → {_clock(visit.left_at)} {visit.outlet}"
        line = f"{_clock(visit.came_at)} {visit.step}{on}"
        if trial.way is None:
            yield f"{_UNASKED} {line}"
        elif visit.step == step:
            yield f"{_RIGHT} {line}"
        else:
            yield f"{_WRONG} {line}   [{words['instead'].format(step=step or '-')}]"
    yield _end(trial, walked, words)
    yield from _messages(trial, walked, words)


def _end(trial: _Trial, walked: Walk, words: Mapping[str, str]) -> str:
    line = words["waits"] if walked.reason is None else words["ends"].format(reason=walked.reason)
    if trial.ends is None:
        return f"{_UNASKED} {line}"
    if trial.ends == (walked.reason or WAITING):
        return f"{_RIGHT} {line}"
    should = words["should_wait"] if trial.ends == WAITING else words["should_end"].format(reason=trial.ends)
    return f"{_WRONG} {line}   [{should}]"


def _messages(trial: _Trial, walked: Walk, words: Mapping[str, str]) -> Iterator[str]:
    if trial.sent is None:
        return
    left: dict[StepKey, list[datetime]] = {}
    for visit in walked.visits:
        if visit.is_message and visit.left_at is not None:
            left.setdefault(visit.step, []).append(visit.left_at)
    for step, should in trial.sent.items():
        if step not in left:
            yield f"{_WRONG} {step} {words['not_sent']}"
        elif should is None or should in left[step]:
            yield f"{_RIGHT} {step} {_clock(should or left[step][0])}"
        else:
            at = ", ".join(map(_clock, left[step]))
            yield f"{_WRONG} {step} {words['sent_else'].format(at=at, should=_clock(should))}"
    for step in left.keys() - trial.sent.keys():
        yield f"{_WRONG} {step} {_clock(left[step][0])} {words['sent_too']}"


def _clock(at: datetime) -> str:
    return write_instant(at, CORP_ZONE)
