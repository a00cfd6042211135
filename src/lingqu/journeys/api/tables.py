"""Tables of phase, day and layer, as the page of a journey shows and writes them."""

from __future__ import annotations

from dataclasses import replace

from lingqu.deliveries.contracts import Problem
from lingqu.infra.database import Session
from lingqu.journeys.api.checking import list_problems
from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.table import Table
from lingqu.journeys.domain import table as domain


def read_table(definition: Definition) -> Table | None:
    """Return the table that a definition's steps are, None where they are none."""
    return domain.read_table(definition)


async def write_table(session: Session, definition: Definition, table: Table) -> tuple[Definition, list[Problem]]:
    """Return a definition with a table's steps for its own, and everything wrong with it, placed in the table.

    What stands beside the steps (ways in, goals) keeps its place in the definition. Where the table is none, the
    definition is returned as it was.
    """
    problems = list(domain.problems_of_table(table))
    if problems:
        return definition, problems
    made = domain.with_table(definition, table)
    found = await list_problems(session, made)
    return made, [replace(one, place=domain.place_in(table, one.place)) for one in found]
