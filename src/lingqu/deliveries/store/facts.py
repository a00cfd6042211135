"""Facts of deliveries, written by the statement that moves them: state and fact cannot part, and no row travels twice.

Ids, codes and seconds only. A claim is between us and WeCom: the fact of a claimed row is that it was planned.
"""

from lingqu.infra.database import UnitOfWork

COLUMNS = """d.delivery_id, d.channel, d.state, d.reason, d.customer_id, d.staff_id, d.broadcast_id, d.channel_id,
             d.event_at, d.moment_id, d.groupchat_id, d.variant, d.enrollment_id,
             d.key AS message_key"""
"""What a statement must return of `delivery AS d`, with `moved_at`, for its facts."""


WITH_ORIGIN = """jsonb_strip_nulls(jsonb_build_object('moment_id', moment_id, 'groupchat_id', groupchat_id,
                                                     'variant', variant, 'enrollment_id', enrollment_id, 'step',
                            CASE WHEN enrollment_id IS NOT NULL THEN split_part(message_key, ':', 4) END))"""
"""What facts say besides where the row may be of a moment, of a customer group (then it is about no customer), of one
of several contents, or of a step of somebody's journey."""


def facts_of(source: str, where: str = "true", *, besides: str = "'{}'::jsonb") -> str:
    """Return a CTE that writes a fact for each row of another CTE; give the statement `fact_params` too.

    Args:
        besides: an expression of more data.
    """
    return f"""
    facts AS (
      INSERT INTO fact (corp_id, era, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause)
      SELECT lingqu_corp(), (SELECT max(era) FROM fact_era), %(recorded_at)s, moved_at,
             'delivery.' || CASE state WHEN 'claimed' THEN 'planned' ELSE state END, customer_id, staff_id,
             jsonb_build_object('delivery_id', delivery_id, 'channel', channel, 'broadcast_id', broadcast_id,
                                'channel_id', channel_id, 'reason', reason,
                                'seconds', round(extract(epoch FROM moved_at - event_at), 3)) || {besides},
             %(cause)s
      FROM {source} WHERE {where}
    )
    """


def fact_params(unit: UnitOfWork) -> dict[str, object]:
    """Return what the CTE of `facts_of` asks for."""
    return {"recorded_at": unit.at, "cause": unit.cause}
