"""Definitions in Chinese."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lingqu.customers.contracts.tags import MatchTags
from lingqu.kernel.languages import Language
from lingqu.segments.contracts.definition import (
    AttributeLeaf,
    BucketLeaf,
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    GroupLeaf,
    LapseLeaf,
    ListLeaf,
    OrderLeaf,
    OrderMeasure,
    RelationLeaf,
    RelationScope,
    RelationState,
    SegmentLeaf,
    SequenceLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import ONCE, Between, Count, Last, Op, Window
from lingqu.segments.domain.sentences.reader import Reader, number, yuan

_NUMBERS: Final = {Op.EQ: "恰好", Op.NE: "不是", Op.LT: "少于", Op.LE: "至多", Op.GT: "多于", Op.GE: "至少"}
_ORDER: Final = {Op.EQ: "等于", Op.NE: "不等于", Op.LT: "小于", Op.LE: "不超过", Op.GT: "大于", Op.GE: "至少为"}
_VALUES: Final = {**_ORDER, Op.NE: "有值但不等于"}
_DATES: Final = {Op.EQ: "是", Op.NE: "有值但不是", Op.LT: "早于", Op.LE: "不晚于", Op.GT: "晚于", Op.GE: "不早于"}
_TRUTHS: Final = {**_DATES, Op.EQ: "为", Op.NE: "有值但不为"}
_COMPARISONS: Final = {
    Op.EXISTS: "{subject}有值",
    Op.BETWEEN: "{subject}从 {low} 到 {high}",
    Op.IN: "{subject}是{value}",
    Op.CONTAINS: "{subject}含{value}",
    Op.STARTS: "{subject}开头是{value}",
    Op.THIS_MONTH: "{subject}在本月",
    Op.WITHIN_LAST: "{subject}在最近 {value}内（含今天）",
    Op.WITHIN_NEXT: "{subject}在未来 {value}内（含今天）",
    Op.ANNIVERSARY_WITHIN_NEXT: "{subject}的周年在未来 {value}内（含今天）",
}
_UNITS: Final = {"day": "天", "hour": "小时", "minute": "分钟", "second": "秒"}
_STATES: Final = {
    RelationState.LIVE: "是好友",
    RelationState.ENDED: "曾是好友、现已解除",
    RelationState.DELETED_BY_CUSTOMER: "曾是好友、被客户删除",
    RelationState.DELETED_BY_STAFF: "曾是好友、被成员删除",
    RelationState.ANY: "是好友或曾是好友",
}
_MEASURES: Final = {
    OrderMeasure.COUNT: "订单数",
    OrderMeasure.SUM: "消费总额",
    OrderMeasure.AVERAGE: "平均每单金额",
    OrderMeasure.DAYS_SINCE_LAST: "距最近一次下单的天数",
}


class Chinese(Reader):
    """Says definitions in Chinese."""

    language = Language.ZH
    outer_all = "，"
    outer_any = "，或者"
    inner_all = "，并且"
    inner_any = "，或者"
    brackets = ("（", "）")
    negation = "不满足"
    comparisons = _COMPARISONS
    orders = _VALUES
    dates = _DATES
    truths = _TRUTHS
    everybody = "所有客户"
    nobody = "没有任何客户"

    def counted(self, number: float, unit: str) -> str:  # noqa: D102  as the base says
        return f" {number:g} {_UNITS[unit]}"

    def quoted(self, text: str) -> str:  # noqa: D102
        return f"「{text}」"

    def either(self, items: Iterable[str]) -> str:  # noqa: D102
        return "或".join(items)

    def ordered(self, subject: str, word: str, value: str) -> str:  # noqa: D102
        return f"{subject}{word}{value}" if value.startswith("「") else f"{subject}{word} {value}"

    def truth(self, value: bool) -> str:  # noqa: D102, FBT001
        return self.quoted("是" if value else "否")

    def unworded(self, key: str) -> str:  # noqa: D102
        return f"属性{self.quoted(key)}"

    # ───────────────────────── leaves ─────────────────────────

    def attribute(self, leaf: AttributeLeaf) -> str:
        """Say a comparison of an attribute."""
        return self.compared(self.names.attributes.get(leaf.key, leaf.key), leaf.op, leaf.value)

    def tag(self, leaf: TagLeaf) -> str:
        """Say which tags."""
        items = self.named(leaf.tags, self.names.tags)
        items += [f"标签组{one}中的任一个" for one in self.named(leaf.groups, self.names.tag_groups)]
        marks = f"{self._window(leaf.granted)}打上的" if leaf.granted is not None else ""
        marks += f"来源为{self.either(map(self.quoted, leaf.sources))}的" if leaf.sources else ""
        where = f"在与{self._members(leaf.scope)}的" if leaf.scope is not None else "在"
        where = f"{where}同一段好友关系上" if leaf.one_relation else f"{where}好友关系上" if leaf.scope else ""
        if leaf.match is MatchTags.ALL:
            return f"{where}同时有{marks}标签{'和'.join(items)}"
        several = len(items) > 1
        if leaf.match is MatchTags.NONE:
            return f"{where}没有{marks}标签{self.either(items)}" + ("中的任何一个" if several else "")
        return f"{where}有{marks}标签{self.either(items)}"

    def relation(self, leaf: RelationLeaf) -> str:
        """Say with whom, how many and how."""
        ways = [f"添加方式为{self.either(self.named(leaf.add_ways, self.names.add_ways))}"] if leaf.add_ways else []
        ways += [f"经渠道{self.either(self.named(leaf.channels, self.names.channels))}添加"] if leaf.channels else []
        ways += [f"{self._window(leaf.added)}添加"] if leaf.added is not None else []
        ways += [f"{self._window(leaf.ended)}解除"] if leaf.ended is not None else []
        if leaf.state is RelationState.LIVE and leaf.count == ONCE and leaf.scope is not None and not ways:
            return f"由{self._members(leaf.scope)}服务"
        many = "" if leaf.count == ONCE else self._count(leaf.count, "位")
        which = f"（{'、'.join(ways)}）" if ways else ""
        return f"与{many}{self._members(leaf.scope)}{_STATES[leaf.state]}{which}"

    def event(self, leaf: EventLeaf) -> str:
        """Say how often."""
        window, match = self._window(leaf.window), self._match(leaf.event)
        if leaf.distinct is not None:
            what = self.subject(leaf.event.name, leaf.distinct)
            return f"{window}{match}的{what}有{self._count(leaf.count, '种')}不同的值"
        if leaf.count == ONCE:
            return f"{window}有过{match}"
        if leaf.count == Count(op=Op.EQ, n=0):
            return f"{window}没有过{match}"
        return f"{window}{match}的次数{_ORDER[leaf.count.op]} {number(leaf.count.n)}"

    def edge(self, leaf: EventEdgeLeaf) -> str:
        """Say what the first or the last was like."""
        which = "首次" if leaf.edge is Edge.FIRST else "最近一次"
        return f"{self._window(leaf.window)}{which}{self._match(leaf.event)}的{self.tested(leaf.event.name, leaf.test)}"

    def sequence(self, leaf: SequenceLeaf) -> str:
        """Say the steps in order."""
        steps = "、再".join(map(self._match, leaf.steps))
        return f"{self._window(leaf.window)}在{self.span(leaf.within)}内先{steps}"

    def lapse(self, leaf: LapseLeaf) -> str:
        """Say what did not follow."""
        did, missing = self._match(leaf.did), self._match(leaf.then_not)
        return f"{self._window(leaf.window)}有过{did}、之后{self.span(leaf.within)}内没有{missing}"

    def order(self, leaf: OrderLeaf) -> str:
        """Say what was bought."""
        kinds = self.either(map(self.quoted, leaf.categories))
        where = f"在{self.either(self.named(leaf.shops, self.names.departments))}" if leaf.shops else ""
        where += f"从{self.either(map(self.quoted, leaf.sources))}" if leaf.sources else ""
        window = self._window(leaf.window)
        if leaf.measure is OrderMeasure.COUNT and (leaf.op, leaf.value) in {(Op.GE, 1), (Op.EQ, 0)}:
            return f"{window}{where}{'买过' if leaf.value else '没买过'}{kinds or '东西'}"
        what = f"含{kinds}的" if kinds else ""
        said = _MEASURES[leaf.measure]
        if leaf.measure in {OrderMeasure.SUM, OrderMeasure.AVERAGE}:
            return f"{window}{where}{what}{said}{_ORDER[leaf.op]} {yuan(leaf.value)} 元"
        return f"{window}{where}{what}{said}{_ORDER[leaf.op]} {number(leaf.value)}"

    def group(self, leaf: GroupLeaf) -> str:
        """Say in which groupchats."""
        of = [f"群标签为{self.either(self.named(leaf.chat_tags, self.names.chat_tags))}"] if leaf.chat_tags else []
        of += [f"群主为{self.either(self.named(leaf.owners, self.names.staff))}"] if leaf.owners else []
        of += [f"{self._window(leaf.joined)}加入"] if leaf.joined is not None else []
        which = self.either(self.named(leaf.chats, self.names.chats))
        return f"在客户群{which}中" + (f"（{'、'.join(of)}）" if of else "")

    def segment(self, leaf: SegmentLeaf) -> str:
        """Say which other segment."""
        name = "".join(self.named([leaf.segment_id], self.names.segments))
        return f"在人群{name}中" + ("" if leaf.held_for is None else f"已连续{self.span(leaf.held_for)}")

    def bucket(self, leaf: BucketLeaf) -> str:
        """Say which share."""
        share = number((leaf.last - leaf.first + 1) / 10)
        return f"抽样{self.quoted(leaf.salt)}的 {leaf.first}–{leaf.last} 号（占 {share}%）"

    def listed(self, leaf: ListLeaf) -> str:
        """Say which list."""
        return f"在名单{''.join(self.named([leaf.list_id], self.names.lists))}上"

    # ───────────────────────── parts ─────────────────────────

    def _count(self, count: Count, unit: str) -> str:
        return f"{_NUMBERS[count.op]} {number(count.n)} {unit}"

    def _members(self, scope: RelationScope | None) -> str:
        if scope is None or not (scope.staff or scope.departments):
            return "成员"
        who = self.named(scope.staff, self.names.staff)
        return self.either([*who, *(f"{one}的成员" for one in self.named(scope.departments, self.names.departments))])

    def _match(self, match: EventMatch) -> str:
        event = self.quoted(self.names.events.get(match.name, match.name))
        tests = "且".join(_spaced(self.tested(match.name, one)) for one in match.where)
        return f"{tests}的{event}" if tests else event

    def _window(self, window: Window | None) -> str:
        if window is None:
            return ""
        if isinstance(window, Last):
            return f"最近{self.span(window.duration)}内"
        if not isinstance(window, Between):
            return f"{window.first} 至 {window.last} "
        since = f"{self.minute(window.since)} 起" if window.since is not None else ""
        return since + (f"{self.minute(window.before)} 前" if window.before is not None else "")


def _spaced(said: str) -> str:
    """A number stands apart from the character after it."""
    return f"{said} " if said[-1].isdigit() else said
