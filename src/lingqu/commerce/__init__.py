"""Commerce: orders, and the import of orders and members from tables.

Nouns: an *order* is what a customer bought once in one source, unique by source and order number, with its *lines*;
its *buyers* are the identities the source gave. An *import* is one file on its way in: it is opened, mapped by a
*template*, checked row by row, and published.

Invariants: an order told twice is one order, and only what changed becomes a fact; money is whole fen; a phone rests
sealed, with a blind index; a file is published whole or nothing of it is seen: rows wait apart until every one was
looked at, and what was decided to be valid is published in the end, however often a worker dies.
"""
