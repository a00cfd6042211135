"""Templates of exports: the column names and words that shops' tills and platforms write, as they write them.

No platform publishes its export as an interface: names differ by version and by what a shop ticked, so a template is a
list of names a column may have, the likeliest first, and what it does not find a person maps by hand.
"""

from types import MappingProxyType

from lingqu.commerce.contracts.imports import ImportKind, Template

REFUNDED = "refunded"
"""A word for an order of which everything went back; an amount in a column of its own says it better."""

STATUSES = MappingProxyType(
    {
        **dict.fromkeys(
            ("待付款", "待支付", "等待付款", "等待买家付款", "未付款", "未支付", "已下单", "已创建"), "placed"
        ),
        **dict.fromkeys(
            (
                "已付款",
                "已支付",
                "支付成功",
                "付款成功",
                "买家已付款",
                "买家已付款,等待卖家发货",
                "卖家已发货,等待买家确认",
                "等待出库",
                "等待发货",
                "等待确认收货",
                "待发货",
                "待出库",
                "待收货",
                "待自提",
                "待核销",
                "部分发货",
                "已发货",
                "已出库",
                "已接单",
                "配送中",
            ),
            "paid",
        ),
        **dict.fromkeys(
            (
                "交易成功",
                "交易完成",
                "已完成",
                "完成",
                "已签收",
                "已收货",
                "已核销",
                "已自提",
                "销售",
                "正常",
                "已评价",
            ),
            "completed",
        ),
        **dict.fromkeys(
            ("交易关闭", "交易取消", "已关闭", "已取消", "取消", "关闭", "作废", "已作废", "订单取消"), "cancelled"
        ),
        **dict.fromkeys(("已退款", "退款成功", "退款完成", "全部退款", "全额退款", "退货", "已退货"), REFUNDED),
        **{word: word for word in ("placed", "paid", "completed", "cancelled", REFUNDED)},
    }
)
"""Words for the state of an order. Full-width commas and blanks are taken as half-width ones."""

BIRTHDAY_LABEL = "生日"
LEVEL_LABEL = "会员等级"

_EXTERNAL_USERID = ("external_userid", "外部联系人id", "企微客户id", "企业微信客户id")
_UNIONID = ("unionid", "union_id", "微信unionid", "用户unionid")
_CUSTOMER_NO = ("客户编号", "客户id", "客户号", "customer_no", "customer_id")
_PHONE = (
    "手机号",
    "手机号码",
    "手机",
    "联系手机",
    "会员手机",
    "会员手机号",
    "买家手机号",
    "买家手机",
    "收货人手机号",
    "收货人手机",
)
_MEMBER_NO = ("会员号", "会员卡号", "会员编号", "会员id", "vip卡号", "卡号", "会员编码")

TILL = Template(
    code="pos",
    kind=ImportKind.ORDERS,
    source="pos",
    name="门店 POS",
    fields={
        "order_no": ("小票号", "销售单号", "单据号", "单据编号", "小票单号", "流水号", "交易号", "单号", "订单号"),
        "placed_at": ("销售时间", "交易时间", "销售日期", "交易日期", "单据日期", "日期", "时间", "下单时间"),
        "amount": ("整单金额", "单据金额", "订单金额", "整单实收"),
        "refunded": ("退款金额", "退货金额"),
        "status": ("单据类型", "销售类型", "状态", "单据状态"),
        "shop": ("门店", "门店名称", "店铺", "店铺名称", "店铺编码", "门店编码"),
        "staff": ("导购", "营业员", "导购员", "销售员", "导购工号"),
        "member_no": _MEMBER_NO,
        "phone": _PHONE,
        "external_userid": _EXTERNAL_USERID,
        "unionid": _UNIONID,
        "sku": ("商品条码", "条码", "商品编码", "货号", "款号", "sku", "sku编码", "商品编号"),
        "item": ("商品名称", "品名", "商品", "名称"),
        "category": ("商品类别", "商品分类", "类别", "品类", "大类", "分类"),
        "quantity": ("数量", "销售数量", "件数"),
        "line_amount": ("实收金额", "成交金额", "实销金额", "销售金额", "实付金额", "金额", "小计"),
    },
    statuses=STATUSES,
)

