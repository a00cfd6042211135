"""What corps refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError


class CorpNotConnectedError(ConflictError):
    """No corp is connected yet, or this one has no credentials."""

    code = "corps.not_connected"


class CorpidTakenError(ConflictError):
    """Another corp of this installation has this corpid, or this corp has another one."""

    code = "corps.corpid_taken"


class BadConnectionError(InvalidError):
    """What was typed cannot be the credentials of an app; `place` names the field."""

    code = "corps.bad_connection"


class CredentialsRefusedError(InvalidError):
    """WeCom refused the corpid, the secret or the agentid; `errcode` says which."""

    code = "corps.credentials_refused"


class StageNotRunningError(ConflictError):
    """The stage was not begun in this run."""

    code = "corps.stage_not_running"


class NoSuchStageError(NotFoundError):
    """The stage has never been asked for."""

    code = "corps.no_such_stage"
