"""What acquisition links brought: customers, visits, conversations, and the adds that are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.calls.limits import between, given

MAX_SPAN_S = 30 * 24 * 3600
MAX_ROWS = 1000


class LinkCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whom a link brought to a member; the same customer may have a row per member.

    Attributes:
        chat_status: 0 the customer has not spoken, 1 has spoken, 2 unknown.
        state: the `customer_channel` of the link's URL.
    """

    external_userid: str
    userid: str = ""
    chat_status: int = 2
    state: str = ""


class LinkCustomers(Page, frozen=True, kw_only=True):
    """A page of customers."""

    customer_list: tuple[LinkCustomer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAcquisitionCustomer(PagedCall[LinkCustomers]):
    """List the customers that a link of this app brought.

    Window: the common limits.
    Shape: one link_id, 1..1000 rows a page.
    Errors: as `GetAcquisitionLink`.
    Source: https://developer.work.weixin.qq.com/document/path/97298 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/customer"
    idempotent: ClassVar[bool] = True

    link_id: str
    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        given(self, link_id=self.link_id)
        between(self, "limit", self.limit, 1, MAX_ROWS)


class ExpiringQuota(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the balance; `expire_date` is the beginning of its last day in unix seconds."""

    expire_date: int
    balance: int = 0


class AcquisitionQuota(msgspec.Struct, frozen=True, kw_only=True):
    """Adds that the corp has bought.

    Attributes:
        total: used so far, over all time.
        balance: left.
    """

    total: int = 0
    balance: int = 0
    quota_list: tuple[ExpiringQuota, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAcquisitionQuota(Call[AcquisitionQuota]):
    """How many adds through links the corp has left.

    Window: the common limits. Callbacks tell when fewer than 20 are left, none, and before they expire.
    Shape: nothing in.
    Errors: 48002 not by the token of a self-built app on the list of callable apps.
    Source: https://developer.work.weixin.qq.com/document/path/97375 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition_quota"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


class LinkNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """Totals over the asked days, not per day."""

    click_link_customer_cnt: int = 0
    new_customer_cnt: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAcquisitionStatistic(Call[LinkNumbers]):
    """How many people opened a link of this app, and how many became customers.

    Window: the common limits; the last 180 days, at most 30 days at once.
    Shape: unix seconds, snapped to days of UTC+8, both ends included.
    Errors: 40058 days out of range; as `GetAcquisitionLink` for the link.
    Source: https://developer.work.weixin.qq.com/document/path/97375 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/statistic"
    idempotent: ClassVar[bool] = True

    link_id: str
    start_time: int
    end_time: int

    def __post_init__(self) -> None:
        given(self, link_id=self.link_id)
        between(self, "end_time", self.end_time, self.start_time, self.start_time + MAX_SPAN_S)


class ChatInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that began with a link.

    Attributes:
        recv_msg_cnt: messages the member has received.
    """

    recv_msg_cnt: int = 0
    link_id: str = ""
    state: str = ""


class AcquisitionChat(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks with whom."""

    userid: str = ""
    external_userid: str = ""
    chat_info: ChatInfo = ChatInfo()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAcquisitionChatInfo(Call[AcquisitionChat]):
    """Read who spoke, by the key of a `message_from_customer` callback.

    Window: 30 minutes from the callback.
    Shape: one chat_key.
    Errors: 41201 chat_key invalid or expired.
    Source: https://developer.work.weixin.qq.com/document/path/100130 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/customer_acquisition/get_chat_info"
    idempotent: ClassVar[bool] = True

    chat_key: str

    def __post_init__(self) -> None:
        given(self, chat_key=self.chat_key)
