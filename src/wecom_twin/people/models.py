"""How people behave: a few numbers each, with where they come from.

Practitioners report some of them; the rest are assumptions, said to be so. All are shares in
permille and means of exponential delays in twin seconds, so that a test can make any of them
certain (1000) or impossible (0). `personas.FIELD` puts different people side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Strangers and acquaintances who scan contact ways, as a Poisson process over all ways together."""

    per_second: float = 1.0
    weights: Mapping[str, float] = field(default_factory=dict)
    """By config_id or state; a way that is not named weighs 1, a weight of 0 is never scanned."""
    acquainted_permille: int = 30
    """Scans by people who already are customers of the corp; with the same member nothing comes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerHabits:
    """What customers do after they were added or written to.

    Yizhuan reports that 90 % of private messages are read and 64 % of links opened; neither is
    visible to a platform, but who reads may answer. Of 1,400 leads at one exhibition 35 % were
    brought to a deal within a month. That a quarter of the readers answer, how many leave or come
    back, like a moment or talk in groups, are assumptions.
    """

    reads_permille: int = 900
    answers_permille: int = 250
    """Of those who read."""
    answers_after_seconds: float = 90.0
    buys_permille: int = 0
    """Of those who read a group send; the purchase is on the ledger, WeCom does not see it."""
    buys_after_seconds: float = 86_400.0
    buys_per_month: float = 0.0
    """Purchases without any message, per customer and 30 days."""
    spends_yuan: float = 150.0
    """Mean of a purchase; amounts follow gamma with shape 1.2."""
    silences_permille: int = 0
    """After a message that was read: reads no more, and does not say so."""
    patience_per_week: int = 1_000
    """Group sends of the corp within seven days that are borne."""
    annoyed_permille: int = 0
    """Beyond them, of those reached: deletes the member."""
    annoyed_after_seconds: float = 1_800.0
    leaves_permille: int = 60
    """Of those added, sooner or later."""
    leaves_after_seconds: float = 2 * 86_400.0
    returns_permille: int = 150
    """Of those who left, by scanning some code again."""
    returns_after_seconds: float = 5 * 86_400.0
    likes_permille: int = 40
    """Of those whose timeline shows a moment."""
    comments_permille: int = 8
    reacts_after_seconds: float = 3 * 3_600.0
    joins_per_month: float = 0.0
    """Groups of the corp's, joined by a code."""
    group_words_per_month: float = 0.0
    """Messages in each group that they are in."""
    quits_groups_per_month: float = 0.0
    """Each group that they are in, left."""
    texts: tuple[str, ...] = ("好的", "谢谢", "多少钱?", "周末去店里看看", "有优惠吗", "[微笑]", "在忙,晚点说")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHabits:
    """What members do in their clients.

    An outbound invitation to be added is accepted by 15–35 % of those called (Yizhi); that is the
    customers' side. On the members' side all numbers are assumptions: nearly every request is
    accepted within minutes, one in five newcomers gets a remark, one in six tasks (a group send to
    confirm, a moment to publish) is never done, and the others are done within the hour.
    """

    accepts_permille: int = 960
    accepts_after_seconds: float = 180.0
    remarks_permille: int = 200
    """Newcomers whose remark the member edits."""
    tags_permille: int = 100
    """Newcomers whom the member marks with a tag of the corp."""
    edits_after_seconds: float = 240.0
    deletes_permille: int = 4
    """Newcomers whom the member deletes."""
    deletes_after_seconds: float = 86_400.0
    never_confirms_permille: int = 160
    confirms_after_seconds: float = 1_500.0
    """After the task came, or after the hour at which the member looks."""
    looks_at_hours: tuple[float, ...] = ()
    """Beijing hours at which tasks are looked at, such as when the shop opens; none: at any time."""
    passes_over_permille: int = 0
    """At each of those hours: leaves the task for the next one."""
    works_hours: tuple[float, float] | None = None
    """Beijing hours between which requests are accepted and notes made; what falls outside waits for the first."""
    sends_per_day: float = 0.0
    """Group sends of the member's own, per working day; they count in the customers' caps."""
    sends_to: int = 20
    """Customers that such a send goes to, at most."""
    moments_per_day: float = 0.0
    """Moments of the member's own, to all their customers."""
    group_words_per_day: float = 0.0
    """Messages in each group that they own, while they work."""
    own_texts: tuple[str, ...] = ("早上好,今天店里上新", "给您留了一份小样", "周末有活动,来坐坐")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPersona:
    """A kind of customer and how many are of it."""

    share_permille: int
    habits: CustomerHabits
    newcomers_days: float = 0.0
    """Whoever was added less than so long ago is of this kind, whatever they will be later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPersona:
    """A kind of member and how many are of it."""

    share_permille: int
    habits: StaffHabits


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Everybody's habits together. Where there are personas, they take the place of the habits for all."""

    arrivals: Arrivals = field(default_factory=Arrivals)
    customers: CustomerHabits = field(default_factory=CustomerHabits)
    staff: StaffHabits = field(default_factory=StaffHabits)
    customer_personas: Mapping[str, CustomerPersona] = field(default_factory=dict)
    staff_personas: Mapping[str, StaffPersona] = field(default_factory=dict)
