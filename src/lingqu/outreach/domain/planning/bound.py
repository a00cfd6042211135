"""What no plan can exceed."""

from lingqu.outreach.domain.planning.layout import lay_out
from lingqu.outreach.domain.planning.prices import settle
from lingqu.outreach.domain.planning.problem import Problem

ROUNDS = 40


def bound(problem: Problem, *, rounds: int = ROUNDS) -> float:
    """Return a worth that no plan of the problem exceeds, near the best plan for large problems.

    Days are let go on the way: a task may carry each of its customers at the price of the cheapest of its programme's
    days, and counts for one day; how many customers a task carries is not limited. Each only allows more.

    Args:
        rounds: of looking for better prices; more bring the bound down.
    """
    if not problem.intents.value.size:
        return 0.0
    return settle(lay_out(problem), rounds=rounds)[2]
