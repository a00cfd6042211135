"""Welcome templates of groups on a real database: made once or known, changed, renewed, removed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from doubles.deliveries import MediaShelf
from doubles.group_welcomes import GroupWelcomeShelf, answer_lost, refused
from doubles.jobs import Steps
from lingqu.acquisition import jobs
from lingqu.acquisition.api import group_welcomes as api
from lingqu.acquisition.api.group_welcomes_bringing import Tools
from lingqu.acquisition.contracts.group_welcomes import (
    GroupWelcome,
    GroupWelcomeDraft,
    GroupWelcomeId,
    GroupWelcomeState,
)
from lingqu.acquisition.errors import BadGroupWelcomeError, GroupWelcomeStateError, LibraryFullError
from lingqu.deliveries.contracts import MediaNeed, MediaUse, Miniprogram
from lingqu.deliveries.contracts.materials import File, Material, Video
from lingqu.deliveries.domain.keys import blob_path
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres

HELLO = GroupWelcomeDraft(name="会员群", content=Material("欢迎 %NICKNAME% 入群", ()), notify=True)
CARD = Miniprogram("会员中心", "wx1", "pages/m.html", "cover.png")
State = GroupWelcomeState


@dataclass
class Stage:
    """A corp with WeCom's library, and a worker in stepped time."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    shelf: GroupWelcomeShelf
    media: MediaShelf
    steps: Steps

    async def create(self, draft: GroupWelcomeDraft = HELLO) -> GroupWelcomeId:
        async with self.database.unit(self.corp_id) as unit:
            return (await api.create_group_welcome(unit, draft, created_by="运营")).group_welcome_id

    async def revise(self, number: GroupWelcomeId, text: str) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await api.revise_group_welcome(unit, number, replace(HELLO, content=Material(text, ())))

    async def remove(self, number: GroupWelcomeId) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await api.remove_group_welcome(unit, number)

    async def make_again(self, number: GroupWelcomeId) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await api.make_again(unit, number)

    async def see(self, number: GroupWelcomeId) -> GroupWelcome:
        async with self.database.read(self.corp_id) as session:
            return await api.get_group_welcome(session, number)

    async def run(self, seconds: float = 60) -> None:
        await self.steps.run_until(self.clock.now() + timedelta(seconds=seconds))


@pytest.fixture
async def stage(database: Database, corp_id: CorpId, clock: SteppedClock) -> Stage:
    blobs, shelf, media = MemoryBlobStore(), GroupWelcomeShelf(clock), MediaShelf(clock)
    for key in ("cover.png", "film.m4v", "rules.bin"):
        await blobs.put(blob_path(corp_id, key), key.encode())
    kinds = jobs.group_welcome_kinds(Tools(shelf, media, blobs))
    return Stage(database, corp_id, clock, shelf, media, Steps(database, clock, kinds))


async def test_a_template_is_made_once_changed_whole_and_deleted(stage: Stage) -> None:
    number = await stage.create()
    await stage.run()
    live = await stage.see(number)
    await stage.revise(number, "欢迎常来")
    await stage.run()
    changed = stage.shelf.texts()
    await stage.remove(number)
    await stage.run()

    assert (live.state, live.template_id, stage.shelf.told) == (State.LIVE, "msg1", ["msg1"])
    assert changed == ["欢迎常来"]
    assert (stage.shelf.asked, stage.shelf.templates) == (["add", "edit", "delete"], {})
    assert (await stage.see(number)).state is State.REMOVED


async def test_a_lost_answer_is_never_repeated_until_a_person_has_looked(stage: Stage) -> None:
    stage.shelf.after = [answer_lost]
    number = await stage.create()
    await stage.run(3_600)
    unknown = await stage.see(number)
    asked = list(stage.shelf.asked)
    with pytest.raises(GroupWelcomeStateError):
        await stage.revise(number, "改")
    await stage.make_again(number)
    await stage.run()

    assert (unknown.state, asked) == (State.UNKNOWN, ["add"])
    assert (await stage.see(number)).state is State.LIVE
    assert stage.shelf.asked == ["add", "add"]


