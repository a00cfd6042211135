"""`lingqu bench plan`: programmes that compete for a million customers, planned within all caps; and how near the best.

The whole runs in a process of its own, whose greatest memory is told: making the brand, planning, and the bound that no
plan can exceed. The plan is then held to the problem as it was given, by counting.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from typing import Any

import numpy as np

from lingqu.entrypoints.bench.plan_brand import SAYS, make_problem
from lingqu.entrypoints.bench.plan_judge import Judge
from lingqu.outreach.domain.planning.bound import bound
from lingqu.outreach.domain.planning.planner import plan
from lingqu.outreach.domain.planning.plans import Outcome


def run(*, recipients: int, programmes: int, staff: int) -> int:
    """Measure and print; 1 where the plan breaks anything."""
    _say(f"{recipients} customers, {programmes} programmes, {staff} members\n{SAYS}")
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as child:
        result = child.submit(measure, recipients=recipients, programmes=programmes, staff=staff).result()
    print(json.dumps({**result, "cpus": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}))
    return 1 if any(result["faults"].values()) else 0


def measure(*, recipients: int, programmes: int, staff: int) -> dict[str, Any]:
    """Plan a brand's week, and judge the plan."""
    _say("making the brand")
    problem = make_problem(recipients=recipients, programmes=programmes, staff=staff)
    _say("planning")
    began, used = time.perf_counter(), time.process_time()
    planned = plan(problem)
    seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - used
    _say(f"{seconds:.1f} s; looking for the bound")
    most = bound(problem)
    bound_seconds = time.perf_counter() - began
    peak_mb = _peak_mb()
    _say("judging")
    faults = asdict(Judge(problem, planned).faults())
    counts = np.bincount(planned.outcome, minlength=len(Outcome)).tolist()
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "bound_seconds": round(bound_seconds, 2),
        "peak_rss_mb": peak_mb,
        "cap_violations": faults["caps"],
        "gap_to_bound": round(1 - planned.value / most, 5),
        "value": round(planned.value, 1),
        "bound": round(most, 1),
        "tasks": planned.tasks,
        "outcomes": {one.name.lower(): counts[one] for one in Outcome},
        "faults": faults,
        "recipients": recipients,
        "programmes": programmes,
        "staff": staff,
        "intents": planned.day.size,
    }


def _peak_mb() -> int:
    """Return the greatest resident memory this process has had."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _say(what: str) -> None:
    print(f"bench plan: {what}", file=sys.stderr, flush=True)
