"""Tasks: work for a staff member, with a deadline and a proof; confirming a group send is one kind.

Nouns: a *task* asks one member for one thing until it closes; a *work order* asks the same of many members, each of
whom gets a task of it; a *card* tells a member of tasks in WeCom's client. Invariants: one task per key; no state
leaves a final one; at most three reminders within 24 hours; a member sees only their own; a card is sent once,
whatever becomes of the answer, and that it was seen is known from the member's own signal alone.
"""
