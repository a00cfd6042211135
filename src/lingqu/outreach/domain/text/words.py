"""The words of a text of broadcasts."""

from typing import Final

BROADCASTS: Final = "broadcasts"
EVERY_GROUP: Final = "all"

CONTENTS: Final = ("text", "attachments", "variants")
BROADCAST: Final = ("name", "programme", "to", *CONTENTS, "at")
AUDIENCES: Final = ("tags", "segment", "groups")
TAGS: Final = ("tags", "match")
GROUPS: Final = ("chats", "tags", "owners", "departments", "people")
PEOPLE: Final = ("at_least", "at_most")
VARIANT: Final = ("share", "text", "attachments")
ATTACHMENTS: Final = ("image", "link", "miniprogram")
LINK: Final = ("title", "url", "desc", "picture")
MINIPROGRAM: Final = ("title", "appid", "page", "cover")
