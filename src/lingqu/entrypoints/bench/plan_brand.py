"""A brand whose programmes compete for customers and members, as a problem for the planner. The same for one seed."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.calendar import CapRule, Per, lay_out
from lingqu.outreach.domain.planning.problem import UNLIMITED, Caps, Intents, Problem

MONDAY = date(2026, 3, 2)
DAYS, CALENDAR = 7, 14
RULES = (CapRule(per=Per.WEEK, most=2), CapRule(per=Per.MONTH, most=None))
"""The brand's own cap, and WeCom's as many a month as it has days."""
USED_THIS_WEEK = (0.8, 0.15, 0.05)
USED_THIS_MONTH = 12
"""Fewer than so many."""
TASKS_A_DAY = 3
CONTENTS = 16
THROUGH_ANOTHER = 0.15
"""That part of intents goes through another member than the customer's own."""
MEAN_VALUES = (1.0, 1.4, 0.8)
CUSTOMER_SIGMA, INTENT_SIGMA = 0.6, 0.4
GOES_ON = (range(7), range(2, 7), range(5))
OPEN_DAYS = (1, 3, 5)
LAST_BUDGET = 0.25
"""Of as many messages as there are customers; the other programmes have no budget."""

SAYS = f"""\
  every customer is an intent of each programme; {THROUGH_ANOTHER:.0%} of intents go through another member than the
  customer's own; a value is the programme's {MEAN_VALUES} by turns, times the customer's (sigma {CUSTOMER_SIGMA}) and
  the intent's own factor (sigma {INTENT_SIGMA}), both lognormal; {CONTENTS} contents a programme, unequally liked
  caps over all programmes: {RULES[0].most} a week, of which {USED_THIS_WEEK} have used 0, 1, 2; as many a month as it
  has days; a member is given at most {TASKS_A_DAY} tasks a day
  a week from Monday: programmes go every day, from Wednesday or until Friday by turns, and their tasks stay open
  {OPEN_DAYS} days; the last programme has a budget of {LAST_BUDGET:.0%} of the customers"""


def make_problem(*, recipients: int, programmes: int, staff: int, seed: int = 1) -> Problem:
    """Return a week of a brand."""
    chance = np.random.default_rng(seed)
    kinds = [number % len(GOES_ON) for number in range(programmes)]
    may_go = np.array([[day in GOES_ON[kind] for day in range(DAYS)] for kind in kinds])
    open_days = np.array([OPEN_DAYS[kind] for kind in kinds])
    budget = np.full(programmes, UNLIMITED)
    if programmes > 1:
        budget[-1] = int(recipients * LAST_BUDGET)
    return Problem(
        intents=_intents(chance, recipients, programmes, staff),
        caps=_caps(chance, recipients, programmes),
        may_go=may_go,
        closes_on=(np.arange(CALENDAR) + open_days[:, None] - 1).astype(np.int16),
        budget=budget,
        slots=np.full((staff, DAYS), TASKS_A_DAY, np.uint8),
    )


def _intents(chance: np.random.Generator, recipients: int, programmes: int, staff: int) -> Intents:
    """Return every customer for each programme, programme by programme."""
    own = chance.integers(0, staff, recipients, dtype=np.int32)
    likes = np.exp(chance.normal(0, CUSTOMER_SIGMA, recipients))
    weights = np.ones(CONTENTS)
    sender = np.empty((programmes, recipients), np.int32)
    content = np.empty((programmes, recipients), np.int16)
    value = np.empty((programmes, recipients))
    for number in range(programmes):
        other = chance.random(recipients) < THROUGH_ANOTHER
        sender[number] = np.where(other, chance.integers(0, staff, recipients, dtype=np.int32), own)
        content[number] = chance.choice(CONTENTS, recipients, p=weights / weights.sum())
        mean = MEAN_VALUES[number % len(MEAN_VALUES)]
        value[number] = mean * likes * np.exp(chance.normal(0, INTENT_SIGMA, recipients))
    return Intents(
        customer=np.tile(np.arange(recipients, dtype=np.int32), programmes),
        programme=np.repeat(np.arange(programmes, dtype=np.int16), recipients),
        content=content.ravel(),
        sender=sender.ravel(),
        value=value.ravel(),
    )


def _caps(chance: np.random.Generator, recipients: int, programmes: int) -> Caps:
    laid = lay_out(RULES, begins_on=MONDAY, days=CALENDAR)
    used: NDArray[np.uint8] = np.zeros((recipients, laid.most.size), np.uint8)
    used[:, laid.period_of[0, 0]] = chance.choice(len(USED_THIS_WEEK), recipients, p=USED_THIS_WEEK)
    used[:, laid.period_of[1, 0]] = chance.integers(0, USED_THIS_MONTH, recipients)
    return Caps(period_of=laid.period_of, most=laid.most, counts=np.ones((len(RULES), programmes), np.bool_), used=used)
