"""Contents that other capabilities' messages draw from: held to what holds for those of a broadcast."""

from collections.abc import Iterator, Sequence

from lingqu.deliveries.api.content import check_content
from lingqu.deliveries.contracts import Problem
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.broadcasts import find_variable
from lingqu.outreach.domain.variants import content_place, faults_of
from lingqu.outreach.errors import BadVariantsError, VariableError


def check_contents(variants: Sequence[Variant], *, place: str) -> Iterator[Problem]:
    """Give all that is wrong with the contents of a message, coded as a broadcast's would be.

    Args:
        place: where the contents stand; that of a text is `{place}[0].content.text`.
    """
    for where, message in faults_of(variants, place=place):
        yield Problem(place=where, code=BadVariantsError.code, message=message)
    for number, variant in enumerate(variants):
        where = content_place(number, place=place)
        variable = find_variable(variant.content.text)
        if variable is not None:
            error = VariableError(variable, place=f"{where}.text")
            yield Problem(place=f"{where}.text", code=error.code, message=str(error), data=error.data)
        yield from check_content(variant.content, place=where)
