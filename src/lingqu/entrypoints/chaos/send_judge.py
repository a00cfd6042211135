"""The judge of `lingqu chaos send`: the twin's ledger, and of the platform's tables only who was skipped.

Which of two contents is whose is drawn here once more, from the numbers that the platform gave to customers. What is
stuck or not known at the end is asked of the tables too, and counted there: such a message is not lost as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

import psycopg

from lingqu.entrypoints.chaos.send_day import Day, Programme
from lingqu.entrypoints.twin_control import Twin

MOST_EVIDENCE = 8
AFTER_CANCEL = 300.0
"""Virtual seconds after which nothing of a cancelled programme may leave any more."""
AFTER_REFUSAL = 300.0
"""The same of who refuses. Withdrawals gather for a minute, and a call in flight is waited for."""
DEAD_CODE = 41050
WHOLE = 1_000
CALLS = {"broadcast": "add_msg_template", "groupchat": "add_msg_template", "welcome": "send_welcome_msg"}

# A message that still is under way is no lost one: it is counted where nothing moves it.
_EXCUSED = """
SELECT d.broadcast_id, coalesce(c.external_userid, k.chat_id) FROM delivery d
LEFT JOIN customer c ON c.corp_id = d.corp_id AND c.customer_id = d.customer_id
LEFT JOIN groupchat k ON k.corp_id = d.corp_id AND k.groupchat_id = d.groupchat_id
WHERE d.broadcast_id IS NOT NULL AND d.state IN ('skipped', 'planned', 'claimed', 'handed_over', 'unknown')
"""
_PERSONS = "SELECT external_userid, coalesce(merged_into, customer_id) FROM customer"
_GREETINGS = """
SELECT key, state || coalesce(' ' || reason, '') || ', ' || attempts || ' attempts, claimed ' || coalesce(
         extract(epoch FROM claimed_at - event_at)::numeric(9, 1)::text || ' s', 'never') || ', settled ' || coalesce(
         extract(epoch FROM settled_at - event_at)::numeric(9, 1)::text || ' s', 'never') || ' after the event'
FROM delivery WHERE channel = 'welcome'
"""
_UNKNOWN = "SELECT channel, key, evidence->>'errcode' FROM delivery WHERE state = 'unknown'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What people received, and what they should have."""

    messages: int
    groups: int
    """Of the messages, those into groups."""
    greetings: int
    doubles: Sequence[str]
    lost: Sequence[str]
    late: Sequence[str]
    """Left more than five virtual minutes after the operator had been told that the programme is cancelled."""
    refused: Sequence[str]
    """Reached somebody more than five virtual minutes after the operator had been told that they refuse."""
    strayed: Sequence[str]
    """Of two contents the one that was not drawn."""
    unknown: Counter[str]
    """By call: messages of which nobody can say whether they were sent, though it could be found out."""
    unknowable: int
    """Greetings that a repeated call did not settle: 41050 says nothing of the call before."""

    @property
    def evidence(self) -> list[str]:
        """Some of what is wrong, for people to look at."""
        kinds = (self.doubles, self.lost, self.late, self.refused, self.strayed)
        return [line for kind in kinds for line in kind[:MOST_EVIDENCE]]


