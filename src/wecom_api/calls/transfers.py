"""Handing customers from one member to another: while the first still works here (在职), or has left (离职)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.calls.limits import at_most_characters, at_most_items, between, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CUSTOMERS = 100
MAX_MESSAGE_CHARACTERS = 200
MAX_ROWS = 1000


class StartedTransfer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one customer's request.

    Attributes:
        errcode: 0 = the transfer has begun, not that it is done; 40096 no customer of the handover member, 40098 or
            40099 the takeover member not verified or full, 40128 twice in 90 days already, 40129 under way, …
    """

    external_userid: str
    errcode: int = 0


class StartedTransfers(msgspec.Struct, frozen=True, kw_only=True):
    """One row per customer that was asked for."""

    customer: tuple[StartedTransfer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCustomer(Call[StartedTransfers]):
    """Ask for customers of a member who still works here to go to a colleague.

    Window: it comes true 24 h later unless the customer refuses; each customer twice in 90 days. After a lost answer
        read `GetTransferResult`: a repeated request answers 40129 for what the first one began.
    Shape: 1..100 customers of the handover member; a message of at most 200 characters, WeCom's own if absent. Both
        members have logged in within the last year.
    Errors: per customer, see `StartedTransfer`; 40130 same member; 40003, 60011 member.
    Source: https://developer.work.weixin.qq.com/document/path/92125 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/transfer_customer"

    handover_userid: str
    takeover_userid: str
    external_userid: Sequence[str]
    transfer_success_msg: str | None = None

    def __post_init__(self) -> None:
        given(
            self,
            handover_userid=self.handover_userid,
            takeover_userid=self.takeover_userid,
            external_userid=self.external_userid,
        )
        at_most_items(self, "external_userid", self.external_userid, MAX_CUSTOMERS)
        at_most_characters(self, "transfer_success_msg", self.transfer_success_msg, MAX_MESSAGE_CHARACTERS)


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """How far one customer's transfer is.

    Attributes:
        status: 1 done, 2 waiting, 3 refused by the customer, 4 takeover member full.
        takeover_time: unix seconds at which it came true, or will; 0 when refused.
    """

    external_userid: str
    status: int = 0
    takeover_time: int = 0


class Transfers(Page, frozen=True, kw_only=True):
    """A page of transfers between two members."""

    customer: tuple[Transfer, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTransferResult(PagedCall[Transfers]):
    """Read how the transfers between two members who work here stand.

    Window: the common limits.
    Shape: two userids; up to 1000 rows a page.
    Errors: 40003, 60011 member.
    Source: https://developer.work.weixin.qq.com/document/path/94088 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/transfer_result"
    idempotent: ClassVar[bool] = True

    handover_userid: str
    takeover_userid: str
    cursor: str | None = None

    def __post_init__(self) -> None:
        given(self, handover_userid=self.handover_userid, takeover_userid=self.takeover_userid)


class UnassignedCustomer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer whose member has left.

    Attributes:
        dimission_time: unix seconds at which the member left.
    """

    handover_userid: str
    external_userid: str
    dimission_time: int = 0


class UnassignedCustomers(Page, frozen=True, kw_only=True):
    """A page of customers without a member."""

    info: tuple[UnassignedCustomer, ...] = ()
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUnassignedList(PagedCall[UnassignedCustomers]):
    """List the customers of members who have left, as far as nobody has taken them over.

    Window: the common limits; the list may lag the resignation (unconfirmed).
    Shape: 1..1000 rows a page.
    Errors: 40058 page_size out of range.
    Source: https://developer.work.weixin.qq.com/document/path/92124 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_unassigned_list"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    page_size: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "page_size", self.page_size, 1, MAX_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferResignedCustomer(Call[StartedTransfers]):
    """Ask for customers of a member who has left to go to a colleague; the customer hears nothing from us.

    Window: it comes true 24 h later unless the customer refuses. The member left at most a year ago. After a lost
        answer read `GetResignedTransferResult`: a repeated request answers 40129 for what the first one began.
    Shape: 1..100 customers of the handover member.
    Errors: per customer, see `StartedTransfer`; 40097 the member has not left; 40003, 60011 member.
    Source: https://developer.work.weixin.qq.com/document/path/94081 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/resigned/transfer_customer"

    handover_userid: str
    takeover_userid: str
    external_userid: Sequence[str]

    def __post_init__(self) -> None:
        given(
            self,
            handover_userid=self.handover_userid,
            takeover_userid=self.takeover_userid,
            external_userid=self.external_userid,
        )
        at_most_items(self, "external_userid", self.external_userid, MAX_CUSTOMERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetResignedTransferResult(PagedCall[Transfers]):
    """Read how the transfers from a member who has left stand.

    Window: the common limits.
    Shape: two userids; up to 1000 rows a page.
    Errors: 40003, 60011 member.
    Source: https://developer.work.weixin.qq.com/document/path/94082 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/resigned/transfer_result"
    idempotent: ClassVar[bool] = True

    handover_userid: str
    takeover_userid: str
    cursor: str | None = None

    def __post_init__(self) -> None:
        given(self, handover_userid=self.handover_userid, takeover_userid=self.takeover_userid)
