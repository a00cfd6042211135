"""The judge: holds what the platform stored and did against what the twin knows happened.

It reads the twin's ledger and the tables, and trusts neither the platform's own counts nor its logs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from hashlib import sha256

import psycopg

from lingqu.entrypoints.twin_control import Twin

ADDED = "add_external_contact"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a run did.

    Attributes:
        sent: callbacks that WeCom sent, each counted once. Two that are equal to the letter (two edits of one
            relation in one second) count as one: nobody can tell them from a repetition.
        acknowledged: those of them that WeCom heard success for.
        stored: rows of the inbox.
        lost: acknowledged callbacks that are not in the inbox, and added customers without a relation.
        duplicated: callbacks stored twice, additions recorded twice, and messages a customer got twice.
        evidence: some of the lost and duplicated, for people to look at.
    """

    sent: int
    acknowledged: int
    stored: int
    lost: int
    duplicated: int
    evidence: list[str]


def judge(twin: Twin, corpid: str, superuser_url: str) -> Verdict:
    """Compare, when nothing is under way any more."""
    sent = list(twin.rows("callbacks", corpid=corpid))
    accepted = [row for row in sent if row["first_accepted_at"] is not None]
    keys = {sha256(row["message"].encode()).digest()[:16]: row for row in accepted}
    with psycopg.connect(superuser_url) as connection:
        stored = Counter(bytes(key) for (key,) in connection.execute("SELECT dedupe_key FROM inbox").fetchall())
        related = set(
            connection.execute(
                "SELECT s.userid, c.external_userid FROM follow_relation r"
                " JOIN staff s USING (corp_id, staff_id) JOIN customer c USING (corp_id, customer_id)"
            ).fetchall()
        )
        recorded = Counter(
            connection.execute(
                "SELECT s.userid, c.external_userid FROM fact f"
                " JOIN staff s USING (corp_id, staff_id) JOIN customer c USING (corp_id, customer_id)"
                " WHERE f.kind IN ('relation.added', 'relation.readded')"
            ).fetchall()
        )
    lost = [f"not stored: {row['message'][:300]}" for key, row in keys.items() if key not in stored]
    added = Counter((row["userid"], row["external_userid"]) for row in accepted if row["change_type"] == ADDED)
    lost += [f"no relation: {pair}" for pair in added if pair not in related]
    twice = [f"stored {count} times: {key.hex()}" for key, count in stored.items() if count > 1]
    twice += [
        f"recorded {recorded[pair]} times, added {times}: {pair}"
        for pair, times in added.items()
        if recorded[pair] > times
    ]
    twice += [
        f"received twice: {row['external_userid']} {row['occasion']}" for row in twin.rows("doubles", corpid=corpid)
    ]
    return Verdict(
        sent=len({row["message"] for row in sent}),
        acknowledged=len(keys),
        stored=sum(stored.values()),
        lost=len(lost),
        duplicated=len(twice),
        evidence=[*lost[:10], *twice[:10]],
    )
