"""Texts beside a corp: compared, applied all or none, and nothing the second time."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from PIL import Image

from doubles.broadcasts import Scene, alone, brand_of_two
from doubles.governing import DRAFT, begin, govern
from lingqu.deliveries.api.pictures import fit_picture, keep_picture
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.kernel.ids import BroadcastId
from lingqu.kernel.text.faults import BadTextError, TextFault
from lingqu.outreach.api import broadcasts as api
from lingqu.outreach.api import programmes, revising, rules, sending, texts
from lingqu.outreach.contracts.broadcasts import Broadcast, BroadcastState
from lingqu.outreach.contracts.programmes import ProgrammeState
from lingqu.outreach.contracts.rules import QuietHours, Rules
from lingqu.outreach.contracts.texts import Standing, TextChange
from lingqu.outreach.domain.hours import BEIJING
from lingqu.outreach.errors import BroadcastChangedError, FrozenError
from lingqu.outreach.ports import PictureFiles
from lingqu.segments.leaves import Shelf

TEXT = """\
broadcasts:
  - name: 会员日
    to: {tags: 意向/VIP}
    text: 周末会员日,全场八折
"""


def png(colour: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 4), colour).save(buffer, "PNG")
    return buffer.getvalue()


class Files(PictureFiles):
    def __init__(self, **files: bytes) -> None:
        self.files = files

    async def read(self, file: str, path: str) -> bytes | None:
        return self.files.get(path.removesuffix(".png"))


class Desk:
    """Somebody with texts."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.blobs = MemoryBlobStore()
        self.files = Files()

    async def prepare(self, text: str) -> texts.Prepared:
        return await texts.prepare(
            self.scene.database,
            self.scene.corp_id,
            {"f.yaml": text},
            shelf=Shelf(),
            blobs=self.blobs,
            files=self.files,
        )

    async def compare(self, text: str) -> list[TextChange]:
        return (await self.prepare(text)).changes

    async def apply(self, text: str) -> list[BroadcastId]:
        prepared = await self.prepare(text)
        for content in prepared.pictures.values():
            await keep_picture(self.blobs, self.scene.corp_id, content)
        async with self.scene.database.unit(self.scene.corp_id, actor="terminal") as unit:
            return await texts.apply(unit, prepared, by="terminal", created_by="terminal")

    async def faults(self, text: str) -> list[tuple[str, int, int]]:
        with pytest.raises(BadTextError) as refused:
            await self.prepare(text)
        found: list[TextFault] = refused.value.data["found"]
        assert await self.stored() == []
        return [(one.fault, one.mark.line, one.mark.column) for one in found]

    async def stored(self) -> list[Broadcast]:
        async with self.scene.database.read(self.scene.corp_id) as session:
            return [one.broadcast for one in (await api.list_broadcasts(session)).items]

    async def written(self) -> str:
        async with self.scene.database.read(self.scene.corp_id) as session:
            return (await texts.export(session, []))[0]


@pytest.fixture
async def desk(scene: Scene) -> Desk:
    """Six customers are tagged 意向/VIP."""
    async with scene.database.unit(scene.corp_id) as unit:
        await unit.execute(
            "INSERT INTO tag_group (corp_id, wecom_group_id, name) VALUES (lingqu_corp(), 'etG', '意向')"
        )
    await brand_of_two(scene)
    return Desk(scene)


def hour(scene: Scene, days: int = 1) -> datetime:
    return datetime.combine(scene.clock.now().astimezone(BEIJING).date() + timedelta(days=days), time(10), BEIJING)


def at(scene: Scene, days: int = 1) -> str:
    return f"    at: {hour(scene, days):%Y-%m-%d %H:%M}\n"


async def test_a_new_one_is_made_once_and_read_again_as_it_was_written(desk: Desk) -> None:
    [change] = await desk.compare(TEXT)
    assert await desk.stored() == []
    [made] = await desk.apply(TEXT)
    again = await desk.apply(TEXT)

    assert (change.standing, change.name, change.leaves_at) == (Standing.NEW, "会员日", None)
    assert change.lines[0] == "+name: 会员日"
    assert again == []
    [stored] = await desk.stored()
    assert (stored.broadcast_id, stored.state, stored.variants) == (
        made,
        BroadcastState.DRAFT,
        alone("周末会员日,全场八折"),
    )
    written = await desk.written()
    assert [one.standing for one in await desk.compare(written)] == [Standing.SAME]