TMALL = Template(
    code="tmall",
    kind=ImportKind.ORDERS,
    source="tmall",
    name="天猫 / 淘宝",
    fields={
        "order_no": ("订单编号", "主订单编号", "订单号"),
        "placed_at": ("订单创建时间", "拍下时间", "下单时间", "创建时间"),
        "paid_at": ("订单付款时间", "付款时间", "支付时间"),
        "amount": ("买家实际支付金额", "买家实付金额", "实付金额", "总金额", "买家应付货款"),
        "refunded": ("退款金额", "买家退款金额"),
        "refunded_at": ("退款时间", "退款完结时间"),
        "status": ("订单状态", "交易状态"),
        "shop": ("店铺名称", "门店名称"),
        "phone": ("联系手机", "收货人手机", "手机号", "手机"),
        "buyer": ("买家会员名", "买家昵称", "买家旺旺", "买家openuid"),
        "member_no": ("会员号", "会员卡号"),
        "unionid": _UNIONID,
        "sku": ("商家编码", "外部系统编号", "商品编码", "sku编码"),
        "item": ("宝贝标题", "商品标题", "商品名称"),
        "category": ("宝贝种类", "商品类目", "类目"),
        "quantity": ("宝贝总数量", "购买数量", "商品数量", "数量"),
    },
    statuses=STATUSES,
)

JD = Template(
    code="jd",
    kind=ImportKind.ORDERS,
    source="jd",
    name="京东",
    fields={
        "order_no": ("订单号", "订单编号", "订单id"),
        "placed_at": ("下单时间", "订单创建时间"),
        "paid_at": ("付款确认时间", "付款时间", "支付时间"),
        "amount": ("应付金额", "实付金额", "结算金额", "订单金额"),
        "refunded": ("退款金额", "售后退款金额"),
        "status": ("订单状态",),
        "shop": ("店铺名称", "门店名称"),
        "phone": ("联系电话", "联系手机", "手机号", "手机"),
        "buyer": ("下单帐号", "下单账号", "用户帐号", "用户账号", "用户pin"),
        "unionid": _UNIONID,
        "sku": ("商品id", "商品编号", "sku编号", "skuid", "商品sku", "货号"),
        "item": ("商品名称",),
        "category": ("商品类目", "三级类目", "类目", "品类"),
        "quantity": ("订购数量", "商品数量", "数量"),
    },
    statuses=STATUSES,
)

MINI_PROGRAM = Template(
    code="mini_program",
    kind=ImportKind.ORDERS,
    source="mini_program",
    name="小程序商城",
    fields={
        "order_no": ("订单号", "订单编号", "商户订单号"),
        "placed_at": ("订单创建时间", "下单时间", "创建时间"),
        "paid_at": ("买家付款时间", "付款时间", "支付时间"),
        "amount": ("订单实付金额", "订单实收金额", "实付金额", "支付金额", "实收金额", "订单金额"),
        "refunded": ("订单已退款金额", "退款金额", "已退款金额"),
        "refunded_at": ("退款时间", "退款成功时间"),
        "status": ("订单状态", "状态"),
        "shop": ("归属店铺", "归属门店", "所属门店", "门店名称", "店铺名称", "门店"),
        "staff": ("归属导购", "导购员", "导购", "分销员"),
        "external_userid": _EXTERNAL_USERID,
        "unionid": _UNIONID,
        "member_no": _MEMBER_NO,
        "phone": ("买家手机号", "下单人手机号", "用户手机号", "收货人手机号", "收货人手机", *_PHONE),
        "buyer": ("买家openid", "用户openid", "openid", "用户id", "买家id"),
        "sku": ("规格编码", "商品编码", "sku编码", "商家编码", "商品规格编码"),
        "item": ("商品名称", "商品标题", "全部商品名称"),
        "category": ("商品类目", "商品分类", "商品分组", "类目"),
        "quantity": ("商品数量", "购买数量", "数量"),
        "line_amount": ("商品实际成交金额", "商品实付金额", "商品金额小计"),
    },
    statuses=STATUSES,
)

MEMBERS = Template(
    code="members",
    kind=ImportKind.MEMBERS,
    source="members",
    name="会员资料",
    fields={
        "external_userid": _EXTERNAL_USERID,
        "unionid": _UNIONID,
        "member_no": _MEMBER_NO,
        "phone": _PHONE,
        "birthday": ("生日", "出生日期", "会员生日", "出生年月日"),
        "level": ("会员等级", "等级", "会员级别", "vip等级", "卡类型", "会员卡等级"),
        "tags": ("标签", "会员标签", "企业标签"),
    },
    statuses={},
)

PEOPLE = Template(
    code="people",
    kind=ImportKind.PEOPLE,
    source="people",
    name="客户名单",
    fields={
        "customer_no": _CUSTOMER_NO,
        "external_userid": _EXTERNAL_USERID,
        "unionid": _UNIONID,
        "member_no": _MEMBER_NO,
        "phone": (*_PHONE, "电话", "联系电话"),
    },
    statuses={},
)

TEMPLATES = (TILL, TMALL, JD, MINI_PROGRAM, MEMBERS, PEOPLE)
