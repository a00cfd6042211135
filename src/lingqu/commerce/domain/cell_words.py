"""How exports write money, days, times and nothing: patterns and words in the languages they come in."""

import re

MONEY = re.compile(
    r"(?:[¥￥$]|RMB|CNY)?\s*([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d*)?|[+-]?\.\d+)\s*元?", re.IGNORECASE
)
DAY = re.compile(r"(\d{4})\s*(?:[-/.年])\s*(\d{1,2})\s*(?:[-/.月])\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})(?!\d)")
TIME = re.compile(r"[T\s]*(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?秒?)?(?:\.\d{1,6})?")
MASKED = re.compile(r"[\d+\s-]*[*×xX•]{2,}[\d*×xX•\s-]*")
"""A phone of which a platform shows only parts."""

BLANKS = frozenset({"-", "--", "—", "/", "无", "空", "暂无", "null", "none", "nil", "n/a", "\\n", "undefined"})
"""What exports write where they have nothing; in small letters."""

TRUE_WORDS = frozenset({"true", "是", "有", "y", "yes", "1", "√"})
FALSE_WORDS = frozenset({"false", "否", "没有", "n", "no", "0", "×"})

BETWEEN_TAGS = re.compile(r"[,，;；、|]")
