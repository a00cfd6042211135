"""The life of relations, requests and greetings under any sequence of acts and calls."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wecom_twin.callbacks.outbox import make_config
from wecom_twin.clock import Clock
from wecom_twin.state.contacts import Bond, Relation
from wecom_twin.state.ways import ContactWay
from wecom_twin.wire.gate import Gate, Request
from wecom_twin.world import World

NOON = 1_767_326_400.0
KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"
MEMBERS = ("chen_rui", "li_na")


class Life(RuleBasedStateMachine):
    """Two members, a handful of people, and everything that can happen between them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(clock=Clock.stepped(NOON), seed=2)
        self.corp = self.world.add_corp(cap="weekly_7")
        app = self.world.add_app(self.corp)
        app.callback = make_config(corpid=self.corp.corpid, url="http://127.0.0.1:1/", token="t", encoding_aes_key=KEY)
        for userid in MEMBERS:
            self.world.add_member(self.corp, userid, userid)
        for config_id, skip in (("open", True), ("asking", False)):
            way = ContactWay(config_id, 2, 2, NOON, app.agentid, skip_verify=skip, user=list(MEMBERS))
            self.corp.ways[config_id] = way
        self.gate = Gate(self.world)
        self.token = self.call("gettoken", corpid=self.corp.corpid, corpsecret=app.secret)["access_token"]
        self.greeted: dict[str, int] = {}

    def call(self, path: str, body: object = None, **query: object) -> dict[str, object]:
        request = Request(
            method="GET" if body is None else "POST",
            path=f"/cgi-bin/{path}",
            query={name: str(value) for name, value in query.items()},
            body=msgspec.json.encode(body),
            content_type="application/json",
            byte_range="",
            ip="127.0.0.1",
        )
        return msgspec.json.decode(self.gate.serve(request).body)

    def pairs(self) -> list[Relation]:
        return [one for customer in self.corp.customers.values() for one in customer.relations]

    @rule(way=st.sampled_from(["open", "asking"]))
    def a_stranger_scans(self, way: str) -> None:
        self.world.scan(way)

    @precondition(lambda self: self.corp.customers)
    @rule(way=st.sampled_from(["open", "asking"]), who=st.integers(0, 99))
    def somebody_scans_again(self, way: str, who: int) -> None:
        ids = list(self.corp.customers)
        self.world.scan(way, external_userid=ids[who % len(ids)])

    @precondition(lambda self: self.corp.requests)
    @rule()
    def a_request_is_accepted(self) -> None:
        userid, external_userid = next(iter(self.corp.requests))
        self.world.accept(userid, external_userid)

    @precondition(lambda self: self.pairs())
    @rule(which=st.integers(0, 99), by_customer=st.booleans())
    def one_deletes_the_other(self, which: int, by_customer: bool) -> None:  # noqa: FBT001 - drawn
        relation = self.pairs()[which % len(self.pairs())]
        delete = self.world.customer_deletes if by_customer else self.world.staff_deletes
        delete(relation.member.userid, relation.customer.external_userid)

    @precondition(lambda self: self.corp.welcome_codes)
    @rule(which=st.integers(0, 99))
    def a_code_is_spent(self, which: int) -> None:
        code = list(self.corp.welcome_codes)[which % len(self.corp.welcome_codes)]
        greeting = self.corp.welcome_codes[code].greeting.id
        answer = self.call(
            "externalcontact/send_welcome_msg",
            {"welcome_code": code, "text": {"content": "欢迎"}},
            access_token=self.token,
        )
        if answer["errcode"] == 0:
            self.greeted[greeting] = self.greeted.get(greeting, 0) + 1
        else:
            assert answer["errcode"] in (41050, 41051)

    @precondition(lambda self: self.pairs())
    @rule(which=st.integers(0, 99))
    def a_member_sends(self, which: int) -> None:
        relation = self.pairs()[which % len(self.pairs())]
        friends = relation.bond is Bond.FULL
        send = self.world.member_sends(relation.member.userid, [relation.customer.external_userid], "你好")
        (outcome,) = send.tasks[relation.member.userid].outcomes.values()
        assert (outcome.status in (1, 3)) == friends

    @rule(seconds=st.sampled_from([1.0, 15.0, 21.0, 90_000.0]))
    def time_passes(self, seconds: float) -> None:
        self.world.advance(by=seconds)
        if seconds > 7_000:
            app = self.corp.app
            self.token = self.call("gettoken", corpid=self.corp.corpid, corpsecret=app.secret)["access_token"]

    @invariant()
    def a_pair_stands_once_on_both_sides(self) -> None:
        for member in self.corp.directory.members.values():
            for external_userid, relation in member.relations.items():
                others = [one for one in self.corp.customers[external_userid].relations if one.member is member]
                assert others == [relation]

    @invariant()
    def a_detail_is_readable_exactly_while_a_pair_is(self) -> None:
        for external_userid, customer in self.corp.customers.items():
            answer = self.call("externalcontact/get", access_token=self.token, external_userid=external_userid)
            readable = {one.member.userid for one in customer.relations if one.readable}
            assert answer["errcode"] == (0 if readable else 84061)
            assert {one["userid"] for one in answer["follow_user"]} == readable  # type: ignore[index, union-attr] - JSON

    @invariant()
    def nobody_is_greeted_twice_for_one_adding(self) -> None:
        assert all(count == 1 for count in self.greeted.values())
        assert self.world.ledger.doubles() == []

    @invariant()
    def every_greeting_is_accounted_for(self) -> None:
        summary = self.world.ledger.welcomes(now=self.world.now())
        assert summary.issued == len(self.corp.welcome_codes)
        assert summary.on_time == len(self.greeted)
        assert summary.due == summary.on_time + summary.late + summary.missing

    @invariant()
    def who_left_hears_of_it_in_a_callback(self) -> None:
        told = [one.change_type for one in self.world.ledger.callback_records]
        added = [one.outcome for one in self.world.ledger.scans].count("added")
        assert told.count("add_external_contact") >= added


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=100, stateful_step_count=25)