def judge(twin: Twin, corpid: str, superuser_url: str, day: Day) -> Verdict:
    """Compare, when nothing is under way any more."""
    programmes, refused_at = day.programmes, day.refused_at
    excused_from_all = day.crowd.gone | refused_at.keys()
    said = {text: (one, key) for one in programmes for key, text in one.texts.items()}
    times: defaultdict[tuple[int | None, str], list[float]] = defaultdict(list)
    heard: list[tuple[Programme, str, str]] = []
    groups = 0
    for row in twin.rows_of("/ledger/receipts", corpid=corpid, kind="group_send"):
        one, key = said[row["text"]]
        times[one.broadcast_id, row["chat_id"] or row["external_userid"]].append(row["at"])
        groups += bool(row["chat_id"])
        if len(one.texts) > 1:
            heard.append((one, key, row["external_userid"]))
    with psycopg.connect(superuser_url) as connection:
        excused = set(connection.execute(_EXCUSED).fetchall())
        persons = dict(connection.execute(_PERSONS).fetchall())
        unknown = connection.execute(_UNKNOWN).fetchall()
        told = dict(connection.execute(_GREETINGS).fetchall())
    greeted = list(twin.rows_of("/ledger/receipts", corpid=corpid, kind="welcome"))
    twice = [f"broadcast {number} {name}: {len(at)} times" for (number, name), at in times.items() if len(at) > 1]
    twice += [
        f"greeted twice: {row['external_userid']}"
        for row in twin.rows("doubles", corpid=corpid)
        if row["kind"] == "welcome"
    ]
    settled = [(channel, key) for channel, key, errcode in unknown if errcode != str(DEAD_CODE)]
    return Verdict(
        messages=sum(map(len, times.values())) + len(greeted),
        groups=groups,
        greetings=len(greeted),
        doubles=twice,
        lost=[
            *(
                f"{one.name} {name}: never"
                for one in programmes
                if one.cancelled_at is None
                for name in sorted(one.meant - excused_from_all)
                if (one.broadcast_id, name) not in times and (one.broadcast_id, name) not in excused
            ),
            *_ungreeted(twin, corpid, {key for channel, key, _ in unknown if channel == "welcome"}, told),
        ],
        late=[
            f"{one.name} {name}: {max(at) - one.cancelled_at:.0f} s after it was cancelled"
            for one in programmes
            if one.cancelled_at is not None
            for (number, name), at in times.items()
            if number == one.broadcast_id and max(at) > one.cancelled_at + AFTER_CANCEL
        ],
        refused=[
            f"broadcast {number} {name}: {max(at) - refused_at[name]:.0f} s after they refused"
            for (number, name), at in times.items()
            if name in refused_at and max(at) > refused_at[name] + AFTER_REFUSAL
        ],
        strayed=[
            f"{one.name} {name}: content {key}"
            for one, key, name in heard
            if key != drawn(day.season_id, sorted(one.texts), persons[name])
        ],
        unknown=Counter(CALLS[channel] for channel, _ in settled),
        unknowable=len(unknown) - len(settled),
    )


def drawn(season_id: int | None, keys: Sequence[str], person: int) -> str:
    """Return the content of a person within a season, of those that are drawn alike."""
    letters = "".join(keys)
    digest = sha256(f"programme:{season_id}:variants:{letters}:{person}".encode()).digest()
    return keys[int.from_bytes(digest[:4], "big") % WHOLE * len(keys) // WHOLE]


def welcome_key(code: str) -> str:
    """Return the key under which the platform keeps the greeting of a code."""
    return f"welcome:{sha256(code.encode()).hexdigest()[:24]}"


def _ungreeted(twin: Twin, corpid: str, unknown: set[str], told: Mapping[str, str]) -> list[str]:
    """Return who was not greeted though the platform heard of them in time; of unknown greetings others speak.

    Args:
        told: by key, what the platform says of a greeting; evidence for people, nothing is judged by it.
    """
    heard_at = {
        (row["userid"], row["external_userid"]): row["first_accepted_at"]
        for row in twin.rows("callbacks", corpid=corpid)
        if row["change_type"] == "add_external_contact" and row["first_accepted_at"] is not None
    }
    found = []
    for row in twin.rows("welcomes", corpid=corpid):
        heard = heard_at.get((row["userid"], row["external_userid"]), float("inf"))
        keys = [welcome_key(code) for code in row["codes"]]
        if row["sent_at"] is None and heard <= row["due_at"] and unknown.isdisjoint(keys):
            said = "; ".join(told.get(key, "nothing is known of it") for key in keys)
            ahead = f"heard {row['due_at'] - heard:.1f} s before it was late"
            found.append(f"{row['external_userid']}: never greeted, {ahead}: {said}")
    return found
