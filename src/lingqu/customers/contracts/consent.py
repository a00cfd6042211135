"""Consent: what people said may be sent to them, by purpose and channel, and whom the corp itself leaves in peace."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import CustomerId, StatementId, SuppressionId


class Purpose(StrEnum):
    """What a message is for: the category of its programme."""

    SERVICE = "service"
    MARKETING = "marketing"


class ConsentChannel(StrEnum):
    """The way a message takes. `ANY` is all of them, also those that come later."""

    BROADCAST = "broadcast"
    MOMENT = "moment"
    GROUPCHAT = "groupchat"
    ANY = "any"


WAYS = (ConsentChannel.BROADCAST, ConsentChannel.MOMENT, ConsentChannel.GROUPCHAT)
"""The channels that messages take."""


class Stance(StrEnum):
    """What a statement says."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class ConsentSource(StrEnum):
    """Where a statement was made, or how it came to us."""

    PREFERENCE_PAGE = "preference_page"
    CONVERSATION = "conversation"
    STAFF = "staff"
    IMPORT = "import"
    API = "api"


CUSTOMER = "customer"
"""`said_by` of what the customer said to us directly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Somebody grants or withdraws consent.

    Attributes:
        key: the caller's; a key states once, and what comes under it again is passed over.
        said_by: `customer`, or who wrote it down, e.g. `account:7`.
        occurred_at: when it was said; later statements stand, whatever the order they came in.
        evidence: what was noted beside it, up to 200 characters; kept sealed, gone when the customer is erased.
    """

    key: str
    customer_id: CustomerId
    purpose: Purpose
    channel: ConsentChannel
    stance: Stance
    source: ConsentSource
    said_by: str
    occurred_at: datetime
    evidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A statement as it was recorded. `customer_id` is whom it was recorded of, merged away since or not."""

    statement_id: StatementId
    customer_id: CustomerId
    purpose: Purpose
    channel: ConsentChannel
    stance: Stance
    source: ConsentSource
    said_by: str
    occurred_at: datetime
    recorded_at: datetime
    evidence: str | None


class Ground(StrEnum):
    """Why something may, or may not, be sent."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    SUPPRESSED = "suppressed"
    SILENCE = "silence"
    """Nothing was said, and the corp's policy decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nothing may be sent to a person.

    Attributes:
        since: from when it holds; of silence, since when the corp demands an explicit yes.
        source: of a withdrawal its `ConsentSource`, of a suppression its reason, of silence `policy`.
        until: when a suppression ends by itself.
    """

    ground: Ground
    since: datetime
    source: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentStanding:
    """What stands for one purpose and channel of a person.

    Attributes:
        allowed: something may be sent.
        wanted: the same as far as the person has a say in it: no suppression counts.
        since: None where nothing was said and silence has always meant yes.
        source: as of `Refusal`.
    """

    purpose: Purpose
    channel: ConsentChannel
    allowed: bool
    wanted: bool
    ground: Ground
    since: datetime | None
    source: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRule:
    """Whether silence means yes for a purpose; `since` is None while the corp never decided."""

    purpose: Purpose
    silence_allows: bool = True
    since: datetime | None = None


class SuppressionReason(StrEnum):
    """Why the corp leaves a customer in peace."""

    COMPLAINT = "complaint"
    ASKED = "asked"
    LEGAL = "legal"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSuppression:
    """Leave a customer in peace.

    Attributes:
        purpose: None for whatever the purpose.
        note: up to 200 characters; kept sealed.
        ends_at: None until it is lifted.
    """

    customer_id: CustomerId
    purpose: Purpose | None
    reason: SuppressionReason
    note: str | None
    ends_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """A customer is, or was, left in peace."""

    suppression_id: SuppressionId
    customer_id: CustomerId
    purpose: Purpose | None
    reason: SuppressionReason
    note: str | None
    began_at: datetime
    ends_at: datetime | None
    made_by: str
    lifted_at: datetime | None
    lifted_by: str | None
