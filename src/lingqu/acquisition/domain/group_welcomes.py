"""Decisions about welcome templates of groups: what may be said, what WeCom is to be asked, and what an answer means.

Making one is not safe to repeat and WeCom lists none, so a lost answer ends in `unknown` until a person has looked.
Changing and deleting one are safe to repeat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TypeAlias

from lingqu.acquisition.contracts.group_welcomes import GroupWelcome, GroupWelcomeDraft, GroupWelcomeState
from lingqu.deliveries.contracts import Image, Link

MOST = 100
"""Templates in a corp's library."""
TEXT_BYTES = 3_000
NAME_CHARACTERS = 40
NICKNAME = "%NICKNAME%"
"""WeCom replaces it only when it is spelt like this."""
CALL_WITHIN = timedelta(seconds=20)
"""A call must have started by then: before a worker's lease ends, so that nobody calls beside it."""
RENEW_AFTER = timedelta(days=2)
"""Temporary media live three days; whether a template outlives its media is not said."""

_S = GroupWelcomeState
MOVES: Mapping[GroupWelcomeState, frozenset[GroupWelcomeState]] = MappingProxyType(
    {
        _S.WAITING: frozenset({_S.MAKING, _S.REMOVED}),
        _S.MAKING: frozenset({_S.WAITING, _S.LIVE, _S.REFUSED, _S.UNKNOWN}),
        _S.LIVE: frozenset({_S.GONE, _S.REMOVING}),
        _S.UNKNOWN: frozenset({_S.LIVE, _S.WAITING, _S.REMOVED}),
        _S.REFUSED: frozenset({_S.WAITING, _S.REMOVED}),
        _S.GONE: frozenset({_S.WAITING, _S.REMOVED}),
        _S.REMOVING: frozenset({_S.REMOVED, _S.LIVE}),
        _S.REMOVED: frozenset(),
    }
)
"""Unknown becomes live when the answer comes after all; it waits again when a person has seen that it is not there.
What WeCom refuses to delete is live still."""

HELD = frozenset({_S.WAITING, _S.MAKING, _S.LIVE, _S.UNKNOWN, _S.REMOVING})
"""Those that are in the library, or may be, or shall be."""
REVISABLE = frozenset({_S.WAITING, _S.LIVE, _S.REFUSED, _S.GONE})
MAKEABLE = frozenset({_S.UNKNOWN, _S.REFUSED, _S.GONE})
"""What a person may have made (again)."""
REMOVABLE = frozenset({_S.WAITING, _S.LIVE, _S.UNKNOWN, _S.REFUSED, _S.GONE})


@dataclass(frozen=True, slots=True)
class Make:
    """Ask WeCom to make it."""


@dataclass(frozen=True, slots=True)
class Lose:
    """It was being made, and whoever asked is gone: nobody can tell."""


@dataclass(frozen=True, slots=True)
class Change:
    """Tell WeCom the content anew, whole."""

    template_id: str


@dataclass(frozen=True, slots=True)
class Delete:
    """Take it out of the library."""

    template_id: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """WeCom has nothing to do."""


Step: TypeAlias = Make | Lose | Change | Delete | Nothing


def next_step(welcome: GroupWelcome, *, at: datetime) -> Step:
    """Decide what WeCom is asked, so that it holds the template as it is now."""
    match welcome.state:
        case GroupWelcomeState.WAITING:
            return Make()
        case GroupWelcomeState.MAKING:
            return Lose()
        case GroupWelcomeState.LIVE if welcome.template_id and _is_owed(welcome, at):
            return Change(welcome.template_id)
        case GroupWelcomeState.REMOVING if welcome.template_id:
            return Delete(welcome.template_id)
        case _:
            return Nothing()


def renews(welcome: GroupWelcome, *, at: datetime) -> bool:
    """Tell whether its media at WeCom are about to end, so that it is told anew with fresh ones.

    Pictures by address last, links need none. What WeCom has refused waits for a person.
    """
    if _is_refused(welcome):
        return False
    if all(isinstance(one, (Image, Link)) for one in welcome.draft.content.attachments):
        return False
    return welcome.told_at is not None and at - welcome.told_at >= RENEW_AFTER


def faults_of(draft: GroupWelcomeDraft) -> Iterator[tuple[str, str]]:
    """Return what cannot be a template, by place; what is wrong with any message, others say."""
    if not 1 <= len(draft.name.strip()) <= NAME_CHARACTERS:
        yield "body.name", f"a name of 1 to {NAME_CHARACTERS} characters"
    text = draft.content.text
    size = len(text.encode())
    if size > TEXT_BYTES:
        yield "body.text", f"{size} bytes; WeCom takes {TEXT_BYTES} (a Chinese character is 3)"
    if NICKNAME in text.upper() and text.upper().count(NICKNAME) != text.count(NICKNAME):
        yield "body.text", f"WeCom replaces {NICKNAME} only in capital letters"
    if len(draft.content.attachments) > 1:
        yield "body.attachments", "one attachment: WeCom shows no more of a template"


def after_removal(state: GroupWelcomeState) -> GroupWelcomeState:
    """Return where a template goes that somebody removes: what WeCom holds has to be deleted there first."""
    return GroupWelcomeState.REMOVING if state is GroupWelcomeState.LIVE else GroupWelcomeState.REMOVED


def _is_owed(welcome: GroupWelcome, at: datetime) -> bool:
    changed = welcome.told_at is None or welcome.told_at < welcome.changed_at
    return (changed and not _is_refused(welcome)) or renews(welcome, at=at)


def _is_refused(welcome: GroupWelcome) -> bool:
    return welcome.errcode is not None and not welcome.removal_refused
