"""Every screen of the admin, as tests and photographs visit them."""

import os
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """One page: where it is, what its heading says, what it asks the server first."""

    path: str
    heading: str
    heading_en: str
    asks: str
    """Path of the answer that the page cannot do without."""
    data: str = "table"
    """Selector of what shows once there is data."""

    @property
    def question(self) -> re.Pattern[str]:
        """URLs of `asks`, whatever their query."""
        return re.compile(rf"{re.escape(self.asks)}(\?.*)?$")


SCREENS = [
    Screen("/flow", "实时看板", "Live view", "/api/flow", "text=今日新增客户"),
    Screen("/customers", "客户列表", "Customers", "/api/customers"),
    Screen("/customers/2484", "胡平", "胡平", "/api/customers/2484", "text=跟进关系"),
    Screen("/groupchats", "客户群", "Customer groups", "/api/groupchats"),
    Screen("/groupchats/2", "杭州大悦城店茶友群 2", "杭州大悦城店茶友群 2", "/api/groupchats/2", "text=群信息"),
    Screen("/tags", "客户标签", "Tags", "/api/tags", "text=客户等级"),
    Screen("/channels", "渠道码", "Channel codes", "/api/channels"),
    Screen("/channels/1", "收银台立牌", "收银台立牌", "/api/channels/1", "table"),
    Screen("/channels/1/edit", "编辑渠道码", "Edit channel code", "/api/channels/1", "form"),
    Screen("/group-welcomes", "入群欢迎语", "Group welcomes", "/api/group-welcomes"),
    Screen("/group-welcomes/6", "会员群", "会员群", "/api/group-welcomes/6", "text=怎么用"),
    Screen("/group-welcomes/6/edit", "修改入群欢迎语", "Revise group welcome", "/api/group-welcomes/6", "form"),
    Screen("/channel-report", "渠道报表", "Channel report", "/api/report/channels"),
    Screen("/broadcasts", "客户群发", "Broadcasts", "/api/broadcasts"),
    Screen("/broadcasts/1", "冬季新品尝鲜", "冬季新品尝鲜", "/api/broadcasts/1", "table"),
    Screen("/broadcasts/8", "会员群周末福利", "会员群周末福利", "/api/broadcasts/8", "table"),
    Screen("/moments", "客户朋友圈", "Moments", "/api/moments"),
    Screen("/moments/6", "沉睡熟客问候", "沉睡熟客问候", "/api/moments/6", "text=已标记 3,412 / 7,906"),
    Screen("/calendar", "发送日历", "Calendar", "/api/broadcasts/calendar", "[role=grid]"),
    Screen("/programmes", "运营计划", "Programmes", "/api/programmes"),
    Screen("/programmes/4", "沉睡熟客唤醒", "沉睡熟客唤醒", "/api/programmes/4", "text=人是怎么分的"),
    Screen("/programmes/4/edit", "修改计划", "Revise programme", "/api/programmes/4", "form"),
    Screen("/sending-rules", "发送规则", "Sending rules", "/api/outreach/rules", "text=企业自己的上限"),
    Screen("/deliveries", "发送明细", "Deliveries", "/api/deliveries"),
    Screen("/work-orders", "任务单", "Work orders", "/api/work-orders"),
    Screen("/work-orders/5", "回访冬季新品尝鲜客", "回访冬季新品尝鲜客", "/api/work-orders/5", "text=参考话术"),
    Screen("/tasks", "员工任务", "Staff tasks", "/api/tasks"),
    Screen("/segments", "人群", "Segments", "/api/segments"),
    Screen("/segments/1", "沉睡熟客", "沉睡熟客", "/api/segments/1", "text=第 1 版"),
    Screen("/segments/1/edit", "编辑人群", "Edit segment", "/api/segments/1", "form"),
    Screen("/lists", "客户名单", "Lists of customers", "/api/segments/lists"),
    Screen("/lists/1", "品鉴会来宾", "品鉴会来宾", "/api/segments/lists/1", "text=第 2 版"),
    Screen("/imports", "数据导入", "Imports", "/api/imports"),
    Screen("/imports/6", "11月22日门店小票.csv", "11月22日门店小票.csv", "/api/imports/6", "text=来源模板"),
    Screen("/directory", "通讯录", "Directory", "/api/departments", "table"),
    Screen("/connect", "企业微信连接", "WeCom connection", "/api/corp", "text=填写企业与自建应用"),
    Screen("/event-door", "事件接入", "Event intake", "/api/event-door", "text=接收地址"),
    Screen("/doctor", "系统检查", "System check", "/api/doctor", "text=磁盘空间"),
    Screen("/dead-letters", "死信", "Dead letters", "/api/dead-letters"),
]
if os.environ.get("LINGQU_BROWSER_BASE_URL"):
    SCREENS = [screen for screen in SCREENS if not re.search(r"\d", screen.path)]
"""Screens with data; on a server of unknown data only those without an id."""

FORMS = [
    "/channels/new",
    "/group-welcomes/new",
    "/broadcasts/new",
    "/moments/new",
    "/programmes/new",
    "/segments/new",
    "/imports/new",
]
"""These ask the server nothing first."""
EVERYWHERE = [screen.path for screen in SCREENS] + FORMS