async def test_a_change_shows_its_lines_and_is_written_once(desk: Desk) -> None:
    await desk.apply(TEXT)
    changed = TEXT.replace("八折", "七折")
    [change] = await desk.compare(changed)
    await desk.apply(changed)
    [stored] = await desk.stored()

    assert (change.standing, change.broadcast_id) == (Standing.CHANGED, stored.broadcast_id)
    assert [line for line in change.lines if line[0] in "+-"] == [
        "-text: 周末会员日,全场八折",
        "+text: 周末会员日,全场七折",
    ]
    assert stored.variants == alone("周末会员日,全场七折")
    assert await desk.apply(changed) == []


async def test_what_has_an_hour_is_scheduled_for_it_and_leaves_then_alone(desk: Desk) -> None:
    scene = desk.scene
    [change] = await desk.compare(TEXT + at(scene))
    await desk.apply(TEXT + at(scene))
    [stored] = await desk.stored()
    again = await desk.apply(TEXT + at(scene))
    await scene.run(10)
    calls = scene.desk.calls
    await scene.run((hour(scene) - scene.clock.now()).total_seconds() + 60)

    assert change.leaves_at == hour(scene, 0)
    assert (stored.state, stored.scheduled_at, again) == (BroadcastState.SCHEDULED, hour(scene, 0), [])
    assert (calls, scene.desk.calls) == (0, 2)


async def test_a_text_without_an_hour_leaves_the_hour_to_others(desk: Desk) -> None:
    scene = desk.scene
    [made] = await desk.apply(TEXT)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, made, by="op", at=hour(scene))

    assert await desk.apply(TEXT) == []
    [stored] = await desk.stored()
    assert (stored.state, stored.sent_by) == (BroadcastState.SCHEDULED, "op")


async def test_another_hour_or_content_recalls_what_was_scheduled(desk: Desk) -> None:
    scene = desk.scene
    await desk.apply(TEXT + at(scene))
    [later] = await desk.compare(TEXT + at(scene, 2))
    await desk.apply(TEXT + at(scene, 2))
    [moved] = await desk.stored()
    [bare] = await desk.compare(TEXT.replace("八折", "七折"))
    await desk.apply(TEXT.replace("八折", "七折"))
    [drafted] = await desk.stored()

    assert (later.standing, later.recalled, later.leaves_at) == (Standing.CHANGED, True, hour(scene, 2))
    assert (moved.state, moved.scheduled_at) == (BroadcastState.SCHEDULED, hour(scene, 2))
    assert (bare.standing, bare.recalled, bare.leaves_at) == (Standing.CHANGED, True, None)
    assert (drafted.state, drafted.scheduled_at) == (BroadcastState.DRAFT, None)


async def test_an_hour_in_quiet_hours_is_kept_as_their_end_and_is_the_same_the_second_time(desk: Desk) -> None:
    scene = desk.scene
    await govern(scene, Rules(quiet=QuietHours(begins=time(9), ends=time(11))))
    [change] = await desk.compare(TEXT + at(scene))
    await desk.apply(TEXT + at(scene))

    assert change.leaves_at == hour(scene) + timedelta(hours=1)
    assert await desk.apply(TEXT + at(scene)) == []


async def test_a_second_person_is_asked_as_on_the_page(desk: Desk) -> None:
    scene = desk.scene
    await govern(scene, Rules(approval_above=5))
    [change] = await desk.compare(TEXT + at(scene))
    [made] = await desk.apply(TEXT + at(scene))
    [waiting] = await desk.stored()
    again = await desk.apply(TEXT + at(scene))
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.approve_broadcast(unit, made, by="boss", version=waiting.version)
    approved = await desk.apply(TEXT + at(scene))
    await desk.apply(TEXT.replace("八折", "七折") + at(scene))
    [changed] = await desk.stored()

    assert (change.awaits_approval, change.leaves_at) == (True, hour(scene))
    assert (waiting.state, waiting.sent_by, waiting.reach) == (BroadcastState.AWAITING_APPROVAL, "terminal", 6)
    assert (again, approved) == ([], [])
    assert (changed.state, changed.approved_by) == (BroadcastState.AWAITING_APPROVAL, None)


