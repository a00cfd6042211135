"""HTTP of consent and suppression: what stands for a customer, the ledger, and the corp's rules."""

from typing import Annotated

from litestar import get, post, put
from litestar.params import QueryParameter
from litestar.status_codes import HTTP_200_OK

from lingqu.corps.api import find_name
from lingqu.customers.api import consent, suppressions
from lingqu.customers.api.consent_page import address_of
from lingqu.customers.contracts.consent import ConsentRule, ConsentSource, NewSuppression, Purpose, Statement
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.schemas.consent import (
    ConsentLedger,
    ConsentRules,
    ConsentRulesChange,
    ConsentView,
    StatementDraft,
    SuppressionDraft,
    consent_ledger,
    consent_rules,
    consent_view,
)
from lingqu.infra.database import Database, Session
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId, SuppressionId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@get("/customers/{customer_id:int}/consent", operation_id="getConsent", tags=["customers"])
async def get_consent(customer_id: int, database: Database, viewer: Viewer, seals: PhoneSeals) -> ConsentView:
    """Return what may be sent to the person, by purpose and channel, and why not."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _shown(session, CustomerId(customer_id), viewer=viewer, seals=seals)


@get("/customers/{customer_id:int}/consent/ledger", operation_id="listConsentLedger", tags=["customers"])
async def list_consent_ledger(
    *,
    customer_id: int,
    database: Database,
    viewer: Viewer,
    seals: PhoneSeals,
    cursor: str | None = None,
    limit: Limit = DEFAULT_LIMIT,
) -> ConsentLedger:
    """Return a page of all that the person said, the last said first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        page = await consent.list_ledger(session, CustomerId(customer_id), seals=seals, cursor=cursor, limit=limit)
    return consent_ledger(page, personal=viewer.may(Right.READ_PERSONAL))


@post(
    "/customers/{customer_id:int}/consent",
    operation_id="recordConsent",
    status_code=HTTP_200_OK,
    tags=["customers"],
)
async def record_consent(
    *, customer_id: int, data: StatementDraft, database: Database, viewer: Viewer, seals: PhoneSeals
) -> ConsentView:
    """Record what the customer said to somebody of the corp. The same key records once."""
    viewer.require(Right.OPERATE)
    whom = CustomerId(customer_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        said = Statement(
            key=f"{viewer.actor}:{whom}:{data.key}",
            customer_id=whom,
            purpose=data.purpose,
            channel=data.channel,
            stance=data.stance,
            source=ConsentSource(data.source),
            said_by=viewer.actor,
            occurred_at=data.occurred_at or unit.at,
            evidence=data.reason,
        )
        await consent.record_by_hand(unit, said, seals=seals)
        return await _shown(unit, whom, viewer=viewer, seals=seals)


@post(
    "/customers/{customer_id:int}/suppressions",
    operation_id="suppressCustomer",
    status_code=HTTP_200_OK,
    tags=["customers"],
)
async def suppress(
    *, customer_id: int, data: SuppressionDraft, database: Database, viewer: Viewer, seals: PhoneSeals
) -> ConsentView:
    """Leave the customer in peace, until an instant or until it is lifted."""
    viewer.require(Right.OPERATE)
    new = NewSuppression(
        customer_id=CustomerId(customer_id),
        purpose=data.purpose,
        reason=data.reason,
        note=data.note,
        ends_at=data.ends_at,
    )
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await suppressions.suppress(unit, new, seals=seals)
        return await _shown(unit, new.customer_id, viewer=viewer, seals=seals)


@post(
    "/customers/{customer_id:int}/suppressions/{suppression_id:int}/lift",
    operation_id="liftSuppression",
    status_code=HTTP_200_OK,
    tags=["customers"],
)
async def lift_suppression(
    *, customer_id: int, suppression_id: int, database: Database, viewer: Viewer, seals: PhoneSeals
) -> ConsentView:
    """End a suppression."""
    viewer.require(Right.OPERATE)
    whom = CustomerId(customer_id)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await suppressions.lift(unit, whom, SuppressionId(suppression_id))
        return await _shown(unit, whom, viewer=viewer, seals=seals)


@get("/consent/rules", operation_id="getConsentRules", tags=["customers"])
async def get_rules(database: Database, viewer: Viewer, settings: Settings) -> ConsentRules:
    """Return for each purpose whether silence means yes, and where customers set their own preferences."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return await _ruled(session, await consent.list_rules(session), settings)


@put("/consent/rules", operation_id="writeConsentRules", tags=["customers"])
async def write_rules(data: ConsentRulesChange, database: Database, viewer: Viewer, settings: Settings) -> ConsentRules:
    """Write for each purpose whether silence means yes; holds from now on for all who said nothing."""
    viewer.require(Right.CONNECT)
    silence = {Purpose.SERVICE: data.service, Purpose.MARKETING: data.marketing}
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return await _ruled(unit, await consent.write_rules(unit, silence), settings)


async def _shown(session: Session, customer_id: CustomerId, *, viewer: Viewer, seals: PhoneSeals) -> ConsentView:
    standing = await consent.get_standing(session, customer_id)
    held = await suppressions.list_suppressions(session, customer_id, seals=seals)
    personal = viewer.may(Right.READ_PERSONAL)
    return consent_view(customer_id, standing, held, at=session.at, personal=personal)


async def _ruled(session: Session, rules: list[ConsentRule], settings: Settings) -> ConsentRules:
    known = await find_name(session)
    return consent_rules(rules, address_of(settings.public_url, known[0]) if known else None)


ROUTES = [get_consent, list_consent_ledger, record_consent, suppress, lift_suppression, get_rules, write_rules]
