"""Texts of journeys compared with the corp's drafts, and applied all or none. Nothing is published by it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec
from msgspec.structs import replace as with_fields

from lingqu.deliveries.api.pictures import pictures_of
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.journeys.api.checking import read_ground
from lingqu.journeys.api.publishing import create_journey, revise_journey
from lingqu.journeys.api.texts import PARTS, check_texts, read_book
from lingqu.journeys.contracts.definition import AnyStep, Definition, Message
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import Journey, JourneyState
from lingqu.journeys.contracts.texts import TextChange, TextStanding
from lingqu.journeys.domain.parts import contents_of
from lingqu.journeys.domain.text.reading import TextJourney, read_texts
from lingqu.journeys.domain.text.writing import write_journeys
from lingqu.journeys.store import journeys as store
from lingqu.kernel.ids import CorpId
from lingqu.kernel.text.book import Book
from lingqu.kernel.text.faults import Faults
from lingqu.outreach.api.text_parts import with_keys
from lingqu.outreach.api.text_pictures import TextPictures
from lingqu.outreach.ports import PictureFiles

_CONTEXT = 2
_TO_CHANGE = (TextStanding.NEW, TextStanding.CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What applying does about one journey of a text; `stored` is the corp's, as it was when it was compared."""

    change: TextChange
    definition: Definition
    stored: Journey | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Texts that are sound, and what applying them does; `pictures` by their keys are to be kept before."""

    steps: Sequence[Step]
    pictures: Mapping[str, bytes]

    @property
    def changes(self) -> list[TextChange]:
        """Each journey of the texts beside the corp's."""
        return [one.change for one in self.steps]


async def prepare(
    database: Database,
    corp_id: CorpId,
    texts: Mapping[str, bytes | str],
    *,
    blobs: BlobStore,
    files: PictureFiles,
) -> Prepared:
    """Compare texts with what the corp has; nothing is kept.

    Args:
        texts: by the name that faults call them.

    Raises:
        BadTextError: with every fault that could be found.
    """
    async with database.read(corp_id) as session:
        book = await read_book(session)
        ground = await read_ground(session)
        living = {one.name: one for one in await store.list_all(session)}
    read = read_texts(texts, book, PARTS)
    pictures = TextPictures(blobs, files, corp_id)
    faults = Faults()
    keyed = [_with_pictures(one, await pictures.keys_of(one.pictures, faults)) for one in read]
    faults.refuse()
    steps = [_step(one, living.get(one.name), book) for one in check_texts(keyed, ground)]
    return Prepared(steps=steps, pictures=pictures.contents)


async def apply(unit: UnitOfWork, prepared: Prepared, *, by: str) -> list[JourneyId]:
    """Write the drafts that texts make new or other, all or none; return them.

    Raises:
        NameTakenError, RevisedError: somebody made or wrote one of them since it was compared.
    """
    applied: list[JourneyId] = []
    for step in prepared.steps:
        if step.change.standing not in _TO_CHANGE:
            continue
        if step.stored is None:
            applied.append(await create_journey(unit, step.change.name, step.definition, by=by))
        else:
            number, revision = step.stored.journey_id, step.stored.revision
            await revise_journey(unit, number, step.change.name, step.definition, revision=revision)
            applied.append(number)
    return applied


async def export(session: Session, names: Sequence[str]) -> tuple[str, list[str]]:
    """Return the text of the drafts of some names, or of all that are not put away; and their pictures' keys."""
    found = [
        one
        for one in sorted(await store.list_all(session), key=lambda one: one.journey_id)
        if (one.name in names if names else one.state is not JourneyState.ARCHIVED)
    ]
    text = write_journeys([(one.name, one.draft) for one in found], await read_book(session), PARTS)
    keys = {
        key
        for one in found
        for _, contents in contents_of(one.draft)
        for variant in contents
        for key in pictures_of(variant.content)
    }
    return text, sorted(keys)


def _with_pictures(journey: TextJourney, keys: Mapping[str, str]) -> TextJourney:
    def keyed(step: AnyStep) -> AnyStep:
        return with_fields(step, contents=with_keys(step.contents, keys)) if isinstance(step, Message) else step

    steps = {key: keyed(step) for key, step in journey.definition.steps.items()}
    return replace(journey, definition=with_fields(journey.definition, steps=steps))


def _step(journey: TextJourney, stored: Journey | None, book: Book) -> Step:
    standing = _standing(journey.definition, stored)
    before = "" if stored is None else write_journeys([(journey.name, stored.draft)], book, PARTS)
    after = write_journeys([(journey.name, journey.definition)], book, PARTS)
    lines = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm=""))[2:]
    change = TextChange(
        name=journey.name,
        journey_id=stored and stored.journey_id,
        state=stored and stored.state,
        standing=standing,
        lines=[line for line in lines if not line.startswith("@@")],
    )
    return Step(change=change, definition=journey.definition, stored=stored)


def _standing(definition: Definition, stored: Journey | None) -> TextStanding:
    if stored is None:
        return TextStanding.NEW
    # A stored draft has dates as they were written, not as days.
    if msgspec.convert(msgspec.to_builtins(definition), Definition) == stored.draft:
        return TextStanding.SAME
    return TextStanding.FIXED if stored.state is JourneyState.ARCHIVED else TextStanding.CHANGED
