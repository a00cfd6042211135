"""What a card says. Members read it in WeCom's client, in Chinese."""

from lingqu.tasks.contracts.tasks import TaskKind

SOURCE = "灵渠 · 我的任务"
KINDS = {
    TaskKind.GROUP_SEND: "确认群发",
    TaskKind.FOLLOW_UP: "回访客户",
    TaskKind.MESSAGE: "发一对一消息",
    TaskKind.INVITE: "邀请客户进群",
    TaskKind.TAG: "补充客户标签",
    TaskKind.OTHER: "其他任务",
}
MANY = "你有 {count} 项任务待完成"
REMINDED = "提醒："
UNTIL = "请在 {deadline} 前完成"
KIND = "类型"
CUSTOMERS = "客户"
NUMBER = "{count} 位"
DEADLINE = "截止"
DONE = "已完成"
SEEN = "知道了"
OPEN = "去处理"
OVER = "已结束"
DAY = "{month}月{day}日 {time}"
SHORT_DAY = "{month}/{day}"
