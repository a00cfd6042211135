"""Names in the preview of a greeting; operators read them, so they are Chinese in every language."""

from lingqu.acquisition.domain.templates import Names

SAMPLE = Names(customer="王小明", staff="陈睿", channel="渠道活码")
NAMELESS = Names(customer=None, staff="陈睿", channel="渠道活码")
"""The same customer before WeCom has told the name."""
