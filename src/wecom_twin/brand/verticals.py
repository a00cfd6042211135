"""Trades: what a brand of each is called, how big it is, how it tags, and by which words it greets.

The sizes are of middling brands of the field: practitioners tell of 4,000 shops with 5 to 50 guides
each and of 1,400 leads from one exhibition; a laptop gets a tenth of that. The words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How big a brand of a trade is unless told otherwise."""

    shops: int = 48
    staff: int = 300
    customers: int = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where customers come from, and how they are greeted there; `{staff}` stands for the member's name."""

    name: str
    greeting: str
    weight: int = 10
    """How many come this way, against the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertical:
    """One trade. Of levels and stages a customer has one tag each, of preferences up to three.

    Weights are relative and answer to the tags by position.
    """

    brand: str
    guide: str
    lead: str = "店长"
    office: str = "总部运营中心"
    place: str = "店"
    """What the names of its places end with."""
    size: Size = field(default_factory=Size)
    level_group: str = "会员等级"
    levels: tuple[str, ...] = ("普通会员", "银卡", "金卡", "黑金卡")
    level_weights: tuple[int, ...] = (70, 20, 8, 2)
    stage_group: str = "购买阶段"
    stages: tuple[str, ...] = ("了解", "意向", "首购", "复购")
    stage_weights: tuple[int, ...] = (35, 25, 25, 15)
    preference_group: str = "偏好"
    preferences: tuple[str, ...]
    more_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Of each of these a customer in three has one tag."""
    remarks: tuple[str, ...]
    channels: tuple[Channel, ...]


