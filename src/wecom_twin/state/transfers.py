"""Transfers (继承): customers on their way from one member to another."""

from __future__ import annotations

from dataclasses import dataclass, field

from wecom_twin.state.userids import USERID

DONE = 1
WAITING = 2
REFUSED = 3
TAKEOVER_FULL = 4


@dataclass(slots=True, eq=False)
class Transfer:
    """One customer's passage; it completes by itself at `due_at` unless the customer refuses."""

    handover: str = field(metadata=USERID)
    takeover: str = field(metadata=USERID)
    external_userid: str
    resigned: bool
    """The handover member has left the corp."""
    started_at: float
    due_at: float
    message: str = ""
    """What the customer is told on completion; empty for WeCom's own words."""
    call_id: int = 0
    status: int = WAITING
    ended_at: float = 0.0


@dataclass(slots=True)
class TransferBook:
    """All transfers of a corp."""

    by_pair: dict[tuple[str, str, bool], dict[str, Transfer]] = field(default_factory=dict, metadata=USERID)
    """By handover, takeover and whether resigned: the latest of each customer."""
    by_customer: dict[str, list[Transfer]] = field(default_factory=dict)
    """By external_userid, oldest first."""

    def add(self, transfer: Transfer) -> None:
        """Write down a transfer that has begun."""
        of_pair = self.by_pair.setdefault((transfer.handover, transfer.takeover, transfer.resigned), {})
        of_pair.pop(transfer.external_userid, None)
        of_pair[transfer.external_userid] = transfer
        self.by_customer.setdefault(transfer.external_userid, []).append(transfer)

    def waiting(self, handover: str, external_userid: str) -> Transfer | None:
        """The transfer of a customer away from a member that is under way."""
        known = self.by_customer.get(external_userid, ())
        return next((one for one in known if one.status == WAITING and one.handover == handover), None)

    def waiting_for(self, takeover: str, external_userid: str) -> Transfer | None:
        """The transfer of a customer to a member that is under way."""
        known = self.by_customer.get(external_userid, ())
        return next((one for one in known if one.status == WAITING and one.takeover == takeover), None)

    def passed_on_by(self, handover: str, external_userid: str) -> bool:
        """Whether a member has passed this customer on before."""
        known = self.by_customer.get(external_userid, ())
        return any(one.status == DONE and one.handover == handover for one in known)

    def count(self, external_userid: str, *, since: float, resigned_too: bool) -> int:
        """How often a customer was passed on, or is being, since an instant."""
        known = self.by_customer.get(external_userid, ())
        counted = (one for one in known if one.status in (DONE, WAITING) and (resigned_too or not one.resigned))
        return sum(one.started_at >= since for one in counted)
