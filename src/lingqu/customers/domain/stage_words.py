"""What the usual stages are called: data of the corp like any name it gives itself."""

USUAL_NAMES = ("认知", "信任", "兴趣", "购买")
"""Know, trust, interest, buy."""
