"""Texts beside a corp: compared, applied all or none, and nothing the second time; nothing is published by it."""

from __future__ import annotations

import io

import pytest
from msgspec.structs import replace
from PIL import Image

from audiences.loading import load_world
from lingqu.deliveries.api.pictures import fit_picture, keep_picture
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.database import Database
from lingqu.journeys.api import applying, publishing
from lingqu.journeys.contracts.definition import Message
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.contracts.journeys import Journey, JourneyState
from lingqu.journeys.contracts.texts import TextChange, TextStanding
from lingqu.journeys.domain.reading import convert
from lingqu.journeys.errors import BadDefinitionError, RevisedError
from lingqu.kernel.ids import CorpId
from lingqu.kernel.text.faults import BadTextError
from lingqu.outreach.ports import PictureFiles

TEXT = """\
journeys:
  - name: 七天
    entry: [manual]
    steps:
      - name: 问好
        message: {text: 您好}
      - name: 分
        split:
          branches:
            - name: 生日
              when:
                attribute: {key: birthday, is: 2000-01-01}
              then: end
          otherwise: end
"""


class Files(PictureFiles):
    def __init__(self, **files: bytes) -> None:
        self.files = files

    async def read(self, file: str, path: str) -> bytes | None:
        return self.files.get(path.removesuffix(".png"))


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 4), "red").save(buffer, "PNG")
    return buffer.getvalue()


class Desk:
    """Somebody with texts."""

    def __init__(self, database: Database, corp_id: CorpId) -> None:
        self.database = database
        self.corp_id = corp_id
        self.blobs = MemoryBlobStore()
        self.files = Files()

    async def prepare(self, text: str) -> applying.Prepared:
        return await applying.prepare(self.database, self.corp_id, {"f.yaml": text}, blobs=self.blobs, files=self.files)

    async def compare(self, text: str) -> list[TextChange]:
        return (await self.prepare(text)).changes

    async def apply(self, prepared: applying.Prepared) -> list[JourneyId]:
        async with self.database.unit(self.corp_id, actor="terminal") as unit:
            return await applying.apply(unit, prepared, by="terminal")

    async def journey(self, journey_id: JourneyId) -> Journey:
        async with self.database.read(self.corp_id) as session:
            return await publishing.get_journey(session, journey_id)

    async def written(self, *names: str) -> str:
        async with self.database.read(self.corp_id) as session:
            return (await applying.export(session, names))[0]


@pytest.fixture
async def desk(database: Database, corp_id: CorpId) -> Desk:
    async with database.unit(corp_id) as unit:
        await load_world(unit)
    return Desk(database, corp_id)


async def test_a_new_journey_is_a_draft_and_the_same_the_second_time(desk: Desk) -> None:
    [before] = await desk.compare(TEXT)
    [journey_id] = await desk.apply(await desk.prepare(TEXT))
    [after] = await desk.compare(TEXT)
    journey = await desk.journey(journey_id)

    assert (before.standing, before.journey_id, before.lines[0]) == (TextStanding.NEW, None, "+journeys:")
    assert (after.standing, after.journey_id, after.lines) == (TextStanding.SAME, journey_id, [])
    assert (journey.state, journey.version, journey.created_by) == (JourneyState.DRAFT, None, "terminal")
    assert await desk.apply(await desk.prepare(TEXT)) == []
    assert await desk.written() == await desk.written("七天") == TEXT


async def test_what_was_drafted_otherwise_and_says_the_same_is_the_same(desk: Desk) -> None:
    plain = TEXT.partition("      - name: 分")[0]
    content = {"text": "您好", "attachments": []}
    message = {"kind": "message", "contents": [{"key": "A", "permille": 1000, "content": content}]}
    drafted = convert({"entries": [{"kind": "manual"}], "first": "问好", "steps": {"问好": message}})
    async with desk.database.unit(desk.corp_id) as unit:
        await publishing.create_journey(unit, "七天", drafted, by=None)

    assert [one.standing for one in await desk.compare(plain)] == [TextStanding.SAME]


