"""Cards: what stands on one, which button it has, and its id at WeCom."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.kernel.ids import TaskId
from lingqu.tasks.contracts.cards import CardContent
from lingqu.tasks.contracts.tasks import Proof, TaskKind
from lingqu.tasks.domain import card_words as words
from lingqu.tasks.domain.reminding import ZONE

DONE_KEY = "done"
"""The member says that the one task of the card is done."""

SEEN_KEY = "seen"

MOST_ROWS = 6
TITLE_CHARS = 36
VALUE_CHARS = 30
TEXT_CHARS = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Carded:
    """A task that a card tells of."""

    task_id: TaskId
    kind: TaskKind
    title: str
    todo: str
    proof: Proof
    closes_at: datetime
    customers: int


def wecom_task_id(secret: str, *, staff_id: int, task_ids: Sequence[int], made_at: datetime) -> str:
    """Return the id of a card at WeCom: the same for the same card, another for any other card of any installation.

    WeCom keeps these for ever per app, so an installation that begins anew must not count from one again.
    """
    told = f"{secret}:{staff_id}:{','.join(map(str, task_ids))}:{made_at.isoformat()}"
    return f"lq-{hashlib.sha256(told.encode()).hexdigest()[:40]}"


def card_of(tasks: Sequence[Carded], *, reminds: bool, url: str) -> CardContent:
    """Say on one card what is asked: one task with its particulars, or the titles of several.

    The button that calls back says *done* only where the card is about one task that a press proves.
    """
    ordered = sorted(tasks, key=lambda one: (one.closes_at, one.task_id))
    first = ordered[0]
    title = first.title if len(ordered) == 1 else words.MANY.format(count=len(ordered))
    return CardContent(
        source=words.SOURCE,
        title=_cut((words.REMINDED if reminds else "") + title, TITLE_CHARS),
        subtitle=words.UNTIL.format(deadline=_day(first.closes_at)),
        text=_cut(first.todo, TEXT_CHARS) if len(ordered) == 1 else "",
        rows=_particulars(first) if len(ordered) == 1 else _titles(ordered),
        button=(words.DONE, DONE_KEY) if _is_done_by_press(ordered) else (words.SEEN, SEEN_KEY),
        link=(words.OPEN, f"{url}/tasks/{first.task_id}" if len(ordered) == 1 else url),
    )


def _is_done_by_press(tasks: Sequence[Carded]) -> bool:
    return len(tasks) == 1 and tasks[0].proof is Proof.PRESS


def _particulars(task: Carded) -> list[tuple[str, str]]:
    rows = [(words.KIND, words.KINDS[task.kind])]
    if task.customers:
        rows.append((words.CUSTOMERS, words.NUMBER.format(count=task.customers)))
    return rows


def _titles(tasks: Sequence[Carded]) -> list[tuple[str, str]]:
    return [(_short_day(task.closes_at), _cut(task.title, VALUE_CHARS)) for task in tasks[:MOST_ROWS]]


def _day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return words.DAY.format(month=local.month, day=local.day, time=f"{local:%H:%M}")


def _short_day(at: datetime) -> str:
    local = at.astimezone(ZONE)
    return words.SHORT_DAY.format(month=local.month, day=local.day)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"