async def test_what_was_sent_is_shown_and_not_touched(desk: Desk) -> None:
    scene = desk.scene
    [made] = await desk.apply(TEXT)
    async with scene.database.unit(scene.corp_id) as unit:
        await sending.send_broadcast(unit, made, by="op")
    [same] = await desk.compare(TEXT)
    [fixed] = await desk.compare(TEXT.replace("八折", "七折") + at(scene))
    applied = await desk.apply(TEXT.replace("八折", "七折") + at(scene))
    [stored] = await desk.stored()

    assert (same.standing, fixed.standing, fixed.state) == (Standing.SAME, Standing.FIXED, BroadcastState.PLANNING)
    assert (applied, stored.variants) == ([], alone("周末会员日,全场八折"))


async def test_what_was_cancelled_does_not_come_back(desk: Desk) -> None:
    [made] = await desk.apply(TEXT + at(desk.scene))
    await desk.scene.cancel(made)
    [change] = await desk.compare(TEXT + at(desk.scene))

    assert (change.standing, change.state) == (Standing.FIXED, BroadcastState.CANCELLED)
    assert await desk.apply(TEXT + at(desk.scene)) == []


async def test_a_name_is_of_its_programme(desk: Desk) -> None:
    await begin(desk.scene, DRAFT)
    within = TEXT + f"    programme: {DRAFT.name}\n"
    await desk.apply(TEXT)
    [change] = await desk.compare(within)
    await desk.apply(within)

    assert (change.standing, change.programme) == (Standing.NEW, DRAFT.name)
    assert sorted((one.name, one.programme_id) for one in await desk.stored() if one.programme_id) == [("会员日", 1)]
    assert len(await desk.stored()) == 2


async def test_of_two_drafts_of_one_name_none_is_meant(desk: Desk) -> None:
    scene = desk.scene
    await desk.apply(TEXT)
    [stored] = await desk.stored()
    async with scene.database.unit(scene.corp_id) as unit:
        second = await api.create_broadcast(unit, stored.draft, created_by=None)

    with pytest.raises(BadTextError) as refused:
        await desk.compare(TEXT)

    [fault] = refused.value.data["found"]
    assert (fault.fault, fault.mark.line, fault.data["ids"]) == ("two_drafts", 2, [stored.broadcast_id, second])


async def test_pictures_are_files_beside_the_text_kept_once_by_their_content(desk: Desk) -> None:
    scene = desk.scene
    desk.files = Files(coat=png(), again=png())
    both = TEXT + "    attachments: [{image: coat.png}, {image: again.png}]\n"
    key = (await fit_picture(png()))[0].blob_key
    prepared = await desk.prepare(both)
    kept_by_comparing = await desk.blobs.stat(f"{scene.corp_id}/{key}")
    await desk.apply(both)
    desk.files = Files()
    written = await desk.written()

    assert (list(prepared.pictures), kept_by_comparing) == ([key], None)
    assert written.count(f"image: {key}") == 2
    assert [one.standing for one in await desk.compare(written)] == [Standing.SAME]


async def test_all_or_none_where_the_corp_changed_meanwhile(desk: Desk) -> None:
    scene = desk.scene
    await desk.apply(TEXT)
    [stored] = await desk.stored()
    other = TEXT.partition("\n")[2].replace("会员日\n", "别的\n")
    prepared = await desk.prepare(TEXT.replace("八折", "七折") + other)
    async with scene.database.unit(scene.corp_id) as unit:
        changed = replace(stored.draft, variants=alone("别人改的"))
        await revising.revise_broadcast(unit, stored.broadcast_id, changed, version=stored.version)

    with pytest.raises(BroadcastChangedError):
        async with scene.database.unit(scene.corp_id, actor="terminal") as unit:
            await texts.apply(unit, prepared, by="terminal", created_by="terminal")

    assert [(one.name, one.variants) for one in await desk.stored()] == [("会员日", alone("别人改的"))]


