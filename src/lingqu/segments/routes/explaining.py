"""HTTP of explanations."""

from litestar import post
from litestar.status_codes import HTTP_200_OK

from lingqu.customers.ports import ChannelNames
from lingqu.infra.database import Database
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CustomerId
from lingqu.segments.api.explaining import asked_for, explain
from lingqu.segments.api.speaking import say
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.routes.segments import AcceptLanguage, language_of
from lingqu.segments.schemas.explaining import ExplainAsked, ExplanationList, explanation_list


@post("/segments/explain", operation_id="explainSegment", status_code=HTTP_200_OK, tags=["segments"])
async def explain_segment(
    *,
    data: ExplainAsked,
    database: Database,
    viewer: Viewer,
    history_door: HistoryDoor,
    channel_names: ChannelNames,
    accept_language: AcceptLanguage = "zh-CN",
) -> ExplanationList:
    """Return why customers are in, or are not: every place of a definition, and what was found of each customer."""
    viewer.require(Right.READ)
    language, at = language_of(accept_language), database.clock.now()
    async with database.read(viewer.corp_id) as session:
        definition, segment = await asked_for(session, data.definition, data.segment_id)
        explained = await explain(
            session,
            history_door,
            definition,
            [CustomerId(one) for one in dict.fromkeys(data.customer_ids)],
            Look(at),
            channel_names=channel_names,
            language=language,
            personal=viewer.may(Right.READ_PERSONAL),
            of=segment,
        )
        sentence = await say(session, definition, channel_names, language=language)
    return explanation_list(explained, at=at, sentence=sentence)


ROUTES = [explain_segment]
