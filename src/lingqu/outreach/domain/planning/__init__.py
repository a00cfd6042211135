"""Who gets what, when, through whom: competing programmes within every cap, as arrays. Pure, and the same each time.

`problem.Problem` is what is asked, `calendar` lays cap rules over days, `planner.plan` answers with a `plans.Plan`,
and `bound.bound` says what no plan can exceed.

An intent is one programme's wish to reach one customer. It is planned on a day, and so into a task: the customers whom
one member sends one content of one programme on one day. A plan keeps at once: the caps of each customer in every
period that an open task touches, how many tasks a member may be given on a day, how many customers a task carries, and
each programme's budget. Small problems are solved exactly; large ones by prices and exchanges, near the bound.
"""
