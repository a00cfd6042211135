"""What should be: a model of outreach that shares no code with it, and follows the log of what its tables said.

Each change of a row is told in the order in which it was written. The model knows the charts of states, whom a message
may go to, and what is taken of each cap; it says of every verdict and of every move whether it may be.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = Mapping[str, Any]

BEIJING = ZoneInfo("Asia/Shanghai")
CALL_WITHIN = timedelta(seconds=20)
NOT_ASKED_AGAIN = timedelta(minutes=5)
"""With less left of a window nobody is asked again."""

CHARTS: Mapping[str, Mapping[str, str]] = {
    "delivery": {
        "planned": "claimed skipped cancelled expired",
        "claimed": "handed_over delivered failed expired cancelled skipped unknown planned",
        "handed_over": "delivered failed expired cancelled planned",
        "skipped": "planned",
    },
    "group_send": {
        "ready": "calling cancelled",
        "calling": "ready handed_over cancelled refused unknown",
        "handed_over": "closed",
    },
    "task": {"open": "confirmed expired cancelled"},
    "broadcast": {
        "draft": "scheduled planning cancelled",
        "scheduled": "planning cancelled",
        "planning": "handing_over done cancelled",
        "handing_over": "waiting done cancelled",
        "waiting": "handing_over done cancelled",
    },
}
"""From each state, where a row may go; whoever is missing has ended."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "delivery": ("delivery_id",),
    "group_send": ("group_send_id",),
    "task": ("task_id",),
    "broadcast": ("broadcast_id",),
    "programme": ("programme_id",),
    "outreach_rules": ("corp_id",),
    "customer": ("customer_id",),
    "follow_relation": ("customer_id", "staff_id"),
    "consent_statement": ("statement_id",),
    "suppression": ("suppression_id",),
    "own_send_recipient": ("customer_id", "msgid"),
}
"""The tables that are followed."""

A_DAY, OVERNIGHT = timedelta(hours=14), timedelta(days=3)
"""From eight to ten in the evening, and where a programme goes on in quiet hours."""
RUNNING = ("planning", "handing_over", "waiting")
OPEN = ("planned", "claimed", "handed_over")
NOT_RECEIVED = ("failed", "expired", "cancelled", "skipped")
REFUSALS = ("consent_withdrawn", "suppressed")


