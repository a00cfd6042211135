"""One channel and its draft, for tests that change one thing."""

from datetime import UTC, datetime

from lingqu.acquisition.contracts import Channel, ChannelDraft, ChannelStatus, Welcome
from lingqu.acquisition.domain.drafts import Surroundings
from lingqu.kernel.ids import ChannelId, DepartmentId, StaffId, TagId

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)

WELCOME = Welcome(hours=None, text="您好", fallback_text=None, attachments=())

DRAFT = ChannelDraft(
    name="门店海报",
    cost_fen=120_000,
    staff_ids=(StaffId(1), StaffId(2)),
    department_ids=(),
    skip_verify=True,
    expires_at=None,
    fallback_staff_ids=(),
    tag_ids=(TagId(5),),
    remark_template=None,
    welcome=(WELCOME,),
)

AROUND = Surroundings(
    staff=[StaffId(number) for number in range(1, 200)],
    follow_users=[StaffId(number) for number in range(1, 199)],
    departments=[DepartmentId(7)],
    expanded=[],
    tags=[TagId(5)],
)

CHANNEL = Channel(
    channel_id=ChannelId(36),
    state="lq10",
    status=ChannelStatus.LIVE,
    status_reason=None,
    config_id="c0ffee",
    qr_url="https://wework.example/qr/c0ffee",
    qr_link=None,
    asked_at=NOON,
    created_at=NOON,
    changed_at=NOON,
    archived_at=None,
    name="门店海报",
    cost_fen=120_000,
    staff_ids=(StaffId(1), StaffId(2)),
    department_ids=(DepartmentId(7),),
    skip_verify=True,
    expires_at=None,
    fallback_staff_ids=(),
    tag_ids=(),
    remark_template=None,
    welcome=(WELCOME,),
)
