"""Words that members may not say to customers (聊天敏感词)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_characters, at_most_items, given, one_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PHONE_NUMBER = 1
EMAIL = 2
RED_PACKET = 3
BLOCK = 1
WARN = 2
MAX_NAME_CHARACTERS = 20
MAX_WORDS = 300
MAX_WORD_CHARACTERS = 32
MAX_NODES_PER_CALL = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicableRange:
    """For whom a rule holds: up to 1000 members and 1000 departments a call."""

    user_list: Sequence[str] | None = None
    department_list: Sequence[int] | None = None

    def __post_init__(self) -> None:
        one_of(self, user_list=self.user_list, department_list=self.department_list)
        at_most_items(self, "user_list", self.user_list, MAX_NODES_PER_CALL)
        at_most_items(self, "department_list", self.department_list, MAX_NODES_PER_CALL)


class NewInterceptRule(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the rule just made.

    Attributes:
        sent_rule_id: as WeCom sends it, which is text on most pages and a number in one sample.
    """

    sent_rule_id: str | int = msgspec.field(name="rule_id")

    @property
    def rule_id(self) -> str:
        """The id as text, as the other calls want it."""
        return str(self.sent_rule_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddInterceptRule(Call[NewInterceptRule]):
    """Make a rule.

    Window: the common limits; 100 rules a corp. Not safe to repeat: after a lost answer look for the name.
    Shape: a name of 1 to 20 characters, unique; up to 300 words of 1 to 32 characters; semantics_list of 1 phone
        number, 2 e-mail, 3 red packet; intercept_type 1 warns and blocks, 2 warns.
    Errors: 41069 too many rules; 41077 name used; 41068 too many words; 41083 word; 41084 semantics; 41076 too many
        members; 60011 outside the visible range.
    Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_intercept_rule"

    rule_name: str
    word_list: Sequence[str]
    intercept_type: Literal[1, 2]
    applicable_range: ApplicableRange
    semantics_list: Sequence[Literal[1, 2, 3]] | None = None

    def __post_init__(self) -> None:
        given(self, rule_name=self.rule_name, word_list=self.word_list)
        _check(self, self.rule_name, self.word_list)


class ListedInterceptRule(NewInterceptRule, frozen=True, kw_only=True):
    """A rule in short; `create_time` in unix seconds."""

    rule_name: str = ""
    create_time: int = 0


class InterceptRules(msgspec.Struct, frozen=True, kw_only=True):
    """All rules of the corp, whoever made them."""

    rule_list: tuple[ListedInterceptRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInterceptRuleList(Call[InterceptRules]):
    """List the rules of the corp.

    Window: the common limits.
    Shape: nothing in; not paged, 100 at most.
    Errors: none of its own.
    Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_intercept_rule_list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


class RuleRange(msgspec.Struct, frozen=True, kw_only=True):
    """For whom a rule holds, as far as the app may see."""

    user_list: tuple[str, ...] = ()
    department_list: tuple[int, ...] = ()


class RuleSemantics(msgspec.Struct, frozen=True, kw_only=True):
    """Kinds of content that a rule finds without words."""

    semantics_list: tuple[int, ...] = ()


class InterceptRule(ListedInterceptRule, frozen=True, kw_only=True):
    """A rule; WeCom's page shows its semantics in two places, `semantics` reads both."""

    word_list: tuple[str, ...] = ()
    intercept_type: int = 0
    applicable_range: RuleRange = RuleRange()
    semantics_list: tuple[int, ...] = ()
    extra_rule: RuleSemantics = RuleSemantics()

    @property
    def semantics(self) -> tuple[int, ...]:
        """1 phone number, 2 e-mail, 3 red packet."""
        return self.semantics_list or self.extra_rule.semantics_list


class InterceptRuleDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetInterceptRule`."""

    rule: InterceptRule


@dataclass(frozen=True, slots=True, kw_only=True)
class GetInterceptRule(Call[InterceptRuleDetail]):
    """Read one rule.

    Window: the common limits.
    Shape: one rule_id.
    Errors: 41070 id invalid; 41071 deleted.
    Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_intercept_rule"
    idempotent: ClassVar[bool] = True

    rule_id: str

    def __post_init__(self) -> None:
        given(self, rule_id=self.rule_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraRule:
    """Semantics as an update wants them; an empty list clears them."""

    semantics_list: Sequence[Literal[1, 2, 3]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateInterceptRule(Call[Done]):
    """Change a rule this app made; absent fields stay, words are replaced (an empty list of words is ignored).

    Window: the common limits.
    Shape: as `AddInterceptRule`, but semantics inside `extra_rule`; the range is added to and taken from, at most
        1000 members and departments each a call and 10,000 userids a rule.
    Errors: as `AddInterceptRule`; 41070 id invalid; 41071 deleted.
    Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/update_intercept_rule"
    idempotent: ClassVar[bool] = True

    rule_id: str
    rule_name: str | None = None
    word_list: Sequence[str] | None = None
    extra_rule: ExtraRule | None = None
    intercept_type: Literal[1, 2] | None = None
    add_applicable_range: ApplicableRange | None = None
    remove_applicable_range: ApplicableRange | None = None

    def __post_init__(self) -> None:
        given(self, rule_id=self.rule_id)
        _check(self, self.rule_name, self.word_list or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class DelInterceptRule(Call[Done]):
    """Delete a rule this app made.

    Window: the common limits.
    Shape: one rule_id.
    Errors: 41071 deleted already (also when repeated); 41070 id invalid.
    Source: https://developer.work.weixin.qq.com/document/path/95097 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/del_intercept_rule"
    idempotent: ClassVar[bool] = True

    rule_id: str

    def __post_init__(self) -> None:
        given(self, rule_id=self.rule_id)


def _check(of: object, name: str | None, words: Sequence[str]) -> None:
    at_most_characters(of, "rule_name", name, MAX_NAME_CHARACTERS)
    at_most_items(of, "word_list", words, MAX_WORDS)
    for word in words:
        given(of, word_list=word)
        at_most_characters(of, "word_list", word, MAX_WORD_CHARACTERS)
