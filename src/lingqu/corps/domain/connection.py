"""What a connection must hold, told before anything is sent to WeCom."""

import re
from dataclasses import replace

from lingqu.corps.contracts import ConnectionDraft
from lingqu.corps.errors import BadConnectionError

_CORPID = re.compile(r"w[wxp][0-9A-Za-z_-]{6,62}")
_SECRET = re.compile(r"[0-9A-Za-z_-]{16,128}")
_MAX_NAME = 64
_MIN_AGENTID = 1


def checked(draft: ConnectionDraft) -> ConnectionDraft:
    """Return the draft without stray blanks.

    Raises:
        BadConnectionError: with the field and the mend.
    """
    draft = replace(draft, corpid=draft.corpid.strip(), name=draft.name.strip(), secret=draft.secret.strip())
    if not _CORPID.fullmatch(draft.corpid):
        raise BadConnectionError(
            # lint: words - what WeCom's console calls them
            "a corpid starts with ww: copy 企业ID from 我的企业 › 企业信息",
            place="body.corpid",
            field="corpid",
        )
    if not draft.name or len(draft.name) > _MAX_NAME:
        raise BadConnectionError(f"a name has 1 to {_MAX_NAME} characters", place="body.name", field="name")
    if draft.agentid < _MIN_AGENTID:
        raise BadConnectionError(
            "an AgentId is a positive number: copy it from the app's page", place="body.agentid", field="agentid"
        )
    if not _SECRET.fullmatch(draft.secret):
        raise BadConnectionError(
            "a Secret is one word of letters, digits, - and _: copy it from the app's page",
            place="body.secret",
            field="secret",
        )
    return draft
