"""HTTP of imports, their templates, and what customers bought."""

from collections.abc import AsyncIterator
from typing import Annotated

from litestar import delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from lingqu.commerce import schemas
from lingqu.commerce.api import imports as api
from lingqu.commerce.api import orders, refusals, templates
from lingqu.commerce.api.sealed_files import MOST_FILE_BYTES, PIECE_BYTES, SealedFiles
from lingqu.commerce.contracts.imports import ImportId, ImportKind, TemplateId
from lingqu.commerce.ports import RowSeals
from lingqu.directory.api.people import list_departments
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId
from lingqu.kernel.paging import DEFAULT_LIMIT, MAX_LIMIT

FORM_BYTES = MOST_FILE_BYTES + 64 * 1024
"""A file and the form around it."""

Limit = Annotated[int, QueryParameter(ge=1, le=MAX_LIMIT)]


@post(
    "/imports",
    operation_id="createImport",
    status_code=HTTP_200_OK,
    request_max_body_size=FORM_BYTES,
    tags=["imports"],
)
async def create_import(
    *,
    data: Annotated[dict[str, UploadFile], Body(media_type=RequestEncodingType.MULTI_PART)],
    kind: ImportKind,
    database: Database,
    viewer: Viewer,
    blobs: BlobStore,
    seals: RowSeals,
) -> schemas.ImportView:
    """Upload a table (CSV or .xlsx, at most 512 MB) in the field `file`; it is opened within seconds."""
    viewer.require(Right.OPERATE)
    file = data.get("file")
    created = await api.create_import(
        database,
        SealedFiles(blobs, seals, viewer.corp_id),
        kind=kind,
        name=file.filename if file else "",
        content=_pieces(file),
        actor=viewer.actor,
    )
    return schemas.import_view(created)


@get("/imports", operation_id="listImports", tags=["imports"])
async def list_imports(
    *, database: Database, viewer: Viewer, cursor: str | None = None, limit: Limit = DEFAULT_LIMIT
) -> schemas.ImportList:
    """Return a page of imports, the newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.import_list(await api.list_imports(session, cursor=cursor, limit=limit))


@get("/imports/{import_id:int}", operation_id="getImport", tags=["imports"])
async def get_import(*, import_id: int, database: Database, viewer: Viewer) -> schemas.ImportView:
    """Return an import with its progress and report."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.import_view(await api.get_import(session, ImportId(import_id)))


@get("/imports/{import_id:int}/preview", operation_id="previewImport", tags=["imports"])
async def preview_import(
    *, import_id: int, database: Database, viewer: Viewer, seals: RowSeals
) -> schemas.ImportPreview:
    """Return the first rows as they stand, and what the present mapping says of each."""
    viewer.require(Right.OPERATE)
    viewer.require(Right.READ_PERSONAL)
    async with database.read(viewer.corp_id) as session:
        return schemas.preview(await api.preview_import(session, ImportId(import_id), seals=seals))


@put("/imports/{import_id:int}/mapping", operation_id="mapImport", tags=["imports"])
async def map_import(
    *, import_id: int, data: schemas.ColumnMapIn, database: Database, viewer: Viewer
) -> schemas.ImportView:
    """Decide what the columns are."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.import_view(await api.map_columns(unit, ImportId(import_id), schemas.column_map(data)))


@post("/imports/{import_id:int}/check", operation_id="checkImport", status_code=HTTP_200_OK, tags=["imports"])
async def check_import(*, import_id: int, database: Database, viewer: Viewer) -> schemas.ImportView:
    """Have every row read, compared and matched; nothing of it is seen outside yet."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.import_view(await api.check_import(unit, ImportId(import_id)))


@post("/imports/{import_id:int}/start", operation_id="startImport", status_code=HTTP_200_OK, tags=["imports"])
async def start_import(*, import_id: int, database: Database, viewer: Viewer) -> schemas.ImportView:
    """Publish every good row; from here on it goes to its end."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.import_view(await api.start_import(unit, ImportId(import_id)))


@post("/imports/{import_id:int}/cancel", operation_id="cancelImport", status_code=HTTP_200_OK, tags=["imports"])
async def cancel_import(*, import_id: int, database: Database, viewer: Viewer) -> schemas.ImportView:
    """Drop an import of which nothing was published."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        return schemas.import_view(await api.cancel_import(unit, ImportId(import_id)))


@get("/imports/{import_id:int}/errors.csv", operation_id="getImportErrors", media_type="text/csv", tags=["imports"])
async def get_errors(
    *,
    import_id: int,
    database: Database,
    viewer: Viewer,
    seals: RowSeals,
    language: refusals.Language = "zh",
) -> Stream:
    """Return the rows that were not taken, each with what is wrong and how to mend it, as CSV."""
    viewer.require(Right.OPERATE)
    viewer.require(Right.READ_PERSONAL)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        found = await api.get_import(unit, ImportId(import_id))
        await unit.audit("commerce.import_errors_read", f"import:{import_id}", refused=found.counts.refused)
    report = refusals.iter_report(database, viewer.corp_id, found, seals=seals, language=language)
    return Stream(
        report,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="import-{import_id}-errors.csv"'},
    )


@get("/import-templates", operation_id="listImportTemplates", tags=["imports"])
async def list_templates(*, database: Database, viewer: Viewer) -> schemas.TemplateList:
    """Return every template, a corp's own first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return schemas.template_list(await templates.list_templates(session))


@post("/import-templates", operation_id="saveImportTemplate", status_code=HTTP_200_OK, tags=["imports"])
async def save_template(*, data: schemas.TemplateIn, database: Database, viewer: Viewer) -> schemas.TemplateList:
    """Save a template of the corp's own, and return all."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await templates.save_template(
            unit, kind=data.kind, source=data.source, name=data.name, fields=data.fields, statuses=data.statuses
        )
        return schemas.template_list(await templates.list_templates(unit))


@delete(
    "/import-templates/{template_id:int}",
    operation_id="deleteImportTemplate",
    status_code=HTTP_204_NO_CONTENT,
    tags=["imports"],
)
async def delete_template(*, template_id: int, database: Database, viewer: Viewer) -> None:
    """Forget a template of the corp's own."""
    viewer.require(Right.OPERATE)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        await templates.delete_template(unit, TemplateId(template_id))


@get("/customers/{customer_id:int}/orders", operation_id="getPurchases", tags=["orders"])
async def get_purchases(
    *, customer_id: int, database: Database, viewer: Viewer, limit: Limit = 20
) -> schemas.PurchasesView:
    """Return what a customer has bought in all, with the newest orders."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        purchases = await orders.get_purchases(session, CustomerId(customer_id), limit=limit)
        shops = {one.department_id: one.name for one in await list_departments(session)}
    return schemas.purchases_view(purchases, shops)


async def _pieces(file: UploadFile | None) -> AsyncIterator[bytes]:
    while file is not None and (piece := await file.read(PIECE_BYTES)):
        yield piece


ROUTES = [
    create_import,
    list_imports,
    get_import,
    preview_import,
    map_import,
    check_import,
    start_import,
    cancel_import,
    get_errors,
    list_templates,
    save_template,
    delete_template,
    get_purchases,
]
