"""Operations on consent: recording what people said, asking to whom nothing may be sent, and why.

Statements are recorded of the customer they were made of, and read of the person: a merge takes them along, an unmerge
gives them back, and nothing is moved for either. Recording takes no locks of customers: what stands is decided by the
statements themselves, not by the order they come in.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.consent import (
    ConsentChannel,
    ConsentRule,
    ConsentSource,
    ConsentStanding,
    LedgerEntry,
    Purpose,
    Refusal,
    Stance,
    Statement,
)
from lingqu.customers.domain import consent as domain
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import consent as store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, StatementId
from lingqu.kernel.paging import DEFAULT_LIMIT, Page, decode_cursor, encode_cursor

SEALED_EVIDENCE = "customers.consent_evidence"


# ───────────────────────── recording ─────────────────────────


async def record(unit: UnitOfWork, statements: Sequence[Statement], *, seals: PhoneSeals) -> list[StatementId]:
    """Append statements to the ledger, tell each as a fact, and let those stand that are the latest.

    Idempotent by key. Returns the numbers of the statements that were new.

    Raises:
        BadConsentError: one of them cannot be; `place` names it by its number.
        CustomerNotFoundError: one of them is of nobody.
    """
    for number, one in enumerate(statements):
        domain.checked(one, at=unit.at, place=f"body[{number}]")
    known = await person_store.canonical_of(unit, {one.customer_id for one in statements})
    for one in statements:
        if one.customer_id not in known:
            raise CustomerNotFoundError(one.customer_id)
    numbers = await store.insert(unit, statements) if statements else {}
    fresh = {numbers.pop(one.key): one for one in statements if one.key in numbers}
    if not fresh:
        return []
    if noted := {number: sealed for number, one in fresh.items() if (sealed := _sealed(unit, number, one, seals))}:
        await store.insert_evidence(unit, noted)
    await store.advance(unit, domain.newest(_said(number, one) for number, one in fresh.items()))
    unit.publish(*(_fact(number, one) for number, one in fresh.items()))
    return list(fresh)


async def record_by_hand(unit: UnitOfWork, statement: Statement, *, seals: PhoneSeals) -> None:
    """Record what somebody of the corp wrote down for a customer. Idempotent by key."""
    if await record(unit, [statement], seals=seals):
        await unit.audit(
            "customers.consent_recorded",
            f"customer:{statement.customer_id}",
            purpose=statement.purpose,
            channel=statement.channel,
            stance=statement.stance,
            source=statement.source,
        )


# ───────────────────────── what stands ─────────────────────────


async def find_refusals(
    session: Session, customer_ids: Collection[CustomerId], purpose: Purpose, channel: ConsentChannel
) -> dict[CustomerId, Refusal]:
    """Return to which customers nothing of this purpose may be sent this way now, and why; others are missing.

    A customer is answered for as the person they are. Two statements of SQL, however many are asked for.

    Args:
        channel: for `ANY` only what was said of all channels at once counts.
    """
    if not customer_ids:
        return {}
    rule = (await store.read_rules(session))[purpose]
    said, suppressed = await store.load(
        session, customer_ids, purposes=[purpose], channels=[channel, ConsentChannel.ANY], at=session.at
    )
    asked = customer_ids if not rule.silence_allows else said.keys() | suppressed.keys()
    refusals = {
        one: domain.refusal_of(
            domain.stand(
                purpose,
                channel,
                said=said.get(one, ()),
                suppressed=suppressed.get(one, ()),
                rule=rule,
                at=session.at,
            ),
            at=session.at,
        )
        for one in asked
    }
    return {one: refusal for one, refusal in refusals.items() if refusal is not None}


async def get_standing(session: Session, customer_id: CustomerId) -> list[ConsentStanding]:
    """Return what stands for each purpose and channel of the person that a customer is.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    if not await person_store.canonical_of(session, [customer_id]):
        raise CustomerNotFoundError(customer_id)
    said, suppressed = await store.load(
        session, [customer_id], purposes=list(Purpose), channels=list(ConsentChannel), at=session.at
    )
    return domain.stand_everywhere(
        said=said.get(customer_id, ()),
        suppressed=suppressed.get(customer_id, ()),
        rules=await store.read_rules(session),
        at=session.at,
    )


async def list_ledger(
    session: Session,
    customer_id: CustomerId,
    *,
    seals: PhoneSeals,
    cursor: str | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Page[LedgerEntry]:
    """Return a page of all that was said by the person that a customer is, the last said first.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody = await person_store.everybody_of(session, [customer_id])
    if not everybody:
        raise CustomerNotFoundError(customer_id)
    keys = decode_cursor(cursor, str, int)
    after = (datetime.fromisoformat(keys[0]), keys[1]) if keys else None
    rows = await store.list_entries(session, everybody, after=after, limit=limit + 1)
    shown = rows[:limit]
    last = shown[-1] if len(rows) > limit else None
    return Page(
        items=[_entry(session, row, seals) for row in shown],
        next_cursor=encode_cursor(last["occurred_at"].isoformat(), last["statement_id"]) if last else None,
    )


# ───────────────────────── the corp's rules ─────────────────────────


async def list_rules(session: Session) -> list[ConsentRule]:
    """Return for each purpose whether silence means yes."""
    return list((await store.read_rules(session)).values())


async def write_rules(unit: UnitOfWork, silence: Mapping[Purpose, bool]) -> list[ConsentRule]:
    """Write for purposes whether silence means yes; holds from now on for all who said nothing."""
    if silence:
        await store.write_rules(unit, silence)
        await unit.audit("customers.consent_rules_written", "consent", silence=dict(silence))
    return await list_rules(unit)


def _said(number: StatementId, one: Statement) -> domain.Said:
    return domain.Said(
        customer_id=one.customer_id,
        purpose=one.purpose,
        channel=one.channel,
        withdrawn=one.stance is Stance.WITHDRAWN,
        source=one.source,
        occurred_at=one.occurred_at,
        statement_id=number,
    )


def _sealed(session: Session, number: StatementId, one: Statement, seals: PhoneSeals) -> bytes | None:
    text = domain.checked_text(one.evidence, place="evidence")
    if text is None:
        return None
    return seals.seal(purpose=SEALED_EVIDENCE, corp_id=session.corp_id, row=str(number), plaintext=text.encode())


def _fact(number: StatementId, one: Statement) -> Fact:
    return Fact(
        kind=facts.CONSENT_WITHDRAWN if one.stance is Stance.WITHDRAWN else facts.CONSENT_GRANTED,
        occurred_at=one.occurred_at,
        customer_id=one.customer_id,
        data={"statement_id": number, "purpose": one.purpose, "channel": one.channel, "source": one.source},
    )


def _entry(session: Session, row: Mapping[str, Any], seals: PhoneSeals) -> LedgerEntry:
    sealed = row["sealed"]
    opened = sealed and seals.open(
        purpose=SEALED_EVIDENCE, corp_id=session.corp_id, row=str(row["statement_id"]), sealed=sealed
    )
    return LedgerEntry(
        statement_id=StatementId(row["statement_id"]),
        customer_id=CustomerId(row["customer_id"]),
        purpose=Purpose(row["purpose"]),
        channel=ConsentChannel(row["channel"]),
        stance=Stance.WITHDRAWN if row["withdrawn"] else Stance.GRANTED,
        source=ConsentSource(row["source"]),
        said_by=row["said_by"],
        occurred_at=row["occurred_at"],
        recorded_at=row["recorded_at"],
        evidence=opened.decode() if opened else None,
    )
