"""Identifiers. WeCom's are opaque strings under WeCom's spelling; ours are small integers within a corp."""

from typing import NewType

CorpId = NewType("CorpId", int)
"""Our key of a tenant. WeCom's own string is `corpid`."""

CustomerId = NewType("CustomerId", int)
"""Dense 32-bit ordinal of a customer within its corp, from 0, never reused."""

IdentityId = NewType("IdentityId", int)
ClaimId = NewType("ClaimId", int)
MergeId = NewType("MergeId", int)
StatementId = NewType("StatementId", int)
SuppressionId = NewType("SuppressionId", int)
StaffId = NewType("StaffId", int)
TagId = NewType("TagId", int)
StageId = NewType("StageId", int)
ChannelId = NewType("ChannelId", int)
TaskId = NewType("TaskId", int)
DeliveryId = NewType("DeliveryId", int)
BroadcastId = NewType("BroadcastId", int)
MomentId = NewType("MomentId", int)
"""Our number of a moment (朋友圈). WeCom's own `moment_id` is `wecom_moment_id` here."""

GroupchatId = NewType("GroupchatId", int)
GroupchatTagId = NewType("GroupchatTagId", int)
InboundId = NewType("InboundId", int)
JobId = NewType("JobId", int)
AccountId = NewType("AccountId", int)

DepartmentId = NewType("DepartmentId", int)
"""WeCom's own number of a department; root is 1."""

ExternalUserid = NewType("ExternalUserid", str)
"""WeCom's opaque id of a customer, per corp."""

ChatId = NewType("ChatId", str)
"""WeCom's opaque id of a customer group, as the corp's app sees it."""

Userid = NewType("Userid", str)
"""WeCom's id of a member; compared without case, stored as spelled."""
