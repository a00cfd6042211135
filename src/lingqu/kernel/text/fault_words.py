"""Faults of a text in both languages: what is wrong, and how to mend it; what every kind of text can have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from lingqu.kernel.languages import Language
from lingqu.kernel.text.faults import BadTextError, SaidFault, TextFault


class FaultWords(NamedTuple):
    """What is wrong and the mend, each in Chinese and English, with places for the fault's data."""

    zh: str
    zh_mend: str
    en: str
    en_mend: str


Catalogue: TypeAlias = Mapping[str, FaultWords]
"""Words by the kind of fault. What a file begins with and how it is cut into smaller ones, each kind of text says."""

COMMON: Final[Catalogue] = {
    "yaml": FaultWords(
        "这里不是 YAML：{problem}",
        "检查缩进、引号和括号；冒号后要有空格，缩进用空格而不是制表符",
        "this is no YAML: {problem}",
        "look at indentation, quotes and brackets; a colon is followed by a space, and no tab indents",
    ),
    "unprintable": FaultWords(
        "有不可见的控制字符 {code}",
        "删去它；在引号中可写作转义",
        "there is a control character {code}",
        "take it away, or escape it within double quotes",
    ),
    "encoding": FaultWords("不是 UTF-8 文本", "另存为 UTF-8", "this is not UTF-8", "save the file as UTF-8"),
    "bytes": FaultWords(
        "文本有 {bytes} 字节，最多 {most}",
        "拆成几个文件",
        "the text has {bytes} bytes, at most {most} are read",
        "cut it into several files",
    ),
    "places": FaultWords("超过 {most} 个值", "拆成几个文件", "more than {most} values", "cut it into several files"),
    "yaml_tag": FaultWords(
        "不使用 YAML 的类型标记 {tag}",
        "去掉它；以 ! 开头的名称要加引号",
        "type tags of YAML such as {tag} are not used",
        "take it away; quote a name that begins with !",
    ),
    "odd_key": FaultWords(
        "字段名只能是一个词", "写成 名称: 值", "a key is one word", "write key: value, the key without brackets"
    ),
    "duplicate": FaultWords(
        "“{key}”在第 {line} 行已经写过",
        "合成一处，或删去一处",
        "{key!r} is written in line {line} already",
        "join the two, or take one away",
    ),
    "long_name": FaultWords("名称最多 {most} 个字", "写短一些", "a name has at most {most} characters", "shorten it"),
    "key": FaultWords(
        "这里没有“{key}”这个字段{near}", "可用：{known}", "there is no field {key!r} here{near}", "known are {known}"
    ),
    "missing": FaultWords("缺少“{key}”", "补上 {key}: …", "{key!r} is missing", "add {key}: …"),
    "type": FaultWords(
        "这里应是{wanted}，却是{found}",
        "改成{wanted}",
        "a {wanted} is asked for, here is a {found}",
        "write a {wanted}",
    ),
    "choice": FaultWords(
        "“{word}”不在可选之列{near}", "可用：{known}", "{word!r} is no choice{near}", "choose one of {known}"
    ),
    "duration": FaultWords(
        "“{written}”不是时长",
        "写成 30d、12h、90m 或 1d12h",
        "{written!r} is no duration",
        "write 30d, 12h, 90m or 1d12h",
    ),
    "moment": FaultWords(
        "“{written}”不是时刻",
        "写成 2026-03-01、2026-03-01 08:00 或 12d ago",
        "{written!r} is no moment",
        "write 2026-03-01, 2026-03-01 08:00 or 12d ago",
    ),
    "ambiguous": FaultWords(
        "有几个{noun}都叫“{name}”",
        "写明是哪一个：{near_list}",
        "several {noun}s are called {name!r}",
        "say which: {near_list}",
    ),
    "another_name": FaultWords(
        "编号对应的{noun}不叫“{name}”",
        "应写 {near_list}",
        "the {noun} of that number is not {name!r}",
        "write {near_list}",
    ),
    "other": FaultWords("{message}", "检查写法", "{message}", "look at how it is written"),
}

_NOUNS: Final[Mapping[str, tuple[str, str]]] = {
    "tag": ("标签", "tag"),
    "tag_group": ("标签组", "tag group"),
    "staff": ("成员", "member"),
    "department": ("部门或门店", "department or shop"),
    "channel": ("渠道", "channel"),
    "chat": ("客户群", "groupchat"),
    "chat_tag": ("群标签", "groupchat tag"),
    "segment": ("人群", "segment"),
    "list": ("名单", "list"),
    "programme": ("运营计划", "programme"),
    "stage": ("阶段", "stage"),
    "text": ("文字", "text"),
    "number": ("数字", "number"),
    "whole": ("整数", "whole number"),
    "truth": ("true 或 false", "true or false"),
    "nothing": ("空", "blank"),
    "mapping": ("“名称: 值”", "mapping"),
    "value": ("一个值", "value"),
}
_LIST: Final = ("列表", "list")


def say_faults(error: BadTextError, language: Language, catalogue: Catalogue) -> list[SaidFault]:
    """Return the faults of a refusal in the reader's language, in the order of the text."""
    found: Sequence[TextFault] = error.data["found"]
    said: list[SaidFault] = []
    for one in found:
        message, mend = say_fault(one, language, catalogue)
        mark = one.mark
        said.append(
            SaidFault(file=mark.file, line=mark.line, column=mark.column, path=mark.path, message=message, mend=mend)
        )
    return said


def say_fault(one: TextFault, language: Language, catalogue: Catalogue) -> tuple[str, str]:
    """Return what is wrong and how to mend it."""
    words = catalogue.get(one.fault, COMMON["other"])
    at = 0 if language is Language.ZH else 1
    said = {"message": one.fault, **{key: _said(key, value, at) for key, value in one.data.items()}}
    near = one.data.get("near") or ()
    said["near_list"] = ("、", ", ")[at].join(near)
    said["near"] = (("，是不是 {}？", ", perhaps {}")[at].format(said["near_list"])) if near else ""
    message, mend = (words.zh, words.zh_mend) if at == 0 else (words.en, words.en_mend)
    return message.format(**said), mend.format(**said)


def _said(key: str, value: Any, at: int) -> Any:
    if key in {"wanted", "found", "noun"}:
        both = _LIST if value == "list" and key != "noun" else _NOUNS.get(value, (value, value))
        return both[at]
    if key == "way":
        return " → ".join(value)
    if isinstance(value, list | tuple):
        return ("、", ", ")[at].join(map(str, value)) or ("无", "none")[at]
    return value
