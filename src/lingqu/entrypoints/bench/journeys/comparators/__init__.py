"""What carries customers through steps elsewhere: job queues (a job for each step) and workflow engines.

Each is given an empty database and the same work (`work`): for every step one enrollment updated, one fact inserted,
and for every third step one delivery. `roster` names them all, and says why one is missing; `course` is how each is
run and held to what must be there afterwards.
"""
