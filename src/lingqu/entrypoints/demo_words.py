"""What the demo's brand says to its customers, and what the demo says at the terminal."""

CHANNELS = (
    ("门店收银台海报", 0, "您好,我是{{ staff.name }}~ 感谢光临{{ channel.name }},会员福利都在这里,有需要随时找我。"),
    ("包裹卡", 30_000, "{{ customer.name }}您好,包裹收到了吗?穿着不合适随时找我{{ staff.name }},7 天无理由退换。"),
    ("公众号菜单", 0, "{{ customer.name }},欢迎从公众号来~ 我是您的专属顾问{{ staff.name }}。"),
    ("抖音投放页", 260_000, "您好,我是{{ staff.name }}。新人礼券已备好,回复「领券」即可领取。"),
    ("小程序客服", 0, "您好{{ customer.name }},小程序里看中的款式可以直接发给我,帮您留货。"),
    ("楼宇电梯广告", 180_000, "您好,我是附近门店的{{ staff.name }},到店试穿有好礼。"),
)
"""Name, cost in fen, greeting."""

FALLBACK = "您好,很高兴认识您!"
BROADCAST_NAME = "周末会员日"
BROADCAST_TEXT = "周末会员日:到店出示本消息,羽绒新品 9 折,另送定制袜一双。"
DOWN = "羽绒"
DOWN_JACKETS = (
    ("轻薄连帽羽绒服", DOWN, 599),
    ("中长款羽绒服", DOWN, 1299),
    ("极寒鹅绒派克", DOWN, 2399),
    ("羽绒马甲", DOWN, 399),
)
OTHER_CLOTHES = (
    ("羊毛针织衫", "针织", 459),
    ("牛津纺衬衫", "衬衫", 299),
    ("直筒牛仔裤", "牛仔", 369),
    ("连衣裙", "裙装", 529),
    ("童装卫衣", "童装", 199),
)
"""What the brand sells: name, category, price in yuan."""
TILL_HEADER = ("小票号", "销售时间", "门店", "外部联系人ID", "商品名称", "品类", "整单金额")
TILL_FILE = "门店POS导出.csv"
SHOP_ENDING = "店"
"""The twin names shops by city and quarter, with this at the end."""
BEST_LEVEL = "黑金卡"
"""A tag, where the twin's brand has it."""
NEW_FRIENDS, BEST_CUSTOMERS, BOUGHT_DOWN, LOOKED_AT_DOWN = "新朋友", "黑金卡会员", "买过羽绒的客户", "看羽绒还没买"
"""The segments that the brand keeps."""

PREPARING = "[bold]Lingqu 灵渠[/bold] 正在准备一个活的品牌 · preparing a living brand"
INVITATION = """
  [bold green]{url}[/bold green]   用户名 name {account}   密码 password {password}
  按 Ctrl+C 结束 · press Ctrl+C to end
"""
