"""SQL of the rules that bound every programme."""

from typing import Any

import msgspec
from psycopg.types.json import Jsonb

from lingqu.infra.database import Session, UnitOfWork
from lingqu.outreach.contracts.rules import FrequencyCap, QuietHours, Rules, SendShape

_ROW = """shape, caps, group_caps, quiet_begins, quiet_ends, rests_on_holidays, holdout_permille, approval_above,
          tasks_per_day, frozen_at, frozen_by"""


async def find(session: Session) -> Rules:
    """Return a corp's rules; those of a corp that has set none."""
    row = await session.fetch_one(f"SELECT {_ROW} FROM outreach_rules WHERE corp_id = lingqu_corp()")
    return _rules(row) if row else Rules()


async def lock(unit: UnitOfWork) -> Rules:
    """Return a corp's rules and hold them until the unit ends: whoever counts what is taken of caps does so alone."""
    await unit.execute("INSERT INTO outreach_rules (corp_id) VALUES (lingqu_corp()) ON CONFLICT (corp_id) DO NOTHING")
    return _rules(await unit.fetch_one(f"SELECT {_ROW} FROM outreach_rules WHERE corp_id = lingqu_corp() FOR UPDATE"))


async def save(unit: UnitOfWork, rules: Rules) -> None:
    """Write locked rules."""
    await unit.execute(
        """
        UPDATE outreach_rules
        SET shape = %(shape)s, caps = %(caps)s, group_caps = %(group_caps)s,
            quiet_begins = %(quiet_begins)s, quiet_ends = %(quiet_ends)s,
            rests_on_holidays = %(rests_on_holidays)s, holdout_permille = %(holdout_permille)s,
            approval_above = %(approval_above)s, tasks_per_day = %(tasks_per_day)s, frozen_at = %(frozen_at)s,
            frozen_by = %(frozen_by)s
        WHERE corp_id = lingqu_corp()
        """,
        {
            "shape": rules.shape.value,
            "caps": Jsonb(msgspec.to_builtins(rules.caps)),
            "group_caps": Jsonb(msgspec.to_builtins(rules.group_caps)),
            "quiet_begins": rules.quiet and rules.quiet.begins,
            "quiet_ends": rules.quiet and rules.quiet.ends,
            "rests_on_holidays": rules.rests_on_holidays,
            "holdout_permille": rules.holdout_permille,
            "approval_above": rules.approval_above,
            "tasks_per_day": rules.tasks_per_day,
            "frozen_at": rules.frozen_at,
            "frozen_by": rules.frozen_by,
        },
    )


def _rules(row: dict[str, Any]) -> Rules:
    return Rules(
        shape=SendShape(row["shape"]),
        caps=msgspec.convert(row["caps"], tuple[FrequencyCap, ...]),
        group_caps=msgspec.convert(row["group_caps"], tuple[FrequencyCap, ...]),
        quiet=None if row["quiet_begins"] is None else QuietHours(begins=row["quiet_begins"], ends=row["quiet_ends"]),
        rests_on_holidays=row["rests_on_holidays"],
        holdout_permille=row["holdout_permille"],
        approval_above=row["approval_above"],
        tasks_per_day=row["tasks_per_day"],
        frozen_at=row["frozen_at"],
        frozen_by=row["frozen_by"],
    )
