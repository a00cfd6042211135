"""WeCom's ways of being added in both languages; source: developer.work.weixin.qq.com/document/path/92114."""

from collections.abc import Mapping
from typing import Final

from lingqu.kernel.languages import Language

_WORDS: Final = {
    0: ("未知来源", "an unknown way"),
    1: ("扫描二维码", "scanning a QR code"),
    2: ("搜索手机号", "searching the phone number"),
    3: ("名片分享", "a shared card"),
    4: ("群聊", "a group chat"),
    5: ("手机通讯录", "phone contacts"),
    6: ("微信联系人", "a WeChat contact"),
    8: ("安装第三方应用时自动添加", "installing a third-party app"),
    9: ("搜索邮箱", "searching the e-mail"),
    10: ("视频号", "a video channel"),
    11: ("日程参与人", "a shared schedule"),
    12: ("会议参与人", "a shared meeting"),
    13: ("微信好友的企业微信", "the WeCom of a WeChat friend"),
    14: ("智慧硬件客服", "smart-hardware service"),
    15: ("上门服务客服", "on-site service"),
    16: ("获客链接", "an acquisition link"),
    17: ("定制开发", "custom development"),
    18: ("需求回复", "a reply to a demand"),
    21: ("第三方售前客服", "third-party pre-sales"),
    22: ("可能的商务伙伴", "a possible business partner"),
    24: ("接受微信账号的好友申请", "accepting a request to the WeChat account"),
    201: ("内部成员共享", "a colleague who shared them"),
    202: ("管理员分配", "an administrator who assigned them"),
}


def add_ways_in(language: Language) -> Mapping[int, str]:
    """Return the words by WeCom's numbers; the numbers between are not documented."""
    return {way: zh if language is Language.ZH else en for way, (zh, en) in _WORDS.items()}
