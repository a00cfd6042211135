"""The field's people: kinds of customers and of staff, with their shares and numbers.

What practitioners report: 90 % of private messages are read (Yizhuan), so the shares below read
nine in ten between them, the dormant apart; 35 % of the leads of one exhibition became deals within
a month (Yizhuan), which is what newcomers do here; 500 sales a year per 20,000 customers is the low
end of the trade (Yizhuan), 1.5 orders per customer in 180 days the high one (the workloads that the
benchmarks use), and the shares lie between. Everything else is an assumption: the shares of the
kinds, how soon patience ends, when shops open, that one member in five leaves most tasks alone, and
all that happens under moments and in groups.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wecom_twin.people.models import (
    Arrivals,
    Behaviour,
    CustomerHabits,
    CustomerPersona,
    StaffHabits,
    StaffPersona,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_HOUR = 3_600.0
_DAY = 86_400.0

CUSTOMERS: Mapping[str, CustomerPersona] = {
    "new": CustomerPersona(
        share_permille=0,
        newcomers_days=30,
        habits=CustomerHabits(
            answers_permille=300,
            buys_permille=60,
            buys_per_month=0.35,
            spends_yuan=120.0,
            silences_permille=20,
            patience_per_week=3,
            annoyed_permille=250,
            likes_permille=50,
            joins_per_month=0.15,
            group_words_per_month=0.3,
            quits_groups_per_month=0.1,
        ),
    ),
    "loyal": CustomerPersona(
        share_permille=150,
        habits=CustomerHabits(
            reads_permille=960,
            answers_permille=350,
            answers_after_seconds=_HOUR / 2,
            buys_permille=70,
            buys_per_month=0.6,
            spends_yuan=260.0,
            silences_permille=2,
            patience_per_week=7,
            annoyed_permille=30,
            leaves_permille=10,
            returns_permille=500,
            likes_permille=120,
            comments_permille=25,
            joins_per_month=0.05,
            group_words_per_month=0.6,
            quits_groups_per_month=0.01,
        ),
    ),
    "bargain": CustomerPersona(
        share_permille=300,
        habits=CustomerHabits(
            answers_permille=200,
            answers_after_seconds=_HOUR,
            buys_permille=50,
            buys_after_seconds=_DAY / 2,
            buys_per_month=0.08,
            spends_yuan=90.0,
            silences_permille=8,
            patience_per_week=5,
            annoyed_permille=80,
            returns_permille=300,
            texts=("有优惠吗", "还能便宜点吗", "满减怎么算?", "别家更便宜", "有券吗", "好的"),
            likes_permille=30,
            joins_per_month=0.1,
            group_words_per_month=0.4,
            quits_groups_per_month=0.05,
        ),
    ),
    "ordinary": CustomerPersona(
        share_permille=350,
        habits=CustomerHabits(
            answers_permille=120,
            answers_after_seconds=2 * _HOUR,
            buys_permille=15,
            buys_per_month=0.1,
            silences_permille=15,
            patience_per_week=3,
            annoyed_permille=150,
            likes_permille=25,
            comments_permille=4,
            joins_per_month=0.02,
            group_words_per_month=0.1,
            quits_groups_per_month=0.03,
        ),
    ),
    "dormant": CustomerPersona(
        share_permille=200,
        habits=CustomerHabits(
            reads_permille=250,
            answers_permille=20,
            answers_after_seconds=_DAY / 2,
            buys_permille=4,
            buys_per_month=0.01,
            silences_permille=60,
            patience_per_week=2,
            annoyed_permille=200,
            returns_permille=30,
            likes_permille=2,
            comments_permille=0,
            quits_groups_per_month=0.04,
        ),
    ),
}

_GUIDE = StaffHabits(looks_at_hours=(10.0, 14.0, 20.0), works_hours=(9.5, 22.0))

STAFF: Mapping[str, StaffPersona] = {
    "diligent": StaffPersona(
        share_permille=300,
        habits=replace(
            _GUIDE,
            accepts_permille=995,
            remarks_permille=500,
            tags_permille=350,
            never_confirms_permille=20,
            confirms_after_seconds=600.0,
            passes_over_permille=50,
            sends_per_day=0.5,
            moments_per_day=0.1,
            group_words_per_day=0.5,
        ),
    ),
    "busy": StaffPersona(
        share_permille=500,
        habits=replace(
            _GUIDE,
            accepts_after_seconds=1_200.0,
            never_confirms_permille=120,
            confirms_after_seconds=2_400.0,
            passes_over_permille=450,
            sends_per_day=0.1,
            moments_per_day=0.02,
            group_words_per_day=0.1,
        ),
    ),
    "absent": StaffPersona(
        share_permille=200,
        habits=replace(
            _GUIDE,
            accepts_permille=700,
            accepts_after_seconds=4 * _HOUR,
            remarks_permille=30,
            tags_permille=10,
            never_confirms_permille=650,
            passes_over_permille=700,
        ),
    ),
}

FIELD = Behaviour(
    arrivals=Arrivals(per_second=300 / _DAY),
    customer_personas=CUSTOMERS,
    staff_personas=STAFF,
)
"""A brand of middling size: three hundred scans a day."""
