"""What the brand of `lingqu chaos caps` calls its programmes, and what it and its members say; no two say the same."""

NEWS, MEMBERS_DAY, VISIT, REMINDER, PROGRESS = "上新", "会员日", "回访", "提醒", "进度"
OWNER, HYPOTHESIS, TARGET = "运营", "看过的人会再来", "复购率"
OURS = "第 {number} 条{programme}:到店出示,今天有效。"
THEIRS = "{userid} 第 {day} 天:今天店里上新"
