"""The decisions of task, delivery, reservation and consent put together without a database, under any interleaving.

What does the work here is as little as will do: it asks the real decisions, and remembers what they said. WeCom is a
list of tasks.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

import hypothesis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lingqu.deliveries.contracts import ChatType, DeliveryState, Reason, RecipientId, SendResult
from lingqu.deliveries.domain import group_send as calls
from lingqu.deliveries.domain.group_send import Closing, Match, Settlement, View
from lingqu.deliveries.domain.states import GROUP_SEND_MOVES, MOVES, GroupSendState, is_final
from lingqu.kernel.ids import ExternalUserid, Userid
from lingqu.outreach.contracts.rules import Category, FrequencyCap, Period, QuietHours, Rules
from lingqu.outreach.domain.hours import BEIJING, closing, is_quiet
from lingqu.outreach.domain.limits import Taken, Window, has_room, limits_of
from lingqu.tasks.contracts.tasks import TaskState
from lingqu.tasks.domain.states import MOVES as TASK_MOVES

FRIDAY = datetime(2026, 3, 6, 10, tzinfo=BEIJING)
CHEN = Userid("chen_rui")
PEOPLE = [ExternalUserid(f"wm{number}") for number in range(3)]
MOST = {Period.DAY: 1, Period.WEEK: 2}
RULES = Rules(
    caps=tuple(FrequencyCap(category=Category.MARKETING, period=period, most=most) for period, most in MOST.items()),
    quiet=QuietHours(begins=time(22), ends=time(8)),
)
PERSON = st.sampled_from(PEOPLE)
NUMBER = st.integers(0, 5)


@dataclass
class AtWecom:
    """A task as WeCom keeps it."""

    broadcast: int
    people: list[ExternalUserid]
    stopped: bool = False
    sent_at: datetime | None = None


@dataclass
class Message:
    """A delivery."""

    broadcast: int
    to: ExternalUserid
    planned_at: datetime
    closes_at: datetime
    state: DeliveryState = DeliveryState.PLANNED
    taken_out: Reason | None = None
    received_at: datetime | None = None

    def move(self, end: Settlement) -> None:
        assert end.state in MOVES[self.state], f"{self.state} → {end.state}"
        self.state = end.state

    @property
    def taken(self) -> Taken | None:
        """What it takes from caps."""
        if is_final(self.state) and self.state is not DeliveryState.DELIVERED:
            return None
        first, last = self.received_at or self.planned_at, self.received_at or self.closes_at
        return Taken(category=Category.MARKETING, first_at=first, last_at=last, of_customer=True)


@dataclass
class Call:
    """A group send, with its task."""

    broadcast: int
    closes_at: datetime
    messages: list[Message]
    known: set[int]
    state: GroupSendState = GroupSendState.READY
    task: TaskState | None = None
    msgid: int | None = None
    closing: Closing | None = None
    stopped_at: datetime | None = None
    sent_at: datetime | None = None

    def move(self, state: GroupSendState) -> None:
        assert state in GROUP_SEND_MOVES[self.state], f"{self.state} → {state}"
        self.state = state

    def end_task(self, state: TaskState) -> None:
        if self.task is TaskState.OPEN:
            assert state in TASK_MOVES[self.task]
            self.task = state


@dataclass
class Broadcast:
    """What is sent, and whether somebody took it back."""

    closes_at: datetime
    cancelled: bool = False
    calls: list[Call] = field(default_factory=list)


class Machine(RuleBasedStateMachine):
    """One member, three customers, and everything that may happen between them."""

    def __init__(self) -> None:
        super().__init__()
        self.at = FRIDAY
        self.wecom: list[AtWecom] = []
        self.broadcasts: list[Broadcast] = []
        self.messages: list[Message] = []
        self.refusing: set[ExternalUserid] = set()
        self.ended: dict[int, DeliveryState] = {}

    # --- what the corp does

    @precondition(lambda self: len(self.broadcasts) < 4 and not is_quiet(RULES, self.at))
    @rule(overnight=st.booleans())
    def plan(self, overnight: bool) -> None:  # noqa: FBT001 - drawn
        window = Window(self.at, closing(RULES, self.at, overnight=overnight))
        number = len(self.broadcasts)
        self.broadcasts.append(Broadcast(window.closes_at))
        for one in PEOPLE:
            taken = [found for other in self.messages if other.to == one and (found := self._counting(other))]
            message = Message(number, one, self.at, window.closes_at)
            if one in self.refusing or not has_room(taken, limits_of(RULES, Category.MARKETING, window)):
                message.move(Settlement(DeliveryState.SKIPPED))
            self.messages.append(message)
        self._ask(number)

    @rule(number=NUMBER, answer=st.sampled_from(["told", "told", "lost", "not made", "busy"]))
    def call(self, number: int, answer: str) -> None:
        ready = [one for one in self._calls() if one.state is GroupSendState.READY]
        if not ready:
            return
        call = ready[number % len(ready)]
        self._leave_out_refusers(call)
        if not call.messages or self.at >= call.closes_at:
            self._end_unbegun(call)
            return
        call.known = set(range(len(self.wecom)))
        call.move(GroupSendState.CALLING)
        if answer in {"told", "lost"}:
            self.wecom.append(AtWecom(call.broadcast, [one.to for one in call.messages]))
        if answer == "told":
            self._hand_over(call, len(self.wecom) - 1)
        elif answer == "busy":
            self._not_made(call)

    @rule(number=NUMBER)
    def settle(self, number: int) -> None:
        """Look for a call whose answer was lost."""
        calling = [one for one in self._calls() if one.state is GroupSendState.CALLING]
        if not calling:
            return
        call = calling[number % len(calling)]
        alike = {
            str(msgid): {CHEN}
            for msgid, task in enumerate(self.wecom)
            if task.broadcast == call.broadcast and msgid not in call.known
        }
        finding = calls.find_call(CHEN, alike)
        assert finding.match is not Match.AMBIGUOUS
        if finding.match is Match.MADE:
            self._hand_over(call, int(finding.msgids[0]))
        else:
            self._not_made(call)

    @rule(number=NUMBER, heard=st.booleans())
    def look(self, number: int, heard: bool) -> None:  # noqa: FBT001 - drawn
        """Look at a call; `heard` is whether WeCom's answer to a stop was."""
        handed_over = [one for one in self._calls() if one.state is GroupSendState.HANDED_OVER]
        if not handed_over:
            return
        call = handed_over[number % len(handed_over)]
        assert call.msgid is not None
        task = self.wecom[call.msgid]
        if call.closing is None and self.at >= call.closes_at:
            call.closing = Closing.EXPIRED
        if call.closing is not None and call.stopped_at is None:
            task.stopped = True
            if not heard:
                return
            call.stopped_at = self.at
        call.sent_at = call.sent_at or task.sent_at
        results: dict[RecipientId, SendResult] = {
            one: SendResult(recipient=one, status=1 if task.sent_at else 0, sent_at=None) for one in task.people
        }
        view = View(
            chat_type=ChatType.SINGLE,
            at=self.at,
            closes_at=call.closes_at,
            closing=call.closing,
            stopped_at=call.stopped_at,
            sent_at=call.sent_at,
            results=results if call.sent_at else {},
        )
        self._record(call, view, task)

    @rule(number=NUMBER)
    def cancel(self, number: int) -> None:
        if not self.broadcasts:
            return
        broadcast = self.broadcasts[number % len(self.broadcasts)]
        broadcast.cancelled = True
        for call in broadcast.calls:
            if call.state is GroupSendState.READY:
                self._end_unbegun(call)
            elif call.closing in {None, Closing.REPLACED}:
                call.closing = Closing.CANCELLED

    # --- what people do

    @rule(number=NUMBER)
    def press(self, number: int) -> None:
        waiting = [task for task in self.wecom if not task.stopped and task.sent_at is None]
        if waiting:
            waiting[number % len(waiting)].sent_at = self.at

    @rule(one=PERSON)
    def refuse(self, one: ExternalUserid) -> None:
        self.refusing.add(one)
        for message in self.messages:
            if message.to == one and not is_final(message.state):
                message.taken_out = Reason.CONSENT_WITHDRAWN
        for call in self._calls():
            marked = any(one.taken_out and not is_final(one.state) for one in call.messages)
            if marked and call.state is GroupSendState.HANDED_OVER and call.closing is None and call.sent_at is None:
                call.closing = Closing.REPLACED

    @rule(one=PERSON)
    def grant(self, one: ExternalUserid) -> None:
        self.refusing.discard(one)

    @rule(minutes=st.sampled_from([1, 1, 4, 30, 60 * 5, 60 * 14, 60 * 24]))
    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    # --- what holds

    @invariant()
    def nothing_leaves_its_end(self) -> None:
        for number, message in enumerate(self.messages):
            if number in self.ended:
                assert message.state is self.ended[number]
            elif is_final(message.state):
                self.ended[number] = message.state

    @invariant()
    def no_cap_is_exceeded_by_when_people_received(self) -> None:
        days = Counter((one, day) for task in self.wecom if (day := self._day(task)) for one in task.people)
        weeks: Counter[tuple[ExternalUserid, tuple[int, int]]] = Counter()
        for (one, day), number in days.items():
            weeks[one, day.isocalendar()[:2]] += number
        assert max(days.values(), default=0) <= MOST[Period.DAY]
        assert max(weeks.values(), default=0) <= MOST[Period.WEEK]

    @invariant()
    def nobody_has_or_may_get_anything_twice(self) -> None:
        open_or_sent = [task for task in self.wecom if task.sent_at or not task.stopped]
        times = Counter((task.broadcast, one) for task in open_or_sent for one in task.people)
        assert max(times.values(), default=0) <= 1

    @invariant()
    def whom_a_message_reached_is_not_said_to_have_ended_otherwise(self) -> None:
        reached = {(task.broadcast, one) for task in self.wecom if task.sent_at for one in task.people}
        for message in self.messages:
            if is_final(message.state):
                assert (message.state is DeliveryState.DELIVERED) == ((message.broadcast, message.to) in reached)

    # --- the work

    def _calls(self) -> list[Call]:
        return [call for broadcast in self.broadcasts for call in broadcast.calls]

    def _ask(self, number: int) -> bool:
        planned = [one for one in self.messages if (one.broadcast, one.state) == (number, DeliveryState.PLANNED)]
        for message in planned:
            message.move(Settlement(DeliveryState.CLAIMED))
        broadcast = self.broadcasts[number]
        if planned:
            broadcast.calls.append(Call(number, broadcast.closes_at, planned, known=set()))
        return bool(planned)

    def _leave_out_refusers(self, call: Call) -> None:
        for message in call.messages:
            if message.taken_out or message.to in self.refusing:
                message.move(Settlement(DeliveryState.SKIPPED))
        call.messages = [one for one in call.messages if not is_final(one.state)]

    def _hand_over(self, call: Call, msgid: int) -> None:
        call.move(GroupSendState.HANDED_OVER)
        call.msgid, call.task = msgid, TaskState.OPEN
        for message in call.messages:
            message.move(calls.after_call(call.state, reason=None, closing=None, unsendable=False))
        if call.closing is None and any(one.taken_out for one in call.messages):
            call.closing = Closing.REPLACED

    def _not_made(self, call: Call) -> None:
        call.move(GroupSendState.READY)
        if call.closing is not None:
            self._end_unbegun(call)

    def _end_unbegun(self, call: Call) -> None:
        call.move(GroupSendState.CANCELLED)
        cancelled = self.broadcasts[call.broadcast].cancelled
        why = Closing.CANCELLED if cancelled else Closing.EXPIRED
        for message in call.messages:
            message.move(calls.after_call(call.state, reason=None, closing=why, unsendable=False))

    def _record(self, call: Call, view: View, task: AtWecom) -> None:
        ends = {id(one): calls.settle_recipient(one.to, view, taken_out=one.taken_out) for one in call.messages}
        for message in call.messages:
            end = ends[id(message)]
            if end is not None and not is_final(message.state):
                message.move(end)
                message.received_at = task.sent_at if end.state is DeliveryState.DELIVERED else None
        if view.sent_at is not None:
            call.end_task(TaskState.CONFIRMED)
        if None not in ends.values():
            call.move(GroupSendState.CLOSED)
            call.end_task(TaskState.EXPIRED if view.closing is Closing.EXPIRED else TaskState.CANCELLED)
            assert self._ask(call.broadcast) <= view.asks_again

    def _counting(self, message: Message) -> Taken | None:
        """As the store counts: what is still open though its window is over may have been received until now."""
        taken = message.taken
        if taken is None or message.state is DeliveryState.DELIVERED:
            return taken
        return replace(taken, last_at=max(taken.last_at, self.at))

    @staticmethod
    def _day(task: AtWecom) -> date | None:
        return None if task.sent_at is None else task.sent_at.astimezone(BEIJING).date()


def test_whatever_happens_in_whatever_order() -> None:
    settings = hypothesis.settings(max_examples=400, stateful_step_count=40, derandomize=True, database=None)

    run_state_machine_as_test(Machine, settings=settings)