async def test_a_change_is_shown_and_leaves_what_is_published_alone(desk: Desk) -> None:
    [journey_id] = await desk.apply(await desk.prepare(TEXT))
    async with desk.database.unit(desk.corp_id) as unit:
        await publishing.publish_journey(unit, journey_id, revision=1, by=None)
    other = TEXT.replace("您好", "早上好")

    [change] = await desk.compare(other)
    await desk.apply(await desk.prepare(other))
    journey = await desk.journey(journey_id)

    assert (change.standing, change.state) == (TextStanding.CHANGED, JourneyState.RUNNING)
    assert [line for line in change.lines if line[0] in "+-"] == [
        "-        message: {text: 您好}",
        "+        message: {text: 早上好}",
    ]
    assert (journey.state, journey.version, journey.revision) == (JourneyState.RUNNING, 1, 2)


async def test_a_draft_that_cannot_be_meant_is_not_published(desk: Desk) -> None:
    [journey_id] = await desk.apply(await desk.prepare(TEXT))
    draft = (await desk.journey(journey_id)).draft
    steps = {"问好": replace(draft.steps["问好"], next="去哪")}

    async with desk.database.unit(desk.corp_id) as unit:
        await publishing.revise_journey(unit, journey_id, "七天", replace(draft, steps=steps), revision=1)
        with pytest.raises(BadDefinitionError) as refused:
            await publishing.publish_journey(unit, journey_id, revision=2, by=None)

    assert refused.value.place == "$.steps.问好.next"


async def test_what_is_put_away_is_shown_and_not_touched(desk: Desk) -> None:
    [journey_id] = await desk.apply(await desk.prepare(TEXT))
    async with desk.database.unit(desk.corp_id) as unit:
        await publishing.move_journey(unit, journey_id, JourneyState.ARCHIVED)
    prepared = await desk.prepare(TEXT.replace("您好", "早上好"))

    assert [one.standing for one in prepared.changes] == [TextStanding.FIXED]
    assert await desk.apply(prepared) == []
    assert await desk.written() == "journeys: []\n"


async def test_what_somebody_wrote_meanwhile_is_not_written_over(desk: Desk) -> None:
    await desk.apply(await desk.prepare(TEXT))
    mine = await desk.prepare(TEXT.replace("您好", "早上好"))
    await desk.apply(await desk.prepare(TEXT.replace("您好", "晚上好")))

    with pytest.raises(RevisedError):
        await desk.apply(mine)

    assert "晚上好" in await desk.written()


async def test_all_or_none_are_applied(desk: Desk) -> None:
    two = TEXT + TEXT.partition("\n")[2].replace("七天", "两周").replace("birthday", "shoe")

    with pytest.raises(BadTextError) as refused:
        await desk.prepare(two)

    assert [(one.fault, one.mark.line) for one in refused.value.data["found"]] == [("definition.unknown", 25)]
    assert await desk.written() == "journeys: []\n"


async def test_pictures_beside_a_text_are_kept_by_their_content(desk: Desk) -> None:
    text = TEXT.replace("{text: 您好}", "{text: 您好, attachments: [{image: coat.png}]}")
    with pytest.raises(BadTextError) as refused:
        await desk.prepare(text)
    desk.files = Files(coat=png())
    picture, _ = await fit_picture(png())

    prepared = await desk.prepare(text)
    [journey_id] = await desk.apply(prepared)
    step = (await desk.journey(journey_id)).draft.steps["问好"]

    assert [one.fault for one in refused.value.data["found"]] == ["no_picture"]
    assert list(prepared.pictures) == [picture.blob_key]
    assert isinstance(step, Message)
    assert step.contents[0].content.attachments[0].blob_key == picture.blob_key  # type: ignore[union-attr]
    await keep_picture(desk.blobs, desk.corp_id, prepared.pictures[picture.blob_key])
    assert [one.standing for one in await desk.compare(await desk.written())] == [TextStanding.SAME]
