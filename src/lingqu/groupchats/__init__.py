"""Groupchats: customer groups (客户群), who owns them, who is and was in them, and our own tags on them.

Nouns: a *groupchat* is a group that a member of the corp owns; a *spell* is one time somebody was in it, from joining
to leaving; a *groupchat tag* is ours alone, WeCom has none for groups.

Invariants: somebody has at most one open spell in a group that a read has confirmed; the counts of a group are those
of its confirmed open spells; a spell's joining and its leaving are facts of their own, recorded once each, in the
transaction that writes the spell. A callback says what changed, a read tells the truth, and a read that is known to
be older than what was heard changes nothing that was heard.
"""
