"""Faults of broadcasts as text in both languages: what is wrong, and how to mend it."""

from __future__ import annotations

from typing import Final

from lingqu.kernel.text.fault_words import COMMON, Catalogue, FaultWords

FAULTS: Final[Catalogue] = {
    **COMMON,
    # ── the file ──
    "deep": FaultWords("嵌套超过 {most} 层", "检查缩进", "nested more than {most} deep", "look at the indentation"),
    "anchor": FaultWords(
        "不使用 YAML 的锚点（&）和别名（*）",
        "把内容写出来；以 & 或 * 开头的名称要加引号",
        "anchors (&) and aliases (*) of YAML are not used",
        "write the content out; quote a name that begins with & or *",
    ),
    "documents": FaultWords(
        "一个文件只有一份文档",
        "去掉 ---，把群发都写在同一个 broadcasts: 下",
        "a file is one document",
        "take --- away and write all broadcasts under one broadcasts:",
    ),
    "nothing": FaultWords("文本是空的", "以 broadcasts: 开头", "the text is empty", "begin with broadcasts:"),
    "root": FaultWords(
        "文件应以 broadcasts: 开头，这里是{found}",
        "写 broadcasts:，下面每个群发一项：- name: …，to: …，text: …",
        "a file begins with broadcasts:, here is a {found}",
        "write broadcasts:, and below it one item for each: - name: …, to: …, text: …",
    ),
    "many": FaultWords("一次最多 {most} 个群发", "分几次", "at most {most} broadcasts at once", "take several turns"),
    "twice": FaultWords(
        "同一运营计划的群发“{name}”在第 {line} 行已经有了",
        "换一个名称，或删去一处",
        "broadcast {name!r} of the same programme stands in line {line} already",
        "give it another name, or take one away",
    ),
    "two_drafts": FaultWords(
        "企业里有几个未发出的群发都叫“{name}”（编号 {ids}），不知道指哪一个",
        "在后台给其余的改名，或取消",
        "several broadcasts that have not left are called {name!r} (numbers {ids}): which is meant?",
        "give the others another name in the admin, or cancel them",
    ),
    # ── values and names ──
    "unknown": FaultWords(
        "没有{noun}“{name}”{near}",
        "检查写法；标签写成 组/标签，成员写 userid",
        "there is no {noun} {name!r}{near}",
        "look at how it is written; a tag is group/tag, a member a userid",
    ),
    "hour": FaultWords(
        "“{written}”不是时刻", "写成 2026-03-01 08:00", "{written!r} is no hour", "write 2026-03-01 08:00"
    ),
    "share": FaultWords("“{written}”不是份额", "写成 50% 或 33.3%", "{written!r} is no share", "write 50% or 33.3%"),
    "one_audience": FaultWords(
        "发给谁要写且只写一种，这里有：{met}",
        "在 tags:、segment:、groups: 中写一个",
        "one kind of audience is asked for, here are: {met}",
        "write one of tags:, segment: and groups:",
    ),
    "beside_variants": FaultWords(
        "有 variants: 时，{key}: 写在每个内容里",
        "移到 variants: 之下",
        "beside variants:, {key}: belongs to each of them",
        "move it below variants:",
    ),
    "attachment": FaultWords(
        "附件是 {known} 之一",
        "写成 - image: 文件，- link: {{…}} 或 - miniprogram: {{…}}",
        "an attachment is one of {known}",
        "write - image: file, - link: {{…}} or - miniprogram: {{…}}",
    ),
    "no_picture": FaultWords(
        "找不到图片“{written}”",
        "写相对于本文件的路径，或已上传图片的名称；过期或已删除的要重新上传",
        "there is no picture {written!r}",
        "write its path from this file, or the name of one that was uploaded; one that is gone is uploaded again",
    ),
    "picture": FaultWords(
        "“{written}”不能作为图片发送（{bytes} 字节）",
        "用 JPG 或 PNG；缩小后仍超过 2 MB 的，换一张细节少的",
        "{written!r} cannot be sent as a picture ({bytes} bytes)",
        "take a JPG or PNG; one that is more than 2 MB when made smaller has too much detail",
    ),
    # ── what is refused at save, by its code ──
    "outreach.bad_name": FaultWords(
        "名称为 1 到 {most} 个字", "写短一些", "a name has 1 to {most} characters", "shorten it"
    ),
    "outreach.bad_variants": FaultWords(
        "内容的字母或份额不对",
        "1 到 16 个内容，字母从 A 起依次排列，份额合计 100%；发到客户群只能有内容 A",
        "the letters or shares of the contents do not fit",
        "1 to 16 contents, letters in their order, shares 100% together; into groups content A alone",
    ),
    "outreach.variable": FaultWords(
        "群发内容对所有人都一样，不能用变量 {variable}",
        "删去它，写成对所有人都成立的话",
        "a broadcast is the same for all recipients: {variable} would reach them as it stands",
        "take it away and say what is true for all",
    ),
    "content.empty": FaultWords(
        "没有内容", "写一段文字，或加一个附件", "there is no content", "write a text or add an attachment"
    ),
    "content.too_long": FaultWords(
        "有 {bytes} 字节，企业微信最多收 {most_bytes}（一个汉字 3 字节）",
        "写短一些",
        "{bytes} bytes; WeCom takes {most_bytes} (a Chinese character is 3)",
        "shorten it",
    ),
    "content.too_many_attachments": FaultWords(
        "有 {attachments} 个附件，最多 {most}",
        "删去一些",
        "{attachments} attachments, at most {most}",
        "take some away",
    ),
    "content.missing": FaultWords("这里不能为空", "填上", "this must not be empty", "fill it in"),
    "content.bad_url": FaultWords(
        "网址应以 https:// 或 http:// 开头",
        "补全网址",
        "an address begins with https:// or http://",
        "write the address whole",
    ),
    "outreach.no_tag": FaultWords("至少一个标签", "写成 [组/标签]", "one tag at least", "write [group/tag]"),
    "outreach.unknown_tag": FaultWords(
        "没有这个标签（编号 {tag_ids}）", "换一个", "there is no such tag (number {tag_ids})", "take another one"
    ),
    "outreach.unknown_segment": FaultWords("没有这个人群", "换一个", "there is no such segment", "take another one"),
    "outreach.segment_archived": FaultWords(
        "人群“{name}”已停用", "换一个人群", "segment {name!r} was put away", "take another one"
    ),
    "outreach.segment_building": FaultWords(
        "人群“{name}”的成员还在计算中",
        "等人数算出来再试",
        "the members of segment {name!r} are being found",
        "try again once its size is shown",
    ),
    "outreach.bad_groups": FaultWords(
        "这样选不出客户群",
        "逐个写 chats:，或写条件，二者只取其一；人数先少后多",
        "no groups can be meant so",
        "name chats: one by one or write conditions, not both; the least number comes before the most",
    ),
    "outreach.unknown_group": FaultWords(
        "这里写的在企业里不存在（编号 {numbers}）",
        "换一个",
        "the corp has no such thing (number {numbers})",
        "take another one",
    ),
    "outreach.audience_empty": FaultWords(
        "这些人现在一个也联系不上：没有成员与他们是好友",
        "换一个人群，或等有人符合再发",
        "nobody of this audience can be reached: no member has a relation with any of them",
        "take another audience, or wait until somebody is in it",
    ),
    "outreach.programme_not_found": FaultWords(
        "没有这个运营计划", "换一个", "there is no such programme", "take another one"
    ),
    "outreach.programme_state": FaultWords(
        "运营计划没有在运行",
        "先让它恢复运行，或换一个",
        "the programme is not running",
        "let it run, or take another one",
    ),
    "outreach.bad_schedule": FaultWords(
        "只能安排在以后的 90 天之内",
        "换一个时刻",
        "an hour to come, within 90 days",
        "take another hour",
    ),
}
