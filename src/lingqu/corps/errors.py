"""What corps refuses."""

from datetime import datetime

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


class StageEndedError(StageNotRunningError):
    """What the job was asked for was done before: its worker died between the stage's end and the job's."""

    code = "corps.stage_ended"


class SweepSpentError(ConflictError):
    """Tonight's calls of the sweep are spent; it goes on at `until`."""

    code = "corps.sweep_spent"

    def __init__(self, until: datetime) -> None:
        super().__init__(f"tonight's calls are spent; the sweep goes on at {until.isoformat()}")
        self.until = until


class NoSuchStageError(NotFoundError):
    """The stage has never been asked for."""

    code = "corps.no_such_stage"
