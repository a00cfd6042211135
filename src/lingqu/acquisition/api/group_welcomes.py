"""Welcome templates of groups: create, revise, have made again, remove, look at."""

from lingqu.acquisition.contracts.group_welcomes import (
    JOB_BRING,
    GroupWelcome,
    GroupWelcomeDraft,
    GroupWelcomeId,
    GroupWelcomeState,
)
from lingqu.acquisition.domain import group_welcomes as domain
from lingqu.acquisition.errors import (
    BadGroupWelcomeError,
    GroupWelcomeNotFoundError,
    GroupWelcomeStateError,
    LibraryFullError,
)
from lingqu.acquisition.store import group_welcomes as store
from lingqu.deliveries.api.content import check_content
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.jobs import NewJob

MOST = domain.MOST
"""Templates in a corp's library."""


async def create_group_welcome(unit: UnitOfWork, draft: GroupWelcomeDraft, *, created_by: str) -> GroupWelcome:
    """Keep a template and have WeCom make it soon.

    Raises:
        BadGroupWelcomeError: the draft, with its place.
        LibraryFullError: WeCom's library holds no more.
    """
    _check(draft)
    await store.lock_library(unit)
    held = await count_held(unit)
    if held >= domain.MOST:
        raise LibraryFullError(held)
    number = await store.insert(unit, draft, created_by=created_by)
    unit.enqueue(bring_job(number))
    await unit.audit("group_welcome.created", f"group_welcome:{number}", notify=draft.notify)
    return await get_group_welcome(unit, number)


async def revise_group_welcome(unit: UnitOfWork, number: GroupWelcomeId, draft: GroupWelcomeDraft) -> GroupWelcome:
    """Replace a template's content; groups that use it follow. What was refused or is gone is made anew.

    Raises:
        GroupWelcomeNotFoundError: there is none.
        GroupWelcomeStateError: it is being made or removed, or nobody knows whether it is there.
        BadGroupWelcomeError: the draft, with its place.
    """
    _check(draft)
    welcome = await _locked(unit, number)
    if welcome.state not in domain.REVISABLE:
        raise GroupWelcomeStateError(number, state=welcome.state, act="revise")
    await store.revise(unit, number, draft)
    if welcome.state in domain.MAKEABLE:
        await store.move(unit, number, GroupWelcomeState.WAITING, sources=[welcome.state])
    unit.enqueue(bring_job(number))
    await unit.audit("group_welcome.revised", f"group_welcome:{number}")
    return await get_group_welcome(unit, number)


async def make_again(unit: UnitOfWork, number: GroupWelcomeId) -> GroupWelcome:
    """Have WeCom make a template that was refused, is gone, or that a person has not found at WeCom.

    Raises:
        GroupWelcomeNotFoundError: there is none.
        GroupWelcomeStateError: it is there, or on its way.
    """
    welcome = await _locked(unit, number)
    if welcome.state not in domain.MAKEABLE:
        raise GroupWelcomeStateError(number, state=welcome.state, act="make_again")
    await store.move(unit, number, GroupWelcomeState.WAITING, sources=[welcome.state])
    unit.enqueue(bring_job(number))
    await unit.audit("group_welcome.made_again", f"group_welcome:{number}", was=welcome.state)
    return await get_group_welcome(unit, number)


async def remove_group_welcome(unit: UnitOfWork, number: GroupWelcomeId) -> GroupWelcome:
    """Remove a template, and have WeCom delete what it holds. What may be there unknown to us stays at WeCom.

    Raises:
        GroupWelcomeNotFoundError: there is none.
        GroupWelcomeStateError: it is being made, or removed already.
    """
    welcome = await _locked(unit, number)
    if welcome.state not in domain.REMOVABLE:
        raise GroupWelcomeStateError(number, state=welcome.state, act="remove")
    state = domain.after_removal(welcome.state)
    await store.move(unit, number, state, sources=[welcome.state], template_id=welcome.template_id)
    unit.enqueue(bring_job(number))
    await unit.audit("group_welcome.removed", f"group_welcome:{number}", was=welcome.state)
    return await get_group_welcome(unit, number)


async def get_group_welcome(session: Session, number: GroupWelcomeId) -> GroupWelcome:
    """Return a template.

    Raises:
        GroupWelcomeNotFoundError: there is none.
    """
    welcome = await store.find(session, number)
    if welcome is None:
        raise GroupWelcomeNotFoundError(f"there is no group welcome {number}", group_welcome_id=number)
    return welcome


async def list_group_welcomes(session: Session) -> list[GroupWelcome]:
    """Return the templates that nobody removed, the newest first."""
    return await store.list_there(session)


async def count_held(session: Session) -> int:
    """Return how many of the library's places are taken, by what may be there unknown to us too."""
    return await store.count_in(session, domain.HELD)


async def ask_for_renewals(unit: UnitOfWork) -> int:
    """Ask for those to be told anew whose media at WeCom end soon; return how many."""
    due = [one for one in await store.list_there(unit) if domain.renews(one, at=unit.at)]
    unit.enqueue(*(bring_job(one.group_welcome_id) for one in due))
    return len(due)


def bring_job(number: GroupWelcomeId) -> NewJob:
    """Ask for WeCom to be told of a template."""
    return NewJob(kind=JOB_BRING, key=str(number))


def _check(draft: GroupWelcomeDraft) -> None:
    for place, message in domain.faults_of(draft):
        raise BadGroupWelcomeError(message, place=place)
    for problem in check_content(draft.content):
        raise BadGroupWelcomeError(problem.message, place=problem.place, rule=problem.code, **problem.data)


async def _locked(unit: UnitOfWork, number: GroupWelcomeId) -> GroupWelcome:
    welcome = await store.find(unit, number, lock=True)
    if welcome is None:
        raise GroupWelcomeNotFoundError(f"there is no group welcome {number}", group_welcome_id=number)
    return welcome
