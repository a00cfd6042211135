"""History: the columnar copy of facts, for questions over all that ever happened.

PostgreSQL holds the truth; history can be thrown away and copied anew. Two engines stand behind one port (`engine`):
`chdb`, ClickHouse as a library, in a child process of ours, and any ClickHouse by URL. While neither answers,
everything that does not ask history works.
"""
