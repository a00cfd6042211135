"""Acquisition links (获客助手): addresses that bring strangers to members, paid for by the customer."""

from __future__ import annotations

from dataclasses import dataclass, field

from wecom_twin.state.userids import USERID

BY_LINK = 16
"""The add_way of customers who came through a link."""
LINK_URL = "https://work.weixin.qq.com/ca/"
SILENT = 0
SPOKEN = 1


@dataclass(slots=True, eq=False)
class LinkCustomer:
    """One adding through a link."""

    link: AcquisitionLink
    userid: str = field(metadata=USERID)
    external_userid: str
    added_at: float
    state: str
    heard: int = 0
    """Messages that the member received from the customer since."""

    @property
    def chat_status(self) -> int:
        """0 the customer has not spoken, 1 has spoken."""
        return SPOKEN if self.heard else SILENT


@dataclass(slots=True, eq=False)
class AcquisitionLink:
    """As made through the API. Deleted links stay here so that a click on the dead address is known."""

    link_id: str
    link_name: str
    created_at: float
    agentid: int
    skip_verify: bool = True
    mark_source: bool = True
    user: list[str] = field(default_factory=list, metadata=USERID)
    party: list[int] = field(default_factory=list)
    priority_type: int = 0
    """0 none, 1 an existing friend anywhere in the corp, 2 an existing friend of those listed."""
    priority_users: list[str] = field(default_factory=list, metadata=USERID)
    clicks: list[tuple[float, str]] = field(default_factory=list, repr=False)
    """When the address was opened, and by whom."""
    customers: list[LinkCustomer] = field(default_factory=list, repr=False)
    unavailable: bool = False
    """The creator has been told that nobody can be added; told again after somebody could."""
    deleted: bool = False

    @property
    def url(self) -> str:
        """The address that is given out."""
        return LINK_URL + self.link_id


@dataclass(frozen=True, slots=True)
class ChatKey:
    """What message_from_customer carries in place of names."""

    agentid: int
    visit: LinkCustomer
    heard: int
    expires_at: float


@dataclass(slots=True, eq=False)
class QuotaLot:
    """Units bought together, which expire together."""

    expire_date: int
    """Midnight in Beijing at which what is left is lost."""
    balance: int


@dataclass(slots=True)
class LinkQuota:
    """What a corp may still gain through links."""

    used: int = 0
    lots: list[QuotaLot] = field(default_factory=list)

    def living(self, now: float) -> list[QuotaLot]:
        """Lots that have not expired, the next to expire first; spent ones included."""
        return sorted((one for one in self.lots if now < one.expire_date), key=lambda one: one.expire_date)

    def balance(self, now: float) -> int:
        """Units left."""
        return sum(one.balance for one in self.living(now))
