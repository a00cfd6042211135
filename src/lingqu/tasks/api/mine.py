"""A member's own page: what they are asked, who it is about, done, or not and why."""

from __future__ import annotations

from datetime import timedelta

from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, StaffId, TaskId
from lingqu.tasks.api.tasks import cancel_tasks, confirm_tasks, see_tasks
from lingqu.tasks.contracts.mine import MyTask, MyTaskDetail
from lingqu.tasks.contracts.tasks import Confirmation, Declined, Proof, TaskKind, TaskState
from lingqu.tasks.domain.orders import NOTE_CHARS
from lingqu.tasks.errors import (
    BadOrderError,
    NotDoneHereError,
    NoteMissingError,
    ProofMissingError,
    TaskNotFoundError,
    TaskOverError,
)
from lingqu.tasks.store import mine as store
from lingqu.tasks.store import tasks as task_store

REMEMBERED = timedelta(days=7)
"""So long what has ended stays on the member's list."""


async def list_mine(session: Session, staff_id: StaffId) -> tuple[list[MyTask], list[MyTask]]:
    """Return a member's open tasks, the nearest deadline first, and what ended lately."""
    ended = await store.list_ended(session, staff_id, since=session.at - REMEMBERED)
    return await store.list_open(session, staff_id), ended


async def get_mine(session: Session, staff_id: StaffId, task_id: TaskId) -> MyTaskDetail:
    """Return one task of a member, whatever became of it.

    Raises:
        TaskNotFoundError: there is none, or it is somebody else's.
    """
    found = await store.find(session, staff_id, task_id)
    if found is None:
        raise TaskNotFoundError(task_id)
    tag_id = found["proof_tag_id"]
    return MyTaskDetail(
        task=found["task"],
        todo=found["todo"],
        phrases=found["phrases"] or (),
        proof=Proof(found["proof"] or Proof.PRESS),
        proof_tag=found["proof_tag"],
        note=found["note"],
        customers=await store.list_customers(session, staff_id, task_id, proof_tag_id=tag_id),
    )


async def finish(unit: UnitOfWork, staff_id: StaffId, task_id: TaskId, *, note: str) -> MyTaskDetail:
    """Record that a member has done a task; one that is done already stays as it is.

    Raises:
        TaskNotFoundError: not theirs.
        NotDoneHereError: a group send, which WeCom's client confirms.
        TaskOverError: it was cancelled or has expired.
        NoteMissingError, ProofMissingError: what the task asks for is not there yet.
        BadOrderError: the note is too long.
    """
    detail = await _held(unit, staff_id, task_id)
    if detail.task.state is TaskState.CONFIRMED:
        return detail
    _require_open(detail.task, at_end=unit.at >= detail.task.closes_at)
    text = _checked_note(note)
    if detail.proof is Proof.NOTE and not text:
        raise NoteMissingError
    lacking = [one.customer_id for one in detail.customers if not one.has_proof]
    if detail.proof is Proof.TAG and lacking:
        raise ProofMissingError(lacking)
    await task_store.note(unit, task_id, declined=None, text=text or None)
    await see_tasks(unit, staff_id, [task_id])
    await confirm_tasks(unit, [Confirmation(task_id=task_id, confirmed_at=unit.at)])
    return await get_mine(unit, staff_id, task_id)


async def decline(unit: UnitOfWork, staff_id: StaffId, task_id: TaskId, *, reason: Declined, note: str) -> MyTaskDetail:
    """Record that a member cannot do a task, and why; said twice, the first reason stays.

    Raises:
        TaskNotFoundError, NotDoneHereError, BadOrderError: as for `finish`.
        TaskOverError: it is done, was cancelled by others, or has expired.
        NoteMissingError: another reason than those on the list is said in words.
    """
    detail = await _held(unit, staff_id, task_id)
    if detail.task.declined is not None:
        return detail
    _require_open(detail.task, at_end=unit.at >= detail.task.closes_at)
    text = _checked_note(note)
    if reason is Declined.OTHER and not text:
        raise NoteMissingError
    await task_store.note(unit, task_id, declined=reason, text=text or None)
    await see_tasks(unit, staff_id, [task_id])
    await cancel_tasks(unit, [task_id])
    return await get_mine(unit, staff_id, task_id)


async def tick(
    unit: UnitOfWork, staff_id: StaffId, task_id: TaskId, customer_id: CustomerId, *, done: bool
) -> MyTaskDetail:
    """Tick a customer of an open task off, or take that back; it says how far the member is, and proves nothing.

    Raises:
        TaskNotFoundError: not theirs, or not about this customer.
        TaskOverError: the task has ended.
    """
    detail = await _held(unit, staff_id, task_id)
    _require_open(detail.task, at_end=False)
    if not await store.tick(unit, task_id, customer_id, done=done):
        raise TaskNotFoundError(task_id)
    return await get_mine(unit, staff_id, task_id)


async def _held(unit: UnitOfWork, staff_id: StaffId, task_id: TaskId) -> MyTaskDetail:
    if not await store.lock(unit, staff_id, task_id):
        raise TaskNotFoundError(task_id)
    detail = await get_mine(unit, staff_id, task_id)
    if detail.task.kind in {TaskKind.GROUP_SEND, TaskKind.MOMENT}:
        raise NotDoneHereError(task_id)
    return detail


def _require_open(task: MyTask, *, at_end: bool) -> None:
    if task.state is not TaskState.OPEN:
        raise TaskOverError(task.task_id, task.state)
    if at_end:
        raise TaskOverError(task.task_id, TaskState.EXPIRED)


def _checked_note(note: str) -> str:
    text = note.strip()
    if len(text) > NOTE_CHARS:
        raise BadOrderError("body.note", f"a note has at most {NOTE_CHARS} characters", most=NOTE_CHARS)
    return text
