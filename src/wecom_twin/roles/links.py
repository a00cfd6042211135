"""Acquisition links: what strangers do with them, and what the console does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import link_quota, links
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.crowd import Crowd

if TYPE_CHECKING:
    from wecom_twin.ledger import ScanRecord
    from wecom_twin.state.links import AcquisitionLink, QuotaLot


class LinkVisitors(Crowd):
    """The hands of those who open links, and of the admin who pays for them."""

    def link(self, link_id: str, *, corpid: str | None = None) -> AcquisitionLink:
        """A link by its id, deleted ones included.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return self.corp(corpid).links[link_id]
        except KeyError:
            raise UnknownThingError(f"no acquisition link {link_id}") from None

    def open_link(
        self, address: str, *, n: int = 1, external_userid: str | None = None, corpid: str | None = None
    ) -> list[ScanRecord]:
        """Let `n` strangers, or one known person, open a link and ask to be added.

        Args:
            address: as it was given out: the link's address, with `?customer_channel=` or without,
                as a deep link, or the link_id alone.
        """
        with self.lock:
            corp = self.corp(corpid)
            link_id, channel = links.read_address(address)
            link = self.link(link_id, corpid=corp.corpid)
            known = None if external_userid is None else self.customer(corp, external_userid)
            people = [self.stranger(corp) for _ in range(n)] if known is None else [known]
            return [links.open_link(self, corp, link, one, channel=channel) for one in people]

    def buy_link_quota(self, units: int, *, days: int = 365, corpid: str | None = None) -> QuotaLot:
        """An admin buys units that expire after so many days."""
        with self.lock:
            return link_quota.buy(self, self.corp(corpid), units, days=days)

    def console_deletes_link(self, link_id: str, *, corpid: str | None = None) -> None:
        """An admin deletes a link."""
        with self.lock:
            links.console_deletes(self, self.corp(corpid), self.link(link_id, corpid=corpid))