async def test_whoever_dies_between_the_call_and_its_record_leaves_it_unknown(stage: Stage) -> None:
    number = await stage.create()
    async with stage.database.unit(stage.corp_id) as unit:
        await unit.execute("UPDATE group_welcome SET state = 'making', called_at = %s", (unit.at,))
    await stage.run()

    assert (await stage.see(number)).state is State.UNKNOWN
    assert stage.shelf.asked == []


async def test_a_lost_answer_of_a_change_or_a_deletion_is_asked_again(stage: Stage) -> None:
    number = await stage.create()
    await stage.run()
    stage.shelf.after = [answer_lost]
    await stage.revise(number, "改")
    await stage.run()
    told = await stage.see(number)
    stage.shelf.after = [answer_lost]
    await stage.remove(number)
    await stage.run()

    assert (told.errcode, stage.shelf.asked) == (None, ["add", "edit", "edit", "delete", "delete"])
    assert (await stage.see(number)).state is State.REMOVED


async def test_a_refusal_is_kept_with_its_code_and_a_better_draft_is_made(stage: Stage) -> None:
    stage.shelf.before = [lambda: refused(41065)]
    number = await stage.create()
    await stage.run()
    before = await stage.see(number)
    await stage.revise(number, "欢迎")
    await stage.run()

    assert (before.state, before.errcode) == (State.REFUSED, 41065)
    assert ((await stage.see(number)).state, stage.shelf.texts()) == (State.LIVE, ["欢迎"])


async def test_a_refused_change_leaves_what_is_there_and_says_why(stage: Stage) -> None:
    number = await stage.create()
    await stage.run()
    stage.shelf.before = [lambda: refused(45002)]
    await stage.revise(number, "改")
    await stage.run(3_600)
    shown = await stage.see(number)

    assert (shown.state, shown.errcode, stage.shelf.texts()) == (State.LIVE, 45002, ["欢迎 %NICKNAME% 入群"])
    assert stage.shelf.asked == ["add", "edit"]


async def test_what_wecom_refuses_to_delete_stays_and_says_why(stage: Stage) -> None:
    number = await stage.create()
    await stage.run()
    stage.shelf.before.append(lambda: refused(41058))
    await stage.remove(number)
    await stage.run()

    kept = await stage.see(number)
    assert (kept.state, kept.errcode, kept.removal_refused) == (State.LIVE, 41058, True)
    assert kept.told_at is not None
    await stage.revise(number, "改")
    await stage.run()
    changed = await stage.see(number)
    assert (changed.errcode, changed.removal_refused, stage.shelf.texts()) == (None, False, ["改"])
    await stage.remove(number)
    await stage.run()
    assert (await stage.see(number)).state is State.REMOVED
    assert stage.shelf.templates == {}


async def test_what_somebody_deleted_at_wecom_is_gone_and_may_be_made_again(stage: Stage) -> None:
    number = await stage.create()
    await stage.run()
    stage.shelf.templates.clear()
    await stage.revise(number, "改")
    await stage.run()
    gone = await stage.see(number)
    await stage.make_again(number)
    await stage.run()

    assert (gone.state, gone.template_id) == (State.GONE, None)
    assert ((await stage.see(number)).template_id, stage.shelf.texts()) == ("msg2", ["改"])


async def test_a_cover_is_uploaded_anew_before_it_ends_and_the_template_told_of_it(stage: Stage) -> None:
    await stage.create(replace(HELLO, content=Material("", (CARD,))))
    await stage.run()
    for hours in (24, 25):
        await stage.run(hours * 3_600)
        async with stage.database.unit(stage.corp_id) as unit:
            await api.ask_for_renewals(unit)
        await stage.run()
    handles = [handle for one in stage.shelf.templates.values() for handle in one.media.values()]

    assert (len(stage.media.uploads), handles) == (2, ["media-2"])
    assert stage.shelf.asked == ["add", "edit"]


