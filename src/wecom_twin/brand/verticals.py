"""Trades: what a brand of each sells, how it tags its customers, what its staff are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Vertical:
    """One trade. In the first two groups a customer has one tag, from the third up to three.

    Weights are relative and answer to the tags by position.
    """

    brand: str
    guide: str
    levels: tuple[str, ...] = ("普通会员", "银卡", "金卡", "黑金卡")
    level_weights: tuple[int, ...] = (70, 20, 8, 2)
    stages: tuple[str, ...] = ("了解", "意向", "首购", "复购")
    stage_weights: tuple[int, ...] = (35, 25, 25, 15)
    preferences: tuple[str, ...]
    remarks: tuple[str, ...]


VERTICALS: dict[str, Vertical] = {
    "apparel": Vertical(
        brand="云岭羽绒",
        guide="导购",
        preferences=("轻薄款", "长款", "童装", "男装", "运动", "折扣"),
        remarks=("165码", "喜欢黑色", "给爸妈买", "等新款"),
    ),
    "mother_baby": Vertical(
        brand="小禾苗母婴",
        guide="育儿顾问",
        stages=("孕期", "0-6月", "6-12月", "1-3岁"),
        preferences=("奶粉", "纸尿裤", "辅食", "童车", "早教", "亲子活动"),
        remarks=("二胎", "预产期3月", "过敏体质", "只要国产"),
    ),
    "beauty": Vertical(
        brand="初岚美妆",
        guide="美容顾问",
        preferences=("护肤", "彩妆", "香水", "敏感肌", "抗初老", "小样"),
        remarks=("油皮", "干皮", "生日礼", "常带朋友"),
    ),
    "food": Vertical(
        brand="半山茶饮",
        guide="店员",
        preferences=("乌龙", "水果茶", "无糖", "团购", "早餐", "新品尝鲜"),
        remarks=("少冰", "公司下午茶", "常点外卖", "老顾客"),
    ),
}

TAG_GROUPS = ("会员等级", "购买阶段", "偏好")
