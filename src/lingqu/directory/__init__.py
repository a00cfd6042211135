"""Directory: departments (some of them shops), staff, accounts and roles.

Nouns: a *department* is WeCom's, under its own number; a *shop* is a department somebody marked as one; *staff*
are members of the corp, known by `userid` whatever its case. Invariants: a userid is one staff row for ever
(a leaver keeps it, with `left_at`); the shop of a member is the nearest marked department above them.
"""
