"""Crash tests: kill -9 under load, judged by the twin's ledger, with planted faults to prove that the judge sees."""
