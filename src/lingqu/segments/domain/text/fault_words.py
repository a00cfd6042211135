"""Faults of segments as text in both languages: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Final

from lingqu.kernel.text.fault_words import COMMON, Catalogue, FaultWords

FAULTS: Final[Catalogue] = {
    **COMMON,
    "deep": FaultWords(
        "嵌套超过 {most} 层",
        "把里面的条件存为另一个人群，用 segment: 引用",
        "nested more than {most} deep",
        "save the inner conditions as a segment of their own and name it with segment:",
    ),
    "anchor": FaultWords(
        "不使用 YAML 的锚点（&）和别名（*）",
        "把内容写出来，或存为另一个人群后用 segment: 引用；以 & 或 * 开头的名称要加引号",
        "anchors (&) and aliases (*) of YAML are not used",
        "write the content out, or name a segment with segment:; quote a name that begins with & or *",
    ),
    "documents": FaultWords(
        "一个文件只有一份文档",
        "去掉 ---，把人群都写在同一个 segments: 下",
        "a file is one document",
        "take --- away and write all segments under one segments:",
    ),
    "nothing": FaultWords("文本是空的", "以 segments: 开头", "the text is empty", "begin with segments:"),
    "root": FaultWords(
        "文件应以 segments: 开头，这里是{found}",
        "写 segments:，下面每个人群一项：- name: …，who: …",
        "a file begins with segments:, here is a {found}",
        "write segments:, and below it one item for each segment: - name: …, who: …",
    ),
    "many": FaultWords("一次最多 {most} 个人群", "分几次", "at most {most} segments at once", "take several turns"),
    "twice": FaultWords(
        "人群“{name}”在第 {line} 行已经有了",
        "换一个名称，或删去一处",
        "segment {name!r} stands in line {line} already",
        "give it another name, or take one away",
    ),
    "circle": FaultWords(
        "人群互相引用成了环：{way}",
        "去掉其中一处 segment:",
        "segments read each other in a circle: {way}",
        "take one segment: out of it",
    ),
    "condition": FaultWords(
        "这里应是一个条件，却是{found}",
        "写成 种类: 内容，种类是 {known} 之一",
        "a condition is asked for, here is a {found}",
        "write kind: …, with one of {known}",
    ),
    "one_condition": FaultWords(
        "一个条件只有一个种类，这里有：{keys}",
        "几个条件写成列表，放在 all: 或 any: 之下，每项以 - 开头",
        "a condition has one kind, here are: {keys}",
        "put several conditions as a list under all: or any:, each beginning with -",
    ),
    "kind": FaultWords(
        "没有“{key}”这种条件{near}", "可用：{known}", "there is no condition {key!r}{near}", "known are {known}"
    ),
    "comparison": FaultWords(
        "应有一个比较，这里有 {met}",
        "写且只写一个：{known}",
        "one comparison is asked for, here are {met}",
        "write exactly one of {known}",
    ),
    "true_alone": FaultWords(
        "{word} 只能写 true",
        "写 {word}: true；反过来用 not:",
        "{word} is true or absent",
        "write {word}: true, or use not:",
    ),
    "days": FaultWords("“{written}”不是整天数", "写成 7d", "{written!r} is no number of days", "write 7d"),
    "window": FaultWords(
        "“{written}”不是时间范围",
        "写成 30d（最近 30 天）、2024-12-01..2025-02-28（含首尾两天）或 2024-12-01 08:00..（此后）",
        "{written!r} is no span of time",
        "write 30d (the last 30 days), 2024-12-01..2025-02-28 (both included) or 2024-12-01 08:00.. (since then)",
    ),
    "money": FaultWords(
        "“{written}”不是金额", "以元计，写成 ¥199 或 ¥0.5", "{written!r} is no amount", "write yuan: ¥199 or ¥0.5"
    ),
    "permille": FaultWords(
        "“{written}”不在 0 到 999 之间", "写 0 到 999 的整数", "{written!r} is not from 0 to 999", "write 0 to 999"
    ),
    "count": FaultWords(
        "“{written}”不是次数", "写 0 或更大的整数", "{written!r} is no number of times", "write 0 or more"
    ),
    "unknown": FaultWords(
        "没有{noun}“{name}”{near}",
        "检查写法；标签写成 组/标签，成员写 userid",
        "there is no {noun} {name!r}{near}",
        "look at how it is written; a tag is group/tag, a member a userid",
    ),
    "definition.empty": FaultWords(
        "这里是空的", "至少写一个，或删去这个条件", "nothing stands here", "add one or take the condition away"
    ),
    "definition.unknown": FaultWords(
        "这里写的在企业里不存在：{unknown}",
        "检查写法",
        "the corp has no such thing: {unknown}",
        "look at how it is written",
    ),
    "definition.op": FaultWords(
        "这里不能用 {op} 比较", "换一种比较", "{op} does not compare this", "take another comparison"
    ),
    "definition.value": FaultWords(
        "比较的值不对",
        "按字段的类型写：文字、数字、true/false 或日期",
        "the value does not fit",
        "write what the field holds: text, number, true/false or a day",
    ),
    "definition.always": FaultWords(
        "这对所有人都成立，或对所有人都不成立",
        "换一个数",
        "this holds for everybody or for nobody",
        "write another number",
    ),
    "definition.duration": FaultWords(
        "时长要大于零，最长十年", "写短一些", "a duration is more than nothing and at most ten years", "write another"
    ),
    "definition.days": FaultWords("天数为 1 到 3660", "写短一些", "days are 1 to 3660", "write another"),
    "definition.list": FaultWords("至少一个值", "写成 [甲, 乙]", "one value at least", "write [a, b]"),
    "definition.range": FaultWords(
        "先写小的、早的，再写大的、晚的", "对调两端", "the lower or earlier end comes first", "change the ends"
    ),
    "definition.year": FaultWords("年份为 1970 到 2200", "检查日期", "years are 1970 to 2200", "look at the date"),
    "definition.property": FaultWords(
        "属性名由字母、数字和下划线组成",
        "检查属性名",
        "a property is named by letters, digits and _",
        "look at its name",
    ),
    "definition.size": FaultWords(
        "条件太多或太深：{message}",
        "把里面的条件存为另一个人群",
        "{message}",
        "save inner conditions as a segment of their own",
    ),
    "definition.cycle": FaultWords(
        "人群不能引用自己", "去掉这处 segment:", "a segment cannot read itself", "take this segment: away"
    ),
    "one_segment": FaultWords(
        "这里只写一个人群",
        "其余的另存，或用命令行一次提交",
        "one segment stands here",
        "keep the others apart, or apply a file at the terminal",
    ),
}
