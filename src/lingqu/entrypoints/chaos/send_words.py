"""What the brand of `lingqu chaos send` is called by and says; no two programmes say the same, nor two contents."""

TAG_GROUP = "会员日"
TAGS = ("金卡", "银卡", "宝妈", "健身", "露营", "咖啡", "新品尝鲜", "老友")
PROGRAMME = "第 {number} 期"
BY_TAG = "第 {number} 期会员日:{audience}的朋友{offer},出示本消息即可。"
BY_GROUPS = "第 {number} 期群福利:{audience}的朋友本周到店领小样一份。"
GROUPS = "会员群"
GROUP = "{groups} {number}"
BY_SEGMENT = "第 {number} 期新品试穿:{audience}的朋友本周预约试穿,{offer}。"
OFFERS = {"A": "到店满 300 减 60", "B": "送羊毛袜一双"}
"""What the contents of a programme differ in, by variant."""
SEASON = {"name": "冬季会员季", "category": "marketing", "owner": "林晓"}
SEGMENT = "{first}或{second}"
REFUSAL = {
    "purpose": "marketing",
    "channel": "any",
    "stance": "withdrawn",
    "source": "conversation",
    "reason": "说不想再收到了",
}
LEFT_IN_PEACE = {"purpose": None, "reason": "complaint", "note": None, "ends_at": None}
