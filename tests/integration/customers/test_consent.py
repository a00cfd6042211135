"""The ledger of consent on a real database: late statements, merges and their way back, suppression, the proof."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from lingqu.customers.api import consent, identities, suppressions
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.consent import (
    WAYS,
    ConsentChannel,
    ConsentRule,
    ConsentSource,
    ConsentStanding,
    Ground,
    NewSuppression,
    Purpose,
    Refusal,
    Stance,
    Statement,
    SuppressionReason,
)
from lingqu.customers.contracts.identities import DEFAULT_MOST, DEVICE, UNIONID, Observation, Shown, Source
from lingqu.customers.domain.consent import Said, stand
from lingqu.customers.errors import BadConsentError, CustomerNotFoundError, SuppressionNotFoundError
from lingqu.customers.store import consent as store
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.kernel.ids import CorpId, CustomerId, MergeId, StatementId, SuppressionId

from .conftest import Rows, Statements, plan_of

MARKETING, SERVICE = Purpose.MARKETING, Purpose.SERVICE
BROADCAST, MOMENT, ANY = ConsentChannel.BROADCAST, ConsentChannel.MOMENT, ConsentChannel.ANY
LIU, WANG, LI, ZHAO = (CustomerId(number) for number in range(4))
COMPLAINT = NewSuppression(
    customer_id=LIU, purpose=None, reason=SuppressionReason.COMPLAINT, note="12315 工单", ends_at=None
)


class Ledger:
    """Some visitors of a corp, and what they say."""

    def __init__(self, database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, rows: Rows) -> None:
        self.database = database
        self.corp_id = corp_id
        self.clock = clock
        self.keyring = keyring
        self.rows = rows
        self._keys = 0

    async def admit(self, number: int) -> None:
        async with self.database.unit(self.corp_id) as unit:
            arrivals = [[self.shown(DEVICE, f"d{one}")] for one in range(number)]
            await identities.meet(unit, arrivals, seals=self.keyring)

    def shown(self, kind: str, value: str) -> Shown:
        return Shown(kind=kind, value=value, source=Source.ORDER, seen_at=self.clock.now())

    def statement(
        self,
        customer_id: CustomerId,
        stance: Stance,
        channel: ConsentChannel = ANY,
        *,
        purpose: Purpose = MARKETING,
        ago: float = 0,
        key: str | None = None,
        evidence: str | None = None,
    ) -> Statement:
        self._keys += 1
        return Statement(
            key=key or f"key {self._keys}",
            customer_id=customer_id,
            purpose=purpose,
            channel=channel,
            stance=stance,
            source=ConsentSource.CONVERSATION,
            said_by="account:1",
            occurred_at=self.clock.now() - timedelta(minutes=ago),
            evidence=evidence,
        )

    async def record(self, *said: Statement) -> list[StatementId]:
        async with self.database.unit(self.corp_id) as unit:
            return await consent.record(unit, said, seals=self.keyring)

    async def refusals(
        self, *customers: CustomerId, purpose: Purpose = MARKETING, channel: ConsentChannel = BROADCAST
    ) -> dict[CustomerId, Refusal]:
        async with self.database.read(self.corp_id) as session:
            return await consent.find_refusals(session, customers, purpose, channel)

    async def standing(self, customer_id: CustomerId) -> list[ConsentStanding]:
        async with self.database.read(self.corp_id) as session:
            return await consent.get_standing(session, customer_id)

    async def ledger(self, customer_id: CustomerId, **asked: Any) -> Any:
        async with self.database.read(self.corp_id) as session:
            return await consent.list_ledger(session, customer_id, seals=self.keyring, **asked)

    async def merge(self, *customers: CustomerId) -> None:
        """One more unionid, shown by several."""
        self._keys += 1
        seen = [Observation(customer_id=one, shown=replace(self.shown(UNIONID, f"u{self._keys}"))) for one in customers]
        async with self.database.unit(self.corp_id) as unit:
            await identities.record(unit, seen, seals=self.keyring)
        found = await self.rows("SELECT identity_id FROM identity WHERE kind = 'unionid'")
        async with self.database.unit(self.corp_id) as unit:
            await identities.join(unit, [row["identity_id"] for row in found], most=DEFAULT_MOST)

    async def unmerge(self) -> bool:
        """Take the newest standing merge back."""
        found = await self.rows(
            "SELECT merge_id, customer_id FROM customer_merge WHERE ended_at IS NULL ORDER BY merge_id DESC LIMIT 1"
        )
        for row in found:
            async with self.database.unit(self.corp_id, actor="account:1") as unit:
                whom, number = CustomerId(row["customer_id"]), MergeId(row["merge_id"])
                await identities.unmerge(unit, whom, number, most=DEFAULT_MOST)
        return bool(found)

    async def suppress(self, new: NewSuppression) -> SuppressionId:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            return await suppressions.suppress(unit, new, seals=self.keyring)

    async def lift(self, customer_id: CustomerId, number: SuppressionId) -> None:
        async with self.database.unit(self.corp_id, actor="account:1") as unit:
            await suppressions.lift(unit, customer_id, number)


@pytest.fixture
async def ledger(database: Database, corp_id: CorpId, clock: SteppedClock, keyring: Keyring, rows: Rows) -> Ledger:
    made = Ledger(database, corp_id, clock, keyring, rows)
    await made.admit(4)
    return made


# ───────────────────────── the ledger ─────────────────────────


async def test_a_withdrawal_refuses_from_when_it_was_said(ledger: Ledger, clock: SteppedClock) -> None:
    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN, ago=5))

    said_at = clock.now() - timedelta(minutes=5)
    no = Refusal(ground=Ground.WITHDRAWN, since=said_at, source="conversation")
    assert await ledger.refusals(LIU, WANG) == {LIU: no}
    assert await ledger.refusals(LIU, WANG, channel=MOMENT) == {LIU: no}
    assert await ledger.refusals(LIU, WANG, purpose=SERVICE) == {}


async def test_facts_leave_with_the_statements_and_hold_codes_only(ledger: Ledger, rows: Rows) -> None:
    numbers = await ledger.record(
        ledger.statement(LIU, Stance.WITHDRAWN, evidence="别再发了，我的电话是13912341111"),
        ledger.statement(WANG, Stance.GRANTED, MOMENT),
    )

    assert await rows.facts(facts.CONSENT_WITHDRAWN, facts.CONSENT_GRANTED) == [
        (
            "consent.withdrawn",
            LIU,
            None,
            {"statement_id": numbers[0], "purpose": "marketing", "channel": "any", "source": "conversation"},
        ),
        (
            "consent.granted",
            WANG,
            None,
            {"statement_id": numbers[1], "purpose": "marketing", "channel": "moment", "source": "conversation"},
        ),
    ]


async def test_a_key_states_once(ledger: Ledger) -> None:
    first = ledger.statement(LIU, Stance.WITHDRAWN, key="import 7, row 1")

    assert len(await ledger.record(first, first)) == 1
    assert await ledger.record(first, replace(first, stance=Stance.GRANTED)) == []
    assert len((await ledger.ledger(LIU)).items) == 1
    assert await ledger.refusals(LIU) != {}


async def test_a_late_statement_stands_where_it_belongs(ledger: Ledger) -> None:
    await ledger.record(ledger.statement(LIU, Stance.GRANTED, ago=10))

    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN, ago=20))
    assert await ledger.refusals(LIU) == {}

    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN, ago=10))
    assert [one.ground for one in (await ledger.refusals(LIU)).values()] == [Ground.WITHDRAWN]

    entries = (await ledger.ledger(LIU)).items
    assert [one.stance for one in entries] == [Stance.WITHDRAWN, Stance.GRANTED, Stance.WITHDRAWN]


async def test_what_cannot_be_is_refused_whole(ledger: Ledger) -> None:
    later = replace(ledger.statement(WANG, Stance.WITHDRAWN), occurred_at=ledger.clock.now() + timedelta(seconds=1))

    with pytest.raises(BadConsentError):
        await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN), later)
    with pytest.raises(CustomerNotFoundError):
        await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN), ledger.statement(CustomerId(99), Stance.GRANTED))

    assert await ledger.refusals(LIU, WANG) == {}


async def test_evidence_rests_sealed_and_may_go_while_the_proof_stays(
    ledger: Ledger, database: Database, corp_id: CorpId, rows: Rows
) -> None:
    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN, evidence=" 微信里说不要再发 "))
    assert [one.evidence for one in (await ledger.ledger(LIU)).items] == ["微信里说不要再发"]
    [sealed] = await rows("SELECT sealed FROM consent_evidence")
    assert "不要再发".encode() not in sealed["sealed"]

    async with database.unit(corp_id) as unit:
        await unit.execute("DELETE FROM consent_evidence WHERE corp_id = lingqu_corp()")

    assert [one.evidence for one in (await ledger.ledger(LIU)).items] == [None]
    assert await ledger.refusals(LIU) != {}


@pytest.mark.parametrize("sql", ["UPDATE consent_statement SET withdrawn = false", "DELETE FROM consent_statement"])
async def test_the_ledger_is_never_changed(ledger: Ledger, database: Database, corp_id: CorpId, sql: str) -> None:
    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN))

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.unit(corp_id) as unit:
            await unit.execute(sql)


async def test_the_ledger_is_read_in_pages(ledger: Ledger) -> None:
    await ledger.record(*(ledger.statement(LIU, Stance.WITHDRAWN, ago=minutes // 2) for minutes in range(5)))

    pages, cursor = [], None
    while True:
        page = await ledger.ledger(LIU, cursor=cursor, limit=2)
        pages += [one.statement_id for one in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert pages == [one.statement_id for one in (await ledger.ledger(LIU)).items]
    assert len(set(pages)) == 5


async def test_units_side_by_side_leave_what_was_said_last(ledger: Ledger) -> None:
    said = [
        ledger.statement(who, Stance.WITHDRAWN if ago % 2 else Stance.GRANTED, ago=ago)
        for ago in range(1, 13)
        for who in (LIU, WANG)
    ]
    random.Random(3).shuffle(said)

    await asyncio.gather(*(ledger.record(*said[start : start + 4]) for start in range(0, len(said), 4)))

    assert {who: one.ground for who, one in (await ledger.refusals(LIU, WANG)).items()} == {
        LIU: Ground.WITHDRAWN,
        WANG: Ground.WITHDRAWN,
    }
    assert {one.since for one in (await ledger.refusals(LIU, WANG)).values()} == {
        ledger.clock.now() - timedelta(minutes=1)
    }


# ───────────────────────── rules, suppression ─────────────────────────


async def test_a_corp_may_demand_an_explicit_yes(
    ledger: Ledger, database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    await ledger.record(ledger.statement(LIU, Stance.GRANTED, BROADCAST))
    async with database.unit(corp_id) as unit:
        await consent.write_rules(unit, {MARKETING: False})
    since = clock.now()
    clock.advance(timedelta(hours=1))
    async with database.unit(corp_id) as unit:
        await consent.write_rules(unit, {MARKETING: False, SERVICE: True})

    asked = Refusal(ground=Ground.SILENCE, since=since, source="policy")
    assert await ledger.refusals(LIU, WANG) == {WANG: asked}
    assert await ledger.refusals(LIU, WANG, channel=MOMENT) == {LIU: asked, WANG: asked}
    assert await ledger.refusals(LIU, WANG, purpose=SERVICE) == {}
    assert await ledger.refusals(CustomerId(99)) == {CustomerId(99): asked}


async def test_a_suppression_holds_until_it_ends_or_is_lifted(ledger: Ledger, clock: SteppedClock, rows: Rows) -> None:
    until = clock.now() + timedelta(days=3)
    await ledger.suppress(replace(COMPLAINT, purpose=MARKETING, ends_at=until))
    number = await ledger.suppress(replace(COMPLAINT, customer_id=WANG, reason=SuppressionReason.LEGAL))
    began = clock.now()

    assert await ledger.refusals(LIU, WANG) == {
        LIU: Refusal(ground=Ground.SUPPRESSED, since=began, source="complaint", until=until),
        WANG: Refusal(ground=Ground.SUPPRESSED, since=began, source="legal"),
    }
    assert set(await ledger.refusals(LIU, WANG, purpose=SERVICE)) == {WANG}

    clock.advance(timedelta(days=3))
    assert set(await ledger.refusals(LIU, WANG)) == {WANG}

    await ledger.lift(WANG, number)
    assert await ledger.refusals(LIU, WANG) == {}
    told = await rows.facts(facts.CUSTOMER_SUPPRESSED, facts.CUSTOMER_UNSUPPRESSED)
    assert [(kind, who, data["reason"]) for kind, who, _, data in told] == [
        ("customer.suppressed", LIU, "complaint"),
        ("customer.suppressed", WANG, "legal"),
        ("customer.unsuppressed", WANG, "legal"),
    ]


async def test_a_suppression_is_lifted_once_and_only_from_whom_it_holds(ledger: Ledger) -> None:
    number = await ledger.suppress(COMPLAINT)

    with pytest.raises(SuppressionNotFoundError):
        await ledger.lift(WANG, number)
    await ledger.lift(LIU, number)
    with pytest.raises(SuppressionNotFoundError):
        await ledger.lift(LIU, number)
    with pytest.raises(BadConsentError):
        await ledger.suppress(replace(COMPLAINT, ends_at=ledger.clock.now()))


async def test_suppressions_move_with_the_person(ledger: Ledger) -> None:
    number = await ledger.suppress(replace(COMPLAINT, customer_id=LI))
    await ledger.merge(LIU, LI)

    assert set(await ledger.refusals(LIU, WANG, LI)) == {LIU, LI}
    await ledger.lift(LIU, number)
    assert await ledger.refusals(LIU, WANG, LI) == {}


# ───────────────────────── persons ─────────────────────────


async def test_a_merge_takes_what_was_said_along_and_an_unmerge_gives_it_back(ledger: Ledger) -> None:
    await ledger.record(
        ledger.statement(LIU, Stance.GRANTED, ago=9), ledger.statement(LI, Stance.WITHDRAWN, BROADCAST, ago=5)
    )

    await ledger.merge(LIU, LI)
    assert set(await ledger.refusals(LIU, LI)) == {LIU, LI}
    assert await ledger.refusals(LIU, LI, channel=MOMENT) == {}
    assert [one.customer_id for one in (await ledger.ledger(LIU)).items] == [LI, LIU]

    await ledger.unmerge()
    assert set(await ledger.refusals(LIU, LI)) == {LI}
    assert [one.customer_id for one in (await ledger.ledger(LIU)).items] == [LIU]


def expected_of(
    said: Sequence[tuple[StatementId, Statement]],
    person: dict[int, int],
    who: int,
    channel: ConsentChannel,
    at: datetime,
) -> bool:
    heard = [
        Said(
            customer_id=one.customer_id,
            purpose=one.purpose,
            channel=one.channel,
            withdrawn=one.stance is Stance.WITHDRAWN,
            source=one.source,
            occurred_at=one.occurred_at,
            statement_id=number,
        )
        for number, one in said
        if person[one.customer_id] == person[who]
    ]
    rule = ConsentRule(purpose=MARKETING)
    return stand(MARKETING, channel, said=heard, suppressed=[], rule=rule, at=at).allowed


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_is_said_merged_and_taken_back_the_answer_is_the_whole_ledgers(
    ledger: Ledger, rows: Rows, seed: int
) -> None:
    chance = random.Random(seed)
    everybody = [LIU, WANG, LI, ZHAO]
    said: list[tuple[StatementId, Statement]] = []
    person: dict[int, int] = {}
    for _ in range(12):
        batch = [
            ledger.statement(
                chance.choice(everybody),
                chance.choice(list(Stance)),
                chance.choice(list(ConsentChannel)),
                purpose=chance.choice(list(Purpose)),
                ago=chance.randrange(4),
            )
            for _ in range(chance.randrange(1, 5))
        ]
        said += zip(await ledger.record(*batch), batch, strict=True)
        act = chance.random()
        if act < 0.3:
            await ledger.merge(*chance.sample(everybody, 2))
        elif act < 0.5:
            await ledger.unmerge()
        ledger.clock.advance(timedelta(minutes=chance.randrange(3)))
        found = await rows("SELECT customer_id, coalesce(merged_into, customer_id) AS person FROM customer")
        person = {row["customer_id"]: row["person"] for row in found}
        at = ledger.clock.now()
        for channel in WAYS:
            allowed = {who for who in everybody if expected_of(said, person, who, channel, at)}
            assert set(everybody) - set(await ledger.refusals(*everybody, channel=channel)) == allowed
    [standing] = [one for one in await ledger.standing(LIU) if (one.purpose, one.channel) == (MARKETING, MOMENT)]
    assert standing.allowed is expected_of(said, person, LIU, MOMENT, ledger.clock.now())


# ───────────────────────── the cost, the walls ─────────────────────────


async def test_two_thousand_are_asked_for_in_two_statements(ledger: Ledger, statements: Statements) -> None:
    statements.count = 0

    await ledger.refusals(*(CustomerId(number) for number in range(2_000)))

    assert statements.count == 2


async def test_a_thousand_statements_are_recorded_without_a_loop(ledger: Ledger, statements: Statements) -> None:
    said = [ledger.statement(LIU, Stance.WITHDRAWN, ago=number, evidence="x") for number in range(1_000)]
    statements.count = 0

    await ledger.record(*said)

    assert statements.count == 4


async def test_people_are_found_by_indexes(ledger: Ledger, database: Database, corp_id: CorpId) -> None:
    async def ask(session: Any) -> None:
        await session.connection.execute("SET LOCAL enable_seqscan = off")
        await store.load(session, [LIU, WANG], purposes=[MARKETING], channels=[BROADCAST, ANY], at=ledger.clock.now())

    plan = await plan_of(database, corp_id, ask)

    assert "Seq Scan" not in plan
    assert "consent_state_pkey" in plan
    assert "suppression_by_customer" in plan


async def test_another_corp_sees_nothing(
    ledger: Ledger, database: Database, other_corp_id: CorpId, keyring: Keyring
) -> None:
    await ledger.record(ledger.statement(LIU, Stance.WITHDRAWN, key="k"))
    await ledger.suppress(COMPLAINT)
    other = Ledger(database, other_corp_id, ledger.clock, keyring, ledger.rows)
    await other.admit(1)

    assert await other.refusals(LIU) == {}
    assert (await other.ledger(LIU)).items == []
    assert len(await other.record(other.statement(LIU, Stance.GRANTED, key="k"))) == 1
    assert set(await ledger.refusals(LIU)) == {LIU}
