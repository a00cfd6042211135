"""Bringing our marks and remarks to WeCom, and settling them with its answers.

Plan in one unit, ask WeCom outside any, settle in another. Repeating a call does no harm, so a lost answer is
settled by asking again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from lingqu.customers.api import relations
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.jobs import JOB_PROJECT_REMARK, JOB_PROJECT_TAGS, JOB_READ, JOB_READ_TAGS, LIBRARY_KEY
from lingqu.customers.contracts.relations import Pair, PairIds
from lingqu.customers.contracts.tags import BY_GRANT, REFUSED, TagStatus
from lingqu.customers.domain.pairs import PairState
from lingqu.customers.domain.tags import answered
from lingqu.customers.ports import Marking, Remark
from lingqu.customers.store import marks as mark_store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import relations as relation_store
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StaffId, TagId
from lingqu.kernel.jobs import Job, NewJob
from lingqu.kernel.outside import RefusedError

AFTER_WRITE = timedelta(seconds=1)
"""A read asked for in the instant of our write would count as older than it."""

UNKNOWN_TAG = 40068
NO_RELATION = 84061


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMarking:
    """One call: the marks it carries, and the words WeCom knows them by."""

    waiting: tuple[mark_store.Waiting, ...]
    marking: Marking

    @property
    def pair(self) -> Pair:
        """The relation it marks."""
        return self.waiting[0].pair

    def one_by_one(self) -> "list[PlannedMarking]":
        """Return the same as one call per tag: a refusal of several does not say which tag was meant."""
        ids = PairIds(
            customer_id=self.pair.customer_id,
            staff_id=self.pair.staff_id,
            external_userid=self.marking.external_userid,
            userid=self.marking.userid,
        )
        return [_planned(ids, [each]) for each in self.waiting]


@dataclass(frozen=True, slots=True)
class Answer:
    """What WeCom said to one call; None is yes."""

    planned: PlannedMarking
    refusal: RefusedError | None


def tags_job(pair: Pair) -> NewJob:
    """Ask for the marks of a relation to be brought to WeCom."""
    return _job(JOB_PROJECT_TAGS, pair)


def remark_job(pair: Pair) -> NewJob:
    """Ask for the remark of a relation to be brought to WeCom."""
    return _job(JOB_PROJECT_REMARK, pair)


def pair_of(job: Job) -> Pair:
    """Return the relation a job is about."""
    return Pair(CustomerId(job.payload["customer_id"]), StaffId(job.payload["staff_id"]))


async def plan_markings(unit: UnitOfWork, pairs: Sequence[Pair]) -> list[PlannedMarking]:
    """Return one call per relation that has marks waiting.

    Marks of relations that ended meanwhile are settled here: WeCom would refuse them, and forgot its own.
    """
    await people_store.lock(unit, {pair.customer_id for pair in pairs})
    waiting: dict[Pair, list[mark_store.Waiting]] = {}
    for each in await mark_store.list_waiting(unit, pairs):
        waiting.setdefault(each.pair, []).append(each)
    writable = await relations.writable(unit, list(waiting))
    ended = [each for pair, marks in waiting.items() if pair not in writable for each in marks]
    await _settle(unit, [(each, False, NO_RELATION) for each in ended])
    return [_planned(writable[pair], marks) for pair, marks in waiting.items() if pair in writable]


async def settle_markings(unit: UnitOfWork, answers: Sequence[Answer]) -> None:
    """Write what WeCom answered; what changed here again meanwhile waits for its own answer."""
    settled = [
        (each, answer.refusal is None, (answer.refusal.errcode or 0) if answer.refusal else None)
        for answer in answers
        for each in answer.planned.waiting
    ]
    await people_store.lock(unit, {answer.planned.pair.customer_id for answer in answers})
    await _settle(unit, settled)
    await _note_written(unit, {answer.planned.pair for answer in answers})
    if any(answer.refusal and answer.refusal.errcode == UNKNOWN_TAG for answer in answers):
        unit.enqueue(NewJob(kind=JOB_READ_TAGS, key=LIBRARY_KEY))
    unit.enqueue(
        *(
            NewJob(kind=JOB_READ, key=answer.planned.marking.external_userid, due=unit.at + AFTER_WRITE)
            for answer in answers
            if answer.refusal and answer.refusal.errcode == NO_RELATION
        )
    )


async def plan_remarks(unit: UnitOfWork, pairs: Sequence[Pair]) -> dict[Pair, Remark]:
    """Return the remarks of ours that WeCom has not answered; those of ended relations are given up."""
    customer_ids = {pair.customer_id for pair in pairs}
    await people_store.lock(unit, customer_ids)
    states = await relation_store.load(unit, customer_ids)
    pending = {pair: state for pair in pairs if (state := states.get(pair)) and state.remark_pending}
    writable = await relations.writable(unit, list(pending))
    given_up = {pair: replace(state, remark_pending=False) for pair, state in pending.items() if pair not in writable}
    await relation_store.save(unit, states, given_up)
    return {
        pair: Remark(userid=ids.userid, external_userid=ids.external_userid, remark=pending[pair].remark or "")
        for pair, ids in writable.items()
    }


async def settle_remarks(unit: UnitOfWork, answers: Sequence[tuple[Pair, Remark, RefusedError | None]]) -> None:
    """Write what WeCom answered; after a refusal the customer is read again, and WeCom's remark wins."""
    customer_ids = {pair.customer_id for pair, _, _ in answers}
    await people_store.lock(unit, customer_ids)
    states = await relation_store.load(unit, customer_ids)
    after: dict[Pair, PairState] = {}
    for pair, remark, refusal in answers:
        state = states.get(pair)
        if state and state.remark_pending and (state.remark or "") == remark.remark:
            after[pair] = replace(state, remark_pending=False, written_at=unit.at)
        if refusal:
            unit.enqueue(NewJob(kind=JOB_READ, key=remark.external_userid, due=unit.at + AFTER_WRITE))
    await relation_store.save(unit, states, after)


