"""The preference page's operations: passes that bind a browser to one customer of one corp, and what it says.

Nothing is stored of a visit. A pass is sealed for its corp and its use, so that none is good elsewhere or altered, and
ends after minutes; the address of the page names the corp and nobody else.
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import msgspec

from lingqu.customers.api import consent
from lingqu.customers.contracts.consent import ConsentStanding, Purpose
from lingqu.customers.domain import consent_page as domain
from lingqu.customers.domain.consent_page import Place
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import people as people_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.infra.secrets import SealError
from lingqu.kernel.ids import CorpId, CustomerId, ExternalUserid

PREFIX: Final = "/c/"
SUFFIX: Final = "/preferences"
SEALED_PASS: Final = "customers.preference_pass"  # noqa: S105 - names a purpose, holds no secret
FORM_PROOF: Final = "customers.preference_form"
ASKING: Final = "asking"
VISIT: Final = "visit"
LASTS: Final = {ASKING: timedelta(minutes=10), VISIT: timedelta(minutes=15)}
LONGEST_PASS: Final = 512


class _Pass(msgspec.Struct, frozen=True):
    nonce: str
    until: float
    customer_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a browser may do for some minutes.

    Attributes:
        nonce: drawn once for this pass; that of one on its way to WeCom is its state.
        customer_id: who opens the page; None on the way to WeCom, and of somebody who is no customer.
    """

    nonce: str
    customer_id: CustomerId | None = None


def address_of(public_url: str, corpid: str) -> str:
    """Return where customers of a corp set their preferences. WeCom shows the corpid to whoever follows the link."""
    return f"{public_url.rstrip('/')}{PREFIX}{corpid}{SUFFIX}"


def issue(one: Pass, *, use: str, corp_id: CorpId, at: datetime, seals: PhoneSeals) -> str:
    """Seal a pass for a use, as text that a cookie may hold."""
    plain = msgspec.json.encode(_Pass(one.nonce, (at + LASTS[use]).timestamp(), one.customer_id))
    sealed = seals.seal(purpose=SEALED_PASS, corp_id=corp_id, row=use, plaintext=plain)
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def find_pass(text: str, *, use: str, corp_id: CorpId, at: datetime, seals: PhoneSeals) -> Pass | None:
    """Return what `issue` sealed for this use and corp; None where it is not ours, or has ended."""
    if not 0 < len(text) <= LONGEST_PASS:
        return None
    try:
        sealed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        plain = seals.open(purpose=SEALED_PASS, corp_id=corp_id, row=use, sealed=sealed)
    except (ValueError, SealError):
        return None
    held = msgspec.json.decode(plain, type=_Pass)
    if held.until <= at.timestamp():
        return None
    return Pass(nonce=held.nonce, customer_id=None if held.customer_id is None else CustomerId(held.customer_id))


def prove(form: str, held: Pass, *, corp_id: CorpId, seals: PhoneSeals) -> str:
    """Return what shows that we gave this form to the browser with this pass."""
    return seals.blind_index(purpose=FORM_PROOF, corp_id=corp_id, value=f"{held.nonce}:{form}").hex()


def is_ours(form: str, proof: str, held: Pass, *, corp_id: CorpId, seals: PhoneSeals) -> bool:
    """Tell whether a form was given to the browser with this pass."""
    return hmac.compare_digest(prove(form, held, corp_id=corp_id, seals=seals).encode(), proof.encode())


async def find_viewer(session: Session, external_userid: ExternalUserid) -> CustomerId | None:
    """Return the customer whom WeCom knows by this id, merged away or not; None while we have not heard of them."""
    return (await people_store.find_ids(session, [external_userid])).get(external_userid)


async def save(
    unit: UnitOfWork,
    customer_id: CustomerId,
    wanted: Mapping[Place, bool],
    *,
    farewell_to: Purpose | None,
    form: str,
    seals: PhoneSeals,
) -> bool:
    """Record what a customer says by a form; tell whether that was anything new. Idempotent by the form.

    Args:
        farewell_to: what they want nothing of any more, whatever the channel; the switches count for nothing then.
    """
    if farewell_to is not None:
        said = [domain.farewell(farewell_to, customer_id=customer_id, form=form, at=unit.at)]
    else:
        standing = await consent.get_standing(unit, customer_id)
        said = domain.statements_of(wanted, customer_id=customer_id, standing=standing, form=form, at=unit.at)
    return bool(await consent.record(unit, said, seals=seals))


async def get_choices(session: Session, customer_id: CustomerId) -> list[ConsentStanding]:
    """Return what a customer chose, or may choose, for each purpose and channel."""
    return await consent.get_standing(session, customer_id)
