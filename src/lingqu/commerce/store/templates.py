"""SQL of a corp's own templates."""

from collections.abc import Mapping, Sequence

from psycopg.types.json import Jsonb

from lingqu.commerce.contracts.imports import ImportKind, Template, TemplateId
from lingqu.infra.database import Session, UnitOfWork


async def list_all(session: Session) -> list[Template]:
    """Return a corp's own templates, by name."""
    rows = await session.fetch(
        """
        SELECT template_id, kind, source, name, fields, statuses FROM import_template
        WHERE corp_id = lingqu_corp() ORDER BY name
        """
    )
    return [
        Template(
            code=f"own:{row['template_id']}",
            kind=ImportKind(row["kind"]),
            source=row["source"],
            name=row["name"],
            fields=row["fields"],
            statuses=row["statuses"],
        )
        for row in rows
    ]


async def upsert(
    unit: UnitOfWork,
    *,
    kind: ImportKind,
    source: str,
    name: str,
    fields: Mapping[str, Sequence[str]],
    statuses: Mapping[str, str],
) -> TemplateId:
    """Write a template; one of this name and kind is replaced."""
    value = await unit.fetch_value(
        """
        INSERT INTO import_template (corp_id, kind, source, name, fields, statuses, created_at)
        VALUES (lingqu_corp(), %s, %s, %s, %s, %s, %s)
        ON CONFLICT (corp_id, kind, name) DO UPDATE
          SET source = EXCLUDED.source, fields = EXCLUDED.fields, statuses = EXCLUDED.statuses
        RETURNING template_id
        """,
        (
            kind,
            source,
            name,
            Jsonb({key: list(names) for key, names in fields.items()}),
            Jsonb(dict(statuses)),
            unit.at,
        ),
    )
    return TemplateId(value)


async def remove(unit: UnitOfWork, template_id: TemplateId) -> bool:
    """Forget a template; tell whether there was one."""
    gone = await unit.execute(
        "DELETE FROM import_template WHERE corp_id = lingqu_corp() AND template_id = %s", (template_id,)
    )
    return gone > 0
