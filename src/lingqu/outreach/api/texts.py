"""Broadcasts as text: said, read, compared with what the corp has, and applied all or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lingqu.deliveries.api.pictures import pictures_of
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.errors import LingquError
from lingqu.kernel.ids import BroadcastId, CorpId
from lingqu.kernel.languages import Language
from lingqu.kernel.text.book import CorpBook, Noun
from lingqu.kernel.text.fault_words import say_faults as say_text_faults
from lingqu.kernel.text.faults import BadTextError, Faults, SaidFault
from lingqu.outreach.api.audiences import count_reached, require_audience
from lingqu.outreach.api.broadcasts import check_draft, create_broadcast
from lingqu.outreach.api.revising import revise_broadcast
from lingqu.outreach.api.sending import check_schedule, recall_broadcast, send_broadcast
from lingqu.outreach.api.text_pictures import TextPictures
from lingqu.outreach.contracts.broadcasts import Broadcast, BroadcastDraft, BroadcastState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.contracts.texts import Standing, TextChange
from lingqu.outreach.domain.broadcasts import REVISABLE
from lingqu.outreach.domain.hours import next_open
from lingqu.outreach.domain.rules import needs_approval
from lingqu.outreach.domain.text.comparing import changed_lines, keeps_hour, meant_by_name, standing_of
from lingqu.outreach.domain.text.fault_words import FAULTS
from lingqu.outreach.domain.text.reading import BODY, TextBroadcast, read_texts, with_pictures
from lingqu.outreach.domain.text.writing import Written, write_broadcasts
from lingqu.outreach.errors import BroadcastChangedError
from lingqu.outreach.ports import PictureFiles
from lingqu.outreach.store import broadcasts as store
from lingqu.outreach.store import programmes as programme_store
from lingqu.outreach.store import rules as rules_store
from lingqu.segments.api.names import list_names
from lingqu.segments.leaves import Shelf

_TO_CHANGE = (Standing.NEW, Standing.CHANGED)
_HAS_HOUR = (BroadcastState.AWAITING_APPROVAL, BroadcastState.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What applying does about one broadcast of a text.

    Attributes:
        stored: as it was when it was compared.
        reach: how many people it reaches, where the rules ask for it.
    """

    change: TextChange
    wanted: Written
    stored: Broadcast | None
    reach: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """Texts that are sound, and what applying them does; `pictures` by their keys are to be kept before."""

    steps: Sequence[Step]
    pictures: Mapping[str, bytes]

    @property
    def changes(self) -> list[TextChange]:
        """Each broadcast of the texts beside the corp's."""
        return [one.change for one in self.steps]


async def write_text(session: Session, broadcasts: Sequence[Broadcast]) -> str:
    """Return the text of broadcasts, with the hours of those that have one; what is gone is called by its number."""
    several = [Written(draft=one.draft, at=one.scheduled_at if one.state in _HAS_HOUR else None) for one in broadcasts]
    return write_broadcasts(several, await _book(session))


async def export(session: Session, names: Sequence[str]) -> tuple[str, list[str]]:
    """Return the text of broadcasts of some names, or of all that have not begun to leave; and their pictures' keys.

    Of several of one name and programme it is the one that a text would mean.
    """
    found = await store.list_named(session, names) if names else await store.list_in(session, REVISABLE)
    by_name: defaultdict[tuple[str, int | None], list[Broadcast]] = defaultdict(list)
    for one in found:
        by_name[one.name, one.programme_id].append(one)
    meant = [one for several in by_name.values() for one in meant_by_name(several)]
    keys = {key for one in meant for variant in one.variants for key in pictures_of(variant.content)}
    return await write_text(session, meant), sorted(keys)


async def prepare(
    database: Database,
    corp_id: CorpId,
    texts: Mapping[str, bytes | str],
    *,
    shelf: Shelf,
    blobs: BlobStore,
    files: PictureFiles,
) -> Prepared:
    """Compare texts with what the corp has; nothing is kept.

    What has begun to leave, or is over, is not checked: nothing would change it.

    Args:
        texts: by the name that faults call them.

    Raises:
        BadTextError: with every fault that could be found.
    """
    async with database.read(corp_id) as session:
        book = await _book(session)
    read = read_texts(texts, book)
    pictures = TextPictures(blobs, files, corp_id)
    faults = Faults()
    drafts = [with_pictures(one.draft, await pictures.keys_of(one.pictures, faults)) for one in read]
    async with database.read(corp_id) as session:
        found = await _find_meant(session, drafts, read, faults)
        faults.refuse()
        comparing = _Comparing(session, shelf, await rules_store.find(session), book, faults)
        steps = [
            await comparing.step(one, Written(draft=draft, at=one.at), stored)
            for one, draft, stored in zip(read, drafts, found, strict=True)
        ]
    faults.refuse()
    return Prepared(steps=steps, pictures=pictures.contents)


async def apply(unit: UnitOfWork, prepared: Prepared, *, by: str, created_by: str | None) -> list[BroadcastId]:
    """Make, change and schedule what texts say, all or none; return what was touched.

    Nothing leaves now: what has an hour waits for it, and for a second person where the rules ask for one.

    Args:
        by: who sends what has an hour.

    Raises:
        BroadcastChangedError: somebody changed, made or sent one of them since it was compared.
        FrozenError: nothing may be scheduled now.
        …: as for `create_broadcast`, where the corp changed since.
    """
    await rules_store.lock(unit)
    return [
        await _apply(unit, step, by=by, created_by=created_by)
        for step in prepared.steps
        if step.change.standing in _TO_CHANGE
    ]


