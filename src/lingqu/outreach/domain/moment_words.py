"""What the tags that stand for segments are called at WeCom: staff see them there beside their own."""

GROUP_NAME = "灵渠朋友圈"
"""The group of these tags."""


def tag_name(moment_id: int) -> str:
    """Return the name of the tag of one moment: short, because WeCom takes 30 characters, and never used twice."""
    return f"朋友圈 {moment_id}"