async def test_a_refused_renewal_is_asked_once_and_waits_for_a_person(stage: Stage) -> None:
    number = await stage.create(replace(HELLO, content=Material("", (CARD,))))
    await stage.run()
    await stage.run(49 * 3_600)
    stage.shelf.before = [lambda: refused(40007)] * 3
    for _ in range(2):
        async with stage.database.unit(stage.corp_id) as unit:
            await api.ask_for_renewals(unit)
        await stage.run()

    shown = await stage.see(number)
    assert (shown.state, shown.errcode, shown.removal_refused) == (State.LIVE, 40007, False)
    assert stage.shelf.asked == ["add", "edit"]


async def test_a_renewal_does_not_hide_that_a_removal_was_refused(stage: Stage) -> None:
    number = await stage.create(replace(HELLO, content=Material("", (CARD,))))
    await stage.run()
    stage.shelf.before = [lambda: refused(41058)]
    await stage.remove(number)
    await stage.run(49 * 3_600)
    async with stage.database.unit(stage.corp_id) as unit:
        await api.ask_for_renewals(unit)
    await stage.run()

    shown = await stage.see(number)
    assert (shown.errcode, shown.removal_refused) == (41058, True)
    assert stage.shelf.asked == ["add", "delete", "edit"]


async def test_a_file_is_brought_anew_for_each_call_and_never_for_its_own_sake(stage: Stage) -> None:
    rules, film = File("rules.bin", "群规.pdf"), Video("film.m4v")
    number = await stage.create(replace(HELLO, content=Material("请看群规", (rules,))))
    await stage.run()
    made = dict(stage.shelf.templates)
    await stage.run(50 * 3_600)
    async with stage.database.unit(stage.corp_id) as unit:
        await api.ask_for_renewals(unit)
    await stage.run()
    async with stage.database.unit(stage.corp_id) as unit:
        await api.revise_group_welcome(unit, number, replace(HELLO, content=Material("", (film,))))
    await stage.run()
    async with stage.database.read(stage.corp_id) as session:
        kept = await session.fetch_value("SELECT count(*) FROM uploaded_media WHERE corp_id = lingqu_corp()")

    as_rules = MediaNeed("rules.bin", MediaUse.FILE, "群规.pdf")
    as_film = MediaNeed("film.m4v", MediaUse.VIDEO)
    assert [one.media for one in made.values()] == [{as_rules: "media-1"}]
    assert [one.media for one in stage.shelf.templates.values()] == [{as_film: "media-3"}]
    assert stage.media.uploads == [(as_rules, b"rules.bin")] * 2 + [(as_film, b"film.m4v")]
    assert (stage.shelf.asked, kept) == (["add", "edit", "edit"], 0)


async def test_the_library_takes_a_hundred(stage: Stage) -> None:
    async with stage.database.unit(stage.corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO group_welcome (corp_id, name, state, content, notify, created_at, changed_at)
            SELECT lingqu_corp(), n::text, CASE n WHEN 0 THEN 'removed' ELSE 'live' END, '{}', false, %(at)s, %(at)s
            FROM generate_series(0, 99) n
            """,
            {"at": unit.at},
        )
    await stage.create()

    with pytest.raises(LibraryFullError):
        await stage.create()


@pytest.mark.parametrize(
    ("draft", "place"),
    [
        (replace(HELLO, name=""), "body.name"),
        (replace(HELLO, content=Material("", ())), "body.text"),
        (replace(HELLO, content=Material("", (CARD, CARD))), "body.attachments"),
    ],
)
async def test_a_bad_draft_is_refused_with_its_place(stage: Stage, draft: GroupWelcomeDraft, place: str) -> None:
    with pytest.raises(BadGroupWelcomeError) as refusal:
        await stage.create(draft)
    assert refusal.value.place == place
