"""A WeCom (企业微信) that runs on loopback: protocol, limits, callbacks and people.

A *world* holds corps; a corp holds apps, members, customers and what lies between them. The world
answers WeCom's server API over HTTP, raises WeCom's encrypted callbacks when people act (never
when the API acts), keeps WeCom's limits, and writes down in a *ledger* what every customer and
every member received. Time and chance are inputs: one clock, one seed.

It is written from the text of the protocol alone and imports nothing of the platform that it
judges. Start with :class:`wecom_twin.server.TwinServer`; `README.md` beside this file has the
control interface.
"""
