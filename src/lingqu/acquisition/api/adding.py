"""What a channel does to those who were added through it: tags at once, the remark when their name is known."""

from collections.abc import Mapping, Sequence

from lingqu.acquisition.contracts import JOB_REMARK, Channel
from lingqu.acquisition.store import channels as store
from lingqu.customers.api import tags as customer_tags
from lingqu.customers.contracts.relations import Joining, Pair
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import ChannelId
from lingqu.kernel.jobs import NewJob


async def on_joined(unit: UnitOfWork, joinings: Sequence[Joining]) -> None:
    """Grant a channel's tags and ask for its remark, in the transaction that joined the pair.

    A half joining is left alone: WeCom refuses both until the member has confirmed, and the whole one follows.
    """
    whole = [joining for joining in joinings if joining.channel_id is not None and not joining.half]
    wanted = {joining.channel_id for joining in whole if joining.channel_id is not None}
    channels = {one.channel_id: one for one in await store.get_channels(unit, list(wanted))} if wanted else {}
    for channel_id, pairs in _by_channel(whole).items():
        channel = channels.get(channel_id)
        if channel is None:
            continue
        if channel.tag_ids:
            await customer_tags.grant_tags(unit, pairs, channel.tag_ids, source=f"channel:{channel_id}")
        if channel.remark_template:
            unit.enqueue(*(_remark_job(pair, channel) for pair in pairs))


def _by_channel(joinings: Sequence[Joining]) -> Mapping[ChannelId, list[Pair]]:
    pairs: dict[ChannelId, list[Pair]] = {}
    for joining in joinings:
        if joining.channel_id is not None:
            pairs.setdefault(joining.channel_id, []).append(Pair(joining.customer_id, joining.staff_id))
    return pairs


def _remark_job(pair: Pair, channel: Channel) -> NewJob:
    return NewJob(
        kind=JOB_REMARK,
        key=f"{pair.customer_id}:{pair.staff_id}",
        payload={"customer_id": pair.customer_id, "staff_id": pair.staff_id, "channel_id": channel.channel_id},
    )
