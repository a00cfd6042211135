"""The remark a channel gives to those who were added through it."""

from collections.abc import Mapping
from datetime import timedelta

from lingqu.acquisition.domain import templates
from lingqu.acquisition.domain.templates import Names
from lingqu.acquisition.store import channels as store
from lingqu.customers.api import people as customers
from lingqu.customers.api import remarks as customer_remarks
from lingqu.customers.contracts.relations import Pair
from lingqu.directory.api import people as directory
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import ChannelId

LOOK_AGAIN_AFTER = timedelta(seconds=5)
WAIT_FOR_NAMES = timedelta(minutes=5)
"""After an add, WeCom may take a while to show the customer; some it never shows."""


async def set_remarks(unit: UnitOfWork, wanted: Mapping[Pair, ChannelId]) -> list[Pair]:
    """Set the remarks of channels on relations; return the relations whose customer has no name yet.

    Nothing is set where the channel or its template is gone; the customer's own name never makes a remark fail for
    good, it is waited for.
    """
    channels = {one.channel_id: one for one in await store.get_channels(unit, list(set(wanted.values())))}
    names = await customers.names_of(unit, {pair.customer_id for pair in wanted})
    staff = await directory.cards_of(unit, {pair.staff_id for pair in wanted})
    ready: dict[Pair, str] = {}
    nameless: list[Pair] = []
    for pair, channel_id in wanted.items():
        channel = channels.get(channel_id)
        if channel is None or channel.remark_template is None:
            continue
        spoken = Names(
            customer=names.get(pair.customer_id),
            staff=staff[pair.staff_id].name if pair.staff_id in staff else None,
            channel=channel.name,
        )
        remark = templates.render(channel.remark_template, spoken)
        if remark:
            ready[pair] = remark
        elif spoken.customer is None:
            nameless.append(pair)
    for channel_id in set(wanted.values()):
        of_channel = {pair: remark for pair, remark in ready.items() if wanted[pair] == channel_id}
        if of_channel:
            await customer_remarks.set_remarks(unit, of_channel, source=f"channel:{channel_id}")
    return nameless
