"""Operations on templates: ours, and those a corp saves of its own files."""

from collections.abc import Mapping, Sequence

from lingqu.commerce.contracts.imports import ImportKind, Template, TemplateId
from lingqu.commerce.domain.template_words import TEMPLATES
from lingqu.commerce.domain.templates import checked_template
from lingqu.commerce.errors import TemplateNotFoundError
from lingqu.commerce.store import templates as store
from lingqu.infra.database import Session, UnitOfWork


async def list_templates(session: Session) -> list[Template]:
    """Return every template, a corp's own first."""
    return [*await store.list_all(session), *TEMPLATES]


async def save_template(
    unit: UnitOfWork,
    *,
    kind: ImportKind,
    source: str,
    name: str,
    fields: Mapping[str, Sequence[str]],
    statuses: Mapping[str, str],
) -> TemplateId:
    """Save a template; one of this name and kind is replaced.

    Raises:
        BadTemplateError: it cannot be.
    """
    trimmed = checked_template(name, fields, kind)
    template_id = await store.upsert(unit, kind=kind, source=source, name=trimmed, fields=fields, statuses=statuses)
    await unit.audit("commerce.template_saved", f"import_template:{template_id}", kind=kind)
    return template_id


async def delete_template(unit: UnitOfWork, template_id: TemplateId) -> None:
    """Forget a template of the corp's own.

    Raises:
        TemplateNotFoundError: there is none of this number.
    """
    if not await store.remove(unit, template_id):
        raise TemplateNotFoundError(f"there is no template {template_id}", template_id=template_id)
    await unit.audit("commerce.template_deleted", f"import_template:{template_id}")
