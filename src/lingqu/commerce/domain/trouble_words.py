"""What is said of rows that cannot be taken, and how to mend them, in both languages of the report."""

from collections.abc import Mapping
from typing import Final, Literal

from lingqu.commerce.contracts.imports import Problem, Trouble

Language = Literal["zh", "en"]

HEADINGS: Final[Mapping[Language, tuple[str, str, str]]] = {
    "zh": ("行号", "列", "问题与修改办法"),
    "en": ("Row", "Column", "Problem and mend"),
}

_ZH: Final[Mapping[Trouble, str]] = {
    Trouble.MISSING: "缺少必填内容：请补上",
    Trouble.TOO_LONG: "内容过长：请删减",
    Trouble.FORMULA: "单元格是公式：请复制后「粘贴为值」再导出",
    Trouble.FORMULA_ERROR: "单元格是公式错误（如 #N/A）：请改为实际的值",
    Trouble.UNDECODABLE: "有乱码：请另存为 UTF-8 编码的 CSV",
    Trouble.LOST_DIGITS: "长号码被表格软件缩写，末尾数字已丢失：请把该列设为文本后重新导出",
    Trouble.TOO_MANY_CELLS: "单元格比表头多：内容里可能有未加引号的分隔符",
    Trouble.BAD_AMOUNT: "不是金额：请写成 123.45，最多两位小数，不能为负",
    Trouble.BAD_QUANTITY: "不是数量：请写成数字，最多三位小数",
    Trouble.BAD_NUMBER: "不是数字",
    Trouble.BAD_BOOLEAN: "不是「是」或「否」",
    Trouble.BAD_TIME: "不是时间：请写成 2026-03-01 12:30:45",
    Trouble.BAD_DATE: "不是日期：请写成 2026-03-01",
    Trouble.IN_FUTURE: "时间在未来：请核对年份",
    Trouble.BAD_PHONE: "不是电话号码",
    Trouble.BAD_CUSTOMER_NO: "不是客户编号：请填本系统的客户编号，只有数字",
    Trouble.UNKNOWN_STATUS: "不认识的订单状态：请在映射里说明它的含义",
    Trouble.UNKNOWN_TAG: "没有这个标签，或多个标签组有同名标签：请先新建，或写成「标签组/标签」",
    Trouble.REFUND_ABOVE_AMOUNT: "退款大于订单金额",
    Trouble.DUPLICATE: "与第 {other_row} 行重复：只取第一行",
    Trouble.ORDER_DIFFERS: "同一订单的金额、时间、状态或买家与第 {other_row} 行不一致",
    Trouble.ORDER_REFUSED: "同一订单有其他行被拒绝，整单不导入：请先改那一行",
    Trouble.TOO_MANY_LINES: "一个订单的商品行太多",
    Trouble.NO_IDENTITY: "没有可以识别会员的内容：请填会员号或手机号",
    Trouble.UNKNOWN_MEMBER: "没有这位外部联系人：请补上会员号、手机号或 unionid",
}

_EN: Final[Mapping[Trouble, str]] = {
    Trouble.MISSING: "something needed is missing: fill it in",
    Trouble.TOO_LONG: "too long: shorten it",
    Trouble.FORMULA: "a formula: paste it as a value and export again",
    Trouble.FORMULA_ERROR: "a formula's error (such as #N/A): write the value",
    Trouble.UNDECODABLE: "characters are damaged: save the file as CSV in UTF-8",
    Trouble.LOST_DIGITS: "a long number lost its last digits: set the column to text, and export again",
    Trouble.TOO_MANY_CELLS: "more cells than column names: a delimiter without quotation marks, most likely",
    Trouble.BAD_AMOUNT: "not an amount: write 123.45, two decimals at most, not negative",
    Trouble.BAD_QUANTITY: "not a quantity: write a number, three decimals at most",
    Trouble.BAD_NUMBER: "not a number",
    Trouble.BAD_BOOLEAN: "neither yes nor no",
    Trouble.BAD_TIME: "not an instant: write 2026-03-01 12:30:45",
    Trouble.BAD_DATE: "not a date: write 2026-03-01",
    Trouble.IN_FUTURE: "lies in the future: look at the year",
    Trouble.BAD_PHONE: "not a phone number",
    Trouble.BAD_CUSTOMER_NO: "not a customer's number: write the number that this system shows, digits only",
    Trouble.UNKNOWN_STATUS: "an unknown state of an order: say in the mapping what it means",
    Trouble.UNKNOWN_TAG: "no such tag, or several groups have one of this name: create it, or write group/tag",
    Trouble.REFUND_ABOVE_AMOUNT: "more went back than was paid",
    Trouble.DUPLICATE: "the same as row {other_row}: only the first is taken",
    Trouble.ORDER_DIFFERS: "amount, times, state or buyer of this order differ from row {other_row}",
    Trouble.ORDER_REFUSED: "another row of this order was refused, so the order is not taken: mend that row first",
    Trouble.TOO_MANY_LINES: "an order of too many lines",
    Trouble.NO_IDENTITY: "nothing tells who the member is: give a member number or a phone",
    Trouble.UNKNOWN_MEMBER: "there is no such contact: give a member number, a phone or a unionid",
}

_WORDS: Final[Mapping[Language, Mapping[Trouble, str]]] = {"zh": _ZH, "en": _EN}


def said(problem: Problem, language: Language) -> str:
    """Return what is wrong and how to mend it."""
    return _WORDS[language][problem.trouble].format(other_row=problem.other_row)