async def _settle(unit: UnitOfWork, settled: Sequence[tuple[mark_store.Waiting, bool, int | None]]) -> None:
    marks = await mark_store.load(unit, {each.pair.customer_id for each, _, _ in settled})
    kept: dict[tuple[Pair, TagId], TagStatus] = {}
    gone: list[tuple[Pair, TagId]] = []
    for each, is_taken, errcode in settled:
        now = marks.get(each.pair, {}).get(each.tag_id)
        # What is to be withdrawn from a relation that is no more went with it.
        taken = is_taken or (each.status is TagStatus.WITHDRAWING and errcode == NO_RELATION)
        after = answered(now, each.status, taken=taken)
        if after == now:
            continue
        if after is None:
            gone.append((each.pair, each.tag_id))
        else:
            kept[(each.pair, each.tag_id)] = after
        if not taken:
            unit.publish(_undone(unit, each, errcode))
    await mark_store.set_status(unit, kept)
    await mark_store.delete(unit, gone)


async def _note_written(unit: UnitOfWork, pairs: set[Pair]) -> None:
    states = await relation_store.load(unit, {pair.customer_id for pair in pairs})
    after = {pair: replace(states[pair], written_at=unit.at) for pair in pairs if pair in states}
    await relation_store.save(unit, states, after)


def _undone(unit: UnitOfWork, mark: mark_store.Waiting, errcode: int | None) -> Fact:
    """Tell that a mark is what it was before; what follows from a refusal of a grant's goes on from that grant."""
    granted = mark.status is TagStatus.PENDING
    chain = [int(mark.source.removeprefix(BY_GRANT))] if mark.source.startswith(BY_GRANT) else []
    data = {"tag_id": mark.tag_id, "source": REFUSED, "errcode": errcode}
    return Fact(
        kind=facts.TAG_WITHDRAWN if granted else facts.TAG_GRANTED,
        occurred_at=unit.at,
        customer_id=mark.pair.customer_id,
        staff_id=mark.pair.staff_id,
        data={**data, "chain": chain} if chain else data,
    )


def _planned(ids: PairIds, marks: Sequence[mark_store.Waiting]) -> PlannedMarking:
    return PlannedMarking(
        waiting=tuple(marks),
        marking=Marking(
            userid=ids.userid,
            external_userid=ids.external_userid,
            add=tuple(mark.wecom_tag_id for mark in marks if mark.status is TagStatus.PENDING),
            remove=tuple(mark.wecom_tag_id for mark in marks if mark.status is TagStatus.WITHDRAWING),
        ),
    )


def _job(kind: str, pair: Pair) -> NewJob:
    return NewJob(
        kind=kind,
        key=f"{pair.customer_id}:{pair.staff_id}",
        payload={"customer_id": pair.customer_id, "staff_id": pair.staff_id},
    )
