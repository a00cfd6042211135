"""What a segment meant, who changed it, and what that did."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.customers.ports import ChannelNames
from lingqu.directory.api.access import name_accounts
from lingqu.infra.database import Session
from lingqu.kernel.languages import Language
from lingqu.segments.api.saving import get
from lingqu.segments.api.speaking import say_all
from lingqu.segments.contracts.changes import Comparison, SaidLine, VersionEffect
from lingqu.segments.contracts.segments import SegmentVersion
from lingqu.segments.domain.changing import compare
from lingqu.segments.errors import SegmentVersionNotFoundError
from lingqu.segments.store import segments as store


async def list_effects(
    session: Session, segment_id: int, channel_names: ChannelNames, *, language: Language
) -> list[VersionEffect]:
    """Return all versions of a segment, the newest first.

    Raises:
        SegmentNotFoundError: there is none.
    """
    await get(session, segment_id)
    return await _effects(session, await store.list_versions(session, segment_id), channel_names, language)


async def compare_versions(
    session: Session,
    segment_id: int,
    version: int,
    *,
    since: int | None,
    channel_names: ChannelNames,
    language: Language,
) -> Comparison:
    """Lay a version over an older one.

    Args:
        since: the older one; by default the one before.

    Raises:
        SegmentNotFoundError: there is no such segment.
        SegmentVersionNotFoundError: it has no such version, or `since` is not older.
    """
    await get(session, segment_id)
    versions = {one.version: one for one in await store.list_versions(session, segment_id)}
    older = version - 1 if since is None else since
    for one in (version, older):
        if one not in versions or older >= version:
            raise SegmentVersionNotFoundError(segment_id, one)
    lines = compare(versions[older].definition, versions[version].definition)
    leaves = [leaf for line in lines for leaf in (line.leaf, line.leaf_before) if leaf is not None]
    said = iter(await say_all(session, leaves, channel_names, language=language))
    before, after = await _effects(session, [versions[older], versions[version]], channel_names, language)
    return Comparison(
        before=before,
        after=after,
        definition_before=versions[older].definition,
        lines=[
            SaidLine(
                line=line,
                sentence=next(said) if line.leaf is not None else None,
                sentence_before=next(said) if line.leaf_before is not None else None,
            )
            for line in lines
        ],
    )


async def _effects(
    session: Session, versions: Sequence[SegmentVersion], channel_names: ChannelNames, language: Language
) -> list[VersionEffect]:
    said = await say_all(session, [one.definition for one in versions], channel_names, language=language)
    names = await name_accounts(session, {one.actor for one in versions})
    return [
        VersionEffect(
            version=one.version,
            author=names.get(one.actor),
            made_at=one.made_at,
            sentence=sentence,
            let_in=one.let_in,
            put_out=one.put_out,
            fires=one.fires,
            told=one.told,
        )
        for one, sentence in zip(versions, said, strict=True)
    ]
