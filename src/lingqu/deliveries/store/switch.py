"""The switch that stops everything: it stands in the rules of outreach and holds for greetings as well."""

from lingqu.infra.database import Session


async def is_pulled(session: Session) -> bool:
    """Tell whether nothing may leave now."""
    return bool(
        await session.fetch_value(
            "SELECT EXISTS (SELECT FROM outreach_rules WHERE corp_id = lingqu_corp() AND frozen_at IS NOT NULL)"
        )
    )
