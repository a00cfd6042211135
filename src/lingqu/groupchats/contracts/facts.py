"""Facts that groupchats record. Their `data` holds ids and codes, never a name.

Every one of them has groupchat_id in its data; `learnt` is `callback`, `read` or `sweep`.
"""

GROUPCHAT_CREATED = "groupchat.created"
"""A group was read for the first time; it happened when WeCom says it was made. staff_id: its owner."""

GROUPCHAT_DISMISSED = "groupchat.dismissed"
"""A group was dissolved, or is not there any more. staff_id: its last owner."""

GROUPCHAT_OWNER_CHANGED = "groupchat.owner_changed"
"""staff_id: the new owner. data: from_staff_id."""

GROUPCHAT_RENAMED = "groupchat.renamed"

GROUPCHAT_MEMBER_JOINED = "groupchat.member_joined"
"""customer_id or staff_id: who joined. data: join_scene (1 invited, 2 by a link, 3 by a code, null where not told),
invitor_id (a member of the corp), channel_id, returning (had been in this group before)."""

GROUPCHAT_MEMBER_LEFT = "groupchat.member_left"
"""customer_id or staff_id: who left. data: quit_scene (0 left, 1 removed, null where not told), channel_id of the
joining, dismissed (the whole group ended)."""

GROUPCHAT_TAGGED = "groupchat.tagged"
GROUPCHAT_UNTAGGED = "groupchat.untagged"
"""data: groupchat_tag_id, source (`account:<id>`)."""
