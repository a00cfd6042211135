"""What journeys ask members to send together: a broadcast of theirs that fills until its hour comes."""

from dataclasses import dataclass
from datetime import datetime

from lingqu.kernel.ids import CustomerId
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """What is sent at an hour.

    Attributes:
        source: what it is made for; with the hour it names one mailing.
        leaves_at: everybody who came before is of it.
    """

    source: str
    name: str
    programme_id: ProgrammeId | None
    variants: tuple[Variant, ...]
    leaves_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Somebody who is to have it. `key` is the message's, for ever; `enrollment_id` the passage it belongs to."""

    key: str
    customer_id: CustomerId
    enrollment_id: int
