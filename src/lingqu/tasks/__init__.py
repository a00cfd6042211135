"""Tasks: work for a staff member, with a deadline and a proof; confirming a group send is one kind.

Nouns: a *task* asks one member for one thing until it closes. Invariants: one task per key; no state leaves a
final one; at most three reminders within 24 hours, because WeCom refuses a fourth.
"""
