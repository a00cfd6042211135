"""HTTP: from bytes to a call and back, with the checks that stand before every endpoint."""
