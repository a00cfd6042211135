"""One examination: look at everything at once, judge, say it."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lingqu.entrypoints.http.doctor import evidence, findings
from lingqu.entrypoints.http.doctor.evidence import DoctorTools
from lingqu.entrypoints.http.doctor.findings import CheckId, CheckState, Finding
from lingqu.entrypoints.http.doctor.words import WORDS, Language
from lingqu.infra.work import CORP_ZONE
from lingqu.kernel.ids import CorpId


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A finding in words; `mend` is None when there is nothing to do."""

    id: CheckId
    state: CheckState
    detail: str
    data: Mapping[str, Any]
    mend: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return the check as JSON values."""
        return asdict(self)


async def examine(tools: DoctorTools, corp_id: CorpId, *, language: Language) -> list[Check]:
    """Look at everything a newcomer gets wrong, for one corp; takes some seconds at most."""
    wecom, callback, rights, server, ages, history = await asyncio.gather(
        evidence.see_wecom(tools, corp_id),
        evidence.see_callback(tools, corp_id),
        evidence.see_greeting_rights(tools, corp_id),
        evidence.see_server(tools),
        evidence.see_workers(tools),
        evidence.see_history(tools, corp_id),
    )
    groupchats = await evidence.see_groupchats(tools, corp_id)
    grants = await evidence.see_grants(tools, corp_id)
    segments = await evidence.see_segments(tools, corp_id)
    at = tools.database.clock.now()
    found = [
        findings.judge_credentials(wecom.app),
        findings.judge_visible_range(wecom.app, wecom.follow_users),
        findings.judge_trusted_ip([wecom.app, wecom.follow_users]),
        findings.judge_callback(callback, at=at),
        findings.judge_console_welcome(rights),
        findings.judge_groupchats(groupchats),
        findings.judge_grants(grants, at=at),
        findings.judge_server(server, CheckId.DATABASE),
        findings.judge_server(server, CheckId.SEARCH),
        findings.judge_clock(wecom.date, at=at, is_real=tools.settings.clock == "real"),
        findings.judge_worker(ages),
        findings.judge_history(history),
        findings.judge_segments(segments),
        findings.judge_disk(*evidence.see_disk(tools)),
    ]
    return [said(one, language) for one in found]


def said(finding: Finding, language: Language) -> Check:
    """Put a finding into words."""
    detail, mend = WORDS[(finding.check, finding.code)][language]
    spoken = {name: _spoken(value) for name, value in finding.data.items()}
    return Check(
        id=finding.check,
        state=finding.state,
        detail=detail.format_map(spoken),
        data={name: _json(value) for name, value in finding.data.items()},
        mend=mend.format_map(spoken) or None,
    )


def _spoken(value: object) -> object:
    if isinstance(value, datetime):
        return f"{value.astimezone(CORP_ZONE):%Y-%m-%d %H:%M}"
    return ", ".join(map(str, value)) if isinstance(value, list) else value


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
