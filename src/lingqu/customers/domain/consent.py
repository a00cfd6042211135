"""What stands of all that was said: a pure function of statements, suppressions and the corp's rules.

The rule: of what was said of a channel, or of any, the latest stands, by when it was said. Of two at one instant the
withdrawal stands; of two withdrawals, or two grants, the one recorded last. So it does not matter in which order
statements come, nor of which of the customers who are one person they were recorded.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.contracts.consent import (
    WAYS,
    ConsentChannel,
    ConsentRule,
    ConsentStanding,
    Ground,
    Purpose,
    Refusal,
    Statement,
)
from lingqu.customers.errors import BadConsentError
from lingqu.kernel.ids import CustomerId, StatementId

LONGEST_KEY = 160
LONGEST_TEXT = 200
POLICY = "policy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement, as far as it decides what stands."""

    customer_id: CustomerId
    purpose: Purpose
    channel: ConsentChannel
    withdrawn: bool
    source: str
    occurred_at: datetime
    statement_id: StatementId

    @property
    def rank(self) -> tuple[datetime, bool, int]:
        """The greater one stands."""
        return self.occurred_at, self.withdrawn, self.statement_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A suppression, as far as it decides: `purpose` None is whatever the purpose, `ends_at` None without an end."""

    customer_id: CustomerId
    purpose: Purpose | None
    reason: str
    began_at: datetime
    ends_at: datetime | None


def checked_text(text: str | None, *, place: str) -> str | None:
    """Return a note without blanks around it; None where nothing is left.

    Raises:
        BadConsentError: it is too long.
    """
    trimmed = (text or "").strip()
    if len(trimmed) > LONGEST_TEXT:
        raise BadConsentError(f"at most {LONGEST_TEXT} characters", place=place, most=LONGEST_TEXT)
    return trimmed or None


def checked(statement: Statement, *, at: datetime, place: str) -> None:
    """Refuse what cannot be.

    Raises:
        BadConsentError: said later than now, by a key too long or empty, or with too long a text.
    """
    if not 0 < len(statement.key) <= LONGEST_KEY:
        raise BadConsentError(f"a key has 1 to {LONGEST_KEY} characters", place=f"{place}.key", most=LONGEST_KEY)
    if statement.occurred_at > at:
        raise BadConsentError("nobody has said yet what is said later than now", place=f"{place}.occurred_at")
    checked_text(statement.evidence, place=f"{place}.evidence")


def newest(said: Iterable[Said]) -> list[Said]:
    """Return what stands of each customer, purpose and channel, in that order."""
    standing: dict[tuple[CustomerId, Purpose, ConsentChannel], Said] = {}
    for one in said:
        place = (one.customer_id, one.purpose, one.channel)
        if place not in standing or standing[place].rank < one.rank:
            standing[place] = one
    return [standing[place] for place in sorted(standing)]


def stand(
    purpose: Purpose,
    channel: ConsentChannel,
    *,
    said: Collection[Said],
    suppressed: Collection[Suppressed],
    rule: ConsentRule,
    at: datetime,
) -> ConsentStanding:
    """Decide whether something may be sent to one person, and say why.

    Their own no counts before the corp's suppression, and either before silence. Of several suppressions that hold,
    the one told is the one that lasts longest.

    Args:
        channel: for `ANY` only counts what was said of all channels at once.
        said: of everybody who is one with the person.
        suppressed: of the same; those that have ended count for nothing.
    """
    heard = [one for one in said if one.purpose == purpose and one.channel in {channel, ConsentChannel.ANY}]
    last = max(heard, key=lambda one: one.rank, default=None)
    wanted = rule.silence_allows if last is None else not last.withdrawn
    held = [one for one in suppressed if one.purpose in {None, purpose} and _holds(one, at)]
    ground, since, source, until = Ground.SILENCE, rule.since, POLICY, None
    if last is not None:
        ground = Ground.WITHDRAWN if last.withdrawn else Ground.GRANTED
        since, source = last.occurred_at, last.source
    if held and ground is not Ground.WITHDRAWN:
        longest = max(held, key=_lasting)
        ground, since, source, until = Ground.SUPPRESSED, longest.began_at, longest.reason, longest.ends_at
    return ConsentStanding(
        purpose=purpose,
        channel=channel,
        allowed=wanted and not held,
        wanted=wanted,
        ground=ground,
        since=since,
        source=source,
        until=until,
    )


def _holds(one: Suppressed, at: datetime) -> bool:
    return one.began_at <= at and (one.ends_at is None or at < one.ends_at)


def _lasting(one: Suppressed) -> tuple[bool, float, float, str]:
    """Order suppressions by how long they last; of equal ones the older is greater."""
    ends = 0.0 if one.ends_at is None else one.ends_at.timestamp()
    return one.ends_at is None, ends, -one.began_at.timestamp(), one.reason


def stand_everywhere(
    *,
    said: Collection[Said],
    suppressed: Collection[Suppressed],
    rules: Mapping[Purpose, ConsentRule],
    at: datetime,
) -> list[ConsentStanding]:
    """Return what stands for each purpose and channel of one person."""
    return [
        stand(purpose, channel, said=said, suppressed=suppressed, rule=rules[purpose], at=at)
        for purpose in Purpose
        for channel in WAYS
    ]


def refusal_of(standing: ConsentStanding, *, at: datetime) -> Refusal | None:
    """Return why nothing may be sent; None where something may."""
    if standing.allowed:
        return None
    since = at if standing.since is None else standing.since
    return Refusal(ground=standing.ground, since=since, source=standing.source, until=standing.until)
