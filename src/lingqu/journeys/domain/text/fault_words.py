"""Faults of journeys as text in both languages: what is wrong, and how to mend it."""

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
        "去掉 ---，把旅程都写在同一个 journeys: 下",
        "a file is one document",
        "take --- away and write all journeys under one journeys:",
    ),
    "nothing": FaultWords("文本是空的", "以 journeys: 开头", "the text is empty", "begin with journeys:"),
    "root": FaultWords(
        "文件应以 journeys: 开头，这里是{found}",
        "写 journeys:，下面每个旅程一项：- name: …，entry: …，steps: …",
        "a file begins with journeys:, here is a {found}",
        "write journeys:, and below it one item for each: - name: …, entry: …, steps: …",
    ),
    "many": FaultWords("一次最多 {most} 个旅程", "分几次", "at most {most} journeys at once", "take several turns"),
    "one_journey": FaultWords(
        "这里只写一个旅程",
        "其余的另存，或用命令行一次提交",
        "one journey stands here",
        "keep the others apart, or apply a file at the terminal",
    ),
    "twice": FaultWords(
        "旅程“{name}”在第 {line} 行已经有了",
        "换一个名称，或删去一处",
        "journey {name!r} stands in line {line} already",
        "give it another name, or take one away",
    ),
    "step_twice": FaultWords(
        "步骤“{name}”在第 {line} 行已经有了",
        "给它另起一个名称",
        "step {name!r} stands in line {line} already",
        "give it another name",
    ),
    # ── values and names ──
    "unknown": FaultWords(
        "没有{noun}“{name}”{near}",
        "检查写法；标签写成 组/标签",
        "there is no {noun} {name!r}{near}",
        "look at how it is written; a tag is group/tag",
    ),
    "no_step": FaultWords(
        "没有步骤“{name}”{near}",
        "写一个步骤的名称；到此结束写 end",
        "there is no step {name!r}{near}",
        "write the name of a step, or end for the end of the way",
    ),
    "hour": FaultWords(
        "“{written}”不是时刻", "写成 2026-03-01 08:00", "{written!r} is no hour", "write 2026-03-01 08:00"
    ),
    "clock": FaultWords("“{written}”不是一天中的时刻", "写成 08:00", "{written!r} is no clock time", "write 08:00"),
    "again": FaultWords(
        "“{written}”没有说明能否再次进入",
        "写 {known}，或整天数如 30d",
        "{written!r} does not say whether somebody comes again",
        "write one of {known}, or whole days such as 30d",
    ),
    "entry": FaultWords(
        "一种进入方式要写且只写一种，这里有：{met}",
        "写 {known} 之一；几种方式写成列表，每项以 - 开头",
        "one way in is asked for, here are: {met}",
        "write one of {known}; several ways in are a list, each beginning with -",
    ),
    "one_kind": FaultWords(
        "一个步骤要写且只写一种，这里有：{met}",
        "写 {known} 之一",
        "a step is of one kind, here are: {met}",
        "write one of {known}",
    ),
    "one_trigger": FaultWords(
        "等的是哪一件事要写且只写一种，这里有：{met}",
        "写 {known} 之一",
        "one thing is waited for, here are: {met}",
        "write one of {known}",
    ),
    # ── tests ──
    "many_tests": FaultWords("一次最多 {most} 个测试", "分几次", "at most {most} tests at once", "take several turns"),
    "nothing_expected": FaultWords(
        "这个测试没有说应该怎样",
        "写 way:、sent: 或 ends:",
        "this test expects nothing",
        "write way:, sent: or ends:",
    ),
    "undrawn": FaultWords(
        "步骤“{name}”抽到哪一份要写明",
        "写 drawn: {{{name}: 份额的名称}}，或给该步骤写 salt:",
        "what is drawn at step {name!r} must be said",
        "write drawn: {{{name}: name of the share}}, or give the step a salt:",
    ),
    # ── what is refused at publishing, by its code ──
    "journeys.malformed": FaultWords("{problem}", "检查写法", "{problem}", "look at how it is written"),
    "journeys.too_big": FaultWords(
        "旅程有 {bytes} 字节，最多 {most}",
        "拆成几个旅程",
        "{bytes} bytes, at most {most}",
        "make several journeys of it",
    ),
    "journeys.unknown": FaultWords(
        "这里写的在企业里不存在：{noun} {unknown}",
        "换一个",
        "the corp has no such {noun}: {unknown}",
        "name another",
    ),
    "journeys.no_entry": FaultWords(
        "没有人能进入", "在 entry: 写事件、人群、定时或 manual", "nobody comes in", "say who does, under entry:"
    ),
    "journeys.doubled_entry": FaultWords(
        "这种进入方式写了两次", "删去一处", "this way in stands here twice", "take one away"
    ),
    "journeys.size": FaultWords(
        "数量应为 {least} 到 {most}", "增加或删去一些", "{least} to {most} of them", "add some, or take some away"
    ),
    "journeys.no_key": FaultWords(
        "按业务编号分别进入，要有说明编号的事件",
        "在 entry: 的事件旁写 key: 属性名",
        "a passage for each key needs an event with a key",
        "write key: beside the event, with the property's name",
    ),
    "journeys.idle_key": FaultWords(
        "没有按业务编号进入，key: 不起作用",
        "写 again: per_key，或删去 key:",
        "nothing asks for this key",
        "write again: per_key, or take key: away",
    ),
    "journeys.unknown_property": FaultWords(
        "事件没有属性“{key}”", "可用：{known}", "the event has no property {key!r}", "known are {known}"
    ),
    "journeys.no_segment_entry": FaultWords(
        "没有从人群进入的方式，不会因离开人群而结束",
        "在 entry: 加上 segment:，或删去 condition_ends",
        "nobody comes in by a segment that they could leave",
        "add segment: to entry:, or take condition_ends away",
    ),
    "journeys.unknown_step": FaultWords(
        "没有步骤“{name}”",
        "写一个步骤的名称；到此结束写 end",
        "there is no step {name!r}",
        "write the name of a step, or end for the end of the way",
    ),
    "journeys.bad_step_name": FaultWords(
        "“{name}”不能作步骤名",
        "1 到 {most} 个文字、数字、_ 和 -，不能是 end",
        "{name!r} is no name of a step",
        "1 to {most} letters, digits, _ and -, and not end",
    ),
    "journeys.unreachable": FaultWords(
        "没有路通向步骤“{name}”",
        "让某个 then: 通向它，或删去它",
        "no way leads to step {name!r}",
        "lead one there with then:, or take it away",
    ),
    "journeys.timeless_loop": FaultWords(
        "这个环可以在同一时刻一直转下去：{way}",
        "在环里加一个时长等待（wait: 1d），或等到以后某一天（days_later: 1）",
        "this loop can be gone round for ever at one instant: {way}",
        "put a wait of a duration (wait: 1d) or until a later day (days_later: 1) into it",
    ),
    "journeys.bad_name": FaultWords(
        "名称或说明为 1 到 {most} 个字，首尾不留空格",
        "写短一些",
        "1 to {most} characters, no blanks at the ends",
        "shorten it",
    ),
    "journeys.doubled_name": FaultWords(
        "“{name}”重复了", "另起一个名称", "{name!r} stands here twice", "give each a name of its own"
    ),
    "journeys.bad_duration": FaultWords(
        "时长太短或太长",
        "写 {least_seconds} 到 {most_seconds} 秒之间的时长，如 3d",
        "too short or too long",
        "write a duration from {least_seconds} to {most_seconds} seconds, such as 3d",
    ),
    "journeys.out_of_range": FaultWords(
        "应为 {least} 到 {most}", "换一个数", "{least} to {most} is asked for", "write another number"
    ),
    "journeys.bad_clock": FaultWords(
        "时刻不能带时区或小数秒", "写成 08:00", "a clock time has no offset and no fraction", "write 08:00"
    ),
    "journeys.bad_weekdays": FaultWords(
        "星期写重了或不存在", "每个写一次：mon 到 sun", "a weekday twice, or none", "write each once: mon to sun"
    ),
    "journeys.no_such_day": FaultWords(
        "这几个星期几里没有 {day}（调休尚未公布时不会有）",
        "改 weekdays:，或去掉 day:",
        "none of these weekdays is a {day}, but for festivals that may not be announced yet",
        "change weekdays:, or take day: away",
    ),
    "journeys.idle_missed": FaultWords(
        "总有下一次，不会错过",
        "删去 missed:；或写 since: entry，日期则不写 yearly:",
        "there is always a next one, so that none is missed",
        "take missed: away, or write since: entry, and for a date no yearly:",
    ),
    "journeys.no_date": FaultWords(
        "属性“{key}”不是日期", "换一个日期属性", "{key!r} is no date", "name an attribute that is a date"
    ),
    "journeys.no_message": FaultWords(
        "步骤“{name}”不发消息", "写一个发消息的步骤", "step {name!r} sends nothing", "name a step that sends a message"
    ),
    "journeys.never_sent": FaultWords(
        "到这里之前不可能收到“{name}”的消息",
        "写一个在这之前的消息步骤",
        "nobody can have got the message of {name!r} by then",
        "name a message that comes before",
    ),
    "journeys.unknown_goal": FaultWords(
        "没有目标“{name}”",
        "在 goals: 里加上，或换一个",
        "there is no goal {name!r}",
        "add it to goals:, or name another",
    ),
    "journeys.bad_shares": FaultWords(
        "份额合计不是 100%", "调整各个 share:", "the shares are not 100% together", "change the share: of some"
    ),
    "journeys.no_tags": FaultWords(
        "没有要打或要去的标签", "写 give: 或 take:", "no tag is given or taken", "write give: or take:"
    ),
    "journeys.given_and_taken": FaultWords(
        "同一个标签既打又去", "留下一处", "a tag is given and taken", "take it out of one"
    ),
    "journeys.doubled_tag": FaultWords("标签写了两次", "删去一处", "a tag stands here twice", "take one away"),
    "customers.attribute_value": FaultWords(
        "值与属性“{key}”的类型（{type}）不符",
        "按类型写：文字、数字、true/false、日期或列表",
        "the value does not fit {key!r}, a {type}",
        "write what the attribute holds: text, number, true/false, a day or a list",
    ),
}