async def test_what_was_made_meanwhile_is_not_made_twice(desk: Desk) -> None:
    scene = desk.scene
    first, second = await desk.prepare(TEXT), await desk.prepare(TEXT)
    async with scene.database.unit(scene.corp_id) as unit:
        await texts.apply(unit, first, by="terminal", created_by=None)

    with pytest.raises(BroadcastChangedError):
        async with scene.database.unit(scene.corp_id) as unit:
            await texts.apply(unit, second, by="terminal", created_by=None)

    assert len(await desk.stored()) == 1


async def test_nothing_is_scheduled_while_the_switch_is_pulled(desk: Desk) -> None:
    scene = desk.scene
    async with scene.database.unit(scene.corp_id) as unit:
        await rules.freeze(unit, by="boss")

    with pytest.raises(FrozenError):
        await desk.apply(TEXT + at(scene))

    assert await desk.stored() == []


async def test_what_could_not_be_sent_is_refused_where_it_stands(desk: Desk) -> None:
    scene = desk.scene
    await scene.brand.tag("没人")
    programme_id = await begin(scene, DRAFT)
    async with scene.database.unit(scene.corp_id) as unit:
        await programmes.move_programme(unit, programme_id, ProgrammeState.PAUSED)
    long, big = "字" * 1334, Image.merge("RGB", [Image.effect_noise((1_400, 1_400), 100) for _ in range(3)])
    buffer = io.BytesIO()
    big.save(buffer, "PNG")
    desk.files = Files(big=buffer.getvalue(), torn=b"no picture at all")
    two = TEXT.partition("    text")[0] + "    variants: {A: {share: 50%, text: 早}, B: {share: 50%, text: 晚}}\n"

    assert len(buffer.getvalue()) > 5_000_000
    assert {
        "variable": await desk.faults(TEXT.replace("会员日,全", "{{ customer.name }}全")),
        "too long": await desk.faults(two.replace("晚", long)),
        "shares": await desk.faults(two.replace("50%, text: 晚", "40%, text: 晚")),
        "nobody": await desk.faults(TEXT.replace("VIP", "没人")),
        "too big": await desk.faults(TEXT + "    attachments:\n      - image: big.png\n"),
        "torn": await desk.faults(TEXT + "    attachments:\n      - image: torn.png\n"),
        "gone": await desk.faults(TEXT + f"    attachments:\n      - image: {'0' * 64}.png\n"),
        "address": await desk.faults(TEXT + "    attachments:\n      - link: {title: 新品, url: shop.example}\n"),
        "paused": await desk.faults(TEXT + f"    programme: {DRAFT.name}\n"),
        "past": await desk.faults(TEXT + at(scene, -1)),
        "far": await desk.faults(TEXT + at(scene, 100)),
        "no groups": await desk.faults(TEXT.replace("{tags: 意向/VIP}", "{groups: all}")),
    } == {
        "variable": [("outreach.variable", 4, 11)],
        "too long": [("content.too_long", 4, 64)],
        "shares": [("outreach.bad_variants", 4, 15)],
        "nobody": [("outreach.audience_empty", 3, 16)],
        "too big": [("picture", 6, 16)],
        "torn": [("picture", 6, 16)],
        "gone": [("no_picture", 6, 16)],
        "address": [("content.bad_url", 6, 32)],
        "paused": [("outreach.programme_state", 5, 16)],
        "past": [("outreach.bad_schedule", 5, 9)],
        "far": [("outreach.bad_schedule", 5, 9)],
        "no groups": [("outreach.audience_empty", 3, 18)],
    }


async def test_a_text_may_speak_of_groups(desk: Desk) -> None:
    scene = desk.scene
    owner = await scene.brand.hire("wang_min")
    await scene.brand.group(owner, *await scene.brand.enlist(2))
    text = TEXT.replace("{tags: 意向/VIP}", "{groups: {owners: wang_min, people: {at_least: 2}}}")

    await desk.apply(text)

    assert "groups:\n        owners: [wang_min]\n        people: {at_least: 2}\n" in await desk.written()
    assert await desk.apply(text) == []