VERTICALS: dict[str, Vertical] = {
    "apparel": Vertical(
        brand="云岭羽绒",
        guide="导购",
        preferences=("轻薄款", "长款", "童装", "男装", "运动", "折扣"),
        more_groups={"尺码": ("S", "M", "L", "XL"), "场景": ("通勤", "户外", "送礼")},
        remarks=("165码", "喜欢黑色", "给爸妈买", "等新款"),
        channels=(
            Channel(name="收银台立牌", greeting="您好,我是{staff},新款到店我先告诉您。", weight=40),
            Channel(name="包裹卡", greeting="包裹收到了吗?尺码不合适找我{staff}换。", weight=25),
            Channel(name="公众号菜单", greeting="欢迎来到云岭,我是{staff},穿搭问题随时问。"),
            Channel(name="直播间挂件", greeting="直播里看中的款,发我截图,我帮您留码。", weight=15),
        ),
    ),
    "mother_baby": Vertical(
        brand="小禾苗母婴",
        guide="育儿顾问",
        size=Size(shops=36, staff=180, customers=40_000),
        stage_group="宝宝阶段",
        stages=("孕期", "0-6月", "6-12月", "1-3岁"),
        preferences=("奶粉", "纸尿裤", "辅食", "童车", "早教", "亲子活动"),
        more_groups={"喂养方式": ("母乳", "混合", "配方奶"), "关注": ("过敏", "睡眠", "湿疹")},
        remarks=("二胎", "预产期3月", "过敏体质", "只要国产"),
        channels=(
            Channel(name="产科课堂", greeting="恭喜您!我是育儿顾问{staff},孕期问题都可以问我。", weight=20),
            Channel(name="门店试用装", greeting="试用装好用吗?我是{staff},按月龄给您配好下一阶段。", weight=35),
            Channel(name="外呼邀约", greeting="您好,刚和您通过电话,我是{staff},下单礼已备好。", weight=25),
            Channel(name="妈妈群", greeting="欢迎您,我是{staff},群里每周三晚有育儿问答。"),
        ),
    ),
    "beauty": Vertical(
        brand="初岚美妆",
        guide="美容顾问",
        size=Size(shops=60, staff=240, customers=60_000),
        preferences=("护肤", "彩妆", "香水", "敏感肌", "抗初老", "小样"),
        more_groups={"肤质": ("油皮", "干皮", "混合", "敏感"), "来店": ("体验护理", "领小样", "复购")},
        remarks=("油皮", "干皮", "生日礼", "常带朋友"),
        channels=(
            Channel(name="柜台试妆", greeting="今天的妆容方案我整理好了,我是{staff}。", weight=35),
            Channel(name="小样机", greeting="小样领到了吗?告诉我肤质,我是{staff},教您怎么用。", weight=30),
            Channel(name="外呼邀约", greeting="您好,我是{staff},您订单的护肤建议在这里。", weight=15),
            Channel(name="小程序客服", greeting="您好,我是{staff},色号拿不准就拍张照给我。"),
        ),
    ),
    "food": Vertical(
        brand="半山茶饮",
        guide="店员",
        size=Size(shops=120, staff=360, customers=80_000),
        preferences=("乌龙", "水果茶", "无糖", "团购", "早餐", "新品尝鲜"),
        more_groups={"时段": ("早餐", "午后", "晚间"), "取餐": ("到店", "外卖", "自提")},
        remarks=("少冰", "公司下午茶", "常点外卖", "老顾客"),
        channels=(
            Channel(name="杯身二维码", greeting="喝到今天这杯了吗?我是{staff},第二杯半价给您留着。", weight=45),
            Channel(name="外卖小卡", greeting="餐到了吗?有洒漏找我{staff},马上补。", weight=30),
            Channel(name="写字楼电梯", greeting="您好,我是楼下的{staff},下午茶十杯起送。"),
        ),
    ),
    "finance": Vertical(
        brand="安垣财富",
        guide="理财经理",
        lead="网点负责人",
        office="总行零售部",
        place="网点",
        size=Size(shops=40, staff=320, customers=60_000),
        level_group="资产等级",
        levels=("大众", "金葵", "贵宾", "私行"),
        stage_group="服务阶段",
        stages=("潜在", "已开户", "已配置", "持续陪伴"),
        preference_group="关注",
        preferences=("存款", "国债", "基金定投", "保险保障", "养老", "信用卡"),
        more_groups={"风险测评": ("保守", "稳健", "平衡", "进取"), "到期提醒": ("本月", "下月", "本季")},
        remarks=("年金到期", "子女留学", "代发工资", "只做定存"),
        channels=(
            Channel(name="网点叫号机", greeting="您好,我是理财经理{staff},办理业务可提前找我预约。", weight=40),
            Channel(name="手机银行", greeting="您好,我是您的专属经理{staff}。投资有风险,配置先测评。", weight=30),
            Channel(name="投教讲座", greeting="感谢参加讲座,讲义我发您,我是{staff}。"),
        ),
    ),
    "education": Vertical(
        brand="知行学堂",
        guide="课程顾问",
        lead="校区主任",
        office="教学总部",
        place="校区",
        size=Size(shops=30, staff=240, customers=30_000),
        level_group="学员身份",
        levels=("访客", "试听", "在读", "续报"),
        level_weights=(50, 25, 18, 7),
        stage_group="学段",
        stages=("学龄前", "小学", "初中", "高中"),
        preference_group="科目",
        preferences=("阅读", "数学思维", "英语", "编程", "书法", "围棋"),
        more_groups={"上课时间": ("周中晚", "周六", "周日"), "决策人": ("妈妈", "爸爸", "祖辈")},
        remarks=("等期中成绩", "怕堵车", "想先试听", "老大在读"),
        channels=(
            Channel(name="试听课报名", greeting="您好,我是课程顾问{staff},试听时间和教室发您。", weight=40),
            Channel(name="公开课直播", greeting="课堂笔记整理好了,我是{staff},需要哪一科?", weight=30),
            Channel(name="老学员推荐", greeting="听说是朋友介绍的,我是{staff},您家孩子几年级?", weight=20),
        ),
    ),
    "b2b": Vertical(
        brand="砺石工业软件",
        guide="客户经理",
        lead="区域总监",
        office="市场与售前部",
        place="办事处",
        size=Size(shops=12, staff=60, customers=8_000),
        level_group="客户规模",
        levels=("小微", "中型", "大型", "集团"),
        level_weights=(45, 35, 15, 5),
        stage_group="商机阶段",
        stages=("线索", "需求确认", "方案报价", "已成交"),
        stage_weights=(55, 25, 14, 6),
        preference_group="关注产品",
        preferences=("排产", "质检", "设备物联", "能耗", "仓储", "定制开发"),
        more_groups={"角色": ("老板", "厂长", "信息主管", "采购"), "行业": ("汽配", "电子", "食品", "注塑")},
        remarks=("展会上聊过排产", "年底有预算", "等老板点头", "用着竞品"),
        channels=(
            Channel(name="工博会展台", greeting="您好,展台上和您聊过,我是{staff},资料包发您。", weight=60),
            Channel(name="官网白皮书", greeting="白皮书请查收,我是{staff},同行案例也可以给您一份。", weight=25),
            Channel(name="线上研讨会", greeting="感谢参会,回放与讲义在这里,我是{staff}。"),
        ),
    ),
}
