"""HTTP of the doctor."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import get
from litestar.params import HeaderParameter

from lingqu.entrypoints.http.doctor.evidence import DoctorTools
from lingqu.entrypoints.http.doctor.examination import examine
from lingqu.entrypoints.http.doctor.findings import CheckId, CheckState
from lingqu.entrypoints.http.doctor.words import Language
from lingqu.kernel.access import Right, Viewer

AcceptLanguage = Annotated[str, HeaderParameter(name="Accept-Language")]


class CheckView(msgspec.Struct, kw_only=True, frozen=True):
    """One thing looked at; `detail` and `mend` are in the language asked for."""

    id: CheckId
    state: CheckState
    detail: str
    data: dict[str, Any]
    mend: str | None


class DoctorView(msgspec.Struct, kw_only=True, frozen=True):
    """One examination."""

    checked_at: datetime
    checks: list[CheckView]


@get("/doctor", operation_id="examine", tags=["doctor"])
async def get_doctor(
    *, viewer: Viewer, doctor_tools: DoctorTools, accept_language: AcceptLanguage = "zh-CN"
) -> DoctorView:
    """Look at what a newcomer gets wrong; takes some seconds."""
    viewer.require(Right.READ)
    checks = await examine(doctor_tools, viewer.corp_id, language=language_of(accept_language))
    return DoctorView(
        checked_at=doctor_tools.database.clock.now(),
        checks=[
            CheckView(id=one.id, state=one.state, detail=one.detail, data=dict(one.data), mend=one.mend)
            for one in checks
        ],
    )


def language_of(accept_language: str) -> Language:
    """Return the language a browser prefers, Chinese unless it says English first."""
    return "en" if accept_language.strip().lower().startswith("en") else "zh"


ROUTES = [get_doctor]
