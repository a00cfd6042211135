"""What callbacks tell step by step and what a fresh walk tells at once is the same; duplicates do not matter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any, Literal

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import make_corp
from doubles.customers import CustomersDouble
from doubles.jobs import Steps, elsewhere
from lingqu.corps import api as corps
from lingqu.corps.contracts import JOB_SYNC_GROUPCHATS, StageName
from lingqu.customers.api.sync import Reading, read_tags
from lingqu.customers.api.walk import sync_customers
from lingqu.customers.jobs import kinds
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.secrets import Keyring
from lingqu.ingestion.contracts import InboundEvent

from .conftest import Callbacks, Rows, resolve_channels

STAFF = ("chen_rui", "li_na")
PEOPLE = ("wm_1", "wm_2", "wm_3")
TAGS = ("VIP", "茶")

Act = tuple[Literal["add", "half", "leave", "drop", "note"], str, str, int]

_corps = count(1)

acts = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "half", "leave", "drop", "note", "note"]),
        st.sampled_from(STAFF),
        st.sampled_from(PEOPLE),
        st.integers(0, 5),
    ),
    max_size=14,
)


@dataclass
class Life:
    """People act in WeCom, one act a minute; every act leaves what it leaves there, and the callback it raises."""

    wecom: CustomersDouble
    callbacks: Callbacks
    clock: SteppedClock
    left: set[tuple[str, str]] = field(default_factory=set)
    half: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """With the state of the code that was scanned; the confirmation carries the same."""
    raised: list[InboundEvent] = field(default_factory=list)

    def act(self, act: Act) -> None:
        kind, userid, whom, choice = act
        self.clock.advance(timedelta(minutes=1))
        pair = (userid, whom)
        here = any(key == pair for key in self.wecom.follows)
        state = (None, "ch_1", "ch_2")[choice % 3]
        if kind == "add" and (not here or pair in self.left):
            self.left.discard(pair)
            state = self.half.pop(pair, state)
            self.wecom.follow(userid, whom, self.clock.now(), state=state)
            self.raised.append(self.callbacks.added(userid, whom, **_carrying(state)))
        elif kind == "half" and not here and pair not in self.half:
            self.half[pair] = state
            self.raised.append(self.callbacks.half_added(userid, whom, **_carrying(state)))
        elif kind == "leave" and here and pair not in self.left:
            self.left.add(pair)
            self.raised.append(self.callbacks.customer_deleted(userid, whom))
        elif kind == "drop" and here:
            self.left.discard(pair)
            self.wecom.staff_deletes(userid, whom)
            self.raised.append(self.callbacks.staff_deleted(userid, whom))
        elif kind == "note" and here and pair not in self.left:
            tags = [tag.wecom_tag_id for group in self.wecom.library.values() for tag in group.tags]
            self.wecom.note(
                userid,
                whom,
                remark=f"备注{choice}",
                wecom_tag_ids=frozenset(tag for bit, tag in enumerate(tags) if choice >> bit & 1),
                phones=(f"1391234{choice:04}",),
            )
            self.raised.append(self.callbacks.edited(userid, whom))


def _carrying(state: str | None) -> dict[str, str]:
    return {"State": state} if state else {}


async def _held(rows: Rows) -> dict[tuple[str, str], dict[str, Any]]:
    """What we hold of every live whole relation, in words that do not depend on our numbers."""
    found = await rows(
        """
        SELECT s.userid, c.external_userid, c.name, f.remark, f.channel_id, f.state, f.added_at,
               ARRAY(SELECT t.name FROM relation_tag r JOIN corp_tag t USING (corp_id, tag_id)
                     WHERE r.customer_id = f.customer_id AND r.staff_id = f.staff_id ORDER BY t.name) AS tags,
               ARRAY(SELECT p.phone_index FROM relation_phone p
                     WHERE p.customer_id = f.customer_id AND p.staff_id = f.staff_id) AS phones
        FROM follow_relation f JOIN customer c USING (corp_id, customer_id) JOIN staff s USING (corp_id, staff_id)
        WHERE f.deleted_at IS NULL AND NOT f.half
        """
    )
    return {(row.pop("userid"), row.pop("external_userid")): {**row, "phones": len(row["phones"])} for row in found}


async def _walked(database: Database, wecom: CustomersDouble, keyring: Keyring) -> Rows:
    """Let a corp that knows nothing read everything."""
    async with make_corp(database, f"wwfresh{next(_corps)}") as corp_id:
        units = lambda: database.unit(corp_id)  # noqa: E731 - as short as what it opens
        async with units() as unit:
            await ensure_staff(unit, STAFF)
            await unit.execute("UPDATE staff SET is_follow_user = true WHERE corp_id = lingqu_corp()")
        await read_tags(units, wecom, corp_id)
        reading = Reading(reader=wecom, seals=keyring, resolve_channels=resolve_channels)
        assert await sync_customers(units, reading, corp_id) is None
        async with database.read(corp_id) as session:
            assert StageName.CUSTOMERS in {stage.stage for stage in await corps.get_stages(session)}
        return Rows(database, corp_id)


async def _lived(database: Database, clock: SteppedClock, lived: Sequence[Act]) -> tuple[Life, Rows]:
    async with make_corp(database, f"wwlived{next(_corps)}") as corp_id:
        wecom = CustomersDouble()
        wecom.tag_group("标签", *TAGS)
        for whom in PEOPLE:
            wecom.person(whom)
        await read_tags(lambda: database.unit(corp_id), wecom, corp_id)
        life = Life(wecom, Callbacks(database, corp_id, clock), clock)
        for act in lived:
            life.act(act)
        return life, Rows(database, corp_id)


async def _work_off(database: Database, clock: SteppedClock, keyring: Keyring, wecom: CustomersDouble) -> None:
    reading = Reading(reader=wecom, seals=keyring, resolve_channels=resolve_channels)
    all_kinds = [*kinds(reading, wecom, wecom), *elsewhere(JOB_SYNC_GROUPCHATS)]
    await Steps(database, clock, all_kinds).run_until(clock.now() + timedelta(minutes=10))


few = settings(
    max_examples=12,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@few
@given(lived=acts, data=st.data())
async def test_callbacks_and_a_fresh_walk_agree(
    database: Database, clock: SteppedClock, keyring: Keyring, lived: list[Act], data: st.DataObject
) -> None:
    """A walk cannot tell that a customer deleted the member: WeCom lists the pair as before."""
    life, rows = await _lived(database, clock, lived)
    batches = data.draw(st.integers(1, 4))
    for start in range(0, len(life.raised), batches):
        await life.callbacks.take(*life.raised[start : start + batches])
    await _work_off(database, clock, keyring, life.wecom)

    told = await _held(rows)
    fresh = await _held(await _walked(database, life.wecom, keyring))

    assert told == {pair: row for pair, row in fresh.items() if pair not in life.left}


@few
@given(lived=acts, data=st.data())
async def test_duplicates_and_the_order_of_independent_callbacks_do_not_matter(
    database: Database, clock: SteppedClock, lived: list[Act], data: st.DataObject
) -> None:
    """Callbacks of one customer keep their order; those of different customers come mixed, doubled, in batches."""
    life, rows = await _lived(database, clock, lived)
    await life.callbacks.take(*life.raised)
    in_order = await _everything(rows)

    queues = {whom: [one for one in life.raised if one.fields["ExternalUserID"] == whom] for whom in PEOPLE}
    mixed: list[InboundEvent] = []
    while any(queues.values()):
        whom = data.draw(st.sampled_from([one for one, queue in queues.items() if queue]))
        mixed += [queues[whom].pop(0)] * data.draw(st.integers(1, 2))
    async with make_corp(database, f"wwmixed{next(_corps)}") as corp_id:
        other = Callbacks(database, corp_id, clock)
        while mixed:
            size = data.draw(st.integers(1, len(mixed)))
            await other.take(*mixed[:size])
            mixed = mixed[size:]

        assert await _everything(Rows(database, corp_id)) == in_order


async def _everything(rows: Rows) -> tuple[Any, ...]:
    relations = await rows.relations()
    spells = await rows(
        """
        SELECT c.external_userid, s.userid, p.began_at, p.confirmed_at, p.is_returning, p.channel_id, p.ended_at,
               p.ended_by
        FROM relation_spell p JOIN customer c USING (corp_id, customer_id) JOIN staff s USING (corp_id, staff_id)
        ORDER BY 1, 2, 3
        """
    )
    counts = await rows(
        """
        SELECT c.external_userid, c.live_relations, c.last_added_at,
               count(f.*) FILTER (WHERE f.deleted_at IS NULL) AS live, max(f.added_at) AS newest
        FROM customer c LEFT JOIN follow_relation f USING (corp_id, customer_id)
        GROUP BY c.customer_id, c.external_userid, c.live_relations, c.last_added_at ORDER BY 1
        """
    )
    assert all(row["live_relations"] == row["live"] and row["last_added_at"] == row["newest"] for row in counts)
    facts = await rows("SELECT kind, occurred_at, count(*) AS times FROM fact GROUP BY 1, 2 ORDER BY 1, 2")
    return relations, spells, counts, facts
