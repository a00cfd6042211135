"""Journeys as text: said, and read with every fault at its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from lingqu.customers.api.stages import stage_names
from lingqu.infra.database import Session
from lingqu.journeys.api.checking import checked, read_ground
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.domain.ground import Ground
from lingqu.journeys.domain.text.fault_words import FAULTS
from lingqu.journeys.domain.text.parts import Parts
from lingqu.journeys.domain.text.reading import TextJourney, read_texts
from lingqu.journeys.domain.text.writing import write_journeys
from lingqu.journeys.errors import BadDefinitionError
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import Book, CorpBook, Noun
from lingqu.kernel.text.fault_words import Catalogue
from lingqu.kernel.text.fault_words import say_faults as say_text_faults
from lingqu.kernel.text.faults import BadTextError, Faults, Mark, SaidFault
from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot
from lingqu.outreach.api import text_parts as contents
from lingqu.outreach.api.programmes import list_names as programme_names
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.contracts.variants import Variant
from lingqu.segments.api import text_parts as conditions
from lingqu.segments.api.names import list_names
from lingqu.segments.contracts.definition import Definition as Condition
from lingqu.segments.contracts.definition import EventMatch

WORDS: Catalogue = {**conditions.WORDS, **contents.WORDS, **FAULTS}


class OthersParts(Parts):
    """Conditions and events as segments say them, contents as outreach does."""

    @property
    def content_fields(self) -> Sequence[str]:
        """The fields of a mapping that tells contents."""
        return contents.FIELDS

    def write_condition(self, condition: Condition, book: Book) -> Any:
        """Return a condition as lists and mappings of plain values."""
        return conditions.write_condition(condition, book)

    def read_condition(self, desk: Desk, spot: Spot, place: str) -> Condition:
        """Return the condition that stands there."""
        return conditions.read_condition(desk, spot, place)

    def write_event(self, event: EventMatch) -> Any:
        """Return an event as a mapping, or its name alone."""
        return conditions.write_event(event)

    def read_event(self, desk: Desk, spot: Spot, place: str) -> EventMatch:
        """Return the event that stands there."""
        return conditions.read_event(desk, spot, place)

    def write_contents(self, variants: Sequence[Variant]) -> dict[str, Any]:
        """Return contents as the fields of a mapping."""
        return contents.write_contents(variants)

    def read_contents(self, fields: Fields, place: str) -> tuple[tuple[Variant, ...], Sequence[PictureNamed]]:
        """Return the contents that a mapping tells, and the pictures that they name."""
        return contents.read_contents(fields, place)


PARTS = OthersParts()


async def write_text(session: Session, several: Sequence[tuple[str, Definition]]) -> str:
    """Return the text of definitions under their names; what has no name any more is called by its number."""
    return write_journeys(several, await read_book(session), PARTS)


async def read_one(session: Session, text: str) -> tuple[str, Definition]:
    """Return the name and the definition of a text of one journey; nothing is kept.

    Raises:
        BadTextError: with every fault that could be found.
    """
    read = read_texts({"": text}, await read_book(session), PARTS)
    if len(read) != 1:
        faults = Faults()
        faults.add(read[1].mark if read else Mark(), "one_journey")
        faults.refuse()
    [sound] = check_texts(read, await read_ground(session))
    return sound.name, sound.definition


async def read_book(session: Session) -> CorpBook:
    """Return what everything is called that a journey may name."""
    return CorpBook(
        {
            **await list_names(session),
            Noun.PROGRAMME: await programme_names(session),
            Noun.STAGE: {int(number): name for number, name in (await stage_names(session)).items()},
        }
    )


def check_texts(read: Sequence[TextJourney], ground: Ground) -> list[TextJourney]:
    """Return the journeys of texts with their definitions checked.

    Raises:
        BadTextError: with all faults of all of them.
    """
    faults = Faults()
    sound: list[TextJourney] = []
    for one in read:
        try:
            definition = checked(one.definition, ground)
        except BadDefinitionError as error:
            for problem in error.data["problems"]:
                faults.add(one.desk.mark_of(problem["place"]), _kind(problem), **_data(problem))
        else:
            sound.append(replace(one, definition=definition))
    faults.refuse()
    return sound


def say_faults(error: BadTextError, language: str) -> list[SaidFault]:
    """Return the faults of a refusal in the reader's language (`zh` or `en`), in the order of the text."""
    return say_text_faults(error, Language(language), WORDS)


def _kind(problem: Mapping[str, Any]) -> str:
    """Return under which word a problem is told; those of conditions are segments' own."""
    return f"definition.{problem.get('fault', 'size')}" if problem["code"] == _OF_CONDITIONS else problem["code"]


def _data(problem: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in problem.items() if key not in {"place", "code", "fault"}}


_OF_CONDITIONS = "segments.bad_definition"
