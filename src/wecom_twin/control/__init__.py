"""The control interface under `/twin/`: what a test or a demo says to the world itself.

Not WeCom's: JSON in and out, loopback only, ordinary HTTP statuses. `README.md` lists every path.
"""