def say_faults(error: BadTextError, language: str) -> list[SaidFault]:
    """Return the faults of a refusal in the reader's language (`zh` or `en`), in the order of the text."""
    return say_text_faults(error, Language(language), FAULTS)


async def _apply(unit: UnitOfWork, step: Step, *, by: str, created_by: str | None) -> BroadcastId:
    draft, stored = step.wanted.draft, step.stored
    if stored is None:
        for one in meant_by_name(await _list_called(unit, draft)):
            raise BroadcastChangedError(one.broadcast_id, one.version)
        broadcast_id = await create_broadcast(unit, draft, created_by=created_by)
    else:
        broadcast_id = stored.broadcast_id
        await revise_broadcast(unit, broadcast_id, draft, version=stored.version)
        if step.change.recalled:
            await recall_broadcast(unit, broadcast_id)
    if step.wanted.at is not None:
        await send_broadcast(unit, broadcast_id, by=by, at=step.wanted.at, reach=step.reach)
    return broadcast_id


async def _book(session: Session) -> CorpBook:
    return CorpBook({**await list_names(session), Noun.PROGRAMME: await programme_store.list_names(session)})


async def _list_called(session: Session, draft: BroadcastDraft) -> list[Broadcast]:
    found = await store.list_named(session, [draft.name])
    return [one for one in found if one.programme_id == draft.programme_id]


async def _find_meant(
    session: Session, drafts: Sequence[BroadcastDraft], read: Sequence[TextBroadcast], faults: Faults
) -> list[Broadcast | None]:
    """Return for each the stored broadcast of its name within its programme, None where it is new."""
    by_name: defaultdict[tuple[str, int | None], list[Broadcast]] = defaultdict(list)
    for one in await store.list_named(session, {draft.name for draft in drafts}):
        by_name[one.name, one.programme_id].append(one)
    found: list[Broadcast | None] = []
    for draft, text in zip(drafts, read, strict=True):
        meant = meant_by_name(by_name[draft.name, draft.programme_id])
        if len(meant) > 1:
            ids = [one.broadcast_id for one in meant]
            faults.add(text.desk.mark_of(f"{BODY}.name"), "two_drafts", name=draft.name, ids=ids)
        found.append(meant[-1] if meant else None)
    return found


# ───────────────────────── what is different ─────────────────────────


@dataclass(slots=True)
class _Comparing:
    """Compares one broadcast after the other, and notes why what they say could not be sent."""

    session: Session
    shelf: Shelf
    rules: Rules
    book: CorpBook
    faults: Faults

    async def step(self, text: TextBroadcast, wanted: Written, stored: Broadcast | None) -> Step:
        draft = wanted.draft
        change = TextChange(
            name=draft.name,
            programme=None if draft.programme_id is None else self.book.name(Noun.PROGRAMME, draft.programme_id),
            broadcast_id=stored and stored.broadcast_id,
            state=stored and stored.state,
            standing=standing_of(wanted, stored, self.rules),
            lines=changed_lines(wanted, stored, self.rules, self.book),
        )
        reach = None
        if change.standing in _TO_CHANGE and await self._is_sound(text, wanted):
            reach = await self._reach(wanted)
            change = replace(
                change,
                leaves_at=wanted.at and next_open(self.rules, wanted.at),
                awaits_approval=wanted.at is not None and needs_approval(self.rules, reach),
                recalled=stored is not None and self._is_recalled(wanted, stored),
            )
        return Step(change=change, wanted=wanted, stored=stored, reach=reach)

    def _is_recalled(self, wanted: Written, stored: Broadcast) -> bool:
        return stored.state in _HAS_HOUR and not (
            wanted.draft == stored.draft and keeps_hour(wanted.at, stored, self.rules)
        )

    async def _reach(self, wanted: Written) -> int | None:
        if wanted.at is None or self.rules.approval_above is None:
            return None
        return await count_reached(self.session, self.shelf, wanted.draft.audience)

    async def _is_sound(self, text: TextBroadcast, wanted: Written) -> bool:
        try:
            await check_draft(self.session, wanted.draft)
            await require_audience(self.session, self.shelf, wanted.draft.audience)
            if wanted.at is not None:
                check_schedule(wanted.at, now=self.session.at)
        except LingquError as error:
            self._note(text, error)
            return False
        return True

    def _note(self, text: TextBroadcast, error: LingquError) -> None:
        """Note a refusal where the text says what is refused; of a content, all of them."""
        place = error.place or _PLACES.get(error.code, BODY)
        problems: Sequence[Mapping[str, Any]] = error.data.get("problems") or [
            {"place": place, "code": error.code, **error.data}
        ]
        for problem in problems:
            data = {key: value for key, value in problem.items() if key not in {"place", "code"}}
            self.faults.add(text.desk.mark_of(problem["place"]), problem["code"], **{"message": str(error), **data})


_PLACES: Mapping[str, str] = dict.fromkeys(
    ("outreach.programme_not_found", "outreach.programme_state"), f"{BODY}.programme_id"
)
