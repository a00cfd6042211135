"""Whom of the people outside we keep.

WeCom's ids of people outside begin with `wm` for users of WeChat and with `wo` for members of other corps. Somebody
of WeChat who is met in a group only is a customer all the same; a member of another corp is one only when a
relation made them so, and is counted otherwise.
"""

WECHAT = "wm"
OF_ANOTHER_CORP = "wo"


def is_wechat(external_userid: str) -> bool:
    """Tell whether the id is that of a user of WeChat; a userid of the corp may begin so too."""
    return external_userid.startswith(WECHAT)


def is_of_another_corp(external_userid: str) -> bool:
    """Tell whether the id is that of a member of another corp."""
    return external_userid.startswith(OF_ANOTHER_CORP)
