"""Keys of deliveries: made from what caused the message, so that asking twice finds the same row; keys of files."""

import hashlib
import re

from lingqu.kernel.ids import BroadcastId, CorpId, CustomerId, DeliveryId, GroupchatId, MomentId, StaffId

_BLOB_KEY = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,4}")


def welcome_key(welcome_code: str) -> str:
    """Key of the one greeting that a code allows; the code itself is not kept."""
    return f"welcome:{hashlib.sha256(welcome_code.encode()).hexdigest()[:24]}"


def broadcast_key(broadcast_id: BroadcastId, customer_id: CustomerId) -> str:
    """Key of the one message a broadcast has for a customer."""
    return f"broadcast:{broadcast_id}:{customer_id}"


def journey_key(enrollment_id: int, visit: int, step: str) -> str:
    """Key of the one message of a visit to a step; facts read the step from it."""
    return f"journey:{enrollment_id}:{visit}:{step}"


def groupchat_key(broadcast_id: BroadcastId, groupchat_id: GroupchatId) -> str:
    """Key of the one message a broadcast has for a customer group."""
    return f"broadcast:{broadcast_id}:group:{groupchat_id}"


def group_send_key(broadcast_id: BroadcastId, staff_id: StaffId, variant: str, part: int) -> str:
    """Key of one call: a member with more recipients of a variant than a call takes has several parts, from 0."""
    return f"broadcast:{broadcast_id}:{staff_id}:{variant}:{part}"


def passed_on_key(broadcast_id: BroadcastId, staff_id: StaffId, variant: str, delivery_id: DeliveryId) -> str:
    """Key of a call for those passed on to a member, by the first of them: nobody is passed on to a member twice."""
    return f"broadcast:{broadcast_id}:{staff_id}:{variant}:for{delivery_id}"


def after_all_key(
    broadcast_id: BroadcastId, staff_id: StaffId, variant: str, delivery_id: DeliveryId, part: int
) -> str:
    """Key of a call for those who were planned after all, by the first of them: nobody gives way to a plan twice."""
    return f"broadcast:{broadcast_id}:{staff_id}:{variant}:after{delivery_id}:{part}"


def again_key(key: str, generation: int) -> str:
    """Key of the call that asks again, the `generation`th time, for those of another; from the first one's key."""
    return f"{key.partition('~')[0]}~{generation}"


def moment_call_key(moment_id: MomentId, part: int) -> str:
    """Key of one call: a moment with more than 100,000 senders has several parts, from 0."""
    return f"moment:{moment_id}:{part}"


def blob_key(content: bytes, extension: str) -> str:
    """Key of a picture within its corp: the same picture has one key, however often it is uploaded."""
    return f"{hashlib.sha256(content).hexdigest()}.{extension}"


def is_blob_key(name: str) -> bool:
    """Tell whether a name could be such a key."""
    return _BLOB_KEY.fullmatch(name) is not None


def blob_path(corp_id: CorpId, key: str) -> str:
    """Where the blob store keeps a corp's picture."""
    return f"{corp_id}/{key}"