@dataclass(frozen=True, slots=True)
class Caps:
    """The corp's own for marketing, and whether WeCom takes one message a day only."""

    daily: int
    weekly: int
    one_a_day: bool


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that counts from one day to another."""

    first: date
    last: date
    is_marketing: bool
    is_own: bool
    """It was to the customer in question, and not to another contact of the same person."""


@dataclass
class Reference:
    """The tables as the log tells them, and all that was wrong with it."""

    caps: Caps
    faults: list[str] = field(default_factory=list)
    rows: dict[str, dict[Any, Row]] = field(default_factory=lambda: defaultdict(dict))
    refused_since: dict[tuple[int, str], datetime] = field(default_factory=dict)
    """Of customers and purposes, since when it is known that the person refuses."""
    _spent: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    _paid: set[int] = field(default_factory=set)
    """Deliveries that their programme's budget was spent on."""
    _called_off: bool = False
    """Something that was due, or on its way, was cancelled."""
    _rivalled: set[int] = field(default_factory=set)
    """Broadcasts that something else was due beside while they were planned."""

    # --- following

    def follow(self, noun: str, before: Row | None, after: Row | None) -> None:
        """Take one change."""
        row = after or before
        assert row is not None
        key = tuple(row[name] for name in KEYS[noun])
        if noun in CHARTS and before is not None and after is not None:
            self._moved(noun, before, after)
        if noun == "delivery" and before is None and after is not None:
            self._judged(after)
        if after is None:
            self.rows[noun].pop(key, None)
        else:
            self.rows[noun][key] = after
        if noun == "broadcast":
            self._note_rivals()
            if before is not None and after is not None and after["state"] == "cancelled":
                self._called_off |= before["state"] in ("scheduled", *RUNNING)
            if before is not None and after is not None and (before["counts"], after["counts"]) != (None, None):
                self._is_over(before, after)

    def notice(self, at: datetime) -> None:
        """Note who refuses by now."""
        for customer in self._ids("customer"):
            for purpose in ("marketing", "service"):
                if self.refuses(customer, purpose) is None:
                    self.refused_since.pop((customer, purpose), None)
                else:
                    self.refused_since.setdefault((customer, purpose), at)

    # --- what a call may ask for

    def called(self, sender: int, text: str, customers: list[int], *, called_at: datetime) -> None:
        """Take a call that asks a member to send; it was begun at an instant, and what was known by then binds it."""
        broadcast = next(one for one in self.rows["broadcast"].values() if text_of(one) == text)
        purpose = self.purpose_of(broadcast)
        for customer in customers:
            since = self.refused_since.get((customer, purpose))
            if since is not None and since < called_at:
                self._wrong(f"{customer} refuses {purpose} since {since}, and is handed over at {called_at}")
        if broadcast["state"] == "cancelled" and instant(broadcast["finished_at"]) < called_at:
            self._wrong(f"a cancelled broadcast is handed over to {sender} at {called_at}")
        if called_at >= instant(broadcast["closes_at"]):
            self._wrong(f"handed over to {sender} at {called_at}, and its window is over")
        frozen_at = next((one["frozen_at"] for one in self.rows["outreach_rules"].values()), None)
        if frozen_at is not None and instant(frozen_at) < called_at:
            self._wrong(f"handed over to {sender} at {called_at} though nothing may leave")

    # --- what may be said of a customer

    def refuses(self, customer: int, purpose: str) -> str | None:
        """Return why the person does not want, or shall not have, such messages."""
        contacts = self.contacts(customer)
        said = [
            (instant(one["occurred_at"]), one["statement_id"], one["withdrawn"])
            for one in self.rows["consent_statement"].values()
            if one["customer_id"] in contacts and one["purpose"] == purpose
        ]
        if said and max(said)[2]:
            return "consent_withdrawn"
        suppressed = any(
            one["customer_id"] in contacts and one["purpose"] in (None, purpose) and one["lifted_at"] is None
            for one in self.rows["suppression"].values()
        )
        return "suppressed" if suppressed else None

    def contacts(self, customer: int) -> set[int]:
        """Return all customers that are the same person."""
        person = self.person(customer)
        return {one for one in self._ids("customer") if self.person(one) == person}

    def person(self, customer: int) -> int:
        """Return whom a customer is one with."""
        into = self.rows["customer"][customer,]["merged_into"]
        return customer if into is None else into

    def purpose_of(self, broadcast: Row) -> str:
        """Return for what a broadcast writes; without a programme it is marketing."""
        programme = self.rows["programme"].get((broadcast["programme_id"],))
        return "marketing" if programme is None else programme["category"]

    def _follows(self, customer: int, staff: int | None = None) -> bool:
        return any(
            one["deleted_at"] is None and one["customer_id"] == customer and staff in (None, one["staff_id"])
            for one in self.rows["follow_relation"].values()
        )

    # --- verdicts

    def _judged(self, row: Row) -> None:
        broadcast = self.rows["broadcast"][row["broadcast_id"],]
        contacts = self.contacts(row["customer_id"])
        said = row["reason"] if row["state"] == "skipped" else None
        expected = self._verdict(broadcast, row, contacts)
        gives_way = said == "outranked" and expected is None and row["broadcast_id"] in self._rivalled
        if said != expected and not gives_way:
            self._wrong(f"delivery {row['key']} is {said or 'planned'}, and should be {expected or 'planned'}")
        others = [
            one["key"]
            for one in self.rows["delivery"].values()
            if one["broadcast_id"] == row["broadcast_id"] and one["customer_id"] in contacts
        ]
        if others:
            self._wrong(f"delivery {row['key']} is of a person who has {others} already")
        closes_at = instant(broadcast["closes_at"])
        if closes_at - instant(row["planned_at"]) > self._longest(broadcast):
            self._wrong(f"delivery {row['key']} may be received until {closes_at}")
        if broadcast["state"] != "planning":
            self._wrong(f"delivery {row['key']} is of a broadcast that is {broadcast['state']}")
        if said is None:
            self._pay(row)
            if not self._follows(row["customer_id"], row["staff_id"]):
                self._wrong(f"delivery {row['key']} goes through {row['staff_id']}, who does not follow them")

    def _verdict(self, broadcast: Row, row: Row, contacts: set[int]) -> str | None:
        """Return why somebody does not get a broadcast, None where they do."""
        if not any(map(self._follows, contacts)):
            return "no_live_relation"
        purpose = self.purpose_of(broadcast)
        refusal = self.refuses(row["customer_id"], purpose)
        if refusal is not None:
            return refusal
        at = instant(row["planned_at"])
        taken = [one for contact in contacts for one in self._taken(contact, row, at)]
        window = (day_of(at), day_of(max(at, instant(broadcast["closes_at"]))))
        if self.caps.one_a_day and self._most(taken, window, days=1, of_wecom=True) >= 1:
            return "over_cap"
        if purpose == "marketing":
            by_day = self._most(taken, window, days=1)
            if by_day >= self.caps.daily or self._most(taken, window, days=7) >= self.caps.weekly:
                return "capped"
        programme = self.rows["programme"].get((broadcast["programme_id"],))
        budget = None if programme is None else programme["budget"]
        return "over_budget" if budget is not None and self._spent[broadcast["programme_id"]] >= budget else None

    def _pay(self, row: Row) -> None:
        self._spent[self.rows["broadcast"][row["broadcast_id"],]["programme_id"]] += 1
        self._paid.add(row["delivery_id"])

    def _is_over(self, before: Row, after: Row) -> None:
        """Give back what was spent on those who got nothing, once all of a broadcast have an end."""
        if before["counts"] is not None and before["counts"] != after["counts"]:
            self._wrong(f"broadcast {after['broadcast_id']} was over, and is counted anew")
        for one in self.rows["delivery"].values():
            in_vain = one["state"] in NOT_RECEIVED and one["delivery_id"] in self._paid
            if one["broadcast_id"] == after["broadcast_id"] and in_vain:
                self._paid.remove(one["delivery_id"])
                self._spent[after["programme_id"]] -= 1

    def _longest(self, broadcast: Row) -> timedelta:
        """Return how long members may confirm at most: until it becomes quiet, but for programmes that go on then."""
        programme = self.rows["programme"].get((broadcast["programme_id"],))
        return OVERNIGHT if programme is not None and programme["overnight"] else A_DAY

    def _taken(self, contact: int, row: Row, at: datetime) -> Iterator[Taken]:
        """Give what a contact received or may still receive, but for the broadcast in question."""
        own = contact == row["customer_id"]
        for one in self.rows["delivery"].values():
            if one["customer_id"] != contact or one["broadcast_id"] == row["broadcast_id"]:
                continue
            broadcast = self.rows["broadcast"][one["broadcast_id"],]
            is_marketing = self.purpose_of(broadcast) == "marketing"
            if one["state"] == "delivered":
                day = day_of(instant(one["settled_at"]))
                yield Taken(day, day, is_marketing, own)
            elif one["state"] in OPEN:
                last = max(at, instant(broadcast["closes_at"]))
                yield Taken(day_of(instant(one["planned_at"])), day_of(last), is_marketing, own)
        for one in self.rows["own_send_recipient"].values():
            if one["customer_id"] == contact:
                day = day_of(instant(one["sent_at"]))
                yield Taken(day, day, is_marketing=True, is_own=own)

    def _most(self, taken: list[Taken], window: tuple[date, date], *, days: int, of_wecom: bool = False) -> int:
        """Return how much is taken of that day or week, of those that a window touches, of which most is."""
        counting = [one for one in taken if (one.is_own if of_wecom else one.is_marketing)]
        first = window[0] - timedelta(days=window[0].weekday() if days > 1 else 0)
        periods = [first + timedelta(days=number) for number in range(0, (window[1] - first).days + 1, days)]
        last_of = timedelta(days=days - 1)
        return max(sum(one.first <= begins + last_of and one.last >= begins for one in counting) for begins in periods)

    def _note_rivals(self) -> None:
        due = [one for one in self.rows["broadcast"].values() if one["state"] in ("scheduled", "planning")]
        if len(due) > 1:
            self._rivalled |= {one["broadcast_id"] for one in due if one["state"] == "planning"}

    # --- moves

    def _moved(self, noun: str, before: Row, after: Row) -> None:
        if before["state"] != after["state"]:
            may = CHARTS[noun].get(before["state"], "").split()
            if after["state"] not in may:
                self._wrong(f"{noun} {after.get('key')}: {before['state']} → {after['state']}")
        if noun == "delivery":
            self._delivery_moved(before, after)

    def _delivery_moved(self, before: Row, after: Row) -> None:
        state, reason = after["state"], after["reason"]
        broadcast = self.rows["broadcast"][after["broadcast_id"],]
        customer = after["customer_id"]
        if after["taken_out"] is not None and before["taken_out"] is None:
            self._expect(self.refuses(customer, self.purpose_of(broadcast)) is not None, after, "did not refuse")
        self._check_sender(before, after)
        if state == before["state"]:
            return
        match state:
            case "planned" | "claimed":
                self._expect(after["taken_out"] is None, after, "was taken out")
                staff = after["staff_id"]
                self._expect(state == "planned" or self._follows(customer, staff), after, f"is not {staff}'s any more")
            case "skipped" if reason in REFUSALS:
                self._expect(reason in (after["taken_out"], self.refuses(customer, self.purpose_of(broadcast))), after)
            case "skipped":
                self._expect(reason == "no_live_relation" and not self._follows(customer, after["staff_id"]), after)
            case "cancelled":
                called_off = broadcast["state"] == "cancelled" and reason == "withdrawn"
                self._expect(called_off or reason == after["taken_out"] is not None, after, "nobody asked for it")
            case "expired":
                left = instant(broadcast["closes_at"]) - instant(after["settled_at"])
                self._expect(left < NOT_ASKED_AGAIN, after, f"{left} before its window is over")
            case "handed_over" | "delivered":
                call = self.rows["group_send"].get((after["group_send_id"],), {})
                self._expect(call.get("msgid") is not None, after, "nobody was asked")
            case _:
                self._expect(holds=False, row=after, what="nothing of that kind happened")

    def _check_sender(self, before: Row, after: Row) -> None:
        """Take that another member sends, or one at all."""
        if before["state"] == "skipped":
            self._sent_after_all(before, after)
        elif after["staff_id"] != before["staff_id"]:
            passed_on = after["state"] == "planned" and self._follows(after["customer_id"], after["staff_id"])
            self._expect(passed_on, after, f"is passed on to {after['staff_id']}, who cannot reach them")

    def _sent_after_all(self, before: Row, after: Row) -> None:
        """Take that somebody who gave way is planned: something was cancelled, and nothing else is against it."""
        self._expect(before["reason"] == "outranked" and self._called_off, after, "did not give way")
        broadcast = self.rows["broadcast"][after["broadcast_id"],]
        said = self._verdict(broadcast, after, self.contacts(after["customer_id"]))
        self._expect(said is None, after, f"should be {said}")
        left = instant(broadcast["closes_at"]) - instant(after["planned_at"])
        self._expect(left >= NOT_ASKED_AGAIN, after, f"{left} before its window is over")
        self._expect(self._follows(after["customer_id"], after["staff_id"]), after, "nobody follows them")
        self._pay(after)

    def _expect(self, holds: bool, row: Row, what: str = "why?") -> None:  # noqa: FBT001 - what is asserted
        if not holds:
            self._wrong(f"delivery {row['key']} is {row['state']} ({row['reason']}): {what}")

    # --- what holds between any two acts

    def torn(self) -> Iterator[str]:
        """Give tasks that say something else than their calls, and budgets that are spent on something else."""
        for programme in self.rows["programme"].values():
            if programme["planned"] != self._spent[programme["programme_id"]]:
                yield f"{programme['name']} has spent {programme['planned']} messages, and should have spent " + str(
                    self._spent[programme["programme_id"]]
                )
        for call in self.rows["group_send"].values():
            if call["task_id"] is None:
                continue
            task = self.rows["task"][call["task_id"],]
            waits = call["state"] == "handed_over" and call["confirmed_at"] is None
            if (task["state"] == "open") != waits or (task["state"] == "confirmed") != (
                call["confirmed_at"] is not None
            ):
                yield f"task {task['state']} of a call that is {call['state']}"

    def _ids(self, noun: str) -> list[int]:
        return [key[0] for key in self.rows[noun]]

    def _wrong(self, what: str) -> None:
        self.faults.append(what)


def text_of(broadcast: Row) -> str:
    """Return what a broadcast says; no two say the same."""
    return broadcast["variants"]["A"]["content"]["text"]


def instant(text: str) -> datetime:
    """Read an instant of the log."""
    return datetime.fromisoformat(text)


def day_of(at: datetime) -> date:
    """Return the day of the corp."""
    return at.astimezone(BEIJING).date()
