"""The worth of the best plan, by a solver of integer programs and by trying everything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

import highspy
import numpy as np

from lingqu.entrypoints.bench.plan_judge import Judge
from lingqu.outreach.domain.planning.plans import Plan
from lingqu.outreach.domain.planning.problem import Problem


def solve(problem: Problem) -> float:
    """Return the worth of the best plan: a variable for each intent and day, and one for each task."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own call
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.setOptionValue("threads", 1)
    intents = problem.intents
    once, tasks, caps, budgets, given = (defaultdict(list) for _ in range(5))
    for at, (customer, programme) in enumerate(zip(intents.customer, intents.programme, strict=True)):
        for day in np.flatnonzero(problem.may_go[programme]).tolist():
            sent = solver.addBinary(obj=float(intents.value[at]))
            once[at].append(sent)
            budgets[programme].append(sent)
            tasks[intents.sender[at], day, programme, intents.content[at]].append(sent)
            for period in _periods(problem, programme, day):
                caps[customer, period].append(sent)
    for (sender, day, _, _), carried in tasks.items():
        task = solver.addBinary()
        given[sender, day].append(task)
        solver.addConstr(solver.qsum(carried) <= problem.largest_task * task)
        for sent in carried:
            solver.addConstr(sent <= task)
    limits = [
        *((sent, 1) for sent in once.values()),
        *((those, int(problem.slots[key])) for key, those in given.items()),
        *((sent, min(int(problem.budget[programme]), len(sent))) for programme, sent in budgets.items()),
        *(
            (sent, max(int(problem.caps.most[period]) - int(problem.caps.used[customer, period]), 0))
            for (customer, period), sent in caps.items()
        ),
    ]
    for those, most in limits:
        solver.addConstr(solver.qsum(those) <= most)
    if not limits:
        return 0.0
    solver.setMaximize()
    solver.solve()
    assert solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return float(solver.getInfo().objective_function_value)


def try_everything(problem: Problem, specimen: Plan) -> float:
    """Return the worth of the best of all assignments of days in which the judge finds nothing exceeded."""
    best = 0.0
    days = range(-1, problem.may_go.shape[1])
    for given in product(days, repeat=problem.intents.value.size):
        day = np.array(given, np.int16)
        faults = Judge(problem, replace(specimen, day=day)).faults()
        if not (faults.caps or faults.workload or faults.tasks or faults.budgets or faults.days):
            best = max(best, float(problem.intents.value[day >= 0].sum()))
    return best


def _periods(problem: Problem, programme: int, day: int) -> set[int]:
    open_days = range(day, problem.closes_on[programme, day] + 1)
    rules = np.flatnonzero(problem.caps.counts[:, programme])
    return {int(problem.caps.period_of[rule, one]) for rule in rules for one in open_days} - {-1}
